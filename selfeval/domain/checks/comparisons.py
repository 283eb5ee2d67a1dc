"""Comparing two amounts of the final accounts exactly, in 元, and saying so where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.figures.printing import print_value
from selfeval.domain.numbers import MoneyUnit, Quantity


@dataclass(frozen=True)
class Side:
    """One side of a relation: what it is called and what it comes to in 元."""

    label: str
    amount: Decimal


def differing(
    context: CheckContext,
    check_id: str,
    severity: Severity,
    place: str,
    left: Side,
    right: Side,
    cure: str,
) -> Iterator[Finding]:
    """Yield a finding where both sides differ. Amounts that print alike in the pack's unit print in 元."""
    gap = left.amount - right.amount
    if not gap:
        return
    amounts = [context.amount(value) for value in (left.amount, right.amount, gap)]
    if amounts[0] == amounts[1]:
        amounts = [
            print_value(value, Quantity.MONEY, MoneyUnit.YUAN) for value in (left.amount, right.amount, gap)
        ]
    yield context.finding(
        check_id,
        severity,
        place,
        f"{left.label} {amounts[0]}，{right.label} {amounts[1]}，相差 {amounts[2]}，{cure}",
        left=amounts[0],
        right=amounts[1],
        difference=amounts[2],
    )
