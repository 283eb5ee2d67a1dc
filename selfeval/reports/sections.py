"""Where pages begin and turn: one pass over the blocks that the HTML and DOCX writers share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from math import ceil

from selfeval.domain.report.document import (
    Block,
    Cover,
    Document,
    Heading,
    HeadingRole,
    Paragraph,
    Signature,
    Table,
    Title,
    Toc,
)
from selfeval.reports import style
from selfeval.reports.tables import keeps_whole, row_heights
from selfeval.reports.text import width_em


@dataclass(frozen=True)
class Section:
    """Blocks that start on a new page and share one paper orientation."""

    landscape: bool
    blocks: tuple[Block, ...]


def sections(document: Document) -> tuple[Section, ...]:
    """Split a document into sections.

    A later title opens a page, and so does the mark (附件1) right above it. So do parts, attachments and
    forms, but for what stands right below the heading of another of them. A cover stands alone, a table of
    contents alone with the title above it. A landscape table takes along the titles, headings and flush lines
    right above it, and the flush lines and signature right below it, so that no page is left nearly empty. A
    long one with a caption right after another begins a page.
    """
    done: list[Section] = []
    current: list[Block] = []
    landscape = False

    def close(carry: int = 0) -> None:
        """End the section, but keep its last ``carry`` blocks for the next one."""
        nonlocal current
        cut = len(current) - carry
        if cut:
            done.append(Section(landscape, tuple(current[:cut])))
        current = current[cut:]

    for block in document.blocks:
        if isinstance(block, Table) and block.landscape:
            if not landscape:
                close(_trailing_openers(current))
                landscape = True
            elif current and _is_long_form(block) and _is_long_form(current[-1]):
                close()
        elif opens_page(block):
            if current and not opens_page(current[-1]):
                close()
                landscape = False
        elif isinstance(block, Title):
            carry = 1 if current and is_annex_mark(current[-1]) else 0
            if any(not isinstance(earlier, Title) for earlier in current[: len(current) - carry]):
                close(carry)
                landscape = False
        elif isinstance(block, Toc):
            if any(not isinstance(earlier, Title) for earlier in current):
                close()
                landscape = False
        elif (landscape and not _stays_with_table(block)) or any(
            isinstance(earlier, Cover | Toc) for earlier in current
        ):
            close()
            landscape = False
        current.append(block)
    close()
    return tuple(done)


def opens_page(block: Block) -> bool:
    """Whether a block is the heading of a part, an attachment or a form."""
    return isinstance(block, Heading) and block.role is not HeadingRole.SECTION


def has_parts(document: Document) -> bool:
    """Whether a document is divided into parts, so that its other headings stand one level deeper."""
    return any(isinstance(block, Heading) and block.role is HeadingRole.PART for block in document.blocks)


def toc_entries(document: Document, toc: Toc) -> tuple[Heading, ...]:
    """Return the headings that stand in a table of contents."""
    headings = (block for block in document.blocks if isinstance(block, Heading))
    return tuple(heading for heading in headings if heading.listed and heading.level <= toc.depth)


def toc_type(document: Document) -> style.TocType:
    """Return how the table of contents is set: the widest way that leaves it on the page of its title.

    One that needs more than this page anyhow is set as the body, and so is that of a document without one.
    """
    toc = next((block for block in document.blocks if isinstance(block, Toc)), None)
    if toc is None:
        return style.TOC_TYPES[0]
    before = tuple(takewhile(lambda block: block is not toc, document.blocks))
    title = before[-1] if before and isinstance(before[-1], Title) else None
    room = style.LINES_PER_PAGE * style.LINE_PT - style.LINE_PT - style.TOC_GAP_PT
    if title is not None:
        room -= _lines(title.lines, style.TITLE_PT) * style.TITLE_LINE_PT + style.LINE_PT
    parted = has_parts(document)
    entries = [
        (heading.entry, outline_level(heading, parted=parted) - 1) for heading in toc_entries(document, toc)
    ]
    for kind in style.TOC_TYPES:
        if sum(_lines((words,), kind.size_pt, indent) for words, indent in entries) * kind.line_pt <= room:
            return kind
    return style.TOC_TYPES[0]


def _lines(texts: tuple[str, ...], size_pt: float, indent: int = 0) -> int:
    """How many lines texts take, each with an indent and room for a page number."""
    width = style.TYPE_AREA_WIDTH_MM * style.PT_PER_MM / size_pt - indent
    return sum(max(1, ceil(width_em(text) / width)) for text in texts)


def outline_level(heading: Heading, *, parted: bool) -> int:
    """Return a heading's level from 1 in the outline of the file: what is attached stands below its title."""
    return heading.level + (1 if parted else 0) + (0 if heading.listed else 1)


def plain_text(paragraph: Paragraph) -> str:
    """The paragraph's words without their marks."""
    return "".join(run.text for run in paragraph.runs)


def is_annex_mark(block: Block) -> bool:
    """Whether ``block`` is the line 附件1 that opens an annex (黑体, flush left)."""
    return isinstance(block, Paragraph) and not block.indent and plain_text(block).startswith("附件")


def _is_long_form(block: Block) -> bool:
    """Whether a block is a landscape table with a caption that fills most of a page or more."""
    if not (isinstance(block, Table) and block.landscape and block.caption):
        return False
    return not keeps_whole(row_heights(block, landscape=True), landscape=True)


def _stays_with_table(block: Block) -> bool:
    return isinstance(block, Signature) or (isinstance(block, Paragraph) and not block.indent)


def _trailing_openers(blocks: list[Block]) -> int:
    """How many blocks at the end belong to what comes next."""
    count = 0
    for block in reversed(blocks):
        flush = isinstance(block, Paragraph) and not block.indent
        if not (flush or isinstance(block, Title | Heading)):
            break
        count += 1
    return count
