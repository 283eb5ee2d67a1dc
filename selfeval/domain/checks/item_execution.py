"""W06 for projects: an execution rate below 90 % says why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.spots import FUNDS
from selfeval.domain.numbers import format_rate

_LOW = Decimal("0.9")


def check_item_execution(context: CheckContext) -> Iterator[Finding]:
    """Ask for a reason beside the funds, of the whole or of any source."""
    for item in context.score.items:
        line = item.case.total
        rate = line.execution_rate
        if rate is None or rate >= _LOW or any(each.reason for each in item.case.funds):
            continue
        assert line.executed_amount is not None
        assert line.whole_year_amount is not None
        left = context.amount(line.executed_amount)
        right = context.amount(line.whole_year_amount)
        yield context.item_finding(
            "W06",
            Severity.WARNING,
            item,
            f"的预算执行率 {format_rate(rate)} 低于90%，填写未完成预算的原因",
            left=left,
            right=right,
            difference=context.amount(line.executed_amount - line.whole_year_amount),
            spot=FUNDS,
        )
