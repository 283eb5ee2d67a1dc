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
_PRIOR = "prior_"
CASE_ATTRIBUTES = (
    {column.key: column.label for column in _ITEMS.columns}
    | _AMOUNTS
    | {_RATE: "预算执行率", "fund_reason": "资金原因说明"}
    | {f"{_PRIOR}{part}": f"上年{label}" for part, label in _AMOUNTS.items()}
    | {f"{_PRIOR}{_RATE}": "上年预算执行率"}
    | _SCORES
    | {"number": "序号"}
)
_FUND_LABELS = {
    "label": "资金来源",
    **{f"{part}_amount": label for part, label in _AMOUNTS.items()},
    _RATE: "执行率",
    "reason": "原因说明",
    **{f"{_PRIOR}{part}_amount": f"上年{label}" for part, label in _AMOUNTS.items()},
    f"{_PRIOR}{_RATE}": "上年执行率",
}
_TARGET, _ADJUSTED, _ACTUAL, _DEVIATION = "target", "adjusted_target", "actual", "deviation"
_INDICATOR_LABELS = {column.key: column.label for column in _INDICATORS.columns if column.key != "item"} | {
    _TARGET: "指标值",
    _ADJUSTED: "调整后指标值",
    _ACTUAL: "完成值",
    _DEVIATION: "偏差原因分析及改进措施",
    f"{_PRIOR}{_TARGET}": "上年指标值",
    f"{_PRIOR}{_ACTUAL}": "上年完成值",
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
    if attribute in _AMOUNTS or attribute == _RATE:
        return _fund_value(label, case.total, attribute)
    if attribute.startswith(_PRIOR):
        return _fund_value(label, case.prior_total, attribute.removeprefix(_PRIOR))
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


def _fund_value(label: str, line: FundLine | None, attribute: str) -> Value:
    if attribute == _RATE:
        return Value(label, line.execution_rate if line is not None else None, Quantity.RATE)
    return Value(label, getattr(line, f"{attribute}_amount") if line is not None else None, Quantity.MONEY)


def item_rows(kind: str, case: ItemCase) -> Iterator[tuple[str, Cells]]:
    """Yield the rows of an item for a round: the code of the indicator (empty for others) and its cells.

    ``item_funds`` goes through the form's sources (without the whole), whether filled in or not;
    ``item_indicators`` through the indicators in the form's order; ``item_aspects`` through its aspects.
    """
    if kind == FUNDS:
        then = {line.source: line for line in case.prior_funds}
        for line in case.funds:
            if line.source != TOTAL:
                yield "", _fund_cells(line, then.get(line.source))
    elif kind == INDICATORS:
        for code, row in case.indicators.items():
            yield code, _indicator_cells(row, case.prior_indicators.get(code))
    else:
        for label, aspect in case.aspects:
            yield "", _aspect_cells(label, aspect)


def _fund_cells(line: FundLine, then: FundLine | None) -> Cells:
    def cells(key: str) -> Value:
        label = _FUND_LABELS[key]
        if key.startswith(_PRIOR):
            return _fund_value(label, then, key.removeprefix(_PRIOR).removesuffix("_amount"))
        content = getattr(line, key)
        if isinstance(content, Decimal):
            return Value(label, content, Quantity.RATE if key == _RATE else Quantity.MONEY)
        return Value(label, content or None)

    return cells


def _indicator_cells(row: ItemIndicator, then: ItemIndicator | None) -> Cells:
    def cells(key: str) -> Value:
        label = _INDICATOR_LABELS[key]
        if key.startswith(_PRIOR):
            return _prior_value(label, then, key.removeprefix(_PRIOR))
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


def _prior_value(label: str, then: ItemIndicator | None, key: str) -> Value:
    """Last year's target that counted, or its achieved value; empty where the indicator is new."""
    if then is None:
        return Value(label, None)
    if key == _ACTUAL:
        return _number_or_words(label, then.actual_value, then.actual_text or then.tier)
    words = then.adjusted_target_text or then.target_text
    number = then.target_value if then.adjusted_target_value is None else then.adjusted_target_value
    return _number_or_words(label, number, words)


def _number_or_words(label: str, number: Decimal | None, words: str) -> Value:
    return Value(label, words or number)


def _aspect_cells(label: str, aspect: ItemAspect) -> Cells:
    def cells(key: str) -> Value:
        return Value(_ASPECT_LABELS[key], (label if key == "label" else getattr(aspect, key)) or None)

    return cells
