"""W11: an indicator does not stand under a level-2 indicator that its name contradicts (费用 under 时效)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_COST, _TIME, _SATISFACTION = "成本", "时效", "满意度"
_SUBJECTS = {
    _SATISFACTION: re.compile(r"满意[度率]$"),
    _COST: re.compile(r"成本|费用|单价|造价"),
    _TIME: re.compile(r"及时|按时|按期|时限|如期"),
}
"""Words in an indicator's name, by the word that names its level-1 or level-2 indicator."""
_CONTRADICTED = {
    _SATISFACTION: ("数量", "质量", _TIME, _COST),
    _COST: (_TIME, _SATISFACTION),
    _TIME: (_COST, _SATISFACTION),
}


def check_misplaced_indicators(context: CheckContext) -> Iterator[Finding]:
    """Compare the name of every indicator of a project with the level-2 indicator it stands under."""
    for item in context.score.items:
        for code, row in item.case.indicators.items():
            group = item.case.form.group(row.level1)
            stands = row.level2 or (group.name if group is not None else "")
            subjects = [subject for subject, words in _SUBJECTS.items() if words.search(row.name)]
            # a name that speaks of two things, or of none, may stand anywhere
            if len(subjects) != 1 or not any(word in stands for word in _CONTRADICTED[subjects[0]]):
                continue
            message = f"的指标“{row.name}”列在“{stands}”之下，从名称看属于{subjects[0]}指标，核对所属二级指标"
            yield context.item_finding(
                "W11", Severity.WARNING, item, message, left=stands, right=f"{subjects[0]}指标", spot=code
            )
