"""Projects and transfer payments of a department year as plain data: four flat tables.

Rows of funds, indicators and aspects name their item by its code. Amounts are 元 to the cent.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from selfeval.domain.data_fields import Amount, Data, Number

ItemKey = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_-]*)?$", max_length=40)]
"""The code of a project or transfer payment, unique in its year; empty only while the row is being added."""
IndicatorKey = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_]*)?$", max_length=40)]
"""The code of an indicator, unique in its item, for evidence and texts; may be empty."""


class ItemKind(StrEnum):
    """项目支出 of the department's own budget, or 转移支付 that it manages."""

    PROJECT = "project"
    TRANSFER = "transfer"


class IndicatorNature(StrEnum):
    """指标性质 of an item's indicator: ≥、≤、=、定性."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    QUALITATIVE = "qualitative"


class Item(Data):
    """A project or transfer payment of the year, evaluated by itself.

    ``form`` is the code of one of the pack's forms; empty means the pack's first form of this kind.
    ``stated_score`` is the score as published or judged: it counts (with its reason) where the indicators
    carry no weights, else it is only compared. ``stated_grade`` counts where there is no score at all.
    """

    code: ItemKey
    name: str
    kind: ItemKind = ItemKind.PROJECT
    form: str = ""
    supervising_department: str = ""
    local_department: str = ""
    implementing_unit: str = ""
    objective: str = ""
    adjusted_objective: str = ""
    completion: str = ""
    implementation: str = ""
    conclusion: str = ""
    problems: str = ""
    measures: str = ""
    note: str = ""
    stated_score: Number | None = None
    stated_grade: str = ""
    score_reason: str = ""
    is_demo: bool = False


class ItemFund(Data):
    """Funds of an item from one source: ``source`` is the key of one of the form's fund rows. In 元.

    ``total`` is the row of the whole; where it is left out, the sources are added up.
    """

    item: ItemKey
    source: str
    initial_amount: Amount | None = None
    whole_year_amount: Amount | None = None
    executed_amount: Amount | None = None
    reason: str = ""


class ItemIndicator(Data):
    """An indicator of an item. Values are in ``unit`` as written (95 with unit % is 95%).

    ``level1`` is the code of one of the form's groups, ``level2`` a name. The adjusted target counts where
    there is one. ``awarded_score`` are the points inside ``tier``, or points given by hand with their reason.
    ``code`` names the indicator for evidence and texts; it may be empty.
    """

    item: ItemKey
    code: IndicatorKey = ""
    level1: str
    level2: str = ""
    name: str
    nature: IndicatorNature = IndicatorNature.AT_LEAST
    target_value: Number | None = None
    target_text: str = ""
    adjusted_target_value: Number | None = None
    adjusted_target_text: str = ""
    unit: str = ""
    actual_value: Number | None = None
    actual_text: str = ""
    weight: Annotated[Number, Field(ge=0, le=1000)] | None = None
    tier: str = ""
    awarded_score: Number | None = None
    score_reason: str = ""
    variance_reason: str = ""
    improvement: str = ""
    is_core: bool = False
    note: str = ""


class ItemAspect(Data):
    """How funds of an item are managed in one of the form's aspects (资金管理情况): situation, problems."""

    item: ItemKey
    aspect: str
    situation: str = ""
    problems: str = ""
