"""The neutral document: what a report says, before any writer turns it into HTML, PDF or DOCX.

One object feeds every writer, so the formats cannot differ in content. Text is final text: numbers are
already formatted, references resolved, headings numbered. Layout is only hinted at (landscape, column
widths as shares); measures of GB/T 9704 belong to ``selfeval.reports.style``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Align(StrEnum):
    """Horizontal alignment of a table cell or column."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Run:
    """A stretch of text inside a paragraph.

    ``keep`` marks an amount with its unit that must not be broken over two lines.
    ``missing`` marks a reference whose figure is not filled in (drafts show it highlighted).
    """

    text: str
    keep: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Cover:
    """The first page of a published document: its lines in large type, ``note`` (公开时间) below them."""

    lines: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Title:
    """The document's title (2号小标宋, centred). Long titles may carry explicit line breaks."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Toc:
    """Table of contents over the listed headings up to ``depth``; writers fill in page numbers."""

    heading: str = "目录"
    depth: int = 2


class HeadingRole(StrEnum):
    """What a heading opens.

    ``part`` (第一部分) opens a page and stands in its middle; ``attachment`` (附件1, then its title) opens a
    page; ``form`` is the title of an official table, whose number is printed in the table of contents only.
    """

    SECTION = "section"
    PART = "part"
    ATTACHMENT = "attachment"
    FORM = "form"


@dataclass(frozen=True)
class Heading:
    """A numbered heading. ``level`` 1–4 prints as 一、 （一） 1. （1）; ``number`` is that printed mark.

    A part has level 0, an attachment and a form level 1. ``listed`` headings stand in the table of contents;
    those inside an attachment do not. ``anchor`` is unique in the document and safe as an XML id.
    """

    level: int
    number: str
    text: str
    anchor: str
    role: HeadingRole = HeadingRole.SECTION
    listed: bool = True

    @property
    def entry(self) -> str:
        """Number and words on one line, as in a table of contents."""
        words = self.text.replace("\n", "")
        gap = "\u3000" if self.role in (HeadingRole.PART, HeadingRole.ATTACHMENT) else ""
        return f"{self.number}{gap}{words}"


@dataclass(frozen=True)
class Paragraph:
    """Body text, first line indented two characters. ``label`` is a bold-free lead such as 附件说明."""

    runs: tuple[Run, ...]
    indent: bool = True
    align: Align | None = None


@dataclass(frozen=True)
class CellNumber:
    """The number that a cell prints, rounded as printed and in the printed unit; a percentage is a ratio."""

    value: Decimal
    decimals: int
    is_percentage: bool = False


@dataclass(frozen=True)
class Cell:
    """One table cell; spans as in HTML. ``header`` marks row or column heads, ``strong`` sums.

    ``number`` is there where the text is nothing but one number, so that a workbook can hold it as one.
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    align: Align | None = None
    header: bool = False
    strong: bool = False
    number: CellNumber | None = None


@dataclass(frozen=True)
class Column:
    """A table column: ``width`` is a share of the table's width (all shares add to 1)."""

    width: float
    align: Align = Align.CENTER


@dataclass(frozen=True)
class Table:
    """A table with merged cells. Rows list only the cells that start in them, as in HTML.

    ``head`` rows repeat on each page. ``unit`` prints right above the table (单位：万元), with the
    ``organization`` (部门：…) on the same line; ``code`` (公开01表) prints above that line. ``landscape``
    asks for a landscape page of its own. ``note`` prints under the table. ``name`` is what the table is
    called where it has no caption of its own. A table too wide for a page is printed in ``parts``: each takes
    the first ``stub`` columns and as many further ones as its number says.
    """

    caption: str
    columns: tuple[Column, ...]
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    note: str = ""
    landscape: bool = False
    anchor: str = ""
    code: str = ""
    organization: str = ""
    name: str = ""
    stub: int = 0
    parts: tuple[int, ...] = ()


class ChartKind(StrEnum):
    """What a chart shows; every kind has an own SVG drawing and a native DOCX chart."""

    BAR = "bar"
    PAIRED_BAR = "paired_bar"
    PIE = "pie"
    WATERFALL = "waterfall"


@dataclass(frozen=True)
class Series:
    """One named row of values, parallel to the chart's categories; ``None`` leaves a gap."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart as data. ``caption`` is 图1 …, ``finding`` the one-sentence statement printed as its title.

    WATERFALL: first category is the full mark, the last the total, those between are losses (negative).
    ``decimals`` are printed on value labels. Bars of a score chart may state the ``maximum`` of the axis.
    """

    kind: ChartKind
    caption: str
    finding: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    decimals: int = 2
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Signature:
    """署名 and 成文日期 with a square reserved for a seal over them (GB/T 9704 7.3.5)."""

    organization: str
    date: str
    seal: bool = True


Block = Cover | Title | Toc | Heading | Paragraph | Table | Chart | Signature


@dataclass(frozen=True)
class Document:
    """A whole report.

    ``kind`` is the document kind (report, self-score-table, …), ``code`` the evaluation's code.
    ``draft`` prints the 草稿 watermark. ``fingerprint`` is the hash of the snapshot it was made from
    (empty for a draft) and goes into the files' metadata.
    """

    kind: str
    code: str
    title: str
    organization: str
    subject: str
    blocks: tuple[Block, ...]
    draft: bool = False
    fingerprint: str = ""
    keywords: tuple[str, ...] = field(default=())
