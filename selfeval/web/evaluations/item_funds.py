"""The funds of a project as a grid: exactly the sources and amounts of its form, with rates and sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.domain.items import ItemCase
from selfeval.domain.items.funds import TOTAL, FundLine, funds_of, parts_amount
from selfeval.domain.numbers import MoneyUnit, format_rate
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import Field, money
from selfeval.web.evaluations.item_fields import ItemFields

_TABLE = "item_funds"


@dataclass(frozen=True)
class FundRow:
    """A source: its amounts, the execution rate (with its key for live updates) and the reason."""

    source: str
    label: str
    amounts: tuple[Field, ...]
    rate: str
    rate_key: str
    reason: Field


@dataclass(frozen=True)
class FundGrid:
    """The funds; ``sums`` are those of the sources, with their keys, where the form has several."""

    unit: str
    heads: tuple[str, ...]
    rows: tuple[FundRow, ...]
    sums: tuple[tuple[str, str], ...]

    def computed(self) -> Iterator[tuple[str, str]]:
        """Yield what follows from the amounts: key and text."""
        yield from ((row.rate_key, row.rate) for row in self.rows)
        yield from self.sums


def fund_grid(workspace: Workspace, case: ItemCase, fields: ItemFields, unit: MoneyUnit) -> FundGrid:
    """Return the grid of a project's funds."""
    columns = case.form.fund_columns
    lines = {line.source: line for line in case.funds}
    own = funds_of(workspace.data.year, case.item)
    sources = [row for row in case.form.fund_rows if row.key != TOTAL]
    return FundGrid(
        unit=unit.label,
        heads=tuple(column.label for column in columns),
        rows=tuple(
            FundRow(
                source=row.key,
                label=row.label,
                amounts=tuple(fields.part(_TABLE, row.key, column.key, row.label) for column in columns),
                rate=rate_text(lines[row.key]),
                rate_key=f"item.rate.{row.key}",
                reason=fields.part(_TABLE, row.key, "reason", row.label),
            )
            for row in case.form.fund_rows
        ),
        sums=tuple(
            (f"item.sum.{column.key}", money(parts_amount(own, column.key), unit)) for column in columns
        )
        if len(sources) > 1
        else (),
    )


def rate_text(line: FundLine) -> str:
    """Write the execution rate of a source or of the whole; nothing where it cannot be told."""
    return "" if line.execution_rate is None else format_rate(line.execution_rate)
