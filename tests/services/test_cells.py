"""Saving cells: what is accepted, asked, refused; merging, conflicts, history."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from selfeval.domain.numbers import MoneyUnit
from selfeval.models import (
    AuditEvent,
    BudgetLine,
    CellChange,
    Channel,
    DepartmentYear,
    IndicatorEntry,
    SectionState,
    SectionText,
    ThreePublicLine,
)
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.history import cell_history
from selfeval.selectors.workspace import open_workspace
from selfeval.services.cells import CellEdit, CellOutcome, save_cells
from selfeval.services.errors import Conflict, NotAllowed, WrongState
from selfeval.services.locking import update_versioned
from tests.support.office import Office, open_office

CARRYOVER = "year.carryover_out_amount"
RECEPTION = "three_public.reception"


def save_all(office: Office, *edits: CellEdit, channel: Channel = Channel.TYPED) -> tuple[CellOutcome, ...]:
    """Save several cells in one call, amounts in 元."""
    return save_cells(
        actor=office.preparer,
        evaluation=office.evaluation,
        edits=edits,
        channel=channel,
        unit=MoneyUnit.YUAN,
    )


@pytest.mark.parametrize(
    ("text", "unit", "canonical", "display"),
    [
        ("１２３", MoneyUnit.YUAN, "123.00", "123.00"),
        ("1,234.56", MoneyUnit.YUAN, "1234.56", "1,234.56"),
        ("8.262416", MoneyUnit.TEN_THOUSAND_YUAN, "82624.16", "8.262416"),
        ("2,464.315766", MoneyUnit.TEN_THOUSAND_YUAN, "24643157.66", "2,464.315766"),
        ("12.5", MoneyUnit.TEN_THOUSAND_YUAN, "125000.00", "12.50"),
    ],
)
def test_amount_is_stored_in_yuan_and_shown_in_the_asked_unit(
    office: Office, text: str, unit: MoneyUnit, canonical: str, display: str
) -> None:
    outcome = office.save("adjustments.x.amount", text, unit=unit)
    assert outcome.status == "refused"
    outcome = office.save(CARRYOVER, text, base="0.00", unit=unit)
    assert (outcome.status, outcome.value, outcome.display) == ("saved", canonical, display)
    stored = DepartmentYear.objects.get(pk=office.evaluation.department_year_id).carryover_out_amount
    assert str(stored) == canonical


@pytest.mark.parametrize("text", ["139,26.31", "2464.3157.66", "-5", "NaN", "1.2e3", "壹佰万元整"])
def test_unreadable_amount_is_refused_and_given_back_as_typed(office: Office, text: str) -> None:
    outcome = office.save(CARRYOVER, text, base="0.00")
    assert (outcome.status, outcome.value, outcome.text) == ("refused", "0.00", text)
    assert "年末结转和结余" in outcome.message
    assert not cell_history(office.evaluation, CARRYOVER).filter(channel="typed").exists()


def test_amount_ten_times_the_comparable_one_is_asked_about(office: Office) -> None:
    office.save(f"{RECEPTION}.budget_amount", "14,400")
    asked = office.save(f"{RECEPTION}.actual_amount", "143,539.21", base="11300.00")
    assert (asked.status, asked.value) == ("question", "11300.00")
    assert "“三公”经费 公务接待费 决算数" in asked.message
    assert [canonical for _, canonical in asked.suggestions] == ["14353.92", "143539.21"]

    confirmed = office.save(f"{RECEPTION}.actual_amount", "143539.21", base="11300.00", confirmed=True)
    assert (confirmed.status, confirmed.value) == ("saved", "143539.21")


def test_amount_near_one_comparable_is_not_asked_about(office: Office) -> None:
    """Last year it was a tenth, but the budget of the same row is near: no question."""
    office.save(f"prior.{RECEPTION}.actual_amount", "14,000")
    office.save(f"{RECEPTION}.budget_amount", "150,000", confirmed=False)
    office.save(f"{RECEPTION}.budget_amount", "150000", confirmed=True)
    outcome = office.save(f"{RECEPTION}.actual_amount", "143,539.21", base="11300.00")
    assert outcome.status == "saved"


@pytest.mark.parametrize("text", ["-4", "1.234", "1e5", "12万", "999999999999999999"])
def test_confirmed_value_still_keeps_the_rules(office: Office, text: str) -> None:
    outcome = office.save(CARRYOVER, text, base="0.00", confirmed=True)
    assert outcome.status in {"refused", "question"}
    assert outcome.value == "0.00"


def test_blank_zero_and_not_applicable_are_three_things(office: Office) -> None:
    address = "figures.correspondents.district.value"
    assert office.save(address, "—", base="31").value == "—"
    (figure,) = (f for f in evaluation_data(office.evaluation).year.figures if f.key.endswith("district"))
    assert (figure.value, figure.not_applicable) == (None, True)
    assert office.save(address, "0", base="—").value == "0"
    (figure,) = (f for f in evaluation_data(office.evaluation).year.figures if f.key.endswith("district"))
    assert (figure.value, figure.not_applicable) == (Decimal(0), False)
    assert office.save(address, "", base="0").value == ""
    (figure,) = (f for f in evaluation_data(office.evaluation).year.figures if f.key.endswith("district"))
    assert (figure.value, figure.not_applicable) == (None, False)


@pytest.mark.parametrize(
    "text", ["2023-03-28", "2023.3.28", "2023/3/28", "2023年3月28日", "20230328", "２０２３年３月２８日"]
)
def test_date_is_read_in_five_spellings(office: Office, text: str) -> None:
    outcome = office.save("report.report_date", text)
    assert (outcome.value, outcome.display) == ("2023-03-28", "2023年3月28日")


@pytest.mark.parametrize("text", ["2023-02-29", "三月", "1899-01-01", "28/3/2023"])
def test_impossible_date_is_refused(office: Office, text: str) -> None:
    outcome = office.save("report.report_date", text)
    assert (outcome.status, outcome.text) == ("refused", text)
    assert "成文日期" in outcome.message


def test_choice_and_code_take_only_what_there_is(office: Office) -> None:
    row = BudgetLine.objects.filter(department_year=office.evaluation.department_year)[0].row
    assert office.save(f"budget_lines.{row}.nature", "项目支出", base="personnel").value == "project"
    refused = office.save(f"budget_lines.{row}.nature", "工资", base="project")
    assert refused.status == "refused"
    assert "人员经费、公用经费、项目支出" in refused.message
    code = f"budget_lines.{row}.functional_code"
    assert office.save(code, "２０６０１", base="2060101").value == "20601"
    assert office.save(code, "2060", base="20601").status == "refused"


def test_yes_no_and_tier_follow_the_scoring_method(db: None) -> None:
    office = open_office("bishan-2020")
    checklist = "indicator.objective_soundness.checklist.1"
    assert office.save(checklist, "否", base="true").value == "false"
    entry = IndicatorEntry.objects.get(evaluation=office.evaluation, indicator="objective_soundness")
    assert entry.checklist[1] is False
    tier = office.save("indicator.talent.tier", "很好", base="达成年度指标")
    assert tier.status == "refused"
    assert office.save("indicator.talent.answer", "是").status == "refused"


@pytest.mark.parametrize(
    "address",
    [
        "indicator.execution.actual_value",
        "indicator.execution.target_value",
        "indicator.unknown.note",
        "status",
        "evaluation.status",
        "year.version",
        "year.department_id",
        "three_public.trips.actual_amount",
        "budget_lines.gone.note",
        "budget_lines.is_demo",
        "text.unknown",
        "section.unknown.complete",
        "figures.budget.initial.value",
        "explanation.",
        "",
    ],
)
def test_what_is_not_a_cell_is_refused(office: Office, address: str) -> None:
    outcome = office.save(address, "1")
    assert (outcome.status, outcome.text) == ("refused", "1")
    assert outcome.message
    assert not CellChange.objects.filter(channel="typed").exists()


def test_text_keeps_paragraphs_and_stores_keys(office: Office) -> None:
    typed = "第一段，年初预算{年初预算数}。\r\n\r\n　　第二段\u200b。  \n"
    old = SectionText.objects.get(evaluation=office.evaluation, key="problems").content
    outcome = office.save("text.problems", typed, base=old)
    assert outcome.value == "第一段，年初预算{budget.initial}。\n\n　　第二段。"
    assert outcome.display == "第一段，年初预算{年初预算数}。\n\n　　第二段。"
    assert SectionText.objects.get(evaluation=office.evaluation, key="problems").content == outcome.value


def test_text_with_an_unknown_reference_is_refused(office: Office) -> None:
    old = SectionText.objects.get(evaluation=office.evaluation, key="problems").content
    outcome = office.save("text.problems", "共{没有的数据}元", base=old)
    assert outcome.status == "refused"
    assert "没有的数据" in outcome.message
    assert SectionText.objects.get(evaluation=office.evaluation, key="problems").content == old


@pytest.mark.parametrize(("length", "status"), [(8000, "saved"), (8001, "refused")])
def test_text_has_a_length(office: Office, length: int, status: str) -> None:
    old = SectionText.objects.get(evaluation=office.evaluation, key="problems").content
    assert office.save("text.problems", "字" * length, base=old).status == status


def test_edit_of_a_generated_text_remembers_where_it_started(office: Office) -> None:
    office.save("text.staff", "全体人员在岗。")
    edited = SectionText.objects.get(evaluation=office.evaluation, key="staff")
    assert edited.generated.startswith("{department.short_name}机关核定行政编制")
    assert office.save("text.staff", "", base="全体人员在岗。").status == "saved"
    assert not SectionText.objects.filter(evaluation=office.evaluation, key="staff").exists()


def test_prior_year_gets_its_own_year_for_comparison(office: Office) -> None:
    outcome = office.save(f"prior.{RECEPTION}.actual_amount", "3.24", unit=MoneyUnit.TEN_THOUSAND_YUAN)
    assert outcome.status == "saved"
    prior = DepartmentYear.objects.get(pk=office.evaluation.department_year_id).prior_year
    assert prior is not None
    assert (prior.kind, prior.fiscal_year.year, prior.fiscal_year.is_open) == (
        "opening_comparatives",
        2021,
        False,
    )
    assert str(ThreePublicLine.objects.get(department_year=prior).actual_amount) == "32400.00"
    office.evaluation.department_year.refresh_from_db()
    (change,) = cell_history(office.evaluation, f"prior.{RECEPTION}.actual_amount")
    assert (change.department_year, change.address, change.new) == (
        prior,
        f"{RECEPTION}.actual_amount",
        "32400.00",
    )


def test_regular_prior_year_is_changed_in_its_own_year(office: Office) -> None:
    office.save(f"prior.{RECEPTION}.actual_amount", "32400")
    DepartmentYear.objects.filter(fiscal_year__year=2021).update(kind="regular")
    outcome = office.save(f"prior.{RECEPTION}.actual_amount", "32500", base="32400.00")
    assert outcome.status == "refused"
    assert "2021年度" in outcome.message


def test_different_cells_of_one_row_merge(office: Office) -> None:
    first = office.save(f"{RECEPTION}.actual_amount", "11400", base="11300.00")
    second = office.save(f"{RECEPTION}.reason", "接待批次减少", base="国内公务接待减少", by=office.colleague)
    assert (first.status, second.status) == ("saved", "saved")
    row = ThreePublicLine.objects.get(department_year=office.evaluation.department_year, row="reception")
    assert (str(row.actual_amount), row.reason, row.version) == ("11400.00", "接待批次减少", 3)


def test_same_cell_shows_both_values_and_overwrites_nothing(office: Office) -> None:
    office.save(f"{RECEPTION}.actual_amount", "11400", base="11300.00", by=office.colleague)
    outcome = office.save(f"{RECEPTION}.actual_amount", "11500", base="11300.00")
    assert (outcome.status, outcome.value, outcome.text) == ("conflict", "11400.00", "11500")
    assert (outcome.theirs, outcome.theirs_by) == ("11,400.00", "colleague")
    assert outcome.theirs_at is not None
    assert office.save(f"{RECEPTION}.actual_amount", "11500", base="11400.00").status == "saved"


def test_same_cell_with_the_same_value_is_no_conflict(office: Office) -> None:
    office.save(f"{RECEPTION}.actual_amount", "11400", base="11300.00", by=office.colleague)
    outcome = office.save(f"{RECEPTION}.actual_amount", "11,400.00", base="11300.00")
    assert outcome.status == "unchanged"


def test_saving_a_cell_takes_a_constant_number_of_queries(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Lock, roles, row, its update, section, mark, head, event, head's update, change; a savepoint's two."""
    office.save(f"{RECEPTION}.budget_amount", "15000")
    with django_assert_num_queries(12):
        office.save(f"{RECEPTION}.actual_amount", "11400", base="11300.00")


