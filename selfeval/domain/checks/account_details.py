"""E07: income by code and carry-over by fund add up to the totals of the year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.comparisons import Side, differing
from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.money import total
from selfeval.domain.year_tables import INCOME_SOURCES

_CARRYOVER = (
    ("opening_amount", "carryover_in_amount", "年初结转和结余"),
    ("closing_amount", "carryover_out_amount", "年末结转和结余"),
)


def check_income_details(context: CheckContext) -> Iterator[Finding]:
    """Compare income by code with income by source, source by source, once any line was entered."""
    year = context.data.year
    if not year.income_details:
        return
    for choice in INCOME_SOURCES:
        detailed, stated = (
            total(line.actual_amount for line in lines if line.source == choice.value) or Decimal(0)
            for lines in (year.income_details, year.income_lines)
        )
        yield from differing(
            context,
            "E07",
            Severity.ERROR,
            "income_details",
            Side(f"收入功能分类明细中{choice.label}合计", detailed),
            Side("收入决算数", stated),
            "两者应当相等，核对明细或收入决算数",
        )


def check_carryover_details(context: CheckContext) -> Iterator[Finding]:
    """Compare carry-over by fund with both totals of the year, once any line was entered."""
    year = context.data.year
    if not year.carryover_lines:
        return
    for column, stated_column, label in _CARRYOVER:
        detailed = total(getattr(line, column) for line in year.carryover_lines)
        stated: Decimal | None = getattr(year, stated_column)
        if detailed is not None or stated is not None:
            yield from differing(
                context,
                "E07",
                Severity.ERROR,
                "carryover_lines",
                Side(f"结转和结余明细的{label}合计", detailed or Decimal(0)),
                Side(f"年度{label}", stated or Decimal(0)),
                "两者应当相等，核对明细或年度数",
            )
