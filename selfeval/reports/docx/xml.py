"""WordprocessingML elements in schema order.

Word refuses files whose property children are out of order, so paragraph and run properties are given as
keywords here and always written in the order of the schema (ECMA-376 Part 1, CT_PPr and CT_RPr).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "tabs", "kinsoku", "overflowPunct",
    "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "rPr", "sectPr",
)  # fmt: skip
_RUN_ORDER = ("rFonts", "b", "color", "spacing", "sz", "szCs", "shd", "lang")
Attributes = dict[str, str | int]


def element(tag: str, attributes: Attributes | None = None, children: Iterable[Any] = ()) -> Any:
    """An element ``w:<tag>`` with ``w:`` attributes and children."""
    made = OxmlElement(f"w:{tag}")
    for name, value in (attributes or {}).items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def paragraph_properties(**properties: Attributes | Any) -> Any:
    """``w:pPr``; a value is a dict of attributes or a ready element (rPr, sectPr, tabs)."""
    return _properties("pPr", _PARAGRAPH_ORDER, properties)


def run_properties(**properties: Attributes | Any) -> Any:
    """``w:rPr``; a value is a dict of attributes."""
    return _properties("rPr", _RUN_ORDER, properties)


def paragraph(style: str, content: Iterable[Any] = (), **properties: Attributes | Any) -> Any:
    """A ``w:p`` in a paragraph style with further properties."""
    return element("p", children=[paragraph_properties(pStyle={"val": style}, **properties), *content])


def run(text: str, properties: Any = None) -> Any:
    """A ``w:r`` with ``text``; tabs and line ends become ``w:tab`` and ``w:br``.

    Quotation marks and dashes are in Chinese and in Latin fonts; the hint asks Word for the Chinese ones.
    """
    made = element("r", children=[properties if properties is not None else run_properties()])
    rpr = made[0]
    fonts = rpr.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("rFonts")
        rpr.insert(0, fonts)
    fonts.set(qn("w:hint"), "eastAsia")
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        words = element("t")
        words.set(qn("xml:space"), "preserve")
        words.text = line
        made.append(words)
    return made


def tab() -> Any:
    """A run that holds one tab."""
    return element("r", children=[element("tab")])


def field_start(instruction: str) -> list[Any]:
    """Runs that open a complex field up to where its result begins."""
    words = element("instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {instruction} "
    return [
        element("r", children=[element("fldChar", {"fldCharType": "begin"})]),
        element("r", children=[words]),
        element("r", children=[element("fldChar", {"fldCharType": "separate"})]),
    ]


def field_end() -> Any:
    """The run that closes a complex field."""
    return element("r", children=[element("fldChar", {"fldCharType": "end"})])


def field(instruction: str, result: str) -> list[Any]:
    """A complex field with the result shown until it is refreshed."""
    return [*field_start(instruction), run(result), field_end()]


def _properties(tag: str, order: tuple[str, ...], given: dict[str, Any]) -> Any:
    unknown = set(given) - set(order)
    if unknown:
        message = f"no place in w:{tag} for {sorted(unknown)}"
        raise ValueError(message)
    children = [
        given[name] if not isinstance(given[name], dict) else element(name, given[name])
        for name in order
        if name in given
    ]
    return element(tag, children=children)