def test_bad_cells_of_a_block_do_not_stop_the_good_ones(office: Office) -> None:
    outcomes = save_all(
        office,
        CellEdit(f"{RECEPTION}.actual_amount", "11300.00", "11400"),
        CellEdit(CARRYOVER, "0.00", "139,26.31"),
        CellEdit("year.nonsense", "", "1"),
        CellEdit("year.reception_count", "", "12批次"),
        CellEdit("income_lines.other.actual_amount", "5.00", "6"),
        channel=Channel.PASTED,
    )
    assert [outcome.status for outcome in outcomes] == ["saved", "refused", "refused", "saved", "conflict"]
    changes = CellChange.objects.filter(channel="pasted").order_by("address")
    assert [(change.address, change.old, change.new) for change in changes] == [
        ("three_public.reception.actual_amount", "11300.00", "11400.00"),
        ("year.reception_count", "", "12"),
    ]


def test_every_change_is_in_the_history_with_its_event(office: Office) -> None:
    office.save("year.reception_count", "12")
    office.save("year.reception_count", "13", base="12", by=office.colleague)
    newest, oldest = cell_history(office.evaluation, "year.reception_count")
    assert (oldest.old, oldest.new, oldest.username) == ("", "12", "preparer")
    assert (newest.old, newest.new, newest.username) == ("12", "13", "colleague")
    assert newest.label == "国内公务接待批次"
    event = AuditEvent.objects.get(pk=newest.event_id)
    assert (event.action, event.subject, event.username, event.role) == (
        "cells.saved",
        "bishan-2022",
        "colleague",
        "preparer",
    )


