"""Rows of free tables, and giving up the edit of a text."""

import pytest

from selfeval.domain.numbers import MoneyUnit
from selfeval.models import AuditEvent, BudgetAdjustment, BudgetLine, CellChange, SectionText
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.workspace import open_workspace
from selfeval.services import rows, texts
from selfeval.services.errors import NotAllowed, Refused, WrongState
from tests.support.office import Office


def test_new_row_counts_from_the_first_cell(office: Office) -> None:
    row = rows.add_row(actor=office.preparer, evaluation=office.evaluation, table="budget_lines")
    office.save(f"budget_lines.{row}.actual_amount", "100", unit=MoneyUnit.TEN_THOUSAND_YUAN)
    workspace = open_workspace(office.evaluation)
    assert workspace.rows["budget_lines"][-1] == row
    line = workspace.data.year.budget_lines[-1]
    assert (line.functional_code, line.nature, str(line.actual_amount)) == ("", "personnel", "1000000.00")
    before = sum(line.actual_amount or 0 for line in workspace.data.year.budget_lines[:-1])
    assert workspace.book.value("budget.actual") == before + 1_000_000


def test_rows_keep_their_order(office: Office) -> None:
    first = rows.add_row(actor=office.preparer, evaluation=office.evaluation, table="adjustments")
    second = rows.add_row(actor=office.colleague, evaluation=office.evaluation, table="adjustments")
    assert first != second
    office.save(f"adjustments.{second}.subject", "追加项目资金")
    office.save(f"adjustments.{first}.subject", "人员调整")
    office.save(f"adjustments.{first}.amount", "(1,234.00)")
    data = evaluation_data(office.evaluation).year.adjustments
    assert [(item.subject, item.amount) for item in data] == [("人员调整", -1234), ("追加项目资金", None)]


def test_deleted_row_stays_in_the_history(office: Office) -> None:
    line = BudgetLine.objects.filter(department_year=office.evaluation.department_year)[2]
    rows.delete_row(actor=office.preparer, evaluation=office.evaluation, table="budget_lines", row=line.row)
    gone = CellChange.objects.filter(address__startswith=f"budget_lines.{line.row}.", new="")
    assert {change.address.rpartition(".")[2]: change.old for change in gone} == {
        "functional_code": "2060499",
        "name": "其他技术研究与开发支出",
        "nature": "project",
        "fund": "general_public",
        "initial_amount": "25518800.00",
        "adjusted_amount": "24661900.00",
        "actual_amount": "8295600.00",
        "note": line.note,
    }
    assert AuditEvent.objects.order_by("-sequence")[0].action == "row.deleted"
    late = office.save(f"budget_lines.{line.row}.note", "新说明", base=line.note)
    assert (late.status, late.text) == ("refused", "新说明")
    assert "已被删除" in late.message
    with pytest.raises(Refused, match="已被删除"):
        rows.delete_row(
            actor=office.preparer, evaluation=office.evaluation, table="budget_lines", row=line.row
        )


@pytest.mark.parametrize("table", ["three_public", "staffing", "year", "figures", "nonsense"])
def test_fixed_tables_take_no_rows(office: Office, table: str) -> None:
    with pytest.raises(Refused, match="固定"):
        rows.add_row(actor=office.preparer, evaluation=office.evaluation, table=table)


def test_table_is_full_at_its_limit(office: Office) -> None:
    year = office.evaluation.department_year
    BudgetAdjustment.objects.bulk_create(
        BudgetAdjustment(department_year=year, row=f"row{number}", ordinal=number) for number in range(500)
    )
    with pytest.raises(Refused, match="最多500行"):
        rows.add_row(actor=office.preparer, evaluation=office.evaluation, table="adjustments")


def test_row_of_another_department_cannot_be_deleted(office: Office) -> None:
    line = BudgetLine.objects.all()[0]
    with pytest.raises(NotAllowed):
        rows.delete_row(
            actor=office.stranger, evaluation=office.evaluation, table="budget_lines", row=line.row
        )
    office.submit()
    with pytest.raises(WrongState):
        rows.delete_row(
            actor=office.preparer, evaluation=office.evaluation, table="budget_lines", row=line.row
        )
    assert BudgetLine.objects.filter(pk=line.pk).exists()


def test_reset_text_says_again_what_is_generated(office: Office) -> None:
    office.save("text.staff", "全体人员在岗。")
    outcome = texts.reset_text(actor=office.colleague, evaluation=office.evaluation, key="staff")
    assert (outcome.status, outcome.value) == ("saved", "")
    assert not SectionText.objects.filter(evaluation=office.evaluation, key="staff").exists()
    change = CellChange.objects.order_by("-id")[0]
    assert (change.address, change.old, change.new) == ("text.staff", "全体人员在岗。", "")
    again = texts.reset_text(actor=office.preparer, evaluation=office.evaluation, key="staff")
    assert again.status == "unchanged"
    unknown = texts.reset_text(actor=office.preparer, evaluation=office.evaluation, key="nonsense")
    assert unknown.status == "refused"
