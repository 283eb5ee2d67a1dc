"""A figure's value as text, with its unit."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.numbers import (
    MoneyUnit,
    Quantity,
    format_money,
    format_number,
    format_rate,
    round_half_up,
)

_DECIMALS = 2


def trimmed(value: Decimal, decimals: int) -> str:
    """Write a number half-up with at most ``decimals`` places and no trailing zeros (1.5, 23, 4.24)."""
    return format_number(round_half_up(value, decimals))


def print_value(
    value: Decimal, quantity: Quantity, money_unit: MoneyUnit, *, unit: str = "", decimals: int | None = None
) -> str:
    """Print a value: 1,209.56万元, 92.86%, 13人, 4.24分.

    Amounts and rates keep their ``decimals`` (two where none are given), others drop trailing zeros.
    ``unit`` is the measure word; for amounts 元 or 万元 may override ``money_unit``.
    """
    places = _DECIMALS if decimals is None else decimals
    match quantity:
        case Quantity.MONEY:
            shown = next((each for each in MoneyUnit if each.label == unit), money_unit)
            return format_money(value, shown, places) + shown.label
        case Quantity.RATE:
            return format_rate(value, places)
        case Quantity.COUNT:
            return trimmed(value, 0) + unit
        case _:
            return (format_number(value) if decimals is None else trimmed(value, decimals)) + unit
