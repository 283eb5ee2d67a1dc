"""What a pack reads of last year: what has to be entered where last year is not in the system.

Everything of a pack counts: figures, indicators, texts, tables, charts, glossary and checks; not its forms,
whose projects have a last year of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any, get_args

from pydantic import BaseModel

from selfeval.domain.accounts import AccountKey
from selfeval.domain.accounts.keys import EVERY
from selfeval.domain.data import Data, YearData
from selfeval.domain.figures.catalogue import PRIOR, FigureCatalogue
from selfeval.domain.figures.year_figures import SOURCE_FIGURES
from selfeval.domain.formula import FormulaError, parse_formula
from selfeval.domain.pack import Pack
from selfeval.domain.pack.memo import once_per_pack
from selfeval.domain.prose.accounts import account_round, row_attribute
from selfeval.domain.prose.references import TemplateError, references_in
from selfeval.domain.year_tables import YEAR_TABLES, YEAR_VALUES, YearTable

_FORMULAS = frozenset({"formula", "when", "left", "right", "values"})
"""The fields of a pack that hold a formula or condition; every other text may hold references."""
_ROW_HEADS = frozenset({"row", "本行"})


@once_per_pack
def read_of_last_year(pack: Pack) -> frozenset[str]:
    """Return the places of last year that a pack reads, none of them with a row.

    They are ``<table>.<column>``, ``year.<column>`` and ``figures.<key>.value``.
    """
    catalogue = FigureCatalogue(pack)
    keys = {_key(catalogue, name, for_each) for for_each, name in _names(pack, "")}
    return frozenset(place for key in keys if key for place in _places(catalogue, key, frozenset()))


def _names(part: BaseModel, for_each: str) -> Iterator[tuple[str, str]]:
    """Every name that a part of a pack reads, with the round it stands in."""
    for_each = getattr(part, "for_each", None) or for_each
    for field in type(part).model_fields:
        if isinstance(part, Pack) and field == "forms":
            continue
        for value in _flat(getattr(part, field)):
            if isinstance(value, BaseModel):
                yield from _names(value, for_each)
            else:
                yield from ((for_each, name) for name in _read(value, is_formula=field in _FORMULAS))


def _flat(value: object) -> Iterator[BaseModel | str]:
    if isinstance(value, BaseModel | str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _flat(each)


def _read(text: str, *, is_formula: bool) -> tuple[str, ...]:
    """The names in a text; none in one that cannot be read."""
    if not is_formula and "{" not in text:
        return ()
    try:
        return parse_formula(text).names if is_formula else references_in(text)
    except (FormulaError, TemplateError):
        return ()


def _key(catalogue: FigureCatalogue, name: str, for_each: str) -> str | None:
    """The figure that a name means; of a row over codes that of all codes."""
    head, _, rest = name.partition(".")
    if head not in _ROW_HEADS:
        return catalogue.resolve(name)
    over = account_round(for_each)
    attribute = row_attribute(rest) if over is not None else None
    if over is None or attribute is None or not attribute.startswith(PRIOR):
        return None
    return f"{PRIOR}{over.classification}.{EVERY}.{attribute.removeprefix(PRIOR)}"


def _places(catalogue: FigureCatalogue, key: str, above: frozenset[str]) -> Iterator[str]:
    """Where a figure of last year is entered; of a computed one, all that it reads."""
    own = key.removeprefix(PRIOR)
    if own == key or key in above or not catalogue.is_own(own):
        return
    account = catalogue.account(own)
    if account is not None:
        yield _cell_of(account)
    elif catalogue.is_computed(own):
        try:
            keys = catalogue.formula_of(key).keys
        except FormulaError:
            return
        for read in keys:
            yield from _places(catalogue, read, above | {key})
    elif catalogue.is_pack_figure(own):
        yield f"figures.{own}.value"
    else:
        yield from _cells_of(own)


def _cell_of(account: AccountKey) -> str:
    column = account.measure.column if account.place != "income_details" else "actual"
    return f"{account.place}.{column}_amount"


@lru_cache(maxsize=1024)
def _cells_of(key: str) -> tuple[str, ...]:
    """Return the columns that a figure of every year reads: found by filling each of them in."""
    read = SOURCE_FIGURES[key].read
    if read is None:
        return ()
    return tuple(place for place, year in _filled_years() if read(year))


@lru_cache(maxsize=1)
def _filled_years() -> tuple[tuple[str, YearData], ...]:
    """For every column with numbers a year that has a one in all rows of it, and nothing else."""
    empty = YearData(fiscal_year=2000)
    years = [
        (f"{YEAR_VALUES.key}.{column.key}", empty.model_copy(update={column.key: 1}))
        for column in YEAR_VALUES.columns
    ]
    for table in YEAR_TABLES:
        line = get_args(YearData.model_fields[table.key].annotation)[0]
        for column in table.columns:
            if column.quantity is not None:
                lines = tuple(_filled(line, kind, column.key) for kind in _kinds(table))
                years.append((f"{table.key}.{column.key}", empty.model_copy(update={table.key: lines})))
    return tuple(years)


def _filled(line: type[Data], kind: dict[str, str], column: str) -> Data:
    values: dict[str, Any] = {**kind, column: 1}
    return line.model_construct(None, **values)


def _kinds(table: YearTable) -> Iterator[dict[str, str]]:
    """Every kind of row: the fixed rows, or all that can be chosen together."""
    if table.row_key is not None:
        yield from ({table.row_key: choice.value} for choice in table.rows)
        return
    chosen = [column for column in table.columns if column.choices]
    for choices in product(*([choice.value for choice in column.choices] for column in chosen)):
        yield {column.key: value for column, value in zip(chosen, choices, strict=True)}
