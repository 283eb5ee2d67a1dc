"""E05: income plus carry-over from last year equals spending plus carry-over to next year (勾稽关系)."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity


def check_income_expenditure_balance(context: CheckContext) -> Iterator[Finding]:
    """Compare both totals of the final accounts in 元, exactly; silent until all four figures are there."""
    keys = ("income.actual", "carryover_in", "budget.actual", "carryover_out")
    income, opening, spending, closing = (context.number(key) for key in keys)
    if income is None or opening is None or spending is None or closing is None:
        return
    difference = income + opening - spending - closing
    if difference:
        left = context.printed("income.actual", income + opening)
        right = context.printed("budget.actual", spending + closing)
        gap = context.printed("budget.actual", difference)
        yield context.finding(
            "E05",
            Severity.ERROR,
            "income_lines",
            f"收入决算数加上年结转和结余为 {left}，支出决算数加年末结转和结余为 {right}，相差 {gap}，"
            "收支总计应当相等，核对收入、支出和结转结余数",
            left=left,
            right=right,
            difference=gap,
        )
