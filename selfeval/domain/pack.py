"""The typed pack (体系包): the rules and the form of one jurisdiction, year and kind, as data.

A pack holds its own figures, the indicator tree with weights, formulas and scoring methods, grade bands,
caps, the outline with text blocks, tables, charts and check rules. These types say what a pack may
contain; ``selfeval.domain.pack_files`` reads and writes the YAML folder and names file and line of every
mistake. Rules that concern several parts (weights that must add up, references that must exist) are in
``selfeval.domain.pack_rules``.

Text in packs is a template: words with references in braces, see ``selfeval.domain.prose``.
Formulas are written as official documents write them, see ``selfeval.domain.formula``.
``reading`` marks what the publication leaves open: how we read it, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selfeval.domain.data import Data, Key, Number
from selfeval.domain.numbers import MoneyUnit, Quantity
from selfeval.domain.report.document import Align, ChartKind

Template = Annotated[str, Field(max_length=8000)]
FormulaText = Annotated[str, Field(min_length=1, max_length=500)]
Ratio = Annotated[Decimal, Field(ge=0, le=1000)]
Points = Annotated[Decimal, Field(ge=0, le=1000)]


class FigureDefinition(Data):
    """A figure that the pack adds: stored (entered by the department), or computed by ``formula``."""

    key: Key
    name: str
    aliases: tuple[str, ...] = ()
    quantity: Quantity
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    formula: FormulaText | None = None
    explanation: str = ""


# --- scoring methods (DOMAIN 1.9) -------------------------------------------------------------------


class RatioUp(Data):
    """The more the better: points = weight × min(1, value ÷ target). Target 1 where none is set."""

    type: Literal["ratio_up"] = "ratio_up"


class RatioDown(Data):
    """The less the better: full points up to the target; above it weight × target ÷ value, or nothing."""

    type: Literal["ratio_down"] = "ratio_down"
    above: Literal["proportional", "zero"] = "proportional"


class PassMark(Data):
    """With a pass mark p: below p nothing, else (ratio − p) ÷ (1 − p) of the weight (财预〔2021〕101号)."""

    type: Literal["pass_mark"] = "pass_mark"
    pass_mark: Ratio = Decimal("0.6")


class Band(Data):
    """A band of values and the share of the weight it earns. Bounds not given are open.

    ``at_least`` and ``at_most`` include the bound, ``above`` and ``below`` do not.
    """

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    share: Annotated[Decimal, Field(ge=0, le=1)]


class Bands(Data):
    """The first band that holds the value (or the completion value ÷ target) gives the share."""

    type: Literal["bands"] = "bands"
    of: Literal["value", "completion"] = "value"
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]


class YesNo(Data):
    """Full points for yes, none for no."""

    type: Literal["yes_no"] = "yes_no"
    question: str = ""


class ChecklistPoint(Data):
    """One 要点; ``points`` where points are not shared equally."""

    text: str
    points: Points | None = None


class Checklist(Data):
    """Points met ÷ all points of the weight, or each point's own points."""

    type: Literal["checklist"] = "checklist"
    points: Annotated[tuple[ChecklistPoint, ...], Field(min_length=1)]


class Tier(Data):
    """A tier of qualitative judgement: the share awarded lies between ``lower`` and ``upper``."""

    label: str
    upper: Annotated[Decimal, Field(ge=0, le=1)]
    lower: Annotated[Decimal, Field(ge=0, le=1)]


DEFAULT_TIERS = (
    Tier(label="达成年度指标", upper=Decimal("1"), lower=Decimal("0.8")),
    Tier(label="部分达成年度指标并具有一定效果", upper=Decimal("0.8"), lower=Decimal("0.6")),
    Tier(label="未达成年度指标且效果较差", upper=Decimal("0.6"), lower=Decimal("0")),
)


class ThreeTier(Data):
    """Qualitative judgement: a tier, and points inside it (财预〔2020〕10号)."""

    type: Literal["three_tier"] = "three_tier"
    tiers: Annotated[tuple[Tier, ...], Field(min_length=2)] = DEFAULT_TIERS


class Deduction(Data):
    """Deduct ``points`` for each ``step`` over the target (percentage points) or for each event; floor 0.

    ``step`` is in the indicator's own unit (0.01 = one percentage point). ``started`` counts a begun step
    as a whole one. With ``per: event`` the value is the number of events.
    """

    type: Literal["deduction"] = "deduction"
    per: Literal["excess", "event"] = "excess"
    step: Annotated[Number, Field(gt=0)] = Decimal("0.01")
    points: Points
    started: bool = False


class Milestone(Data):
    """A rate required at a time and its points; below it points pro rata."""

    label: str
    required: Annotated[Decimal, Field(gt=0, le=1)]
    points: Points


class Milestones(Data):
    """Progress milestones; their points must add to the weight."""

    type: Literal["milestones"] = "milestones"
    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1)]


class Manual(Data):
    """Points entered by hand; a reason is mandatory."""

    type: Literal["manual"] = "manual"


class NotSelfScored(Data):
    """Shown with its weight, excluded from total and counted full mark."""

    type: Literal["not_self_scored"] = "not_self_scored"


Method = Annotated[
    RatioUp
    | RatioDown
    | PassMark
    | Bands
    | YesNo
    | Checklist
    | ThreeTier
    | Deduction
    | Milestones
    | Manual
    | NotSelfScored,
    Field(discriminator="type"),
]


