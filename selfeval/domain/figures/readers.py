"""How a figure is read from a department year: one value, or the sum of a column over chosen rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from selfeval.domain.data import YearData
from selfeval.domain.figures.figure import Figure
from selfeval.domain.money import total
from selfeval.domain.numbers import Quantity

Read = Callable[[YearData], Decimal | None]


@dataclass(frozen=True)
class SourceFigure:
    """A figure with the function that reads it from a year; ``None`` where its formula computes it."""

    figure: Figure
    read: Read | None = None


def _decimal(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def value_of(column: str) -> Read:
    """Read a single value of the year."""
    read = attrgetter(column)
    return lambda year: _decimal(read(year))


def sum_of(table: str, column: str, row_key: str = "", rows: Iterable[str] = ()) -> Read:
    """Read the sum of a column over the rows whose ``row_key`` is among ``rows`` (all, where none are named).

    Cells that are not filled in are skipped; the sum is ``None`` where none is filled in.
    """
    lines, cell = attrgetter(table), attrgetter(column)
    wanted = frozenset(rows)

    def read(year: YearData) -> Decimal | None:
        chosen = (line for line in lines(year) if not wanted or getattr(line, row_key) in wanted)
        return total(_decimal(cell(line)) for line in chosen)

    return read


def money(key: str, name: str, read: Read, place: str, *aliases: str) -> SourceFigure:
    """Define an amount in 元."""
    return SourceFigure(Figure(key, name, Quantity.MONEY, place=place, aliases=aliases), read)


def count(key: str, name: str, unit: str, read: Read, place: str, *aliases: str) -> SourceFigure:
    """Define a count with its measure word."""
    return SourceFigure(Figure(key, name, Quantity.COUNT, unit=unit, place=place, aliases=aliases), read)
