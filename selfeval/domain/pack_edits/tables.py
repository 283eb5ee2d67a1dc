"""Edits of tables: columns with their widths, head rows, and groups of body rows.

Rows are named by their part (``HEAD``, or the position of a group of the body) and their position in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from selfeval.domain.pack import CellTemplate, ColumnTemplate, Pack, RowGroup, TableDefinition
from selfeval.domain.pack.report import MOST_COLUMNS
from selfeval.domain.pack_edits import grid
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged, fresh_key
from selfeval.domain.pack_edits.grid import Rows
from selfeval.domain.pack_edits.parts import inserted, replaced, revised, without

HEAD = -1
"""The part of a table that holds its head rows; groups of the body count from 0."""
_DECIMALS = 4

_ChangeRows = Callable[[Rows, int], Rows]


# --- tables -------------------------------------------------------------------------------------------


def new_table_key(pack: Pack) -> str:
    """Return the key that the next table added gets."""
    return fresh_key("table", {table.key for table in pack.tables})


def add_table(pack: Pack, *, caption: str, columns: int) -> Pack:
    """Add a table of equal columns with one head row and one row, all empty."""
    made = TableDefinition(
        key=new_table_key(pack),
        caption=caption,
        columns=tuple(ColumnTemplate(width=width) for width in _shares([1.0] * columns)),
        head=(tuple(CellTemplate(header=True) for _ in range(columns)),),
        body=(RowGroup(rows=(tuple(CellTemplate() for _ in range(columns)),)),),
    )
    return revised(pack, tables=(*pack.tables, made))


def copy_table(pack: Pack, key: str, *, caption: str) -> Pack:
    """Add a copy of a table, right after it, under another caption."""
    index, table = find_table(pack, key)
    made = revised(table, key=new_table_key(pack), caption=caption)
    return revised(pack, tables=inserted(pack.tables, index + 1, made))


def find_table(pack: Pack, key: str) -> tuple[int, TableDefinition]:
    """Return a table with its position. PackEditError where there is none."""
    for index, table in enumerate(pack.tables):
        if table.key == key:
            return index, table
    raise PackEditError("这张表格已不在体系包里，返回表格列表查看")


def edit_table(pack: Pack, key: str, **changes: Any) -> Pack:
    """Change fields of a table (caption, unit, note, landscape …)."""
    index, table = find_table(pack, key)
    return revised(pack, tables=replaced(pack.tables, index, revised(table, **changes)))


def move_table(pack: Pack, key: str, direction: Direction) -> Pack:
    """Move a table up or down in the list of tables; where it prints, its block says."""
    return revised(pack, tables=exchanged(pack.tables, find_table(pack, key)[0], direction))


def remove_table(pack: Pack, key: str) -> Pack:
    """Remove a table; blocks that print it are reported as problems."""
    return revised(pack, tables=without(pack.tables, find_table(pack, key)[0]))


# --- columns ------------------------------------------------------------------------------------------


def add_column(pack: Pack, key: str, at: int) -> Pack:
    """Put an empty column in before column ``at`` (at the right where it is the number of columns).

    It is as wide as the others are on average; they give way in proportion.
    """
    _, table = find_table(pack, key)
    count = len(table.columns)
    if count >= MOST_COLUMNS:
        raise PackEditError(f"表格已有{count}列，最多{MOST_COLUMNS}列")
    average = sum(column.width for column in table.columns) / count
    made = ColumnTemplate(width=min(1.0, average), align=table.columns[max(at - 1, 0)].align)
    table = _reparted(table, at, 1)
    columns = inserted(table.columns, at, made)
    return _with_columns(pack, table, columns, lambda rows, width: grid.insert_column(rows, width, at))


def remove_column(pack: Pack, key: str, at: int) -> Pack:
    """Take a column out; the others share its width. PackEditError for the only one."""
    _, table = find_table(pack, key)
    if len(table.columns) == 1:
        raise PackEditError("表格至少要有一列；不再需要时删除整张表格")
    table = _reparted(table, at, -1)
    columns = without(table.columns, at)
    return _with_columns(pack, table, columns, lambda rows, width: grid.remove_column(rows, width, at))


def set_columns(pack: Pack, key: str, columns: Sequence[tuple[float, str]]) -> Pack:
    """Set width (in any measure: the shares are computed) and alignment of every column."""
    widths = _shares([width for width, _ in columns])
    made = tuple(
        ColumnTemplate.model_validate({"width": width, "align": align})
        for width, (_, align) in zip(widths, columns, strict=True)
    )
    return edit_table(pack, key, columns=made)


def _with_columns(
    pack: Pack, table: TableDefinition, columns: tuple[ColumnTemplate, ...], change: _ChangeRows
) -> Pack:
    width = len(table.columns)
    widths = _shares([column.width for column in columns])
    return edit_table(
        pack,
        table.key,
        stub=table.stub,
        parts=table.parts,
        columns=tuple(revised(one, width=share) for one, share in zip(columns, widths, strict=True)),
        head=change(table.head, width),
        body=tuple(revised(group, rows=change(group.rows, width)) for group in table.body),
    )


def _reparted(table: TableDefinition, at: int, change: int) -> TableDefinition:
    """The table with the part of a form printed in parts, or its repeated columns, wider or narrower."""
    if not table.parts:
        return table
    if at < table.stub:
        return revised(table, stub=table.stub + change)
    end = table.stub
    for index, count in enumerate(table.parts):
        end += count
        if at < end or index == len(table.parts) - 1:
            left = count + change
            return revised(table, parts=replaced(table.parts, index, *((left,) if left else ())))
    return table


def _shares(widths: Sequence[float]) -> list[float]:
    """Widths as shares with four decimals that add up to 1; the widest takes what rounding leaves."""
    total = sum(widths)
    shares = [round(width / total, _DECIMALS) for width in widths]
    widest = shares.index(max(shares))
    shares[widest] = round(1 - sum(shares[:widest] + shares[widest + 1 :]), _DECIMALS)
    return shares


# --- rows and cells -----------------------------------------------------------------------------------


def rows_of(table: TableDefinition, part: int) -> Rows:
    """Return the rows of a part. PackEditError where there is no such group."""
    if part == HEAD:
        return table.head
    return _group(table, part).rows


def set_head(pack: Pack, key: str, rows: Rows) -> Pack:
    """Replace the head rows."""
    return edit_table(pack, key, head=rows)


def add_row(pack: Pack, key: str, part: int, at: int) -> Pack:
    """Put an empty row in before row ``at`` of a part (at its end where it is the number of rows)."""
    return _with_rows(pack, key, part, lambda rows, width: grid.insert_row(rows, width, at))


def remove_row(pack: Pack, key: str, part: int, at: int) -> Pack:
    """Take a row out."""
    return _with_rows(pack, key, part, lambda rows, width: grid.remove_row(rows, width, at))


def move_row(pack: Pack, key: str, part: int, at: int, direction: Direction) -> Pack:
    """Exchange a row with its neighbour. PackEditError where joined cells are in the way."""
    return _with_rows(pack, key, part, lambda rows, width: grid.move_row(rows, width, at, direction))


def edit_cell(pack: Pack, key: str, part: int, row: int, index: int, **changes: Any) -> Pack:
    """Change fields of a cell (text, align, header, strong, merge)."""
    rows = rows_of(find_table(pack, key)[1], part)
    if not 0 <= row < len(rows) or not 0 <= index < len(rows[row]):
        raise PackEditError("这个单元格已不在表格里，刷新后重新办理")
    made = replaced(rows[row], index, revised(rows[row][index], **changes))
    return _with_rows(pack, key, part, lambda rows, _: replaced(rows, row, made))


def merge_cell(pack: Pack, key: str, part: int, row: int, index: int, *, down: bool) -> Pack:
    """Join a cell with the one right of it or below it. PackEditError where they make no rectangle."""
    return _with_rows(pack, key, part, lambda rows, width: grid.merge(rows, width, row, index, down=down))


def split_cell(pack: Pack, key: str, part: int, row: int, index: int) -> Pack:
    """Divide a joined cell into single ones."""
    return _with_rows(pack, key, part, lambda rows, width: grid.split(rows, width, row, index))


def _with_rows(pack: Pack, key: str, part: int, change: _ChangeRows) -> Pack:
    _, table = find_table(pack, key)
    rows = change(rows_of(table, part), len(table.columns))
    if part == HEAD:
        return edit_table(pack, key, head=rows)
    return edit_group(pack, key, part, rows=rows)


# --- groups of body rows ------------------------------------------------------------------------------


def add_group(pack: Pack, key: str, at: int, *, for_each: str | None = None) -> Pack:
    """Put a group of one empty row in before group ``at``."""
    _, table = find_table(pack, key)
    made = RowGroup(rows=(tuple(CellTemplate() for _ in table.columns),), for_each=for_each)
    return edit_table(pack, key, body=inserted(table.body, at, made))


def edit_group(pack: Pack, key: str, group: int, **changes: Any) -> Pack:
    """Change fields of a group (for_each, when, rows)."""
    _, table = find_table(pack, key)
    return edit_table(pack, key, body=replaced(table.body, group, revised(_group(table, group), **changes)))


def move_group(pack: Pack, key: str, group: int, direction: Direction) -> Pack:
    """Move a group up or down."""
    return edit_table(pack, key, body=exchanged(find_table(pack, key)[1].body, group, direction))


def remove_group(pack: Pack, key: str, group: int) -> Pack:
    """Remove a group with its rows."""
    _, table = find_table(pack, key)
    _group(table, group)
    return edit_table(pack, key, body=without(table.body, group))


def _group(table: TableDefinition, group: int) -> RowGroup:
    if not 0 <= group < len(table.body):
        raise PackEditError("这一组行已不在表格里，刷新后重新办理")
    return table.body[group]
