"""What the names in a text stand for: the data, scores and pack of one evaluation, with the round of a loop.

Looking up never raises: an unknown name and a figure not filled in are values that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.data import Data, EvaluationData, ItemKind
from selfeval.domain.figures import FigureBook, figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.prose.accounts import (
    ACCOUNT_ROUNDS,
    NAME_FACTS,
    account_round,
    account_rows,
    economic_names,
    empty_row,
)
from selfeval.domain.prose.indicators import indicator_value
from selfeval.domain.prose.items import ITEM_ROUNDS, ROW_LABELS, Cells, case_value, item_rows
from selfeval.domain.prose.names import DIMENSION_ATTRIBUTES, NUMBER, Names
from selfeval.domain.prose.rows import CELL_TEXTS, cell, cell_text, is_text, rows
from selfeval.domain.prose.values import Value
from selfeval.domain.scoring.result import EvaluationScore, ItemScore
from selfeval.domain.year_tables import TABLES_BY_KEY, YearTable

INDICATOR_ROUNDS = "indicators"


@dataclass(frozen=True)
class _Round:
    """The current round of a ``for_each``: its number from 1, and a row of a table, an indicator, or both.

    ``cells`` give the values of a row that belongs to a project or to a code of the final accounts.
    """

    number: int
    table: YearTable | None = None
    row: Data | None = None
    indicator: str = ""
    cells: Cells | None = None


class Context:
    """Everything a text may name. ``names`` exchanges keys and Chinese names."""

    def __init__(self, data: EvaluationData, pack: Pack, book: FigureBook, score: EvaluationScore) -> None:
        self.data = data
        self.pack = pack
        self.book = book
        self.score = score
        self.names = Names(pack, book)
        self._round: _Round | None = None
        self._case: tuple[int, ItemScore] | None = None
        self._is_table = False

    @property
    def is_case(self) -> bool:
        """Whether names mean a project's own evaluation, or a department's in a round over its projects."""
        return self._case is not None

    # --- rounds ---------------------------------------------------------------------------------------

    def rounds(self, for_each: str | None) -> Iterator[Context]:
        """Yield a context for every round of a ``for_each``; this context alone where there is none.

        ``indicators`` goes through all scored indicators, ``indicators:<code>`` through those below one
        group, the key of a year table through its rows (rows of fixed tables in the form's order), ``items``,
        ``items:project`` and ``items:transfer`` through projects; ``item_funds``, ``item_indicators`` and
        ``item_aspects`` go through the rows of the current project, or of all (or those of a kind). Rounds
        over codes of the final accounts are described in ``prose.accounts``.
        """
        if not for_each:
            yield self
            return
        kind, _, group = for_each.partition(":")
        if kind == INDICATOR_ROUNDS:
            for number, code in enumerate(self.indicator_codes(group), start=1):
                yield self._in_round(_Round(number, indicator=code))
        elif kind == ITEM_ROUNDS:
            for number, item in self._items(group):
                inside = copy(self)
                inside._case = number, item
                yield inside
        elif kind in ROW_LABELS:
            for number, item in self._items(group):
                yield from self.for_item(item, number)._item_rounds(kind, item)
        elif (over_codes := account_round(for_each)) is not None:
            for number, cells in enumerate(account_rows(over_codes, self.book), start=1):
                yield self._in_round(_Round(number, cells=cells), for_each)
        elif for_each in TABLES_BY_KEY:
            table = TABLES_BY_KEY[for_each]
            for number, row in enumerate(rows(self.data, table), start=1):
                yield self._in_round(_Round(number, table=table, row=row), for_each)

    def _items(self, kind: str = "") -> Iterator[tuple[int, ItemScore]]:
        """The current project alone, else all projects (of a kind), each with its number."""
        if self._case is not None:
            yield self._case
            return
        chosen = (item for item in self.score.items if kind in ("", item.case.item.kind))
        yield from enumerate(chosen, start=1)

    def items(self, kind: ItemKind | None = None) -> Iterator[Context]:
        """Yield the context of every project (of a kind), in which names mean that project's evaluation.

        A project has none below it.
        """
        if self._case is not None:
            return
        for number, item in self._items(kind or ""):
            yield self.for_item(item, number)

    def for_item(self, item: ItemScore, number: int = 1) -> Context:
        """Return the context of a project's own evaluation: its funds, indicators and scores."""
        case = item.case
        book = with_scores(figure_book(case.data, case.pack), item.score)
        inside = Context(case.data, case.pack, book, item.score)
        inside._case = number, item
        inside._is_table = self._is_table
        return inside

    def _item_rounds(self, kind: str, item: ItemScore) -> Iterator[Context]:
        for number, (indicator, cells) in enumerate(item_rows(kind, item.case), start=1):
            yield self._in_round(_Round(number, indicator=indicator, cells=cells), kind)

    def for_indicator(self, code: str) -> Context:
        """Return the context in which ``{item.…}`` means this indicator."""
        return self._in_round(_Round(self.indicator_codes().index(code) + 1, indicator=code))

    def for_editing(self, for_each: str | None) -> Context:
        """Return the context an editor shows a text in: the first round, or an empty row where none is."""
        over_codes = (for_each or "").partition(":")[0] in ACCOUNT_ROUNDS
        cells = empty_row if over_codes else None
        empty = self._in_round(_Round(0, table=TABLES_BY_KEY.get(for_each or ""), cells=cells), for_each)
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
        texts = [column for column in one.table.columns if f"row.{column.key}" in keys and is_text(column)]
        return bool(texts) and not any(getattr(one.row, column.key) for column in texts)

    def is_silent(self, names: Iterable[str]) -> bool:
        """Whether a text names something of a project, or of one of its rows, that was not filled in."""
        keys = [self.names.resolve(name) or "" for name in names] if self._case else []
        own = (key for key in keys if key.partition(".")[0] in ("case", "row"))
        return any(self.value(key).content in (None, "") for key in own)

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
            case "case":
                return self._case_value(rest, name)
            case "indicator" | "dimension":
                code, _, attribute = rest.rpartition(".")
                if kind == "indicator":
                    return indicator_value(self.data, self.pack, self.score, code, attribute)
                return self._dimension(code, attribute)
        fact = self._fact(key)
        return self._figure(key) if fact is None else fact

    def _round_value(self, kind: str, rest: str, name: str) -> Value:
        one = self._round
        if one is not None and one.table is not None and one.row is None:
            return Value(self.names.name_of(f"{kind}.{rest}"))
        if one is None or (not one.indicator if kind == "item" else one.table is None and one.cells is None):
            return Value.unknown(name)
        if rest == NUMBER:
            return Value(self.names.name_of(f"{kind}.{rest}"), str(one.number))
        if kind == "item":
            return indicator_value(self.data, self.pack, self.score, one.indicator, rest, is_current=True)
        if one.cells is not None:
            return self._blank(one.cells(rest))
        assert one.table is not None
        assert one.row is not None
        return self._blank(cell(one.table, one.row, rest))

    def _case_value(self, attribute: str, name: str) -> Value:
        if self._case is None:
            return Value.unknown(name)
        number, item = self._case
        return self._blank(case_value(item, number, attribute, self.pack))

    def _blank(self, value: Value) -> Value:
        """The value; inside a table an empty cell prints as nothing."""
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
        if key in NAME_FACTS:
            return Value(label, economic_names(key, self.book))
        if key in CELL_TEXTS:
            return Value(label, cell_text(self.data, key))
        score, department, year = self.score, self.data.department, self.data.year.fiscal_year
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
            case "score.grade":
                return Value(label, "" if score.total is None and score.grade is None else score.grade)
        return self._total(key, label)

    def _total(self, key: str, label: str) -> Value | None:
        """Total, full mark, rate and loss; they are empty, not missing, where nothing is scored at all."""
        score = self.score
        total = score.total if score.is_complete else None
        if key.startswith("score.") and score.total is None:
            return Value(label, "")
        match key:
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
