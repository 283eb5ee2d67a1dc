"""Rules about scoring methods: what each needs is there, its points and bands leave no gap."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from selfeval.domain.checks.finding import Severity
from selfeval.domain.numbers import Quantity, format_number
from selfeval.domain.pack import (
    Bands,
    Checklist,
    Deduction,
    IndicatorNode,
    Milestones,
    PassMark,
    RatioDown,
    ThreeTier,
)
from selfeval.domain.pack_problem import PackPath, PackProblem
from selfeval.domain.pack_rules.view import PackView, repeated
from selfeval.domain.scoring.methods import band_holds, needs_target, needs_value


def check_methods(view: PackView) -> Iterator[PackProblem]:
    """Every indicator has a method with what it needs; a framework to copy from may leave it open."""
    for path, node in view.leaves:
        method = node.method
        if method is None:
            if not view.pack.is_library:
                yield PackProblem(
                    path, f"指标“{node.name}”没有计分办法", "补写 method，例如 method: {type: ratio_up}"
                )
            continue
        # rates are compared with 100% where no target is set
        if needs_target(method) and node.target is None and node.quantity is not Quantity.RATE:
            yield PackProblem(
                path,
                f"指标“{node.name}”的计分办法与目标值比较，但没有设目标值",
                "补写 target，固定的写 target: {value: 1}，由部门填报的写 target: {}",
            )
        if node.formula is not None and not needs_value(method):
            yield PackProblem(
                (*path, "formula"),
                f"指标“{node.name}”的计分办法不看数值，算式不影响得分",
                "改用按数值计分的办法，或删去 formula",
                Severity.WARNING,
            )
        yield from _parts((*path, "method"), node)
        if node.over_achievement is not None:
            rule = node.over_achievement
            if rule.points is None and not rule.proportional:
                yield PackProblem(
                    (*path, "over_achievement"),
                    "超额完成的扣分办法没有写明扣多少分",
                    "补写 points（扣分），或写 proportional: true（按超出比例扣分）",
                )


def _parts(path: PackPath, node: IndicatorNode) -> Iterator[PackProblem]:
    match node.method:
        case Checklist() as checklist:
            yield from _checklist(path, checklist, node)
        case Milestones() as milestones:
            yield from _milestones(path, milestones, node)
        case ThreeTier() as tiers:
            yield from _tiers(path, tiers)
        case Bands() as bands:
            yield from _bands(path, bands)
        case PassMark(pass_mark=mark) if mark >= 1:
            yield PackProblem(
                (*path, "pass_mark"), f"及格线{format_number(mark)}应低于1", "改为比率，例如 0.6 表示60%"
            )
        case Deduction(points=points) if not points:
            yield PackProblem((*path, "points"), "扣分为0，这一办法不起作用", "写明每次扣多少分")
        case RatioDown(above="proportional") if node.target is not None and node.target.value == 0:
            yield PackProblem(
                (*path, "above"),
                "目标值为0，超过目标值时不能按比例计分",
                "改为 above: zero（超过不得分），或改目标值",
            )


def _checklist(path: PackPath, method: Checklist, node: IndicatorNode) -> Iterator[PackProblem]:
    own = [point.points for point in method.points if point.points is not None]
    total = sum(own, Decimal(0))
    if node.weight is None or not own:
        return
    is_complete = len(own) == len(method.points)
    if total > node.weight or (is_complete and total != node.weight):
        relation = "应当等于" if is_complete else "不得超过"
        yield PackProblem(
            (*path, "points"),
            f"各要点分值合计{format_number(total)}分，{relation}权重{format_number(node.weight)}分",
            "调整要点分值或权重",
        )


def _milestones(path: PackPath, method: Milestones, node: IndicatorNode) -> Iterator[PackProblem]:
    steps = list(enumerate(method.milestones))
    yield from repeated((((*path, "milestones", i, "label"), item.label) for i, item in steps), "节点名称")
    total = sum((item.points for _, item in steps), Decimal(0))
    if node.weight is not None and total != node.weight:
        yield PackProblem(
            (*path, "milestones"),
            f"各节点分值合计{format_number(total)}分，应当等于权重{format_number(node.weight)}分",
            "调整节点分值或权重",
        )


def _tiers(path: PackPath, method: ThreeTier) -> Iterator[PackProblem]:
    tiers = list(enumerate(method.tiers))
    yield from repeated((((*path, "tiers", i, "label"), tier.label) for i, tier in tiers), "档次名称")
    bounds = [(("tiers", 0, "upper"), method.tiers[0].upper, Decimal(1))]
    bounds += [
        (("tiers", i + 1, "upper"), lower.upper, upper.lower)
        for i, (upper, lower) in enumerate(pairwise(method.tiers))
    ]
    bounds.append((("tiers", len(tiers) - 1, "lower"), method.tiers[-1].lower, Decimal(0)))
    for place, found, expected in bounds:
        if found != expected:
            yield PackProblem(
                (*path, *place),
                f"档次不连续：此处为{format_number(found)}，应为{format_number(expected)}；"
                "档次从1到0由高到低首尾相接",
                f"改为 {format_number(expected)}",
            )
    for index, tier in tiers:
        if tier.lower > tier.upper:
            yield PackProblem(
                (*path, "tiers", index, "lower"),
                f"档次“{tier.label}”的下限{format_number(tier.lower)}高于上限{format_number(tier.upper)}",
                "对调上限和下限",
            )


def _bands(path: PackPath, method: Bands) -> Iterator[PackProblem]:
    """Try every bound and the values around it: each must fall in a band, each band must be reached."""
    points = _trial_values(method)
    reached: set[int] = set()
    for value in points:
        found = next((i for i, band in enumerate(method.bands) if band_holds(band, value)), None)
        if found is None:
            yield PackProblem(
                (*path, "bands"),
                f"数值{format_number(value)}不在任何一档之内",
                "补写一档，或在最后写一档只有 share 的其余情形",
            )
            break
        reached.add(found)
    else:
        for index in range(len(method.bands)):
            if index not in reached:
                yield PackProblem(
                    (*path, "bands", index),
                    "这一档不会用到，它的数值已落在前面的档次",
                    "调整档次的先后或界限，或删去这一档",
                    Severity.WARNING,
                )


def _trial_values(method: Bands) -> list[Decimal]:
    """All bounds, values between them, and one beyond each end; below 0 only where a bound is."""
    bounds = sorted(
        {
            bound
            for band in method.bands
            for bound in (band.at_least, band.above, band.at_most, band.below)
            if bound is not None
        }
        | {Decimal(0)}
    )
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    first = [bounds[0] - 1] if bounds[0] < 0 else []
    return sorted([*first, *bounds, *between, bounds[-1] + 1])


RULES = (check_methods,)
