"""E12 for projects: every indicator says what was wanted and what was reached."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.items.tree import target_text


def check_item_values(context: CheckContext) -> Iterator[Finding]:
    """Name indicators without target, or with nothing reached; a tier of judgement says what was reached."""
    for item in context.score.items:
        for code, row in item.case.indicators.items():
            has_actual = row.actual_value is not None or row.actual_text.strip() or row.tier
            parts = [] if target_text(row).strip() else ["年度指标值"]
            parts += [] if has_actual else ["实际完成值"]
            if parts:
                message = f"的指标“{row.name}”没有填写{'和'.join(parts)}，补填数值或文字"
                yield context.item_finding("E12", Severity.ERROR, item, message, left=row.name, spot=code)
