"""The documents of a pack: outline, texts, tables, charts; and the check rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selfeval.domain.data import Data, ItemKind, Key, Number
from selfeval.domain.pack.fields import FormulaText, Template
from selfeval.domain.report.document import Align, ChartKind, HeadingRole

MOST_COLUMNS = 200
Source = Literal["budget_lines", "economic_lines", "income_details", "carryover_lines", "items"]
"""The year tables whose rows say whether they are made up."""


class TextVariant(Data):
    """A wording used when its condition holds; variants are tried in order before ``template``."""

    when: FormulaText
    template: Template


class TextBlock(Data):
    """A generated, editable text. Blank lines split paragraphs.

    ``for_each`` repeats the template for every row of a year table (references ``{row.…}``), for the
    scored indicators (``{item.…}``) or for projects (``{case.…}``). ``when`` leaves the
    block out unless its condition holds. ``joins`` continues the paragraph before it instead of beginning a
    new one.
    """

    type: Literal["text"] = "text"
    key: Key
    label: str
    template: Template = ""
    variants: tuple[TextVariant, ...] = ()
    for_each: str | None = None
    when: FormulaText | None = None
    joins: bool = False
    required: bool = True
    editable: bool = True
    guidance: str = ""
    max_chars: int | None = None
    reading: str = ""


class RepeatBlock(Data):
    """Prints another text of the pack once more, so that nobody writes the same words twice.

    ``key`` is that of the text, which may stand in another document.
    """

    type: Literal["repeat"] = "repeat"
    key: Key
    when: FormulaText | None = None


class TableBlock(Data):
    """Prints a table of the pack at this place."""

    type: Literal["table"] = "table"
    table: Key
    when: FormulaText | None = None


class ChartBlock(Data):
    """Prints a chart of the pack at this place."""

    type: Literal["chart"] = "chart"
    chart: Key
    when: FormulaText | None = None


class AnalysisBlock(Data):
    """One heading and analysis paragraph for every indicator of a dimension (all, where none is named)."""

    type: Literal["analysis"] = "analysis"
    dimension: Key | None = None


class ItemsBlock(Data):
    """One section for every project or transfer payment: its name as heading, its report, its 自评表.

    ``kind`` chooses projects or transfer payments (all, where none is named). ``report`` prints the outline
    of the item's form below the heading, ``table`` its official table. ``style`` is a heading of the section,
    an ``attachment`` of its own (附件2-1 with the title of the item's report), or ``plain`` for no heading.
    """

    type: Literal["items"] = "items"
    kind: ItemKind | None = None
    style: Literal["section", "attachment", "plain"] = "section"
    report: bool = True
    table: bool = False
    when: FormulaText | None = None


class DocumentBlock(Data):
    """Prints preface and outline of another document of the pack, ``title`` its title above them.

    The embedded document keeps its own numbering; its headings stay out of the table of contents.
    """

    type: Literal["document"] = "document"
    kind: Key
    title: bool = False
    when: FormulaText | None = None


class GlossaryBlock(Data):
    """Prints the terms of the pack's glossary that this year uses, numbered."""

    type: Literal["glossary"] = "glossary"


Block = Annotated[
    TextBlock
    | RepeatBlock
    | TableBlock
    | ChartBlock
    | AnalysisBlock
    | ItemsBlock
    | DocumentBlock
    | GlossaryBlock,
    Field(discriminator="type"),
]


class Section(Data):
    """A section of the outline. ``asks`` names the year tables (and ``year.…`` values) entered here,
    ``figures.<key>`` a stored figure of the pack, ``scores`` the scoring page, and ``items``,
    ``items:project`` or ``items:transfer`` the projects with their funds and indicators.

    ``style``: a ``part`` (第一部分) holds sections that are numbered from 一、 again; an ``attachment``
    (附件1) opens a page under its title; a ``form`` is an official table on its own page, headed by the
    section's title.
    """

    key: Key
    title: str
    style: HeadingRole = HeadingRole.SECTION
    asks: tuple[str, ...] = ()
    guidance: str = ""
    reading: str = ""
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


class CellTemplate(Data):
    """A table cell as template; ``merge`` joins it with the cell above when both say the same."""

    text: Template = ""
    colspan: Annotated[int, Field(ge=1, le=MOST_COLUMNS)] = 1
    rowspan: Annotated[int, Field(ge=1, le=200)] = 1
    align: Align | None = None
    header: bool = False
    strong: bool = False
    merge: bool = False


class RowGroup(Data):
    """Rows of a table: fixed, or repeated ``for_each`` indicator (``indicators``, ``indicators:<code>``
    of one dimension) or row of a year table.
    """

    rows: tuple[tuple[CellTemplate, ...], ...]
    for_each: str | None = None
    when: FormulaText | None = None


class ColumnTemplate(Data):
    """A column: its share of the width and the alignment of its cells."""

    width: Annotated[float, Field(gt=0, le=1)]
    align: Align = Align.CENTER


class TableDefinition(Data):
    """A table of the pack: head rows, then groups of body rows, all of them templates.

    An official form names its ``code`` (公开01表) and the ``organization`` (部门：…) above the table.
    ``empty`` prints under it when it holds no amount at all. A form too wide for paper is printed in
    ``parts``: each shows the first ``stub`` columns and as many further ones as its number says.
    ``sources`` are the year tables its amounts come from: where any of their rows is made up (演示数据), the
    table says so.
    """

    key: Key
    caption: Template
    code: str = ""
    organization: Template = ""
    columns: Annotated[tuple[ColumnTemplate, ...], Field(min_length=1, max_length=MOST_COLUMNS)]
    head: tuple[tuple[CellTemplate, ...], ...] = ()
    body: tuple[RowGroup, ...]
    unit: str = ""
    note: Template = ""
    empty: Template = ""
    sources: tuple[Source, ...] = ()
    landscape: bool = False
    stub: Annotated[int, Field(ge=0, le=10)] = 0
    parts: tuple[Annotated[int, Field(ge=1, le=40)], ...] = ()


class ChartItem(Data):
    """One category of a chart with a reference or formula for every series; repeated ``for_each`` round."""

    label: Template
    values: tuple[FormulaText, ...]
    for_each: str | None = None


class ChartDefinition(Data):
    """A chart: ``source`` takes its data from the scores, or ``items`` spell them out.

    ``dimensions``: 得分率 by dimension (by indicator in a flat form); ``losses``: waterfall from the
    full mark to the total.
    """

    key: Key
    kind: ChartKind
    caption: Template
    finding: Template
    unit: str = ""
    source: Literal["items", "dimensions", "losses"] = "items"
    series: tuple[str, ...] = ()
    items: tuple[ChartItem, ...] = ()
    decimals: Annotated[int, Field(ge=0, le=4)] = 2


class GlossaryTerm(Data):
    """A term of 名词解释 with its explanation; ``when`` says in which years it is used (always, without)."""

    key: Key
    term: Template
    explanation: Template
    when: FormulaText | None = None
    reading: str = ""


class ReportDefinition(Data):
    """A document of the pack: ``report``, ``self-score-table``, … with title, preface and outline.

    ``cover`` gives the lines of a cover page, which takes the place of the title, with ``cover_note``
    (公开时间) below them. ``number_tables`` puts 表1 before the captions of tables.
    """

    kind: Key
    label: str
    title: tuple[Template, ...]
    cover: tuple[Template, ...] = ()
    cover_note: Template = ""
    toc: bool = False
    number_tables: bool = True
    preface: tuple[Block, ...] = ()
    outline: tuple[Section, ...] = ()
    signature: bool = True


class CheckRule(Data):
    """A relation the pack demands: ``left relation right``; a finding of ``severity`` where it fails.

    ``tolerance`` is in the unit of the compared figures (元 for amounts). ``place`` is a cell address or
    a section key the finding points to.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z]\w{1,15}$")]
    severity: Literal["error", "warning", "info"]
    left: FormulaText
    relation: Literal["=", "≤", "≥", "<", ">", "≠"]
    right: FormulaText
    message: Template
    cure: str = ""
    place: str = ""
    tolerance: Number = Decimal(0)
    when: FormulaText | None = None
