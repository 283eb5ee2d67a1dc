"""Starting a year from last year's evaluation, and confirming what was brought along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from selfeval.domain.carryover import CARRIED_COLUMNS, CarryPlan, LeftOut, is_marked, plan_carryover
from selfeval.domain.cell_values import NO, canonical_value
from selfeval.domain.cells import CellMap
from selfeval.domain.data import YearKind
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.quotation import quoted
from selfeval.domain.sections import place_label
from selfeval.domain.workflow import Action
from selfeval.domain.year_tables import ASSIGNED, TABLES_BY_KEY
from selfeval.models import (
    ROW_MODELS,
    Carryover,
    CellChange,
    Channel,
    Department,
    Evaluation,
    FiscalYear,
    PackVersion,
    SectionText,
    User,
    YearRow,
)
from selfeval.selectors.evaluation_data import year_data
from selfeval.selectors.packs import load_pack
from selfeval.selectors.workspace import open_workspace
from selfeval.services import evaluations
from selfeval.services.audit import record, record_changes
from selfeval.services.carried_cells import mark_carried, unmark_carried
from selfeval.services.cells import CellEdit, save_cells
from selfeval.services.errors import Refused
from selfeval.services.locking import lock_evaluation, require
from selfeval.services.row_keys import new_row_key

CARRIED_OVER = "evaluation.carried_over"
CONFIRMED = "carried.confirmed"


@transaction.atomic
def start_from_last_year(
    *,
    actor: User,
    source: Evaluation,
    department: Department,
    fiscal_year: FiscalYear,
    pack_version: PackVersion,
) -> Carryover:
    """Start an evaluation as ``evaluations.start`` does, and bring along what ``source`` has.

    ``source`` is an evaluation of the same department for the year before. Structure, people, targets and
    edited texts come along, marked as unchanged; figures are linked. What the new pack has no place for is
    named in the result. Raises Refused (not last year's evaluation), and what ``evaluations.start`` raises.
    """
    require(actor, Action.VIEW, source)
    _check_source(source, department, fiscal_year)
    started = evaluations.start(
        actor=actor, department=department, fiscal_year=fiscal_year, pack_version=pack_version
    )
    evaluation = lock_evaluation(started)
    last = open_workspace(source)
    pack = load_pack(evaluation.pack_version)
    plan = plan_carryover(last.data, last.pack, pack, year_data(evaluation.department_year))
    changes = _store_rows(evaluation, plan, CellMap(pack))
    decision = require(actor, Action.EDIT, evaluation)
    details = {"source": source.code, "left_out": len(plan.left_out)}
    record_changes(
        actor=actor,
        action=CARRIED_OVER,
        subject=evaluation.code,
        details=details,
        role=decision.role,
        changes=changes,
    )
    mark_carried(evaluation, (change.address for change in changes if is_marked(change.address)))
    mark_carried(evaluation, _store_cells(actor, evaluation, plan))
    return Carryover.objects.create(
        evaluation=evaluation,
        source=source,
        left_out=[asdict(item) for item in plan.left_out],
        created_at=timezone.now(),
        created_by=actor,
    )


@transaction.atomic
def confirm(*, actor: User, evaluation: Evaluation, addresses: Sequence[str]) -> int:
    """Say that cells brought along from last year still hold, and return how many were marked until now.

    Raises NotAllowed, WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    count = unmark_carried(locked, addresses)
    if count:
        details = {"addresses": sorted(addresses)}
        record(actor=actor, action=CONFIRMED, subject=locked.code, details=details, role=decision.role)
    return count


def _check_source(source: Evaluation, department: Department, fiscal_year: FiscalYear) -> None:
    year = source.department_year
    if year.department_id != department.pk:
        raise Refused("沿用的自评不是本部门的自评，从列表中选择本部门上年度的自评")
    if year.fiscal_year.year != fiscal_year.year - 1 or year.kind != YearKind.REGULAR.value:
        raise Refused(
            f"{fiscal_year.year}年度只能沿用{fiscal_year.year - 1}年度的自评，"
            f"所选自评为{year.fiscal_year.year}年度"
        )


def _store_rows(evaluation: Evaluation, plan: CarryPlan, cells: CellMap) -> list[CellChange]:
    """Write the rows of the year's tables, and return what they hold as changes."""
    changes: list[CellChange] = []
    for table_key, lines in plan.rows.items():
        table = TABLES_BY_KEY[table_key]
        rows: list[YearRow] = []
        for ordinal, line in enumerate(lines):
            values = {column: _stored(getattr(line, column)) for column in CARRIED_COLUMNS[table_key]}
            key = str(getattr(line, table.row_key)) if table.row_key else new_row_key()
            rows.append(
                ROW_MODELS[table_key](
                    department_year=evaluation.department_year, row=key, ordinal=ordinal, **values
                )
            )
        ROW_MODELS[table_key]._default_manager.bulk_create(rows)
        changes += _row_changes(evaluation, table_key, rows, cells)
    return changes


def _row_changes(
    evaluation: Evaluation, table: str, rows: Iterable[YearRow], cells: CellMap
) -> Iterator[CellChange]:
    for row in rows:
        for column in CARRIED_COLUMNS[table]:
            if column in ASSIGNED.get(table, ()) or column == "is_demo":
                continue
            cell = cells.cell(f"{table}.{row.row}.{column}")
            canonical = canonical_value(cell, getattr(row, column))
            if canonical not in ("", NO):
                yield CellChange(
                    department_year=evaluation.department_year,
                    evaluation=evaluation,
                    address=cell.address,
                    label=cell.label,
                    old="",
                    new=canonical,
                    channel=Channel.SYSTEM.value,
                )


def _stored(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _store_cells(actor: User, evaluation: Evaluation, plan: CarryPlan) -> list[str]:
    """Save entries and texts as the pages do, and return the addresses taken; refusals are named.

    The generated text that last year's edit started from stays the one that the edit is compared with.
    """
    generated = {f"text.{text.key}": text.generated for text in plan.texts}
    contents = [*plan.entries, *((f"text.{text.key}", text.content) for text in plan.texts)]
    outcomes = save_cells(
        actor=actor,
        evaluation=evaluation,
        edits=[CellEdit(address, "", canonical, confirmed=True) for address, canonical in contents],
        channel=Channel.SYSTEM,
        unit=MoneyUnit.YUAN,
    )
    pack = load_pack(evaluation.pack_version)
    plan.left_out += [
        LeftOut(quoted(place_label(pack, outcome.address)), outcome.message)
        for outcome in outcomes
        if outcome.status == "refused"
    ]
    taken = [outcome.address for outcome in outcomes if outcome.status == "saved"]
    for address in taken:
        if address in generated:
            key = address.removeprefix("text.")
            SectionText.objects.filter(evaluation=evaluation, key=key).update(generated=generated[address])
    return taken
