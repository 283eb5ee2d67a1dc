"""Tables of a pack as tables of the document: templates filled in, rows repeated, equal neighbours merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selfeval.domain.pack import CellTemplate, RowGroup, TableDefinition
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.report.document import Cell, Column, Table

_Row = tuple[CellTemplate, ...]


def compose_table(definition: TableDefinition, context: Context, anchor: str) -> Table:
    """Fill in a table (its caption unnumbered). Column widths come out as shares that add to 1."""
    context = context.in_table()
    width = sum(column.width for column in definition.columns)
    return Table(
        caption=render_text(definition.caption, context),
        columns=tuple(Column(column.width / width, column.align) for column in definition.columns),
        head=_merged(_filled(definition.head, context)),
        body=_merged(row for group in definition.body for row in _group(group, context)),
        unit=definition.unit,
        note=render_text(definition.note, context),
        landscape=definition.landscape,
        anchor=anchor,
    )


def _filled(rows: Iterable[_Row], context: Context) -> list[_Row]:
    """The rows with their texts resolved; they are plain words from here on."""
    return [
        tuple(cell.model_copy(update={"text": render_text(cell.text, context)}) for cell in row)
        for row in rows
    ]


def _group(group: RowGroup, context: Context) -> Iterable[_Row]:
    for one in context.rounds(group.for_each):
        if holds(group.when, one):
            yield from _filled(group.rows, one)


@dataclass
class _Placed:
    """A cell in the grid: ``row`` and ``column`` are where it starts, ``rowspan`` may still grow."""

    template: CellTemplate
    row: int
    column: int
    rowspan: int

    def says_the_same(self, other: _Placed) -> bool:
        """Whether the other cell, right below, may be joined with this one."""
        return (
            self.template.merge
            and other.template.merge
            and self.template.text == other.template.text
            and self.column == other.column
            and self.template.colspan == other.template.colspan
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
        for template in row:
            while taken.get(column, 0) > number:
                column += 1
            cell = _Placed(template, number, column, template.rowspan)
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
    template = placed.template
    return Cell(
        text=template.text,
        colspan=template.colspan,
        rowspan=placed.rowspan,
        align=template.align,
        header=template.header,
        strong=template.strong,
    )
