"""Published reports, worked out by hand from their figures (see the facts in the reference documents)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from selfeval.domain.data import ProcurementLine
from selfeval.domain.pack import (
    Cap,
    Exemption,
    IndicatorNode,
    Manual,
    Milestone,
    Milestones,
    NotSelfScored,
    Pack,
    PassMark,
    RatioDown,
    RatioUp,
    ThreeTier,
    Tier,
)
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import AppliedCap, IndicatorScore
from tests.support.scoring import (
    NUMBER,
    entry,
    evaluation,
    leaf,
    pack,
    scored,
    spending,
    staffing,
    three_public,
    year,
)

BISHAN_2020 = year(
    budget_lines=(spending("4234134.18", "24643157.66", "24643157.66"),),
    staffing=(
        staffing("administrative", 8, None),
        staffing("institution", 6, None),
        staffing("undivided", None, 13),
    ),
    three_public=(
        three_public("undivided", "478000", None),
        three_public("vehicle_operation", None, "50200"),
        three_public("reception", None, "32424.16"),
    ),
    procurement=(
        ProcurementLine.model_validate(
            {"kind": "goods", "budget_amount": "388000", "actual_amount": "126110"}
        ),
    ),
)
BISHAN_2019 = year(fiscal_year=2019, three_public=(three_public("undivided", "245500"),))


def bishan_2020(formula: str, target: str, **values: Any) -> IndicatorScore:
    node = leaf(RatioDown(above="zero"), "2", formula=formula, target={"value": target}, **values)
    return scored(node, current=BISHAN_2020, prior=BISHAN_2019)


@pytest.mark.parametrize(
    ("formula", "target", "printed", "substituted"),
    [
        ("在职人员数/编制数", "1", "92.86%", "13÷14×100%＝92.86%"),
        (
            "（“三公经费”预算数－上年度“三公经费”预算数）/上年度“三公经费”预算数×100%",
            "0",
            "94.70%",
            "（47.80万元－24.55万元）÷24.55万元×100%＝94.70%",
        ),
        (
            "“三公经费”实际支出数/“三公经费”预算安排数",
            "1",
            "17.29%",
            "8.26万元÷47.80万元×100%＝17.29%",
        ),
        (
            "实际政府采购金额/政府采购预算数",
            "1",
            "32.50%",
            "12.61万元÷38.80万元×100%＝32.50%",
        ),
        (
            "预算调整数/预算数",
            "0",
            "482.01%",
            "2,040.90万元÷423.41万元×100%＝482.01%",
        ),
    ],
)
def test_bishan_2020_rates(formula: str, target: str, printed: str, substituted: str) -> None:
    score = bishan_2020(formula, target)
    assert score.actual == printed
    assert score.explanation.substituted == f"指标x＝{substituted}"


def test_bishan_2020_headcount_explains_itself() -> None:
    node = leaf(
        RatioDown(),
        "2",
        name="在职人员控制率",
        formula="在职人员数/编制数",
        target={"value": "1", "text": "≤100%"},
    )
    score = scored(node, current=BISHAN_2020)
    assert score.self_score == 2
    assert score.target_text == "≤100%"
    assert score.figures == ("staffing.in_post", "staffing.authorized")
    assert score.explanation.text == (
        "在职人员控制率＝在职人员数÷编制数×100%。在职人员控制率＝13÷14×100%＝92.86%。"
        "不高于目标值100%得满分，超过按比例计分。得2分（满分2分），得分率100%。"
    )


def test_bishan_2020_risen_three_public_budget_earns_nothing() -> None:
    score = bishan_2020("（“三公经费”预算数－上年“三公经费”预算数）/上年“三公经费”预算数", "0")
    assert score.self_score == 0
    assert score.explanation.rule == "不高于目标值0%得满分，超过不得分"
    assert score.explanation.result == "得0分（满分2分），得分率0%"


def test_bishan_2020_budget_adjustment_is_exempt_with_reason_and_documents() -> None:
    node = leaf(
        RatioDown(above="zero"),
        "1.5",
        formula="预算调整数/预算数",
        target={"value": "0"},
        exemption=Exemption(label="因落实国家政策调整的不扣分"),
    )
    reason: dict[str, Any] = {"exemption_claimed": True, "exemption_reason": "兑现高新技术企业奖励资金。"}
    given = entry(**reason, exemption_documents="璧财教〔2020〕59号")
    score = scored(node, given, BISHAN_2020)
    assert score.value is not None
    assert round(score.value, 4) == Decimal("4.8201")
    assert score.self_score == Decimal("1.5")
    assert score.explanation.steps == (
        "适用“因落实国家政策调整的不扣分”，兑现高新技术企业奖励资金（依据：璧财教〔2020〕59号），按规定得满分",
    )
    assert score.explanation.result == "得1.5分（满分1.5分），得分率100%"


def test_bishan_2020_effect_is_judged_within_its_tier() -> None:
    given = entry(tier="达成年度指标", awarded_score="6.5")
    score = scored(leaf(ThreeTier(), "7"), given, rate_decimals=1)
    assert score.self_score == Decimal("6.5")
    assert score.explanation.result == "得6.5分（满分7分），得分率92.9%"


def bishan_2022(**values: object) -> Pack:
    counted = [("15", "171"), ("15", "59"), *[("10", "1")] * 5, ("5", "1"), ("5", "1")]
    others = [
        leaf(RatioUp(), weight, f"output-{number}", target={"value": reached}, **NUMBER)
        for number, (weight, reached) in enumerate(counted)
    ]
    execution = leaf(RatioUp(), "10", "execution", formula="全年执行数/「全年（调整）预算数」")
    return pack(execution, *others, **values)


BISHAN_2022 = evaluation(
    year(fiscal_year=2022, budget_lines=(spending("29318800", "28511900", "12095600"),)),
    tuple(
        entry(f"output-{number}", actual_value=reached)
        for number, reached in enumerate(("171", "59", "1", "1", "1", "1", "1", "1", "1"))
    ),
)
CAPS = tuple(
    Cap.model_validate({"when": f"预算执行率＜{rate}%", "maximum": maximum, "label": f"执行率低于{rate}%"})
    for rate, maximum in ((80, 89), (70, 79), (60, 69), (50, 59))
)


def test_bishan_2022_execution_rate() -> None:
    score = score_evaluation(BISHAN_2022, bishan_2022()).indicator("execution")
    assert score.actual == "42.42%"
    assert score.self_score == Decimal("4.24")
    assert score.explanation.steps == ("得分＝10×42.42%÷100.00%",)
    assert score.explanation.result == "得4.24分（满分10分），得分率42.42%"


def test_bishan_2022_total() -> None:
    score = score_evaluation(BISHAN_2022, bishan_2022())
    assert (score.total, score.full_mark, score.grade) == (Decimal("94.24"), Decimal(100), "优")
    assert score.is_complete
    assert score.caps == ()


def test_bishan_2022_is_poor_where_the_execution_rate_caps_the_total() -> None:
    score = score_evaluation(BISHAN_2022, bishan_2022(caps=CAPS))
    assert (score.total, score.grade) == (Decimal(59), "差")
    assert score.caps == (AppliedCap("执行率低于50%", Decimal(59), Decimal("94.24")),)


def test_luzhou_2020_leaves_the_row_not_self_scored_out_of_the_full_mark() -> None:
    rows = (("budget", "80", "77"), ("results", "10", "7"))
    nodes = (
        *(leaf(Manual(), weight, code) for code, weight, _ in rows),
        leaf(NotSelfScored(), "10", "quality"),
    )
    entries = tuple(
        entry(code, awarded_score=points, score_reason="对照评分标准评定") for code, _, points in rows
    )
    score = score_evaluation(evaluation(entries=entries), pack(*nodes))
    assert (score.total, score.full_mark, score.grade) == (Decimal(84), Decimal(90), "优")
    assert score.is_complete
    quality = score.indicator("quality")
    assert quality.self_score is None
    assert quality.explanation.result == "不计分（分值10分）"


def test_luzhou_2020_is_good_when_measured_against_a_hundred() -> None:
    """84 of 100 would be 良; the counted full mark is what makes it 优."""
    nodes = (leaf(Manual(), "90", "self"), leaf(Manual(), "10", "quality"))
    entries = (
        entry("self", awarded_score="84", score_reason="自评"),
        entry("quality", awarded_score="0", score_reason="未评"),
    )
    assert score_evaluation(evaluation(entries=entries), pack(*nodes)).grade == "良"


def lanzhou_vehicles() -> tuple[IndicatorNode, ...]:
    execution = leaf(RatioUp(), "10", "execution", formula="全年执行数/全年预算数")
    return (execution, *(leaf(RatioUp(), weight, code) for code, weight in (("out", "50"), ("effect", "40"))))


def test_lanzhou_2020_vehicle_rental_cannot_score_a_hundred() -> None:
    """3.39 of 3.88万元 was spent: 87.37%, so 8.74 of 10 and at most 98.74."""
    data = evaluation(
        year(budget_lines=(spending("38800", "38800", "33900"),)),
        (entry("out", actual_value="1"), entry("effect", actual_value="1")),
    )
    score = score_evaluation(data, pack(*lanzhou_vehicles()))
    assert score.indicator("execution").actual == "87.37%"
    assert score.indicator("execution").self_score == Decimal("8.74")
    assert score.total == Decimal("98.74")


def test_pass_mark_of_the_central_guideline() -> None:
    """财预〔2021〕101号: (79% − 60%) ÷ (1 − 60%) = 47.5% of the weight."""
    score = scored(leaf(PassMark(), "10"), entry(actual_value="0.79"))
    assert score.self_score == Decimal("4.75")
    assert score.explanation.steps == ("得分＝10×（79%－60%）÷（100%－60%）",)


HUBEI = ThreeTier(
    tiers=(
        Tier(label="达成预期指标", upper=Decimal(1), lower=Decimal("0.8")),
        Tier(label="部分达成预期指标", upper=Decimal("0.8"), lower=Decimal("0.5")),
        Tier(label="未达成预期指标", upper=Decimal("0.5"), lower=Decimal(0)),
    )
)


@pytest.mark.parametrize(
    ("tier", "points", "is_inside"),
    [
        ("达成预期指标", "10", True),
        ("达成预期指标", "8", True),
        ("达成预期指标", "7.99", False),
        ("部分达成预期指标", "8", False),
        ("部分达成预期指标", "7.99", True),
        ("部分达成预期指标", "5", True),
        ("未达成预期指标", "5", False),
        ("未达成预期指标", "0", True),
    ],
)
def test_hubei_tiers_include_their_lower_bound(tier: str, points: str, is_inside: bool) -> None:
    score = scored(leaf(HUBEI), entry(tier=tier, awarded_score=points))
    assert score.self_score == (Decimal(points) if is_inside else None)


SICHUAN = Milestones(
    milestones=(
        Milestone(label="6月", required=Decimal("0.4"), points=Decimal(3)),
        Milestone(label="9月", required=Decimal("0.675"), points=Decimal(3)),
        Milestone(label="11月", required=Decimal("0.825"), points=Decimal(4)),
    )
)


@pytest.mark.parametrize(
    ("june", "september", "november", "points"),
    [
        ("0.4", "0.675", "0.825", "10"),
        ("0.9", "0.9", "0.9", "10"),
        # 3 × 30/40 + 3 + 4 × 66/82.5 = 2.25 + 3 + 3.2
        ("0.3", "0.7", "0.66", "8.45"),
        ("0", "0", "0", "0"),
    ],
)
def test_sichuan_milestones(june: str, september: str, november: str, points: str) -> None:
    given = entry(milestones={"6月": june, "9月": september, "11月": november})
    assert scored(leaf(SICHUAN), given).self_score == Decimal(points)


def test_sichuan_milestones_explain_every_date() -> None:
    given = entry(milestones={"6月": "0.3", "9月": "0.7", "11月": "0.66"})
    assert scored(leaf(SICHUAN), given).explanation.steps == (
        "6月达到30%（要求40%），得2.25分",
        "9月达到70%（要求67.5%），得3分",
        "11月达到66%（要求82.5%），得3.2分",
    )
