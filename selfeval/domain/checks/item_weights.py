"""E01 and W19: a project's weights add up to the full mark, and in each group to what the form provides."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.spots import INDICATORS
from selfeval.domain.items.tree import is_weighted
from selfeval.domain.numbers import format_number
from selfeval.domain.scoring.result import ItemScore


def check_item_weights(context: CheckContext) -> Iterator[Finding]:
    """Look at items that carry weights; an item without any is not scored, and has nothing to add up."""
    for item in context.score.items:
        if is_weighted(item.case.indicators.values()):
            yield from _whole(context, item)
            yield from _groups(context, item)


def _whole(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    weights = [score.weight for score in item.score.indicators if score.weight is not None]
    total, full = sum(weights, Decimal(0)), item.case.form.full_mark
    if total != full:
        left, right = format_number(total), format_number(full)
        yield context.item_finding(
            "E01",
            Severity.ERROR,
            item,
            f"的指标分值合计 {left} 分（含预算执行率），应为 {right} 分，调整指标分值",
            left=left,
            right=right,
            difference=format_number(total - full),
            spot=INDICATORS,
        )


def _groups(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    for group in item.case.form.groups:
        rows = [row for row in item.case.indicators.values() if row.level1 == group.code]
        total = sum((row.weight for row in rows if row.weight is not None), Decimal(0))
        if not rows or not group.weights or total in group.weights:
            continue
        left, right = format_number(total), "或".join(map(format_number, group.weights))
        yield context.item_finding(
            "W19",
            Severity.WARNING,
            item,
            f"的{group.name}分值合计 {left} 分，“{item.case.form.name}”规定为 {right} 分，"
            "调整分值，或说明调整依据",
            left=left,
            right=right,
            spot=group.code,
        )
