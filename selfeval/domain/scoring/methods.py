"""The scoring methods (DOMAIN 1.9): what each needs, how many points it gives, and the steps taken.

``award`` dispatches on the method. Points are exact here and may exceed nothing: 0 ≤ points ≤ weight. Inputs
that are not there, or that break the method's rule, come back as ``missing`` and give no points.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import singledispatch

from selfeval.domain.data import Data, IndicatorEntry
from selfeval.domain.numbers import format_number, round_half_up
from selfeval.domain.pack import (
    Band,
    Bands,
    Checklist,
    Deduction,
    Manual,
    Milestones,
    OverAchievement,
    PassMark,
    RatioDown,
    RatioUp,
    ThreeTier,
    Tier,
    YesNo,
)
from selfeval.domain.scoring.explain import Notation, band_range, over_achievement_text, share

_ZERO = Decimal(0)
_NOISE_PLACES = 12


@dataclass(frozen=True)
class Inputs:
    """What a method reads; value and target are given where ``needs_value``, ``needs_target`` ask."""

    weight: Decimal
    given_value: Decimal | None
    given_target: Decimal | None
    entry: IndicatorEntry
    notation: Notation

    @property
    def value(self) -> Decimal:
        """The value of a method that needs one."""
        assert self.given_value is not None
        return self.given_value

    @property
    def target(self) -> Decimal:
        """The target of a method that needs one."""
        assert self.given_target is not None
        return self.given_target


@dataclass(frozen=True)
class Award:
    """Points with the steps taken, or what is missing. ``shown`` is the achievement in words, if any."""

    points: Decimal = _ZERO
    steps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    shown: str = ""


def needs_value(method: Data) -> bool:
    """Whether the method scores a number (from a formula, or entered)."""
    return isinstance(method, RatioUp | RatioDown | PassMark | Bands | Deduction)


def needs_target(method: Data) -> bool:
    """Whether the method compares the number with a target."""
    match method:
        case RatioUp() | RatioDown() | PassMark():
            return True
        case Bands():
            return method.of == "completion"
        case Deduction():
            return method.per == "excess"
        case _:
            return False


def completion(value: Decimal, target: Decimal) -> Decimal | None:
    """Return value ÷ target; ``None`` where the target is zero or negative and the quotient says nothing."""
    return value / target if target > 0 else None


@singledispatch
def award(method: Data, inputs: Inputs) -> Award:
    """Score one indicator by its method."""
    raise TypeError(f"no scoring for {type(method).__name__}")


def _within(points: Decimal, weight: Decimal) -> Decimal:
    return max(_ZERO, min(points, weight))


def _times(inputs: Inputs) -> str:
    return f"{inputs.notation.points(inputs.weight)}×"


def _shown(number: Decimal, inputs: Inputs) -> str:
    return inputs.notation.value(number)


@award.register
def _ratio_up(method: RatioUp, inputs: Inputs) -> Award:
    if inputs.value >= inputs.target:
        return Award(inputs.weight)
    if inputs.target <= 0 or inputs.value <= 0:
        return Award()
    text = f"得分＝{_times(inputs)}{_shown(inputs.value, inputs)}÷{_shown(inputs.target, inputs)}"
    return Award(inputs.weight * inputs.value / inputs.target, (text,))


@award.register
def _ratio_down(method: RatioDown, inputs: Inputs) -> Award:
    if inputs.value <= inputs.target:
        return Award(inputs.weight)
    if method.above == "zero" or inputs.target <= 0:
        return Award()
    text = f"得分＝{_times(inputs)}{_shown(inputs.target, inputs)}÷{_shown(inputs.value, inputs)}"
    return Award(inputs.weight * inputs.target / inputs.value, (text,))


@award.register
def _pass_mark(method: PassMark, inputs: Inputs) -> Award:
    if inputs.value >= inputs.target:
        return Award(inputs.weight)
    mark = method.pass_mark * inputs.target
    if inputs.target <= 0 or inputs.value < mark:
        return Award(steps=(f"完成率低于{share(method.pass_mark)}，不得分",))
    # here mark ≤ value < target, so the mark is below 100%
    rate, least = inputs.notation.rate(inputs.value / inputs.target), share(method.pass_mark)
    text = f"得分＝{_times(inputs)}（{rate}－{least}）÷（100%－{least}）"
    return Award(inputs.weight * (inputs.value - mark) / (inputs.target - mark), (text,))


def band_holds(band: Band, value: Decimal) -> bool:
    """Whether a value lies in a band."""
    return (
        (band.at_least is None or value >= band.at_least)
        and (band.above is None or value > band.above)
        and (band.at_most is None or value <= band.at_most)
        and (band.below is None or value < band.below)
    )


@award.register
def _bands(method: Bands, inputs: Inputs) -> Award:
    compared = inputs.value
    if method.of == "completion":
        quotient = completion(inputs.value, inputs.target)
        # a target of zero is reached or not reached; there is no rate in between
        compared = Decimal(inputs.value >= inputs.target) if quotient is None else quotient
    for band in method.bands:
        if band_holds(band, compared):
            text = f"适用“{band_range(band, inputs.notation, method.of)}”一档，得{share(band.share)}分值"
            return Award(inputs.weight * band.share, (text,))
    return Award(steps=("不在任何一档之内，不得分",))


@award.register
def _yes_no(method: YesNo, inputs: Inputs) -> Award:
    if inputs.entry.answer is None:
        return Award(missing=(f"“{method.question or '达到要求'}”尚未选择是或否",))
    if inputs.entry.answer:
        return Award(inputs.weight, ("评定结果：是",), shown="是")
    return Award(steps=("评定结果：否",), shown="否")


def _item_points(method: Checklist, weight: Decimal) -> list[Decimal]:
    """Return each item's points; items without their own share what the others leave of the weight."""
    own = [item.points for item in method.points]
    left = max(_ZERO, weight - sum((points for points in own if points is not None), _ZERO))
    shared = own.count(None)
    return [left / shared if points is None else points for points in own]


