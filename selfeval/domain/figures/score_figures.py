"""Figures that scoring adds: of every indicator, of every dimension, and of the whole evaluation.

``indicator.<code>.{value,target,weight,score,rate}``, ``dimension.<code>.{weight,score,rate}``,
``score.{total,full_mark,rate,loss}``, and ``item_scores…`` of projects. They are defined by the pack and
empty until the evaluation is scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.figures.figure import Figure, FigureResult
from selfeval.domain.figures.item_figures import HEAD as ITEM_HEAD
from selfeval.domain.figures.item_figures import item_score_figures, item_score_values
from selfeval.domain.formula import NOT_APPLICABLE
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import IndicatorNode, Pack
from selfeval.domain.scoring.result import DimensionScore, EvaluationScore, IndicatorScore, ScoreState

HEADS = ("indicator", "dimension", "score", ITEM_HEAD)


def score_figures(pack: Pack) -> Iterator[Figure]:
    """Yield the definitions of all score figures of a pack."""
    for _, leaf in pack.leaves():
        yield from _of_indicator(leaf, pack)
    for node in pack.indicators:
        if node.is_leaf:  # a flat form's indicators are its dimensions, and named already
            continue
        prefix = f"dimension.{node.code}"
        yield _points(f"{prefix}.weight", f"{node.name}权重", pack)
        yield _points(f"{prefix}.score", f"{node.name}得分", pack)
        yield _rate(f"{prefix}.rate", f"{node.name}得分率", pack)
    yield _points("score.total", "总得分", pack, "自评总分", "自评总得分", "总分")
    yield _points("score.full_mark", "满分", pack, "计入总分的满分")
    yield _rate("score.rate", "总得分率", pack)
    yield _points("score.loss", "扣分合计", pack, "失分合计")
    yield from item_score_figures(pack)


def _of_indicator(leaf: IndicatorNode, pack: Pack) -> Iterator[Figure]:
    prefix = f"indicator.{leaf.code}"
    for part, label in (("value", "实际值"), ("target", "目标值")):
        yield Figure(
            f"{prefix}.{part}",
            f"{leaf.name}{label}",
            leaf.quantity,
            unit=leaf.unit,
            decimals=leaf.decimals,
            place=prefix,
            aliases=(leaf.name,) if part == "value" else (),
        )
    yield _points(f"{prefix}.weight", f"{leaf.name}权重", pack, place=prefix)
    yield _points(f"{prefix}.score", f"{leaf.name}得分", pack, place=prefix)
    yield _rate(f"{prefix}.rate", f"{leaf.name}得分率", pack, place=prefix)


def _points(key: str, name: str, pack: Pack, *aliases: str, place: str = "") -> Figure:
    return Figure(
        key, name, Quantity.SCORE, unit="分", decimals=pack.score_decimals, place=place, aliases=aliases
    )


def _rate(key: str, name: str, pack: Pack, place: str = "") -> Figure:
    return Figure(key, name, Quantity.RATE, decimals=pack.rate_decimals, place=place)


def score_values(pack: Pack, score: EvaluationScore) -> dict[str, FigureResult]:
    """Return the values of all score figures of an evaluation that was scored under this pack."""
    values: dict[str, FigureResult] = {}
    for indicator in score.indicators:
        values.update(_indicator_values(indicator))
    for dimension in score.dimensions:
        values.update(_dimension_values(dimension))
    total, full_mark = score.total, score.full_mark
    values["score.total"] = total
    values["score.full_mark"] = full_mark
    values["score.rate"] = total / full_mark if total is not None and full_mark else None
    values["score.loss"] = None if total is None else full_mark - total
    values.update(item_score_values(pack, score.items))
    return values


def _indicator_values(indicator: IndicatorScore) -> dict[str, FigureResult]:
    prefix = f"indicator.{indicator.code}"
    parts: dict[str, Decimal | None] = {
        "value": indicator.value,
        "score": indicator.self_score,
        "rate": indicator.rate,
    }
    is_open = indicator.state is not ScoreState.NOT_APPLICABLE
    return {
        f"{prefix}.target": indicator.target,
        f"{prefix}.weight": indicator.weight,
        **{
            f"{prefix}.{part}": value if is_open or value is not None else NOT_APPLICABLE
            for part, value in parts.items()
        },
    }


def _dimension_values(dimension: DimensionScore) -> dict[str, FigureResult]:
    prefix = f"dimension.{dimension.code}"
    return {
        f"{prefix}.weight": dimension.weight,
        f"{prefix}.score": dimension.score,
        f"{prefix}.rate": dimension.rate,
    }
