"""What a figure is: its definition, its possible values, and how names compare."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.formula import NotApplicable
from selfeval.domain.numbers import Quantity

FigureResult = Decimal | NotApplicable | None
"""A value (元, ratio, count, points), NOT_APPLICABLE (无此项), or ``None`` where nothing is filled in."""


@dataclass(frozen=True)
class Figure:
    """The definition of a named figure.

    ``place`` is the cell (``three_public.reception.actual_amount``), the table it is summed from
    (``budget_lines``) or the entry it comes from; empty for figures computed by ``formula``. ``unit`` and
    ``decimals`` override what its quantity and the pack would print (``unit`` 元 for amounts per head).
    ``aliases`` are the other names that official documents use for it.
    """

    key: str
    name: str
    quantity: Quantity
    unit: str = ""
    decimals: int | None = None
    place: str = ""
    formula: str = ""
    aliases: tuple[str, ...] = ()


_IGNORED = str.maketrans("", "", "“”\"'‘’「」《》〈〉【】[]〔〕")


def normalise_name(name: str) -> str:
    """Return the form under which names are compared: full width as half width, no quotes, no spaces."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_IGNORED).split())
