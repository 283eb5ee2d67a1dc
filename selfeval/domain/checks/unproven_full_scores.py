"""W08: judgements with full marks are backed by evidence (财预〔2021〕101号: 佐证资料)."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.sections import SCORING


def check_unproven_full_scores(context: CheckContext) -> Iterator[Finding]:
    """Gather the indicators that earned full marks on entered answers without any evidence file."""
    entered = {leaf.code for _, leaf in context.pack.leaves() if leaf.formula is None}
    names = [
        indicator.name
        for indicator in context.score.indicators
        if indicator.code in entered
        and indicator.rate == 1
        and not context.data.entry(indicator.code).evidence
    ]
    if names:
        yield context.finding(
            "W08",
            Severity.WARNING,
            SCORING,
            f"{len(names)}个指标得满分但没有佐证材料：{'、'.join(names)}，上传佐证材料，或说明材料存放情况",
            left=f"{len(names)}个",
        )
