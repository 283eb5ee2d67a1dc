"""HTML writer: one set of blocks for the browser preview (strict CSP) and for WeasyPrint's pages.

All text passes through ``format_html``, so it is escaped by construction. No element carries a style
attribute; column widths are ``<col width>``, charts use presentation attributes.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Final, assert_never

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from selfeval.domain.report.document import (
    Block,
    Cell,
    Chart,
    Column,
    Cover,
    Document,
    Heading,
    HeadingRole,
    Paragraph,
    Run,
    Signature,
    Table,
    Title,
    Toc,
)
from selfeval.reports import style
from selfeval.reports.charts import chart_svg
from selfeval.reports.fonts import font_faces, operator_font_dir
from selfeval.reports.sections import (
    Section,
    has_parts,
    is_annex_mark,
    outline_level,
    sections,
    toc_entries,
    toc_type,
)
from selfeval.reports.stylesheet import print_css
from selfeval.reports.tables import (
    Rows,
    cell_align,
    keeps_whole,
    place_cells,
    row_heights,
    table_type,
    unit_line,
)
from selfeval.reports.text import clean, width_em
from selfeval.reports.wide import split_wide

# Ids by which the PDF writer finds table rows and seal areas on the pages.
ROW_ID: Final = "report-row-"
SEAL_ID: Final = "report-seal-"
_TYPE_CLASSES = {
    style.TABLE_LARGE_PT: "type-large",
    style.TABLE_NORMAL_PT: "type-normal",
    style.TABLE_SMALL_PT: "type-small",
}


def document_html(document: Document, *, for_print: bool) -> SafeString:
    """A full HTML page of ``document``.

    For print the stylesheet is inlined (for WeasyPrint only: it names font files); otherwise the page links
    ``css/report.css``. Title, author, keywords and fingerprint stand in the head as metadata.
    """
    if for_print:
        css = SafeString(print_css(font_faces(operator_font_dir())))
        stylesheet = format_html("<style>{}</style>", css)
    else:
        stylesheet = format_html('<link rel="stylesheet" href="{}">', static("css/report.css"))
    return format_html(
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="author" content="{}"><meta name="description" content="{}">'
        '<meta name="keywords" content="{}">{}{}</head>'
        "<body>{}</body></html>",
        clean(document.title),
        clean(document.organization),
        clean(document.subject),
        clean(",".join((*document.keywords, document.code))),
        format_html('<meta name="fingerprint" content="{}">', document.fingerprint)
        if document.fingerprint
        else "",
        stylesheet,
        document_body(document),
    )


def document_body(document: Document) -> SafeString:
    """The document's blocks as one ``<article class="report">``; safe under ``style-src 'self'``."""
    document = split_wide(document)
    writer = _BodyWriter(document)
    content = _join(writer.section(section) for section in sections(document))
    mark = format_html('<div class="draft-mark">{}</div>', style.DRAFT_MARK) if document.draft else ""
    return format_html(
        '<article class="report{}" lang="zh-CN">{}{}</article>',
        " draft" if document.draft else "",
        mark,
        content,
    )


class _BodyWriter:
    """Writes the blocks of one document; counts its tables and seals for their ids."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._is_parted = has_parts(document)
        self._tables = count()
        self._seals = count()

    def section(self, section: Section) -> SafeString:
        return format_html(
            '<section class="report-section{}">{}</section>',
            " landscape" if section.landscape else "",
            _join(self._block(block, landscape=section.landscape) for block in section.blocks),
        )

    def _block(self, block: Block, *, landscape: bool) -> SafeString:
        match block:
            case Cover():
                return _cover(block)
            case Title():
                return format_html('<h2 class="report-title">{}</h2>', _lines("\n".join(block.lines)))
            case Toc():
                return _toc(block, self._document, parted=self._is_parted)
            case Heading():
                return _heading(block, outline_level(block, parted=self._is_parted))
            case Paragraph():
                return _paragraph(block)
            case Table():
                return _table(block, next(self._tables), landscape=landscape)
            case Chart():
                return format_html(
                    '<figure class="report-figure">{}'
                    '<figcaption class="figure-caption">{}</figcaption></figure>',
                    chart_svg(block),
                    clean(block.caption),
                )
            case Signature():
                return _signature(block, next(self._seals))
            case _:
                assert_never(block)


def _cover(cover: Cover) -> SafeString:
    note = format_html('<p class="cover-note">{}</p>', _lines(cover.note)) if cover.note else ""
    lines = format_html_join("", '<p class="cover-line">{}</p>', ((_lines(line),) for line in cover.lines))
    return format_html('<div class="report-cover">{}{}</div>', lines, note)


def _heading(heading: Heading, outline: int) -> SafeString:
    """A heading; ``outline`` is its level in the file's outline."""
    tag = f"h{min(6, outline + 2)}"
    match heading.role:
        case HeadingRole.SECTION:
            kind, words = f"report-heading level-{heading.level}", clean(heading.number + heading.text)
            return _headed(tag, kind, heading.anchor, words)
        case HeadingRole.PART:
            return _headed(tag, "report-part", heading.anchor, clean(heading.entry))
        case HeadingRole.FORM:
            return _headed(tag, "report-form", heading.anchor, clean(heading.text))
    mark = format_html('<p class="report-paragraph annex-mark">{}</p>', clean(heading.number))
    return mark + _headed(tag, "report-title", heading.anchor, _lines(heading.text))


