"""The tables of a department year as grids: this year's cells, last year's beside them, sums and rates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from selfeval.domain.accounts import ACCOUNT_TABLES
from selfeval.domain.classifications import Classification
from selfeval.domain.data import Data, YearData
from selfeval.domain.figures.catalogue import PRIOR
from selfeval.domain.money import total
from selfeval.domain.numbers import MoneyUnit, Quantity, format_number, format_rate
from selfeval.domain.year_tables import TABLES_BY_KEY, Column, YearTable
from selfeval.web.evaluations.fields import Field, FieldMaker, money
from selfeval.web.evaluations.prior_grids import is_read, table_of_last_year

_RATES = {
    "budget_lines": ("执行率", "actual_amount", "adjusted_amount"),
    "income_lines": ("完成率", "actual_amount", "adjusted_amount"),
    "three_public": ("执行率", "actual_amount", "budget_amount"),
    "procurement": ("执行率", "actual_amount", "budget_amount"),
}
_WIDTHS = {"name": "name", "document_numbers": "name", "stage": "name"}
_SAME_LINE = ("functional_code", "nature", "fund")
_BREADTHS = {"grid-wide grid-widest": 11, "grid-wide": 9}
_NO_ACCOUNT = "科目表中没有"

IsReturned = Callable[[str], bool]
NameOf = Callable[[Classification, str], str]


@dataclass(frozen=True)
class GridCell:
    """A cell: a row head, an input, or text to read (``key`` names it for live updates)."""

    head: str = ""
    field: Field | None = None
    text: str = ""
    key: str = ""
    width: str = ""
    colspan: int = 1
    is_text: bool = False
    is_returned: bool = False

    @property
    def is_negative(self) -> bool:
        """Whether it shows a negative number."""
        return self.text.startswith("-")


@dataclass(frozen=True)
class Head:
    """A column head; spans as in HTML."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class GridRow:
    """A row of cells; rows of free tables can be deleted."""

    key: str
    cells: tuple[GridCell, ...]
    ordinal: int
    can_delete: bool = False


@dataclass(frozen=True)
class Grid:
    """A table ready for its template.

    ``feet`` are the rows below: sums, and what they are held against. ``differences`` says in words which
    lines do not agree with the other tables. ``last_year`` is the grid of last year's rows below this one,
    ``opens`` says that it need not be asked for.
    """

    key: str
    label: str
    unit: str
    is_free: bool
    can_edit: bool
    heads: tuple[tuple[Head, ...], ...]
    rows: tuple[GridRow, ...]
    feet: tuple[tuple[GridCell, ...], ...]
    differences: str = ""
    add_url: str = ""
    delete_url: str = ""
    last_year: Grid | None = None
    opens: bool = False

    @property
    def breadth(self) -> str:
        """The class of a grid with so many columns that they must be narrow to stand on a laptop's screen."""
        columns = sum(head.colspan for head in self.heads[0])
        return next((name for name, many in _BREADTHS.items() if columns >= many), "")

    @property
    def has_carried(self) -> bool:
        """Whether a cell still stands as it came from last year."""
        return any(
            cell.field is not None and cell.field.is_carried for row in self.rows for cell in row.cells
        )

    def computed(self) -> Iterator[tuple[str, str]]:
        """Yield the computed cells: key and text."""
        for cells in (*(row.cells for row in self.rows), *self.feet):
            yield from ((cell.key, cell.text) for cell in cells if cell.key)
        if self.key in ACCOUNT_TABLES:
            yield f"differences.{self.key}", self.differences
        if self.last_year is not None:
            yield from self.last_year.computed()


