"""E10: numbers written by hand into text are well formed (2464.3157.66, 139,26.31)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_TOKEN = re.compile(r"(?<![\d.,])\d[\d.,，]*\d(?![\d])")
_WELL_FORMED = re.compile(r"\d+(\.\d+)?|\d{1,3}([,，]\d{3})+(\.\d+)?")
_DATE = re.compile(r"(19|20)\d{2}\.\d{1,2}(\.\d{1,2})?")
_LIST = re.compile(r"\d{1,2}(，\d{1,2})+")


def check_malformed_numbers(context: CheckContext) -> Iterator[Finding]:
    """Name every number in hand-written text with two points or a misplaced thousands separator."""
    for place, label, content in context.texts():
        for match in _TOKEN.finditer(content):
            token = match.group()
            if _WELL_FORMED.fullmatch(token) or _DATE.fullmatch(token) or _LIST.fullmatch(token):
                continue
            if "，" in token and all(_WELL_FORMED.fullmatch(part) for part in token.split("，")):
                continue
            yield context.finding(
                "E10",
                Severity.ERROR,
                place,
                f"{label}中的数字“{token}”书写有误：小数点只能有一个，千分位每三位一节，改正后保存",
                left=token,
            )
