"""Starting a year from last year's: structure, people and words come along, figures are linked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval.domain.data import EvaluationData, Item, ItemIndicator
from selfeval.domain.numbers import MoneyUnit
from selfeval.models import (
    AuditEvent,
    CarriedCell,
    Carryover,
    CellChange,
    Channel,
    Evaluation,
    FiscalYear,
    PackVersion,
    SectionText,
)
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.workspace import open_workspace
from selfeval.services import carryover, evaluations, package, packs, rows
from selfeval.services.carried_cells import mark_carried
from selfeval.services.cells import CellEdit, save_cells
from selfeval.services.errors import NotAllowed, Refused
from tests.support.items import pack_with
from tests.support.office import Office, open_office
from tests.support.published import published_pack


@pytest.fixture
def last_year(db: None) -> Office:
    """The published year 2020, from which 2021 is started."""
    return open_office("bishan-2020")


def started(office: Office, pack: str = "bishan-2020", year: int = 2021) -> Carryover:
    """Start a year from the office's evaluation under the newest version of a pack."""
    fiscal_year, _ = FiscalYear.objects.get_or_create(year=year)
    return carryover.start_from_last_year(
        actor=office.preparer,
        source=office.evaluation,
        department=office.department,
        fiscal_year=fiscal_year,
        pack_version=PackVersion.objects.filter(pack__code=pack).latest("version"),
    )


def save(office: Office, evaluation: Evaluation, address: str, base: str, text: str) -> str:
    """Save one cell of the new year and return what became of it."""
    (outcome,) = save_cells(
        actor=office.preparer,
        evaluation=evaluation,
        edits=[CellEdit(address, base, text)],
        channel=Channel.TYPED,
        unit=MoneyUnit.YUAN,
    )
    return outcome.status


def test_structure_comes_along_and_figures_do_not(last_year: Office) -> None:
    data = evaluation_data(started(last_year).evaluation)
    old = evaluation_data(last_year.evaluation)
    assert [(line.functional_code, line.name, line.nature) for line in data.year.budget_lines] == [
        (line.functional_code, line.name, line.nature) for line in old.year.budget_lines
    ]
    assert len(data.year.budget_lines) == 7
    for line in data.year.budget_lines:
        assert (line.initial_amount, line.adjusted_amount, line.actual_amount, line.note) == (
            None,
            None,
            None,
            "",
        )
        assert not line.is_demo
    assert [(line.post_kind, line.authorized_count) for line in data.year.staffing] == [
        ("administrative", 8),
        ("institution", 6),
    ]
    assert all(line.in_post_count is None for line in data.year.staffing)
    assert [(one.role, one.member_count) for one in data.year.working_group][:2] == [
        ("组长", 1),
        ("副组长", 1),
    ]
    assert [one.stage for one in data.year.timeline] == [one.stage for one in old.year.timeline]
    assert all(one.starts_on is None and one.ends_on is None for one in data.year.timeline)
    assert (data.year.income_lines, data.year.three_public, data.year.adjustments) == ((), (), ())
    assert data.year.carryover_in_amount is None


def test_figures_of_last_year_are_linked_not_copied(last_year: Office) -> None:
    evaluation = started(last_year).evaluation
    assert evaluation.department_year.prior_year == last_year.evaluation.department_year
    data = evaluation_data(evaluation)
    assert data.prior_year == evaluation_data(last_year.evaluation).year
    # 24643157.66 元 is the published spending of 2020
    assert open_workspace(evaluation).book.value("prior.budget.actual") == Decimal("24643157.66")


def test_texts_and_notes_come_along_marked(last_year: Office) -> None:
    result = started(last_year)
    workspace = open_workspace(result.evaluation)
    old = evaluation_data(last_year.evaluation)
    assert {text.key for text in workspace.data.texts} == {text.key for text in old.texts}
    assert _text(result.evaluation, "mandate") == _text(last_year.evaluation, "mandate")
    # names in references become keys, as with every saved text
    assert "政府采购预算数{procurement.budget}" in _text(result.evaluation, "problems")
    assert result.left_out == []
    assert {f"text.{text.key}" for text in old.texts} <= workspace.carried
    noted = [entry.indicator for entry in old.entries if entry.note]
    assert len(noted) == 8
    assert {f"indicator.{code}.note" for code in noted} <= workspace.carried
    assert all(entry.actual_value is None and not entry.checklist for entry in workspace.data.entries)
    assert not any(entry.evidence for entry in workspace.data.entries)
    group = workspace.rows["working_group"]
    assert {f"working_group.{group[0]}.{column}" for column in ("role", "position", "duties")} <= (
        workspace.carried
    )


