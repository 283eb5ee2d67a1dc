"""Projects and transfer payments score as their forms say, and as published.

Expected values are worked out by hand from the rules: 财预〔2020〕10号 (10/50/30/10, capped, three tiers),
财预〔2021〕101号 (pass mark, bands), the Hubei form (reverse indicators, 80/50) and the amounts that a
published report of 2020 printed.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.data import EvaluationData, IndicatorNature, Item, ItemFund, ItemIndicator
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.items import item_case
from selfeval.domain.numbers import format_rate
from selfeval.domain.pack import CoreRule, Pack
from selfeval.domain.scoring.engine import score_evaluation, score_items
from selfeval.domain.scoring.result import IndicatorScore, ItemScore, ScoreState
from tests.support.items import (
    FORM_PACKS,
    MISSED,
    PARTLY,
    REACHED,
    form,
    full_marks,
    fund,
    indicator,
    item_year,
    nine_items,
    one_item,
    pack_with,
)


def scored(data: EvaluationData, *forms: str) -> ItemScore:
    """Score the one item of an evaluation."""
    (item,) = score_items(data, pack_with(*forms))
    return item


def only(data: EvaluationData, *forms: str) -> IndicatorScore:
    """Score the one indicator of the one item."""
    item = scored(data, *forms)
    (code,) = item.case.indicators
    return item.score.indicator(code)


def points(row: ItemIndicator, form_code: str = "national-project-2020") -> Decimal | None:
    return only(one_item(row), form_code).self_score


# --- a published report of 2020: four projects, five transfer payments -----------------------------------


def test_the_nine_published_execution_rates() -> None:
    items = score_items(nine_items(), pack_with("gansu-project-2020", "gansu-transfer-2020"))
    rates = [format_rate(item.case.total.execution_rate or Decimal(0)) for item in items]
    # 3.39 ÷ 3.88 = 0.87371…; all others spent what the whole year gave them
    assert rates == ["87.37%", *["100.00%"] * 8]
    assert [item.score.indicator("execution").value for item in items][1:] == [Decimal(1)] * 8


def test_car_rental_scores_98_74_not_the_printed_100() -> None:
    items = score_evaluation(nine_items(), pack_with("gansu-project-2020", "gansu-transfer-2020"))
    car = items.item("car_rental")
    assert car.score.indicator("execution").self_score == Decimal("8.74")
    assert car.total == Decimal("98.74")
    assert car.score.grade == "优"


def test_stated_scores_count_where_nothing_else_was_published() -> None:
    items = score_evaluation(nine_items(), pack_with("gansu-project-2020", "gansu-transfer-2020"))
    assert items.item("isotope").total == 92
    assert items.item("isotope").score.grade == "优"
    assert items.item("chemistry").total == 100


def test_no_score_is_invented_where_none_was_published() -> None:
    items = score_evaluation(nine_items(), pack_with("gansu-project-2020", "gansu-transfer-2020"))
    for code in ("incubator_operation", "incubator_rent"):
        assert items.item(code).total is None
        assert not items.item(code).is_scored
        assert items.item(code).score.grade == "优"  # as published, without points


def test_a_stated_score_without_its_reason_does_not_count() -> None:
    item = scored(one_item(stated_score="92"), "national-project-2020")
    assert item.total is None
    assert item.score.grade is None
    assert item.score.indicator("stated").explanation.missing == ("评定得分的理由尚未填写",)


# --- funds ------------------------------------------------------------------------------------------------


def test_the_whole_is_added_up_where_it_is_not_stated() -> None:
    data = one_item(
        funds=(fund("x", "fiscal", "60", "70", "63"), fund("x", "other", None, "30", "27")),
    )
    whole = scored(data, "national-project-2020").case.total
    assert whole.initial_amount == 600_000
    assert whole.whole_year_amount == 1_000_000
    assert whole.executed_amount == 900_000
    assert whole.execution_rate == Decimal("0.9")


def test_a_stated_whole_of_nothing_gives_no_execution_rate() -> None:
    # a published form stated 0/0/0 above 90/89.974/89.974
    funds = (fund("x", "total", "0", "0", "0"), fund("x", "fiscal", "90", "89.974", "89.974"))
    item = scored(one_item(*full_marks("x"), funds=funds), "national-project-2020")
    assert item.case.total.execution_rate is None
    assert item.score.indicator("execution").state is ScoreState.INCOMPLETE
    assert item.total is None
    stated = scored(one_item(*full_marks("x"), funds=funds[1:]), "national-project-2020")
    assert stated.total == 100


def test_execution_beyond_the_budget_earns_no_more_than_the_weight() -> None:
    funds = (fund("x", "fiscal", "50", "100", "120"),)
    assert scored(one_item(*full_marks("x"), funds=funds), "national-project-2020").total == 100


@pytest.mark.parametrize(
    ("executed", "expected"),
    [("100", "10"), ("99.99", "7"), ("80", "7"), ("79.99", "5"), ("60", "5"), ("59.99", "0"), ("101", "7")],
)
def test_execution_bands_of_2021(executed: str, expected: str) -> None:
    data = one_item(indicator(weight="90"), funds=(fund("x", "fiscal", None, "100", executed),))
    assert scored(data, "national-project-2021").score.indicator("execution").self_score == Decimal(expected)


# --- methods by nature ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "expected"), [("60", "61", "10"), ("60", "45", "7.5"), ("0", "0", "10")]
)
def test_at_least_earns_in_proportion_and_never_more(target: str, actual: str, expected: str) -> None:
    row = indicator(target_value=target, actual_value=actual, unit="个", weight="10")
    assert points(row) == Decimal(expected)


@pytest.mark.parametrize(("actual", "expected"), [("8", "10"), ("10", "10"), ("12", "8.33"), ("20", "5")])
def test_reverse_indicators_of_hubei_earn_a_over_b(actual: str, expected: str) -> None:
    row = indicator(nature="at_most", target_value="10", actual_value=actual, unit="天", weight="10")
    assert points(row, "hubei-project-2020") == Decimal(expected)


def test_hubei_gives_20_points_for_execution() -> None:
    rows = full_marks("x", "40", "30", "10")
    rows = tuple(row.model_copy(update={"tier": "达成预期指标"}) for row in rows)
    item = scored(one_item(*rows, funds=(fund("x", "total", None, "100", "90"),)), "hubei-project-2020")
    assert item.score.indicator("execution").self_score == 18
    assert item.total == 98


@pytest.mark.parametrize(
    ("actual", "expected"),
    # (80 − 60) ÷ (100 − 60) × 20 = 10; (99 − 60) ÷ 40 × 20 = 19.5; 59.99 is below the mark
    [("100", "20"), ("99", "19.5"), ("80", "10"), ("60", "0"), ("59.99", "0"), ("130", "20")],
)
def test_pass_mark_of_2021(actual: str, expected: str) -> None:
    row = indicator(target_value="100", actual_value=actual, unit="个", weight="20")
    assert points(row, "national-project-2021") == Decimal(expected)


@pytest.mark.parametrize(
    ("actual", "expected"), [("95", "10"), ("90", "10"), ("89.9", "8"), ("80", "8"), ("60", "5"), ("59", "0")]
)
def test_satisfaction_bands_of_2021(actual: str, expected: str) -> None:
    row = indicator(level1="satisfaction", target_value="90", actual_value=actual, unit="%", weight="10")
    assert points(row, "national-project-2021") == Decimal(expected)


@pytest.mark.parametrize(("actual", "expected"), [("3", "5"), ("2", "0"), ("4", "0")])
def test_equal_is_all_or_nothing_in_2021(actual: str, expected: str) -> None:
    row = indicator(nature="equal", target_value="3", actual_value=actual, weight="5")
    assert points(row, "national-project-2021") == Decimal(expected)


@pytest.mark.parametrize(
    ("form_code", "tier", "awarded", "is_within"),
    [
        ("national-project-2020", REACHED, "10", True),
        ("national-project-2020", REACHED, "8", True),
        ("national-project-2020", REACHED, "7.99", False),
        ("national-project-2020", PARTLY, "8", False),
        ("national-project-2020", PARTLY, "6", True),
        ("national-project-2020", MISSED, "5.99", True),
        ("national-project-2020", MISSED, "6", False),
        ("national-project-2020", MISSED, "0", True),
        ("hubei-project-2020", "部分达成预期指标并具有一定效果", "5", True),
        ("hubei-project-2020", "部分达成预期指标并具有一定效果", "4.99", False),
        ("hubei-project-2020", "未达成预期指标且效果较差", "5", False),
    ],
)
def test_points_stay_inside_their_tier(form_code: str, tier: str, awarded: str, is_within: bool) -> None:
    row = indicator(nature="qualitative", weight="10", tier=tier, awarded_score=awarded)
    assert points(row, form_code) == (Decimal(awarded) if is_within else None)


def test_points_given_by_hand_need_their_reason() -> None:
    row = indicator(target_value="10", actual_value="10", weight="10", awarded_score="9")
    assert points(row) is None
    assert points(row.model_copy(update={"score_reason": "公布的得分"})) == 9


def test_far_beyond_the_target_loses_points_unless_explained() -> None:
    # 2020 rule: 200 % of the target, 10 × (2.0 − 1.3) = 7 points lost
    row = indicator(target_value="10", actual_value="20", weight="10")
    assert points(row) == 3
    assert points(row.model_copy(update={"variance_reason": "政策调整"})) == 10


def test_the_adjusted_target_counts() -> None:
    row = indicator(target_value="10", adjusted_target_value="8", actual_value="6", unit="场", weight="10")
    found = only(one_item(row), "chongqing-project-2021")
    assert found.self_score == Decimal("7.5")
    assert found.rate == Decimal("0.75")  # 得分系数
    assert found.target_text == "≥8场"


def test_values_print_with_sign_and_unit() -> None:
    row = indicator(level1="satisfaction", target_value="95", actual_value="97.5", unit="%", weight="10")
    found = only(one_item(row), "national-project-2020")
    assert (found.target_text, found.actual) == ("≥95%", "97.5%")
    row = indicator(nature="equal", target_value="136698.01", actual_value="136698.01", unit="平方米")
    found = only(one_item(row), "national-project-2020")
    assert (found.target_text, found.actual) == ("=136,698.01平方米", "136,698.01平方米")


def test_a_core_indicator_may_cap_the_total() -> None:
    rule = CoreRule(meaning="未完成核心指标的不得评优", below=Decimal("0.6"), maximum=Decimal(59))
    pack = pack_with("national-project-2020")
    capped = pack.forms[0].model_copy(update={"core": rule})
    pack = pack.model_copy(update={"forms": (capped,)})
    rows = (
        indicator(name="产量", target_value="100", actual_value="50", weight="50", is_core=True),
        *full_marks("x")[1:],
    )
    (item,) = score_items(one_item(*rows), pack)
    assert item.total == 59  # 10 + 25 + 30 + 10 = 75 before the cap
    assert item.score.grade == "差"
    assert [cap.before for cap in item.score.caps] == [75]


# --- what is not scored -----------------------------------------------------------------------------------


def test_the_unscored_form_has_no_total_and_no_grade() -> None:
    row = indicator(target_text="达到6亿元", actual_text="12.1亿元")
    item = scored(one_item(row), "sichuan-project-2020")
    assert item.total is None
    assert item.score.grade is None
    assert not item.is_scored
    assert all(score.self_score is None for score in item.score.indicators)
    assert item.score.indicators[1].target_text == "达到6亿元"


def test_weights_that_do_not_add_up_give_no_grade() -> None:
    item = scored(one_item(*full_marks("x", "40")), "national-project-2020")
    assert item.total is None
    assert item.score.grade is None


def test_rows_without_a_place_are_left_out() -> None:
    rows = (*full_marks("x"), indicator(level1="unheard_of", weight="5"), indicator("other", weight="5"))
    assert scored(one_item(*rows), "national-project-2020").total == 100


def test_an_item_without_code_or_form_is_no_case() -> None:
    items = (Item(code="", name="未编码"), Item(code="x", name="无表式", form="unheard-of"))
    assert score_items(item_year(items), pack_with("national-project-2020")) == ()
    with pytest.raises(KeyError):
        item_case(item_year(items), pack_with("national-project-2020"), "x")
    assert score_items(nine_items(), pack_with()) == ()


# --- the roll-up ------------------------------------------------------------------------------------------


def test_items_roll_up_into_figures_of_the_department() -> None:
    data, pack = nine_items(), pack_with("gansu-project-2020", "gansu-transfer-2020")
    book = with_scores(figure_book(data, pack), score_evaluation(data, pack))
    shown = {
        name: book.display(book.resolve(name) or "")
        for name in (
            "预算项目个数",
            "转移支付个数",
            "转移支付全年预算数",
            "转移支付预算执行率",
            "预算项目年初预算数",
            "转移支付中央财政资金全年执行数",
            "转移支付省级财政资金全年执行数",
            "评为“优”的转移支付个数",
            "评为“优”的预算项目个数",
            "有得分的预算项目个数",
            "转移支付平均得分",
        )
    }
    assert list(shown.values()) == [
        "4个",
        "5个",
        "7,075.00万元",
        "100.00%",
        "6,772.19万元",  # 3.88 + 1600 + 4921 + 247.312 = 6772.192
        "4,000.00万元",
        "3,075.00万元",
        "5个",
        "4个",
        "2个",
        "98.4分",  # (92 + 4 × 100) ÷ 5
    ]


def test_a_year_without_items_has_empty_figures() -> None:
    data, pack = item_year(()), pack_with("gansu-project-2020")
    book = with_scores(figure_book(data, pack), score_evaluation(data, pack))
    assert book.value("items.count") is None
    assert book.value("item_scores.average") is None


# --- what holds for every item ----------------------------------------------------------------------------

_values = st.none() | st.decimals(0, 1_000_000, places=2)
_amounts = st.none() | st.decimals(0, 10**9, places=2)
_rows = st.builds(
    ItemIndicator,
    item=st.sampled_from(["x", "x", "x", "y"]),
    code=st.sampled_from(["", "", "a", "b"]),
    level1=st.sampled_from(["output", "benefit", "satisfaction", "cost", ""]),
    level2=st.sampled_from(["", "数量指标", "质量指标"]),
    name=st.text(max_size=8),
    nature=st.sampled_from(IndicatorNature),
    target_value=_values,
    adjusted_target_value=_values,
    actual_value=_values,
    unit=st.sampled_from(["", "个", "%"]),
    weight=st.none() | st.decimals(0, 60, places=1),
    tier=st.sampled_from(["", REACHED, PARTLY, MISSED]),
    awarded_score=st.none() | st.decimals(-5, 70, places=2),
    score_reason=st.sampled_from(["", "说明"]),
    variance_reason=st.sampled_from(["", "说明"]),
    is_core=st.booleans(),
)
_funds = st.builds(
    ItemFund,
    item=st.just("x"),
    source=st.sampled_from(["total", "fiscal", "other"]),
    initial_amount=_amounts,
    whole_year_amount=_amounts,
    executed_amount=_amounts,
)
_PACKS: dict[str, Pack] = {code: pack_with(code) for code in FORM_PACKS}


def _year(code: str, funds: list[ItemFund], rows: list[ItemIndicator]) -> EvaluationData:
    item = Item(code="x", name="示例项目", kind=form(code).kind)
    return item_year((item,), tuple(funds), tuple(rows))


@given(st.sampled_from(FORM_PACKS), st.lists(_funds, max_size=4), st.lists(_rows, max_size=6))
def test_every_score_lies_within_its_weight(
    code: str, funds: list[ItemFund], rows: list[ItemIndicator]
) -> None:
    (item,) = score_items(_year(code, funds, rows), _PACKS[code])
    for score in item.score.indicators:
        if score.self_score is not None:
            assert score.weight is not None
            assert 0 <= score.self_score <= score.weight
    if item.total is not None:
        assert 0 <= item.total <= item.case.form.full_mark


@given(st.sampled_from(FORM_PACKS), st.lists(_funds, max_size=3), st.lists(_rows, max_size=4), st.data())
def test_the_order_of_rows_does_not_matter(
    code: str, funds: list[ItemFund], rows: list[ItemIndicator], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rows))
    assert scored_total(code, funds[::-1], shuffled) == scored_total(code, funds, rows)


def scored_total(code: str, funds: list[ItemFund], rows: list[ItemIndicator]) -> object:
    (item,) = score_items(_year(code, funds, rows), _PACKS[code])
    return item.total, item.score.total, item.score.grade, item.case.total.execution_rate
