"""The composer: year, scores and pack become one neutral document, which every writer prints."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace

from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook
from selfeval.domain.items.case import REPORT
from selfeval.domain.pack import (
    AnalysisBlock,
    ChartBlock,
    ItemsBlock,
    Pack,
    ReportDefinition,
    Section,
    TableBlock,
    TextBlock,
)
from selfeval.domain.pack import Block as PackBlock
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.report.charts import compose_chart
from selfeval.domain.report.document import Block, Document, Heading, Signature, Title, Toc
from selfeval.domain.report.item_documents import item_documents
from selfeval.domain.report.numbering import heading_number
from selfeval.domain.report.tables import compose_table
from selfeval.domain.report.texts import (
    ANALYSIS_PREFIX,
    analysis_template,
    block_paragraphs,
    paragraphs,
)
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.domain.sections import walk_sections

PREFACE = "preface"
_DEEPEST_LEVEL = 4

_Placed = tuple[Block, tuple[str, ...]]


def compose(
    data: EvaluationData,
    pack: Pack,
    score: EvaluationScore,
    book: FigureBook,
    *,
    kind: str = "report",
    draft: bool,
    fingerprint: str = "",
) -> Document:
    """Compose a document of the pack, or of one of its projects (``item_documents``).

    KeyError if there is none of this kind. ``draft`` marks it as 草稿; ``fingerprint`` is the hash of the
    snapshot that it was made from.
    """
    context = Context(data, pack, book, score)
    own = next((each for each in item_documents(score) if each.kind == kind), None)
    definition = pack.document(kind) if own is None else own.definition
    if own is not None:
        context = context.for_item(own.item)
    label = definition.label if own is None else own.label
    lines = tuple(render_text(line, context) for line in definition.title)
    return Document(
        kind=kind,
        code=data.code,
        title="".join(lines),
        organization=data.department.name,
        subject=f"{data.year.fiscal_year}年度{label}",
        blocks=(Title(lines), *_Composer(context, definition).blocks()),
        draft=draft,
        fingerprint=fingerprint,
        keywords=(data.department.name, f"{data.year.fiscal_year}年度", label),
    )


def section_blocks(
    data: EvaluationData,
    pack: Pack,
    score: EvaluationScore,
    book: FigureBook,
    section: str,
    *,
    kind: str = "report",
) -> tuple[Block, ...]:
    """Return what one section of the outline (with all below it), or the ``preface``, prints, numbered as
    in the whole document. KeyError if there is no such document or section.
    """
    definition = pack.document(kind)
    if section != PREFACE and section not in {one.key for one in walk_sections(definition.outline)}:
        raise KeyError(section)
    return tuple(_Composer(Context(data, pack, book, score), definition).section(section))


@dataclass
class _Numbers:
    """How many tables and charts have been numbered so far."""

    tables: int = 0
    charts: int = 0


class _Composer:
    """Walks one outline; knows which anchors and numbers are taken.

    Tables and charts are numbered in the outline. Outside it (a form printed by itself) they are not.
    """

    def __init__(self, context: Context, definition: ReportDefinition) -> None:
        self._context = context
        self._definition = definition
        self._anchors: set[str] = set()
        self._numbers: _Numbers | None = None

    def blocks(self) -> Iterator[Block]:
        """Everything below the title."""
        if self._definition.toc:
            yield Toc()
        yield from self._preface()
        for block, _ in self._outline():
            yield block
        if self._definition.signature:
            yield self._signature()

    def section(self, key: str) -> Iterator[Block]:
        """One section; the whole outline is walked, because its numbers depend on what stands before."""
        if key == PREFACE:
            return self._preface()
        return (block for block, path in self._outline() if key in path)

    def _preface(self) -> Iterator[Block]:
        return self._printed(self._definition.preface, level=1)

    def _outline(self) -> Iterator[_Placed]:
        """The blocks of the outline, each with the keys of the sections it stands in."""
        self._numbers = _Numbers()
        for number, section in enumerate(self._told(self._definition.outline), start=1):
            yield from self._section(section, 1, number, ())

    def _told(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """The sections to print: all of a department's; of a project's, those that have something to say."""
        if not self._context.is_case:
            return sections
        return tuple(section for section in sections if self._says_something(section))

    def _says_something(self, section: Section) -> bool:
        trial = _Composer(self._context, self._definition)
        return any(trial._printed(section.blocks, _DEEPEST_LEVEL)) or any(
            trial._says_something(child) for child in section.sections
        )

    def _section(
        self, section: Section, level: int, number: int, above: tuple[str, ...]
    ) -> Iterator[_Placed]:
        path = (*above, section.key)
        yield self._heading(level, number, render_text(section.title, self._context), section.key), path
        for block in self._printed(section.blocks, level + 1):
            yield block, path
        first = _analysed(section, self._context) + 1
        for position, child in enumerate(self._told(section.sections), start=first):
            yield from self._section(child, level + 1, position, path)

    def _printed(self, blocks: tuple[PackBlock, ...], level: int) -> Iterator[Block]:
        """The blocks of a section; headings of analyses stand one level below the section's own."""
        analysed = 0
        for block in blocks:
            match block:
                case TextBlock():
                    yield from block_paragraphs(block, self._context)
                case TableBlock():
                    yield from self._table(block)
                case ChartBlock():
                    yield from self._chart(block)
                case AnalysisBlock():
                    for code in self._context.indicator_codes(block.dimension or ""):
                        analysed += 1
                        yield from self._analysis(code, level, analysed)
                case ItemsBlock() if holds(block.when, self._context):
                    for context in self._context.items(block.kind):
                        analysed += 1
                        yield from self._item(block, context, level, analysed)

    def _analysis(self, code: str, level: int, number: int) -> Iterator[Block]:
        name = self._context.score.indicator(code).name
        yield self._heading(level, number, phrasing.analysis_heading(name), f"{ANALYSIS_PREFIX}{code}")
        yield from paragraphs(analysis_template(code, self._context), self._context.for_indicator(code))

    def _item(self, block: ItemsBlock, context: Context, level: int, number: int) -> Iterator[Block]:
        """A project: its name as heading, its report below it, its table, numbered with the document's."""
        inside = copy(self)
        inside._context = context
        key = context.data.code.rpartition(".")[2]
        yield self._heading(level, number, render_text(phrasing.ITEM_HEADING, context), f"item-{key}")
        report = context.pack.document(REPORT)
        if block.report:
            yield from inside._printed(report.preface, level + 1)
            for position, section in enumerate(inside._told(report.outline), start=1):
                for printed, _ in inside._section(section, level + 1, position, ()):
                    yield printed
        if block.table:
            yield from inside._table(TableBlock(table=context.pack.tables[0].key))

    def _table(self, block: TableBlock) -> Iterator[Block]:
        if holds(block.when, self._context):
            definition = next(table for table in self._context.pack.tables if table.key == block.table)
            table = compose_table(definition, self._context, self._anchor(f"table-{block.table}"))
            if self._numbers is not None and table.caption:
                self._numbers.tables += 1
                caption = phrasing.numbered_caption(phrasing.TABLE, self._numbers.tables, table.caption)
                table = replace(table, caption=caption)
            yield table

    def _chart(self, block: ChartBlock) -> Iterator[Block]:
        if holds(block.when, self._context):
            definition = next(chart for chart in self._context.pack.charts if chart.key == block.chart)
            chart = compose_chart(definition, self._context)
            if chart is None:
                return
            if self._numbers is not None and chart.caption:
                self._numbers.charts += 1
                caption = phrasing.numbered_caption(phrasing.CHART, self._numbers.charts, chart.caption)
                chart = replace(chart, caption=caption)
            yield chart

    def _heading(self, level: int, number: int, text: str, key: str) -> Heading:
        level = min(level, _DEEPEST_LEVEL)
        return Heading(level, heading_number(level, number), text, self._anchor(f"section-{key}"))

    def _anchor(self, wanted: str) -> str:
        """The wanted anchor, with a number where it is taken; keys may hold dots, anchors may not."""
        base = wanted.replace(".", "-")
        anchor, copy = base, 1
        while anchor in self._anchors:
            copy += 1
            anchor = f"{base}-{copy}"
        self._anchors.add(anchor)
        return anchor

    def _signature(self) -> Signature:
        data = self._context.data
        date = data.report_date
        text = phrasing.long_date(date) if date else phrasing.missing_figure(phrasing.REPORT_DATE)
        return Signature(data.department.name, text)


def _analysed(section: Section, context: Context) -> int:
    """How many numbered headings the analyses and projects of a section take before its subsections."""
    analyses = sum(
        len(context.indicator_codes(block.dimension or ""))
        for block in section.blocks
        if isinstance(block, AnalysisBlock)
    )
    items = sum(
        len(tuple(context.items(block.kind)))
        for block in section.blocks
        if isinstance(block, ItemsBlock) and holds(block.when, context)
    )
    return analyses + items
