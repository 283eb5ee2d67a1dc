"""What ``{indicator.<code>.…}`` and ``{item.…}`` stand for."""

from __future__ import annotations

from selfeval.domain.data import EvaluationData, IndicatorEntry
from selfeval.domain.pack import IndicatorNode, Pack
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.names import INDICATOR_ATTRIBUTES
from selfeval.domain.prose.values import Value
from selfeval.domain.scoring.result import EvaluationScore, IndicatorScore, ScoreState


def indicator_value(
    data: EvaluationData,
    pack: Pack,
    score: EvaluationScore,
    code: str,
    attribute: str,
    *,
    is_current: bool = False,
) -> Value:
    """Return an attribute of an indicator (see docs/reference/references.md); unknown codes say so.

    Placeholders name the indicator, unless it is the current one of a round.
    """
    found = next(((above, leaf) for above, leaf in pack.leaves() if leaf.code == code), None)
    scored = next((one for one in score.indicators if one.code == code), None)
    if found is None or scored is None or attribute not in INDICATOR_ATTRIBUTES:
        return Value.unknown(f"indicator.{code}.{attribute}")
    above, leaf = found
    label = INDICATOR_ATTRIBUTES[attribute]
    if not is_current:
        label = f"{leaf.name}{label}"
    match attribute:
        case "weight":
            return _unless_unscored(Value.points(label, scored.weight, pack), scored)
        case "score":
            return _unless_unscored(Value.points(label, scored.self_score, pack), scored)
        case "rate":
            return _unless_unscored(Value.score_rate(label, scored.rate, pack), scored)
        case "value":
            return Value(label, scored.value, leaf.quantity, leaf.unit, leaf.decimals)
        case "actual":
            return _unless_unscored(Value(label, scored.actual or None), scored)
        case "target":
            return _unless_unscored(Value(label, scored.target_text or None), scored)
    return Value(label, _text(attribute, above, leaf, scored, data.entry(code)))


def _unless_unscored(value: Value, scored: IndicatorScore) -> Value:
    """The value, or a dash where the form leaves the cell empty on purpose."""
    if value.content is None and scored.state in (ScoreState.NOT_SELF_SCORED, ScoreState.NOT_APPLICABLE):
        is_excused = scored.state is ScoreState.NOT_APPLICABLE
        return Value(value.label, phrasing.NOT_APPLICABLE if is_excused else phrasing.NOTHING)
    return value


def _text(
    attribute: str,
    above: tuple[IndicatorNode, ...],
    leaf: IndicatorNode,
    scored: IndicatorScore,
    entry: IndicatorEntry,
) -> str:
    """The attributes that are words; an empty one prints as nothing, it is no missing figure."""
    how = scored.explanation
    match attribute:
        case "code":
            return leaf.code
        case "level1":
            return above[0].name if above else ""
        case "level2":
            return above[1].name if len(above) > 1 else ""
        case "explanation":
            return how.text
        case "calculation":
            equation = phrasing.equation(leaf.name, how.formula, how.substituted)
            return phrasing.sentences((equation, *how.steps))
        case "rule":
            return how.rule
        case "definition":
            return leaf.explanation
        case "criteria":
            return leaf.criteria
        case "reason":
            return phrasing.joined((entry.deduction_reason, entry.variance_reason, entry.score_reason))
        case "evidence":
            return phrasing.joined([file.name for file in entry.evidence], "、")
        case "evidence_count":
            return str(len(entry.evidence))
        case "state":
            return phrasing.STATE_LABELS[scored.state]
    return leaf.name
