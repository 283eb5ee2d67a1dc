"""W20, W13: 三公经费 and 机关运行经费 are what their economic accounts say.

因公出国（境）费 is 30212, 公务接待费 30217, 公务用车运行维护费 30231, 公务用车购置费 31013 and 30913, for
basic and project spending of 财政拨款 together. 机关运行经费 is the operating cost paid by 一般公共预算.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.comparisons import Side, differing
from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_ACCOUNTS = {
    "overseas": ("30212",),
    "vehicle_purchase": ("31013", "30913"),
    "vehicle_operation": ("30231",),
    "reception": ("30217",),
}
_OPERATING = "general_public.operating"
_OPERATING_NAME = "机关运行经费"


def check_three_public_accounts(context: CheckContext) -> Iterator[Finding]:
    """Compare every part that is filled in, once any line by economic classification was entered."""
    if not context.data.year.economic_lines:
        return
    for part, codes in _ACCOUNTS.items():
        key = f"three_public.{part}.actual"
        stated = context.number(key)
        spent = [context.number(f"economic.{code}.appropriation.actual") for code in codes]
        if stated is None or None in spent:
            continue
        figure = context.figure(key)
        yield from differing(
            context,
            "W20",
            Severity.WARNING,
            figure.place,
            Side(figure.name, stated),
            Side(f"经济科目{'、'.join(codes)}财政拨款支出", sum(filter(None, spent), Decimal(0))),
            "核对两处数据，或说明口径不同的原因",
        )


def check_operating_cost(context: CheckContext) -> Iterator[Finding]:
    """Compare a figure of the pack that is called 机关运行经费 with the operating cost."""
    key = context.book.resolve(_OPERATING_NAME)
    if key is None or not context.book.is_pack_figure(key) or not context.data.year.economic_lines:
        return
    stated, spent = context.number(key), context.number(_OPERATING)
    if stated is None or spent is None:
        return
    figure = context.figure(key)
    yield from differing(
        context,
        "W13",
        Severity.WARNING,
        figure.place or "budget_lines",
        Side(figure.name, stated),
        Side(context.figure(_OPERATING).name, spent),
        "行政单位和参照公务员法管理的事业单位两者应当相等，核对，或说明不相等的原因",
    )