def test_the_mark_goes_when_a_cell_is_edited(last_year: Office) -> None:
    evaluation = started(last_year).evaluation
    key = open_workspace(evaluation).rows["working_group"][0]
    address = f"working_group.{key}.position"
    assert save(last_year, evaluation, address, "局长", "局长、党组书记") == "saved"
    old = _text(evaluation, "advice")
    assert save(last_year, evaluation, "text.advice", old, "本年度建议如下。") == "saved"
    carried = open_workspace(evaluation).carried
    assert address not in carried
    assert "text.advice" not in carried
    assert f"working_group.{key}.duties" in carried
    assert "text.problems" in carried


def test_the_mark_goes_when_it_is_confirmed(last_year: Office) -> None:
    evaluation = started(last_year).evaluation
    before = open_workspace(evaluation)
    addresses = ["text.mandate", "text.unknown", "indicator.talent.note"]
    assert carryover.confirm(actor=last_year.preparer, evaluation=evaluation, addresses=addresses) == 2
    after = open_workspace(evaluation)
    assert before.carried - after.carried == {"text.mandate", "indicator.talent.note"}
    assert after.data.texts == before.data.texts
    event = AuditEvent.objects.get(action="carried.confirmed")
    assert (event.subject, event.username) == (evaluation.code, "preparer")
    assert carryover.confirm(actor=last_year.preparer, evaluation=evaluation, addresses=addresses) == 0
    assert AuditEvent.objects.filter(action="carried.confirmed").count() == 1
    with pytest.raises(NotAllowed):
        carryover.confirm(actor=last_year.auditor, evaluation=evaluation, addresses=["text.experience"])


def test_a_deleted_row_takes_its_marks_along(last_year: Office) -> None:
    evaluation = started(last_year).evaluation
    key = open_workspace(evaluation).rows["timeline"][1]
    assert CarriedCell.objects.filter(address__startswith=f"timeline.{key}.").count() == 2
    rows.delete_row(actor=last_year.preparer, evaluation=evaluation, table="timeline", row=key)
    assert not CarriedCell.objects.filter(address__startswith=f"timeline.{key}.").exists()


def test_a_second_form_of_the_year_shares_the_marks_of_the_year(last_year: Office) -> None:
    packs.load(actor=None, pack=published_pack("bishan-2022"))
    first = started(last_year).evaluation
    second = evaluations.start(
        actor=last_year.preparer,
        department=last_year.department,
        fiscal_year=FiscalYear.objects.get(year=2021),
        pack_version=PackVersion.objects.get(pack__code="bishan-2022"),
    )
    key = open_workspace(first).rows["working_group"][0]
    seen = open_workspace(second).carried
    assert f"working_group.{key}.role" in seen
    assert not any(address.startswith("text.") for address in seen)
    assert save(last_year, second, f"working_group.{key}.role", "组长", "召集人") == "saved"
    assert f"working_group.{key}.role" not in open_workspace(first).carried


def test_another_pack_takes_what_it_has_and_names_the_rest(last_year: Office) -> None:
    packs.load(actor=None, pack=published_pack("bishan-2022"))
    result = started(last_year, "bishan-2022")
    data = evaluation_data(result.evaluation)
    old, new = published_pack("bishan-2020"), published_pack("bishan-2022")
    new_codes = {leaf.code for _, leaf in new.leaves()}
    assert {entry.indicator for entry in data.entries} <= new_codes
    named = [item["what"] for item in result.left_out]
    gone = next(leaf for _, leaf in old.leaves() if leaf.code == "talent")
    assert f"指标“{gone.name}”的目标值和备注" in named
    assert any(item["why"] == "新体系包的提纲中没有这段文字" for item in result.left_out)
    brought = {text.key for text in data.texts}
    assert brought | {"mandate"} == brought
    # every text of last year either came along or is named
    texts = [
        item for item in result.left_out if item["what"].startswith("文字") or item["why"].endswith("。")
    ]
    assert len(brought) + len(texts) == len(evaluation_data(last_year.evaluation).texts)


