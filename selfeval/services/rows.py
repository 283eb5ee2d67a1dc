"""Adding and deleting rows of free tables."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from selfeval.domain.cell_values import canonical_value
from selfeval.domain.cells import CellMap
from selfeval.domain.workflow import Action
from selfeval.domain.year_tables import ASSIGNED, TABLES_BY_KEY, YearTable
from selfeval.models import ROW_MODELS, CellChange, Channel, Evaluation, User, YearRow
from selfeval.selectors.packs import load_pack
from selfeval.services.audit import record_changes
from selfeval.services.carried_cells import unmark_carried
from selfeval.services.errors import Refused
from selfeval.services.locking import lock_evaluation, require
from selfeval.services.row_keys import new_row_key

MOST_ROWS = 500
ROW_ADDED = "row.added"
ROW_DELETED = "row.deleted"


@transaction.atomic
def add_row(*, actor: User, evaluation: Evaluation, table: str) -> str:
    """Add an empty row at the end of a free table of this year, and return its key.

    Raises Refused for other tables and for a table that is full, NotAllowed, WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    definition = _free_table(table)
    rows = ROW_MODELS[table]._default_manager.filter(department_year=locked.department_year)
    if rows.count() >= MOST_ROWS:
        raise Refused(f"“{definition.label}”最多{MOST_ROWS}行，合并相同项目后再添加")
    last: int | None = rows.aggregate(last=Max("ordinal"))["last"]
    row = ROW_MODELS[table](
        department_year=locked.department_year, row=new_row_key(), ordinal=0 if last is None else last + 1
    )
    row.save(force_insert=True)
    record_changes(
        actor=actor,
        action=ROW_ADDED,
        subject=locked.code,
        details={"table": table, "row": row.row},
        role=decision.role,
        changes=row_changes(locked, _cell_map(locked), definition, row, is_new=True),
    )
    return row.row


@transaction.atomic
def delete_row(*, actor: User, evaluation: Evaluation, table: str, row: str) -> None:
    """Delete a row of a free table of this year; what stood in it stays in the history.

    Raises Refused for other tables and a row that is gone already, NotAllowed, WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    definition = _free_table(table)
    rows = ROW_MODELS[table]._default_manager.filter(department_year=locked.department_year)
    found = next((stored for stored in rows if stored.row == row), None)
    if found is None:
        raise Refused("这一行已被删除，刷新页面即可")
    changes = row_changes(locked, _cell_map(locked), definition, found, is_new=False)
    found.delete()
    unmark_carried(locked, [change.address for change in changes])
    record_changes(
        actor=actor,
        action=ROW_DELETED,
        subject=locked.code,
        details={"table": table, "row": row},
        role=decision.role,
        changes=changes,
    )


def _contents(table: YearTable, row: YearRow, cells: CellMap) -> dict[str, str]:
    """Return the canonical text of every filled cell of a row, by address."""
    contents = {}
    for column in table.columns:
        cell = cells.cell(f"{table.key}.{row.row}.{column.key}")
        canonical = canonical_value(cell, getattr(row, column.key))
        if canonical:
            contents[cell.address] = canonical
    return contents


def _cell_map(evaluation: Evaluation) -> CellMap:
    return CellMap(load_pack(evaluation.pack_version))


def _free_table(key: str) -> YearTable:
    table = TABLES_BY_KEY.get(key)
    if key not in ROW_MODELS or table is None or table.row_key is not None:
        label = table.label if table is not None else key[:40]
        raise Refused(f"“{label}”的行是固定的，不能增加或删除")
    if key in ASSIGNED:
        raise Refused(f"“{table.label}”在项目的页面上添加和删除")
    return table


def row_changes(
    evaluation: Evaluation, cells: CellMap, table: YearTable, row: YearRow, *, is_new: bool
) -> list[CellChange]:
    """Return the changes that a row's coming or going means for its cells."""
    year = evaluation.department_year
    return [
        CellChange(
            department_year=year,
            evaluation=evaluation,
            address=address,
            label=cells.cell(address).label,
            old="" if is_new else canonical,
            new=canonical if is_new else "",
            channel=(Channel.SYSTEM if is_new else Channel.TYPED).value,
        )
        for address, canonical in _contents(table, row, cells).items()
    ]
