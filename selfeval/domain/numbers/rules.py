"""What a number field expects, and what reading it gave."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from selfeval.domain.numbers.units import MoneyUnit, Quantity

ReadingKind = Literal["value", "blank", "not_applicable", "question", "refused"]


@dataclass(frozen=True)
class NumberRule:
    """What a field expects.

    ``unit``: the unit in which a bare amount is read (money only). ``label``: the place as messages name
    it, such as 公用经费 决算数. ``allow_not_applicable``: whether —, 无 and the like mean 无此项 rather than
    a blank. ``plausible``: a comparable amount in 元 (last year's, the budget); an amount near its 10-,
    100- or 10,000-fold or -fraction is asked about. Once the user has confirmed the amount, read it again
    with ``dataclasses.replace(rule, plausible=None)``.
    """

    quantity: Quantity
    unit: MoneyUnit = MoneyUnit.YUAN
    label: str = ""
    allow_negative: bool = False
    allow_not_applicable: bool = False
    plausible: Decimal | None = None


@dataclass(frozen=True)
class Reading:
    """What reading gave.

    ``value`` is canonical (元 to the cent, ratio, whole count) and set only for kind ``value``. ``message``
    is set for ``question`` and ``refused``: place, value, rule, cure. ``suggestions`` are the answers to a
    question: label and canonical value, the likeliest first. ``notes`` tell what was tidied away.
    """

    kind: ReadingKind
    value: Decimal | None = None
    message: str = ""
    suggestions: tuple[tuple[str, Decimal], ...] = ()
    notes: tuple[str, ...] = ()


def shown(text: str) -> str:
    """Return what was typed, fit for a message: one line, printable, at most 30 characters."""
    line = " ".join(text[:100].split())
    printable = "".join(c if c.isprintable() else "\N{WHITE SQUARE}" for c in line[:30])
    return printable if len(line) <= 30 else f"{printable}…"
