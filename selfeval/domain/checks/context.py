"""What every check reads, and how it writes a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import Figure, FigureBook
from selfeval.domain.figures.printing import print_value
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.scoring.result import EvaluationScore, ItemScore
from selfeval.domain.sections import item_at, kind_at, place_label, step_of
from selfeval.domain.year_tables import TABLES_BY_KEY

_ITEMS, _INDICATORS = TABLES_BY_KEY["items"], TABLES_BY_KEY["item_indicators"]


@dataclass(frozen=True)
class CheckContext:
    """An evaluation with its pack, figures and scores."""

    data: EvaluationData
    pack: Pack
    book: FigureBook
    score: EvaluationScore

    def number(self, key: str) -> Decimal | None:
        """Return a figure's value (元, ratio, count), ``None`` where it is not filled in."""
        value = self.book.value(key)
        return value if isinstance(value, Decimal) else None

    def figure(self, key: str) -> Figure:
        """Return a figure's definition."""
        return self.book.definition(key)

    def printed(self, key: str, value: Decimal | None = None) -> str:
        """Print a figure's value (or another value of the same kind) as the pack prints it, with its unit."""
        return self.book.display(key) if value is None else self.book.display(key, value)

    def finding(
        self,
        check_id: str,
        severity: Severity,
        place: str,
        message: str,
        *,
        left: str = "",
        right: str = "",
        difference: str = "",
        spot: str = "",
    ) -> Finding:
        """Make a finding at ``place`` with its Chinese name and the page that cures it."""
        return Finding(
            id=check_id,
            severity=severity,
            place=place,
            place_label=self._label(place),
            message=message,
            left=left,
            right=right,
            difference=difference,
            section=step_of(self.pack, place, kind_at(self.data.year, place)),
            spot=spot,
        )

    def _label(self, place: str) -> str:
        """The name of a place; texts of a project's report are named with the project."""
        label, code = place_label(self.pack, place), item_at(place)
        names = (item.name for item in self.data.year.items if code and item.code == code)
        return next((f"项目“{name}” {label}" for name in names), label)

    def item_finding(
        self,
        check_id: str,
        severity: Severity,
        item: ItemScore,
        message: str,
        *,
        left: str = "",
        right: str = "",
        difference: str = "",
        spot: str = "",
    ) -> Finding:
        """Make a finding about a project or transfer payment; the message begins with its name.

        ``spot`` is where on its page: one of ``checks.spots``, or the code of a group or an indicator.
        """
        code, name = item.case.item.code, item.case.item.name
        found = self.finding(
            check_id,
            severity,
            f"item.{code}",
            f"“{name}”{message}",
            left=left,
            right=right,
            difference=difference,
            spot=spot,
        )
        return replace(found, place_label=f"项目“{name}”")

    def amount(self, value: Decimal) -> str:
        """Print an amount in the pack's unit."""
        return print_value(value, Quantity.MONEY, self.pack.money_unit)

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield address, label and content of everything written by hand: edited texts and reasons."""
        for text in self.data.texts:
            place = f"text.{text.key}"
            yield place, place_label(self.pack, place), text.content
        for entry in self.data.entries:
            place = f"indicator.{entry.indicator}"
            for content in (
                entry.actual_text,
                entry.score_reason,
                entry.deduction_reason,
                entry.variance_reason,
                entry.exemption_reason,
            ):
                if content:
                    yield place, place_label(self.pack, place), content
        for item in self.score.items:
            label = f"项目“{item.case.item.name}”"
            for content in _written(item):
                if content:
                    yield f"item.{item.case.item.code}", label, content


def _written(item: ItemScore) -> Iterator[str]:
    """Everything written by hand about an item outside its report."""
    case = item.case
    rows = ((_ITEMS, case.item), *((_INDICATORS, row) for row in case.indicators.values()))
    for table, row in rows:
        yield from (getattr(row, column.key) for column in table.columns if column.is_long)
    yield from (line.reason for line in case.funds)
    for _, aspect in case.aspects:
        yield from (aspect.situation, aspect.problems)
