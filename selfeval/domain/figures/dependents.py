"""Which figures a cell of the year enters: found by changing the cell and reading every figure again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import get_args

from selfeval.domain.data import Data, YearData
from selfeval.domain.figures.book import FigureBook
from selfeval.domain.figures.catalogue import PRIOR
from selfeval.domain.figures.year_figures import SOURCE_FIGURES
from selfeval.domain.year_tables import TABLES_BY_KEY, YEAR_VALUES

Rows = Mapping[str, Sequence[str]]


def figures_read_from(book: FigureBook, address: str, rows: Rows, prior_rows: Rows) -> tuple[str, ...]:
    """Return the keys of the figures that are read from a cell, or summed with it, in catalogue order.

    ``rows`` and ``prior_rows`` are the row keys of every table, in the order of the data. Cells that hold no
    number enter no figure.
    """
    prefix = PRIOR if address.startswith(PRIOR) else ""
    own = address.removeprefix(PRIOR)
    if own.startswith("figures."):
        key = own.removeprefix("figures.").removesuffix(".value")
        return (f"{prefix}{key}",) if own.endswith(".value") and book.has(f"{prefix}{key}") else ()
    year = book.data.prior_year if prefix else book.data.year
    if year is None:
        return ()
    changed = _changed(year, own, prior_rows if prefix else rows)
    if changed is None:
        return ()
    return tuple(
        f"{prefix}{key}"
        for key, source in SOURCE_FIGURES.items()
        if source.read is not None
        and not book.is_pack_figure(key)
        and source.read(year) != source.read(changed)
    )


def figures_computed_from(book: FigureBook, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of the computed figures that read any of these, directly or through other figures."""
    known = set(keys)
    found: dict[str, None] = {}
    computed = {
        figure.key: set(book.formula_of(figure.key).keys) for figure in book.figures() if figure.formula
    }
    grows = True
    while grows:
        new = [key for key, read in computed.items() if key not in found and read & known]
        found |= dict.fromkeys(new)
        known |= set(new)
        grows = bool(new)
    return tuple(found)


def _changed(year: YearData, address: str, rows: Rows) -> YearData | None:
    """The year with another number in the cell; ``None`` where the cell holds no number."""
    table_key, _, rest = address.partition(".")
    table = TABLES_BY_KEY.get(table_key)
    row, _, column_key = rest.rpartition(".") if table is not YEAR_VALUES else ("", "", rest)
    column = next((each for each in table.columns if each.key == column_key), None) if table else None
    if table is None or column is None or column.quantity is None:
        return None
    if table is YEAR_VALUES:
        return year.model_copy(update={column_key: _another(getattr(year, column_key))})
    lines: tuple[Data, ...] = getattr(year, table_key)
    keys = rows.get(table_key, ())
    if row in keys:
        position = keys.index(row)
        line = lines[position].model_copy(update={column_key: _another(getattr(lines[position], column_key))})
        return year.model_copy(update={table_key: (*lines[:position], line, *lines[position + 1 :])})
    if table.row_key is None:
        return None
    line_type = get_args(YearData.model_fields[table_key].annotation)[0]
    line = line_type.model_validate({table.row_key: row, column_key: 1})
    return year.model_copy(update={table_key: (*lines, line)})


def _another(value: Decimal | int | None) -> Decimal | int:
    return (value or 0) + 1
