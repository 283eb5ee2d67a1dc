"""Every cell that can be filled in: its address, Chinese name and kind.

An address is one of

* ``year.<column>``, ``<table>.<row>.<column>``, ``figures.<key>.value``, ``figures.<key>.note`` (with
  ``prior.`` before it for last year's); rows of ``item_funds`` and ``item_aspects`` that are not stored
  yet are ``<code of the project>.<source or aspect>``,
* ``indicator.<code>.<field>``, ``indicator.<code>.checklist.<n>``, ``indicator.<code>.milestones.<n>``
  (``n`` counts from 0),
* ``text.<key>``, ``text.item.<code>.<key>`` (a project's text), ``report.report_date``,
  ``section.<key>.complete``, ``explanation.<fingerprint>``.

Computed values and values fixed by the pack have no cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from selfeval.domain.classifications import Classification
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import (
    Checklist,
    FigureDefinition,
    IndicatorNode,
    Manual,
    Milestones,
    Pack,
    TextBlock,
    ThreeTier,
    YesNo,
)
from selfeval.domain.report.texts import ANALYSIS_PREFIX
from selfeval.domain.sections import SCORING, item_text_block, place_label, steps, walk_sections
from selfeval.domain.year_tables import ITEM_PARTS, TABLES_BY_KEY, YEAR_VALUES, Choice, Column

LONGEST_TEXT = 8000
LONGEST_NOTE = 500
LONGEST_FINGERPRINT = 500


class Area(StrEnum):
    """Where a cell is stored."""

    YEAR = "year"
    TABLE = "table"
    FIGURE = "figure"
    INDICATOR = "indicator"
    TEXT = "text"
    REPORT = "report"
    SECTION = "section"
    EXPLANATION = "explanation"


class CellKind(StrEnum):
    """What a cell holds. TEMPLATE is text with references; YES_NO may be open, FLAG is on or off."""

    NUMBER = "number"
    LINE = "line"
    LONG_TEXT = "long_text"
    TEMPLATE = "template"
    CODE = "code"
    CHOICE = "choice"
    DATE = "date"
    YES_NO = "yes_no"
    FLAG = "flag"


@dataclass(frozen=True)
class Cell:
    """One cell. ``key`` names the record (row, figure, indicator, text, section or finding), ``column``
    the attribute in it, ``item`` the place in a checklist or the label of a milestone.
    """

    address: str
    area: Area
    kind: CellKind
    label: str
    column: str
    key: str = ""
    table: str = ""
    item: int | str | None = None
    is_prior: bool = False
    quantity: Quantity = Quantity.NUMBER
    choices: tuple[Choice, ...] = ()
    account: Classification | None = None
    max_length: int = LONGEST_TEXT
    allow_negative: bool = False
    allow_not_applicable: bool = False


class UnknownCell(ValueError):
    """An address without a cell to fill in; the message is Chinese and says why."""


_ENTRY_TEXTS = {
    "target_text": "目标值说明",
    "actual_text": "实际完成情况",
    "exemption_reason": "豁免理由",
    "exemption_documents": "豁免依据文号",
    "score_reason": "评分理由",
    "deduction_reason": "扣分原因",
    "variance_reason": "偏差原因",
    "note": "备注",
}
_ENTRY_FLAGS = {"exemption_claimed": "适用豁免规定", "not_applicable": "不适用"}


class CellMap:
    """All cells of a pack, found by address."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._leaves = {leaf.code: leaf for _, leaf in pack.leaves()}
        self._figures = {figure.key: figure for figure in pack.figures}
        self._texts: dict[str, TextBlock] = {}
        for report in pack.documents:
            sections = tuple(walk_sections(report.outline))
            blocks = [*report.preface, *(block for section in sections for block in section.blocks)]
            self._texts.update({block.key: block for block in blocks if isinstance(block, TextBlock)})
        self._item_parts = {
            "item_funds": {row.key for form in pack.forms for row in form.fund_rows},
            "item_aspects": {aspect.key for form in pack.forms for aspect in form.aspects},
        }
        groups = {group.code: group.name for form in pack.forms for group in form.groups}
        self._item_choices = {
            ("items", "form"): tuple(Choice(form.code, form.name) for form in pack.forms),
            ("item_indicators", "level1"): tuple(Choice(code, name) for code, name in groups.items()),
        }
        self._sections = {step.key: step.title for step in steps(pack)} | {SCORING: "指标评分"}

    def cell(self, address: str) -> Cell:
        """Return the cell at an address; UnknownCell says why there is none."""
        head, _, rest = address.partition(".")
        if head == "prior" and rest.partition(".")[0] in {*TABLES_BY_KEY, "figures"}:
            cell = self.cell(rest)
            return replace(cell, address=address, is_prior=True, label=f"上年{cell.label}")
        if head in TABLES_BY_KEY:
            return self._year_cell(address, head, rest)
        match head:
            case "figures":
                return self._figure_cell(address, rest)
            case "indicator":
                return self._entry_cell(address, rest)
            case "text":
                return self._text_cell(address, rest)
            case "section":
                return self._section_cell(address, rest)
            case "explanation" if 0 < len(rest) <= LONGEST_FINGERPRINT and rest.isprintable():
                return Cell(address, Area.EXPLANATION, CellKind.LONG_TEXT, "校验结果说明", "reason", rest)
        if address == "report.report_date":
            return Cell(address, Area.REPORT, CellKind.DATE, "成文日期", "report_date")
        raise _unknown(address)

    def _year_cell(self, address: str, table_key: str, rest: str) -> Cell:
        table = TABLES_BY_KEY[table_key]
        row, column_key = (
            ("", rest) if table is YEAR_VALUES else rest.rsplit(".", 1) if "." in rest else ("", "")
        )
        if table.row_key and row not in {choice.value for choice in table.rows}:
            raise _unknown(address)
        try:
            column = table.column(column_key)
        except KeyError:
            raise _unknown(address) from None
        if (
            table_key in ITEM_PARTS
            and "." in row
            and row.partition(".")[2] not in self._item_parts[table_key]
        ):
            raise _unknown(address)
        cell = _column_cell(address, column, place_label(self._pack, address))
        choices = self._item_choices.get((table_key, column_key), ())
        if choices:
            cell = replace(cell, kind=CellKind.CHOICE, choices=choices)
        area = Area.YEAR if table is YEAR_VALUES else Area.TABLE
        return replace(cell, area=area, table=table_key, key=row)

    def _figure_cell(self, address: str, rest: str) -> Cell:
        key, _, column = rest.rpartition(".")
        figure = self._figures.get(key)
        if figure is None or column not in {"value", "note"}:
            raise _unknown(address)
        if column == "note":
            label = f"{figure.name} 说明"
            return Cell(address, Area.FIGURE, CellKind.LINE, label, column, key, max_length=LONGEST_NOTE)
        return self._figure_value(address, figure)

    def _figure_value(self, address: str, figure: FigureDefinition) -> Cell:
        if figure.formula is not None:
            raise UnknownCell(f"“{figure.name}”由公式计算得出，不能直接填写；修改公式所用的数据项即可")
        return Cell(
            address,
            Area.FIGURE,
            CellKind.NUMBER,
            figure.name,
            "value",
            figure.key,
            quantity=figure.quantity,
            allow_negative=_may_be_negative(figure.quantity),
            allow_not_applicable=True,
        )

    def _entry_cell(self, address: str, rest: str) -> Cell:
        code, _, field = rest.rpartition(".")
        if field.isdecimal():
            code, _, field_of_item = code.rpartition(".")
            return self._item_cell(address, code, field_of_item, int(field))
        node = self._leaves.get(code)
        if node is None:
            raise _unknown(address)
        name = f"指标“{node.name}”"
        text = Cell(address, Area.INDICATOR, CellKind.LONG_TEXT, name, field, code)
        if field in _ENTRY_TEXTS:
            return replace(text, label=f"{name} {_ENTRY_TEXTS[field]}")
        if field in _ENTRY_FLAGS:
            return replace(text, kind=CellKind.FLAG, label=f"{name} {_ENTRY_FLAGS[field]}")
        if field == "answer" and isinstance(node.method, YesNo):
            return replace(text, kind=CellKind.YES_NO, label=f"{name} 是否达到")
        if field == "tier" and isinstance(node.method, ThreeTier):
            choices = tuple(Choice(tier.label, tier.label) for tier in node.method.tiers)
            return replace(text, kind=CellKind.CHOICE, label=f"{name} 评价档次", choices=choices)
        return self._entry_number(text, node, name, field)

    def _entry_number(self, cell: Cell, node: IndicatorNode, name: str, field: str) -> Cell:
        if field == "awarded_score" and isinstance(node.method, ThreeTier | Manual):
            label = f"{name} 评定得分"
            return replace(cell, kind=CellKind.NUMBER, label=label, quantity=Quantity.SCORE)
        if field == "actual_value" and node.formula is not None:
            raise UnknownCell(f"{name}的实际完成值由公式计算得出，不能直接填写；修改公式所用的数据项即可")
        if field == "target_value" and node.target is not None and node.target.value is not None:
            raise UnknownCell(f"{name}的目标值由体系包规定，不能修改")
        labels = {"actual_value": "实际完成值", "target_value": "目标值"}
        if field not in labels:
            raise _unknown(cell.address)
        return replace(
            cell,
            kind=CellKind.NUMBER,
            label=f"{name} {labels[field]}",
            quantity=node.quantity,
            allow_negative=_may_be_negative(node.quantity),
        )

    def _item_cell(self, address: str, code: str, field: str, number: int) -> Cell:
        node = self._leaves.get(code)
        method = node.method if node is not None else None
        name = f"指标“{node.name}”" if node is not None else ""
        cell = Cell(address, Area.INDICATOR, CellKind.YES_NO, name, field, code)
        if field == "checklist" and isinstance(method, Checklist) and number < len(method.points):
            return replace(cell, label=f"{name} 第{number + 1}项要点", item=number)
        if field == "milestones" and isinstance(method, Milestones) and number < len(method.milestones):
            milestone = method.milestones[number].label
            label = f"{name} {milestone}"
            return replace(cell, kind=CellKind.NUMBER, label=label, item=milestone, quantity=Quantity.RATE)
        raise _unknown(address)

    def _text_cell(self, address: str, key: str) -> Cell:
        cell = Cell(address, Area.TEXT, CellKind.TEMPLATE, "", "content", key)
        block = self._texts.get(key)
        if block is not None and block.editable:
            return replace(cell, label=block.label)
        if block is not None:
            raise UnknownCell(f"“{block.label}”由系统生成，不能修改")
        item_block = item_text_block(self._pack, key)
        if item_block is not None and item_block.editable:
            return replace(cell, label=item_block.label)
        node = self._leaves.get(key.removeprefix(ANALYSIS_PREFIX))
        if key.startswith(ANALYSIS_PREFIX) and node is not None:
            return replace(cell, label=f"指标“{node.name}” 分析")
        raise _unknown(address)

    def _section_cell(self, address: str, rest: str) -> Cell:
        key, _, column = rest.rpartition(".")
        if key not in self._sections or column != "complete":
            raise _unknown(address)
        label = f"“{self._sections[key]}”完成状态"
        return Cell(address, Area.SECTION, CellKind.FLAG, label, "is_complete", key)


def _column_cell(address: str, column: Column, label: str) -> Cell:
    cell = Cell(address, Area.TABLE, CellKind.LINE, label, column.key, max_length=column.max_length)
    if column.quantity is not None:
        signed = column.key == "amount" or column.quantity is Quantity.NUMBER
        return replace(cell, kind=CellKind.NUMBER, quantity=column.quantity, allow_negative=signed)
    if column.choices:
        return replace(cell, kind=CellKind.CHOICE, choices=column.choices)
    if column.is_date:
        return replace(cell, kind=CellKind.DATE)
    if column.is_flag:
        return replace(cell, kind=CellKind.FLAG)
    if column.is_long:
        return replace(cell, kind=CellKind.LONG_TEXT, max_length=LONGEST_TEXT)
    return replace(cell, kind=CellKind.CODE, account=column.account) if column.account else cell


def _may_be_negative(quantity: Quantity) -> bool:
    return quantity in {Quantity.MONEY, Quantity.RATE, Quantity.NUMBER}


def _unknown(address: str) -> UnknownCell:
    return UnknownCell(f"本体系包的填报表中没有“{address[:80]}”这一栏，刷新页面后重新填写")
