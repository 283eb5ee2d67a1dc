"""The checks of the catalogue, on the published years and on years changed by hand."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain import checks
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.data import (
    DepartmentData,
    EvaluationData,
    FindingExplanation,
    IncomeLine,
    IncomeSource,
    IndicatorEntry,
    SectionText,
    YearData,
)
from selfeval.domain.pack import CheckRule
from tests.support.published import findings_of, published_pack, published_year

PACK = published_pack("bishan-2020")
YEAR = published_year("bishan-2020")


def changed_year(data: EvaluationData = YEAR, **values: Any) -> EvaluationData:
    """Return an evaluation with other values of its year."""
    return data.model_copy(update={"year": data.year.model_copy(update=values)})


def changed_entry(code: str, **values: Any) -> EvaluationData:
    """Return the 2020 evaluation with other values of one entry."""
    entries = tuple(
        entry.model_copy(update=values) if entry.indicator == code else entry for entry in YEAR.entries
    )
    return YEAR.model_copy(update={"entries": entries})


def found(data: EvaluationData, check_id: str) -> list[Finding]:
    """Return the findings of one check under the 2020 pack."""
    return [finding for finding in findings_of(data, PACK) if finding.id == check_id]


@pytest.mark.parametrize("code", ["bishan-2020", "bishan-2022"])
def test_published_year_has_no_error(code: str) -> None:
    findings = findings_of(published_year(code), published_pack(code))
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []


def test_published_years_answer_all_their_warnings() -> None:
    for code in ("bishan-2020", "bishan-2022"):
        data = published_year(code)
        assert open_findings(findings_of(data, published_pack(code)), data) == ()


def test_listed_adjustments_short_of_total_name_both_figures() -> None:
    # 1584 + 100 + 12 + 10 + 30 = 1736 of 2040.902348; 304.902348 is hidden in 等
    (finding,) = (item for item in findings_of(YEAR, PACK) if item.place == "adjustments")
    assert finding.severity is Severity.WARNING
    assert (finding.left, finding.right) == ("1,736.00万元", "2,040.90万元")
    assert "304.90" in finding.difference


def test_unspent_money_beside_zero_carryover() -> None:
    # 2851.19 - 1209.56 = 1641.63 while 年末无结转和结余
    findings = findings_of(published_year("bishan-2022"), published_pack("bishan-2022"))
    places = {item.place: item for item in findings if item.id == "W06"}
    assert set(places) == {"budget_lines", "year.carryover_out_amount"}
    assert places["year.carryover_out_amount"].left == "1,641.63万元"
    assert places["budget_lines"].left == "1,209.56万元"


def test_weights_that_do_not_add_up() -> None:
    first, *rest = PACK.indicators
    pack = PACK.model_copy(
        update={
            "indicators": (first.model_copy(update={"children": first.children[1:]}), *rest),
        }
    )
    (finding,) = (item for item in findings_of(YEAR, pack) if item.id == "E01")
    lost = sum((leaf.weight or 0 for leaf in first.children[0].children), Decimal(0))
    assert finding.right == "100"
    assert Decimal(finding.left) == 100 - lost


def test_income_that_does_not_balance_expenditure() -> None:
    income = tuple(
        IncomeLine(
            source=line.source, initial_amount=line.initial_amount, actual_amount=Decimal("24643157.56")
        )
        if line.source is IncomeSource.GENERAL_PUBLIC_APPROPRIATION
        else line
        for line in YEAR.year.income_lines
    )
    (finding,) = found(changed_year(income_lines=income), "E05")
    # 24,643,157.56 - 24,643,157.66 = -0.10元, too small to show in 万元 with two decimals
    assert finding.severity is Severity.ERROR
    assert finding.section == "finance"
    assert found(YEAR, "E05") == []


def test_empty_denominator_is_named_at_its_indicator() -> None:
    procurement = tuple(
        line.model_copy(update={"budget_amount": Decimal(0)}) for line in YEAR.year.procurement
    )
    (finding,) = found(changed_year(procurement=procurement), "E12")
    assert finding.place == "indicator.procurement_execution"
    assert "分母为零" in finding.message
    assert "政府采购预算数" in finding.message


def test_missing_section_text_is_named() -> None:
    texts = tuple(text for text in YEAR.texts if text.key != "experience")
    (finding,) = found(YEAR.model_copy(update={"texts": texts}), "E11")
    assert (finding.place, finding.section) == ("text.experience", "experience")
    assert "主要经验及做法" in finding.message


def test_budget_line_without_code_is_named() -> None:
    first, *rest = YEAR.year.budget_lines
    lines = (first.model_copy(update={"functional_code": ""}), *rest)
    (finding,) = found(changed_year(budget_lines=lines), "E11")
    assert (finding.place, finding.section) == ("budget_lines", "finance")
    assert "第1行" in finding.message


def test_missing_date_is_named() -> None:
    (finding,) = found(YEAR.model_copy(update={"report_date": None}), "E11")
    assert finding.place == "report.report_date"


@pytest.mark.parametrize(
    ("number", "is_malformed"),
    [
        ("2464.3157.66", True),
        ("139,26.31", True),
        ("1,23", True),
        ("1,234.56", False),
        ("2464.32", False),
        ("1，234.56", False),
        ("2021.3.8", False),
        ("3，5", False),
        ("12", False),
    ],
)
def test_malformed_number_in_text(number: str, is_malformed: bool) -> None:
    text = SectionText(key="experience", content=f"全年支出{number}万元。")
    texts = (*(item for item in YEAR.texts if item.key != "experience"), text)
    findings = found(YEAR.model_copy(update={"texts": texts}), "E10")
    assert [finding.left for finding in findings] == ([number] if is_malformed else [])


def test_score_above_weight() -> None:
    (finding,) = found(changed_entry("economic_growth", awarded_score=Decimal("7.5")), "E02")
    assert (finding.left, finding.right) == ("7.5", "7")


def test_deduction_without_reason() -> None:
    data = changed_entry("three_public_change", deduction_reason="", score_reason="", variance_reason="")
    (finding,) = found(data, "W09")
    assert finding.place == "indicator.three_public_change"
    assert (finding.left, finding.right) == ("0", "2")


def test_three_public_change_without_reason() -> None:
    lines = tuple(line.model_copy(update={"reason": ""}) for line in YEAR.year.three_public)
    # 0.76 → 3.24万元 and 2.87 → 5.02万元, both more than a fifth
    places = {finding.place for finding in found(changed_year(three_public=lines), "W04")}
    assert places == {"three_public.vehicle_operation.reason", "three_public.reception.reason"}


def test_unit_jump_against_last_year() -> None:
    lines = tuple(
        line.model_copy(update={"actual_amount": Decimal("324000000.00")})
        if line.part == "reception"
        else line
        for line in YEAR.year.three_public
    )
    assert "three_public.reception.actual_amount" in {
        finding.place for finding in found(changed_year(three_public=lines), "W01")
    }


def test_opening_carryover_against_last_years_closing() -> None:
    assert YEAR.prior_year is not None
    prior = YEAR.prior_year.model_copy(update={"carryover_out_amount": Decimal("5000.00")})
    (finding,) = found(YEAR.model_copy(update={"prior_year": prior}), "W12")
    assert finding.place == "year.carryover_in_amount"


@pytest.mark.parametrize(
    ("words", "check_id"),
    [
        ("截止2020年末", "I04"),
        ("截止目前", "I04"),
        ("三公经费", "I04"),
        ("璧财教【2020】134号", "I04"),
        ("由XX负责", "I03"),
        ("截至2020年末，“三公”经费按璧财教〔2020〕134号执行", ""),
    ],
)
def test_wording(words: str, check_id: str) -> None:
    text = SectionText(key="experience", content=words)
    texts = (*(item for item in YEAR.texts if item.key != "experience"), text)
    findings = findings_of(YEAR.model_copy(update={"texts": texts}), PACK)
    infos = [item for item in findings if item.severity is Severity.INFO and item.place == "text.experience"]
    assert [item.id for item in infos] == ([check_id] if check_id else [])


def test_deviation_needs_reason_until_given() -> None:
    pack, data = published_pack("bishan-2022"), published_year("bishan-2022")

    def with_target(reason: str) -> EvaluationData:
        entries = tuple(
            entry.model_copy(update={"target_value": Decimal(40), "variance_reason": reason})
            if entry.indicator == "high_tech_companies"
            else entry
            for entry in data.entries
        )
        return data.model_copy(update={"entries": entries})

    # 59 of 40 is 147.5 %
    (finding,) = (item for item in findings_of(with_target(""), pack) if item.id == "W07")
    assert finding.place == "indicator.high_tech_companies"
    assert "147.50%" in finding.message
    assert [item for item in findings_of(with_target("年初预计偏低"), pack) if item.id == "W07"] == []


def test_pack_rule_with_tolerance() -> None:
    rule = CheckRule(
        id="P99",
        severity="error",
        left="年初预算数",
        relation="=",
        right="全年预算数",
        message="年初与全年不同",
        cure="核对",
        place="budget_lines",
        tolerance=Decimal("20409023.47"),
    )
    pack = PACK.model_copy(update={"checks": (rule,)})
    # the difference is 20,409,023.48, one cent above the tolerance
    assert [item.id for item in findings_of(YEAR, pack) if item.id == "P99"] == ["P99"]
    wider = pack.model_copy(
        update={"checks": (rule.model_copy(update={"tolerance": Decimal("20409023.48")}),)}
    )
    assert [item for item in findings_of(YEAR, wider) if item.id == "P99"] == []


def test_answered_warning_is_no_longer_open() -> None:
    unanswered = YEAR.model_copy(update={"explanations": ()})
    (first, *rest) = open_findings(findings_of(unanswered, PACK), unanswered)
    answer = FindingExplanation(finding=first.fingerprint, reason="其余为年中零星追加。")
    answered = YEAR.model_copy(update={"explanations": (answer,)})
    assert open_findings(findings_of(answered, PACK), answered) == tuple(rest)


@pytest.mark.parametrize("code", ["bishan-2020", "bishan-2022"])
def test_empty_year_is_checked_without_failing(code: str) -> None:
    empty = EvaluationData(
        code="empty",
        pack=code,
        department=DepartmentData(code="empty", name="某局"),
        year=YearData(fiscal_year=2022),
    )
    findings = findings_of(empty, published_pack(code))
    assert {finding.id for finding in findings} == {"E11", "E12"}
    assert all(finding.section and finding.place_label for finding in findings)


@given(st.text(max_size=200))
def test_any_text_is_checked_without_failing(content: str) -> None:
    entries = (IndicatorEntry(indicator="economic_growth", score_reason=content),)
    data = YEAR.model_copy(
        update={"entries": entries, "texts": (SectionText(key="experience", content=content),)}
    )
    findings_of(data, PACK)


def test_checks_of_different_matters_have_ids_of_their_own() -> None:
    """One rule may be asked of several things; the ids of such rules are named here."""
    shared = {"E01", "E06", "E07", "E11", "E12", "W06", "W07", "W08", "W09", "W11", "W12", "W14"}
    modules: dict[str, set[str]] = {}
    for file in sorted(Path(checks.__file__).parent.glob("*.py")):
        for found_id in re.findall(r'"([EWI]\d\d)"', file.read_text("utf-8")):
            modules.setdefault(found_id, set()).add(file.stem)
    assert {found_id for found_id, names in modules.items() if len(names) > 1} == shared
