"""W08 for projects: an achieved value is what was measured, not the target again (实际完成值 ≥97.5%)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_INEXACT = re.compile(
    r"^\s*(?:[≥≤＞＜><]|大于|小于|不低于|不高于|不少于|超过|达到?.{0,2}以上)"
    r"|\d[\d.,]*\s*[%％]?\s*(?:\S{0,2})?(?:以上|以下|以内|左右)\s*$"
)


def check_inexact_actuals(context: CheckContext) -> Iterator[Finding]:
    """Name achieved values of projects that are written as a limit."""
    for item in context.score.items:
        for code, row in item.case.indicators.items():
            text = row.actual_text.strip()
            if row.actual_value is None and _INEXACT.search(text):
                yield context.item_finding(
                    "W08",
                    Severity.WARNING,
                    item,
                    f"的指标“{row.name}”实际完成值写作“{text}”，没有载明实际数，"
                    "填写调查、统计得出的数值，或说明不能取得的原因",
                    left=text,
                    spot=code,
                )