@award.register
def _checklist(method: Checklist, inputs: Inputs) -> Award:
    count = len(method.points)
    answers = (*inputs.entry.checklist, *(None,) * count)[:count]
    open_items = [str(number) for number, answer in enumerate(answers, start=1) if answer is None]
    if open_items:
        return Award(missing=(f"第{'、'.join(open_items)}项要点尚未选择是否符合",))
    if all(answers):
        met_points = inputs.weight
    else:
        points = _item_points(method, inputs.weight)
        met_points = _within(
            sum((each for each, met in zip(points, answers, strict=True) if met), _ZERO), inputs.weight
        )
    text = f"{count}项要点中符合{sum(map(bool, answers))}项"
    unmet = [str(number) for number, answer in enumerate(answers, start=1) if not answer]
    steps = (f"{text}，第{'、'.join(unmet)}项不符合" if unmet else text,)
    return Award(met_points, steps, shown=text)


def _tier_bounds(method: ThreeTier, tier: Tier, inputs: Inputs) -> tuple[Decimal, Decimal, bool]:
    """Return the lowest and highest points of a tier, and whether the highest belongs to the tier above.

    100%–80%（含）、80%–60%（含）: the shared bound belongs to the better tier (财预〔2020〕10号).
    """
    above_starts = any(other.lower == tier.upper for other in method.tiers if other is not tier)
    is_range = tier.lower < tier.upper
    return inputs.weight * tier.lower, inputs.weight * tier.upper, above_starts and is_range


@award.register
def _three_tier(method: ThreeTier, inputs: Inputs) -> Award:
    entry, show = inputs.entry, inputs.notation.points
    tier = next((tier for tier in method.tiers if tier.label == entry.tier), None)
    if tier is None:
        labels = "、".join(f"“{tier.label}”" for tier in method.tiers)
        given = f"所选档次“{entry.tier}”不在评分规则之内，改选" if entry.tier else "尚未选择档次，可选"
        return Award(missing=(f"{given}{labels}",))
    if entry.awarded_score is None:
        return Award(missing=(f"“{tier.label}”一档的得分尚未填写",), shown=tier.label)
    lowest, highest, is_open = _tier_bounds(method, tier, inputs)
    score = entry.awarded_score
    if score < lowest or score > highest or (is_open and score == highest > 0):
        upto = f"低于{show(highest)}分" if is_open else f"不高于{show(highest)}分"
        return Award(
            missing=(
                f"得分{format_number(score)}分不在“{tier.label}”一档之内，"
                f"应不低于{show(lowest)}分且{upto}，修改得分或改选档次",
            ),
            shown=tier.label,
        )
    return Award(score, (f"评定为“{tier.label}”",), shown=tier.label)


