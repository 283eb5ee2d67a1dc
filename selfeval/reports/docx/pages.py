"""Page set-up of a DOCX report: sections, page numbers outside, the 草稿 mark of a draft."""

from __future__ import annotations

from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from selfeval.reports import style
from selfeval.reports.docx import styles
from selfeval.reports.docx.xml import Attributes, element, field, paragraph_properties, run

_MARK: Final = """
<w:r {namespaces} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
     xmlns:w10="urn:schemas-microsoft-com:office:word"><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>
<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>
<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t"
 shapetype="t"/></v:shapetype>
<v:shape id="DraftMark{number}" o:spid="_x0000_s20{number}" type="#_x0000_t136" alt="{words}"
 style="position:absolute;width:240pt;height:120pt;rotation:325;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;
mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="{colour}" stroked="f">
<v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt" string="{words}"/></v:shape></w:pict></w:r>
"""


def install_page_numbers(document: Any) -> None:
    """``— 1 —`` in the footers: odd pages right, even pages left, one character in from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    one_character = round(style.PAGE_NUMBER_PT * style.TWIPS_PER_PT)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]._p
        line.clear()
        indent: Attributes = {side: one_character}
        line.append(paragraph_properties(pStyle={"val": styles.FOOTER}, ind=indent, jc={"val": side}))
        line.extend([run("— "), *field("PAGE", "1"), run(" —")])


def install_draft_mark(document: Any) -> None:
    """The 草稿 watermark behind the text of every page, as Word makes it."""
    section = document.sections[0]
    for number, header in enumerate((section.header, section.even_page_header), start=49):
        header.is_linked_to_previous = False
        line = header.paragraphs[0]._p
        line.clear()
        line.append(paragraph_properties(pStyle={"val": styles.HEADER}))
        mark = _MARK.format(
            namespaces=nsdecls("w"), number=number, words=style.DRAFT_MARK, colour=style.DRAFT_COLOUR
        )
        line.append(parse_xml(mark))


def take_references(document: Any) -> list[Any]:
    """Remove and return the header and footer references of the template's only section."""
    sentinel = document.element.body.sectPr
    references = [
        child for child in sentinel if child.tag in {qn("w:headerReference"), qn("w:footerReference")}
    ]
    for reference in references:
        sentinel.remove(reference)
    return references


def section_properties(references: list[Any], *, landscape: bool) -> Any:
    """``w:sectPr`` of a section that starts on a new page; references stand in the first one only."""
    margins = style.LANDSCAPE if landscape else style.PORTRAIT
    width, height = _twips(style.PAGE_WIDTH_MM), _twips(style.PAGE_HEIGHT_MM)
    size: Attributes = {"w": width, "h": height}
    if landscape:
        size = {"w": height, "h": width, "orient": "landscape"}
    return element(
        "sectPr",
        children=[
            *references,
            element("type", {"val": "nextPage"}),
            element("pgSz", size),
            element(
                "pgMar",
                {
                    "top": _twips(margins.top),
                    "right": _twips(margins.right),
                    "bottom": _twips(margins.bottom),
                    "left": _twips(margins.left),
                    "header": _twips(margins.top - style.PAGE_NUMBER_REACH_MM),
                    "footer": _twips(margins.bottom - style.PAGE_NUMBER_REACH_MM),
                    "gutter": 0,
                },
            ),
        ],
    )


def _twips(mm: float) -> int:
    return round(mm * style.TWIPS_PER_MM)
