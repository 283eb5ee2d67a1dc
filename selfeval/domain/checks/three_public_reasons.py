"""W04: a 三公 item that moved against last year by more than a fifth, or exceeded its budget, says why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_FIFTH = Decimal("0.2")


def check_three_public_reasons(context: CheckContext) -> Iterator[Finding]:
    """Ask for the reason of every part whose spending grew or fell by more than 20 %."""
    before = (
        {line.part: line for line in context.data.prior_year.three_public} if context.data.prior_year else {}
    )
    for line in context.data.year.three_public:
        earlier = before.get(line.part)
        if line.reason.strip() or line.actual_amount is None or earlier is None or not earlier.actual_amount:
            continue
        if abs(line.actual_amount - earlier.actual_amount) > earlier.actual_amount * _FIFTH:
            left = context.printed("three_public.actual", line.actual_amount)
            right = context.printed("three_public.actual", earlier.actual_amount)
            yield context.finding(
                "W04",
                Severity.WARNING,
                f"three_public.{line.part}.reason",
                f"决算数 {left} 较上年 {right} 变动超过20%，填写增减变动原因",
                left=left,
                right=right,
            )
