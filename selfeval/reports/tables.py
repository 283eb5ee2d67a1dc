"""Table rules shared by the writers: which column a cell starts in, how it aligns, how its unit reads."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.report.document import Align, Cell, Column

Rows = tuple[tuple[Cell, ...], ...]


def place_cells(rows: Rows, columns: tuple[Column, ...]) -> Iterator[list[tuple[int, Cell]]]:
    """For each row, its cells with the index of the column they start in, spans of earlier rows respected.

    Raises ValueError if the cells of a row do not fill the table exactly.
    """
    width = len(columns)
    blocked = [0] * width  # rows, from this one on, that a span from above still covers
    for number, row in enumerate(rows, start=1):
        placed = []
        at = 0
        following = [max(0, left - 1) for left in blocked]
        for cell in row:
            while at < width and blocked[at]:
                at += 1
            placed.append((at, cell))
            following[at : at + cell.colspan] = [cell.rowspan - 1] * cell.colspan
            at += cell.colspan
        if at + sum(1 for left in blocked[at:] if left) != width or len(following) != width:
            message = f"row {number} does not fill the {width} columns of its table"
            raise ValueError(message)
        blocked = following
        yield placed


def cell_align(cell: Cell, column: Column) -> Align:
    """A cell's own alignment, else the middle for heads and spanning cells, else its column's."""
    if cell.align is not None:
        return cell.align
    if cell.header or cell.colspan > 1:
        return Align.CENTER
    return column.align


def unit_line(unit: str) -> str:
    """The words printed above a table or on an axis: 单位：万元."""
    return unit if unit.startswith("单位") else f"单位：{unit}"
