"""What ``{row.…}`` stands for: the cells of a year table's row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from selfeval.domain.data import Data, EvaluationData
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.values import Value
from selfeval.domain.year_tables import YEAR_TABLES, Column, YearTable


def rows(data: EvaluationData, table: YearTable) -> list[Data]:
    """Return the rows of a year table; rows of fixed tables in the form's order."""
    found: list[Data] = list(getattr(data.year, table.key, ()))
    if table.row_key:
        order = [choice.value for choice in table.rows]
        key = table.row_key
        found.sort(key=lambda row: order.index(getattr(row, key)))
    return found


def is_text(column: Column) -> bool:
    """Whether a column holds words."""
    is_closed = column.choices or column.is_date or column.is_flag
    return column.quantity is None and not is_closed


def _cell_texts() -> dict[str, tuple[YearTable, str, Column]]:
    """The cells with words in the rows of fixed tables, by their address."""
    return {
        f"{table.key}.{choice.value}.{column.key}": (table, choice.value, column)
        for table in YEAR_TABLES
        if table.row_key
        for choice in table.rows
        for column in table.columns
        if is_text(column)
    }


_CELL_TEXTS = _cell_texts()
CELL_TEXTS = {
    address: f"{table.label}{next(each.label for each in table.rows if each.value == row)}{column.label}"
    for address, (table, row, column) in _CELL_TEXTS.items()
}
"""Texts of fixed tables that may be named: address and Chinese name (“三公”经费公务接待费增减变动原因)."""


def cell_text(data: EvaluationData, address: str) -> str | None:
    """Return what stands in such a cell; ``None`` where nothing was entered."""
    table, row_key, column = _CELL_TEXTS[address]
    assert table.row_key is not None
    for row in getattr(data.year, table.key):
        if getattr(row, table.row_key) == row_key:
            return getattr(row, column.key) or None
    return None


def cell(table: YearTable, row: Data, column_key: str) -> Value:
    """Return a cell of a row; only columns that the table describes can be asked for."""
    if column_key == table.row_key:
        labels = {choice.value: choice.label for choice in table.rows}
        return Value(table.label, labels[getattr(row, column_key)])
    column = table.column(column_key)
    content = getattr(row, column_key)
    if column.is_flag:
        return Value(column.label, phrasing.YES if content else phrasing.NO)
    if content is None or content == "":
        return Value(column.label)
    if column.choices:
        return Value(column.label, {choice.value: choice.label for choice in column.choices}[content])
    if column.quantity is not None:
        return Value(column.label, Decimal(content), column.quantity)
    return Value(column.label, content if isinstance(content, date) else str(content))