@award.register
def _deduction(method: Deduction, inputs: Inputs) -> Award:
    notation = inputs.notation
    rounding = ROUND_CEILING if method.started else ROUND_FLOOR
    if method.per == "event":
        count = max(_ZERO, inputs.value).to_integral_value(rounding)
        found = f"发生{format_number(count)}次"
    else:
        excess = max(_ZERO, inputs.value - inputs.target)
        # a value such as 1÷3 carries noise in its last digits, which must not begin a step
        excess = round_half_up(excess, _NOISE_PLACES)
        count = (excess / method.step).to_integral_value(rounding)
        found = f"超过目标值{notation.step(excess)}"
    lost = min(count * method.points, inputs.weight)
    if not lost:
        text = "未发生扣分事项" if method.per == "event" else "未达到扣分标准"
        return Award(inputs.weight, (text,))
    return Award(inputs.weight - lost, (f"{found}，扣{notation.points(lost)}分",))


@award.register
def _milestones(method: Milestones, inputs: Inputs) -> Award:
    reached = inputs.entry.milestones
    missing = tuple(
        f"{item.label}达到的进度尚未填写" for item in method.milestones if item.label not in reached
    )
    if missing:
        return Award(missing=missing)
    total, steps, shown = _ZERO, [], []
    for item in method.milestones:
        rate = reached[item.label]
        is_reached = rate >= item.required
        points = item.points if is_reached else max(_ZERO, item.points * rate / item.required)
        total += points
        shown.append(f"{item.label}{share(rate)}")
        steps.append(
            f"{item.label}达到{share(rate)}（要求{share(item.required)}），得{inputs.notation.points(points)}分"
        )
    return Award(_within(total, inputs.weight), tuple(steps), shown="，".join(shown))


@award.register
def _manual(method: Manual, inputs: Inputs) -> Award:
    entry, highest = inputs.entry, inputs.notation.points(inputs.weight)
    missing = []
    if entry.awarded_score is None:
        missing.append("评定的得分尚未填写")
    elif not 0 <= entry.awarded_score <= inputs.weight:
        missing.append(
            f"评定的得分{format_number(entry.awarded_score)}分超出范围，应在0分至{highest}分之间，修改得分"
        )
    if not entry.score_reason.strip():
        missing.append("评定得分的理由尚未填写")
    if missing or entry.awarded_score is None:
        return Award(missing=tuple(missing))
    return Award(entry.awarded_score, (f"评定理由：{entry.score_reason.strip().rstrip('。')}",))


def over_achieved(rule: OverAchievement, given: Award, inputs: Inputs) -> Award:
    """Apply the deviation rule (指标偏离); unchanged where completion stays below the threshold."""
    if inputs.given_value is None or inputs.given_target is None:
        return given
    rate = completion(inputs.value, inputs.target)
    if rate is None or rate < rule.threshold:
        return given
    text = over_achievement_text(rule, inputs.notation)
    found = f"完成率{inputs.notation.rate(rate)}，达到{share(rule.threshold)}"
    if rule.waived_by_reason and inputs.entry.variance_reason.strip():
        reason = inputs.entry.variance_reason.strip().rstrip("。")
        return Award(given.points, (*given.steps, text, f"{found}，已说明偏差原因（{reason}），不扣分"))
    lost = (
        rule.points
        if rule.points is not None and not rule.proportional
        else inputs.weight * (rate - rule.threshold)
    )
    lost = min(lost, given.points)
    step = f"{found}，扣{inputs.notation.points(lost)}分"
    return Award(given.points - lost, (*given.steps, text, step))
