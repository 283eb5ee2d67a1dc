"""E16: every row of a project belongs to one: codes are there and unique, forms, sources and groups exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.spots import FUNDS, INDICATORS
from selfeval.domain.items.case import form_of
from selfeval.domain.items.funds import TOTAL
from selfeval.domain.scoring.result import ItemScore


def check_item_rows(context: CheckContext) -> Iterator[Finding]:
    """Name rows that no form has a place for; silent where the pack evaluates no projects."""
    if not context.pack.forms:
        return
    year = context.data.year
    items = Counter(item.code for item in year.items)
    for item in year.items:
        label = f"“{item.name}”" if item.name else "一个未命名的项目"
        if not item.code or items[item.code] > 1:
            found = f"项目编码“{item.code}”重复" if item.code else "没有项目编码"
            yield _lost(context, "items", f"{label}{found}，不能单独自评，为它另设编码", label)
        elif form_of(context.pack, item) is None:
            form = f"自评表式“{item.form}”" if item.form else "这一类别的自评表式"
            yield _lost(context, "items", f"{label}所用的{form}不在体系包内，改选表式", label)
    for table in ("item_funds", "item_indicators", "item_aspects"):
        lost = sorted({row.item for row in getattr(year, table)} - set(items))
        for code in lost:
            yield _lost(context, table, f"有资金或指标填在编码为“{code}”的项目下，但没有这个项目", code)
    for scored in context.score.items:
        yield from _rows(context, scored)


def _rows(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    case, year = item.case, context.data.year
    own = case.item.code
    sources = {row.key for row in case.form.fund_rows} | {TOTAL}
    for fund in year.item_funds:
        if fund.item == own and fund.source not in sources:
            message = f"的资金来源“{fund.source}”不在“{case.form.name}”之内，改选资金来源"
            yield context.item_finding("E16", Severity.ERROR, item, message, left=fund.source, spot=FUNDS)
    for row in year.item_indicators:
        group = case.form.group(row.level1)
        if row.item != own:
            continue
        if group is None:
            message = f"的指标“{row.name}”所属一级指标“{row.level1}”不在“{case.form.name}”之内，改选一级指标"
            yield context.item_finding("E16", Severity.ERROR, item, message, left=row.name, spot=INDICATORS)
        elif row.level2 and group.level2 and row.level2 not in group.level2:
            message = (
                f"的指标“{row.name}”列在“{row.level2}”之下，“{group.name}”的二级指标为"
                f"{'、'.join(group.level2)}，核对所属二级指标"
            )
            spot = next((code for code, each in case.indicators.items() if each is row), INDICATORS)
            yield context.item_finding("W11", Severity.WARNING, item, message, left=row.level2, spot=spot)


def _lost(context: CheckContext, place: str, message: str, left: str) -> Finding:
    return context.finding("E16", Severity.ERROR, place, message, left=left)
