"""E05: income plus carry-over from last year equals spending plus carry-over to next year (勾稽关系)."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.comparisons import Side, differing
from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_NEEDED = ("income.actual", "carryover_in", "budget.actual", "carryover_out")


def check_income_expenditure_balance(context: CheckContext) -> Iterator[Finding]:
    """Compare both totals of the final accounts in 元, exactly; silent until the four figures are there.

    使用非财政拨款结余 and 结余分配 count where they are filled in.
    """
    totals = [context.number(f"accounts.{side}_total") for side in ("income", "expenditure")]
    if totals[0] is None or totals[1] is None or any(context.number(key) is None for key in _NEEDED):
        return
    used = "、使用非财政拨款结余" if context.number("accounts.surplus_used") else ""
    distributed = "、结余分配" if context.number("accounts.surplus_distributed") else ""
    yield from differing(
        context,
        "E05",
        Severity.ERROR,
        "income_lines",
        Side(f"收入决算数{used}加上年结转和结余为", totals[0]),
        Side(f"支出决算数{distributed}加年末结转和结余为", totals[1]),
        "收支总计应当相等，核对收入、支出和结转结余数",
    )
