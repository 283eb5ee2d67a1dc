"""W01: a figure about ten thousand times last year's suggests 元 entered for 万元, or the other way."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.numbers import Quantity

_LOW, _HIGH = Decimal(2000), Decimal(50000)


def check_unit_jump(context: CheckContext) -> Iterator[Finding]:
    """Compare every amount with the same figure of last year."""
    for figure in context.book.figures():
        if figure.quantity is not Quantity.MONEY or figure.key.startswith("prior."):
            continue
        now, before = context.number(figure.key), context.number(f"prior.{figure.key}")
        if not now or not before:
            continue
        ratio = abs(now / before)
        if _LOW <= ratio <= _HIGH or _LOW <= 1 / ratio <= _HIGH:
            left, right = context.printed(figure.key), context.printed(f"prior.{figure.key}")
            yield context.finding(
                "W01",
                Severity.WARNING,
                figure.place,
                f"{figure.name} {left} 与上年 {right} 相差近万倍，核对单位是元还是万元",
                left=left,
                right=right,
            )
