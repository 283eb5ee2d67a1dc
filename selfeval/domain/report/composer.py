"""Walking a document's outline: sections, parts, attachments and their blocks become blocks to print."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from itertools import count

from selfeval.domain.items.case import REPORT
from selfeval.domain.pack import (
    AnalysisBlock,
    ChartBlock,
    DocumentBlock,
    GlossaryBlock,
    ItemsBlock,
    RepeatBlock,
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
from selfeval.domain.report.document import (
    Block,
    Cover,
    Heading,
    HeadingRole,
    Paragraph,
    Signature,
    Title,
    Toc,
)
from selfeval.domain.report.glossary import glossary_entries
from selfeval.domain.report.numbering import attachment_number, heading_number, part_number
from selfeval.domain.report.tables import compose_table
from selfeval.domain.report.texts import (
    ANALYSIS_PREFIX,
    analysis_template,
    block_paragraphs,
    find_text_block,
    paragraphs,
)

PREFACE = "preface"
_DEEPEST_LEVEL = 4

Placed = tuple[Block, tuple[str, ...]]
"""A block with the keys of the sections it stands in."""


@dataclass
class _Numbers:
    """How many tables, charts and attachments have been numbered so far."""

    tables: int = 0
    charts: int = 0
    attachments: int = 0


class Composer:
    """Writes one document; knows which anchors and numbers are taken.

    Tables and charts are numbered in the outline. Outside it (a form printed by itself) they are not.
    """

    def __init__(self, context: Context, definition: ReportDefinition) -> None:
        self._context = context
        self._definition = definition
        self._anchors: set[str] = set()
        self._numbers: _Numbers | None = None
        self._attachment: int | None = None  # the number of the attachment that is being written
        self._is_embedded = False  # in an attachment or another document: out of the table of contents
        self._hides_captions = False  # in a form, whose heading says what the caption would

    def blocks(self) -> Iterator[Block]:
        """The whole document."""
        yield self._opening()
        if self._definition.toc:
            yield Toc()
        yield from self._preface()
        for block, _ in self._outline():
            yield block
        if self._definition.signature:
            yield self._signature()

    def section(self, key: str) -> Iterator[Block]:
        """One section; the outline is walked up to it, because its numbers depend on what stands before."""
        if key == PREFACE:
            yield from self._preface()
            return
        is_inside = False
        for block, path in self._outline():
            if key in path:
                is_inside = True
                yield block
            elif is_inside:
                return

    def _opening(self) -> Cover | Title:
        definition = self._definition
        if definition.cover:
            lines = tuple(render_text(line, self._context) for line in definition.cover)
            return Cover(lines, render_text(definition.cover_note, self._context))
        return self._title(definition)

    def _title(self, definition: ReportDefinition) -> Title:
        return Title(tuple(render_text(line, self._context) for line in definition.title))

    def _preface(self) -> Iterator[Block]:
        return self._printed(self._definition.preface, level=1)

    def _outline(self) -> Iterator[Placed]:
        self._numbers = _Numbers()
        return self._sections(self._definition.outline, 1, ())

    def _inside(self, context: Context | None = None) -> Composer:
        """A composer for what is embedded here: it shares anchors and numbers."""
        inside = copy(self)
        inside._context = context or self._context
        return inside

    # --- sections -------------------------------------------------------------------------------------

    def _told(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """The sections to print: all of a department's; of a project's, those that have something to say."""
        if not self._context.is_case:
            return sections
        return tuple(section for section in sections if self._says_something(section))

    def _says_something(self, section: Section) -> bool:
        trial = Composer(self._context, self._definition)
        return any(trial._printed(section.blocks, _DEEPEST_LEVEL)) or any(
            trial._says_something(child) for child in section.sections
        )

    def _sections(
        self, sections: tuple[Section, ...], level: int, above: tuple[str, ...], before: int = 0
    ) -> Iterator[Placed]:
        """Sections of one level; ``before`` headings stand before them. Parts and attachments count apart."""
        parts, numbers = count(1), count(before + 1)
        for section in self._told(sections):
            path = (*above, section.key)
            match section.style:
                case HeadingRole.PART:
                    yield self._part(section, next(parts)), path
                    yield from self._below(section, 0, path)
                case HeadingRole.ATTACHMENT:
                    number = self._next_attachment()
                    title = render_text(section.title, self._context)
                    yield self._attachment_heading(attachment_number(number), title, section.key), path
                    inside = self._inside()
                    inside._attachment, inside._is_embedded = number, True
                    yield from inside._below(section, 0, path)
                case _:
                    yield self._section_heading(section, level, next(numbers)), path
                    inside = self._inside()
                    inside._hides_captions = section.style is HeadingRole.FORM
                    yield from inside._below(section, level, path)

    def _below(self, section: Section, level: int, path: tuple[str, ...]) -> Iterator[Placed]:
        """What stands below a section's heading: its blocks, then its sections."""
        for block in self._printed(section.blocks, level + 1):
            yield block, path
        yield from self._sections(
            section.sections, level + 1, path, before=_numbered_blocks(section, self._context)
        )

    def _next_attachment(self) -> int:
        if self._numbers is None:
            self._numbers = _Numbers()
        self._numbers.attachments += 1
        return self._numbers.attachments

    # --- headings -------------------------------------------------------------------------------------

    def _part(self, section: Section, number: int) -> Heading:
        title = render_text(section.title, self._context)
        anchor = self._anchor(f"section-{section.key}")
        return Heading(0, part_number(number), title, anchor, HeadingRole.PART)

    def _attachment_heading(self, number: str, title: str, key: str) -> Heading:
        return Heading(1, number, title, self._anchor(f"section-{key}"), HeadingRole.ATTACHMENT)

    def _section_heading(self, section: Section, level: int, number: int) -> Heading:
        title = render_text(section.title, self._context)
        return replace(self._heading(level, number, title, section.key), role=section.style)

    def _heading(self, level: int, number: int, text: str, key: str) -> Heading:
        level = min(level, _DEEPEST_LEVEL)
        mark = heading_number(level, number)
        return Heading(level, mark, text, self._anchor(f"section-{key}"), listed=not self._is_embedded)

    def _anchor(self, wanted: str) -> str:
        """The wanted anchor, with a number where it is taken; keys may hold dots, anchors may not."""
        base = wanted.replace(".", "-")
        anchor, position = base, 1
        while anchor in self._anchors:
            position += 1
            anchor = f"{base}-{position}"
        self._anchors.add(anchor)
        return anchor

    # --- blocks ---------------------------------------------------------------------------------------

    def _printed(self, blocks: tuple[PackBlock, ...], level: int) -> Iterator[Block]:
        """The blocks of a section; a paragraph that joins the one before it continues its line."""
        numbers = count(1)
        waiting: Block | None = None
        for block in blocks:
            joins = isinstance(block, TextBlock) and block.joins
            for made in self._block(block, level, numbers):
                if joins and isinstance(made, Paragraph) and isinstance(waiting, Paragraph):
                    waiting = replace(waiting, runs=(*waiting.runs, *made.runs))
                else:
                    if waiting is not None:
                        yield waiting
                    waiting = made
                joins = False
        if waiting is not None:
            yield waiting

    def _block(self, block: PackBlock, level: int, numbers: Iterator[int]) -> Iterator[Block]:
        """What a block prints; ``numbers`` are those of the headings that blocks bring along."""
        match block:
            case TextBlock():
                yield from block_paragraphs(block, self._context)
            case RepeatBlock() if holds(block.when, self._context):
                text = find_text_block(self._context.pack, block.key)
                if text is not None:
                    yield from block_paragraphs(text, self._context)
            case TableBlock():
                yield from self._table(block)
            case ChartBlock():
                yield from self._chart(block)
            case AnalysisBlock():
                for code in self._context.indicator_codes(block.dimension or ""):
                    yield from self._analysis(code, level, next(numbers))
            case ItemsBlock() if holds(block.when, self._context):
                for context in self._context.items(block.kind):
                    yield from self._item(block, context, level, next(numbers))
            case DocumentBlock() if holds(block.when, self._context):
                yield from self._document(block, level)
            case GlossaryBlock():
                yield from (entry for _, entry in glossary_entries(self._context))

    def _analysis(self, code: str, level: int, number: int) -> Iterator[Block]:
        name = self._context.score.indicator(code).name
        yield self._heading(level, number, phrasing.analysis_heading(name), f"{ANALYSIS_PREFIX}{code}")
        yield from paragraphs(analysis_template(code, self._context), self._context.for_indicator(code))

    def _item(self, block: ItemsBlock, context: Context, level: int, number: int) -> Iterator[Block]:
        """A project: its heading, its report below it, its table, numbered with the document's."""
        inside = self._inside(context)
        key = f"item-{context.data.code.rpartition('.')[2]}"
        report = context.pack.document(REPORT)
        match block.style:
            case "section":
                yield self._heading(level, number, render_text(phrasing.ITEM_HEADING, context), key)
                below = level + 1
            case "attachment":
                part = None if self._attachment is None else number
                mark = attachment_number(self._attachment or self._next_attachment(), part)
                title = "\n".join(inside._title(report).lines)
                yield self._attachment_heading(mark, title, key)
                inside._is_embedded = True
                below = 1
            case _:
                below = level
        if block.report:
            yield from inside._printed(report.preface, below)
            for printed, _ in inside._sections(report.outline, below, ()):
                yield printed
        if block.table:
            yield from inside._table(TableBlock(table=context.pack.tables[0].key))

    def _document(self, block: DocumentBlock, level: int) -> Iterator[Block]:
        definition = self._context.pack.document(block.kind)
        inside = self._inside()
        inside._is_embedded = True
        if block.title:
            yield inside._title(definition)
        yield from inside._printed(definition.preface, level)
        for printed, _ in inside._sections(definition.outline, level, ()):
            yield printed

    def _table(self, block: TableBlock) -> Iterator[Block]:
        if not holds(block.when, self._context):
            return
        definition = next(table for table in self._context.pack.tables if table.key == block.table)
        table = compose_table(definition, self._context, self._anchor(f"table-{block.table}"))
        if self._hides_captions:
            table = replace(table, caption="")
        elif (
            self._numbers is not None and table.caption and not table.code and self._definition.number_tables
        ):
            self._numbers.tables += 1
            caption = phrasing.numbered_caption(phrasing.TABLE, self._numbers.tables, table.caption)
            table = replace(table, caption=caption)
        yield table

    def _chart(self, block: ChartBlock) -> Iterator[Block]:
        if not holds(block.when, self._context):
            return
        definition = next(chart for chart in self._context.pack.charts if chart.key == block.chart)
        chart = compose_chart(definition, self._context)
        if chart is None:
            return
        if self._numbers is not None and chart.caption:
            self._numbers.charts += 1
            caption = phrasing.numbered_caption(phrasing.CHART, self._numbers.charts, chart.caption)
            chart = replace(chart, caption=caption)
        yield chart

    def _signature(self) -> Signature:
        data = self._context.data
        date = data.report_date
        text = phrasing.long_date(date) if date else phrasing.missing_figure(phrasing.REPORT_DATE)
        return Signature(data.department.name, text)


def _numbered_blocks(section: Section, context: Context) -> int:
    """How many numbered headings the analyses and projects of a section take before its subsections."""
    analyses = sum(
        len(context.indicator_codes(block.dimension or ""))
        for block in section.blocks
        if isinstance(block, AnalysisBlock)
    )
    items = sum(
        len(tuple(context.items(block.kind)))
        for block in section.blocks
        if isinstance(block, ItemsBlock) and block.style == "section" and holds(block.when, context)
    )
    return analyses + items
