"""What all edits share: refusals, new keys, moving within a list, and the types proved again."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from pydantic import ValidationError

from selfeval.domain.numbers import format_number
from selfeval.domain.pack import IndicatorNode, Pack
from selfeval.domain.pack_files.messages import problems_of

T = TypeVar("T")


class PackEditError(ValueError):
    """An edit that cannot be made; ``message`` is Chinese and says value, rule and cure."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Direction(StrEnum):
    """Where an element moves: among its neighbours, below the one before it, or out of its group."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


def fresh_key(prefix: str, used: Collection[str]) -> str:
    """Return a key that is not used yet: ``i_07`` where six indicators are there."""
    number = len(used) + 1
    while (key := f"{prefix}_{number:02d}") in used:
        number += 1
    return key


def exchanged(items: tuple[T, ...], index: int, direction: Direction) -> tuple[T, ...]:
    """Return a list with an element moved one place up or down; unchanged at its ends."""
    other = index - 1 if direction is Direction.UP else index + 1
    if not 0 <= other < len(items):
        return items
    moved = list(items)
    moved[index], moved[other] = moved[other], moved[index]
    return tuple(moved)


def normalised(pack: Pack) -> Pack:
    """Prove the types of an edited pack, and write its weights without needless zeros.

    Edits replace parts without proving them. Raises PackEditError with every part that a pack cannot hold.
    """
    try:
        proved = Pack.model_validate(pack.model_dump())
    except ValidationError as error:
        problems = problems_of(error.errors(include_url=False))
        raise PackEditError("；".join(f"{item.message}，{item.cure}" for item in problems)) from error
    return proved.model_copy(update={"indicators": tuple(map(_plain_weights, proved.indicators))})


def _plain_weights(node: IndicatorNode) -> IndicatorNode:
    weight = None if node.weight is None else Decimal(format_number(node.weight, None, grouping=False))
    return node.model_copy(update={"weight": weight, "children": tuple(map(_plain_weights, node.children))})
