"""Every scoring method: points worked out by hand, words of the explanation, what is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest

from selfeval.domain.data import Data, IndicatorEntry
from selfeval.domain.numbers import MoneyUnit, Quantity
from selfeval.domain.pack import (
    Band,
    Bands,
    Checklist,
    ChecklistPoint,
    Deduction,
    Manual,
    Method,
    Milestone,
    Milestones,
    NotSelfScored,
    OverAchievement,
    PassMark,
    RatioDown,
    RatioUp,
    ThreeTier,
    Tier,
    YesNo,
)
from selfeval.domain.scoring.explain import Notation, rule_text
from selfeval.domain.scoring.methods import Inputs, award
from selfeval.domain.scoring.result import IndicatorScore, ScoreState
from tests.support.scoring import NUMBER, entry, leaf, pack, scored, spending, year


def by_value(method: Method, value: str, target: str | None = None, **values: Any) -> IndicatorScore:
    """Score an entered value of a method worth 10 points."""
    fixed: dict[str, Any] = {} if target is None else {"target": {"value": target}}
    return scored(leaf(method, **fixed, **values), entry(actual_value=value))


@pytest.mark.parametrize(
    ("value", "target", "points"),
    [
        ("0.9", "0.9", "10"),
        ("1.2", "0.9", "10"),
        ("0.45", "0.9", "5"),
        ("-0.1", "0.9", "0"),
        ("0", "0", "10"),
        ("-1", "0", "0"),
        ("-2", "-1", "0"),
    ],
)
def test_ratio_up(value: str, target: str, points: str) -> None:
    assert by_value(RatioUp(), value, target).self_score == Decimal(points)


@pytest.mark.parametrize(
    ("above", "value", "target", "points"),
    [
        ("proportional", "1", "1", "10"),
        ("proportional", "0.2", "1", "10"),
        ("proportional", "1.25", "1", "8"),
        ("proportional", "0.1", "0", "0"),
        ("zero", "1.01", "1", "0"),
        ("zero", "1", "1", "10"),
    ],
)
def test_ratio_down(above: Any, value: str, target: str, points: str) -> None:
    assert by_value(RatioDown(above=above), value, target).self_score == Decimal(points)


def test_ratio_down_explains_the_share() -> None:
    score = by_value(RatioDown(), "1.25", "1")
    assert score.explanation.rule == "不高于目标值100%得满分，超过按比例计分"
    assert score.explanation.steps == ("得分＝10×100.00%÷125.00%",)
    assert score.explanation.result == "得8分（满分10分），得分率80%"


@pytest.mark.parametrize(
    ("mark", "value", "target", "points"),
    [
        ("0.6", "0.59", "1", "0"),
        ("0.6", "0.6", "1", "0"),
        ("0.6", "0.8", "1", "5"),
        ("0.6", "1", "1", "10"),
        ("0.6", "1.5", "1", "10"),
        ("0.6", "0.8", "2", "0"),
        ("0.6", "1.8", "2", "7.5"),
        ("1", "0.99", "1", "0"),
        ("1", "1", "1", "10"),
        ("0.6", "-1", "0", "0"),
    ],
)
def test_pass_mark(mark: str, value: str, target: str, points: str) -> None:
    score = by_value(PassMark(pass_mark=Decimal(mark)), value, target)
    assert score.self_score == Decimal(points)


def test_pass_mark_says_why_there_are_no_points() -> None:
    score = by_value(PassMark(), "0.59")
    assert score.explanation.rule == (
        "达到目标值100%得满分，完成率低于60%不得分，其余按（完成率－60%）÷（100%－60%）的比例计分"
    )
    assert score.explanation.steps == ("完成率低于60%，不得分",)


SATISFACTION = Bands(
    bands=(
        Band(at_least=Decimal("0.9"), share=Decimal(1)),
        Band(at_least=Decimal("0.8"), share=Decimal("0.8")),
        Band(at_least=Decimal("0.6"), share=Decimal("0.5")),
    )
)


@pytest.mark.parametrize(
    ("value", "points"), [("0.9", "10"), ("0.8999", "8"), ("0.8", "8"), ("0.6", "5"), ("0.5999", "0")]
)
def test_bands_of_a_value(value: str, points: str) -> None:
    """财预〔2021〕101号, satisfaction: ≥90% 10, 80–90% 8, 60–80% 5, below nothing."""
    assert by_value(SATISFACTION, value).self_score == Decimal(points)


def test_bands_name_the_band() -> None:
    explanation = by_value(SATISFACTION, "0.85").explanation
    assert explanation.rule == (
        "按实际值分档计分：不低于90%得100%分值，不低于80%得80%分值，不低于60%得50%分值"
    )
    assert explanation.steps == ("适用“不低于80%”一档，得80%分值",)
    assert by_value(SATISFACTION, "0.1").explanation.steps == ("不在任何一档之内，不得分",)


@pytest.mark.parametrize(
    ("value", "points"), [("0.05", "10"), ("0.0501", "5"), ("0.1", "5"), ("0.1001", "2"), ("0.2", "0")]
)
def test_bands_with_open_and_closed_bounds(value: str, points: str) -> None:
    method = Bands(
        bands=(
            Band(at_most=Decimal("0.05"), share=Decimal(1)),
            Band(above=Decimal("0.05"), at_most=Decimal("0.1"), share=Decimal("0.5")),
            Band(above=Decimal("0.1"), below=Decimal("0.2"), share=Decimal("0.2")),
        )
    )
    assert by_value(method, value).self_score == Decimal(points)


@pytest.mark.parametrize(
    ("value", "target", "points"), [("40", "50", "7"), ("50", "50", "10"), ("0", "0", "10"), ("-1", "0", "0")]
)
def test_bands_of_completion(value: str, target: str, points: str) -> None:
    method = Bands(
        of="completion",
        bands=(
            Band(at_least=Decimal(1), share=Decimal(1)),
            Band(at_least=Decimal("0.8"), share=Decimal("0.7")),
            Band(share=Decimal(0)),
        ),
    )
    score = by_value(method, value, target, **NUMBER)
    assert score.self_score == Decimal(points)
    assert score.explanation.rule == (
        f"按完成率（目标值{target}家）分档计分：不低于100%得100%分值，不低于80%得70%分值，其余情形得0%分值"
    )


def test_yes_no() -> None:
    node = leaf(YesNo(question="按规定时限公开预算"), "2")
    assert scored(node, entry(answer=True)).self_score == 2
    assert scored(node, entry(answer=False)).self_score == 0
    assert scored(node, entry(answer=False)).actual == "否"
    assert scored(node, entry(answer=True)).explanation.text == (
        "按规定时限公开预算：是得满分，否不得分。评定结果：是。得2分（满分2分），得分率100%。"
    )
    assert scored(node).explanation.missing == ("“按规定时限公开预算”尚未选择是或否",)


def checklist(*points: str | None) -> Checklist:
    return Checklist(
        points=tuple(
            ChecklistPoint(text=f"要点{number}", points=None if each is None else Decimal(each))
            for number, each in enumerate(points, start=1)
        )
    )


@pytest.mark.parametrize(
    ("points", "answers", "awarded"),
    [
        ((None, None, None), (True, True, True), "10"),
        ((None, None, None), (True, False, True), "6.67"),
        ((None, None, None), (False, False, False), "0"),
        (("5", "3", "2"), (True, False, True), "7"),
        (("4", None, None), (True, True, False), "7"),
        (("4", None, None), (False, True, False), "3"),
        (("8", "8", "1"), (True, True, False), "10"),
        (("12", None), (False, True), "0"),
    ],
)
def test_checklist(points: tuple[str | None, ...], answers: tuple[bool, ...], awarded: str) -> None:
    score = scored(leaf(checklist(*points)), entry(checklist=answers))
    assert score.self_score == Decimal(awarded)


def test_checklist_names_what_is_met_and_what_is_open() -> None:
    node = leaf(checklist(None, None, None))
    score = scored(node, entry(checklist=(True, False, False)))
    assert score.explanation.rule == "共3项要点，每项分值相同，按符合的项数计分"
    assert score.explanation.steps == ("3项要点中符合1项，第2、3项不符合",)
    assert score.actual == "3项要点中符合1项"
    assert scored(node, entry(checklist=(True,))).explanation.missing == ("第2、3项要点尚未选择是否符合",)
    own = scored(leaf(checklist("6", "4")), entry(checklist=(True, True, True, False)))
    assert own.explanation.rule == "共2项要点，按符合要点的分值合计计分"
    assert own.explanation.steps == ("2项要点中符合2项",)


NATIONAL = "部分达成年度指标并具有一定效果"


@pytest.mark.parametrize(
    ("tier", "points", "missing"),
    [
        (
            "",
            None,
            "尚未选择档次，可选“达成年度指标”、“部分达成年度指标并具有一定效果”、“未达成年度指标且效果较差”",
        ),
        (
            "很好",
            "9",
            "所选档次“很好”不在评分规则之内，改选“达成年度指标”、“部分达成年度指标并具有一定效果”、"
            "“未达成年度指标且效果较差”",
        ),
        (NATIONAL, None, f"“{NATIONAL}”一档的得分尚未填写"),
        (
            NATIONAL,
            "8",
            f"得分8分不在“{NATIONAL}”一档之内，应不低于6分且低于8分，修改得分或改选档次",
        ),
        (
            "达成年度指标",
            "10.5",
            "得分10.5分不在“达成年度指标”一档之内，应不低于8分且不高于10分，修改得分或改选档次",
        ),
    ],
)
def test_three_tier_says_what_is_wrong(tier: str, points: str | None, missing: str) -> None:
    score = scored(leaf(ThreeTier()), entry(tier=tier, awarded_score=points))
    assert score.state is ScoreState.INCOMPLETE
    assert score.explanation.missing == (missing,)


def test_three_tier_explains_itself() -> None:
    score = scored(leaf(ThreeTier()), entry(tier=NATIONAL, awarded_score="7"))
    assert score.explanation.rule == (
        f"按完成情况分档评定：“达成年度指标”得100%至80%分值，“{NATIONAL}”得80%至60%分值，"
        "“未达成年度指标且效果较差”得60%至0%分值"
    )
    assert score.explanation.steps == (f"评定为“{NATIONAL}”",)
    assert score.actual == NATIONAL


def test_tiers_worth_one_score_each_take_that_score() -> None:
    method = ThreeTier(
        tiers=(
            Tier(label="好", upper=Decimal(1), lower=Decimal(1)),
            Tier(label="一般", upper=Decimal("0.6"), lower=Decimal("0.6")),
            Tier(label="差", upper=Decimal("0.6"), lower=Decimal(0)),
        )
    )
    assert scored(leaf(method), entry(tier="一般", awarded_score="6")).self_score == 6
    assert scored(leaf(method), entry(tier="好", awarded_score="10")).self_score == 10
    assert scored(leaf(method), entry(tier="差", awarded_score="6")).self_score is None


@pytest.mark.parametrize(
    ("started", "value", "points"),
    [
        (False, "1", "10"),
        (False, "1.0299", "9"),
        (False, "1.03", "8.5"),
        (True, "1.0201", "8.5"),
        (False, "9", "0"),
    ],
)
def test_deduction_for_percentage_points_over_the_target(started: bool, value: str, points: str) -> None:
    method = Deduction(points=Decimal("0.5"), started=started)
    assert by_value(method, value, "1").self_score == Decimal(points)


def test_deduction_explains_itself() -> None:
    score = by_value(Deduction(points=Decimal("0.3"), started=True), "1.025", "1")
    assert score.explanation.rule == (
        "不高于目标值100%得满分，每超过1个百分点扣0.3分（不足1个百分点按1个百分点计），扣完为止"
    )
    assert score.explanation.steps == ("超过目标值2.5个百分点，扣0.9分",)
    assert by_value(Deduction(points=Decimal(1)), "1", "1").explanation.steps == ("未达到扣分标准",)


def test_deduction_counts_a_whole_step_whatever_the_last_digit_of_a_quotient() -> None:
    """1 ÷ 3 × 3 is 0.999…, which is one whole step of 0.33 over 0.67."""
    node = leaf(
        Deduction(points=Decimal(1), step=Decimal("0.33")),
        formula="支出决算数÷年初预算数×3",
        target={"value": "0.67"},
    )
    lines = year(budget_lines=(spending(initial="3", actual="1"),))
    assert scored(node, current=lines).self_score == 9


@pytest.mark.parametrize(
    ("events", "points"), [("0", "10"), ("1", "8"), ("2.9", "6"), ("7", "0"), ("-1", "10")]
)
def test_deduction_for_events(events: str, points: str) -> None:
    score = by_value(Deduction(per="event", points=Decimal(2)), events, **NUMBER)
    assert score.self_score == Decimal(points)
    assert score.explanation.rule == "每发生一次扣2分，扣完为止"


def test_deduction_for_events_names_their_number() -> None:
    method = Deduction(per="event", points=Decimal(2))
    assert by_value(method, "3", **NUMBER).explanation.steps == ("发生3次，扣6分",)
    assert by_value(method, "0", **NUMBER).explanation.steps == ("未发生扣分事项",)


def test_deduction_in_the_unit_of_the_indicator() -> None:
    method = Deduction(points=Decimal(1), step=Decimal(10000))
    money: dict[str, Any] = {"quantity": Quantity.MONEY}
    score = by_value(method, "125000", "100000", **money)
    assert score.self_score == 8
    assert score.explanation.text == (
        "指标x＝12.50万元。不高于目标值10.00万元得满分，每超过1.00万元扣1分，扣完为止。"
        "超过目标值2.50万元，扣2分。得8分（满分10分），得分率80%。"
    )


def test_milestones_without_all_rates_are_incomplete() -> None:
    method = Milestones(
        milestones=(
            Milestone(label="6月", required=Decimal("0.5"), points=Decimal(6)),
            Milestone(label="12月", required=Decimal(1), points=Decimal(6)),
        )
    )
    score = scored(leaf(method), entry(milestones={"6月": "0.5"}))
    assert score.explanation.missing == ("12月达到的进度尚未填写",)
    assert score.explanation.rule == "6月达到50%得6分，12月达到100%得6分，未达到的按比例计分"
    both = scored(leaf(method), entry(milestones={"6月": "0.5", "12月": "1"}))
    assert both.self_score == 10
    assert both.actual == "6月50%，12月100%"


@pytest.mark.parametrize(
    ("points", "reason", "missing"),
    [
        (None, "", ("评定的得分尚未填写", "评定得分的理由尚未填写")),
        ("8", " ", ("评定得分的理由尚未填写",)),
        ("10.5", "完成", ("评定的得分10.5分超出范围，应在0分至10分之间，修改得分",)),
        ("-1", "完成", ("评定的得分-1分超出范围，应在0分至10分之间，修改得分",)),
    ],
)
def test_manual_needs_points_and_reason(points: str | None, reason: str, missing: tuple[str, ...]) -> None:
    score = scored(leaf(Manual()), entry(awarded_score=points, score_reason=reason))
    assert score.self_score is None
    assert score.explanation.missing == missing


def test_manual_prints_its_reason() -> None:
    score = scored(leaf(Manual()), entry(awarded_score="8.5", score_reason="档案不全，扣1.5分。"))
    assert score.self_score == Decimal("8.5")
    assert score.explanation.steps == ("评定理由：档案不全，扣1.5分",)


def over(value: str, rule: OverAchievement, **values: Any) -> IndicatorScore:
    node = leaf(RatioUp(), target={"value": "100"}, over_achievement=rule, **NUMBER)
    return scored(node, entry(actual_value=value, **values))


@pytest.mark.parametrize(
    ("value", "rule", "points"),
    [
        ("129", OverAchievement(points=Decimal(2)), "10"),
        ("130", OverAchievement(points=Decimal(2)), "8"),
        ("900", OverAchievement(points=Decimal(2)), "8"),
        ("900", OverAchievement(points=Decimal(20)), "0"),
        ("150", OverAchievement(proportional=True), "8"),
        ("150", OverAchievement(), "8"),
        ("900", OverAchievement(proportional=True), "0"),
        ("200", OverAchievement(threshold=Decimal("1.5"), proportional=True), "5"),
    ],
)
def test_over_achievement(value: str, rule: OverAchievement, points: str) -> None:
    assert over(value, rule).self_score == Decimal(points)


def test_over_achievement_explains_itself() -> None:
    score = over("150", OverAchievement(points=Decimal(2)))
    assert score.explanation.steps == (
        "完成率达到或超过130%的视为偏离目标，扣2分",
        "完成率150%，达到130%，扣2分",
    )
    share = over("150", OverAchievement())
    assert share.explanation.steps[0] == (
        "完成率达到或超过130%的视为偏离目标，按超出130%的部分占分值的比例扣分"
    )


def test_over_achievement_is_waived_by_a_reason() -> None:
    rule = OverAchievement(points=Decimal(2), waived_by_reason=True)
    assert over("150", rule).self_score == 8
    score = over("150", rule, variance_reason="上级新增任务。")
    assert score.self_score == 10
    assert score.explanation.steps == (
        "完成率达到或超过130%的视为偏离目标，扣2分，说明偏差原因的不扣分",
        "完成率150%，达到130%，已说明偏差原因（上级新增任务），不扣分",
    )


@pytest.mark.parametrize("target", [None, "0"])
def test_over_achievement_needs_a_target_above_zero(target: str | None) -> None:
    fixed: dict[str, Any] = {} if target is None else {"target": {"value": target}}
    rule = OverAchievement(points=Decimal(2))
    node = leaf(SATISFACTION, over_achievement=rule, **fixed)
    assert scored(node, entry(actual_value="0.95")).self_score == 10


def test_over_achievement_leaves_what_is_incomplete_alone() -> None:
    rule = OverAchievement(points=Decimal(2))
    assert scored(leaf(YesNo(), over_achievement=rule)).state is ScoreState.INCOMPLETE


@pytest.mark.parametrize(
    "method", [RatioUp(), RatioDown(), PassMark(), SATISFACTION, Deduction(points=Decimal(1))]
)
def test_value_not_entered_is_named(method: Method) -> None:
    assert scored(leaf(method)).explanation.missing == ("实际完成值尚未填写",)


@pytest.mark.parametrize("method", [RatioUp(), RatioDown(), PassMark(), Deduction(points=Decimal(1))])
def test_target_not_entered_is_named_unless_it_is_a_rate(method: Method) -> None:
    number = scored(leaf(method, **NUMBER), entry(actual_value="5"))
    assert number.explanation.missing == ("目标值尚未填写",)
    assert number.explanation.rule
    rate = scored(leaf(method), entry(actual_value="1"))
    assert (rate.target, rate.target_text, rate.self_score) == (Decimal(1), "100%", Decimal(10))


@pytest.mark.parametrize(
    ("target", "given", "value", "text"),
    [
        (None, entry(target_value="20"), "20", "20家"),
        (None, entry(target_value="20", target_text="不少于20家"), "20", "不少于20家"),
        ({"text": "≥全国平均"}, entry(target_value="20", target_text="20"), "20", "≥全国平均"),
        ({"value": "50"}, entry(target_value="20"), "50", "50家"),
    ],
)
def test_target_of_the_pack_comes_before_the_entered_one(
    target: dict[str, str] | None, given: IndicatorEntry, value: str, text: str
) -> None:
    node = leaf(RatioUp(), target=target, **NUMBER)
    score = scored(node, given.model_copy(update={"actual_value": Decimal(10)}))
    assert (score.target, score.target_text) == (Decimal(value), text)
    assert score.completion == Decimal(10) / Decimal(value)


def test_values_print_in_the_unit_of_indicator_and_pack() -> None:
    money = leaf(RatioUp(), quantity=Quantity.MONEY, target={"value": "20000"})
    given = entry(actual_value="12345.67")
    assert scored(money, given).actual == "1.23万元"
    assert scored(money, given, money_unit=MoneyUnit.YUAN).actual == "12,345.67元"
    assert scored(leaf(RatioUp(), decimals=1), entry(actual_value="0.12345")).actual == "12.3%"
    number = leaf(RatioUp(), quantity=Quantity.NUMBER, unit="亩", decimals=1, target={"value": "2000"})
    assert scored(number, entry(actual_value="1234.5")).actual == "1,234.5亩"


@pytest.mark.parametrize(("decimals", "points"), [(0, "3"), (1, "3.3"), (2, "3.33"), (4, "3.3333")])
def test_points_are_rounded_when_awarded(decimals: int, points: str) -> None:
    method = checklist(None, None, None)
    score = scored(leaf(method), entry(checklist=(True, False, False)), score_decimals=decimals)
    assert score.self_score == Decimal(points)


def test_points_are_rounded_half_up_whatever_the_last_digit_of_a_quotient() -> None:
    """1.5 × (1 ÷ 3) is 0.5, which is 1 point where points are whole."""
    node = leaf(RatioUp(), "1.5", formula="支出决算数/年初预算数")
    lines = year(budget_lines=(spending(initial="3", actual="1"),))
    assert scored(node, current=lines, score_decimals=0).self_score == 1


def test_rounding_never_lifts_points_above_the_weight() -> None:
    assert scored(leaf(YesNo(), "1.5"), entry(answer=True), score_decimals=0).self_score == Decimal("1.5")


def test_weight_of_zero_has_no_rate() -> None:
    score = scored(leaf(YesNo(), "0"), entry(answer=True))
    assert (score.self_score, score.rate) == (Decimal(0), None)
    assert score.explanation.result == "得0分（满分0分）"
    tier = scored(leaf(ThreeTier(), "0"), entry(tier=NATIONAL, awarded_score="0"))
    assert tier.self_score == 0


def test_every_method_of_the_pack_has_words_and_all_but_one_have_points() -> None:
    union, _ = get_args(Method)
    for method in get_args(union):
        assert rule_text.dispatch(method) is not rule_text.dispatch(Data)
        assert (award.dispatch(method) is award.dispatch(Data)) == (method is NotSelfScored)


def test_unknown_method_is_a_programming_error() -> None:
    notation = Notation(leaf(None), pack(leaf(None)))
    with pytest.raises(TypeError, match="no wording for Data"):
        rule_text(Data(), notation, None)
    with pytest.raises(TypeError, match="no scoring for NotSelfScored"):
        award(NotSelfScored(), Inputs(Decimal(1), None, None, entry(), notation))


def test_extreme_requirements_are_scored_like_any_other() -> None:
    tiny = Milestones(milestones=(Milestone(label="6月", required=Decimal("1e-999999"), points=Decimal(10)),))
    assert scored(leaf(tiny), entry(milestones={"6月": "9999999999999999"})).self_score == 10
    least = Deduction(points=Decimal(1), step=Decimal("0.00000001"), started=True)
    assert by_value(least, "9999999999999999", "1").self_score == 0
