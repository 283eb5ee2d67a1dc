"""Money: 元 to the cent as ``Decimal``; 万元 only for display and for published tables."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from selfeval.domain.numbers.formatting import round_half_up
from selfeval.domain.numbers.units import EXACT, MAX_AMOUNT, MoneyUnit

_TOLERANCE = Decimal("0.005")


class MoneyError(ValueError):
    """An amount that cannot be stored; the message is Chinese and fit for the user."""


def to_cents(amount: Decimal) -> Decimal:
    """Return an amount in 元 rounded half-up to the cent.

    Raises ``MoneyError`` for NaN, infinities and amounts of 10 to the 15th 元 or more.
    """
    if not amount.is_finite() or abs(amount) >= MAX_AMOUNT:
        raise MoneyError("金额超出范围，绝对值上限为 999,999,999,999,999.99元，核对位数和单位")
    cents = round_half_up(amount, 2)
    if abs(cents) >= MAX_AMOUNT:
        raise MoneyError("金额超出范围，绝对值上限为 999,999,999,999,999.99元，核对位数和单位")
    return cents


def to_unit(amount: Decimal, unit: MoneyUnit) -> Decimal:
    """Return an amount in 元 as an exact, unrounded number of ``unit``."""
    return EXACT.divide(amount, unit.yuan)


def from_unit(number: Decimal, unit: MoneyUnit) -> Decimal:
    """Return a number of ``unit`` in 元, half-up to the cent. Raises ``MoneyError`` as ``to_cents``."""
    if not number.is_finite() or abs(number) >= MAX_AMOUNT:
        return to_cents(number)
    return to_cents(EXACT.multiply(number, unit.yuan))


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of the amounts that are filled in, ``None`` where none is."""
    filled = [amount for amount in amounts if amount is not None]
    return sum(filled, Decimal(0)) if filled else None


def tolerance(addends: int) -> Decimal:
    """Return how far a published 万元 total may lie from the sum of ``addends`` published parts, in 元.

    Every figure published with two decimals of 万元 is off by up to 0.005万元, the total as well:
    0.005 × (addends + 1) 万元.
    """
    return EXACT.multiply(_TOLERANCE * (addends + 1), MoneyUnit.TEN_THOUSAND_YUAN.yuan)
