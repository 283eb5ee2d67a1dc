"""What a formula can give: a value or the problem that prevents it; and what is wrong with a formula."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum


class NotApplicable(Enum):
    """What a lookup gives for a figure that the department does not have (无此项)."""

    NOT_APPLICABLE = "not_applicable"


NOT_APPLICABLE = NotApplicable.NOT_APPLICABLE


class ProblemKind(StrEnum):
    """Why a formula has no value."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    ZERO_DENOMINATOR = "zero_denominator"
    OUT_OF_BOUNDS = "out_of_bounds"


@dataclass(frozen=True)
class Problem:
    """Why a formula has no value, in Chinese, with the names and keys of the figures concerned."""

    kind: ProblemKind
    message: str
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Either ``value`` (unrounded) or ``problem``."""

    value: Decimal | None = None
    problem: Problem | None = None


class FormulaError(ValueError):
    """A formula that cannot be used: ``message`` and ``cure`` in Chinese, ``position`` counted from 0."""

    def __init__(self, message: str, position: int, cure: str) -> None:
        super().__init__(f"{message}，{cure}")
        self.message = message
        self.position = position
        self.cure = cure
