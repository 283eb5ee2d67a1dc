"""Packages: loading is the inverse of reading, and says clearly what it refuses."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfeval.domain import data as domain
from selfeval.domain.data import EvaluationData, YearData
from selfeval.domain.year_tables import YEAR_TABLES, YEAR_VALUES
from selfeval.models import CellChange, Department, DepartmentYear, Evaluation, EvidenceFile
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.services import audit, package, packs
from selfeval.services.errors import NotAllowed, Refused, WrongState
from tests.support.office import Office
from tests.support.published import published_pack, published_year

AMOUNTS = st.none() | st.decimals(
    min_value=-(10**15) + 1, max_value=10**15 - 1, places=2, allow_nan=False, allow_infinity=False
)
NUMBERS = st.none() | st.decimals(
    min_value=-(10**15) + 1, max_value=10**15 - 1, places=8, allow_nan=False, allow_infinity=False
)
COUNTS = st.none() | st.integers(0, 10**9)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
DATES = st.none() | st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


def _lines(table: str) -> st.SearchStrategy[tuple[domain.Data, ...]]:
    codes = st.sampled_from(["", "206", "20601", "2060101"])
    natures, funds = st.sampled_from(domain.SpendingNature), st.sampled_from(domain.Fund)
    models: dict[str, tuple[type[domain.Data], dict[str, st.SearchStrategy[Any]]]] = {
        "budget_lines": (
            domain.BudgetLine,
            {"functional_code": codes, "name": TEXTS, "nature": natures, "fund": funds},
        ),
        "economic_lines": (
            domain.EconomicLine,
            {
                "functional_code": codes,
                "economic_code": st.sampled_from(["", "301", "30101"]),
                "nature": natures,
                "fund": funds,
                "project": TEXTS,
                "is_demo": st.booleans(),
            },
        ),
        "income_details": (
            domain.IncomeDetail,
            {
                "functional_code": codes,
                "source": st.sampled_from(domain.IncomeSource),
                "is_demo": st.booleans(),
            },
        ),
        "carryover_lines": (
            domain.CarryoverLine,
            {"functional_code": codes, "fund": funds, "is_demo": st.booleans()},
        ),
        "income_lines": (domain.IncomeLine, {}),
        "three_public": (domain.ThreePublicLine, {"reason": TEXTS}),
        "staffing": (domain.StaffingLine, {}),
        "procurement": (domain.ProcurementLine, {}),
        "adjustments": (domain.BudgetAdjustment, {"subject": TEXTS, "document_numbers": TEXTS}),
        "working_group": (
            domain.WorkingGroupMember,
            {"role": TEXTS, "position": TEXTS, "duties": TEXTS, "member_count": COUNTS},
        ),
        "timeline": (domain.TimelineEvent, {"stage": TEXTS, "starts_on": DATES, "work": TEXTS}),
    }
    model, parts = models[table]
    definition = next(item for item in YEAR_TABLES if item.key == table)
    for column in definition.columns:
        if column.quantity is not None:
            parts.setdefault(column.key, AMOUNTS if column.quantity == "money" else COUNTS)
        elif column.key == "note":
            parts["note"] = TEXTS
    key = definition.row_key
    lines = st.lists(
        st.builds(model, **parts), max_size=5, unique_by=lambda line: getattr(line, key or "", id(line))
    )
    return lines.map(tuple)


@st.composite
def years(draw: st.DrawFn, fiscal_year: int, kind: domain.YearKind) -> YearData:
    values = {
        column.key: draw(AMOUNTS if column.quantity == "money" else COUNTS) for column in YEAR_VALUES.columns
    }
    tables = {table.key: draw(_lines(table.key)) for table in YEAR_TABLES}
    figures = draw(
        st.lists(
            st.builds(
                domain.FigureValue,
                key=st.sampled_from(["correspondents.district", "some.other-key"]),
                value=NUMBERS,
                note=TEXTS,
            ),
            unique_by=lambda figure: figure.key,
        )
    )
    return YearData(fiscal_year=fiscal_year, kind=kind, figures=tuple(figures), **values, **tables)


@st.composite
def packages(draw: st.DrawFn) -> EvaluationData:
    entries = draw(
        st.lists(
            st.builds(
                domain.IndicatorEntry,
                indicator=st.sampled_from(["execution", "contests", "staff_satisfaction"]),
                target_value=NUMBERS,
                target_text=TEXTS,
                actual_value=NUMBERS,
                answer=st.none() | st.booleans(),
                checklist=st.lists(st.none() | st.booleans(), max_size=4).map(tuple),
                tier=TEXTS,
                awarded_score=NUMBERS,
                milestones=st.dictionaries(
                    TEXTS, NUMBERS.filter(lambda value: value is not None), max_size=3
                ),
                exemption_claimed=st.booleans(),
                score_reason=TEXTS,
            ),
            unique_by=lambda entry: entry.indicator,
        )
    )
    prior = draw(st.none() | years(2021, domain.YearKind.OPENING_COMPARATIVES))
    return published_year("bishan-2022").model_copy(
        update={
            "year": draw(years(2022, domain.YearKind.REGULAR)),
            "prior_year": prior,
            "report_date": draw(DATES),
            "entries": tuple(entries),
            "explanations": (domain.FindingExplanation(finding="W06|x", reason=draw(TEXTS.filter(bool))),),
        }
    )


@pytest.mark.parametrize("code", ["bishan-2022", "bishan-2020"])
def test_published_year_comes_back_as_it_was(db: None, code: str) -> None:
    packs.load(actor=None, pack=published_pack(code))
    data = published_year(code)
    evaluation = package.load(actor=None, data=data)
    assert evaluation.status == "drafting"
    assert evaluation_data(evaluation) == data
    again = package.load(actor=None, data=data)
    assert again == evaluation
    assert evaluation_data(again) == data


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=packages())
def test_any_package_comes_back_as_it_was(office: Office, data: EvaluationData) -> None:
    """Each example is loaded over the one before, so the replacing is proved as well."""
    evaluation = package.load(actor=None, data=data)
    stored = evaluation_data(evaluation)
    linked = DepartmentYear.objects.filter(fiscal_year__year=2021).exists()
    if data.prior_year is None and linked:
        assert stored.model_copy(update={"prior_year": None}) == data
    else:
        assert stored == data


def test_what_a_package_changes_is_in_the_history(office: Office) -> None:
    data = published_year("bishan-2022")
    year = data.year.model_copy(update={"vehicle_kept_count": 3, "reception_count": 12})
    already = CellChange.objects.count()
    package.load(actor=office.preparer, data=data.model_copy(update={"year": year}))
    changes = CellChange.objects.order_by("-id")[: CellChange.objects.count() - already]
    assert sorted((c.address, c.old, c.new, c.username, c.channel) for c in changes) == [
        ("year.reception_count", "", "12", "preparer", "imported"),
        ("year.vehicle_kept_count", "2", "3", "preparer", "imported"),
    ]
    assert audit.verify() == []


def test_first_loading_is_in_the_history_too(office: Office) -> None:
    change = CellChange.objects.get(address="three_public.reception.actual_amount")
    assert (change.old, change.new, change.username, change.channel) == ("", "11300.00", "系统", "imported")


def _with(data: EvaluationData, **changes: Any) -> EvaluationData:
    return data.model_copy(update=changes)


def test_what_does_not_fit_is_refused_with_its_place(office: Office) -> None:
    data = published_year("bishan-2022")
    line = data.year.three_public[0]
    entry = data.entries[0]
    text = data.texts[0]
    cases = {
        "体系包“bishan-2022”第9版尚未载入": _with(data, pack_version=9),
        "“三公”经费中“overseas”出现两次": _with(data, year=_with_year(data.year, three_public=(line, line))),
        "指标中“execution”出现两次": _with(data, entries=(entry, entry)),
        "没有指标“nothing”": _with(data, entries=(entry.model_copy(update={"indicator": "nothing"}),)),
        "“nothing”不能读入": _with(data, texts=(text.model_copy(update={"key": "nothing"}),)),
        "上级部门“above”尚未录入": _with(
            data, department=data.department.model_copy(update={"parent": "above"})
        ),
        "不早于本年度": _with(data, prior_year=YearData(fiscal_year=2022)),
        "既有数值又标为无此项": _with(
            data,
            year=_with_year(
                data.year,
                figures=(domain.FigureValue(key="a", value=Decimal(1), not_applicable=True),),
            ),
        ),
        "支出预算与决算第1行.*科目名称": _with(
            data,
            year=_with_year(
                data.year,
                budget_lines=(data.year.budget_lines[0].model_copy(update={"name": "长" * 101}),),
            ),
        ),
    }
    before = evaluation_data(office.evaluation)
    for words, wrong in cases.items():
        with pytest.raises(Refused, match=words):
            package.load(actor=None, data=wrong)
    assert evaluation_data(office.evaluation) == before


def _with_year(year: YearData, **changes: Any) -> YearData:
    return year.model_copy(update=changes)


def test_regular_prior_year_is_linked_and_must_agree(office: Office) -> None:
    data = published_year("bishan-2022")
    next_year = data.year.model_copy(update={"fiscal_year": 2023})
    following = _with(data, code="bishan-2023", year=next_year, prior_year=data.year)
    evaluation = package.load(actor=None, data=following)
    assert evaluation.department_year.prior_year == office.evaluation.department_year
    contradicting = data.year.model_copy(update={"vehicle_kept_count": 9})
    with pytest.raises(Refused, match="2022年度已在系统中，与数据包中的上年数不一致"):
        package.load(actor=None, data=_with(following, prior_year=contradicting))
    unlinked = package.load(actor=None, data=_with(following, prior_year=None))
    assert unlinked.department_year.prior_year == office.evaluation.department_year


def test_submitted_evaluation_takes_no_package(office: Office) -> None:
    office.submit()
    for actor in (None, office.preparer):
        with pytest.raises(WrongState, match="部门待审"):
            package.load(actor=actor, data=published_year("bishan-2022"))


def test_people_load_only_where_they_may_fill_in(office: Office) -> None:
    data = published_year("bishan-2022")
    for who in ("leader", "stranger", "department_reviewer"):
        with pytest.raises(NotAllowed):
            package.load(actor=getattr(office, who), data=data)
    other = data.department.model_copy(update={"code": "new", "name": "新部门"})
    with pytest.raises(Refused, match="部门信息不一致"):
        package.load(actor=office.preparer, data=_with(data, code="new-2022", department=other))
    assert not Department.objects.filter(code="new").exists()


def test_code_of_another_evaluation_is_refused(office: Office) -> None:
    data = published_year("bishan-2022")
    with pytest.raises(Refused, match="编号“bishan-2022”已用于另一份自评"):
        package.load(actor=None, data=_with(data, year=data.year.model_copy(update={"fiscal_year": 2023})))
    with pytest.raises(Refused, match="已有自评“bishan-2022”"):
        package.load(actor=None, data=_with(data, code="other-code"))
    assert Evaluation.objects.count() == 1


def test_evidence_comes_with_its_content(office: Office) -> None:
    content = b"%PDF-1.7 minutes of the meeting"
    sha256 = hashlib.sha256(content).hexdigest()
    evidence = domain.Evidence(
        name="会议纪要.pdf", size=len(content), sha256=sha256, media_type="application/pdf"
    )
    data = published_year("bishan-2022")
    first = data.entries[0].model_copy(update={"evidence": (evidence,)})
    with_evidence = _with(data, entries=(first, *data.entries[1:]))
    package.load(actor=None, data=with_evidence, evidence={sha256: content})
    assert evaluation_data(office.evaluation) == with_evidence
    (row,) = EvidenceFile.objects.all()
    assert _content(row) == content

    package.load(actor=None, data=with_evidence)
    (kept,) = EvidenceFile.objects.filter(removed_at=None)
    assert _content(kept) == content

    package.load(actor=None, data=data)
    assert not EvidenceFile.objects.filter(removed_at=None).exists()
    assert evaluation_data(office.evaluation) == data


def _content(row: EvidenceFile) -> bytes:
    with row.file.open("rb") as file:
        content: bytes = file.read()
        return content
