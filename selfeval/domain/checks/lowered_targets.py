"""W07: a target stays behind what was achieved last year (目标值低于上年实际完成值)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.data import IndicatorNature, ItemIndicator
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import Deduction, PassMark, RatioDown, RatioUp
from selfeval.domain.scoring.explain import Notation
from selfeval.domain.scoring.result import ItemScore

_CURE = "说明目标设定依据，或调整目标"


def check_lowered_targets(context: CheckContext) -> Iterator[Finding]:
    """Compare targets that were entered with last year's achieved values, where last year is linked."""
    then = {actual.indicator: actual.value for actual in context.data.prior_actuals}
    for _, leaf in context.pack.leaves():
        last, target = then.get(leaf.code), context.data.entry(leaf.code).target_value
        if last is None or target is None:
            continue
        is_rising = isinstance(leaf.method, RatioUp | PassMark)
        is_falling = isinstance(leaf.method, RatioDown | Deduction)
        if (is_rising and target < last) or (is_falling and target > last):
            notation = Notation(leaf, context.pack)
            left, right = notation.value(target), notation.value(last)
            word = "低于" if target < last else "高于"
            yield context.finding(
                "W07",
                Severity.WARNING,
                f"indicator.{leaf.code}",
                f"目标值 {left} {word}上年实际完成值 {right}，{_CURE}",
                left=left,
                right=right,
            )
    for item in context.score.items:
        yield from _of_item(context, item)


def _of_item(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    for code, row in item.case.indicators.items():
        then = item.case.prior_indicators.get(code)
        if then is None or then.actual_value is None or then.unit.strip() != row.unit.strip():
            continue
        target, last = _target(row), then.actual_value
        if target is None:
            continue
        is_lower = row.nature is IndicatorNature.AT_LEAST and target < last
        is_higher = row.nature is IndicatorNature.AT_MOST and target > last
        if is_lower or is_higher:
            left, right = (f"{format_number(value)}{row.unit}" for value in (target, last))
            word = "低于" if is_lower else "高于"
            yield context.item_finding(
                "W07",
                Severity.WARNING,
                item,
                f"的指标“{row.name}”指标值 {left} {word}上年实际完成值 {right}，{_CURE}",
                left=left,
                right=right,
                spot=code,
            )


def _target(row: ItemIndicator) -> Decimal | None:
    return row.target_value if row.adjusted_target_value is None else row.adjusted_target_value
