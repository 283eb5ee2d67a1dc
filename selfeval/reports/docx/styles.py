"""The styles of a DOCX report: GB/T 9704 type in named styles, so that Word users can restyle it.

Official font names are used (they exist on readers' machines). The character grid of Word is not: exact line
spacing and character spacing in the base style give 22 lines of 28 characters in every program.
"""

from __future__ import annotations

from typing import Any, Final

from docx.oxml.ns import qn

from selfeval.domain.report.document import Heading, HeadingRole
from selfeval.reports import style
from selfeval.reports.docx.xml import Attributes, element, paragraph_properties, run_properties
from selfeval.reports.fonts import ROLES, FontRole
from selfeval.reports.sections import outline_level

NORMAL: Final = "Normal"
TITLE: Final = "Title"
BODY_FLUSH: Final = "BodyFlush"
BODY: Final = "BodyIndented"
ANNEX_MARK: Final = "AnnexMark"
TOC_HEADING: Final = "TOCHeading"
COVER: Final = "Cover"
COVER_NOTE: Final = "CoverNote"
ATTACHMENT_TITLE: Final = "AttachmentTitle"
FORM_TITLE: Final = "FormTitle"
TABLE_CODE: Final = "TableCode"
CAPTION: Final = "Caption"
FIGURE: Final = "Figure"
FIGURE_TITLE: Final = "FigureTitle"
TABLE_UNIT: Final = "TableUnit"
TABLE_NOTE: Final = "TableNote"
SIGNATURE: Final = "Signature"
SECTION_END: Final = "SectionEnd"
FOOTER: Final = "Footer"
HEADER: Final = "Header"
_KEPT: Final = frozenset({"DefaultParagraphFont", "TableNormal", "NoList"})
_LINE: Final = round(style.LINE_PT * style.TWIPS_PER_PT)
_CHARACTER: Final = round(style.BODY_PT * style.TWIPS_PER_PT)
_INDENT: Final[Attributes] = {
    "firstLineChars": style.INDENT_CHARACTERS * 100,
    "firstLine": style.INDENT_CHARACTERS * _CHARACTER,
}


def heading_style(heading: Heading, *, parted: bool) -> str:
    """Style of a heading: the built-in one of its outline level, an own one for what no contents list."""
    match heading.role:
        case HeadingRole.ATTACHMENT:
            return ATTACHMENT_TITLE
        case HeadingRole.FORM:
            return FORM_TITLE
    outline = outline_level(heading, parted=parted)
    return f"Heading{outline}" if heading.listed else f"AttachedHeading{heading.level}"


def toc_style(level: int) -> str:
    """Style of a table-of-contents entry of ``level`` 1–4."""
    return f"TOC{level}"


def table_style(size_pt: float) -> str:
    """Style of table text of ``size_pt``."""
    return f"TableText{size_pt:g}".replace(".", "")


def fonts(role: FontRole) -> Attributes:
    """``w:rFonts`` of a role: official Chinese font, Times New Roman for body digits."""
    chinese = ROLES[role].docx_name
    latin = ROLES[FontRole.LATIN].docx_name if role in {FontRole.BODY, FontRole.KAI} else chinese
    return {"ascii": latin, "hAnsi": latin, "eastAsia": chinese, "cs": latin}


def install(document: Any, *, parted: bool = False, contents: style.TocType = style.TOC_TYPES[0]) -> None:
    """Replace the template's styles by ours; in a ``parted`` document the first heading is that of parts.

    ``contents`` says how the table of contents is set.
    """
    root = document.styles.element
    for old in root.findall(qn("w:style")):
        if old.get(qn("w:styleId")) not in _KEPT:
            root.remove(old)
    defaults = root.find(qn("w:docDefaults"))
    root.replace(defaults, _defaults())
    entries = (_toc_entry(level, contents) for level in range(1, 5))
    for made in (*_all_styles(), *entries, *_headings(parted=parted)):
        root.append(made)


def _defaults() -> Any:
    language: Attributes = {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}
    rpr = run_properties(rFonts=fonts(FontRole.BODY), lang=language)
    return element(
        "docDefaults",
        children=[
            element("rPrDefault", children=[rpr]),
            element("pPrDefault", children=[paragraph_properties()]),
        ],
    )


