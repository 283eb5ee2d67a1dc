"""W10: an item measures the same thing once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_SIGNS = re.compile(r"[\W_]+")


def check_duplicate_indicators(context: CheckContext) -> Iterator[Finding]:
    """Name indicators of a project that have the same name, but for signs and blanks; each name once."""
    for item in context.score.items:
        by_name: dict[str, list[str]] = defaultdict(list)
        for code, row in item.case.indicators.items():
            by_name[_SIGNS.sub("", row.name)].append(code)
        for name, codes in by_name.items():
            if not name or len(codes) == 1:
                continue
            first, *_ = (item.case.indicators[code] for code in codes)
            yield context.item_finding(
                "W10",
                Severity.WARNING,
                item,
                f"的指标“{first.name}”列了{len(codes)}次，合并为一项，或写明各项的区别",
                left=f"{len(codes)}次",
                right=first.name,
                spot=codes[-1],
            )
