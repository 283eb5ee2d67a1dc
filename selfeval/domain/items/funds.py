"""The funds of an item by source, and their total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.data import Item, ItemFund, YearData
from selfeval.domain.money import total

TOTAL = "total"
"""The source of the row that states the whole (年度资金总额)."""

AMOUNTS = ("initial_amount", "whole_year_amount", "executed_amount")


@dataclass(frozen=True)
class FundLine:
    """Amounts of one source in 元; ``None`` where nothing is filled in."""

    source: str
    label: str
    initial_amount: Decimal | None
    whole_year_amount: Decimal | None
    executed_amount: Decimal | None
    reason: str = ""

    @property
    def execution_rate(self) -> Decimal | None:
        """Executed ÷ whole-year amount; ``None`` without either, or where nothing was budgeted."""
        if self.executed_amount is None or not self.whole_year_amount:
            return None
        return self.executed_amount / self.whole_year_amount


def funds_of(year: YearData, item: Item) -> tuple[ItemFund, ...]:
    """Return the fund rows of an item."""
    return tuple(fund for fund in year.item_funds if item.code and fund.item == item.code)


def source_amount(funds: Iterable[ItemFund], source: str, column: str) -> Decimal | None:
    """Return an amount of one source, rows of the same source added up."""
    return total(getattr(fund, column) for fund in funds if fund.source == source)


def parts_amount(funds: Iterable[ItemFund], column: str) -> Decimal | None:
    """Return the sum over all sources, without the row that states the whole."""
    return total(getattr(fund, column) for fund in funds if fund.source != TOTAL)


def total_amount(funds: tuple[ItemFund, ...], column: str) -> Decimal | None:
    """Return the whole as stated, or the sum of the sources where it is not stated."""
    stated = source_amount(funds, TOTAL, column)
    return parts_amount(funds, column) if stated is None else stated


def fund_line(funds: tuple[ItemFund, ...], source: str, label: str) -> FundLine:
    """Return one row of the form, filled in."""

    def amount(column: str) -> Decimal | None:
        return total_amount(funds, column) if source == TOTAL else source_amount(funds, source, column)

    reasons = dict.fromkeys(fund.reason.strip() for fund in funds if fund.source == source)
    initial, whole_year, executed = map(amount, AMOUNTS)
    return FundLine(source, label, initial, whole_year, executed, "；".join(filter(None, reasons)))