@dataclass(frozen=True)
class GridMaker:
    """Makes the grids of one page from this year's and last year's data.

    ``row_keys`` gives the keys of stored rows by table, in the order of the data. ``paired`` names the
    tables with last year's columns; they can be filled in where last year only holds opening comparatives.
    ``read`` are the columns that the pack reads of last year, ``prior_row_keys`` the keys of its rows.
    ``account_name`` names a code (empty for an unknown one), ``differences`` says for a table what does not
    agree with the others.
    """

    fields: FieldMaker
    year: YearData
    row_keys: Mapping[str, Sequence[str]]
    prior: YearData
    may_edit_prior: bool
    paired: frozenset[str]
    read: frozenset[str]
    prior_row_keys: Mapping[str, Sequence[str]]
    is_returned: IsReturned
    account_name: NameOf
    differences: Callable[[str], str]
    add_url: str = ""
    delete_url: str = ""

    @property
    def unit(self) -> MoneyUnit:
        """The unit in which amounts are shown."""
        return self.fields.unit

    def grid(self, key: str) -> Grid:
        """Return the grid of a year table. KeyError if there is none of that key."""
        made = self._grid(TABLES_BY_KEY[key])
        last_year = self._last_year(key)
        opens = last_year is not None and (bool(last_year.rows) or is_read(key, self.read))
        return replace(made, last_year=last_year, opens=opens)

    def _last_year(self, key: str) -> Grid | None:
        """The rows of last year, where they are entered in this year."""
        table = table_of_last_year(key, self.read) if self.may_edit_prior else None
        if table is None or not (self.fields.can_edit or getattr(self.prior, key)):
            return None
        return replace(
            self,
            year=self.prior,
            row_keys={f"{PRIOR}{name}": keys for name, keys in self.prior_row_keys.items()},
        )._grid(table)

    def _grid(self, table: YearTable) -> Grid:
        key = table.key
        return Grid(
            key=key,
            label=table.label,
            unit=self.unit.label if any(_is_money(column) for column in table.columns) else "",
            is_free=table.row_key is None,
            can_edit=self.fields.can_edit,
            heads=self._heads(table),
            rows=tuple(self._rows(table)),
            feet=tuple(self._feet(table)) if table.sums else (),
            differences=self.differences(key) if key in ACCOUNT_TABLES else "",
            add_url=self.add_url,
            delete_url=self.delete_url,
        )

    # --- heads ------------------------------------------------------------------------------------------

    def _pairs(self, table: YearTable, column: Column) -> bool:
        """Whether last year's value of this column stands beside it (rows of fixed tables only)."""
        return table.key in self.paired and table.row_key is not None and column.quantity is not None

    def _heads(self, table: YearTable) -> tuple[tuple[Head, ...], ...]:
        paired = any(self._pairs(table, column) for column in table.columns)
        height = 2 if paired else 1
        first = [Head("项目", rowspan=height)] if table.row_key else []
        second = []
        for column in table.columns:
            if self._pairs(table, column):
                first.append(Head(column.label, colspan=2))
                second += [Head("本年"), Head("上年")]
            else:
                first.append(Head(column.label, rowspan=height))
            if _is_named(table, column):
                first.append(Head(column.label.replace("编码", "名称"), rowspan=height))
            if table.key in _RATES and column.key == _RATES[table.key][1]:
                first.append(Head(_RATES[table.key][0], rowspan=height))
                if self._has_prior_lines(table):
                    first.append(Head("上年决算数", rowspan=height))
        if table.row_key is None and self.fields.can_edit:
            first.append(Head("", rowspan=height))
        return (tuple(first), tuple(second)) if second else (tuple(first),)

    def _has_prior_lines(self, table: YearTable) -> bool:
        """Whether last year's amount of the same line stands beside it.

        Where it is entered on this page the pack decides, so that a row added later has the same columns.
        """
        if table.key != "budget_lines":
            return False
        return is_read(table.key, self.read) if self.may_edit_prior else bool(self.prior.budget_lines)

    # --- rows -------------------------------------------------------------------------------------------

    def _rows(self, table: YearTable) -> Iterator[GridRow]:
        stored = _by_row(table, self.year, self.row_keys.get(table.key, ()))
        keys = [choice.value for choice in table.rows] if table.row_key else list(stored)
        labels = {choice.value: choice.label for choice in table.rows}
        for ordinal, key in enumerate(keys, start=1):
            cells = tuple(self._cells(table, key, labels.get(key, ""), stored.get(key), ordinal))
            yield GridRow(key, cells, ordinal, can_delete=not table.row_key and self.fields.can_edit)

    def _cells(
        self, table: YearTable, key: str, label: str, line: Data | None, ordinal: int
    ) -> Iterator[GridCell]:
        if table.row_key:
            yield GridCell(head=label)
        for column in table.columns:
            address = f"{table.key}.{key}.{column.key}"
            year = "上年" if table.key.startswith(PRIOR) else ""
            name = f"{label or f'{year}第{ordinal}行'} {column.label}"
            yield self._input(column, address, name)
            if _is_named(table, column):
                text = self._account(column, getattr(line, column.key) if line else "")
                yield GridCell(text=text, key=f"account.{address}", is_text=True)
            if self._pairs(table, column):
                yield self._input(column, f"prior.{address}", f"{name} 上年", is_prior=True)
            if table.key in _RATES and column.key == _RATES[table.key][1]:
                _, part, whole = _RATES[table.key]
                text = _rate(_amount(line, part), _amount(line, whole))
                yield GridCell(text=text, key=f"rate.{table.key}.{key}")
                if self._has_prior_lines(table):
                    yield GridCell(
                        text=money(self._prior_actual(line), self.unit), key=f"prior.{table.key}.{key}"
                    )

    def _input(self, column: Column, address: str, label: str, *, is_prior: bool = False) -> GridCell:
        if is_prior and not self.may_edit_prior:
            return GridCell(text=self.fields.read_only(address))
        made = self.fields.field(address, label=label)
        return GridCell(field=made, width=_width(column), is_returned=self.is_returned(address))

    def _account(self, column: Column, code: str) -> str:
        """What the account beside a code is called."""
        assert column.account is not None
        return (self.account_name(column.account, code) or _NO_ACCOUNT) if code else ""

    def _prior_actual(self, line: Data | None) -> Decimal | None:
        """Last year's spending of the same code, nature and fund."""
        if line is None or not getattr(line, "functional_code", ""):
            return None
        wanted = [getattr(line, name) for name in _SAME_LINE]
        same = [
            each for each in self.prior.budget_lines if [getattr(each, name) for name in _SAME_LINE] == wanted
        ]
        return total(each.actual_amount for each in same)

    # --- sums -------------------------------------------------------------------------------------------

    def _feet(self, table: YearTable) -> Iterator[tuple[GridCell, ...]]:
        """The sums; in a table that details others, what these say and the difference below them."""
        sums = tuple(self._sums(table))
        yield sums
        source, stated = _stated(table.key, self.year)
        for key, word in (("stated", source), ("gap", "相差")) if stated else ():
            cells = []
            for cell in sums:
                column = cell.key.rpartition(".")[2]
                if column not in stated:
                    cells.append(replace(cell, head=word if cell.head else ""))
                    continue
                value = stated[column]
                if key == "gap":
                    lines = _lines(table, self.year)
                    value = (_sum(lines, column) or Decimal(0)) - (value or Decimal(0))
                cells.append(GridCell(text=money(value, self.unit), key=f"{key}.{table.key}.{column}"))
            yield tuple(cells)

    def _sums(self, table: YearTable) -> Iterator[GridCell]:
        heads = 0
        cells: list[GridCell] = []
        if table.row_key:
            heads = 1
        for column in table.columns:
            if column.quantity is None:
                if cells:
                    cells.append(GridCell())
                else:
                    heads += 1 + _is_named(table, column)
                continue
            cells.append(self._sum(table, column, self.year, ""))
            if self._pairs(table, column):
                cells.append(self._sum(table, column, self.prior, "prior."))
            if table.key in _RATES and column.key == _RATES[table.key][1]:
                _, part, whole = _RATES[table.key]
                lines = _lines(table, self.year)
                rate = _rate(_sum(lines, part), _sum(lines, whole))
                cells.append(GridCell(text=rate, key=f"rate.{table.key}"))
                if self._has_prior_lines(table):
                    text = money(_sum(self.prior.budget_lines, "actual_amount"), self.unit)
                    cells.append(GridCell(text=text))
        yield GridCell(head="合计", colspan=heads)
        yield from cells
        if table.row_key is None and self.fields.can_edit:
            yield GridCell()

    def _sum(self, table: YearTable, column: Column, year: YearData, prefix: str) -> GridCell:
        value = _sum(_lines(table, year), column.key)
        text = money(value, self.unit) if _is_money(column) else "" if value is None else format_number(value)
        return GridCell(text=text, key=f"sum.{prefix}{table.key}.{column.key}")


