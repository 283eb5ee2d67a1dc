"""E12: every counted indicator has what its score needs; an empty denominator is named."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.quotation import quoted
from selfeval.domain.scoring.result import ScoreState


def check_incomplete_indicators(context: CheckContext) -> Iterator[Finding]:
    """Name every indicator that cannot be scored yet, with what is missing."""
    for indicator in context.score.indicators:
        if indicator.state is ScoreState.INCOMPLETE:
            missing = "；".join(indicator.explanation.missing) or "完成值"
            yield context.finding(
                "E12",
                Severity.ERROR,
                f"indicator.{indicator.code}",
                f"指标{quoted(indicator.name)}尚未得出得分：{missing}",
            )
