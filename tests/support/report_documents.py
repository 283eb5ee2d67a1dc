"""Small documents that put one property of a printed page to the test."""

from __future__ import annotations

from selfeval.domain.report.document import Block, Document, Paragraph, Run

LINES = 22
CHARACTERS = 28
# Type area of GB/T 9704-2012 in points: A4 less 28 mm on the left and 26 mm on the right, 37 mm above.
LEFT_EDGE = 28 / 25.4 * 72
RIGHT_EDGE = (210 - 26) / 25.4 * 72
TOP_EDGE = 37 / 25.4 * 72
BOTTOM_EDGE = (297 - 35) / 25.4 * 72
_PLAIN = "预算绩效管理工作总体要求部门整体支出自评报告编制说明与考核结果应用情况年度重点任务完成"


def document(*blocks: Block, draft: bool = False) -> Document:
    """A report of the given blocks."""
    return Document(
        kind="report",
        code="SE-1",
        title="测试报告",
        organization="某某局",
        subject="绩效自评",
        blocks=blocks,
        draft=draft,
    )


def characters(count: int) -> str:
    """``count`` Chinese characters without punctuation, each line of 28 starting differently."""
    return (_PLAIN * (count // len(_PLAIN) + 1))[:count]


def two_full_pages() -> Document:
    """A flush paragraph that fills two pages of 22 lines × 28 characters exactly."""
    words = characters(2 * LINES * CHARACTERS)
    return document(Paragraph((Run(words),), indent=False))
