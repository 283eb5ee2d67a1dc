"""DOCX writer: the neutral document's blocks as Word paragraphs, tables, fields and sections."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from itertools import count
from typing import Any, Final, assert_never

from docx import Document as new_package
from docx.oxml.ns import qn

from selfeval.domain.report.document import (
    Align,
    Block,
    Chart,
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
from selfeval.reports.docx import pages, styles
from selfeval.reports.docx.native_charts import chart_run
from selfeval.reports.docx.tables import table_element
from selfeval.reports.docx.xml import (
    Attributes,
    element,
    field,
    field_end,
    field_start,
    paragraph,
    run,
    run_properties,
    tab,
)
from selfeval.reports.sections import (
    has_parts,
    is_annex_mark,
    outline_level,
    sections,
    toc_entries,
    toc_type,
)
from selfeval.reports.tables import unit_line
from selfeval.reports.text import clean, width_em
from selfeval.reports.wide import split_wide

_JUSTIFICATION: Final = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}

_LONGEST_PROPERTY: Final = 255  # characters, by the format


def write_docx(document: Document, toc_pages: Mapping[str, int] | None = None) -> bytes:
    """The DOCX of ``document``.

    ``toc_pages`` gives the page of each heading's anchor (``RenderedPdf.pages_by_anchor``) for the table of
    contents; without it Word is asked to fill the numbers in when it opens the file.
    """
    document = split_wide(document)
    package = new_package()
    styles.install(package, parted=has_parts(document), contents=toc_type(document))
    pages.install_page_numbers(package)
    if document.draft:
        pages.install_draft_mark(package)
    _settings(package, refresh_fields=toc_pages is None and any(isinstance(b, Toc) for b in document.blocks))
    _metadata(package, document)
    references = pages.take_references(package)
    body = package.element.body
    sentinel = body.sectPr
    writer = _BlockWriter(package, document, toc_pages or {})
    parts = sections(document)
    for number, section in enumerate(parts, start=1):
        elements = [
            made for block in section.blocks for made in writer.block(block, landscape=section.landscape)
        ]
        properties = pages.section_properties(references, landscape=section.landscape)
        references = []
        if number < len(parts):
            _end_section(elements, properties)
        else:
            if elements and elements[-1].tag == qn("w:tbl"):
                elements.append(paragraph(styles.SECTION_END))
            body.replace(sentinel, properties)
            sentinel = properties
        for made in elements:
            sentinel.addprevious(made)
    out = BytesIO()
    package.save(out)
    return out.getvalue()


def _end_section(elements: list[Any], properties: Any) -> None:
    """Let the section's last paragraph carry its properties; a table needs a hair-thin paragraph after it.

    The half line that keeps tables apart gives way to it: on a full page it would make another, empty one.
    """
    if not elements or elements[-1].tag != qn("w:p"):
        elements.append(paragraph(styles.SECTION_END))
    elif _is_gap(elements[-1]):
        elements[-1] = paragraph(styles.SECTION_END)
    elements[-1].find(qn("w:pPr")).append(properties)


def _is_gap(made: Any) -> bool:
    style_id: str = made.find(qn("w:pPr")).find(qn("w:pStyle")).get(qn("w:val"))
    return style_id == styles.SECTION_END


def _settings(package: Any, *, refresh_fields: bool) -> None:
    """Word's current layout rules instead of the template's; fields refreshed on opening if asked."""
    compatibility = package.settings.element.find(qn("w:compat"))
    for old in compatibility.findall(qn("w:compatSetting")):
        compatibility.remove(old)
    uri = "http://schemas.microsoft.com/office/word"
    compatibility.append(element("compatSetting", {"name": "compatibilityMode", "uri": uri, "val": 15}))
    if refresh_fields:
        compatibility.addprevious(element("updateFields", {"val": "true"}))


def _metadata(package: Any, document: Document) -> None:
    core = package.core_properties
    organization = document.organization
    for name, value in {
        "title": document.title,
        "author": organization,
        "last_modified_by": organization,
        "subject": document.subject,
        "keywords": ",".join((*document.keywords, document.code)),
        "comments": document.fingerprint,
        "category": document.kind,
        "language": "zh-CN",
        "content_status": style.DRAFT_MARK if document.draft else "",
    }.items():
        setattr(core, name, clean(value)[:_LONGEST_PROPERTY])
    # The template's dates are python-docx's own, not the report's.
    for name in ("dcterms:created", "dcterms:modified"):
        for date in core._element.findall(qn(name)):
            core._element.remove(date)


class _BlockWriter:
    """Writes blocks; numbers bookmarks and charts through the document."""

    def __init__(self, package: Any, document: Document, toc_pages: Mapping[str, int]) -> None:
        self._package = package
        self._document = document
        self._is_parted = has_parts(document)
        headings = (block for block in document.blocks if isinstance(block, Heading))
        self._bookmarks = {heading.anchor: number for number, heading in enumerate(headings, start=1)}
        self._toc_pages = toc_pages
        self._charts = count(1)

    def block(self, block: Block, *, landscape: bool) -> list[Any]:
        match block:
            case Cover():
                return _cover(block)
            case Title():
                return [paragraph(styles.TITLE, [run("\n".join(map(clean, block.lines)))])]
            case Toc():
                return self._toc(block)
            case Heading():
                return self._heading(block)
            case Paragraph():
                return [_paragraph(block)]
            case Table():
                return _table(block, landscape=landscape)
            case Chart():
                return [
                    paragraph(styles.FIGURE_TITLE, [run(clean(block.finding))]),
                    paragraph(styles.FIGURE, [chart_run(self._package, block, next(self._charts))]),
                    paragraph(
                        styles.CAPTION,
                        [run(clean(block.caption))],
                        keepNext={"val": 0},
                        spacing={"before": 0, "after": round(style.LINE_PT * style.TWIPS_PER_PT / 2)},
                    ),
                ]
            case Signature():
                return _signature(block)
            case _:
                assert_never(block)

    def _bookmark(self, anchor: str) -> str:
        # Word's own form of a hidden bookmark: anchors may hold characters that bookmark names must not.
        return f"_Toc{self._bookmarks[anchor]:08d}"

    def _heading(self, heading: Heading) -> list[Any]:
        number = self._bookmarks[heading.anchor]
        is_attachment = heading.role is HeadingRole.ATTACHMENT
        words = {
            HeadingRole.SECTION: heading.number + heading.text,
            HeadingRole.PART: heading.entry,
        }.get(heading.role, heading.text)
        title = paragraph(
            styles.heading_style(heading, parted=self._is_parted),
            [
                element("bookmarkStart", {"id": number, "name": self._bookmark(heading.anchor)}),
                run(clean(words)),
                element("bookmarkEnd", {"id": number}),
            ],
        )
        mark = [paragraph(styles.ANNEX_MARK, [run(clean(heading.number))])] if is_attachment else []
        return [*mark, title]

    def _toc(self, toc: Toc) -> list[Any]:
        made = [paragraph(styles.TOC_HEADING, [run(clean(toc.heading))])]
        entries = toc_entries(self._document, toc)
        deepest = toc.depth + (1 if self._is_parted else 0)
        for position, heading in enumerate(entries):
            bookmark = self._bookmark(heading.anchor)
            page = self._toc_pages.get(heading.anchor)
            link = element(
                "hyperlink",
                {"anchor": bookmark, "history": 1},
                [
                    run(clean(heading.entry)),
                    tab(),
                    *field(f"PAGEREF {bookmark} \\h", "" if page is None else str(page)),
                ],
            )
            opening = field_start(f'TOC \\o "1-{deepest}" \\h \\z \\u') if position == 0 else []
            closing = [field_end()] if position == len(entries) - 1 else []
            level = outline_level(heading, parted=self._is_parted)
            made.append(paragraph(styles.toc_style(level), [*opening, link, *closing]))
        # The section must not end in the paragraph the field ends in: LibreOffice then loses page numbers.
        return [*made, paragraph(styles.SECTION_END)]


def _cover(cover: Cover) -> list[Any]:
    drop = round(style.COVER_DROP_LINES * style.LINE_PT * style.TWIPS_PER_PT)
    line = round(style.COVER_LINE_PT * style.TWIPS_PER_PT)
    spacing: Attributes = {"before": drop, "line": line, "lineRule": "exact"}
    made = [
        paragraph(styles.COVER, [run(clean(words))], **({} if number else {"spacing": spacing}))
        for number, words in enumerate(cover.lines)
    ]
    if cover.note:
        gap: Attributes = {"before": round(style.COVER_NOTE_LINES * style.LINE_PT * style.TWIPS_PER_PT)}
        made.append(paragraph(styles.COVER_NOTE, [run(clean(cover.note))], spacing=gap))
    return made


def _paragraph(block: Paragraph) -> Any:
    content = [_run(part) for part in block.runs if part.text]
    if is_annex_mark(block):
        return paragraph(styles.ANNEX_MARK, content)
    style_id = styles.BODY if block.indent else styles.BODY_FLUSH
    if block.align is None:
        return paragraph(style_id, content)
    return paragraph(style_id, content, jc={"val": _JUSTIFICATION[block.align]})


def _run(part: Run) -> Any:
    shading: Attributes = {
        "val": "clear",
        "color": "auto",
        "fill": style.MISSING_BACKGROUND.removeprefix("#"),
    }
    return run(clean(part.text), run_properties(shd=shading) if part.missing else None)


def _table(table: Table, *, landscape: bool) -> list[Any]:
    made = []
    if table.caption:
        made.append(paragraph(styles.CAPTION, [run(clean(table.caption))]))
    if table.code:
        made.append(paragraph(styles.TABLE_CODE, [run(clean(table.code))]))
    made += _unit_line(table, landscape=landscape)
    made.append(table_element(table, landscape=landscape))
    # Word joins tables that nothing stands between; the note or a half line keeps them apart.
    if table.note:
        # A paragraph for every line: a justified line that is broken by hand would be stretched.
        *lines, last = table.note.split("\n")
        made += [paragraph(styles.TABLE_NOTE, [run(clean(line))], spacing={"after": 0}) for line in lines]
        made.append(paragraph(styles.TABLE_NOTE, [run(clean(last))]))
    else:
        made.append(
            paragraph(styles.SECTION_END, spacing={"after": round(style.LINE_PT * style.TWIPS_PER_PT / 2)})
        )
    return made


def _unit_line(table: Table, *, landscape: bool) -> list[Any]:
    """The line right above a table: the department at its left end, the unit at its right end."""
    unit = clean(unit_line(table.unit)) if table.unit else ""
    if not table.organization:
        return [paragraph(styles.TABLE_UNIT, [run(unit)])] if unit else []
    width = round(style.table_width_mm(landscape=landscape) * style.TWIPS_PER_MM)
    stops = element("tabs", children=[element("tab", {"val": "right", "pos": width})])
    content = [run(clean(table.organization)), *([tab(), run(unit)] if unit else [])]
    return [paragraph(styles.TABLE_UNIT, content, tabs=stops, jc={"val": "left"})]


def _signature(signature: Signature) -> list[Any]:
    """署名 and 成文日期 by right indents; the room for the seal is space above and below."""
    organization_em, date_em = signature_indents(signature)
    lines_above = 1 + (style.SEAL_SPACE_LINES - 1 if signature.seal else 0)
    line = round(style.LINE_PT * style.TWIPS_PER_PT)
    return [
        paragraph(
            styles.SIGNATURE,
            [run(clean(signature.organization))],
            keepNext={},
            spacing={"before": lines_above * line},
            ind=_right_indent(organization_em),
        ),
        paragraph(
            styles.SIGNATURE,
            [run(clean(signature.date))],
            spacing={"after": line if signature.seal else 0},
            ind=_right_indent(date_em),
        ),
    ]


def signature_indents(signature: Signature) -> tuple[float, float]:
    """Right indents of 署名 and 成文日期 in characters (GB/T 9704-2012, 7.3.5).

    Under a seal the date stands four in and the name is centred over it; without one the name stands two in
    and the date begins two after the name's beginning. A longer line pushes the other so that none leaves
    the type area.
    """
    organization, date = width_em(signature.organization), width_em(signature.date)
    if signature.seal:
        middle = max(style.DATE_INDENT_CHARACTERS + date / 2, organization / 2)
        return middle - organization / 2, middle - date / 2
    right, shift = style.PLAIN_INDENT_CHARACTERS, style.INDENT_CHARACTERS
    box = max(organization, shift + date)
    return right + box - organization, right + box - shift - date


def _right_indent(characters: float) -> Attributes:
    return {
        "rightChars": round(characters * 100),
        "right": round(characters * style.BODY_PT * style.TWIPS_PER_PT),
    }
