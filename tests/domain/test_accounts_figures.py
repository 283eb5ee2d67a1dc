"""Figures by code: the published sums, names and keys both ways, rounds, and pivots that add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.accounts import AccountIndex, account_key
from selfeval.domain.accounts.measures import APPROPRIATION_FUNDS, BASIC_NATURES
from selfeval.domain.data import BudgetLine, EconomicLine, Fund, IncomeSource, SpendingNature, YearData
from selfeval.domain.figures import FigureBook, FigureCatalogue, figure_book, with_scores
from selfeval.domain.prose.account_choices import offered_rounds
from selfeval.domain.prose.accounts import account_round
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.render import render_text
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.final_accounts import accounts, wan, year
from tests.support.published import published_pack

PACK = published_pack("bishan-2022")


def book(**changes: Any) -> FigureBook:
    """Return the figures of the published year."""
    return figure_book(accounts(**changes), PACK)


def context(**changes: Any) -> Context:
    """Return what texts over the published year read."""
    data = accounts(**changes)
    figures = figure_book(data, PACK)
    score = score_evaluation(data, PACK, figures)
    return Context(data, PACK, with_scores(figures, score), score)


@pytest.mark.parametrize(
    ("key", "published"),
    [
        ("functional.206.general_public.actual", "5246.90"),
        ("functional.201.general_public.actual", "71"),
        ("functional.208.general_public.actual", "167.62"),
        ("functional.20805.appropriation.actual", "167.62"),
        ("functional.210.general_public.actual", "21.11"),
        ("functional.2101101.general_public.adjusted", "20.79"),
        ("functional.221.general_public.basic.actual", "58.22"),
        ("functional.2060101.general_public.actual", "343.36"),
        ("functional.all.general_public.actual", "5564.85"),
        ("functional.all.actual", "5569.03"),
        ("functional.all.basic.actual", "590.31"),
        ("functional.all.project.actual", "4978.72"),
        ("functional.all.other.actual", "4.18"),
        ("functional.all.income.appropriation", "5544.53"),
        ("functional.all.income", "5544.74"),
        ("functional.2060102.other.income", "0.21"),
        ("functional.all.general_public.closing", "11.18"),
        ("economic.30217.appropriation.actual", "2.01"),
        ("economic.302.general_public.basic.actual", "58.61"),
        ("economic.all.general_public.personnel.actual", "531.70"),
        ("functional.206.economic.302.general_public.actual", "58.61"),
        ("prior.functional.all.general_public.actual", "4065.63"),
        ("prior.functional.all.general_public.operating.actual", "64.40"),
        ("accounts.income_total", "5581.29"),
        ("accounts.expenditure_total", "5581.29"),
        ("prior.accounts.expenditure_total", "4133.86"),
        ("appropriation.income_total", "5576.03"),
        ("appropriation.expenditure_total", "5576.03"),
        ("prior.appropriation.expenditure_total", "4097.13"),
        ("appropriation.general_public.opening", "31.50"),
        ("appropriation.general_public.closing", "11.18"),
        ("appropriation.general_public.income", "5544.53"),
        ("appropriation.government_fund.expenditure", "0"),
        ("general_public.personnel", "531.70"),
        ("general_public.operating", "58.61"),
        ("general_public.adjusted", "5576.03"),
    ],
)
def test_published_figures(key: str, published: str) -> None:
    assert book().value(key) == wan(published)


def test_fund_without_lines_has_no_income_while_its_row_is_empty() -> None:
    assert book().value("appropriation.government_fund.income") is None
    assert book().value("functional.212.government_fund.income") == 0


def test_what_was_not_entered_is_zero_only_where_the_lines_are_a_complete_list() -> None:
    figures = book()
    assert figures.value("functional.205.actual") == 0
    assert figures.value("functional.205.initial") is None
    # last year is known in total only
    assert figures.value("prior.functional.206.general_public.actual") is None
    assert figures.value("prior.functional.206.government_fund.actual") == 0
    assert book(economic_lines=()).value("economic.301.actual") is None


def test_begun_line_is_not_filled_in() -> None:
    begun = BudgetLine(functional_code="2050801", name="", nature=SpendingNature.PROJECT)
    figures = book(budget_lines=(*year().budget_lines, begun))
    assert figures.value("functional.205.actual") is None
    assert figures.value("functional.all.actual") == wan("5569.03")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("functional.206.general_public.basic.actual", "科学技术支出（206）一般公共预算基本支出决算数"),
        ("functional.2060101.actual", "行政运行（2060101）决算数"),
        ("functional.all.appropriation.actual", "全部功能科目财政拨款支出决算数"),
        ("economic.30212.general_public.actual", "因公出国（境）费用（经济分类30212）一般公共预算支出决算数"),
        ("functional.206.institutional.income", None),
        ("functional.206.income.institutional", "科学技术支出（206）事业收入决算数"),
        ("functional.206.economic.301.actual", "科学技术支出（206）工资福利支出（经济分类301）决算数"),
        ("prior.functional.206.actual", "上年科学技术支出（206）决算数"),
        ("functional.2069.actual", None),
        ("economic.2060101.actual", None),
        ("economic.301.opening", None),
        ("functional.206.basic.closing", None),
    ],
)
def test_names_and_keys_are_exchanged_both_ways(key: str, name: str | None) -> None:
    figures = book()
    if name is None:
        assert figures.resolve(key) is None
        return
    assert figures.name_of(key) == name
    assert figures.resolve(name) == key
    assert figures.formula(f"「{name}」").keys == (key,)


def test_alias_of_operating_cost() -> None:
    assert book().resolve("机关运行经费") == "general_public.operating"
    assert book().resolve("上年机关运行经费") == "prior.general_public.operating"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{财政拨款收入总计 较 上年财政拨款支出总计|差额}", "增加1,478.90万元"),
        (
            "{functional.all.general_public.actual 较 prior.functional.all.general_public.actual}",
            "增加1,499.22万元，增长36.88%",
        ),
        ("{机关运行经费 较 上年机关运行经费|整句}", "较上年减少5.79万元，下降8.99%"),
        ("{functional.206.general_public.actual 占 一般公共预算支出}", "94.29%"),
        ("{=functional.221.general_public.actual/一般公共预算支出}", "1.05%"),
        ("{=functional.2101101.general_public.actual/functional.2101101.general_public.adjusted}", "59.79%"),
    ],
)
def test_published_sentences(template: str, said: str) -> None:
    assert render_text(template, context()) == said


def rows(for_each: str, template: str, **changes: Any) -> list[str]:
    """Print a text once for every round."""
    return [render_text(template, one) for one in context(**changes).rounds(for_each)]


def test_rounds_go_through_the_codes_in_use_in_order() -> None:
    assert rows("functional:class", "{row.code}{row.name}") == [
        "201一般公共服务支出",
        "206科学技术支出",
        "208社会保障和就业支出",
        "210卫生健康支出",
        "221住房保障支出",
    ]
    assert rows("functional:item:general_public.actual", "{row.number}{row.path}")[1] == (
        "2科学技术（类）科学技术管理事务（款）行政运行（项）"
    )
    assert len(rows("functional:item:general_public.actual", "{row.code}")) == 17
    tree = rows("functional:tree:general_public.basic.actual", "{row.code}{row.level}")
    assert tree[:4] == ["206类", "20601款", "2060101项", "208类"]


def test_round_over_an_amount_leaves_out_codes_without_it() -> None:
    assert rows("functional:class:other.actual", "{row.code}") == ["206"]
    assert rows("functional:item:government_fund.actual", "{row.code}") == []
    assert rows("functional:class:income.other", "{row.code} {row.income.other|数}") == ["206 0.21"]
    # spent nothing, but budgeted
    unspent = BudgetLine(
        functional_code="2050801",
        name="",
        nature=SpendingNature.PROJECT,
        adjusted_amount=Decimal(10000),
        actual_amount=Decimal(0),
    )
    lines = (*year().budget_lines, unspent)
    found = rows("functional:class:general_public.actual", "{row.code}", budget_lines=lines)
    assert found == ["201", "205", "206", "208", "210", "221"]


def test_row_compares_with_last_year_and_crosses_classifications() -> None:
    shown = rows(
        "functional:class:general_public.basic.actual", "{row.economic.302.general_public.actual|数}"
    )
    assert shown == ["58.61", "0.00", "0.00", "0.00"]
    prior = year(fiscal_year=2019)
    data = accounts().model_copy(update={"prior_year": prior})
    figures = figure_book(data, PACK)
    score = score_evaluation(data, PACK, figures)
    inside = Context(data, PACK, figures, score)
    said = [
        render_text("{row.actual 较 row.prior.actual|整句}", one) for one in inside.rounds("functional:class")
    ]
    assert said[0] == "与上年持平"
    assert rows("functional:class", "{row.prior.actual}")[0].startswith("〔未填：上年一般公共服务支出（201）")


def test_names_in_a_round_are_exchanged_both_ways() -> None:
    names = next(iter(context().rounds("functional:class"))).names
    for key in (
        "row.general_public.basic.actual",
        "row.prior.income.other",
        "row.economic.30101.actual",
        "row.path",
    ):
        name = names.name_of(key)
        assert name != key
        assert names.resolve(name) == key
    assert names.name_of("row.prior.actual") == "本行.上年决算数"
    assert names.resolve("row.nothing") is None
    assert context().names.resolve("row.actual") is None


def test_projects_stand_below_their_item() -> None:
    shown = rows("functional_projects", "{row.code} {row.name} {row.general_public.project.actual|数}")
    assert shown[6:8] == ["2060502 技术创新服务体系 1,970.00", " 创新引导资金 1,970.00"]
    # eight 项 with one project each
    assert len(shown) == 16
    assert rows("functional_projects:other.project.actual", "{row.name}") == [
        "一般行政管理事务",
        "其他科技项目",
    ]


def test_economic_rounds_and_names() -> None:
    assert rows("economic:tree:general_public.basic.actual", "{row.code}{row.level}") == [
        *("301类", "30101款", "302类", "30201款", "30217款", "30231款", "303类", "30302款"),
    ]
    inside = context()
    assert render_text("{economic.names.operating}", inside) == "办公费、公务接待费、公务用车运行维护费"
    assert render_text("{人员经费所列经济科目}", inside) == "基本工资、退休费"
    assert render_text("{economic.names.business}", inside) == "无"
    assert "〔未填" in render_text("{economic.names.operating}", context(economic_lines=()))


def test_reason_of_a_row_is_what_was_noted() -> None:
    noted = [
        line.model_copy(update={"note": "人员增减，结转下年使用。"})
        if line.functional_code == "2080505"
        else line
        for line in year().budget_lines
    ]
    reasons = rows("functional:item:general_public.actual", "{row.reason}", budget_lines=tuple(noted))
    assert reasons[10] == "人员增减，结转下年使用"
    assert reasons.count("〔未填：说明〕") == 16


def test_code_unknown_to_every_year_keeps_the_name_of_its_line() -> None:
    own = BudgetLine(
        functional_code="2068888", name="自设科目", nature=SpendingNature.PROJECT, actual_amount=Decimal(5)
    )
    assert rows(
        "functional:item", "{row.name}", budget_lines=(own,), economic_lines=(), income_details=()
    ) == ["自设科目"]


CODES = st.sampled_from(["2060101", "2060102", "2060499", "2080501", "2101101", "2120801"])
ECONOMIC = st.sampled_from(["30101", "30102", "30201", "30217", "31002"])
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
NATURES, FUNDS = st.sampled_from(SpendingNature), st.sampled_from(Fund)
BUDGET = st.lists(
    st.builds(
        BudgetLine, functional_code=CODES, name=st.just(""), nature=NATURES, fund=FUNDS, actual_amount=AMOUNTS
    ),
    min_size=1,
    max_size=12,
)
DETAILS = st.lists(
    st.builds(
        EconomicLine,
        functional_code=CODES,
        economic_code=ECONOMIC,
        nature=NATURES,
        fund=FUNDS,
        actual_amount=AMOUNTS,
    ),
    min_size=1,
    max_size=12,
)


def read(index: AccountIndex, key: str) -> Decimal:
    """Return an amount that must be there."""
    parsed = account_key(key)
    assert parsed is not None
    value = index.value(parsed)
    assert value is not None
    return value


@given(lines=BUDGET, details=DETAILS)
def test_pivots_add_up(lines: list[BudgetLine], details: list[EconomicLine]) -> None:
    index = AccountIndex(YearData(fiscal_year=2020, budget_lines=tuple(lines), economic_lines=tuple(details)))
    codes = {line.functional_code for line in lines}
    assert read(index, "functional.all.actual") == sum(
        (line.actual_amount or 0 for line in lines), Decimal(0)
    )
    for level, above in ((5, 3), (7, 5)):
        for code in {each[:above] for each in codes}:
            below = {each[:level] for each in codes if each.startswith(code)}
            parts = sum((read(index, f"functional.{each}.actual") for each in below), Decimal(0))
            assert read(index, f"functional.{code}.actual") == parts
    for code in (*codes, "all"):
        whole = read(index, f"functional.{code}.actual")
        assert whole == sum((read(index, f"functional.{code}.{fund}.actual") for fund in Fund), Decimal(0))
        natures = (f"functional.{code}.{nature}.actual" for nature in SpendingNature)
        assert whole == sum((read(index, key) for key in natures), Decimal(0))
        assert read(index, f"functional.{code}.appropriation.basic.actual") == sum(
            (
                read(index, f"functional.{code}.{fund}.{nature}.actual")
                for fund in APPROPRIATION_FUNDS
                for nature in BASIC_NATURES
            ),
            Decimal(0),
        )
    for code in ("301", "302", "310"):
        crossed = (
            read(index, f"functional.{each}.economic.{code}.actual") for each in ("206", "208", "210", "212")
        )
        assert read(index, f"economic.{code}.actual") == sum(crossed, Decimal(0))
    assert read(index, "economic.all.actual") == sum(
        (line.actual_amount or 0 for line in details), Decimal(0)
    )


def test_every_source_is_a_measure() -> None:
    for source in IncomeSource:
        assert account_key(f"functional.206.income.{source}") is not None


def test_what_is_offered_to_writers_is_understood() -> None:
    own = "functional:item:general_public.closing"
    choices = dict(offered_rounds([own, "items"]))
    assert all(account_round(for_each) is not None for for_each in choices)
    assert choices["functional:item:general_public.actual"] == (
        "支出功能分类科目的每一项（有一般公共预算支出决算数的）"
    )
    assert (
        choices["economic:tree:appropriation.actual"]
        == "支出经济分类科目的类、款，逐级（有财政拨款支出决算数的）"
    )
    assert choices[own] == "支出功能分类科目的每一项（有一般公共预算年末结转和结余的）"
    for for_each in choices:
        names = Names(PACK, book(), for_each)
        keys = [key for key in names.keys(for_each) if key.startswith("row.")]
        assert len(keys) > 8
        assert [key for key in keys if names.resolve(names.name_of(key)) != key] == []


def test_codes_in_use_are_offered_where_a_year_tells_them() -> None:
    keys = set(context().names.keys())
    assert {"functional.2060101.general_public.actual", "economic.30217.general_public.basic.actual"} <= keys
    assert "functional.205.actual" not in keys
    without_year = tuple(Names(PACK, FigureCatalogue(PACK)).keys())
    assert not any(key.startswith("functional.") for key in without_year)
