"""A department year with final accounts: the published figures of luzhou-2020, split by hand where needed.

The seventeen 项 are as published (万元); basic spending is 590.31 of them, of which 58.61 operating. The
split by economic classification was never published: here it only adds up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from selfeval.domain.data import (
    BudgetLine,
    CarryoverLine,
    EconomicLine,
    EvaluationData,
    Fund,
    IncomeDetail,
    IncomeLine,
    IncomeSource,
    SpendingNature,
    ThreePublicLine,
    ThreePublicPart,
    YearData,
    YearKind,
)
from tests.support.published import published_year

PERSONNEL, OPERATING, PROJECT = (
    SpendingNature.PERSONNEL,
    SpendingNature.OPERATING,
    SpendingNature.PROJECT,
)
ITEMS: tuple[tuple[str, SpendingNature, str, str], ...] = (
    ("2013202", PROJECT, "71", "71"),
    ("2060101", PERSONNEL, "284.75", "284.75"),
    ("2060101", OPERATING, "58.61", "58.61"),
    ("2060102", PROJECT, "295.86", "295.86"),
    ("2060499", PROJECT, "220", "220"),
    ("2060502", PROJECT, "1970", "1970"),
    ("2060599", PROJECT, "30", "30"),
    ("2060702", PROJECT, "66.64", "66.64"),
    ("2060899", PROJECT, "1000", "1000"),
    ("2069999", PROJECT, "1321.04", "1321.04"),
    ("2080501", PERSONNEL, "130.18", "130.18"),
    ("2080505", PERSONNEL, "25.50", "26.84"),
    ("2080506", PERSONNEL, "11.94", "13.42"),
    ("2101101", PERSONNEL, "12.43", "20.79"),
    ("2101103", PERSONNEL, "4.52", "4.52"),
    ("2101199", PERSONNEL, "4.16", "4.16"),
    ("2210201", PERSONNEL, "35.64", "35.64"),
    ("2210203", PERSONNEL, "22.58", "22.58"),
)
"""Code, nature, spent, budget of 一般公共预算 in 万元."""
PROJECTS = {"2060502": "创新引导资金", "2060702": "科普经费"}
"""Names of projects by code."""
_ECONOMIC = {
    PERSONNEL: "30101",
    OPERATING: "30201",
    PROJECT: "31299",
}
_RETIRED = "2080501"


def wan(amount: str) -> Decimal:
    """Return 万元 as 元."""
    return Decimal(amount) * 10000


def budget_lines() -> tuple[BudgetLine, ...]:
    """Return the spending: seventeen 项 of 一般公共预算, and 4.18 of other funds."""
    lines = [
        BudgetLine(
            functional_code=code,
            name="",
            nature=nature,
            adjusted_amount=wan(budget),
            actual_amount=wan(spent),
        )
        for code, nature, spent, budget in ITEMS
    ]
    other = BudgetLine(
        functional_code="2060102",
        name="",
        nature=PROJECT,
        fund=Fund.OTHER,
        adjusted_amount=wan("4.18"),
        actual_amount=wan("4.18"),
    )
    return (*lines, other)


def economic_lines() -> tuple[EconomicLine, ...]:
    """Return the same spending by economic account; 三公经费 as published in 30217 and 30231."""
    lines: list[EconomicLine] = []
    for line in budget_lines():
        amount = line.actual_amount or Decimal(0)
        if line.nature is OPERATING:
            for code, part in (("30217", wan("2.01")), ("30231", wan("4.53"))):
                lines.append(_economic(line, code, part))
                amount -= part
        code = "30302" if line.functional_code == _RETIRED else _ECONOMIC[line.nature]
        lines.append(_economic(line, code, amount))
    return tuple(lines)


def _economic(line: BudgetLine, code: str, amount: Decimal) -> EconomicLine:
    is_named = line.nature is PROJECT
    return EconomicLine(
        functional_code=line.functional_code,
        economic_code=code,
        nature=line.nature,
        fund=line.fund,
        project=PROJECTS.get(line.functional_code, "其他科技项目") if is_named else "",
        actual_amount=amount,
    )


def year(**changes: Any) -> YearData:
    """Return the year 2020, with other values where given."""
    values: dict[str, Any] = {
        "fiscal_year": 2020,
        "carryover_in_amount": wan("36.55"),
        "carryover_out_amount": wan("12.26"),
        "budget_lines": budget_lines(),
        "economic_lines": economic_lines(),
        "income_lines": (
            IncomeLine(source=IncomeSource.GENERAL_PUBLIC_APPROPRIATION, actual_amount=wan("5544.53")),
            IncomeLine(source=IncomeSource.OTHER, actual_amount=wan("0.21")),
        ),
        "income_details": (
            IncomeDetail(
                functional_code="2060101",
                source=IncomeSource.GENERAL_PUBLIC_APPROPRIATION,
                actual_amount=wan("5544.53"),
            ),
            IncomeDetail(functional_code="2060102", source=IncomeSource.OTHER, actual_amount=wan("0.21")),
        ),
        "carryover_lines": (
            CarryoverLine(opening_amount=wan("31.50"), closing_amount=wan("11.18")),
            CarryoverLine(fund=Fund.OTHER, opening_amount=wan("5.05"), closing_amount=wan("1.08")),
        ),
        "three_public": (
            ThreePublicLine(part=ThreePublicPart.OVERSEAS, actual_amount=Decimal(0)),
            ThreePublicLine(part=ThreePublicPart.VEHICLE_OPERATION, actual_amount=wan("4.53")),
            ThreePublicLine(part=ThreePublicPart.RECEPTION, actual_amount=wan("2.01")),
        ),
    }
    return YearData(**(values | changes))


def prior_year() -> YearData:
    """Return 2019 as far as it was published: totals, entered without codes."""
    return YearData(
        fiscal_year=2019,
        kind=YearKind.OPENING_COMPARATIVES,
        budget_lines=(
            BudgetLine(functional_code="", name="", nature=OPERATING, actual_amount=wan("64.40")),
            BudgetLine(functional_code="", name="", nature=PROJECT, actual_amount=wan("4001.23")),
            BudgetLine(
                functional_code="",
                name="",
                nature=PROJECT,
                fund=Fund.OTHER,
                actual_amount=wan("31.68"),
            ),
        ),
        carryover_out_amount=wan("36.55"),
        carryover_lines=(
            CarryoverLine(closing_amount=wan("31.50")),
            CarryoverLine(fund=Fund.OTHER, closing_amount=wan("5.05")),
        ),
    )


def accounts(**changes: Any) -> EvaluationData:
    """Return an evaluation under the pack bishan-2022 whose year is this one."""
    return published_year("bishan-2022").model_copy(
        update={"year": year(**changes), "prior_year": prior_year()}
    )
