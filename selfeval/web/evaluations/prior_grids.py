"""Last year's rows of a free table below this year's, where they are entered here for comparison."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from selfeval.domain.accounts import ACCOUNT_TABLES
from selfeval.domain.figures.catalogue import PRIOR
from selfeval.domain.year_tables import TABLES_BY_KEY, YearTable

_OFFERED = frozenset({"budget_lines", *ACCOUNT_TABLES})
_COMPARED = frozenset({"actual_amount", "opening_amount", "closing_amount"})
"""The amounts that are compared from year to year; others only where the pack reads them."""


def own_table(key: str) -> tuple[str, bool]:
    """Split the key of a grid: the table, and whether it is last year's."""
    return key.removeprefix(PRIOR), key.startswith(PRIOR)


def table_of_last_year(key: str, read: Collection[str]) -> YearTable | None:
    """Return a free table with the columns needed for comparison; ``None`` where nothing is compared.

    ``read`` are the columns that the pack reads of last year. Its key is that of the grid: ``prior.<table>``.
    """
    table = TABLES_BY_KEY[key]
    if table.row_key is not None or not (key in _OFFERED or is_read(key, read)):
        return None
    columns = tuple(
        column
        for column in table.columns
        if (column.key in _COMPARED or f"{key}.{column.key}" in read)
        or (column.quantity is None and column.key != "note")
    )
    return replace(table, key=f"{PRIOR}{key}", label=f"上年{table.label}", columns=columns)


def is_read(key: str, read: Collection[str]) -> bool:
    """Whether the pack reads a table of last year."""
    return any(place.partition(".")[0] == key for place in read)
