"""E06, W12: every fund balances (年初＋收入－支出＝年末), and begins where last year's ended.

Asked for every fund once any line of 结转和结余明细 was entered; for 政府性基金 and 国有资本经营预算 code by
code as well, where income is entered by code and no amount of carry-over stands without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.accounts.index import source_fund
from selfeval.domain.checks.comparisons import Side, differing
from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.classifications import Classification
from selfeval.domain.data import Fund, YearData
from selfeval.domain.money import total
from selfeval.domain.year_tables import FUNDS

_LABELS = {choice.value: choice.label for choice in FUNDS}
_BY_CODE = (Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL)


def check_fund_balance(context: CheckContext) -> Iterator[Finding]:
    """Compare what a fund should have left with what its lines say, in 元."""
    year = context.data.year
    if not year.carryover_lines:
        return
    for fund in Fund:
        yield from _balance(context, _LABELS[fund], _amounts(year, fund))
        if fund in _BY_CODE and year.income_details and not _has_open_codes(year, fund):
            yield from _codes(context, fund)


def check_fund_link(context: CheckContext) -> Iterator[Finding]:
    """Compare the opening of every fund with last year's closing, where both years name funds."""
    year, prior = context.data.year, context.data.prior_year
    if prior is None or not year.carryover_lines or not prior.carryover_lines:
        return
    for fund in Fund:
        opening = total(line.opening_amount for line in year.carryover_lines if line.fund is fund)
        closing = total(line.closing_amount for line in prior.carryover_lines if line.fund is fund)
        if opening is not None or closing is not None:
            yield from differing(
                context,
                "W12",
                Severity.WARNING,
                "carryover_lines",
                Side(f"{_LABELS[fund]}年初结转和结余", opening or Decimal(0)),
                Side("上年年末结转和结余", closing or Decimal(0)),
                "核对，或说明审计、追溯调整情况",
            )


def _balance(context: CheckContext, label: str, amounts: tuple[Decimal, ...]) -> Iterator[Finding]:
    opening, income, spending, closing = amounts
    yield from differing(
        context,
        "E06",
        Severity.ERROR,
        "carryover_lines",
        Side(f"{label}年初结转和结余＋本年收入－本年支出为", opening + income - spending),
        Side("年末结转和结余", closing),
        "两者应当相等，核对该资金的收入、支出和结转结余",
    )


def _amounts(year: YearData, fund: Fund) -> tuple[Decimal, ...]:
    """Opening, income, spending and closing of a fund; other funds also use and distribute surplus."""
    lines = [line for line in year.carryover_lines if line.fund is fund]
    income = total(line.actual_amount for line in year.income_lines if source_fund(line.source) is fund)
    spending = total(line.actual_amount for line in year.budget_lines if line.fund is fund)
    if fund is Fund.OTHER:
        income = total((income, year.nonfiscal_surplus_used_amount))
        spending = total((spending, year.surplus_distributed_amount))
    amounts = (
        total(line.opening_amount for line in lines),
        income,
        spending,
        total(line.closing_amount for line in lines),
    )
    return tuple(amount or Decimal(0) for amount in amounts)


def _has_open_codes(year: YearData, fund: Fund) -> bool:
    return any(
        (line.opening_amount or line.closing_amount) and not line.functional_code
        for line in year.carryover_lines
        if line.fund is fund
    )


def _codes(context: CheckContext, fund: Fund) -> Iterator[Finding]:
    """The same for every 项 of a fund (决算表十一、十三)."""
    book = context.book
    columns = (f"{fund}.opening", f"{fund}.income", f"{fund}.actual", f"{fund}.closing")
    for code in book.accounts.codes(Classification.FUNCTIONAL):
        if len(code) == max(Classification.FUNCTIONAL.levels):
            amounts = tuple(context.number(f"functional.{code}.{column}") for column in columns)
            label = f"{book.account_name(Classification.FUNCTIONAL, code)}（{code}）{_LABELS[fund]}"
            yield from _balance(context, label, tuple(amount or Decimal(0) for amount in amounts))
