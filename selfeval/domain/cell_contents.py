"""The contents of all cells of an evaluation, by address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from selfeval.domain.cell_values import Stored, canonical_value
from selfeval.domain.cells import CellMap, UnknownCell
from selfeval.domain.data import EvaluationData, IndicatorEntry, YearData
from selfeval.domain.pack import Milestones, Pack
from selfeval.domain.year_tables import ROW_TABLES, YEAR_VALUES

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
