"""Adding and deleting rows of free tables."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from selfeval.domain.cell_values import canonical_value
from selfeval.domain.cells import CellMap
from selfeval.domain.workflow import Action
from selfeval.domain.year_tables import ASSIGNED, TABLES_BY_KEY, YearTable
from selfeval.models import ROW_MODELS, CellChange, Channel, DepartmentYear, Evaluation, User, YearRow
from selfeval.selectors.history import PRIOR
from selfeval.selectors.packs import load_pack
from selfeval.services.audit import record_changes
from selfeval.services.carried_cells import unmark_carried
from selfeval.services.errors import Refused
from selfeval.services.locking import lock_evaluation, require
from selfeval.services.prior_year import link_prior, opening_year, prior_refusal
from selfeval.services.row_keys import new_row_key

MOST_ROWS = 500
ROW_ADDED = "row.added"
ROW_DELETED = "row.deleted"


@transaction.atomic
def add_row(*, actor: User, evaluation: Evaluation, table: str, is_prior: bool = False) -> str:
    """Add an empty row at the end of a free table of this year, and return its key.

    ``is_prior``: of the year before, where that only holds figures for comparison; it is made when its first
    row comes in. Raises Refused for other tables, a table that is full and a year before that has an
    evaluation of its own, NotAllowed, WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    definition = _free_table(table)
    year = _opening_year(locked) if is_prior else locked.department_year
    rows = ROW_MODELS[table]._default_manager.filter(department_year=year)
    if rows.count() >= MOST_ROWS:
        raise Refused(f"“{definition.label}”最多{MOST_ROWS}行，合并相同项目后再添加")
    last: int | None = rows.aggregate(last=Max("ordinal"))["last"]
    row = ROW_MODELS[table](department_year=year, row=new_row_key(), ordinal=0 if last is None else last + 1)
    row.save(force_insert=True)
    record_changes(
        actor=actor,
        action=ROW_ADDED,
        subject=locked.code,
        details={"table": _prefix(is_prior) + table, "row": row.row},
        role=decision.role,
        changes=row_changes(locked, _cell_map(locked), definition, row, is_new=True),
    )
    return row.row


@transaction.atomic
def delete_row(*, actor: User, evaluation: Evaluation, table: str, row: str, is_prior: bool = False) -> None:
    """Delete a row of a free table of this year; what stood in it stays in the history.

    ``is_prior``: of the year before, where that only holds figures for comparison. Raises Refused for other
    tables, a row that is gone already and a year before that has an evaluation of its own, NotAllowed,
    WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    definition = _free_table(table)
    year = _prior(locked) if is_prior else locked.department_year
    rows = ROW_MODELS[table]._default_manager.filter(department_year=year)
    found = next((stored for stored in rows if stored.row == row), None)
    if found is None:
        raise Refused("这一行已被删除，刷新页面即可")
    changes = row_changes(locked, _cell_map(locked), definition, found, is_new=False)
    found.delete()
    if not is_prior:
        unmark_carried(locked, [change.address for change in changes])
    record_changes(
        actor=actor,
        action=ROW_DELETED,
        subject=locked.code,
        details={"table": _prefix(is_prior) + table, "row": row},
        role=decision.role,
        changes=changes,
    )


def _prior(evaluation: Evaluation) -> DepartmentYear | None:
    """The year before. Raises Refused where its figures are entered there and not here."""
    prior = evaluation.department_year.prior_year or link_prior(evaluation.department_year)
    if reason := prior_refusal(prior):
        raise Refused(reason)
    return prior


def _opening_year(evaluation: Evaluation) -> DepartmentYear:
    return _prior(evaluation) or opening_year(evaluation.department_year)


def _prefix(is_prior: bool) -> str:
    return PRIOR if is_prior else ""


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
    """Return the changes that a row's coming or going means for its cells, kept with the row's own year."""
    is_prior = row.department_year_id != evaluation.department_year_id
    return [
        CellChange(
            department_year_id=row.department_year_id,
            evaluation=None if is_prior else evaluation,
            address=address,
            label=cells.cell(_prefix(is_prior) + address).label,
            old="" if is_new else canonical,
            new=canonical if is_new else "",
            channel=(Channel.SYSTEM if is_new else Channel.TYPED).value,
        )
        for address, canonical in _contents(table, row, cells).items()
    ]
