"""W06: spending below 90 % of the budget, or unspent money beside a zero carry-over, needs its reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_LOW = Decimal("0.9")


def check_low_execution(context: CheckContext) -> Iterator[Finding]:
    """Compare spending with the whole-year budget, and what is unspent with the carry-over."""
    budget, spent = context.number("budget.adjusted"), context.number("budget.actual")
    if budget is None or spent is None or budget <= 0:
        return
    if spent / budget < _LOW:
        rate = context.printed("budget.execution_rate")
        yield context.finding(
            "W06",
            Severity.WARNING,
            "budget_lines",
            f"预算执行率 {rate} 低于90%，说明未完成预算的原因",
            left=context.printed("budget.actual"),
            right=context.printed("budget.adjusted"),
            difference=context.printed("budget.actual", spent - budget),
        )
    if budget > spent and context.number("carryover_out") == 0:
        unspent = context.printed("budget.actual", budget - spent)
        yield context.finding(
            "W06",
            Severity.WARNING,
            "year.carryover_out_amount",
            f"全年预算尚有 {unspent} 未执行，而年末结转和结余为0，核对年末结转和结余，或说明指标收回情况",
            left=unspent,
            right=context.printed("carryover_out"),
        )
