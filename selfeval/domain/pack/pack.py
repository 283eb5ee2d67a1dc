"""A whole pack version."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selfeval.domain.data import Data, Key
from selfeval.domain.numbers import MoneyUnit, Quantity
from selfeval.domain.pack.fields import FormulaText, Points
from selfeval.domain.pack.forms import ItemForm
from selfeval.domain.pack.report import (
    ChartDefinition,
    CheckRule,
    GlossaryTerm,
    ReportDefinition,
    TableDefinition,
)
from selfeval.domain.pack.tree import Cap, GradeBand, IndicatorNode, walk_leaves


class FigureDefinition(Data):
    """A figure that the pack adds: stored (entered by the department), or computed by ``formula``."""

    key: Key
    name: str
    aliases: tuple[str, ...] = ()
    quantity: Quantity
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    formula: FormulaText | None = None
    explanation: str = ""


class Origin(Data):
    """Where a pack's parts came from: the pack it ``extends``, and those whose forms it ``uses``."""

    extends: Key | None = None
    uses: tuple[Key, ...] = ()


class Pack(Data):
    """A whole pack version, complete in itself.

    ``documents`` come in printing order; the first is the report.

    ``is_library`` marks a framework to copy from (no weights needed). ``money_unit`` is the unit in which
    amounts are shown and printed; ``rate_decimals`` and ``score_decimals`` are those of 得分率 and points.
    ``forms`` are those of the projects and transfer payments; packs of kind ``project`` and ``transfer`` hold
    nothing else.
    """

    code: Key
    name: str
    version: Annotated[int, Field(ge=1)] = 1
    jurisdiction: str
    fiscal_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    kind: Literal["departmental", "project", "transfer"] = "departmental"
    basis: tuple[str, ...] = ()
    remarks: str = ""
    origin: Origin | None = None
    is_library: bool = False
    money_unit: MoneyUnit = MoneyUnit.TEN_THOUSAND_YUAN
    rate_decimals: Annotated[int, Field(ge=0, le=4)] = 2
    score_decimals: Annotated[int, Field(ge=0, le=4)] = 2
    full_mark: Points = Decimal(100)
    figures: tuple[FigureDefinition, ...] = ()
    indicators: tuple[IndicatorNode, ...]
    grades: tuple[GradeBand, ...] = ()
    caps: tuple[Cap, ...] = ()
    documents: tuple[ReportDefinition, ...] = ()
    tables: tuple[TableDefinition, ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()
    charts: tuple[ChartDefinition, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    forms: tuple[ItemForm, ...] = ()

    def leaves(self) -> Iterator[tuple[tuple[IndicatorNode, ...], IndicatorNode]]:
        """Yield every scored indicator in order, each with the groups above it (outermost first)."""
        yield from walk_leaves(self.indicators)

    def document(self, kind: str) -> ReportDefinition:
        """Return the document definition of a kind; KeyError if the pack has none."""
        for definition in self.documents:
            if definition.kind == kind:
                return definition
        raise KeyError(kind)
