"""What holds for every method, every value and every valid pack."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.data import IndicatorEntry, SpendingNature
from selfeval.domain.numbers import Quantity, format_number, round_half_up
from selfeval.domain.pack import (
    Band,
    Bands,
    Cap,
    Checklist,
    ChecklistPoint,
    Deduction,
    Exemption,
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
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import ScoreState
from selfeval.domain.scoring.tree import is_counted
from tests.support.scoring import entry, evaluation, leaf, pack, scored, spending, year

SHARES = st.decimals(0, 1, places=2)
WEIGHTS = st.decimals(0, 100, places=1)
POINTS = st.decimals(0, 20, places=2)
NUMBERS = st.one_of(
    st.decimals(-2, 3, places=4),
    st.decimals(Decimal("-9999999999999999"), Decimal("9999999999999999"), places=8),
)
RISING_BANDS = tuple(Band(at_least=Decimal(least) / 10, share=Decimal(least) / 10) for least in (10, 8, 6, 3))
LABELS = ("甲", "乙", "丙")

rising = st.one_of(
    st.builds(RatioUp),
    st.builds(PassMark, pass_mark=st.decimals(0, Decimal("1.2"), places=2)),
    st.builds(Bands, of=st.sampled_from(["value", "completion"]), bands=st.just(RISING_BANDS)),
)
falling = st.one_of(
    st.builds(RatioDown, above=st.sampled_from(["proportional", "zero"])),
    st.builds(
        Deduction,
        per=st.sampled_from(["excess", "event"]),
        step=st.decimals(Decimal("0.0001"), 10, places=4),
        points=POINTS,
        started=st.booleans(),
    ),
)
bounds = st.none() | st.decimals(-2, 3, places=2)
any_bands = st.builds(Band, at_least=bounds, above=bounds, at_most=bounds, below=bounds, share=SHARES)
methods: st.SearchStrategy[Method] = st.one_of(
    rising,
    falling,
    st.builds(
        Bands,
        of=st.sampled_from(["value", "completion"]),
        bands=st.lists(any_bands, min_size=1, max_size=4).map(tuple),
    ),
    st.builds(YesNo, question=st.sampled_from(["", "按规定公开"])),
    st.builds(
        Checklist,
        points=st.lists(
            st.builds(ChecklistPoint, text=st.just("要点"), points=st.none() | POINTS), min_size=1, max_size=4
        ).map(tuple),
    ),
    st.just(ThreeTier()),
    st.builds(
        ThreeTier,
        tiers=st.tuples(
            *(st.builds(Tier, label=st.just(label), upper=SHARES, lower=SHARES) for label in LABELS)
        ),
    ),
    st.builds(
        Milestones,
        milestones=st.tuples(
            *(
                st.builds(
                    Milestone,
                    label=st.just(label),
                    required=st.decimals(Decimal("0.01"), 1, places=2),
                    points=POINTS,
                )
                for label in LABELS[:2]
            )
        ),
    ),
    st.just(Manual()),
    st.just(NotSelfScored()),
)
FORMULAS = (
    "支出决算数/全年预算数",
    "预算调整数÷年初预算数×100%",
    "上年支出决算数/（支出决算数－全年预算数）",
    "支出决算数×支出决算数×支出决算数",
    "没有的数据项",
    "支出决算数＞",
    "编制数＞1",
    "指标i0得分",
)


@st.composite
def nodes(draw: st.DrawFn, code: str) -> Any:
    quantity = draw(st.sampled_from(list(Quantity)))
    number = draw(st.none() | st.decimals(-1, 2, places=3))
    return leaf(
        draw(st.none() | methods),
        draw(st.none() | WEIGHTS.map(str)),
        code,
        quantity=quantity,
        decimals=draw(st.integers(0, 6)),
        formula=draw(st.none() | st.sampled_from(FORMULAS)),
        target=draw(st.none() | st.just({"value": number, "text": ""})),
        exemption=draw(st.none() | st.builds(Exemption, label=st.just("例外"))),
        over_achievement=draw(
            st.none()
            | st.builds(
                OverAchievement,
                threshold=st.decimals(Decimal("1.01"), 2, places=2),
                points=st.none() | POINTS,
                proportional=st.booleans(),
                waived_by_reason=st.booleans(),
            )
        ),
        when_not_applicable=draw(st.sampled_from(["keep", "leave_out"])),
    )


@st.composite
def entries(draw: st.DrawFn, code: str) -> IndicatorEntry:
    texts = st.sampled_from(["", " ", "理由。"])
    return IndicatorEntry(
        indicator=code,
        actual_value=draw(st.none() | NUMBERS),
        target_value=draw(st.none() | NUMBERS),
        answer=draw(st.none() | st.booleans()),
        checklist=tuple(draw(st.lists(st.none() | st.booleans(), max_size=5))),
        tier=draw(st.sampled_from(["", *LABELS, "达成年度指标"])),
        awarded_score=draw(st.none() | st.decimals(-1, 101, places=3)),
        milestones=draw(st.dictionaries(st.sampled_from(LABELS), NUMBERS, max_size=3)),
        exemption_claimed=draw(st.booleans()),
        exemption_reason=draw(texts),
        exemption_documents=draw(texts),
        not_applicable=draw(st.sampled_from([False, False, False, True])),
        score_reason=draw(texts),
        variance_reason=draw(texts),
    )


AMOUNTS = st.none() | st.decimals(Decimal("-999999999999999.99"), Decimal("999999999999999.99"), places=2)
lines = st.lists(
    st.builds(
        lambda initial, adjusted, actual, nature: spending(None, None, None, nature).model_copy(
            update={"initial_amount": initial, "adjusted_amount": adjusted, "actual_amount": actual}
        ),
        AMOUNTS,
        AMOUNTS,
        AMOUNTS,
        st.sampled_from(list(SpendingNature)),
    ),
    max_size=3,
).map(tuple)


@st.composite
def evaluations(draw: st.DrawFn) -> Any:
    codes = [f"i{number}" for number in range(draw(st.integers(1, 4)))]
    made = evaluation(
        year(budget_lines=draw(lines)),
        tuple(draw(entries(code)) for code in codes),
        draw(st.none() | lines.map(lambda rows: year(fiscal_year=2019, budget_lines=rows))),
    )
    caps = [
        Cap(when=when, maximum=Decimal(59), label="封顶") for when in ("预算执行率＜50%", "总得分＞1", "坏（")
    ]
    form = pack(
        *(draw(nodes(code)) for code in codes),
        caps=draw(st.lists(st.sampled_from(caps), max_size=2)),
        score_decimals=draw(st.integers(1, 4)),
        rate_decimals=draw(st.integers(0, 4)),
    )
    return made, form


@given(evaluations())
def test_any_evaluation_is_scored_without_an_exception(case: Any) -> None:
    data, form = case
    score = score_evaluation(data, form)
    decimals = form.score_decimals
    points = [each.self_score for each in score.indicators if each.self_score is not None]
    for each in score.indicators:
        awarded = each.self_score
        has_points = awarded is not None
        if awarded is not None:
            assert each.weight is not None
            assert 0 <= awarded <= each.weight
            assert each.explanation.text
            assert each.explanation.result.startswith(f"得{format_number(awarded)}分")
            assert each.explanation.missing == ()
        if each.state is ScoreState.SCORED:
            assert has_points
        if each.state is ScoreState.INCOMPLETE:
            assert not has_points
            assert each.explanation.missing
            assert all(each.explanation.missing)
    if score.total is None:
        assert all(each.weight is None for each in score.indicators)
        return
    before = score.caps[0].before if score.caps else score.total
    assert before == sum(round_half_up(each, decimals) for each in points)
    assert score.total <= before <= score.full_mark
    assert score.full_mark == sum(
        each.weight for each in score.indicators if each.weight is not None and is_counted(each)
    )


@given(evaluations())
def test_order_of_entries_and_a_second_run_make_no_difference(case: Any) -> None:
    data, form = case
    turned = data.model_copy(update={"entries": tuple(reversed(data.entries))})
    assert score_evaluation(turned, form) == score_evaluation(data, form) == score_evaluation(data, form)


@given(rising, NUMBERS, NUMBERS, st.none() | st.decimals(-1, 2, places=3))
def test_more_never_earns_less_where_more_is_better(
    method: Method, one: Decimal, other: Decimal, target: Decimal | None
) -> None:
    low, high = sorted((one, other))
    assert _points(method, low, target) <= _points(method, high, target)


@given(falling, NUMBERS, NUMBERS, st.none() | st.decimals(-1, 2, places=3))
def test_more_never_earns_more_where_less_is_better(
    method: Method, one: Decimal, other: Decimal, target: Decimal | None
) -> None:
    low, high = sorted((one, other))
    assert _points(method, low, target) >= _points(method, high, target)


def _points(method: Method, value: Decimal, target: Decimal | None) -> Decimal:
    node = leaf(method, target=None if target is None else {"value": target})
    points = scored(node, entry(actual_value=value)).self_score
    assert points is not None
    return points


@given(st.lists(st.booleans(), min_size=3, max_size=3), st.integers(0, 2))
def test_one_more_point_met_never_earns_less(met: list[bool], index: int) -> None:
    method = Checklist(
        points=(
            ChecklistPoint(text="一", points=Decimal(3)),
            ChecklistPoint(text="二"),
            ChecklistPoint(text="三"),
        )
    )
    more = [answer or number == index for number, answer in enumerate(met)]
    first, second = (scored(leaf(method), entry(checklist=each)) for each in (met, more))
    assert first.self_score is not None
    assert second.self_score is not None
    assert first.self_score <= second.self_score


@given(st.permutations(range(4)))
def test_order_of_budget_lines_makes_no_difference(order: list[int]) -> None:
    rows = [spending(str(number), str(number + 1), "1.5") for number in range(4)]
    node = leaf(RatioDown(), formula="支出决算数/全年预算数")
    straight = scored(node, current=year(budget_lines=tuple(rows)))
    turned = scored(node, current=year(budget_lines=tuple(rows[number] for number in order)))
    assert replace(turned) == straight