class OverAchievement(Data):
    """Deviation rule: completion at or above ``threshold`` loses ``points``, or the excess share.

    With ``proportional`` the loss is weight × (completion − threshold), at most the weight.
    ``waived_by_reason`` keeps the points where a variance reason is given.
    """

    threshold: Annotated[Number, Field(gt=1)] = Decimal("1.3")
    points: Points | None = None
    proportional: bool = False
    waived_by_reason: bool = False


class Exemption(Data):
    """An exemption that the rule itself grants: full points when claimed with reason (and documents)."""

    label: str
    documents_required: bool = True


class Target(Data):
    """The target of an indicator: fixed by the pack, or entered (``value`` empty). Rates as ratio."""

    value: Number | None = None
    text: str = ""


class IndicatorNode(Data):
    """A node of the tree: a group (一级, 二级) with ``children``, or an indicator with a ``method``.

    The value of an indicator is its formula's result, or the entered ``actual_value`` where it has none.
    ``quantity``, ``unit``, ``decimals`` say how value and target print; ``score_decimals`` and
    ``rate_decimals`` of the pack say how points and 得分率 print. ``when_not_applicable``: keep the
    weight as earned, or leave it out of the counted full mark (redistribute).
    ``analysis`` is the template of the report's paragraph; without it the explanation is printed.
    """

    code: Key
    name: str
    weight: Points | None = None
    reading: str = ""
    children: tuple[IndicatorNode, ...] = ()
    explanation: str = ""
    criteria: str = ""
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    quantity: Quantity = Quantity.RATE
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    formula: FormulaText | None = None
    target: Target | None = None
    method: Method | None = None
    exemption: Exemption | None = None
    over_achievement: OverAchievement | None = None
    when_not_applicable: Literal["keep", "leave_out"] = "leave_out"
    evidence: tuple[str, ...] = ()
    analysis: Template = ""

    @property
    def is_leaf(self) -> bool:
        """Whether this node is scored itself (三级指标, or an indicator of a flat form)."""
        return not self.children


class GradeBand(Data):
    """A grade and the lowest percentage of the counted full mark (0–100) that earns it."""

    name: str
    at_least: Annotated[Decimal, Field(ge=0, le=100)]


class Cap(Data):
    """Total capped at ``maximum`` points when the condition holds (for example by execution rate)."""

    when: FormulaText
    maximum: Points
    label: str


# --- outline, tables, charts, checks ------------------------------------------------------------------


class TextVariant(Data):
    """A wording used when its condition holds; variants are tried in order before ``template``."""

    when: FormulaText
    template: Template


class TextBlock(Data):
    """A generated, editable text. Blank lines split paragraphs.

    ``for_each`` repeats the template for every row of a year table (references ``{row.…}``) or for the
    scored indicators (``{item.…}``). ``when`` leaves the block out unless its condition holds.
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


Block = Annotated[TextBlock | TableBlock | ChartBlock | AnalysisBlock, Field(discriminator="type")]


class Section(Data):
    """A section of the outline. ``asks`` names the year tables (and ``year.…`` values) entered here,
    ``figures.<key>`` a stored figure of the pack, and ``scores`` the scoring page.
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


class Pack(Data):
    """A whole pack version. ``documents`` come in printing order; the first is the report.

    ``is_library`` marks a framework to copy from (no weights needed). ``money_unit`` is the unit in which
    amounts are shown and printed; ``rate_decimals`` and ``score_decimals`` are those of 得分率 and points.
    """

    code: Key
    name: str
    version: Annotated[int, Field(ge=1)] = 1
    jurisdiction: str
    fiscal_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    kind: Literal["departmental"] = "departmental"
    basis: tuple[str, ...] = ()
    remarks: str = ""
    is_library: bool = False
    money_unit: MoneyUnit = MoneyUnit.TEN_THOUSAND_YUAN
    rate_decimals: Annotated[int, Field(ge=0, le=4)] = 2
    score_decimals: Annotated[int, Field(ge=0, le=4)] = 2
    full_mark: Points = Decimal(100)
    figures: tuple[FigureDefinition, ...] = ()
    indicators: tuple[IndicatorNode, ...]
    grades: tuple[GradeBand, ...] = ()
    caps: tuple[Cap, ...] = ()
    documents: tuple[ReportDefinition, ...] = ()
    tables: tuple[TableDefinition, ...] = ()
    charts: tuple[ChartDefinition, ...] = ()
    checks: tuple[CheckRule, ...] = ()

    def leaves(self) -> Iterator[tuple[tuple[IndicatorNode, ...], IndicatorNode]]:
        """Yield every scored indicator in order, each with the groups above it (outermost first)."""
        yield from walk_leaves(self.indicators)

    def document(self, kind: str) -> ReportDefinition:
        """Return the document definition of a kind; KeyError if the pack has none."""
        for definition in self.documents:
            if definition.kind == kind:
                return definition
        raise KeyError(kind)


def walk_leaves(
    nodes: tuple[IndicatorNode, ...], above: tuple[IndicatorNode, ...] = ()
) -> Iterator[tuple[tuple[IndicatorNode, ...], IndicatorNode]]:
    """Yield the leaves below ``nodes`` in order, each with the groups above it (outermost first)."""
    for node in nodes:
        if node.is_leaf:
            yield above, node
        else:
            yield from walk_leaves(node.children, (*above, node))
