"""W14: texts name as many projects and transfer payments as there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_DIGITS = r"(?P<{}>\d{{1,4}})\s*[个项]"
_PROJECTS = re.compile(
    rf"(?:预算支出项目|支出项目|预算项目)(?:共|共计|合计)?\s*{_DIGITS.format('after')}(?!月)"
    rf"|{_DIGITS.format('before')}(?:预算)?项目(?:支出)?(?:绩效)?(?:自评|评价)"
)
_TRANSFERS = re.compile(
    rf"转移支付(?:项目)?(?:共|共计|合计)?\s*{_DIGITS.format('after')}(?!月)"
    rf"|{_DIGITS.format('before')}转移支付"
)
_KINDS = (
    (_PROJECTS, "items.project.count", "项目"),
    (_TRANSFERS, "items.transfer.count", "转移支付"),
)


def check_item_count(context: CheckContext) -> Iterator[Finding]:
    """Compare numbers written by hand with the list; a number that is a live reference always agrees."""
    if not context.score.items:
        return
    for place, label, content in context.texts():
        for pattern, key, name in _KINDS:
            count = context.number(key) or Decimal(0)
            for match in pattern.finditer(content):
                written = Decimal(match["after"] or match["before"])
                if written == count:
                    continue
                yield context.finding(
                    "W14",
                    Severity.WARNING,
                    place,
                    f"{label}写有“{match.group()}”，"
                    f"列入自评的{name}为 {count} 个，核对个数，或改用数据项引用",
                    left=str(written),
                    right=str(count),
                )
