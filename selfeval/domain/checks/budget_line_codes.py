"""E11: a budget line with amounts names its functional account (类、款、项 of 支出功能分类科目)."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity


def check_budget_line_codes(context: CheckContext) -> Iterator[Finding]:
    """Name the lines that were begun and have no code yet."""
    for number, line in enumerate(context.data.year.budget_lines, start=1):
        if not line.functional_code:
            yield context.finding(
                "E11",
                Severity.ERROR,
                "budget_lines",
                f"支出预算与决算第{number}行没有科目编码，填写3位类、5位款或7位项的编码，或删除该行",
                left=f"第{number}行",
            )
