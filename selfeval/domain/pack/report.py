"""The documents of a pack: outline, texts, tables, charts; and the check rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selfeval.domain.data import Data, ItemKind, Key, Number
from selfeval.domain.pack.fields import FormulaText, Template
from selfeval.domain.report.document import Align, ChartKind


class TextVariant(Data):
    """A wording used when its condition holds; variants are tried in order before ``template``."""

    when: FormulaText
    template: Template


class TextBlock(Data):
    """A generated, editable text. Blank lines split paragraphs.

    ``for_each`` repeats the template for every row of a year table (references ``{row.…}``), for the
    scored indicators (``{item.…}``) or for projects (``{case.…}``). ``when`` leaves the
    block out unless its condition holds.
    """

    type: Literal["text"] = "text"
    key: Key
    label: str
    template: Template = ""
    variants: tuple[TextVariant, ...] = ()
    for_each: str | None = None
    when: FormulaText | None = None
    required: bool = True
    editable: bool = True
    guidance: str = ""
    max_chars: int | None = None
    reading: str = ""


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
    of the item's form below the heading, ``table`` its official table.
    """

    type: Literal["items"] = "items"
    kind: ItemKind | None = None
    report: bool = True
    table: bool = False
    when: FormulaText | None = None


Block = Annotated[
    TextBlock | TableBlock | ChartBlock | AnalysisBlock | ItemsBlock, Field(discriminator="type")
]


class Section(Data):
    """A section of the outline. ``asks`` names the year tables (and ``year.…`` values) entered here,
    ``figures.<key>`` a stored figure of the pack, ``scores`` the scoring page, and ``items``,
    ``items:project`` or ``items:transfer`` the projects with their funds and indicators.
    """

    key: Key
    title: str
    asks: tuple[str, ...] = ()
    guidance: str = ""
    reading: str = ""
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


class CellTemplate(Data):
    """A table cell as template; ``merge`` joins it with the cell above when both say the same."""

    text: Template = ""
    colspan: Annotated[int, Field(ge=1, le=40)] = 1
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
    """A table of the pack: head rows, then groups of body rows, all of them templates."""

    key: Key
    caption: Template
    columns: Annotated[tuple[ColumnTemplate, ...], Field(min_length=1, max_length=40)]
    head: tuple[tuple[CellTemplate, ...], ...] = ()
    body: tuple[RowGroup, ...]
    unit: str = ""
    note: Template = ""
    landscape: bool = False


class ChartItem(Data):
    """One category of a chart with a reference or formula for every series."""

    label: Template
    values: tuple[FormulaText, ...]


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


class ReportDefinition(Data):
    """A document of the pack: ``report``, ``self-score-table``, … with title, preface and outline."""

    kind: Key
    label: str
    title: tuple[Template, ...]
    toc: bool = False
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
