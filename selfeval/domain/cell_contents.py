"""The contents of all cells of an evaluation, by address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from selfeval.domain.cell_values import Stored, canonical_value
from selfeval.domain.cells import CellMap, UnknownCell
from selfeval.domain.data import EvaluationData, IndicatorEntry, YearData
from selfeval.domain.pack import Milestones, Pack
from selfeval.domain.year_tables import ROW_TABLES, TABLES_BY_KEY, YEAR_VALUES

_ENTRY_FIELDS = tuple(
    name
    for name in IndicatorEntry.model_fields
    if name not in {"indicator", "checklist", "milestones", "evidence"}
)

_Content = tuple[str, Stored, bool]


def canonical_cells(
    data: EvaluationData,
    pack: Pack,
    rows: Mapping[str, Sequence[str]],
    prior_rows: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Return the canonical text of every cell that holds something.

    ``rows`` and ``prior_rows`` give the row keys of every year table, in the order of the data.
    """
    cell_map = CellMap(pack)
    found: dict[str, str] = {}
    for address, value, not_applicable in _contents(data, pack, rows, prior_rows):
        try:
            cell = cell_map.cell(address)
        except UnknownCell:
            continue
        canonical = canonical_value(cell, value, not_applicable=not_applicable)
        if canonical:
            found[address] = canonical
    return found


def numbered_rows(year: YearData) -> dict[str, tuple[str, ...]]:
    """Return row keys for a year that has none stored: the enum value in fixed tables, else r1, r2 …"""
    return {
        table.key: tuple(
            getattr(line, table.row_key) if table.row_key else f"r{number}"
            for number, line in enumerate(getattr(year, table.key), start=1)
        )
        for table in ROW_TABLES
    }


def numbered_address(address: str, rows: Mapping[str, Sequence[str]]) -> str | None:
    """Return an address with its row's number in place of its key; ``None`` where the row is gone."""
    return _moved(address, rows, lambda table, key: _number_of(rows.get(table, ()), key))


def stored_address(address: str, rows: Mapping[str, Sequence[str]]) -> str | None:
    """Return an address with its row's key in place of its number; ``None`` where there is no such row."""
    return _moved(address, rows, lambda table, number: _key_at(rows.get(table, ()), number))


def _moved(
    address: str, rows: Mapping[str, Sequence[str]], row_of: Callable[[str, str], str | None]
) -> str | None:
    table, _, rest = address.partition(".")
    if table not in TABLES_BY_KEY or TABLES_BY_KEY[table].row_key is not None or table == YEAR_VALUES.key:
        return address
    row, _, column = rest.rpartition(".")
    moved = row_of(table, row)
    return None if moved is None else f"{table}.{moved}.{column}"


def _number_of(keys: Sequence[str], key: str) -> str | None:
    return f"r{keys.index(key) + 1}" if key in keys else None


def _key_at(keys: Sequence[str], number: str) -> str | None:
    position = int(number[1:]) if number[:1] == "r" and number[1:].isdecimal() else 0
    return keys[position - 1] if 0 < position <= len(keys) else None


def _contents(
    data: EvaluationData,
    pack: Pack,
    rows: Mapping[str, Sequence[str]],
    prior_rows: Mapping[str, Sequence[str]],
) -> Iterator[_Content]:
    yield from _year(data.year, rows, "")
    if data.prior_year is not None:
        yield from _year(data.prior_year, prior_rows, "prior.")
    milestones = {
        leaf.code: [milestone.label for milestone in leaf.method.milestones]
        for _, leaf in pack.leaves()
        if isinstance(leaf.method, Milestones)
    }
    for entry in data.entries:
        yield from _entry(entry, milestones.get(entry.indicator, []))
    for text in data.texts:
        yield f"text.{text.key}", text.content, False
    for explanation in data.explanations:
        yield f"explanation.{explanation.finding}", explanation.reason, False
    yield "report.report_date", data.report_date, False


def _year(year: YearData, rows: Mapping[str, Sequence[str]], prefix: str) -> Iterator[_Content]:
    for column in YEAR_VALUES.columns:
        yield f"{prefix}year.{column.key}", getattr(year, column.key), False
    for table in ROW_TABLES:
        for row, line in zip(rows.get(table.key, ()), getattr(year, table.key), strict=True):
            for column in table.columns:
                yield f"{prefix}{table.key}.{row}.{column.key}", getattr(line, column.key), False
    for figure in year.figures:
        yield f"{prefix}figures.{figure.key}.value", figure.value, figure.not_applicable
        yield f"{prefix}figures.{figure.key}.note", figure.note, False


def _entry(entry: IndicatorEntry, milestones: Sequence[str]) -> Iterator[_Content]:
    address = f"indicator.{entry.indicator}"
    for name in _ENTRY_FIELDS:
        yield f"{address}.{name}", getattr(entry, name), False
    for number, answer in enumerate(entry.checklist):
        yield f"{address}.checklist.{number}", answer, False
    for number, label in enumerate(milestones):
        yield f"{address}.milestones.{number}", entry.milestones.get(label), False
