"""W07: an indicator at or above 130 % of its target says why (target set too low, or a real advance)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.numbers import format_rate
from selfeval.domain.pack import RatioUp

_DEVIATING = Decimal("1.3")


def check_deviations(context: CheckContext) -> Iterator[Finding]:
    """Look at indicators where more is better; a variance reason answers the finding."""
    rising = {leaf.code for _, leaf in context.pack.leaves() if isinstance(leaf.method, RatioUp)}
    for indicator in context.score.indicators:
        completion = indicator.completion
        if indicator.code not in rising or completion is None or completion < _DEVIATING:
            continue
        if context.data.entry(indicator.code).variance_reason.strip():
            continue
        yield context.finding(
            "W07",
            Severity.WARNING,
            f"indicator.{indicator.code}",
            f"完成值 {indicator.actual} 为目标值 {indicator.target_text} 的 {format_rate(completion)}，"
            "达到或超过130%，填写偏差原因",
            left=indicator.actual,
            right=indicator.target_text,
        )
