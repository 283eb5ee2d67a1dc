"""Short ways to build evaluations and minimal packs for tests of figures and scores."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from selfeval.domain.data import (
    BudgetLine,
    DepartmentData,
    EvaluationData,
    IndicatorEntry,
    SpendingNature,
    StaffingLine,
    ThreePublicLine,
    YearData,
)
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import GradeBand, IndicatorNode, Method, Pack
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import IndicatorScore

GRADES = tuple(
    GradeBand(name=name, at_least=Decimal(least))
    for name, least in (("优", 90), ("良", 80), ("中", 60), ("差", 0))
)


def year(**values: Any) -> YearData:
    """Return year data; amounts and tables by keyword."""
    return YearData(**{"fiscal_year": 2020, **values})


def spending(
    initial: str | None = None,
    adjusted: str | None = None,
    actual: str | None = None,
    nature: SpendingNature = SpendingNature.PROJECT,
) -> BudgetLine:
    """Return a budget line with amounts in 元."""
    amounts = {"initial_amount": initial, "adjusted_amount": adjusted, "actual_amount": actual}
    return BudgetLine(
        functional_code="2060101",
        name="行政运行",
        nature=nature,
        **{key: None if amount is None else Decimal(amount) for key, amount in amounts.items()},
    )


def three_public(part: str, budget: str | None = None, actual: str | None = None) -> ThreePublicLine:
    """Return a line of 三公经费 with amounts in 元."""
    return ThreePublicLine.model_validate(
        {"part": part, "budget_amount": budget, "actual_amount": actual}, strict=False
    )


def staffing(kind: str, authorized: int | None, in_post: int | None) -> StaffingLine:
    """Return a line of 人员编制."""
    return StaffingLine.model_validate(
        {"post_kind": kind, "authorized_count": authorized, "in_post_count": in_post}
    )


def evaluation(
    current: YearData | None = None,
    entries: tuple[IndicatorEntry, ...] = (),
    prior: YearData | None = None,
) -> EvaluationData:
    """Return an evaluation of a made-up department."""
    return EvaluationData(
        code="example-2020",
        pack="example",
        department=DepartmentData(code="example", name="示例局"),
        year=current or year(),
        prior_year=prior,
        entries=entries,
    )


def entry(code: str = "x", **values: Any) -> IndicatorEntry:
    """Return an entry; numbers may be written as strings."""
    return IndicatorEntry.model_validate({"indicator": code, **values})


def leaf(method: Method | None, weight: str | None = "10", code: str = "x", **values: Any) -> IndicatorNode:
    """Return an indicator, a rate with two decimals unless said otherwise."""
    return IndicatorNode.model_validate(
        {"code": code, "name": f"指标{code}", "weight": weight, "method": method, **values}
    )


def pack(*indicators: IndicatorNode, **values: Any) -> Pack:
    """Return a minimal pack with the usual grades."""
    return Pack.model_validate(
        {
            "code": "example",
            "name": "示例体系",
            "jurisdiction": "示例县",
            "indicators": indicators,
            "grades": GRADES,
            **values,
        }
    )


def scored(
    node: IndicatorNode,
    given: IndicatorEntry | None = None,
    current: YearData | None = None,
    prior: YearData | None = None,
    **values: Any,
) -> IndicatorScore:
    """Score one indicator alone; ``values`` go into its pack."""
    data = evaluation(current, () if given is None else (given,), prior)
    return score_evaluation(data, pack(node, **values)).indicators[0]


NUMBER: dict[str, Any] = {"quantity": Quantity.NUMBER, "unit": "家", "decimals": 0}
"""An indicator that counts things, as node values."""
