"""Rows of cells as a grid: where every cell stands, and how spans follow when rows and columns change.

Rows of a table list only the cells that start in them, as in HTML. ``spread`` places them, ``folded`` writes
them back; everything between works on placed cells. Rows that do not fill their columns (a draft may have
such) are filled up with empty cells, cells that stick out are cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from selfeval.domain.pack import CellTemplate
from selfeval.domain.pack_edits.editing import Direction, PackEditError
from selfeval.domain.pack_edits.parts import revised

Row = tuple[CellTemplate, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Placed:
    """A cell with the row and column in which it starts; spans as in the template."""

    cell: CellTemplate
    row: int
    column: int

    @property
    def bottom(self) -> int:
        """The row after the last that it covers."""
        return self.row + self.cell.rowspan

    @property
    def right(self) -> int:
        """The column after the last that it covers."""
        return self.column + self.cell.colspan

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell stands over a place of the grid."""
        return self.row <= row < self.bottom and self.column <= column < self.right

    def spanning(self, *, rowspan: int | None = None, colspan: int | None = None) -> Placed:
        """The same cell over more or fewer rows or columns."""
        changes = {"rowspan": rowspan or self.cell.rowspan, "colspan": colspan or self.cell.colspan}
        return replace(self, cell=revised(self.cell, **changes))


def spread(rows: Rows, width: int) -> list[Placed]:
    """Place the cells of rows in a grid of ``width`` columns; the places nobody fills get empty cells."""
    placed: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            if column >= width:
                break
            free = 1
            while free < cell.colspan and column + free < width and (number, column + free) not in taken:
                free += 1
            height = min(cell.rowspan, len(rows) - number)
            one = Placed(revised(cell, colspan=free, rowspan=height), number, column)
            placed.append(one)
            taken.update((r, c) for r in range(number, one.bottom) for c in range(column, one.right))
            column = one.right
    holes = [(r, c) for r in range(len(rows)) for c in range(width) if (r, c) not in taken]
    return placed + [Placed(CellTemplate(), row, column) for row, column in holes]


def folded(placed: Iterable[Placed], height: int) -> Rows:
    """Write placed cells as ``height`` rows, each with the cells that start in it."""
    rows: list[list[Placed]] = [[] for _ in range(height)]
    for one in placed:
        rows[one.row].append(one)
    return tuple(tuple(one.cell for one in sorted(row, key=lambda one: one.column)) for row in rows)


def insert_column(rows: Rows, width: int, at: int) -> Rows:
    """Put an empty column in before column ``at``; cells that reach over the place grow by it.

    New cells are marked as heads where the cell beside them is one.
    """
    made: list[Placed] = []
    open_rows = set(range(len(rows)))
    placed = spread(rows, width)
    for one in placed:
        if one.column < at < one.right:
            open_rows -= set(range(one.row, one.bottom))
            made.append(one.spanning(colspan=one.cell.colspan + 1))
        elif one.column >= at:
            made.append(replace(one, column=one.column + 1))
        else:
            made.append(one)
    beside = at - 1 if at else 0
    for row in sorted(open_rows):
        made.append(Placed(_like(next(one for one in placed if one.covers(row, beside))), row, at))
    return folded(made, len(rows))


def remove_column(rows: Rows, width: int, at: int) -> Rows:
    """Take column ``at`` out; cells that reach over it shrink by it, the others in it go."""
    made: list[Placed] = []
    for one in spread(rows, width):
        if one.column > at:
            made.append(replace(one, column=one.column - 1))
        elif one.right <= at:
            made.append(one)
        elif one.cell.colspan > 1:
            made.append(one.spanning(colspan=one.cell.colspan - 1))
    return folded(made, len(rows))


