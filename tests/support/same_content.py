"""The same words in PDF and DOCX, block by block: called by every test that makes a document.

Both files are compared with the neutral document, hence with each other, after NFKC and without white space.
Allowed beyond it are page numbers, the 草稿 mark, page numbers and leaders of the table of contents, table
heads and labels of groups repeated on later pages, and the labels inside charts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from docx import Document as open_docx
from docx.oxml.ns import qn

from selfeval.domain.report.document import (
    Cell,
    Chart,
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
from selfeval.reports.style import DRAFT_MARK
from selfeval.reports.tables import is_label, place_cells, unit_line
from selfeval.reports.wide import split_wide
from tests.support.pdf import page_texts

# White space, and what XML files cannot hold (control characters, surrogates, non-characters).
_NOT_TEXT = re.compile(r"[\s\x00-\x1f\u200b\ufeff\ud800-\udfff\ufffe\uffff]")
_LEADER_AND_PAGE = re.compile(r"[.·⋯…]*\d+")


@dataclass(frozen=True)
class _Piece:
    """One stretch of expected text. ``toc`` may be followed by leaders and a page number.

    ``drawing`` may have a chart's labels before it; ``head`` is what a later page repeats of its table, and
    ``labels`` what it repeats of the groups that the row stands in.
    """

    text: str
    toc: bool = False
    drawing: bool = False
    head: str = ""
    labels: str = ""


def assert_same_content(document: Document, pdf: bytes, docx: bytes) -> None:
    """Fail unless both files hold exactly the words of ``document``, in its order."""
    pieces = [piece for piece in _expected(document) if piece.text]
    _assert_pdf(pieces, [_normal(text) for text in page_texts(pdf)], draft=document.draft)
    _assert_docx(pieces, docx)


def _normal(text: str) -> str:
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text))


def _expected(document: Document) -> Iterator[_Piece]:
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    for block in split_wide(document).blocks:
        match block:
            case Cover():
                yield from (_Piece(_normal(line)) for line in block.lines)
                yield _Piece(_normal(block.note))
            case Title():
                yield _Piece(_normal("".join(block.lines)))
            case Toc():
                yield _Piece(_normal(block.heading))
                for heading in headings:
                    if heading.listed and heading.level <= block.depth:
                        yield _Piece(_normal(heading.number + heading.text), toc=True)
            case Heading(role=HeadingRole.ATTACHMENT):
                yield _Piece(_normal(block.number))
                yield _Piece(_normal(block.text))
            case Heading(role=HeadingRole.FORM):
                yield _Piece(_normal(block.text))
            case Heading():
                yield _Piece(_normal(block.number + block.text))
            case Paragraph():
                yield _Piece(_normal("".join(run.text for run in block.runs)))
            case Table():
                yield from _table(block)
            case Chart():
                yield _Piece(_normal(block.finding))
                yield _Piece(_normal(block.caption), drawing=True)
            case Signature():
                yield _Piece(_normal(block.organization))
                yield _Piece(_normal(block.date))


def _table(table: Table) -> Iterator[_Piece]:
    head = "".join(_normal(cell.text) for row in table.head for cell in row)
    yield _Piece(_normal(table.caption))
    yield _Piece(_normal(table.code))
    yield _Piece(_normal(table.organization + (unit_line(table.unit) if table.unit else "")))
    for row in table.head:
        for cell in row:
            yield _Piece(_normal(cell.text))
    groups: list[tuple[Cell, int]] = []
    for placed in place_cells(table.body, table.columns):
        labels = "".join(_normal(cell.text) for cell, _ in groups if is_label(cell))
        for text in filter(None, (_normal(cell.text) for _, cell in placed)):
            yield _Piece(text, head=head, labels=labels)
            labels = ""
        groups = [(cell, left - 1) for cell, left in groups if left > 1]
        groups += [(cell, cell.rowspan - 1) for _, cell in placed if cell.rowspan > 1]
    yield from (_Piece(_normal(line)) for line in table.note.split("\n"))


def _assert_pdf(pieces: list[_Piece], pages: list[str], *, draft: bool) -> None:
    texts = [_body(text, number, draft=draft) for number, text in enumerate(pages, start=1)]
    starts = {sum(map(len, texts[:page])) for page in range(1, len(texts))}
    whole = "".join(texts)
    at = 0
    for piece in pieces:
        at = _match(whole, at, piece, starts)
    assert at == len(whole), f"PDF holds more than the document: …{whole[at : at + 60]}"


def _body(page: str, number: int, *, draft: bool) -> str:
    """A page's text without its number and its 草稿 mark; both must be there."""
    mark = f"—{number}—"
    assert page.startswith(mark) or page.endswith(mark), f"page {number} lacks its number: {page[-40:]}"
    page = page.removeprefix(mark) if page.startswith(mark) else page.removesuffix(mark)
    if draft:
        assert page.startswith(DRAFT_MARK) or page.endswith(DRAFT_MARK), f"page {number} lacks the draft mark"
        page = page.removeprefix(DRAFT_MARK) if page.startswith(DRAFT_MARK) else page.removesuffix(DRAFT_MARK)
    return page


def _match(whole: str, at: int, piece: _Piece, page_starts: set[int]) -> int:
    """Where ``whole`` goes on after ``piece`` was found at ``at``."""
    if piece.drawing:
        found = whole.find(piece.text, at)
        assert found >= 0, f"PDF lacks “{piece.text}”"
        return found + len(piece.text)
    for position, character in enumerate(piece.text):
        opens_page = at in page_starts
        for repeated in (piece.head, "" if position else piece.labels):
            if repeated and opens_page and whole.startswith(repeated, at):
                at += len(repeated)
        assert whole[at : at + 1] == character, (
            f"PDF reads “{whole[max(0, at - 20) : at]}|{whole[at : at + 30]}”, "
            f"expected “{piece.text[position:]}”"
        )
        at += 1
    if piece.toc:
        rest = _LEADER_AND_PAGE.match(whole, at)
        assert rest, f"no page number after “{piece.text}” in the PDF's table of contents"
        return rest.end()
    return at


def _assert_docx(pieces: list[_Piece], docx: bytes) -> None:
    found = [text for text in map(_normal, _docx_texts(docx)) if text]
    for number, piece in enumerate(pieces):
        assert number < len(found), f"DOCX ends before “{piece.text}”"
        if piece.toc:
            pattern = re.escape(piece.text) + r"\d*"
            assert re.fullmatch(pattern, found[number]), f"DOCX has “{found[number]}” for “{piece.text}”"
        else:
            assert found[number] == piece.text, f"DOCX has “{found[number]}” for “{piece.text}”"
    assert len(found) == len(pieces), f"DOCX holds more than the document: {found[len(pieces) :][:3]}"


def _docx_texts(docx: bytes) -> Iterator[str]:
    """Text of every paragraph of the body, those in table cells included, in reading order."""
    for paragraph in open_docx(BytesIO(docx)).element.body.iter(qn("w:p")):
        yield "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