def _lines(table: YearTable, year: YearData) -> Sequence[Data]:
    found: Sequence[Data] = getattr(year, table.key.removeprefix(PRIOR))
    return found


def _by_row(table: YearTable, year: YearData, keys: Sequence[str]) -> dict[str, Data]:
    lines = _lines(table, year)
    if table.row_key:
        return {getattr(line, table.row_key): line for line in lines}
    return dict(zip(keys, lines, strict=True))


def _is_named(table: YearTable, column: Column) -> bool:
    """Whether the name of the account stands beside its code; not where the line has a name of its own."""
    return column.account is not None and all(each.key != "name" for each in table.columns)


def _stated(table: str, year: YearData) -> tuple[str, dict[str, Decimal | None]]:
    """Where the totals stand that the lines of a table make up, in words, and these totals by column."""
    match table:
        case "economic_lines":
            return "支出预算与决算合计", {"actual_amount": _sum(year.budget_lines, "actual_amount")}
        case "income_details":
            return "收入预算与决算合计", {"actual_amount": _sum(year.income_lines, "actual_amount")}
        case "carryover_lines":
            return "年度基本数据中的数", {
                "opening_amount": year.carryover_in_amount,
                "closing_amount": year.carryover_out_amount,
            }
    return "", {}


def _is_money(column: Column) -> bool:
    return column.quantity is Quantity.MONEY


def _width(column: Column) -> str:
    if column.account is not None:
        return "code"
    if column.choices:
        return "choice"
    if column.is_date:
        return "date"
    if column.is_long:
        return "long"
    if column.quantity is Quantity.COUNT:
        return "count"
    return _WIDTHS.get(column.key, "amount" if column.quantity else "text")


def _amount(line: Data | None, column: str) -> Decimal | None:
    value: Decimal | None = getattr(line, column) if line is not None else None
    return value


def _sum(lines: Sequence[Data], column: str) -> Decimal | None:
    return total(getattr(line, column) for line in lines)


def _rate(part: Decimal | None, whole: Decimal | None) -> str:
    return format_rate(part / whole) if part is not None and whole else ""
