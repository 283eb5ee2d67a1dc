"""The words of an explanation: how values and points print, and every scoring rule in official Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch

from selfeval.domain.data import Data
from selfeval.domain.figures.printing import print_value, trimmed
from selfeval.domain.numbers import Quantity, format_number
from selfeval.domain.pack import (
    Band,
    Bands,
    Checklist,
    Deduction,
    Exemption,
    IndicatorNode,
    Manual,
    Milestones,
    NotSelfScored,
    OverAchievement,
    Pack,
    PassMark,
    RatioDown,
    RatioUp,
    ThreeTier,
    YesNo,
)

_PERCENT = Decimal(100)


@dataclass(frozen=True)
class Notation:
    """How an indicator's values, points and rates print.

    Values follow the indicator (quantity, unit, decimals) and the pack's money unit; points and 得分率
    follow the pack's ``score_decimals`` and ``rate_decimals``.
    """

    node: IndicatorNode
    pack: Pack

    def value(self, value: Decimal) -> str:
        """Print a value or target in the indicator's own unit (92.86%, 1,209.56万元, 171家)."""
        node = self.node
        return print_value(value, node.quantity, self.pack.money_unit, unit=node.unit, decimals=node.decimals)

    def limit(self, value: Decimal) -> str:
        """Print a threshold or target without needless zeros (100%, 42.5%)."""
        if self.node.quantity is Quantity.RATE:
            return share(value)
        return self.value(value)

    def step(self, value: Decimal) -> str:
        """Print the step of a deduction: percentage points for rates, else in the indicator's unit."""
        if self.node.quantity is Quantity.RATE:
            return f"{format_number(value * _PERCENT)}个百分点"
        return self.value(value)

    def points(self, points: Decimal) -> str:
        """Print points, half-up, without trailing zeros."""
        return trimmed(points, self.pack.score_decimals)

    def rate(self, rate: Decimal) -> str:
        """Print a 得分率, half-up, without trailing zeros (100%, 71.43%)."""
        return f"{trimmed(rate * _PERCENT, self.pack.rate_decimals)}%"


def share(value: Decimal) -> str:
    """Print a share exactly as the pack states it (80%, 67.5%)."""
    return f"{format_number(value * _PERCENT)}%"


def band_range(band: Band, notation: Notation, of: str) -> str:
    """Print the range of a band: 不低于80%且低于90%."""
    show = share if of == "completion" else notation.limit
    bounds = (
        ("不低于", band.at_least),
        ("高于", band.above),
        ("不高于", band.at_most),
        ("低于", band.below),
    )
    parts = [word + show(bound) for word, bound in bounds if bound is not None]
    return "且".join(parts) or "其余情形"


@singledispatch
def rule_text(method: Data, notation: Notation, target: Decimal | None) -> str:
    """Return the scoring rule of a method in words, without final punctuation."""
    raise TypeError(f"no wording for {type(method).__name__}")


def _target(notation: Notation, target: Decimal | None) -> str:
    return "目标值" if target is None else f"目标值{notation.limit(target)}"


@rule_text.register
def _ratio_up(method: RatioUp, notation: Notation, target: Decimal | None) -> str:
    return f"达到{_target(notation, target)}得满分，未达到按比例计分"


@rule_text.register
def _ratio_down(method: RatioDown, notation: Notation, target: Decimal | None) -> str:
    has_share = method.above == "proportional" and target is not None and target > 0
    above = "按比例计分" if has_share else "不得分"
    return f"不高于{_target(notation, target)}得满分，超过{above}"


@rule_text.register
def _pass_mark(method: PassMark, notation: Notation, target: Decimal | None) -> str:
    mark = share(method.pass_mark)
    return (
        f"达到{_target(notation, target)}得满分，完成率低于{mark}不得分，"
        f"其余按（完成率－{mark}）÷（100%－{mark}）的比例计分"
    )


@rule_text.register
def _bands(method: Bands, notation: Notation, target: Decimal | None) -> str:
    of = f"完成率（{_target(notation, target)}）" if method.of == "completion" else "实际值"
    rows = (f"{band_range(band, notation, method.of)}得{share(band.share)}分值" for band in method.bands)
    return f"按{of}分档计分：{'，'.join(rows)}"


@rule_text.register
def _yes_no(method: YesNo, notation: Notation, target: Decimal | None) -> str:
    return f"{method.question or '达到要求'}：是得满分，否不得分"


@rule_text.register
def _checklist(method: Checklist, notation: Notation, target: Decimal | None) -> str:
    count = len(method.points)
    if all(point.points is None for point in method.points):
        return f"共{count}项要点，每项分值相同，按符合的项数计分"
    return f"共{count}项要点，按符合要点的分值合计计分"


@rule_text.register
def _three_tier(method: ThreeTier, notation: Notation, target: Decimal | None) -> str:
    rows = (f"“{tier.label}”得{share(tier.upper)}至{share(tier.lower)}分值" for tier in method.tiers)
    return f"按完成情况分档评定：{'，'.join(rows)}"


@rule_text.register
def _deduction(method: Deduction, notation: Notation, target: Decimal | None) -> str:
    points = format_number(method.points)
    if method.per == "event":
        return f"每发生一次扣{points}分，扣完为止"
    step = notation.step(method.step)
    started = f"（不足{step}按{step}计）" if method.started else ""
    return f"不高于{_target(notation, target)}得满分，每超过{step}扣{points}分{started}，扣完为止"


@rule_text.register
def _milestones(method: Milestones, notation: Notation, target: Decimal | None) -> str:
    rows = (
        f"{item.label}达到{share(item.required)}得{format_number(item.points)}分"
        for item in method.milestones
    )
    return f"{'，'.join(rows)}，未达到的按比例计分"


@rule_text.register
def _manual(method: Manual, notation: Notation, target: Decimal | None) -> str:
    return "由填报单位对照评分标准评定得分，并说明理由"


@rule_text.register
def _not_self_scored(method: NotSelfScored, notation: Notation, target: Decimal | None) -> str:
    return "本指标不由部门自评打分，不计入自评总分和满分"


def over_achievement_text(rule: OverAchievement, notation: Notation) -> str:
    """Return the deviation rule in words."""
    threshold = share(rule.threshold)
    lost = (
        f"扣{format_number(rule.points)}分"
        if rule.points is not None and not rule.proportional
        else f"按超出{threshold}的部分占分值的比例扣分"
    )
    waived = "，说明偏差原因的不扣分" if rule.waived_by_reason else ""
    return f"完成率达到或超过{threshold}的视为偏离目标，{lost}{waived}"


def exemption_step(exemption: Exemption, reason: str, documents: str) -> str:
    """Return the applied exemption with its reason and documents."""
    supported = f"（依据：{documents}）" if documents else ""
    return f"适用“{exemption.label}”，{reason.rstrip('。；，')}{supported}，按规定得满分"


def result_text(points: Decimal, weight: Decimal, rate: Decimal | None, notation: Notation) -> str:
    """Return 得2分（满分2分），得分率100%; a weight of 0 has no rate."""
    text = f"得{notation.points(points)}分（满分{notation.points(weight)}分）"
    return text if rate is None else f"{text}，得分率{notation.rate(rate)}"
