"""What a name in a text stands for, ready to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.prose import phrasing


@dataclass(frozen=True)
class Value:
    """What a name stands for.

    ``content`` is a number (with quantity, unit and decimals), a date, a text, or ``None`` where nothing is
    filled in. ``label`` is the Chinese name for placeholders. ``trim`` drops trailing zeros (points, 得分率).
    ``problem`` is the placeholder to print where the reason is another than "not filled in";
    ``not_applicable`` says 无此项.
    """

    label: str
    content: Decimal | date | str | None = None
    quantity: Quantity = Quantity.NUMBER
    unit: str = ""
    decimals: int | None = None
    trim: bool = False
    problem: str = ""
    not_applicable: bool = False

    @property
    def number(self) -> Decimal | None:
        """The content where it is a number."""
        return self.content if isinstance(self.content, Decimal) else None

    @property
    def placeholder(self) -> str:
        """What prints where there is no content."""
        return self.problem or phrasing.missing_figure(self.label)

    @classmethod
    def unknown(cls, name: str) -> Value:
        """A name that nothing answers to (any more)."""
        return cls(name, problem=phrasing.unknown_figure(name))

    @classmethod
    def points(cls, label: str, points: Decimal | None, pack: Pack) -> Value:
        """Points as the pack prints them."""
        return cls(label, points, Quantity.SCORE, decimals=pack.score_decimals, trim=True)

    @classmethod
    def score_rate(cls, label: str, rate: Decimal | None, pack: Pack) -> Value:
        """A 得分率 (ratio) as the pack prints it."""
        return cls(label, rate, Quantity.RATE, decimals=pack.rate_decimals, trim=True)
