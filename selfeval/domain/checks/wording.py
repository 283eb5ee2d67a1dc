"""I03 and I04: placeholders left in, and words and marks that official documents write otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity

_RULES = (
    ("I03", re.compile(r"[XxＸ×]{2,}|某某|（待定）|待补充"), "尚有占位文字“{found}”，补齐后保存"),
    ("I04", re.compile(r"截止(?=\d{4}年|目前|[上本]年末|年底|\d{1,2}月)"), "“{found}”应为“截至”"),
    ("I04", re.compile(r"(?<![“\"])三公(?=经费)"), "“三公”应加引号，写作“三公”经费"),
    (
        "I04",
        re.compile(r"[\[【［(（](?:19|20)\d{2}[\]】］)）](?=\s*\d+\s*号)"),
        "发文字号“{found}”应使用六角括号〔〕",
    ),
)


def check_wording(context: CheckContext) -> Iterator[Finding]:
    """Look through everything written by hand, and the document numbers of budget adjustments."""
    places = list(context.texts())
    places += [
        ("adjustments", "预算调整备案 文号", adjustment.document_numbers)
        for adjustment in context.data.year.adjustments
    ]
    for place, label, content in places:
        for check_id, pattern, message in _RULES:
            match = pattern.search(content)
            if match:
                text = message.format(found=match.group())
                yield context.finding(check_id, Severity.INFO, place, f"{label}：{text}", left=match.group())