def test_saving_nothing_new_leaves_no_trace(office: Office) -> None:
    before = AuditEvent.objects.count()
    assert office.save(CARRYOVER, "0", base="0.00").status == "unchanged"
    assert AuditEvent.objects.count() == before


def test_saving_tells_who_was_in_the_section_last(office: Office) -> None:
    office.save("year.reception_guest_count", "30", by=office.colleague)
    office.save(f"{RECEPTION}.reason", "略有减少", base="国内公务接待减少")
    state = SectionState.objects.get(evaluation=office.evaluation, section="finance")
    assert (state.updated_by, state.is_complete) == (office.preparer, False)
    assert office.save("section.finance.complete", "是", base="false").value == "true"
    finance = next(task for task in open_workspace(office.evaluation).sections if task.key == "finance")
    assert (finance.is_marked_complete, finance.updated_by) == (True, office.preparer)
    office.save(f"{RECEPTION}.reason", "减少", base="略有减少")
    assert SectionState.objects.get(evaluation=office.evaluation, section="finance").is_complete


def test_submitted_evaluation_refuses_with_state_and_cure(office: Office) -> None:
    office.submit()
    with pytest.raises(WrongState, match=r"部门待审.*撤回.*退回修改"):
        office.save(CARRYOVER, "1", base="0.00")
    assert evaluation_data(office.evaluation).year.carryover_out_amount == 0


