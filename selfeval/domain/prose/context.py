"""What the names in a text stand for: the data, scores and pack of one evaluation, with the round of a loop.

Looking up never raises: an unknown name and a figure not filled in are values that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from selfeval.domain.data import Data, EvaluationData
from selfeval.domain.figures import FigureBook
from selfeval.domain.pack import Pack
from selfeval.domain.prose.indicators import indicator_value
from selfeval.domain.prose.names import DIMENSION_ATTRIBUTES, NUMBER, Names
from selfeval.domain.prose.values import Value
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.domain.year_tables import TABLES_BY_KEY, Column, YearTable

INDICATOR_ROUNDS = "indicators"


@dataclass(frozen=True)
class _Round:
    """The current round of a ``for_each``: its number from 1, and either a row of a table or an indicator."""

    number: int
    table: YearTable | None = None
    row: Data | None = None
    indicator: str = ""


class Context:
    """Everything a text may name. ``names`` exchanges keys and Chinese names."""

    def __init__(self, data: EvaluationData, pack: Pack, book: FigureBook, score: EvaluationScore) -> None:
        self.data = data
        self.pack = pack
        self.book = book
        self.score = score
        self.names = Names(pack, book)
        self._round: _Round | None = None
        self._is_table = False

    # --- rounds ---------------------------------------------------------------------------------------

    def rounds(self, for_each: str | None) -> Iterator[Context]:
        """Yield a context for every round of a ``for_each``; this context alone where there is none.

        ``indicators`` goes through all scored indicators, ``indicators:<code>`` through those below one
        group, the key of a year table through its rows (rows of fixed tables in the form's order).
        """
        if not for_each:
            yield self
            return
        kind, _, group = for_each.partition(":")
        if kind == INDICATOR_ROUNDS:
            for number, code in enumerate(self.indicator_codes(group), start=1):
                yield self._in_round(_Round(number, indicator=code))
        elif for_each in TABLES_BY_KEY:
            table = TABLES_BY_KEY[for_each]
            for number, row in enumerate(_rows(self.data, table), start=1):
                yield self._in_round(_Round(number, table=table, row=row), for_each)

    def for_indicator(self, code: str) -> Context:
        """Return the context in which ``{item.…}`` means this indicator."""
        return self._in_round(_Round(self.indicator_codes().index(code) + 1, indicator=code))

    def for_editing(self, for_each: str | None) -> Context:
        """Return the context an editor shows a text in: the first round, or an empty row where none is."""
        empty = self._in_round(_Round(0, table=TABLES_BY_KEY.get(for_each or "")), for_each)
        return next(self.rounds(for_each), empty)

    def in_table(self) -> Context:
        """Return the context for cells of a table, where an empty cell of a row prints as nothing."""
        inside = copy(self)
        inside._is_table = True
        return inside

    def leaves_out(self, names: Iterable[str]) -> bool:
        """Whether a text over these names says nothing in this round.

        That is so in a row of a fixed table (every row stands there, whether it is needed or not) where all
        the text cells that are named are empty.
        """
        one = self._round
        if one is None or one.table is None or one.table.row_key is None:
            return False
        keys = {self.names.resolve(name) for name in names}
        texts = [column for column in one.table.columns if f"row.{column.key}" in keys and _is_text(column)]
        return bool(texts) and not any(getattr(one.row, column.key) for column in texts)

    def indicator_codes(self, group: str = "") -> tuple[str, ...]:
        """Return the codes of the indicators in printing order, of one group where it is named."""
        return tuple(
            leaf.code
            for above, leaf in self.pack.leaves()
            if not group or group in {node.code for node in (*above, leaf)}
        )

    def _in_round(self, one: _Round, for_each: str | None = None) -> Context:
        inside = copy(self)
        inside._round = one
        if for_each:
            inside.names = Names(self.pack, self.book, for_each)
        return inside

    # --- values ---------------------------------------------------------------------------------------

    def value(self, name: str) -> Value:
        """Return what a name or key stands for."""
        key = self.names.resolve(name)
        if key is None:
            return Value.unknown(name)
        kind, _, rest = key.partition(".")
        match kind:
            case "item" | "row":
                return self._round_value(kind, rest, name)
            case "indicator" | "dimension":
                code, _, attribute = rest.rpartition(".")
                if kind == "indicator":
                    return indicator_value(self.data, self.pack, self.score, code, attribute)
                return self._dimension(code, attribute)
        fact = self._fact(key)
        return self._figure(key) if fact is None else fact

    def _round_value(self, kind: str, rest: str, name: str) -> Value:
        one = self._round
        if one is None or (kind == "item") != bool(one.indicator):
            return Value.unknown(name)
        if one.table is not None and one.row is None:
            return Value(self.names.name_of(f"{kind}.{rest}"))
        if rest == NUMBER:
            return Value(self.names.name_of(f"{kind}.{rest}"), str(one.number))
        if one.table is None or one.row is None:
            return indicator_value(self.data, self.pack, self.score, one.indicator, rest, is_current=True)
        value = _cell(one.table, one.row, rest)
        return Value(value.label, "") if self._is_table and value.content is None else value

    def _dimension(self, code: str, attribute: str) -> Value:
        for dimension in self.score.dimensions:
            if dimension.code == code:
                label = f"{dimension.name}{DIMENSION_ATTRIBUTES[attribute]}"
                match attribute:
                    case "name":
                        return Value(label, dimension.name)
                    case "weight":
                        return Value.points(label, dimension.weight, self.pack)
                    case "score":
                        return Value.points(label, dimension.score, self.pack)
                return Value.score_rate(label, dimension.rate, self.pack)
        return Value.unknown(f"dimension.{code}")

    def _fact(self, key: str) -> Value | None:
        """The value of a fact, ``None`` where the key is none. A total counts only once all is scored."""
        label = self.names.name_of(key)
        score, department, year = self.score, self.data.department, self.data.year.fiscal_year
        total = score.total if score.is_complete else None
        match key:
            case "department.name":
                return Value(label, department.name)
            case "department.short_name":
                return Value(label, department.short_name or department.name)
            case "department.region":
                return Value(label, department.region or None)
            case "department.bureau_name":
                return Value(label, department.bureau_name or None)
            case "year":
                return Value(label, str(year))
            case "prior_year":
                return Value(label, str(year - 1))
            case "report_date":
                return Value(label, self.data.report_date)
            case "score.total":
                return Value.points(label, total, self.pack)
            case "score.full_mark":
                return Value.points(label, score.full_mark, self.pack)
            case "score.rate":
                rate = total / score.full_mark if total is not None and score.full_mark else None
                return Value.score_rate(label, rate, self.pack)
            case "score.loss":
                loss = None if total is None else score.full_mark - total
                return Value.points(label, loss, self.pack)
            case "score.grade":
                return Value(label, score.grade)
            case "count.level1":
                return Value(label, str(sum(not node.is_leaf for node in self.pack.indicators)))
            case "count.level2":
                groups = {above[1].code for above, _ in self.pack.leaves() if len(above) > 1}
                return Value(label, str(len(groups)))
            case "count.level3":
                return Value(label, str(len(self.indicator_codes())))
        return None

    def _figure(self, key: str) -> Value:
        figure = self.book.definition(key)
        content = self.book.value(key)
        is_number = isinstance(content, Decimal)
        return Value(
            figure.name,
            content if isinstance(content, Decimal) else None,
            figure.quantity,
            figure.unit,
            figure.decimals,
            not_applicable=not is_number and content is not None,
        )


def _rows(data: EvaluationData, table: YearTable) -> list[Data]:
    rows: list[Data] = list(getattr(data.year, table.key, ()))
    if table.row_key:
        order = [choice.value for choice in table.rows]
        key = table.row_key
        rows.sort(key=lambda row: order.index(getattr(row, key)))
    return rows


def _is_text(column: Column) -> bool:
    return column.quantity is None and not column.choices and not column.is_date


def _cell(table: YearTable, row: Data, column_key: str) -> Value:
    """A cell of a row; only columns that the table describes can be asked for."""
    if column_key == table.row_key:
        labels = {choice.value: choice.label for choice in table.rows}
        return Value(table.label, labels[getattr(row, column_key)])
    column = table.column(column_key)
    content = getattr(row, column_key)
    if content is None or content == "":
        return Value(column.label)
    if column.choices:
        return Value(column.label, {choice.value: choice.label for choice in column.choices}[content])
    if column.quantity is not None:
        return Value(column.label, Decimal(content), column.quantity)
    return Value(column.label, content if isinstance(content, date) else str(content))