def test_a_newer_version_of_the_pack_keeps_codes_whatever_the_names(last_year: Office) -> None:
    old = published_pack("bishan-2020")
    text = old.model_dump_json().replace('"人才引进完成率"', '"人才引育完成率"')
    newer = type(old).model_validate_json(text).model_copy(update={"version": 2})
    packs.load(actor=None, pack=newer)
    data = evaluation_data(started(last_year).evaluation)
    assert data.pack_version == 2
    assert data.entry("talent").note == evaluation_data(last_year.evaluation).entry("talent").note
    assert data.text("analysis.talent") is not None


def test_a_text_that_quotes_an_unknown_figure_is_named(last_year: Office) -> None:
    packs.load(actor=None, pack=published_pack("bishan-2022"))
    SectionText.objects.filter(key="problems").update(content="科技型企业{enterprises.unknown}家。")
    result = started(last_year, "bishan-2022")
    assert any("enterprises.unknown" in item["why"] for item in result.left_out), result.left_out


def _text(evaluation: Evaluation, key: str) -> str:
    return SectionText.objects.get(evaluation=evaluation, key=key).content


def _items(data: EvaluationData) -> EvaluationData:
    year = data.year.model_copy(
        update={
            "items": (
                Item(
                    code="park",
                    name="科技园区运营",
                    form="national-project-2020",
                    objective="保障园区运行",
                    completion="已完成",
                    conclusion="良好",
                    stated_grade="优",
                ),
                Item(code="grant", name="研发补助", kind="transfer", form="transfer-national"),
            ),
            "item_indicators": (
                ItemIndicator(
                    item="park",
                    code="space",
                    level1="output",
                    level2="数量指标",
                    name="在园企业",
                    target_value=Decimal(30),
                    unit="家",
                    actual_value=Decimal(33),
                    weight=Decimal(50),
                    variance_reason="招商顺利",
                    is_core=True,
                ),
            ),
        }
    )
    return data.model_copy(update={"year": year})


def test_projects_come_along_without_what_was_achieved(last_year: Office) -> None:
    own = published_pack("bishan-2020").model_copy(
        update={"version": 2, "forms": pack_with("national-project-2020", "transfer-national").forms}
    )
    packs.load(actor=None, pack=own)
    data = _items(evaluation_data(last_year.evaluation)).model_copy(
        update={"code": "second", "pack_version": 2}
    )
    Evaluation.objects.filter(pk=last_year.evaluation.pk).update(
        pack_version=PackVersion.objects.latest("id")
    )
    package.load(actor=None, data=data.model_copy(update={"code": last_year.evaluation.code}))
    evaluation = started(last_year).evaluation
    workspace = open_workspace(evaluation)
    park, grant = workspace.data.year.items
    assert (park.code, park.name, park.form, park.objective) == (
        "park",
        "科技园区运营",
        "national-project-2020",
        "保障园区运行",
    )
    assert (park.completion, park.conclusion, park.stated_grade) == ("", "", "")
    assert grant.kind == "transfer"
    (indicator,) = workspace.data.year.item_indicators
    assert (indicator.target_value, indicator.weight, indicator.unit) == (Decimal(30), Decimal(50), "家")
    assert (indicator.actual_value, indicator.variance_reason) == (None, "")
    assert indicator.is_core
    key = workspace.rows["item_indicators"][0]
    assert f"item_indicators.{key}.target_value" in workspace.carried
    assert f"item_indicators.{key}.code" not in workspace.carried


def test_projects_without_a_form_in_the_new_pack_are_named(last_year: Office) -> None:
    own = published_pack("bishan-2020").model_copy(
        update={"version": 2, "forms": pack_with("national-project-2020", "transfer-national").forms}
    )
    packs.load(actor=None, pack=own)
    Evaluation.objects.filter(pk=last_year.evaluation.pk).update(
        pack_version=PackVersion.objects.latest("id")
    )
    data = _items(evaluation_data(last_year.refreshed()))
    package.load(actor=None, data=data)
    other = own.model_copy(update={"version": 3, "forms": pack_with("hubei-project-2020").forms})
    packs.load(actor=None, pack=other)
    result = started(last_year)
    year = evaluation_data(result.evaluation).year
    assert [(item.code, item.form) for item in year.items] == [("park", "")]
    left_out = {item["what"]: item["why"] for item in result.left_out}
    assert left_out["项目“研发补助”"] == "新体系包没有这类项目的自评表式"
    assert left_out["项目“科技园区运营”的自评表式"].startswith("新体系包没有原来的表式，改用“")


