"""The forms under which projects and transfer payments are evaluated (项目支出绩效自评表 and the like)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selfeval.domain.data import Data, ItemKind, Key
from selfeval.domain.pack.fields import FormulaText, Points, Ratio
from selfeval.domain.pack.methods import Method, RatioDown, RatioUp, ThreeTier
from selfeval.domain.pack.report import CheckRule, ReportDefinition, TableDefinition
from selfeval.domain.pack.tree import Cap, GradeBand, OverAchievement

FundAmount = Literal["initial_amount", "whole_year_amount", "executed_amount"]


class FundRow(Data):
    """A row of the form's funds: a source. The row of the whole has the key ``total`` and comes first."""

    key: Key
    label: str


class FundColumn(Data):
    """An amount that the form asks for, by the name it has there (全年预算数, 调整后预算数)."""

    key: FundAmount
    label: str


DEFAULT_FUND_COLUMNS = (
    FundColumn(key="initial_amount", label="年初预算数"),
    FundColumn(key="whole_year_amount", label="全年预算数"),
    FundColumn(key="executed_amount", label="全年执行数"),
)


class NatureMethods(Data):
    """How indicators of each nature are scored: ≥、≤、=、定性."""

    at_least: Method = RatioUp()
    at_most: Method = RatioDown()
    equal: Method = RatioUp()
    qualitative: Method = ThreeTier()


class ItemExecution(Data):
    """The budget execution indicator, computed from the item's funds; not scored without a weight."""

    name: str = "预算执行率"
    weight: Points | None = None
    method: Method = RatioUp()
    formula: FormulaText = "预算执行率"
    criteria: str = ""
    reading: str = ""


class ItemGroup(Data):
    """A level-1 group (产出指标).

    ``weights`` are the sums that its indicators may have, any where none is named. ``level2`` are the
    level-2 indicators that may stand below it, any where none is named. ``methods`` take the place of the
    form's own.
    """

    code: Key
    name: str
    weights: tuple[Points, ...] = ()
    level2: tuple[str, ...] = ()
    methods: NatureMethods | None = None
    reading: str = ""


class CoreRule(Data):
    """What a core indicator means.

    Where one earns less than the share ``below`` of its weight, the total is at most ``maximum``; without
    both, core indicators are only marked.
    """

    meaning: str
    below: Ratio | None = None
    maximum: Points | None = None


class FundAspect(Data):
    """An aspect of fund management that the form asks about (分配科学性)."""

    key: Key
    label: str


class ItemForm(Data):
    """A form for one kind of item.

    Its texts, tables, caps and checks may name the item (``{case.…}``), its funds (年初预算数, 全年预算数,
    全年执行数, 预算执行率, ``funds.<row>.<amount>``), the execution indicator (``execution``) and the groups.
    ``table`` is the official 自评表; ``report`` the outline of the item's own report.
    """

    code: Key
    name: str
    kind: ItemKind = ItemKind.PROJECT
    basis: tuple[str, ...] = ()
    reading: str = ""
    full_mark: Points = Decimal(100)
    fund_rows: Annotated[tuple[FundRow, ...], Field(min_length=1)]
    fund_columns: Annotated[tuple[FundColumn, ...], Field(min_length=1)] = DEFAULT_FUND_COLUMNS
    execution: ItemExecution = ItemExecution()
    groups: Annotated[tuple[ItemGroup, ...], Field(min_length=1)]
    methods: NatureMethods = NatureMethods()
    over_achievement: OverAchievement | None = None
    core: CoreRule | None = None
    aspects: tuple[FundAspect, ...] = ()
    grades: tuple[GradeBand, ...] = ()
    caps: tuple[Cap, ...] = ()
    table: TableDefinition
    report: ReportDefinition
    checks: tuple[CheckRule, ...] = ()

    def group(self, code: str) -> ItemGroup | None:
        """Return the level-1 group of a code, ``None`` where the form has none."""
        return next((group for group in self.groups if group.code == code), None)
