"""Canonical values as text: rounded half-up once, here, at output."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.numbers.rules import NumberRule
from selfeval.domain.numbers.units import EXACT, MoneyUnit, Quantity


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return ``value`` with exactly ``places`` decimals, halves away from zero, never a negative zero.

    Raises ``decimal.InvalidOperation`` for NaN, infinities and values of more than 60 digits.
    """
    rounded = value.quantize(Decimal(1).scaleb(-places), context=EXACT)
    return rounded if rounded else abs(rounded)


def format_number(value: Decimal, decimals: int | None = None, grouping: bool = True) -> str:
    """Write ``value`` with ``decimals`` places half-up; ``None`` means its own places, no trailing zeros."""
    if decimals is not None:
        return f"{round_half_up(value, decimals):{',' if grouping else ''}f}"
    text = f"{round_half_up(value, 20):{',' if grouping else ''}f}"
    return text.rstrip("0").rstrip(".")


def format_money(value_yuan: Decimal, unit: MoneyUnit, decimals: int = 2, grouping: bool = True) -> str:
    """Write an amount in 元 as a number of ``unit`` (no unit label), ``decimals`` places half-up."""
    return format_number(EXACT.divide(value_yuan, unit.yuan), decimals, grouping)


def format_rate(ratio: Decimal, decimals: int = 2) -> str:
    """Write a ratio in percent: ``Decimal("0.17285")`` gives ``17.29%`` (half-up, thousands grouped)."""
    return f"{format_number(EXACT.multiply(ratio, Decimal(100)), decimals)}%"


def edit_text(value: Decimal, rule: NumberRule) -> str:
    """Write a stored value the way its input shows it: exact, ungrouped, in the column's unit.

    Reading the text back under the same rule gives the same value. Rates carry their ``%``, because a bare
    0.95 would rightly be asked about; 元 has two decimals, 万元 at least two.
    """
    if rule.quantity is Quantity.MONEY:
        if rule.unit is MoneyUnit.YUAN:
            return format_money(value, rule.unit, grouping=False)
        text = format_number(EXACT.divide(value, rule.unit.yuan), None, grouping=False)
        whole, _, fraction = text.partition(".")
        return f"{whole}.{fraction:0<2}"
    if rule.quantity is Quantity.RATE:
        return f"{format_number(EXACT.multiply(value, Decimal(100)), None, grouping=False)}%"
    return format_number(value, None, grouping=False)
