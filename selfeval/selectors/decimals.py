"""Numbers as they were entered: a column pads decimals, the data does not."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.numbers import format_number


def plain(value: Decimal | None) -> Decimal | None:
    """Return a stored number without the zeros that its column added."""
    return None if value is None else Decimal(format_number(value, None, grouping=False))
