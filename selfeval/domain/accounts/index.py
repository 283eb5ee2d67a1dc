"""The lines of a year added up once, for every code, fund and nature that can be asked for.

What nothing was entered for is 0 as soon as the table holds any amount, because the lines are a complete
list; unless an amount stands at a higher level (only the 类 is known), then it is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from itertools import product

from selfeval.domain.accounts.keys import AccountKey, account_key
from selfeval.domain.accounts.measures import (
    ALL,
    APPROPRIATION,
    APPROPRIATION_FUNDS,
    BASIC,
    BASIC_NATURES,
    CARRYOVER_COLUMNS,
    INCOME,
    SPENDING_COLUMNS,
)
from selfeval.domain.classifications import Classification, above
from selfeval.domain.data import (
    CarryoverLine,
    EconomicLine,
    Fund,
    IncomeDetail,
    IncomeSource,
    SpendingNature,
    YearData,
)
from selfeval.domain.money import total

ACCOUNT_TABLES = ("economic_lines", "income_details", "carryover_lines")
"""The tables that only final accounts need, beside the lines of every year."""
_Codes = tuple[str, ...]
_Parts = tuple[str, ...]


class _Sums:
    """Amounts by codes (one for every classification) and parts (fund, nature …)."""

    def __init__(self) -> None:
        self._sums: dict[tuple[_Codes, _Parts], Decimal | None] = {}
        self._own: set[tuple[_Codes, _Parts]] = set()
        self._columns: set[str] = set()

    def add(self, codes: _Codes, parts: Iterable[_Parts], column: str, amount: Decimal | None) -> None:
        """Count an amount (``None``: not filled in) for its codes and all above them, in all its parts."""
        parts = tuple((*part, column) for part in parts)
        levels = tuple(product(*(_levels(code) for code in codes)))
        for key in product(levels, parts):
            if amount is None:
                self._sums.setdefault(key, None)
            else:
                self._sums[key] = (self._sums.get(key) or Decimal(0)) + amount
        if amount is not None:
            self._columns.add(column)
            self._own.update((codes, part) for part in parts if amount)

    def value(self, codes: _Codes, part: _Parts) -> Decimal | None:
        """Return what the codes come to; ``None`` where it is not known."""
        if (codes, part) in self._sums:
            return self._sums[codes, part]
        if part[-1] not in self._columns:
            return None
        if any((higher, part) in self._own for higher in product(*(_levels(code) for code in codes))):
            return None
        return Decimal(0)


def _levels(code: str) -> tuple[str, ...]:
    """The code and all above it; the empty code stands for all."""
    return (ALL, *above(code), code) if code else (ALL,)


def _funds(fund: Fund) -> tuple[str, ...]:
    return (ALL, fund.value, *((APPROPRIATION,) if fund in APPROPRIATION_FUNDS else ()))


def _natures(nature: SpendingNature) -> tuple[str, ...]:
    return (ALL, nature.value, *((BASIC,) if nature in BASIC_NATURES else ()))


def source_fund(source: IncomeSource) -> Fund:
    """Return the fund that an income belongs to: 财政拨款 by its budget, everything else 其他资金."""
    for fund in APPROPRIATION_FUNDS:
        if source.value == f"{fund.value}_{APPROPRIATION}":
            return fund
    return Fund.OTHER


class AccountIndex:
    """The pivots of one year. Every table is added up when it is first asked for."""

    def __init__(self, year: YearData) -> None:
        self._year = year

    def value(self, key: AccountKey) -> Decimal | None:
        """Return an amount in 元; ``None`` where it is not known."""
        measure = key.measure
        if key.economic is not None:
            codes = (key.functional or ALL, key.economic)
            return self._economic.value(codes, (measure.fund, measure.nature, measure.column))
        code = (key.functional or ALL,)
        if measure.column == INCOME:
            return self._income.value(code, (measure.fund, measure.source, INCOME))
        if measure.column in CARRYOVER_COLUMNS:
            return self._carryover.value(code, (measure.fund, measure.column))
        return self._spending.value(code, (measure.fund, measure.nature, measure.column))

    def codes(self, classification: Classification) -> tuple[str, ...]:
        """Return the codes that the lines name with all above them, in order."""
        year = self._year
        lines: Iterator[str]
        if classification is Classification.ECONOMIC:
            lines = (line.economic_code for line in year.economic_lines)
        else:
            tables = (year.budget_lines, year.income_details, year.carryover_lines, year.economic_lines)
            lines = (line.functional_code for table in tables for line in table)
        return tuple(sorted({level for code in lines for level in _levels(code) if level}))

    @cached_property
    def names(self) -> dict[str, str]:
        """The names that the budget lines give their functional codes."""
        return {line.functional_code: line.name for line in self._year.budget_lines if line.name}

    def projects(self, code: str) -> dict[str, tuple[EconomicLine, ...]]:
        """Return the lines of the named projects under a functional code, by name in order of entry."""
        found: dict[str, tuple[EconomicLine, ...]] = defaultdict(tuple)
        for line in self._year.economic_lines:
            is_project = line.nature is SpendingNature.PROJECT and line.project
            if is_project and line.functional_code == code:
                found[line.project] += (line,)
        return dict(found)

    @cached_property
    def _spending(self) -> _Sums:
        sums = _Sums()
        for line in self._year.budget_lines:
            parts = tuple(product(_funds(line.fund), _natures(line.nature)))
            for column in SPENDING_COLUMNS:
                sums.add((line.functional_code,), parts, column, getattr(line, f"{column}_amount"))
        return sums

    @cached_property
    def _economic(self) -> _Sums:
        sums = _Sums()
        for line in self._year.economic_lines:
            parts = tuple(product(_funds(line.fund), _natures(line.nature)))
            sums.add((line.functional_code, line.economic_code), parts, "actual", line.actual_amount)
        return sums

    @cached_property
    def _income(self) -> _Sums:
        sums = _Sums()
        for line in self._year.income_details:
            parts = product(_funds(source_fund(line.source)), (ALL, line.source.value))
            sums.add((line.functional_code,), parts, INCOME, line.actual_amount)
        return sums

    @cached_property
    def _carryover(self) -> _Sums:
        sums = _Sums()
        for line in self._year.carryover_lines:
            parts = tuple((fund,) for fund in _funds(line.fund))
            for column in CARRYOVER_COLUMNS:
                sums.add((line.functional_code,), parts, column, getattr(line, f"{column}_amount"))
        return sums


def tables_in_use(year: YearData) -> tuple[str, ...]:
    """Return the tables of the final accounts that hold any line."""
    return tuple(key for key in ACCOUNT_TABLES if getattr(year, key))


def figures_of_line(line: EconomicLine | IncomeDetail | CarryoverLine) -> tuple[str, ...]:
    """Return the keys of the sums by code that a line is part of: those of its own fund and nature."""
    functional = f"functional.{line.functional_code}"
    match line:
        case EconomicLine():
            measure = f"{line.fund}.{line.nature}.actual"
            keys = [f"{functional}.{measure}", f"economic.{line.economic_code}.{measure}"]
        case IncomeDetail():
            keys = [f"{functional}.{INCOME}.{line.source}"]
        case CarryoverLine():
            keys = [f"{functional}.{line.fund}.{column}" for column in CARRYOVER_COLUMNS]
    return tuple(key for key in keys if account_key(key) is not None)


def project_total(lines: Iterable[EconomicLine], fund: str, nature: str) -> Decimal | None:
    """Return what lines of one project spent from a fund for a nature (empty: all)."""
    return total(
        line.actual_amount for line in lines if fund in _funds(line.fund) and nature in _natures(line.nature)
    )
