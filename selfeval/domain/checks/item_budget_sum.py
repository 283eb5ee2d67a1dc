"""W18: the projects that are evaluated add up to no more than the department's project spending."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_PAIRS = (
    ("items.project.initial", "project.initial"),
    ("items.whole_year", "project.adjusted"),
    ("items.executed", "project.actual"),
)


def check_item_budget_sum(context: CheckContext) -> Iterator[Finding]:
    """Compare budget and spending where both are filled in; parts can never exceed the whole.

    Whether all projects must be evaluated, so that both are equal, is a rule of the pack.
    """
    for parts_key, whole_key in _PAIRS:
        parts, whole = context.number(parts_key), context.number(whole_key)
        if parts is None or whole is None or parts <= whole:
            continue
        left, right = context.printed(parts_key), context.printed(whole_key)
        gap = context.printed(whole_key, parts - whole)
        yield context.finding(
            "W18",
            Severity.WARNING,
            "items",
            f"列入自评的项目合计（{context.book.name_of(parts_key)}）{left}，超过部门的"
            f"{context.book.name_of(whole_key)} {right}，多出 {gap}，核对各项目金额和项目支出，或说明原因",
            left=left,
            right=right,
            difference=gap,
        )
