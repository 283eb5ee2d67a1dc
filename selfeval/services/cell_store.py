"""The rows behind cells: read in bulk, changed cell by cell, written once.

Used inside a transaction that holds the evaluation's lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models

from selfeval.domain.cell_values import NOT_APPLICABLE, Stored, canonical_value, stored_value
from selfeval.domain.cells import Area, Cell
from selfeval.domain.data import ItemKind
from selfeval.domain.numbers import Quantity
from selfeval.domain.sections import item_at
from selfeval.domain.year_tables import ASSIGNED, ITEM_PARTS, TABLES_BY_KEY
from selfeval.models import (
    ROW_MODELS,
    DepartmentYear,
    Evaluation,
    FigureValue,
    FindingExplanation,
    IndicatorEntry,
    Item,
    SectionState,
    SectionText,
    User,
    YearRow,
)
from selfeval.services.locking import update_versioned
from selfeval.services.prior_year import link_prior, opening_year, prior_refusal
from selfeval.services.row_keys import LONGEST_ROW_KEY, new_row_key

_PAIRS = {
    "fixed_assets_amount": "fixed_assets_in_use_amount",
    "fixed_assets_in_use_amount": "fixed_assets_amount",
}
_SAME_LINE = {
    "budget_lines": ("functional_code", "nature", "fund"),
    "economic_lines": ("functional_code", "economic_code", "nature", "fund", "project"),
    "income_details": ("functional_code", "source"),
    "carryover_lines": ("functional_code", "fund"),
}
"""The columns by which a line of the other year is the same line, by table."""
_EVALUATION_AREAS: dict[Area, tuple[type[models.Model], str]] = {
    Area.INDICATOR: (IndicatorEntry, "indicator"),
    Area.TEXT: (SectionText, "key"),
    Area.SECTION: (SectionState, "section"),
    Area.EXPLANATION: (FindingExplanation, "finding"),
}
_CONTENT = {Area.TEXT: "content", Area.EXPLANATION: "reason"}
"""Records that are gone when this column is empty."""


class _RecordKey(NamedTuple):
    area: Area
    is_prior: bool
    table: str
    key: str


class CellStore:
    """The stored rows of the given cells, with what is needed to compare amounts."""

    def __init__(self, evaluation: Evaluation, cells: Iterable[Cell]) -> None:
        self._evaluation = evaluation
        self._year = evaluation.department_year
        self._prior = self._year.prior_year
        self._records: dict[_RecordKey, models.Model] = {}
        self._lines: dict[tuple[str, bool], list[YearRow]] = defaultdict(list)
        self._touched: dict[_RecordKey, set[str]] = {}
        cells = tuple(cells)
        if self._prior is None and any(cell.is_prior for cell in cells):
            self._prior = link_prior(self._year)
        self._load(cells)

    def current(self, cell: Cell) -> str:
        """Return the canonical text of what is stored in a cell."""
        record = self._record(cell)
        if record is None:
            return canonical_value(cell, None)
        not_applicable = (
            cell.area is Area.FIGURE and cell.column == "value" and _get(record, "not_applicable")
        )
        return canonical_value(
            cell, _item(cell, _get(record, cell.column)), not_applicable=bool(not_applicable)
        )

    def refusal(self, cell: Cell) -> str:
        """Return why this cell cannot be written although it exists in the form; empty if it can."""
        if cell.is_prior and (reason := prior_refusal(self._prior)):
            return reason
        if cell.column in ASSIGNED.get(cell.table, ()):
            return f"{cell.label}由系统编定，不能修改"
        if (
            cell.area is Area.TABLE
            and TABLES_BY_KEY[cell.table].row_key is None
            and self._record(cell) is None
            and not self._is_open_part(cell)
        ):
            return "这一行已被删除，内容没有保存；需要时重新添加一行"
        return ""

    def comparables(self, cell: Cell) -> tuple[Decimal, ...]:
        """Return the amounts in 元 near which an amount in this cell is to be expected.

        The other year's value of the same cell first, then the budget or final amounts of the same row.
        """
        if cell.quantity is not Quantity.MONEY or cell.area not in {Area.YEAR, Area.TABLE, Area.FIGURE}:
            return ()
        found = [self._other_year(cell)]
        own = self._record(cell)
        if own is not None and cell.area is Area.TABLE:
            columns = TABLES_BY_KEY[cell.table].columns
            keys = [column.key for column in columns if column.quantity is Quantity.MONEY]
            found += [_get(own, key) for key in keys if key != cell.column]
        elif own is not None and cell.column in _PAIRS:
            found.append(_get(own, _PAIRS[cell.column]))
        return tuple(value for value in found if value)

    def write(self, cell: Cell, canonical: str) -> None:
        """Change a cell to a canonical text; stored by ``save``."""
        key = _key(cell)
        record = self._record(cell) or self._new(cell)
        self._records[key] = record
        value: Stored | list[Any] | dict[str, Any] = stored_value(cell, canonical)
        columns = {cell.column}
        if isinstance(cell.item, int):
            answers = list(_get(record, cell.column))
            answers += [None] * (cell.item + 1 - len(answers))
            answers[cell.item] = value
            value = answers
        elif cell.item is not None:
            rates = dict(_get(record, cell.column))
            rates.pop(cell.item, None)
            value = rates | ({cell.item: canonical} if canonical else {})
        elif cell.area is Area.FIGURE and cell.column == "value":
            setattr(record, "not_applicable", canonical == NOT_APPLICABLE)  # noqa: B010 - a FigureValue
            columns.add("not_applicable")
        setattr(record, cell.column, value)
        self._touched.setdefault(key, set()).update(columns)

    def start_edit(self, cell: Cell, generated: str) -> None:
        """Remember the generated text from which the edit of a text starts."""
        record = self._records[_key(cell)]
        setattr(record, "generated", generated)  # noqa: B010 - a SectionText
        self._touched[_key(cell)].add("generated")

    def save(self, *, actor: User, at: datetime) -> None:
        """Store all changes; raises Conflict where a row was written by somebody without the lock."""
        for key, columns in self._touched.items():
            record = self._records[key]
            if key.area in _CONTENT and not _get(record, _CONTENT[key.area]):
                if record.pk is not None:
                    record.delete()
            elif key.area is Area.SECTION:
                setattr(record, "updated_at", at)  # noqa: B010 - a SectionState
                setattr(record, "updated_by", actor)  # noqa: B010
                record.save()
            elif record.pk is None or key.area is Area.EXPLANATION:
                record.save()
            else:
                update_versioned(record, {column: _get(record, column) for column in sorted(columns)})
        self._touched.clear()

    def home(self, cell: Cell) -> tuple[DepartmentYear, str]:
        """Return the year and the address under which a change of this cell is kept."""
        if not cell.is_prior:
            return self._year, cell.address
        return self._required_prior(), cell.address.removeprefix("prior.")

    def items_of(self, cells: Iterable[Cell]) -> dict[Cell, ItemKind]:
        """Return the kind of the project that each of these cells belongs to; other cells are left out."""
        codes = {cell: self._item_code(cell) for cell in cells}
        kinds = self._kinds if any(codes.values()) else {}
        return {cell: kinds[code] for cell, code in codes.items() if code in kinds}

    def _item_code(self, cell: Cell) -> str:
        if cell.area is Area.TEXT:
            return item_at(cell.address)
        record = self._record(cell) if cell.table in ASSIGNED else None
        return _get(record, "code" if cell.table == "items" else "item") if record is not None else ""

    @cached_property
    def _kinds(self) -> dict[str, ItemKind]:
        """The projects of this year by code."""
        stored = Item.objects.filter(department_year=self._year).exclude(code="")
        return {code: ItemKind(kind) for code, kind in stored.values_list("code", "kind")}

    def _is_open_part(self, cell: Cell) -> bool:
        """Whether the row is one of a project's form, which is made when it is first filled in."""
        is_part = cell.table in ITEM_PARTS and not cell.is_prior
        return is_part and cell.key.partition(".")[0] in self._kinds

    def _load(self, cells: tuple[Cell, ...]) -> None:
        years = [(self._year, False), *([(self._prior, True)] if self._prior is not None else [])]
        is_prior = {year.pk: prior for year, prior in years}
        for year, prior in years:
            self._records[_RecordKey(Area.YEAR, prior, "year", "")] = year
        self._records[_RecordKey(Area.REPORT, False, "", "")] = self._evaluation
        for table in {cell.table for cell in cells if cell.area is Area.TABLE}:
            for row in ROW_MODELS[table]._default_manager.filter(department_year_id__in=is_prior):
                prior = is_prior[row.department_year_id]
                self._records[_RecordKey(Area.TABLE, prior, table, row.row)] = row
                if table in ITEM_PARTS:
                    part = f"{_get(row, 'item')}.{_get(row, ITEM_PARTS[table])}"
                    self._records.setdefault(_RecordKey(Area.TABLE, prior, table, part), row)
                if table in _SAME_LINE:
                    self._lines[table, prior].append(row)
        keys = {cell.key for cell in cells if cell.area is Area.FIGURE}
        if keys:
            for figure in FigureValue.objects.filter(department_year_id__in=is_prior, key__in=keys):
                self._records[
                    _RecordKey(Area.FIGURE, is_prior[figure.department_year_id], "", figure.key)
                ] = figure
        for area, (model, column) in _EVALUATION_AREAS.items():
            keys = {cell.key for cell in cells if cell.area is area}
            if keys:
                found = model._default_manager.filter(evaluation=self._evaluation, **{f"{column}__in": keys})
                for record in found:
                    self._records[_RecordKey(area, False, "", _get(record, column))] = record

    def _record(self, cell: Cell) -> models.Model | None:
        return self._records.get(_key(cell))

    def _new(self, cell: Cell) -> models.Model:
        if cell.area in _EVALUATION_AREAS:
            model, column = _EVALUATION_AREAS[cell.area]
            return model(evaluation=self._evaluation, **{column: cell.key})
        year = self._required_prior() if cell.is_prior else self._year
        if cell.area is Area.YEAR:
            return year
        if cell.area is Area.FIGURE:
            return FigureValue(department_year=year, key=cell.key)
        if cell.table in ITEM_PARTS:
            return self._new_part(cell)
        rows = [choice.value for choice in TABLES_BY_KEY[cell.table].rows]
        return ROW_MODELS[cell.table](department_year=year, row=cell.key, ordinal=rows.index(cell.key))

    def _new_part(self, cell: Cell) -> YearRow:
        """A row of a project's form; its address is kept as its key where that is short enough."""
        item, _, part = cell.key.partition(".")
        same_table = (
            _get(record, "ordinal") for key, record in self._records.items() if key.table == cell.table
        )
        return ROW_MODELS[cell.table](
            department_year=self._year,
            row=cell.key if len(cell.key) <= LONGEST_ROW_KEY else new_row_key(),
            ordinal=max(same_table, default=-1) + 1,
            **{"item": item, ITEM_PARTS[cell.table]: part},
        )

    def _required_prior(self) -> DepartmentYear:
        """The prior year; an opening-comparatives year is made when its first figure comes in."""
        if self._prior is None:
            self._prior = opening_year(self._year)
        return self._prior

    def _other_year(self, cell: Cell) -> Decimal | None:
        other = _key(cell)._replace(is_prior=not cell.is_prior)
        record = self._records.get(other)
        if cell.table in _SAME_LINE:
            own = self._record(cell)
            record = next(self._like(own, cell.table, other.is_prior), None) if own is not None else None
        value = _get(record, cell.column) if record is not None else None
        return value if isinstance(value, Decimal) else None

    def _like(self, own: models.Model, table: str, is_prior: bool) -> Iterator[YearRow]:
        columns = _SAME_LINE[table]
        wanted = [_get(own, column) for column in columns]
        lines = self._lines[table, is_prior]
        return (line for line in lines if [_get(line, column) for column in columns] == wanted)


def _key(cell: Cell) -> _RecordKey:
    return _RecordKey(
        cell.area,
        cell.is_prior,
        cell.table if cell.area in {Area.YEAR, Area.TABLE} else "",
        cell.key,
    )


def _get(record: models.Model, column: str) -> Any:
    return getattr(record, column)


def _item(cell: Cell, value: Any) -> Stored:
    """The part of a list or mapping that the cell means; any other value as it is."""
    if isinstance(cell.item, int):
        answer: Stored = value[cell.item] if cell.item < len(value) else None
        return answer
    if cell.item is not None:
        rate = value.get(cell.item)
        return Decimal(rate) if rate is not None else None
    stored: Stored = value
    return stored
