"""What ``{row.…}`` stands for: the cells of a year table's row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from selfeval.domain.data import Data, EvaluationData
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.values import Value
from selfeval.domain.year_tables import Column, YearTable


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
