"""PDF writer: WeasyPrint over our own HTML, with no way to fetch anything but the declared font files."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from selfeval.domain.report.document import Document, Table
from selfeval.reports import linesetting
from selfeval.reports.fonts import font_faces, operator_font_dir
from selfeval.reports.html import ROW_ID, SEAL_ID, document_html
from selfeval.reports.sections import sections
from selfeval.reports.tables import span_cuts, split_spans
from selfeval.reports.wide import split_wide

_PT_PER_PX: Final = 0.75
_LAYOUT_ATTEMPTS: Final = 4


@dataclass(frozen=True)
class SealArea:
    """The square reserved for a seal: zero-based page and corners in points from the page's lower left."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class RenderedPdf:
    """A written PDF. ``pages_by_anchor`` gives the printed page number (from 1) of every heading."""

    data: bytes
    page_count: int
    pages_by_anchor: Mapping[str, int]
    seals: tuple[SealArea, ...]


def write_pdf(document: Document) -> bytes:
    """The PDF of ``document``."""
    return render_pdf(document).data


def render_pdf(document: Document) -> RenderedPdf:
    """The PDF of ``document`` with what other writers need of it: heading pages and seal areas.

    Run it in a worker process, one render at a time: the garbage collector is off meanwhile.
    """
    linesetting.install()
    document = split_wide(document)
    with _garbage_collection_off():
        rendered = _lay_out(document)
        data = rendered.write_pdf(
            presentational_hints=True,
            custom_metadata=True,
            pdf_identifier=document.fingerprint.encode() or None,
        )
    pages: dict[str, int] = {}
    seals = []
    for number, page in enumerate(rendered.pages):
        for anchor, (x1, y1, x2, y2) in page.anchors.items():
            if anchor.startswith(SEAL_ID):
                bottom, top = page.height - y2, page.height - y1
                seals.append(SealArea(number, *(value * _PT_PER_PX for value in (x1, bottom, x2, top))))
            elif not anchor.startswith(ROW_ID):
                pages.setdefault(anchor, number + 1)
    return RenderedPdf(data, len(rendered.pages), pages, tuple(seals))


_Cuts = dict[int, frozenset[int]]
"""For a table's number the body rows before which its spanning cells are cut."""


def _lay_out(document: Document) -> Any:
    """WeasyPrint's pages of ``document``, with spanning cells cut where the pages turned out to break.

    Sections begin on pages of their own, so that where a table of one breaks is found by laying out that
    section alone; the whole document is then laid out once.
    """
    starts: _Cuts = {}
    before = 0
    parts = sections(document)
    for section in parts if len(parts) > 1 else ():
        tables = [block for block in section.blocks if isinstance(block, Table)]
        if any(cell.rowspan > 1 for table in tables for row in table.body for cell in row):
            _, cuts = _with_cuts(replace(document, blocks=section.blocks), {})
            starts |= {before + number: rows for number, rows in cuts.items()}
        before += len(tables)
    return _with_cuts(document, starts)[0]


def _with_cuts(document: Document, starts: _Cuts) -> tuple[Any, _Cuts]:
    """The pages of ``document`` and the cuts in them, beginning with those that are known.

    A cut can move a break (a long label in a short part), so the result is tried again a few times.
    """
    allowed = frozenset(face.file for face in font_faces(operator_font_dir()))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    for _attempt in range(_LAYOUT_ATTEMPTS):
        numbers = count()
        blocks = tuple(
            split_spans(block, starts.get(next(numbers), frozenset())) if isinstance(block, Table) else block
            for block in document.blocks
        )
        html = HTML(
            string=document_html(replace(document, blocks=blocks), for_print=True),
            url_fetcher=FontsOnly(allowed),
            media_type="print",
        )
        rendered = html.render(presentational_hints=True)
        found = {
            number: cuts
            for number, rows in _page_starts(rendered).items()
            if (cuts := span_cuts(tables[number], rows))
        }
        if found == starts:
            break
        starts = found
    return rendered, starts


def _page_starts(rendered: Any) -> dict[int, set[int]]:
    """For each table's number, the indices of the body rows that come first on a page."""
    starts: dict[int, set[int]] = {}
    for page in rendered.pages:
        first: dict[int, int] = {}
        for anchor in page.anchors:
            if anchor.startswith(ROW_ID):
                table, row = map(int, anchor.removeprefix(ROW_ID).split("-"))
                first[table] = min(row, first.get(table, row))
        for table, row in first.items():
            starts.setdefault(table, set()).add(row)
    return starts


class FontsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type information
    """A fetcher that opens the given font files and refuses every other address."""

    def __init__(self, allowed: frozenset[Path]) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)
        self._allowed = {file.as_uri(): file for file in allowed}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """The font file at ``url``; raises ValueError for any other address."""
        file = self._allowed.get(url)
        if file is None:
            message = f"address not allowed in a report: {url[:100]}"
            raise ValueError(message)
        return URLFetcherResponse(url, file.read_bytes())


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """Layout makes millions of long-lived boxes; collecting them meanwhile costs a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