def insert_row(rows: Rows, width: int, at: int) -> Rows:
    """Put an empty row in before row ``at``; cells that reach over the place grow by it.

    New cells look like those of the row above (of the first row where it is put in on top).
    """
    if not rows:
        return (tuple(CellTemplate() for _ in range(width)),)
    made: list[Placed] = []
    open_columns = set(range(width))
    placed = spread(rows, width)
    for one in placed:
        if one.row < at < one.bottom:
            open_columns -= set(range(one.column, one.right))
            made.append(one.spanning(rowspan=one.cell.rowspan + 1))
        elif one.row >= at:
            made.append(replace(one, row=one.row + 1))
        else:
            made.append(one)
    beside = at - 1 if at else 0
    for column in sorted(open_columns):
        made.append(Placed(_like(next(one for one in placed if one.covers(beside, column))), at, column))
    return folded(made, len(rows) + 1)


def remove_row(rows: Rows, width: int, at: int) -> Rows:
    """Take row ``at`` out; cells that reach over it shrink by it and stay, the others in it go."""
    made: list[Placed] = []
    for one in spread(rows, width):
        if one.row > at:
            made.append(replace(one, row=one.row - 1))
        elif one.bottom <= at:
            made.append(one)
        elif one.cell.rowspan > 1:
            made.append(one.spanning(rowspan=one.cell.rowspan - 1))
    return folded(made, len(rows) - 1)


def move_row(rows: Rows, width: int, at: int, direction: Direction) -> Rows:
    """Exchange row ``at`` with its neighbour; unchanged beyond the ends.

    PackEditError where a cell reaches over both, or out of one of them.
    """
    first = at - 1 if direction is Direction.UP else at
    if first < 0 or first + 1 >= len(rows):
        return rows
    made: list[Placed] = []
    for one in spread(rows, width):
        inside = [row for row in (first, first + 1) if one.row <= row < one.bottom]
        if inside and one.cell.rowspan > 1:
            raise PackEditError("这一行有纵向合并的单元格，先拆分后再移动")
        made.append(replace(one, row=2 * first + 1 - one.row) if inside else one)
    return folded(made, len(rows))


def merge(rows: Rows, width: int, row: int, index: int, *, down: bool) -> Rows:
    """Join a cell (the ``index``-th of its row) with the one right of it, or below it (``down``).

    The joined cell keeps the texts of both. PackEditError where the two do not make a rectangle.
    """
    placed = spread(rows, width)
    one = _at(placed, row, index)
    place = (one.bottom, one.column) if down else (one.row, one.right)
    other = next((each for each in placed if (each.row, each.column) == place), None)
    fits = other is not None and (
        other.cell.colspan == one.cell.colspan if down else other.cell.rowspan == one.cell.rowspan
    )
    if other is None or not fits:
        where = "下方" if down else "右侧"
        raise PackEditError(f"{where}没有大小相同的单元格可以合并，先拆分{where}的单元格")
    text = "\n".join(part for part in (one.cell.text, other.cell.text) if part)
    joined = replace(one, cell=revised(one.cell, text=text))
    if down:
        joined = joined.spanning(rowspan=one.cell.rowspan + other.cell.rowspan)
    else:
        joined = joined.spanning(colspan=one.cell.colspan + other.cell.colspan)
    return folded([joined if each is one else each for each in placed if each is not other], len(rows))


def split(rows: Rows, width: int, row: int, index: int) -> Rows:
    """Divide a joined cell into single ones; the first keeps the text, the others are empty."""
    placed = spread(rows, width)
    one = _at(placed, row, index)
    made = [
        Placed(_like(one), below, beside)
        for below in range(one.row, one.bottom)
        for beside in range(one.column, one.right)
    ]
    made[0] = one.spanning(rowspan=1, colspan=1)
    return folded([each for each in placed if each is not one] + made, len(rows))


def _at(placed: list[Placed], row: int, index: int) -> Placed:
    """The ``index``-th cell that starts in a row."""
    starting = sorted((one for one in placed if one.row == row), key=lambda one: one.column)
    if not 0 <= index < len(starting):
        raise PackEditError("这个单元格已不在表格里，刷新后重新办理")
    return starting[index]


def _like(one: Placed) -> CellTemplate:
    """An empty cell that looks like another."""
    return revised(one.cell, text="", rowspan=1, colspan=1, merge=False)
