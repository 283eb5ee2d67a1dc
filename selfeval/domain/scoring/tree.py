"""From indicator scores to dimensions, total and counted full mark."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from selfeval.domain.pack import IndicatorNode, Pack, walk_leaves
from selfeval.domain.scoring.result import DimensionScore, IndicatorScore, ScoreState

_ZERO = Decimal(0)


def is_counted(score: IndicatorScore) -> bool:
    """Whether an indicator counts in total and full mark: scored or still to be scored, or kept as earned."""
    if score.state is ScoreState.NOT_APPLICABLE:
        return score.self_score is not None
    return score.state is not ScoreState.NOT_SELF_SCORED


def full_mark(scores: Iterable[IndicatorScore]) -> Decimal:
    """Return the counted full mark: the weights of the counted indicators."""
    return sum((score.weight or _ZERO for score in scores if is_counted(score)), _ZERO)


def awarded(scores: Iterable[IndicatorScore]) -> Decimal:
    """Return the sum of the awarded points."""
    return sum((score.self_score for score in scores if score.self_score is not None), _ZERO)


def is_complete(scores: Iterable[IndicatorScore]) -> bool:
    """Whether every counted indicator is scored."""
    return all(score.self_score is not None for score in scores if is_counted(score))


def dimension_scores(pack: Pack, scores: tuple[IndicatorScore, ...]) -> tuple[DimensionScore, ...]:
    """Return a score for every top-level node; in a flat form these are the indicators themselves."""
    by_code = {score.code: score for score in scores}
    return tuple(
        _dimension(node, [by_code[leaf.code] for _, leaf in walk_leaves((node,))]) for node in pack.indicators
    )


def _dimension(node: IndicatorNode, scores: list[IndicatorScore]) -> DimensionScore:
    counted = full_mark(scores)
    points = awarded(scores) if any(map(is_counted, scores)) and is_complete(scores) else None
    rate = points / counted if points is not None and counted else None
    return DimensionScore(
        code=node.code,
        name=node.name,
        weight=_weight(node),
        score=points,
        # An indicator's own 得分率 comes from its points before rounding (42.42 %, not 42.40 %).
        rate=scores[0].rate if node.is_leaf else rate,
    )


def _weight(node: IndicatorNode) -> Decimal | None:
    """Return the weight that the pack states, or the sum of those below where it states none."""
    if node.weight is not None:
        return node.weight
    below = [weight for child in node.children if (weight := _weight(child)) is not None]
    return sum(below, _ZERO) if below else None