def _all_styles() -> list[Any]:
    kept: dict[str, Any] = {"keepNext": {}, "keepLines": {}}
    title_line = round(style.TITLE_LINE_PT * style.TWIPS_PER_PT)
    return [
        _style(
            NORMAL,
            "Normal",
            based_on=None,
            paragraph=paragraph_properties(
                widowControl={},
                kinsoku={},
                overflowPunct={"val": 0},
                autoSpaceDE={"val": 0},
                autoSpaceDN={"val": 0},
                spacing={"before": 0, "after": 0, "line": _LINE, "lineRule": "exact"},
                jc={"val": "both"},
            ),
            run=_type(FontRole.BODY, style.BODY_PT, tracking=style.DOCX_TRACKING_TWIPS),
        ),
        _style(
            TITLE,
            "Title",
            paragraph=paragraph_properties(
                **kept,
                spacing={"before": 0, "after": _LINE, "line": title_line, "lineRule": "exact"},
                jc={"val": "center"},
            ),
            run=_type(FontRole.TITLE, style.TITLE_PT),
        ),
        _style(BODY, "Body Text First Indent", paragraph=paragraph_properties(ind=_INDENT)),
        _style(BODY_FLUSH, "Body Text"),
        _style(
            ANNEX_MARK,
            "Annex Mark",
            paragraph=paragraph_properties(**kept, spacing={"after": _LINE}),
            run=_type(FontRole.HEADING, style.BODY_PT),
        ),
        _style(
            COVER,
            "Cover",
            paragraph=paragraph_properties(
                spacing={
                    "before": 0,
                    "line": round(style.COVER_LINE_PT * style.TWIPS_PER_PT),
                    "lineRule": "exact",
                },
                jc={"val": "center"},
            ),
            run=_type(FontRole.TITLE, style.COVER_PT),
        ),
        _style(COVER_NOTE, "Cover Note", paragraph=paragraph_properties(jc={"val": "center"})),
        _style(
            TABLE_CODE,
            "Table Code",
            paragraph=_small_line(style.UNIT_PT, "right", keepNext={}),
            run=_small(style.UNIT_PT),
        ),
        _style(
            TOC_HEADING,
            "TOC Heading",
            paragraph=paragraph_properties(
                keepNext={},
                spacing={"after": round(style.TOC_GAP_PT * style.TWIPS_PER_PT)},
                jc={"val": "center"},
            ),
            run=_type(FontRole.HEADING, style.BODY_PT),
        ),
        _style(
            CAPTION,
            "caption",
            paragraph=_small_line(style.CAPTION_PT, "center", keepNext={}, before=_LINE // 4),
            run=_type(FontRole.HEADING, style.CAPTION_PT),
        ),
        _style(
            FIGURE_TITLE,
            "Figure Title",
            paragraph=_small_line(style.CAPTION_PT, "center", keepNext={}, before=_LINE // 4),
            run=_type(FontRole.HEADING, style.CAPTION_PT),
        ),
        _style(
            FIGURE,
            "Figure",
            paragraph=paragraph_properties(
                keepNext={}, spacing={"line": 240, "lineRule": "auto"}, jc={"val": "center"}
            ),
        ),
        _style(
            TABLE_UNIT,
            "Table Unit",
            paragraph=_small_line(style.UNIT_PT, "right", keepNext={}),
            run=_small(style.UNIT_PT),
        ),
        _style(
            TABLE_NOTE,
            "Table Note",
            paragraph=_small_line(style.UNIT_PT, "both", after=_LINE // 2),
            run=_small(style.UNIT_PT),
        ),
        *(
            _style(
                table_style(size),
                f"Table Text {size:g}",
                paragraph=paragraph_properties(
                    snapToGrid={"val": 0},
                    spacing={
                        "line": round(size * style.TABLE_LEADING * style.TWIPS_PER_PT),
                        "lineRule": "exact",
                    },
                ),
                run=_small(size),
            )
            for size in (style.TABLE_LARGE_PT, style.TABLE_NORMAL_PT, style.TABLE_SMALL_PT)
        ),
        _style(SIGNATURE, "Signature", paragraph=paragraph_properties(keepLines={}, jc={"val": "right"})),
        _style(
            SECTION_END,
            "Section End",
            paragraph=paragraph_properties(snapToGrid={"val": 0}, spacing={"line": 20, "lineRule": "exact"}),
            run=run_properties(sz={"val": 2}, szCs={"val": 2}),
        ),
        _style(
            FOOTER,
            "footer",
            paragraph=paragraph_properties(
                spacing={"line": round(style.PAGE_NUMBER_PT * style.TWIPS_PER_PT), "lineRule": "exact"}
            ),
            run=_type(FontRole.SONG, style.PAGE_NUMBER_PT),
        ),
        _style(HEADER, "header"),
    ]


def _headings(*, parted: bool) -> list[Any]:
    """Headings 一、（一）1.（1）, one outline level deeper below parts; titles of attachments and forms."""
    kept: dict[str, Any] = {"keepNext": {}, "keepLines": {}}
    deeper = 1 if parted else 0
    made = []
    if parted:
        line = round(style.TITLE_LINE_PT * style.TWIPS_PER_PT)
        made.append(_centred("Heading1", "heading 1", style.TITLE_PT, line, outline=0, after=_LINE))
    for level, role in enumerate((FontRole.HEADING, FontRole.KAI, FontRole.BODY, FontRole.BODY), start=1):
        # one level deeper than it stands, or a refreshed table of contents would take it in
        attached = outline_level(Heading(level, "", "", "", listed=False), parted=parted) + 1
        for style_id, name, outline in (
            (f"Heading{level + deeper}", f"heading {level + deeper}", level + deeper),
            (f"AttachedHeading{level}", f"Attached Heading {level}", attached),
        ):
            made.append(
                _style(
                    style_id,
                    name,
                    next_style=BODY,
                    paragraph=paragraph_properties(**kept, ind=_INDENT, outlineLvl={"val": outline - 1}),
                    run=_type(role, style.BODY_PT, tracking=style.DOCX_TRACKING_TWIPS),
                )
            )
    title_line = round(style.TITLE_LINE_PT * style.TWIPS_PER_PT)
    form_line = round(style.FORM_TITLE_PT * 1.5 * style.TWIPS_PER_PT)
    return [
        *made,
        _centred(
            ATTACHMENT_TITLE, "Attachment Title", style.TITLE_PT, title_line, outline=deeper, after=_LINE
        ),
        _centred(FORM_TITLE, "Form Title", style.FORM_TITLE_PT, form_line, outline=deeper, after=0),
    ]


def _centred(style_id: str, name: str, size_pt: float, line: int, *, outline: int, after: int) -> Any:
    """The style of a centred heading in 小标宋."""
    return _style(
        style_id,
        name,
        next_style=BODY,
        paragraph=paragraph_properties(
            keepNext={},
            keepLines={},
            spacing={"before": 0, "after": after, "line": line, "lineRule": "exact"},
            jc={"val": "center"},
            outlineLvl={"val": outline},
        ),
        run=_type(FontRole.TITLE, size_pt),
    )


def _style(
    style_id: str,
    name: str,
    *,
    based_on: str | None = NORMAL,
    next_style: str | None = None,
    paragraph: Any = None,
    run: Any = None,
) -> Any:
    attributes: Attributes = {"type": "paragraph", "styleId": style_id}
    if based_on is None:
        attributes["default"] = 1
    children = [element("name", {"val": name})]
    if based_on:
        children.append(element("basedOn", {"val": based_on}))
    if next_style:
        children.append(element("next", {"val": next_style}))
    children.append(element("qFormat"))
    children += [part for part in (paragraph, run) if part is not None]
    return element("style", attributes, children)


def _toc_entry(level: int, contents: style.TocType) -> Any:
    stop = element(
        "tab",
        {"val": "right", "leader": "middleDot", "pos": round(style.TYPE_AREA_WIDTH_MM * style.TWIPS_PER_MM)},
    )
    return _style(
        toc_style(level),
        f"toc {level}",
        paragraph=paragraph_properties(
            tabs=element("tabs", children=[stop]),
            spacing={"line": round(contents.line_pt * style.TWIPS_PER_PT), "lineRule": "exact"},
            ind={"leftChars": (level - 1) * 100, "left": (level - 1) * _CHARACTER},
            jc={"val": "left"},
        ),
        run=_type(FontRole.BODY, contents.size_pt, tracking=style.DOCX_TRACKING_TWIPS),
    )


def _type(role: FontRole, size_pt: float, *, tracking: int = 0) -> Any:
    half_points = round(size_pt * 2)
    return run_properties(
        rFonts=fonts(role),
        b={"val": 0},
        color={"val": "000000"},
        spacing={"val": tracking},
        sz={"val": half_points},
        szCs={"val": half_points},
    )


def _small(size_pt: float) -> Any:
    return _type(FontRole.BODY, size_pt)


def _small_line(
    size_pt: float, align: str, *, before: int = 0, after: int = 0, **properties: Attributes
) -> Any:
    line = round(size_pt * 1.5 * style.TWIPS_PER_PT)
    return paragraph_properties(
        **properties,
        spacing={"before": before, "after": after, "line": line, "lineRule": "exact"},
        jc={"val": align},
    )
