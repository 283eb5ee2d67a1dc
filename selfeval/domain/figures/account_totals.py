"""Named totals of the final accounts: 收、支总计, 财政拨款 by fund, 一般公共预算 by nature, 机关运行经费.

Every other figure of the final accounts is asked for by code (``selfeval.domain.accounts``).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter

from selfeval.domain.accounts.measures import (
    APPROPRIATION_FUNDS,
    BASIC_NATURES,
    CARRYOVER_COLUMNS,
    FUND_LABELS,
    NATURE_LABELS,
    SPENDING_COLUMNS,
)
from selfeval.domain.data import Fund, SpendingNature, YearData
from selfeval.domain.figures.readers import Read, SourceFigure, money, sum_of, value_of
from selfeval.domain.money import total

_FUND_SOURCES = {fund: f"{fund.value}_appropriation" for fund in APPROPRIATION_FUNDS}
_SPENDING, _CARRYOVER, _INCOME = "budget_lines", "carryover_lines", "income_lines"
_NATURE_ALIASES = {
    "operating": ("机关运行经费", "机关运行经费支出", "机关运行经费决算数"),
    "basic": ("一般公共预算基本支出", "一般公共预算财政拨款基本支出", "一般公共预算财政拨款基本支出决算数"),
    "project": ("一般公共预算项目支出", "一般公共预算财政拨款项目支出", "一般公共预算财政拨款项目支出决算数"),
}


def account_totals() -> Iterator[SourceFigure]:
    """Yield the named totals."""
    income = sum_of(_INCOME, "actual_amount")
    spending = sum_of(_SPENDING, "actual_amount")
    opening, closing = value_of("carryover_in_amount"), value_of("carryover_out_amount")
    surplus = (value_of("nonfiscal_surplus_used_amount"), value_of("surplus_distributed_amount"))
    yield money(
        *("accounts.surplus_used", "使用非财政拨款结余", surplus[0], "year.nonfiscal_surplus_used_amount"),
        *("使用非财政拨款结余（含专用结余）", "用事业基金弥补收支差额"),
    )
    yield money("accounts.surplus_distributed", "结余分配", surplus[1], "year.surplus_distributed_amount")
    yield money(
        "accounts.income_total", "收入总计", _added(income, surplus[0], opening), _INCOME, "收入决算总计"
    )
    yield money(
        *("accounts.expenditure_total", "支出总计", _added(spending, surplus[1], closing), _SPENDING),
        "支出决算总计",
    )
    yield from _appropriation()
    yield from _general_public()


def _appropriation() -> Iterator[SourceFigure]:
    reads = {
        "expenditure": ("财政拨款支出决算数", _lines(_SPENDING, "actual_amount"), _SPENDING),
        "opening": ("年初财政拨款结转和结余", _lines(_CARRYOVER, "opening_amount"), _CARRYOVER),
        "closing": ("年末财政拨款结转和结余", _lines(_CARRYOVER, "closing_amount"), _CARRYOVER),
    }
    income = sum_of(_INCOME, "actual_amount", "source", _FUND_SOURCES.values())
    yield money(
        "appropriation.income_total", "财政拨款收入总计", _added(income, reads["opening"][1]), _INCOME
    )
    yield money(
        "appropriation.expenditure_total",
        "财政拨款支出总计",
        _added(reads["expenditure"][1], reads["closing"][1]),
        _SPENDING,
    )
    for part, (name, read, place) in reads.items():
        aliases = ("财政拨款支出", "财政拨款支出合计") if part == "expenditure" else ()
        yield money(f"appropriation.{part}", name, read, place, *aliases)
    for fund in APPROPRIATION_FUNDS:
        label = f"{FUND_LABELS[fund]}财政拨款"
        prefix = f"appropriation.{fund.value}"
        source = _FUND_SOURCES[fund]
        yield money(
            f"{prefix}.income",
            f"{label}本年收入",
            sum_of(_INCOME, "actual_amount", "source", (source,)),
            f"income_lines.{source}.actual_amount",
        )
        spent = _lines(_SPENDING, "actual_amount", (fund,))
        aliases = (f"{label}支出", f"{FUND_LABELS[fund]}支出合计")
        yield money(f"{prefix}.expenditure", f"{label}支出决算数", spent, _SPENDING, *aliases)
        for column, name in CARRYOVER_COLUMNS.items():
            read = _lines(_CARRYOVER, f"{column}_amount", (fund,))
            yield money(f"{prefix}.{column}", f"{label}{name}", read, _CARRYOVER)


def _general_public() -> Iterator[SourceFigure]:
    general = (Fund.GENERAL_PUBLIC,)
    label = FUND_LABELS[Fund.GENERAL_PUBLIC]
    for column, name in SPENDING_COLUMNS.items():
        aliases = (f"{label}支出",) if column == "actual" else ()
        read = _lines(_SPENDING, f"{column}_amount", general)
        yield money(f"general_public.{column}", f"{label}支出{name}", read, _SPENDING, *aliases)
    natures: dict[str, tuple[SpendingNature, ...]] = {
        "basic": BASIC_NATURES,
        "personnel": (SpendingNature.PERSONNEL,),
        "operating": (SpendingNature.OPERATING,),
        "project": (SpendingNature.PROJECT,),
    }
    for nature, kinds in natures.items():
        read = _lines(_SPENDING, "actual_amount", general, kinds)
        name = f"{label}{NATURE_LABELS[nature]}决算数"
        yield money(f"general_public.{nature}", name, read, _SPENDING, *_NATURE_ALIASES.get(nature, ()))


def _lines(
    table: str,
    column: str,
    funds: tuple[Fund, ...] = APPROPRIATION_FUNDS,
    natures: tuple[SpendingNature, ...] = (),
) -> Read:
    """Read the sum over the lines of these funds and natures (all, where none are named).

    The lines are a complete list: without such a line it is 0 as soon as the table holds any amount.
    """
    lines, cell = attrgetter(table), attrgetter(column)

    def read(year: YearData) -> Decimal | None:
        chosen = [
            line for line in lines(year) if line.fund in funds and (not natures or line.nature in natures)
        ]
        if not chosen and any(cell(line) is not None for line in lines(year)):
            return Decimal(0)
        return total(cell(line) for line in chosen)

    return read


def _added(*parts: Read) -> Read:
    """Read the sum of what is filled in."""
    return lambda year: total(part(year) for part in parts)