def test_the_history_tells_that_it_was_brought_along(last_year: Office) -> None:
    evaluation = started(last_year).evaluation
    event = AuditEvent.objects.get(action="evaluation.carried_over")
    assert event.details["source"] == "bishan-2020"
    key = open_workspace(evaluation).rows["working_group"][0]
    change = CellChange.objects.get(evaluation=evaluation, address=f"working_group.{key}.role")
    assert (change.old, change.new, change.channel) == ("", "组长", "system")


def test_only_last_years_evaluation_of_the_same_department(last_year: Office) -> None:
    with pytest.raises(Refused, match="2023年度只能沿用2022年度的自评，所选自评为2020年度"):
        started(last_year, year=2023)
    assert not Evaluation.objects.filter(department_year__fiscal_year__year=2023).exists()


def test_the_marks_go_with_the_package(last_year: Office) -> None:
    evaluation = started(last_year).evaluation
    data = evaluation_data(evaluation)
    assert "working_group.r1.role" in data.carried
    assert "text.advice" in data.carried
    marks = open_workspace(evaluation).carried
    CarriedCell.objects.all().delete()
    package.load(actor=None, data=data.model_copy(update={"prior_year": None}))
    assert open_workspace(evaluation).carried == marks


def test_what_is_unchanged_is_a_finding_before_submission(last_year: Office) -> None:
    evaluation = started(last_year).evaluation
    before = open_workspace(evaluation).findings
    warnings = {finding.place: finding for finding in before if finding.id == "W22"}
    assert "“指标‘绩效目标合理性’的分析”" in warnings["scoring"].message
    told = {finding.place: finding.message for finding in before if finding.id == "I07"}
    assert all(finding.severity == "warning" for finding in warnings.values())
    assert "“主要经验及做法”沿用上年的文字" in warnings["experience"].message
    assert told["working_group"].startswith("有12格沿用上年")
    assert told["scoring"].startswith("指标的目标值和备注有8格沿用上年")
    key = open_workspace(evaluation).rows["working_group"][0]
    save(last_year, evaluation, f"working_group.{key}.position", "局长", "局长、党组书记")
    addresses = ["text.experience"]
    carryover.confirm(actor=last_year.preparer, evaluation=evaluation, addresses=addresses)
    after = open_workspace(evaluation).findings
    assert "experience" not in {finding.place for finding in after if finding.id == "W22"}
    told = {finding.place: finding.message for finding in after if finding.id == "I07"}
    assert told["working_group"].startswith("有11格沿用上年")


def test_a_text_with_last_years_number_is_named(last_year: Office) -> None:
    SectionText.objects.filter(key="experience").update(content="2020年推进了各项工作。")
    evaluation = started(last_year).evaluation
    found = open_workspace(evaluation).findings
    (warning,) = (finding for finding in found if finding.id == "W22" and finding.place == "experience")
    assert "中写有“2020年”" in warning.message


def test_a_target_below_what_was_achieved_last_year_is_a_finding(db: None) -> None:
    office = open_office("bishan-2022")
    evaluation = started(office, "bishan-2022", year=2023).evaluation
    then = {entry.indicator: entry.actual_value for entry in evaluation_data(office.evaluation).entries}
    workspace = open_workspace(evaluation)
    linked = {actual.indicator: actual.value for actual in workspace.data.prior_actuals}
    assert linked == {code: value for code, value in then.items() if value is not None}
    # 171 companies were published for 2022
    address = "indicator.technology_companies"
    assert save(office, evaluation, f"{address}.target_value", "171", "150") == "saved"
    found = open_workspace(evaluation).findings
    (warning,) = (f for f in found if f.id == "W07" and f.place == address)
    assert (warning.left, warning.right) == ("150家", "171家")
    assert warning.message == "目标值 150家 低于上年实际完成值 171家，说明目标设定依据，或调整目标"


def test_the_reviewer_sees_what_was_left_as_it_stood(db: None) -> None:
    """Marks are part of what was submitted, whatever is edited afterwards."""
    office = open_office("bishan-2022")
    office.save("text.preface", "根据有关要求，我局开展了自评。")
    office.evaluation.refresh_from_db()
    key = open_workspace(office.evaluation).rows["working_group"][0]
    mark_carried(office.evaluation, ["text.preface", f"working_group.{key}.role"])
    office.submit()
    CarriedCell.objects.all().delete()
    workspace = open_workspace(office.evaluation)
    assert workspace.snapshot is not None
    assert workspace.carried == {"text.preface", "working_group.r1.role"}
