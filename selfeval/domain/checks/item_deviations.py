"""W07 for projects: an indicator at or above 130 % of its target says why (指标偏离)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.data import IndicatorNature
from selfeval.domain.numbers import format_rate

_DEVIATING = Decimal("1.3")
_RISING = (IndicatorNature.AT_LEAST, IndicatorNature.EQUAL)


def check_item_deviations(context: CheckContext) -> Iterator[Finding]:
    """Look at indicators where more is better; a variance reason answers the finding."""
    for item in context.score.items:
        for code, row in item.case.indicators.items():
            score = item.score.indicator(code)
            completion = score.completion
            if row.nature not in _RISING or completion is None or completion < _DEVIATING:
                continue
            if row.variance_reason.strip():
                continue
            yield context.item_finding(
                "W07",
                Severity.WARNING,
                item,
                f"的指标“{row.name}”完成值 {score.actual} 为指标值 {score.target_text} 的"
                f" {format_rate(completion)}，达到或超过130%，填写偏差原因",
                left=score.actual,
                right=score.target_text,
                spot=code,
            )
