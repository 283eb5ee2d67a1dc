"""The figures that a pack adds: entered by the department, or computed by a formula."""

from __future__ import annotations

from typing import Any

from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import FigureDefinition, Pack
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged, fresh_key
from selfeval.domain.pack_edits.parts import replaced, revised, without


def new_figure_key(pack: Pack) -> str:
    """Return the key that the next figure gets."""
    return fresh_key("f", {figure.key for figure in pack.figures})


def find_figure(pack: Pack, key: str) -> tuple[int, FigureDefinition]:
    """Return a figure with its place in the list. Raises PackEditError."""
    for index, figure in enumerate(pack.figures):
        if figure.key == key:
            return index, figure
    raise PackEditError("数据项已被删除，从“数据项”重新进入")


def add_figure(pack: Pack, *, name: str, quantity: Quantity, **fields: Any) -> Pack:
    """Add a figure at the end of the list."""
    figure = FigureDefinition(key=new_figure_key(pack), name=name, quantity=quantity, **fields)
    return _with_figures(pack, (*pack.figures, figure))


def edit_figure(pack: Pack, key: str, **changes: Any) -> Pack:
    """Change fields of a figure, all but its key."""
    index, figure = find_figure(pack, key)
    return _with_figures(pack, replaced(pack.figures, index, revised(figure, **changes)))


def move_figure(pack: Pack, key: str, direction: Direction) -> Pack:
    """Move a figure one place up or down."""
    index, _ = find_figure(pack, key)
    return _with_figures(pack, exchanged(pack.figures, index, direction))


def remove_figure(pack: Pack, key: str) -> Pack:
    """Remove a figure; what still names it is reported by ``check_pack``."""
    index, _ = find_figure(pack, key)
    return _with_figures(pack, without(pack.figures, index))


def _with_figures(pack: Pack, figures: tuple[FigureDefinition, ...]) -> Pack:
    return revised(pack, figures=figures)
