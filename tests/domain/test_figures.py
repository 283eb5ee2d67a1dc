"""The figures of a year: values, names, places, formulas of packs, and what is said when they fail."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from selfeval.domain.data import (
    BudgetAdjustment,
    FigureValue,
    IncomeLine,
    ProcurementLine,
    SpendingNature,
    YearData,
)
from selfeval.domain.figures import NOT_APPLICABLE, FigureBook, figure_book, figure_problems, normalise_name
from selfeval.domain.numbers import MoneyUnit, Quantity
from selfeval.domain.pack import FigureDefinition, Pack, YesNo
from selfeval.domain.sections import place_label
from tests.support.scoring import evaluation, leaf, pack, spending, staffing, three_public, year

PLAIN = pack(leaf(YesNo()))


def book(current: YearData | None = None, prior: YearData | None = None, **values: Any) -> FigureBook:
    return figure_book(evaluation(current, prior=prior), pack(leaf(YesNo()), **values))


FULL = year(
    carryover_in_amount="100",
    carryover_out_amount="50.5",
    fixed_assets_amount="9000",
    fixed_assets_in_use_amount="8000",
    sampled_asset_count=30,
    sampled_asset_in_use_count=29,
    vehicle_kept_count=2,
    reception_count=40,
    reception_guest_count=480,
    overseas_trip_count=0,
    overseas_person_count=0,
    vehicle_purchased_count=1,
    budget_lines=(
        spending("1000", "1100", "1050", SpendingNature.PERSONNEL),
        spending("200", None, "190", SpendingNature.OPERATING),
        spending("3000", "3600", "2710"),
        spending(None, "300", None),
    ),
    income_lines=(
        IncomeLine.model_validate({"source": "general_public_appropriation", "actual_amount": "4000"}),
        IncomeLine.model_validate({"source": "government_fund_appropriation", "actual_amount": "500"}),
        IncomeLine.model_validate({"source": "business", "actual_amount": "70", "initial_amount": "60"}),
    ),
    three_public=(
        three_public("vehicle_operation", "140000", "50200"),
        three_public("vehicle_purchase", None, "1000"),
        three_public("reception", "140000", "32400"),
        three_public("undivided", "198000", None),
    ),
    staffing=(
        staffing("administrative", 8, 7),
        staffing("institution", 6, None),
        staffing("undivided", None, 6),
    ),
    procurement=(
        ProcurementLine.model_validate({"kind": "goods", "actual_amount": "126110"}),
        ProcurementLine.model_validate({"kind": "undivided", "budget_amount": "388000"}),
    ),
    adjustments=(
        BudgetAdjustment.model_validate({"subject": "甲", "amount": "500", "cause": "national_policy"}),
        BudgetAdjustment.model_validate({"subject": "乙", "amount": "-20", "cause": "other"}),
        BudgetAdjustment.model_validate({"subject": "丙", "amount": "120", "cause": "national_policy"}),
    ),
)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("carryover_in", "100"),
        ("carryover_out", "50.5"),
        ("assets.total", "9000"),
        ("assets.in_use", "8000"),
        ("assets.sampled", "30"),
        ("assets.sampled_in_use", "29"),
        ("counts.receptions", "40"),
        ("counts.overseas_trips", "0"),
        ("budget.initial", "4200"),
        ("budget.adjusted", "5000"),
        ("budget.change", "800"),
        ("budget.actual", "3950"),
        ("budget.execution_rate", "0.79"),
        ("personnel.adjusted", "1100"),
        ("operating.initial", "200"),
        ("operating.adjusted", None),
        ("operating.budget", "200"),
        ("personnel.budget", "1100"),
        ("basic.initial", "1200"),
        ("basic.actual", "1240"),
        ("project.adjusted", "3900"),
        ("project.actual", "2710"),
        ("income.actual", "4570"),
        ("income.initial", "60"),
        ("income.adjusted", None),
        ("income.appropriation.actual", "4500"),
        ("income.business.actual", "70"),
        ("income.other.actual", None),
        ("three_public.budget", "478000"),
        ("three_public.actual", "83600"),
        ("three_public.vehicle.actual", "51200"),
        ("three_public.vehicle_purchase.budget", None),
        ("three_public.reception.actual", "32400"),
        ("three_public.vehicle_operation_per_car", "25100"),
        ("three_public.reception_per_guest", "67.5"),
        ("staffing.authorized", "14"),
        ("staffing.in_post", "13"),
        ("staffing.administrative.in_post", "7"),
        ("staffing.institution.in_post", None),
        ("procurement.budget", "388000"),
        ("procurement.actual", "126110"),
        ("procurement.goods.actual", "126110"),
        ("procurement.works.actual", None),
        ("adjustments.total", "600"),
        ("adjustments.national_policy", "620"),
        ("adjustments.other", "-20"),
        ("adjustments.force_majeure", "0"),
    ],
)
def test_figures_are_read_from_the_tables(key: str, value: str | None) -> None:
    assert book(FULL).value(key) == (None if value is None else Decimal(value))


def test_every_figure_is_empty_in_an_empty_year() -> None:
    empty = book()
    assert {figure.key: empty.value(figure.key) for figure in empty.figures()} == {
        figure.key: None for figure in empty.figures()
    }


def test_every_figure_has_a_value_or_none_in_a_full_year() -> None:
    full = book(FULL, FULL)
    for figure in full.figures():
        if not figure.key.startswith("prior."):
            continue
        assert full.value(figure.key) == full.value(figure.key.removeprefix("prior."))


def test_prior_year_without_data_is_empty() -> None:
    assert book(FULL).value("prior.budget.initial") is None
    assert book(FULL).value("no.such.figure") is None
    assert book(FULL).value("prior.no.such.figure") is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("上年结转", "carryover_in"),
        ("上年结转和结余", "carryover_in"),
        ("年初结转和结余", "carryover_in"),
        ("上年度上年结转", "prior.carryover_in"),
        ("结转结余总额", "carryover_out"),
        ("上年度累计结转资金总额", "prior.carryover_out"),
        ("本年度累计结转资金总额", "carryover_out"),
        ("年初预算", "budget.initial"),
        ("部门预算数", "budget.initial"),
        ("支出预算数", "budget.initial"),
        ("本年追加预算", "budget.change"),
        ("调整后预算数", "budget.adjusted"),
        ("全年（调整）预算数", "budget.adjusted"),
        ("全年(调整)预算数", "budget.adjusted"),
        ("全年执行数", "budget.actual"),
        ("执行率", "budget.execution_rate"),
        ("实际支出公用经费总额", "operating.actual"),
        ("预算安排公用经费总额", "operating.budget"),
        ("公用经费预算数", "operating.budget"),
        ("人员经费决算数", "personnel.actual"),
        ("基本支出", "basic.actual"),
        ("项目总支出", "project.actual"),
        ("“三公”经费预算数", "three_public.budget"),
        ("“三公经费”预算安排数", "three_public.budget"),
        ('"三公"经费 决算数', "three_public.actual"),
        ("《三公》经费决算数", "three_public.actual"),
        ("上年“三公经费”预算数", "prior.three_public.budget"),
        ("上年度“三公”经费预算数", "prior.three_public.budget"),
        ("本年度三公经费总额", "three_public.budget"),
        ("因公出国(境)费预算数", "three_public.overseas.budget"),
        ("公务接待费", "three_public.reception.actual"),
        ("在职人员数", "staffing.in_post"),
        ("年末实有人数", "staffing.in_post"),
        ("编制数", "staffing.authorized"),
        ("行政编制数", "staffing.administrative.authorized"),
        ("事业在职人员数", "staffing.institution.in_post"),
        ("实际政府采购金额", "procurement.actual"),
        ("政府采购货物预算数", "procurement.goods.budget"),
        ("财政拨款收入", "income.appropriation.actual"),
        ("事业收入年初预算数", "income.institutional.initial"),
        ("本年收入合计", "income.actual"),
        ("已列明调整金额合计", "adjustments.total"),
        ("不可抗力调整金额", "adjustments.force_majeure"),
        ("固定资产总额", "assets.total"),
        ("budget.actual", "budget.actual"),
        ("prior.budget.actual", "prior.budget.actual"),
        ("没有的数据项", None),
        ("上年没有的数据项", None),
        ("", None),
    ],
)
def test_names_aliases_and_spellings(name: str, key: str | None) -> None:
    assert figure_book(evaluation(), PLAIN).resolve(name) == key


def test_every_name_and_key_leads_back_to_its_figure() -> None:
    catalogue = figure_book(evaluation(), PLAIN)
    figures = catalogue.figures()
    assert len({figure.key for figure in figures}) == len(figures)
    assert len({normalise_name(figure.name) for figure in figures}) == len(figures)
    for figure in figures:
        assert catalogue.resolve(figure.key) == figure.key
        assert catalogue.resolve(figure.name) == figure.key
        assert catalogue.name_of(figure.key) == figure.name
        assert catalogue.definition(figure.key) == figure
    assert catalogue.name_of("no.such.figure") == "no.such.figure"
    with pytest.raises(KeyError):
        catalogue.definition("no.such.figure")


def test_every_place_has_a_chinese_label() -> None:
    for figure in figure_book(evaluation(), PLAIN).figures():
        if figure.place:
            assert place_label(PLAIN, figure.place) != figure.place
        else:
            assert figure.formula or figure.key.startswith(("dimension.", "score."))


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("three_public.reception.actual", "three_public.reception.actual_amount"),
        ("prior.three_public.reception.actual", "prior.three_public.reception.actual_amount"),
        ("carryover_in", "year.carryover_in_amount"),
        ("budget.initial", "budget_lines"),
        ("budget.change", ""),
        ("income.business.initial", "income_lines.business.initial_amount"),
    ],
)
def test_places_are_cell_addresses(key: str, place: str) -> None:
    assert book().definition(key).place == place


def test_figures_print_with_their_unit() -> None:
    full = book(FULL)
    assert full.display("three_public.budget") == "47.80万元"
    assert full.display("three_public.reception_per_guest") == "67.50元"
    assert full.display("budget.execution_rate") == "79.00%"
    assert full.display("staffing.in_post") == "13人"
    assert full.display("operating.adjusted") == ""
    assert full.display("staffing.in_post", Decimal(1200)) == "1,200人"
    assert book(FULL, money_unit=MoneyUnit.YUAN).display("three_public.budget") == "478,000.00元"


def own(key: str, name: str, formula: str | None = None, **values: Any) -> FigureDefinition:
    return FigureDefinition.model_validate(
        {"key": key, "name": name, "quantity": Quantity.NUMBER, "formula": formula, **values}
    )


TASKS = (
    own("tasks.done", "实际完成工作数", quantity="count", unit="项", aliases=("完成工作数",)),
    own("tasks.planned", "计划工作数", quantity="count", unit="项"),
    own("tasks.rate", "工作完成率", "实际完成工作数÷计划工作数", quantity="rate"),
    own("tasks.excess", "超额完成率", "工作完成率－100%", quantity="rate", decimals=1),
)


def stored(**values: str | None) -> tuple[FigureValue, ...]:
    return tuple(
        FigureValue.model_validate({"key": f"tasks.{key}", "value": value}) for key, value in values.items()
    )


def test_figures_of_the_pack_are_stored_or_computed() -> None:
    now, before = year(figures=stored(done="33", planned="30")), year(figures=stored(done="20", planned="40"))
    tasks = book(now, before, figures=TASKS)
    assert tasks.value("tasks.done") == 33
    assert tasks.value("tasks.excess") == Decimal("0.1")
    assert tasks.value("prior.tasks.excess") == Decimal("-0.5")
    assert tasks.display("tasks.excess") == "10.0%"
    assert tasks.resolve("上年完成工作数") == "prior.tasks.done"
    assert tasks.definition("tasks.done").place == "figures.tasks.done.value"
    assert tasks.definition("tasks.rate").place == ""
    assert tasks.definition("tasks.rate").formula == "实际完成工作数÷计划工作数"


def test_figure_marked_not_applicable_is_neither_zero_nor_empty() -> None:
    given = year(figures=(FigureValue(key="tasks.done", not_applicable=True), *stored(planned="30")))
    tasks = book(given, figures=TASKS)
    assert tasks.value("tasks.done") is NOT_APPLICABLE
    assert tasks.display("tasks.done") == "不适用"
    assert tasks.value("tasks.rate") is None


def test_names_of_the_pack_come_before_those_of_the_catalogue() -> None:
    mine = book(FULL, figures=(own("mine.initial", "年初预算数", "1＋1"),))
    assert mine.resolve("年初预算数") == "mine.initial"
    assert mine.value("mine.initial") == 2
    # the catalogue's own formulas keep their own meaning
    assert mine.value("budget.change") == 800


def test_figure_of_the_pack_may_replace_one_of_the_catalogue() -> None:
    mine = book(
        year(figures=(FigureValue.model_validate({"key": "assets.total", "value": "7"}),)),
        figures=(own("assets.total", "自报固定资产总额"),),
    )
    assert mine.value("assets.total") == 7
    assert [figure.key for figure in mine.figures()].count("assets.total") == 1


def obstacles(current: YearData, formula: str, *definitions: FigureDefinition) -> tuple[str, ...]:
    made = book(current, figures=(*TASKS, *definitions))
    bound = made.formula(formula)
    problem = bound.evaluate(made.value).problem
    assert problem is not None
    return made.obstacles(problem, bound.keys)


def test_obstacles_name_the_figures_behind_a_computed_one() -> None:
    assert obstacles(year(), "超额完成率＋工作完成率") == (
        "“实际完成工作数”尚未填写",
        "“计划工作数”尚未填写",
    )
    assert obstacles(year(figures=stored(done="3", planned="0")), "超额完成率") == (
        "分母为零：计划工作数（计划工作数）",
    )


def test_obstacles_name_what_is_too_large() -> None:
    huge = year(figures=stored(done="9999999999999999", planned="9999999999999999"))
    assert obstacles(huge, "实际完成工作数×计划工作数")[0].startswith("计算结果超出范围")


def test_circle_of_figures_has_no_value_and_is_told() -> None:
    circle = (
        own("loop.a", "甲数", "乙数＋1"),
        own("loop.b", "乙数", "丙数＋1"),
        own("loop.c", "丙数", "甲数＋1"),
    )
    assert [book(figures=circle).value(each.key) for each in circle] == [None] * 3
    problems = figure_problems(pack(leaf(YesNo()), figures=circle))
    assert [problem.message for problem in problems] == [
        "数据项的公式循环引用：“甲数” → “乙数” → “丙数” → “甲数”，改写其中一个公式"
    ]
    assert obstacles(year(), "甲数", *circle) == ("“甲数”的公式又用到它自己，修改体系包中的公式",)


def test_formula_of_a_figure_that_cannot_be_read_is_told() -> None:
    bad = own("bad.name", "坏数", "没有的数据项＋1")
    assert book(figures=(bad,)).value("bad.name") is None
    problems = figure_problems(pack(leaf(YesNo()), figures=(bad,)))
    assert [problem.key for problem in problems] == ["bad.name"]
    assert "“没有的数据项”不在数据项目录中" in problems[0].message
    assert obstacles(year(), "坏数", bad)[0].startswith("公式有误：公式第 1 个字符处")


def chain(length: int) -> Pack:
    steps = [own("step.0", "第0步", "1")]
    steps += [own(f"step.{number}", f"第{number}步", f"第{number - 1}步＋1") for number in range(1, length)]
    return pack(leaf(YesNo()), figures=tuple(steps))


def test_figures_may_build_on_one_another_only_so_far() -> None:
    assert figure_book(evaluation(), chain(20)).value("step.19") == 20
    assert figure_problems(chain(20)) == ()
    assert figure_book(evaluation(), chain(2000)).value("step.1999") is None
    problems = figure_problems(chain(2000))
    assert [problem.key for problem in problems] == ["step.20"]
    assert problems[0].message == "“第20步”层层引用超过20个由公式计算的数据项，改写公式以减少层次"


def test_pack_without_mistakes_has_no_problems() -> None:
    assert figure_problems(pack(leaf(YesNo()), figures=TASKS)) == ()


def test_a_formula_written_with_keys_reads_and_names_the_prior_year_too() -> None:
    stored = FigureDefinition(key="f_01", name="会议费决算数", quantity=Quantity.MONEY)
    computed = FigureDefinition(
        key="f_02", name="会议费和接待费", quantity=Quantity.MONEY, formula="f_01+公务接待费决算数"
    )
    found = book(figures=(stored, computed))
    assert found.formula_of("f_02").text == "会议费决算数+公务接待费决算数"
    prior = found.formula_of("prior.f_02")
    assert prior.keys == ("prior.f_01", "prior.three_public.reception.actual")
    assert prior.text == "上年会议费决算数+上年公务接待费决算数"
