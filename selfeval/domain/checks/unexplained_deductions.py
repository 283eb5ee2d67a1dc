"""W09: every lost mark has its reason (扣分原因)."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.numbers import format_number
from selfeval.domain.quotation import quoted


def check_unexplained_deductions(context: CheckContext) -> Iterator[Finding]:
    """Ask for a reason wherever an indicator earned less than its weight."""
    for indicator in context.score.indicators:
        score, weight = indicator.self_score, indicator.weight
        if score is None or weight is None or score >= weight:
            continue
        entry = context.data.entry(indicator.code)
        if (entry.deduction_reason + entry.variance_reason + entry.score_reason).strip():
            continue
        left, right = format_number(score), format_number(weight)
        yield context.finding(
            "W09",
            Severity.WARNING,
            f"indicator.{indicator.code}",
            f"指标{quoted(indicator.name)}得 {left} 分，满分 {right} 分，填写扣分原因",
            left=left,
            right=right,
            difference=format_number(score - weight),
        )
