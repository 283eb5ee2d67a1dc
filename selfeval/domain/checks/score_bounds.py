"""E02: no score above its weight or below zero."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.numbers import format_number


def check_score_bounds(context: CheckContext) -> Iterator[Finding]:
    """Name every entered score outside 0 … weight."""
    weights = {leaf.code: leaf.weight for _, leaf in context.pack.leaves()}
    for entry in context.data.entries:
        weight, awarded = weights.get(entry.indicator), entry.awarded_score
        if weight is None or awarded is None or 0 <= awarded <= weight:
            continue
        left, right = format_number(awarded), format_number(weight)
        yield context.finding(
            "E02",
            Severity.ERROR,
            f"indicator.{entry.indicator}",
            f"得分 {left} 分不在 0 至满分 {right} 分之间，按评分标准重新填写得分",
            left=left,
            right=right,
        )
