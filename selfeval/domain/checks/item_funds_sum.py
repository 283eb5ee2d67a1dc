"""E04: the stated whole of a project's funds is the sum of its sources (年度资金总额)."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.spots import FUNDS
from selfeval.domain.items.funds import AMOUNTS, TOTAL, funds_of, parts_amount, source_amount


def check_item_funds_sum(context: CheckContext) -> Iterator[Finding]:
    """Compare every amount in 元, exactly, where the whole and a source are filled in."""
    for item in context.score.items:
        case = item.case
        funds = funds_of(context.data.year, case.item)
        labels: dict[str, str] = {column.key: column.label for column in case.form.fund_columns}
        for column in AMOUNTS:
            stated, parts = source_amount(funds, TOTAL, column), parts_amount(funds, column)
            if stated is None or parts is None or stated == parts:
                continue
            left, right = context.amount(stated), context.amount(parts)
            gap = context.amount(stated - parts)
            yield context.item_finding(
                "E04",
                Severity.ERROR,
                item,
                f"的{labels.get(column, '资金')}：{case.total.label} {left}，各来源合计 {right}，相差 {gap}，"
                "核对总额或各来源金额",
                left=left,
                right=right,
                difference=gap,
                spot=FUNDS,
            )
