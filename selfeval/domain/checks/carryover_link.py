"""W12: this year's opening carry-over is last year's closing carry-over."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity


def check_carryover_link(context: CheckContext) -> Iterator[Finding]:
    """Compare both where both are filled in."""
    opening, closing = context.number("carryover_in"), context.number("prior.carryover_out")
    if opening is None or closing is None or opening == closing:
        return
    left, right = context.printed("carryover_in"), context.printed("prior.carryover_out")
    gap = context.printed("carryover_in", opening - closing)
    yield context.finding(
        "W12",
        Severity.WARNING,
        "year.carryover_in_amount",
        f"上年结转和结余 {left} 与上年决算的年末结转和结余 {right} 相差 {gap}，"
        "核对，或说明审计、追溯调整情况",
        left=left,
        right=right,
        difference=gap,
    )
