"""What a cell is used for: the sums it enters, and the indicators and figures computed from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.accounts import ACCOUNT_TABLES, figures_of_line
from selfeval.domain.cells import Area, Cell
from selfeval.domain.figures.dependents import figures_computed_from, figures_read_from
from selfeval.domain.money import total
from selfeval.domain.numbers import MoneyUnit, Quantity, format_number
from selfeval.domain.year_tables import TABLES_BY_KEY
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import money

_MOST_SUMS = 12
_MOST_RESULTS = 16


@dataclass(frozen=True)
class Use:
    """A sum, figure or indicator that reads the place: its arithmetic with this year's numbers."""

    name: str
    arithmetic: str
    result: str


@dataclass(frozen=True)
class Uses:
    """``sums`` are read from the cell or summed with it, ``results`` are computed from these."""

    sums: tuple[Use, ...]
    results: tuple[Use, ...]


def uses_of(workspace: Workspace, address: str, cell: Cell | None, unit: MoneyUnit) -> Uses:
    """Return what a cell is used for; amounts of the table's own sum in ``unit``."""
    book = workspace.book
    keys = figures_read_from(book, address, workspace.rows, workspace.prior_rows)
    named = dict.fromkeys((*keys, *_account_keys(workspace, address)))
    sums = tuple(Use(book.name_of(key), "", book.display(key)) for key in named)
    if not sums and cell is not None:
        sums = tuple(_column_sum(workspace, cell, unit))
    return Uses(sums[:_MOST_SUMS], tuple(_results(workspace, keys))[:_MOST_RESULTS])


def _results(workspace: Workspace, keys: tuple[str, ...]) -> Iterator[Use]:
    """The indicators first, then the other figures that are computed."""
    book = workspace.book
    computed = figures_computed_from(book, keys)
    known = {*keys, *computed}
    for item in workspace.score.indicators:
        if known & set(item.figures):
            yield Use(f"指标“{item.name}”", item.explanation.substituted, item.explanation.result)
    for key in computed:
        yield Use(book.name_of(key), book.formula_of(key).text, book.display(key))


def _account_keys(workspace: Workspace, address: str) -> Iterator[str]:
    """The sums by code that a line of the final accounts is part of."""
    table, row, *_ = (*address.split("."), "", "")
    rows = workspace.rows.get(table, ()) if table in ACCOUNT_TABLES else ()
    if row in rows:
        yield from figures_of_line(getattr(workspace.data.year, table)[rows.index(row)])


def _column_sum(workspace: Workspace, cell: Cell, unit: MoneyUnit) -> Iterator[Use]:
    """The sum below a column that no figure reads."""
    table = TABLES_BY_KEY.get(cell.table)
    year = workspace.data.prior_year if cell.is_prior else workspace.data.year
    if cell.area is not Area.TABLE or table is None or not table.sums or year is None:
        return
    column = table.column(cell.column)
    if column.quantity is None:
        return
    value: Decimal | None = total(getattr(line, column.key) for line in getattr(year, table.key))
    is_money = column.quantity is Quantity.MONEY
    shown = "" if value is None else f"{money(value, unit)}{unit.label}" if is_money else format_number(value)
    yield Use(f"本表“{column.label}”合计", "", shown)
