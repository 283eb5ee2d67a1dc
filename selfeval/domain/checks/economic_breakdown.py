"""E07, E06, W21: the lines by economic classification make up the spending that the budget lines state.

支出经济分类明细 is a breakdown: for every functional code, nature and fund its amounts add up to what was
spent. Personnel costs are 301 and 303, operating costs 302, 307, 310 and 399 (决算表八). Project spending
names its project, other spending none (决算表九).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from selfeval.domain.checks.comparisons import Side, differing
from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.classifications import Classification
from selfeval.domain.data import BudgetLine, EconomicLine, Fund, SpendingNature
from selfeval.domain.year_tables import FUNDS, NATURES

_NATURE_LABELS = {choice.value: choice.label for choice in NATURES}
_FUND_LABELS = {choice.value: choice.label for choice in FUNDS}
_CLASSES: dict[SpendingNature, tuple[str, ...]] = {
    SpendingNature.PERSONNEL: ("301", "303"),
    SpendingNature.OPERATING: ("302", "307", "310", "399"),
}
_Part = tuple[str, SpendingNature, Fund]


def check_economic_breakdown(context: CheckContext) -> Iterator[Finding]:
    """Compare every code, nature and fund, as soon as any line by economic classification was entered."""
    year = context.data.year
    if not year.economic_lines:
        return
    detailed, spent = _sums(year.economic_lines), _sums(year.budget_lines)
    for part in sorted(detailed.keys() | spent.keys(), key=lambda each: (each[0], each[2], each[1])):
        code, nature, fund = part
        name = context.book.account_name(Classification.FUNCTIONAL, code) or code or "（未填编码）"
        what = f"{name}{f'（{code}）' if code else ''}{_FUND_LABELS[fund]}{_NATURE_LABELS[nature]}"
        zero = Decimal(0)
        yield from differing(
            context,
            "E07",
            Severity.ERROR,
            "economic_lines",
            Side(f"{what}的经济分类明细合计", detailed.get(part, zero)),
            Side("支出决算数", spent.get(part, zero)),
            "补齐或核对该科目的经济分类明细",
        )


def check_economic_natures(context: CheckContext) -> Iterator[Finding]:
    """Name the economic accounts that do not belong to the kind of basic spending they stand under."""
    wrong: dict[tuple[SpendingNature, str], Decimal] = defaultdict(Decimal)
    for line in context.data.year.economic_lines:
        allowed = _CLASSES.get(line.nature)
        if allowed and line.economic_code and line.economic_code[:3] not in allowed:
            wrong[line.nature, line.economic_code[:3]] += line.actual_amount or Decimal(0)
    for (nature, code), amount in wrong.items():
        name = context.book.account_name(Classification.ECONOMIC, code)
        printed = context.amount(amount)
        allowed_codes = "、".join(_CLASSES[nature])
        yield context.finding(
            "E06",
            Severity.ERROR,
            "economic_lines",
            f"{_NATURE_LABELS[nature]}中列有{name}（{code}）{printed}，{_NATURE_LABELS[nature]}只含{allowed_codes}"
            "类科目，改正支出性质或经济科目编码",
            left=f"{_NATURE_LABELS[nature]} {code} {printed}",
        )


def check_economic_projects(context: CheckContext) -> Iterator[Finding]:
    """Name, once projects are named, project spending without a project and other spending with one."""
    lines = context.data.year.economic_lines
    if not any(line.project for line in lines):
        return
    wrong: dict[tuple[bool, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        is_project = line.nature is SpendingNature.PROJECT
        if is_project != bool(line.project) and line.actual_amount:
            wrong[is_project, line.functional_code] += line.actual_amount
    for (is_project, code), amount in wrong.items():
        name = context.book.account_name(Classification.FUNCTIONAL, code)
        printed = context.amount(amount)
        said = (
            "项目支出没有写明项目名称，补填项目名称"
            if is_project
            else "不是项目支出却写有项目名称，删去项目名称，或改正支出性质"
        )
        yield context.finding(
            "W21",
            Severity.WARNING,
            "economic_lines",
            f"{name}（{code}）有{printed}{said}",
            left=f"{code} {printed}",
        )


def _sums(lines: Iterable[BudgetLine | EconomicLine]) -> dict[_Part, Decimal]:
    sums: dict[_Part, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.functional_code, line.nature, line.fund] += line.actual_amount or Decimal(0)
    return sums
