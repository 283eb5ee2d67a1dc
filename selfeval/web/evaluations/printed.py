"""What a section of the report prints besides its texts, named as it is headed there."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.pack import (
    AnalysisBlock,
    ChartBlock,
    DocumentBlock,
    GlossaryBlock,
    ItemsBlock,
    Section,
    TableBlock,
)
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text

_ITEMS = {None: "项目和转移支付", "project": "预算项目", "transfer": "转移支付"}


def printed_names(section: Section, prose: Context) -> tuple[str, ...]:
    """Return the captions of tables and charts that the section prints this year, and its other parts."""
    return tuple(dict.fromkeys(_names(section, prose)))


def _names(section: Section, prose: Context) -> Iterator[str]:
    pack = prose.pack
    for block in section.blocks:
        if not holds(getattr(block, "when", None), prose):
            continue
        match block:
            case TableBlock():
                captions = [table.caption for table in pack.tables if table.key == block.table]
                yield _caption(captions, prose) or "表格"
            case ChartBlock():
                captions = [chart.caption for chart in pack.charts if chart.key == block.chart]
                yield _caption(captions, prose) or "图"
            case AnalysisBlock():
                yield "指标分析（在“指标评分”中修改）"
            case ItemsBlock():
                yield f"{_ITEMS[block.kind]}的自评"
            case DocumentBlock():
                yield from (report.label for report in pack.documents if report.kind == block.kind)
            case GlossaryBlock():
                yield "名词解释"


def _caption(captions: list[str], prose: Context) -> str:
    return render_text(captions[0], prose).strip() if captions else ""
