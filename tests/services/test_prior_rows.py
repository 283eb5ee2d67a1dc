"""Rows of last year, where it only holds figures for comparison."""

from __future__ import annotations

import pytest

from selfeval.models import AuditEvent, BudgetLine, CellChange, DepartmentYear
from selfeval.selectors.history import cell_history
from selfeval.selectors.workspace import open_workspace
from selfeval.services import rows
from selfeval.services.errors import NotAllowed, Refused, WrongState
from tests.support.office import Office

TABLE = "budget_lines"


def _add(office: Office) -> str:
    return rows.add_row(actor=office.preparer, evaluation=office.evaluation, table=TABLE, is_prior=True)


def _delete(office: Office, row: str) -> None:
    rows.delete_row(actor=office.preparer, evaluation=office.evaluation, table=TABLE, row=row, is_prior=True)


def _years_before() -> list[tuple[int, str]]:
    return list(
        DepartmentYear.objects.filter(fiscal_year__year=2021).values_list("fiscal_year__year", "kind")
    )


def test_the_first_row_makes_the_year_and_counts_there_only(office: Office) -> None:
    assert _years_before() == []
    row = _add(office)
    assert _years_before() == [(2021, "opening_comparatives")]
    before = open_workspace(office.evaluation).book.value("budget.actual")
    assert office.save(f"prior.{TABLE}.{row}.actual_amount", "9000000").status == "saved"
    workspace = open_workspace(office.evaluation)
    assert workspace.prior_rows[TABLE] == (row,)
    assert row not in workspace.rows[TABLE]
    assert workspace.book.value("prior.budget.actual") == 9_000_000
    assert workspace.book.value("budget.actual") == before
    second = _add(office)
    assert open_workspace(office.evaluation).prior_rows[TABLE] == (row, second)
    assert len(_years_before()) == 1


def test_a_deleted_row_stays_in_the_history_of_its_year(office: Office) -> None:
    row = _add(office)
    assert AuditEvent.objects.order_by("-sequence")[0].details["table"] == f"prior.{TABLE}"
    address = f"prior.{TABLE}.{row}.actual_amount"
    office.save(address, "9000000")
    _delete(office, row)
    assert not BudgetLine.objects.filter(row=row).exists()
    office.evaluation.department_year.refresh_from_db()
    newest, entered = cell_history(office.evaluation, address)
    assert (newest.old, newest.new, newest.label) == ("9000000.00", "", "上年支出预算与决算 决算数")
    assert (entered.new, entered.channel) == ("9000000.00", "typed")
    year = office.refreshed().department_year
    assert {newest.department_year_id, entered.department_year_id} == {year.prior_year_id}
    assert newest.evaluation is None
    event = AuditEvent.objects.order_by("-sequence")[0]
    assert (event.action, event.details["table"]) == ("row.deleted", f"prior.{TABLE}")
    with pytest.raises(Refused, match="已被删除"):
        _delete(office, row)
    late = office.save(address, "1", base="")
    assert (late.status, "已被删除" in late.message) == ("refused", True)


def test_a_year_of_the_system_is_changed_in_its_own_evaluation(office: Office) -> None:
    row = _add(office)
    DepartmentYear.objects.filter(fiscal_year__year=2021).update(kind="regular")
    with pytest.raises(Refused, match="在2021年度中修改"):
        _add(office)
    with pytest.raises(Refused, match="在2021年度中修改"):
        _delete(office, row)
    assert BudgetLine.objects.filter(row=row).exists()


def test_whoever_may_not_edit_makes_no_year(office: Office) -> None:
    with pytest.raises(NotAllowed):
        rows.add_row(actor=office.stranger, evaluation=office.evaluation, table=TABLE, is_prior=True)
    with pytest.raises(Refused, match="固定"):
        rows.add_row(actor=office.preparer, evaluation=office.evaluation, table="three_public", is_prior=True)
    office.submit()
    with pytest.raises(WrongState):
        _add(office)
    assert _years_before() == []


def test_no_row_of_this_year_is_deleted_as_last_years(office: Office) -> None:
    line = BudgetLine.objects.filter(department_year=office.evaluation.department_year)[0]
    changes = CellChange.objects.count()
    with pytest.raises(Refused, match="已被删除"):
        _delete(office, line.row)
    assert BudgetLine.objects.filter(pk=line.pk).exists()
    assert CellChange.objects.count() == changes