def _headed(tag: str, kind: str, anchor: str, words: str) -> SafeString:
    return format_html('<{0} class="{1}" id="{2}">{3}</{0}>', tag, kind, anchor, words)


def _toc(toc: Toc, document: Document, *, parted: bool) -> SafeString:
    entries = format_html_join(
        "",
        '<p class="toc-entry toc-{}"><a href="#{}">{}</a></p>',
        (
            (outline_level(heading, parted=parted), heading.anchor, clean(heading.entry))
            for heading in toc_entries(document, toc)
        ),
    )
    return format_html(
        '<nav class="report-toc {}"><p class="toc-heading">{}</p>{}</nav>',
        f"contents-{toc_type(document).name}",
        clean(toc.heading),
        entries,
    )


def _paragraph(paragraph: Paragraph) -> SafeString:
    classes = ["report-paragraph"]
    if paragraph.indent:
        classes.append("indent")
    if is_annex_mark(paragraph):
        classes.append("annex-mark")
    if paragraph.align is not None:
        classes.append(f"align-{paragraph.align}")
    return format_html('<p class="{}">{}</p>', " ".join(classes), _join(map(_run, paragraph.runs)))


def _run(run: Run) -> SafeString:
    # What does not fit on a line must break, or it would run off the page.
    keep = run.keep and width_em(run.text) <= style.CHARACTERS_PER_LINE - style.INDENT_CHARACTERS
    classes = " ".join(name for name, on in (("keep", keep), ("missing", run.missing)) if on)
    return (
        format_html('<span class="{}">{}</span>', classes, _lines(run.text)) if classes else _lines(run.text)
    )


def _table(table: Table, number: int, *, landscape: bool) -> SafeString:
    kind = _TYPE_CLASSES[table_type(table, landscape=landscape).size_pt]
    kind += " form" if table.code else ""
    heights = row_heights(table, landscape=landscape)
    limit = style.half_page_pt(landscape=landscape)
    tall = frozenset(index for index, height in enumerate(heights) if height > limit)
    parts = [
        format_html('<p class="table-caption">{}</p>', clean(table.caption)) if table.caption else "",
        format_html('<p class="table-code">{}</p>', clean(table.code)) if table.code else "",
        _unit_line(table),
        format_html(
            '<table class="{}"><colgroup>{}</colgroup><thead>{}</thead><tbody>{}</tbody></table>',
            kind,
            format_html_join(
                "", '<col width="{}%">', ((f"{column.width * 100:.3f}",) for column in table.columns)
            ),
            _rows(table.head, table.columns),
            _rows(table.body, table.columns, f"{ROW_ID}{number}-", tall),
        ),
        format_html('<p class="table-note">{}</p>', _lines(table.note)) if table.note else "",
    ]
    anchor = format_html(' id="{}"', table.anchor) if table.anchor else ""
    whole = " whole" if keeps_whole(heights, landscape=landscape) else ""
    return format_html('<div class="report-table{}"{}>{}</div>', whole, anchor, _join(parts))


def _unit_line(table: Table) -> SafeString:
    """The line right above a table: the department at its left end, the unit at its right end."""
    unit = clean(unit_line(table.unit)) if table.unit else ""
    if table.organization:
        return format_html(
            '<p class="table-unit table-line"><span>{}</span><span>{}</span></p>',
            clean(table.organization),
            unit,
        )
    return format_html('<p class="table-unit">{}</p>', unit) if unit else SafeString("")


def _rows(
    rows: Rows, columns: tuple[Column, ...], row_id: str = "", tall: frozenset[int] = frozenset()
) -> SafeString:
    return _join(
        format_html(
            "<tr{}{}>{}</tr>",
            format_html(' id="{}{}"', row_id, index) if row_id else "",
            SafeString(' class="tall"') if index in tall else "",
            _join(_cell(cell, columns[at]) for at, cell in placed),
        )
        for index, placed in enumerate(place_cells(rows, columns))
    )


def _cell(cell: Cell, column: Column) -> SafeString:
    align = cell_align(cell, column)
    classes = " ".join(
        name for name, on in ((f"align-{align}", align != "center"), ("strong", cell.strong)) if on
    )
    return format_html(
        "<{0}{1}{2}{3}>{4}</{0}>",
        "th" if cell.header else "td",
        format_html(' class="{}"', classes) if classes else "",
        format_html(' colspan="{}"', cell.colspan) if cell.colspan > 1 else "",
        format_html(' rowspan="{}"', cell.rowspan) if cell.rowspan > 1 else "",
        _lines(cell.text),
    )


def _signature(signature: Signature, number: int) -> SafeString:
    if signature.seal:
        # The block's middle lies where the date's middle belongs; its width follows the date's length.
        date_em = min((6.0, 6.5, 7.0), key=lambda em: abs(em - width_em(signature.date)))
        kind = f"sealed date-{date_em:g}".replace(".", "")
        area = format_html('<span class="seal-area" id="{}{}"></span>', SEAL_ID, number)
    else:
        kind, area = "plain", SafeString("")
    return format_html(
        '<div class="report-signature"><div class="signature-block {}">{}'
        '<p class="signature-organization">{}</p><p class="signature-date">{}</p></div></div>',
        kind,
        area,
        clean(signature.organization),
        clean(signature.date),
    )


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in clean(text).split("\n")))


def _join(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))
