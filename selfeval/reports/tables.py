"""Table rules shared by the writers: which column a cell starts in, how it aligns, how its unit reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import Final

from selfeval.domain.report.document import Align, Cell, Column, Table
from selfeval.reports import style
from selfeval.reports.text import width_em

_WHOLE_TABLE_SHARE: Final = 0.6  # of half a page; a longer table may break, or the gap before it grows ugly
_LONGEST_LABEL_EM: Final = 20
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


def table_type(table: Table, *, landscape: bool) -> style.TableType:
    """How a table is set; one with the code of an official form as a form."""
    return style.table_type(table.columns, landscape=landscape, is_form=bool(table.code))


def row_heights(table: Table, *, landscape: bool) -> list[float]:
    """Estimated height (pt) of each body row, from the widths of its texts and columns."""
    kind = table_type(table, landscape=landscape)
    size, (vertical, horizontal) = kind.size_pt, kind.padding_pt
    width_pt = style.table_width_mm(landscape=landscape) * style.PT_PER_MM
    heights = []
    for placed in place_cells(table.body, table.columns):
        lines = 1
        for at, cell in placed:
            share = sum(column.width for column in table.columns[at : at + cell.colspan])
            room = max(1.0, (share * width_pt - 2 * horizontal) / size)
            needed = sum(max(1, ceil(width_em(line) / room)) for line in cell.text.split("\n"))
            lines = max(lines, ceil(needed / cell.rowspan))
        heights.append(lines * size * style.TABLE_LEADING + 2 * vertical)
    return heights


def keeps_whole(heights: Sequence[float], *, landscape: bool) -> bool:
    """Whether a table with these body rows is short enough to be kept on one page."""
    return sum(heights) <= style.half_page_pt(landscape=landscape) * _WHOLE_TABLE_SHARE


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


def is_label(cell: Cell) -> bool:
    """Whether a cell over several rows names a group of them: short enough to be said on each page."""
    return width_em(cell.text) <= _LONGEST_LABEL_EM


def span_cuts(table: Table, page_starts: Collection[int]) -> frozenset[int]:
    """Those of ``page_starts`` that fall inside a body cell spanning several rows."""
    spans = [(index, index + cell.rowspan) for index, row in enumerate(table.body) for cell in row]
    return frozenset(start for start in page_starts if any(first < start < end for first, end in spans))


def split_spans(table: Table, page_starts: Collection[int]) -> Table:
    """``table`` with body cells that span a page break cut there; labels are said again in the lower parts.

    ``page_starts`` are indices of body rows that open a page. WeasyPrint leaves a cell that runs over the
    page's end without its lower border; Word cuts such cells by itself, with an empty lower part.
    """
    rows: list[list[tuple[int, Cell]]] = [[] for _ in table.body]
    for index, placed in enumerate(place_cells(table.body, table.columns)):
        for at, cell in placed:
            end = index + cell.rowspan
            starts = [index, *sorted(start for start in page_starts if index < start < end), end]
            for part, (first, after) in enumerate(pairwise(starts)):
                text = cell.text if not part or is_label(cell) else ""
                rows[first].append((at, replace(cell, text=text, rowspan=after - first)))
    body = tuple(tuple(cell for _at, cell in sorted(row, key=lambda item: item[0])) for row in rows)
    return replace(table, body=body)
