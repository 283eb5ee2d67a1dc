"""Tables too wide for a page: each printed part repeats the stub columns and shows some of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from selfeval.domain.prose import phrasing
from selfeval.domain.report.document import Block, Cell, Document, Table
from selfeval.reports.tables import Rows, place_cells


def split_wide(document: Document) -> Document:
    """``document`` with every table that names printed parts replaced by these parts, one after another."""
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table) and block.parts:
            blocks.extend(printed_parts(block))
        else:
            blocks.append(block)
    return document if len(blocks) == len(document.blocks) else replace(document, blocks=tuple(blocks))


def printed_parts(table: Table) -> tuple[Table, ...]:
    """The parts of a wide table; the first has caption and anchor, the last the note.

    A part without any amount is not printed, and the note says so; the workbook has the table whole.
    A cell that runs over the edge of a part is cut there and says its words in each. The number of a part is
    told beside the code of the form (公开07表（续1）), or beside its caption where it has no code.
    """
    slices = []
    first = table.stub
    for width in table.parts:
        slices.append(range(first, first + width))
        first += width
    told = [columns for columns in slices if _has_amount(table, columns)] or slices[:1]
    notes = [table.note, phrasing.LEFT_OUT_COLUMNS if len(told) < len(slices) else ""]
    made = []
    for number, shown in enumerate(told):
        chosen = (*range(table.stub), *shown)
        columns = tuple(table.columns[at] for at in chosen)
        whole = sum(column.width for column in columns)
        made.append(
            replace(
                table,
                caption=_continued(table.caption, 0 if table.code else number),
                code=_continued(table.code, number),
                columns=tuple(replace(column, width=column.width / whole) for column in columns),
                head=_columns(table.head, table, chosen),
                body=_columns(table.body, table, chosen),
                note="\n".join(filter(None, notes)) if number == len(told) - 1 else "",
                anchor="" if number else table.anchor,
                stub=0,
                parts=(),
            )
        )
    return tuple(made)


def _has_amount(table: Table, columns: range) -> bool:
    return any(
        at in columns and cell.number is not None and cell.number.value
        for placed in place_cells(table.body, table.columns)
        for at, cell in placed
    )


def _continued(words: str, number: int) -> str:
    return f"{words}（续{number}）" if words and number else words


def _columns(rows: Rows, table: Table, chosen: Iterable[int]) -> Rows:
    """The rows with the chosen columns only; chosen columns that a cell spans stay joined."""
    kept = tuple(chosen)
    made = []
    for placed in place_cells(rows, table.columns):
        row: list[tuple[int, Cell]] = []
        for at, cell in placed:
            inside = [position for position, column in enumerate(kept) if at <= column < at + cell.colspan]
            if inside:
                row.append((inside[0], replace(cell, colspan=len(inside))))
        made.append(tuple(cell for _, cell in sorted(row, key=lambda item: item[0])))
    return tuple(made)
