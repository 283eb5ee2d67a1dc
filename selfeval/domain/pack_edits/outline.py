"""Edits of documents and their outlines: sections, what they ask for, and the blocks they print.

A section is named by its document's kind and its own key (a ``Place``); ``PREFACE`` stands for the blocks
before the first section. Blocks are named by their position in their place. Blocks of any kind are moved and
removed alike, so that kinds this module does not know stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from selfeval.domain.pack import (
    Block,
    ChartBlock,
    DocumentBlock,
    Pack,
    RepeatBlock,
    ReportDefinition,
    Section,
    TableBlock,
    TextBlock,
)
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged, fresh_key
from selfeval.domain.pack_edits.parts import inserted, replaced, revised, without
from selfeval.domain.report.compose import PREFACE
from selfeval.domain.sections import walk_sections

REPORT = "report"
_Sections = tuple[Section, ...]
_Change = Callable[[_Sections, int], _Sections]


@dataclass(frozen=True)
class Place:
    """Where blocks stand: a section of a document, or its preface."""

    document: str
    section: str


# --- documents ----------------------------------------------------------------------------------------


def add_document(pack: Pack, *, label: str) -> Pack:
    """Add an empty document at the end, titled with department, year and its name."""
    kinds = {document.kind for document in pack.documents}
    kind = fresh_key("document", kinds) if kinds else REPORT
    title = ("{department.name}", f"{{year}}年{label}")
    made = ReportDefinition(kind=kind, label=label, title=title)
    return revised(pack, documents=(*pack.documents, made))


def edit_document(pack: Pack, kind: str, **changes: Any) -> Pack:
    """Change fields of a document (label, title, toc, signature)."""
    index, document = find_document(pack, kind)
    return revised(pack, documents=replaced(pack.documents, index, revised(document, **changes)))


def move_document(pack: Pack, kind: str, direction: Direction) -> Pack:
    """Move a document up or down in printing order."""
    return revised(pack, documents=exchanged(pack.documents, find_document(pack, kind)[0], direction))


def remove_document(pack: Pack, kind: str) -> Pack:
    """Remove a document with its outline. Tables and charts it printed stay in the pack."""
    return revised(pack, documents=without(pack.documents, find_document(pack, kind)[0]))


def find_document(pack: Pack, kind: str) -> tuple[int, ReportDefinition]:
    """Return a document with its position. PackEditError where there is none."""
    for index, document in enumerate(pack.documents):
        if document.kind == kind:
            return index, document
    raise PackEditError("这份文档已不在体系包里，返回报告提纲查看")


# --- sections -----------------------------------------------------------------------------------------


def section_keys(pack: Pack) -> Iterator[str]:
    """Yield the keys of all sections of all documents."""
    return (section.key for document in pack.documents for section in walk_sections(document.outline))


def add_section(pack: Pack, kind: str, *, title: str, below: str = "", after: str = "") -> Pack:
    """Add an empty section: as the last one ``below`` a section, right ``after`` one, else at the end."""
    made = Section(key=fresh_key("section", set(section_keys(pack))), title=title)
    if below:
        return _with_siblings(
            pack,
            kind,
            below,
            lambda siblings, index: replaced(
                siblings, index, revised(siblings[index], sections=(*siblings[index].sections, made))
            ),
        )
    if after:
        return _with_siblings(pack, kind, after, lambda siblings, index: inserted(siblings, index + 1, made))
    return edit_document(pack, kind, outline=(*find_document(pack, kind)[1].outline, made))


def edit_section(pack: Pack, place: Place, **changes: Any) -> Pack:
    """Change fields of a section (title, asks, guidance, reading …)."""
    return _with_siblings(
        pack,
        place.document,
        place.section,
        lambda siblings, index: replaced(siblings, index, revised(siblings[index], **changes)),
    )


def move_section(pack: Pack, place: Place, direction: Direction) -> Pack:
    """Move a section with all below it: among its siblings, below the one before it, or after its parent.

    Unchanged where there is nothing to move past.
    """
    match direction:
        case Direction.IN:
            return _with_siblings(pack, place.document, place.section, _indented)
        case Direction.OUT:
            return _outdented(pack, place)
    return _with_siblings(
        pack,
        place.document,
        place.section,
        lambda siblings, index: exchanged(siblings, index, direction),
    )


def _indented(siblings: _Sections, index: int) -> _Sections:
    if index == 0:
        return siblings
    above = siblings[index - 1]
    grown = revised(above, sections=(*above.sections, siblings[index]))
    return replaced(without(siblings, index), index - 1, grown)


def _outdented(pack: Pack, place: Place) -> Pack:
    """The section right after the one that it stands below; unchanged on the first level."""

    def change(siblings: _Sections, at: int) -> _Sections:
        parent = siblings[at]
        index = [child.key for child in parent.sections].index(place.section)
        shrunk = revised(parent, sections=without(parent.sections, index))
        return replaced(siblings, at, shrunk, parent.sections[index])

    for parent in walk_sections(find_document(pack, place.document)[1].outline):
        if place.section in {child.key for child in parent.sections}:
            return _with_siblings(pack, place.document, parent.key, change)
    return pack


def remove_section(pack: Pack, place: Place) -> Pack:
    """Remove a section with all below it."""
    return _with_siblings(pack, place.document, place.section, without)


def find_section(pack: Pack, place: Place) -> Section:
    """Return a section. PackEditError where there is none."""
    _, document = find_document(pack, place.document)
    for section in walk_sections(document.outline):
        if section.key == place.section:
            return section
    raise PackEditError("这一章节已不在提纲里，返回报告提纲查看")


def _with_siblings(pack: Pack, kind: str, key: str, change: _Change) -> Pack:
    """Change the list of sections in which the section of a key stands."""
    index, document = find_document(pack, kind)
    outline = _changed(document.outline, key, change)
    if outline is None:
        raise PackEditError("这一章节已不在提纲里，返回报告提纲查看")
    return revised(pack, documents=replaced(pack.documents, index, revised(document, outline=outline)))


def _changed(sections: _Sections, key: str, change: _Change) -> _Sections | None:
    """The list with the change made in it or in a list below it; ``None`` where the key is in neither."""
    for index, section in enumerate(sections):
        if section.key == key:
            return change(sections, index)
        below = _changed(section.sections, key, change)
        if below is not None:
            return replaced(sections, index, revised(section, sections=below))
    return None


# --- blocks -------------------------------------------------------------------------------------------


def places(pack: Pack) -> Iterator[Place]:
    """Yield every place where blocks stand, in printing order."""
    for document in pack.documents:
        yield Place(document.kind, PREFACE)
        for section in walk_sections(document.outline):
            yield Place(document.kind, section.key)


def blocks_of(pack: Pack, place: Place) -> tuple[Block, ...]:
    """Return the blocks of a place in printing order."""
    if place.section == PREFACE:
        return find_document(pack, place.document)[1].preface
    return find_section(pack, place).blocks


def add_block(pack: Pack, place: Place, block: Block) -> Pack:
    """Add a block at the end of a place."""
    return _with_blocks(pack, place, (*blocks_of(pack, place), block))


def edit_block(pack: Pack, place: Place, index: int, **changes: Any) -> Pack:
    """Change fields of a block."""
    blocks = _having(pack, place, index)
    return _with_blocks(pack, place, replaced(blocks, index, revised(blocks[index], **changes)))


def move_block(pack: Pack, place: Place, index: int, direction: Direction) -> Pack:
    """Move a block up or down in its place."""
    return _with_blocks(pack, place, exchanged(_having(pack, place, index), index, direction))


def remove_block(pack: Pack, place: Place, index: int) -> Pack:
    """Remove a block. A table or chart that it printed stays in the pack."""
    return _with_blocks(pack, place, without(_having(pack, place, index), index))


def _having(pack: Pack, place: Place, index: int) -> tuple[Block, ...]:
    blocks = blocks_of(pack, place)
    if not 0 <= index < len(blocks):
        raise PackEditError("这一内容已不在本章节里，刷新后重新办理")
    return blocks


def _with_blocks(pack: Pack, place: Place, blocks: tuple[Block, ...]) -> Pack:
    if place.section == PREFACE:
        return edit_document(pack, place.document, preface=blocks)
    return edit_section(pack, place, blocks=blocks)


def text_blocks(pack: Pack) -> Iterator[tuple[Place, int, TextBlock]]:
    """Yield the texts of all documents with their places, in printing order."""
    for place in places(pack):
        for index, block in enumerate(blocks_of(pack, place)):
            if isinstance(block, TextBlock):
                yield place, index, block


def printable(pack: Pack) -> Pack:
    """Return a pack without the blocks that refer to what is not there (a draft may have such)."""
    there = {
        TableBlock: {table.key for table in pack.tables},
        ChartBlock: {chart.key for chart in pack.charts},
        RepeatBlock: {block.key for _, _, block in text_blocks(pack)},
        DocumentBlock: {document.kind for document in pack.documents},
    }

    def is_there(block: Block) -> bool:
        match block:
            case (
                TableBlock(table=key) | ChartBlock(chart=key) | RepeatBlock(key=key) | DocumentBlock(kind=key)
            ):
                return key in there[type(block)]
        return True

    for place in places(pack):
        blocks = blocks_of(pack, place)
        kept = tuple(filter(is_there, blocks))
        if kept != blocks:
            pack = _with_blocks(pack, place, kept)
    return pack
