"""The indicator tree, and what turns its points into a grade."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selfeval.domain.data import Data, Key, Number
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack.fields import FormulaText, Points, Template
from selfeval.domain.pack.methods import Method


class OverAchievement(Data):
    """Deviation rule: completion at or above ``threshold`` loses ``points``, or the excess share.

    With ``proportional`` the loss is weight × (completion − threshold), at most the weight.
    ``waived_by_reason`` keeps the points where a variance reason is given.
    """

    threshold: Annotated[Number, Field(gt=1)] = Decimal("1.3")
    points: Points | None = None
    proportional: bool = False
    waived_by_reason: bool = False


class Exemption(Data):
    """An exemption that the rule itself grants: full points when claimed with reason (and documents)."""

    label: str
    documents_required: bool = True


class Target(Data):
    """The target of an indicator: fixed by the pack, or entered (``value`` empty). Rates as ratio."""

    value: Number | None = None
    text: str = ""


class IndicatorNode(Data):
    """A node of the tree: a group (一级, 二级) with ``children``, or an indicator with a ``method``.

    The value of an indicator is its formula's result, or the entered ``actual_value`` where it has none.
    ``quantity``, ``unit``, ``decimals`` say how value and target print; ``score_decimals`` and
    ``rate_decimals`` of the pack say how points and 得分率 print. ``when_not_applicable``: keep the
    weight as earned, or leave it out of the counted full mark (redistribute).
    ``analysis`` is the template of the report's paragraph; without it the explanation is printed.
    """

    code: Key
    name: str
    weight: Points | None = None
    reading: str = ""
    children: tuple[IndicatorNode, ...] = ()
    explanation: str = ""
    criteria: str = ""
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    quantity: Quantity = Quantity.RATE
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    formula: FormulaText | None = None
    target: Target | None = None
    method: Method | None = None
    exemption: Exemption | None = None
    over_achievement: OverAchievement | None = None
    when_not_applicable: Literal["keep", "leave_out"] = "leave_out"
    evidence: tuple[str, ...] = ()
    analysis: Template = ""

    @property
    def is_leaf(self) -> bool:
        """Whether this node is scored itself (三级指标, or an indicator of a flat form)."""
        return not self.children


class GradeBand(Data):
    """A grade and the lowest percentage of the counted full mark (0–100) that earns it."""

    name: str
    at_least: Annotated[Decimal, Field(ge=0, le=100)]


class Cap(Data):
    """Total capped at ``maximum`` points when the condition holds (for example by execution rate)."""

    when: FormulaText
    maximum: Points
    label: str


def walk_leaves(
    nodes: tuple[IndicatorNode, ...], above: tuple[IndicatorNode, ...] = ()
) -> Iterator[tuple[tuple[IndicatorNode, ...], IndicatorNode]]:
    """Yield the leaves below ``nodes`` in order, each with the groups above it (outermost first)."""
    for node in nodes:
        if node.is_leaf:
            yield above, node
        else:
            yield from walk_leaves(node.children, (*above, node))
