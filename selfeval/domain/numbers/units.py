"""Kinds of numbers and units of money."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Exact for everything that can be read or stored; the default context has 28 digits and is half-even."""

MAX_AMOUNT = Decimal(10) ** 15
"""Amounts in 元 and all other numbers stay below this in absolute value."""


class Quantity(StrEnum):
    """What a number measures, and how it is stored.

    MONEY: 元 to the cent. RATE: a ratio, 1 = 100%. COUNT: a whole number, not negative.
    NUMBER: any decimal with up to 8 places. SCORE: points with up to 4 places.
    """

    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    NUMBER = "number"
    SCORE = "score"


class MoneyUnit(StrEnum):
    """The unit in which a bare amount is read or printed. Stored amounts are always 元."""

    YUAN = "yuan"
    TEN_THOUSAND_YUAN = "ten_thousand_yuan"

    @property
    def label(self) -> str:
        """元 or 万元."""
        return "元" if self is MoneyUnit.YUAN else "万元"

    @property
    def yuan(self) -> Decimal:
        """How many 元 one of this unit is."""
        return Decimal(1) if self is MoneyUnit.YUAN else Decimal(10000)
