"""Tables of a pack as tables of the document: templates filled in, rows repeated, equal neighbours merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selfeval.domain.pack import CellTemplate, RowGroup, TableDefinition
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_cell, render_text
from selfeval.domain.report.document import Cell, CellNumber, Column, Table

_Template = tuple[CellTemplate, ...]


@dataclass(frozen=True)
class _Filled:
    """A cell with its words resolved, and the number that they are, if they are one."""

    template: CellTemplate
    text: str
    number: CellNumber | None


_Row = tuple[_Filled, ...]


def compose_table(definition: TableDefinition, context: Context, anchor: str) -> Table:
    """Fill in a table (its caption unnumbered). Column widths come out as shares that add to 1.

    A table without any amount keeps its head and says so by its ``empty`` sentence.
    """
    context = context.in_table()
    width = sum(column.width for column in definition.columns)
    body = [row for group in definition.body for row in _group(group, context)]
    notes = [render_text(definition.note, context)]
    if definition.empty and not _has_amount(body):
        notes.insert(0, render_text(definition.empty, context))
        body = body or [_blank_row(len(definition.columns))]
    if _is_made_up(definition, context):
        notes.append(phrasing.MADE_UP_AMOUNTS)
    caption = render_text(definition.caption, context)
    return Table(
        caption=caption,
        columns=tuple(Column(column.width / width, column.align) for column in definition.columns),
        head=_merged(_filled(definition.head, context)),
        body=_merged(body),
        unit=definition.unit,
        note="\n".join(filter(None, notes)),
        landscape=definition.landscape,
        anchor=anchor,
        code=definition.code,
        organization=render_text(definition.organization, context),
        name=caption,
        stub=definition.stub,
        parts=definition.parts,
    )


def _filled(rows: Iterable[_Template], context: Context) -> list[_Row]:
    """The rows with their texts resolved; they are plain words from here on."""
    return [tuple(_Filled(cell, *render_cell(cell.text, context)) for cell in row) for row in rows]


def _is_made_up(definition: TableDefinition, context: Context) -> bool:
    """Whether any row behind the table is made up (演示数据)."""
    year = context.data.year
    return any(row.is_demo for source in definition.sources for row in getattr(year, source))


def _has_amount(rows: Iterable[_Row]) -> bool:
    return any(cell.number is not None and cell.number.value for row in rows for cell in row)


def _blank_row(width: int) -> _Row:
    return (_Filled(CellTemplate(), "", None),) * width


def _group(group: RowGroup, context: Context) -> Iterable[_Row]:
    for one in context.rounds(group.for_each):
        if holds(group.when, one):
            yield from _filled(group.rows, one)


@dataclass
class _Placed:
    """A cell in the grid: ``row`` and ``column`` are where it starts, ``rowspan`` may still grow."""

    filled: _Filled
    row: int
    column: int
    rowspan: int

    def says_the_same(self, other: _Placed) -> bool:
        """Whether the other cell, right below, may be joined with this one."""
        return (
            self.filled.template.merge
            and other.filled.template.merge
            and self.filled.text == other.filled.text
            and self.column == other.column
            and self.filled.template.colspan == other.filled.template.colspan
            and self.row + self.rowspan == other.row
        )


def _merged(rows: Iterable[_Row]) -> tuple[tuple[Cell, ...], ...]:
    """Join equal merging neighbours downwards; a cell is joined only where the merging cells left of it are.

    Otherwise 履职效益 under 产出 would run on into 履职效益 under 效果.
    """
    placed: list[list[_Placed]] = []
    above: dict[int, _Placed] = {}
    taken: dict[int, int] = {}
    for number, row in enumerate(rows):
        kept: list[_Placed] = []
        column = 0
        joins = True
        for filled in row:
            template = filled.template
            while taken.get(column, 0) > number:
                column += 1
            cell = _Placed(filled, number, column, template.rowspan)
            origin = above.get(column)
            joins = joins and (not template.merge or (origin is not None and origin.says_the_same(cell)))
            if joins and template.merge and origin is not None:
                origin.rowspan += template.rowspan
            else:
                kept.append(cell)
                above[column] = cell
            for covered in range(column, column + template.colspan):
                taken[covered] = number + template.rowspan
            column += template.colspan
        placed.append(kept)
    return tuple(tuple(_cell(cell) for cell in row) for row in placed)


def _cell(placed: _Placed) -> Cell:
    template = placed.filled.template
    return Cell(
        text=placed.filled.text,
        colspan=template.colspan,
        rowspan=placed.rowspan,
        align=template.align,
        header=template.header,
        strong=template.strong,
        number=placed.filled.number,
    )
