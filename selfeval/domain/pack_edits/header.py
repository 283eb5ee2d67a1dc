"""What a pack is called, where and when it serves, and how it prints."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.pack import Pack


def edit_header(
    pack: Pack,
    *,
    name: str,
    jurisdiction: str,
    fiscal_year: int | None,
    basis: tuple[str, ...],
    remarks: str,
    is_library: bool,
    money_unit: MoneyUnit,
    rate_decimals: int,
    score_decimals: int,
    full_mark: Decimal,
) -> Pack:
    """Return the pack with another header; ``full_mark`` is in points."""
    return pack.model_copy(
        update={
            "name": name,
            "jurisdiction": jurisdiction,
            "fiscal_year": fiscal_year,
            "basis": basis,
            "remarks": remarks,
            "is_library": is_library,
            "money_unit": money_unit,
            "rate_decimals": rate_decimals,
            "score_decimals": score_decimals,
            "full_mark": full_mark,
        }
    )
