"""What ``{case.…}`` stands for, and ``{row.…}`` in the rows of a project or transfer payment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from selfeval.domain.data import ItemAspect, ItemIndicator
from selfeval.domain.items import ItemCase
from selfeval.domain.items.funds import TOTAL, FundLine
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.rows import cell
from selfeval.domain.prose.values import Value
from selfeval.domain.scoring.result import ItemScore
from selfeval.domain.year_tables import TABLES_BY_KEY

ITEM_ROUNDS = "items"
FUNDS, INDICATORS, ASPECTS = "item_funds", "item_indicators", "item_aspects"

_ITEMS = TABLES_BY_KEY["items"]
_INDICATORS = TABLES_BY_KEY[INDICATORS]
_AMOUNTS = {"initial": "年初预算数", "whole_year": "全年预算数", "executed": "全年执行数"}
_SCORES = {"total": "得分", "full_mark": "满分", "rate": "得分率", "grade": "等级"}
_RATE = "execution_rate"
CASE_ATTRIBUTES = (
    {column.key: column.label for column in _ITEMS.columns}
    | _AMOUNTS
    | {_RATE: "预算执行率", "fund_reason": "资金原因说明"}
    | _SCORES
    | {"number": "序号"}
)
_FUND_LABELS = {
    "label": "资金来源",
    **{f"{part}_amount": label for part, label in _AMOUNTS.items()},
    _RATE: "执行率",
    "reason": "原因说明",
}
_TARGET, _ADJUSTED, _ACTUAL, _DEVIATION = "target", "adjusted_target", "actual", "deviation"
_INDICATOR_LABELS = {column.key: column.label for column in _INDICATORS.columns if column.key != "item"} | {
    _TARGET: "指标值",
    _ADJUSTED: "调整后指标值",
    _ACTUAL: "完成值",
    _DEVIATION: "偏差原因分析及改进措施",
}
_ASPECT_LABELS = {"label": "管理事项", "situation": "情况说明", "problems": "问题和改进措施"}

ROW_LABELS: Mapping[str, Mapping[str, str]] = {
    FUNDS: _FUND_LABELS,
    INDICATORS: _INDICATOR_LABELS,
    ASPECTS: _ASPECT_LABELS,
}
"""The columns that ``{row.…}`` has in a round over these, with their names."""

Cells = Callable[[str], Value]


def case_value(item: ItemScore, number: int, attribute: str, pack: Pack) -> Value:
    """Return an attribute of a project; points and grade are empty where it is not scored."""
    label = CASE_ATTRIBUTES[attribute]
    case, score = item.case, item.score
    if attribute == "number":
        return Value(label, str(number))
    if attribute == "form":
        return Value(label, case.form.name)
    if attribute in _AMOUNTS:
        return Value(label, getattr(case.total, f"{attribute}_amount"), Quantity.MONEY)
    if attribute == _RATE:
        return Value(label, case.total.execution_rate, Quantity.RATE)
    if attribute == "fund_reason":
        return Value(label, phrasing.joined([line.reason for line in case.funds]) or None)
    if attribute not in _SCORES:
        return cell(_ITEMS, case.item, attribute)
    if not item.is_scored:
        return Value(label, score.grade or "" if attribute == "grade" else "")
    match attribute:
        case "grade":
            return Value(label, score.grade)
        case "total":
            return Value.points(label, item.total, pack)
        case "full_mark":
            return Value.points(label, score.full_mark, pack)
    rate = item.total / score.full_mark if item.total is not None and score.full_mark else None
    return Value.score_rate(label, rate, pack)


def item_rows(kind: str, case: ItemCase) -> Iterator[tuple[str, Cells]]:
    """Yield the rows of an item for a round: the code of the indicator (empty for others) and its cells.

    ``item_funds`` goes through the form's sources (without the whole), whether filled in or not;
    ``item_indicators`` through the indicators in the form's order; ``item_aspects`` through its aspects.
    """
    if kind == FUNDS:
        for line in case.funds:
            if line.source != TOTAL:
                yield "", _fund_cells(line)
    elif kind == INDICATORS:
        for code, row in case.indicators.items():
            yield code, _indicator_cells(row)
    else:
        for label, aspect in case.aspects:
            yield "", _aspect_cells(label, aspect)


def _fund_cells(line: FundLine) -> Cells:
    def cells(key: str) -> Value:
        label, content = _FUND_LABELS[key], getattr(line, key)
        if isinstance(content, Decimal):
            return Value(label, content, Quantity.RATE if key == _RATE else Quantity.MONEY)
        return Value(label, content or None)

    return cells


def _indicator_cells(row: ItemIndicator) -> Cells:
    def cells(key: str) -> Value:
        label = _INDICATOR_LABELS[key]
        match key:
            case "target":
                return _number_or_words(label, row.target_value, row.target_text)
            case "adjusted_target":
                return _number_or_words(label, row.adjusted_target_value, row.adjusted_target_text)
            case "actual":
                return _number_or_words(label, row.actual_value, row.actual_text or row.tier)
            case "deviation":
                return Value(label, phrasing.joined((row.variance_reason, row.improvement)) or None)
        return cell(_INDICATORS, row, key)

    return cells


def _number_or_words(label: str, number: Decimal | None, words: str) -> Value:
    return Value(label, words or number)


def _aspect_cells(label: str, aspect: ItemAspect) -> Cells:
    def cells(key: str) -> Value:
        return Value(_ASPECT_LABELS[key], (label if key == "label" else getattr(aspect, key)) or None)

    return cells