def test_closed_year_refuses(office: Office) -> None:
    office.evaluation.department_year.fiscal_year.is_open = False
    office.evaluation.department_year.fiscal_year.save()
    with pytest.raises(WrongState, match="2022年度已关闭填报"):
        office.save(CARRYOVER, "1", base="0.00")


@pytest.mark.parametrize("who", ["department_reviewer", "leader", "auditor", "stranger"])
def test_only_preparers_of_the_department_save(office: Office, who: str) -> None:
    with pytest.raises(NotAllowed, match="填报人"):
        office.save(CARRYOVER, "1", base="0.00", by=getattr(office, who))


def test_role_taken_away_counts_at_the_next_save(office: Office) -> None:
    office.save(CARRYOVER, "1", base="0.00")
    office.preparer.memberships.all().delete()
    with pytest.raises(NotAllowed):
        office.save(CARRYOVER, "2", base="1.00")


def test_write_from_an_old_version_is_refused(office: Office) -> None:
    mine = ThreePublicLine.objects.get(department_year=office.evaluation.department_year, row="reception")
    office.save(f"{RECEPTION}.actual_amount", "11400", base="11300.00")
    with pytest.raises(Conflict):
        update_versioned(mine, {"actual_amount": None})
    mine.refresh_from_db()
    assert str(mine.actual_amount) == "11400.00"
