"""Scoring of a whole evaluation: a pure function of its data and its pack."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from selfeval.domain.data import EvaluationData, IndicatorEntry
from selfeval.domain.figures import FigureBook, figure_book, with_scores
from selfeval.domain.items import ItemCase, item_cases
from selfeval.domain.numbers import round_half_up
from selfeval.domain.pack import Exemption, IndicatorNode, Method, NotSelfScored, Pack
from selfeval.domain.scoring import tree
from selfeval.domain.scoring.explain import Notation, exemption_step, result_text, rule_text
from selfeval.domain.scoring.grades import apply_caps
from selfeval.domain.scoring.measure import Measure, measured, target_of, target_text
from selfeval.domain.scoring.methods import (
    Award,
    Inputs,
    award,
    completion,
    needs_target,
    needs_value,
    over_achieved,
)
from selfeval.domain.scoring.result import (
    EvaluationScore,
    Explanation,
    IndicatorScore,
    ItemScore,
    ScoreState,
)

_ZERO = Decimal(0)
_NOISE_PLACES = 12  # a quotient such as 1÷3 carries noise in its last digits; it must not decide a half-up


def score_evaluation(data: EvaluationData, pack: Pack, book: FigureBook | None = None) -> EvaluationScore:
    """Score an evaluation under a pack.

    ``book`` may be passed where the caller already has the figures of the same data and pack. Points are
    rounded half-up to the pack's ``score_decimals`` as they are awarded; the total is their sum, lowered by
    at most one cap. Never raises for data and packs that are valid by their types.
    """
    book = book or figure_book(data, pack)
    entries: dict[str, IndicatorEntry] = {}
    for entry in data.entries:
        entries.setdefault(entry.indicator, entry)
    indicators = tuple(
        _indicator(above, leaf, entries.get(leaf.code) or IndicatorEntry(indicator=leaf.code), book)
        for above, leaf in pack.leaves()
    )
    has_scores = any(score.weight is not None for score in indicators)
    score = EvaluationScore(
        pack=pack.code,
        indicators=indicators,
        dimensions=tree.dimension_scores(pack, indicators),
        total=tree.awarded(indicators) if has_scores else None,
        full_mark=tree.full_mark(indicators),
        grade=None,
        is_complete=tree.is_complete(indicators),
        items=score_items(data, pack),
    )
    return apply_caps(pack, score, with_scores(book, score))


def score_items(data: EvaluationData, pack: Pack) -> tuple[ItemScore, ...]:
    """Score every project and transfer payment under its form, in the order of the data."""
    return tuple(_item(case) for case in item_cases(data, pack))


def _item(case: ItemCase) -> ItemScore:
    score = score_evaluation(case.data, case.pack)
    if score.total is None:
        return ItemScore(case, replace(score, grade=case.item.stated_grade or None))
    if score.full_mark != case.form.full_mark:
        # weights that do not add up leave the form unfinished, whatever the points
        return ItemScore(case, replace(score, grade=None, is_complete=False))
    return ItemScore(case, score)


@dataclass(frozen=True)
class _Outcome:
    """What became of one indicator: its state, the award before rounding, points and 得分率, the words.

    The rate comes from the points before they were rounded: 42.42% of 10 points are 4.24 points, and the
    published 得分率 is 42.42%, not 42.4%.
    """

    state: ScoreState
    award: Award
    points: Decimal | None = None
    rate: Decimal | None = None
    rule: str = ""
    result: str = ""


def _indicator(
    above: tuple[IndicatorNode, ...], leaf: IndicatorNode, entry: IndicatorEntry, book: FigureBook
) -> IndicatorScore:
    notation = Notation(leaf, book.pack)
    measure = measured(leaf, entry, book, notation)
    target = target_of(leaf, entry)
    outcome = _outcome(leaf, entry, measure, target, notation)
    points, value, weight = outcome.points, measure.value, leaf.weight
    actual = entry.actual_text or outcome.award.shown if value is None else notation.value(value)
    return IndicatorScore(
        code=leaf.code,
        path=tuple(node.name for node in above),
        path_codes=tuple(node.code for node in above),
        name=leaf.name,
        weight=weight,
        value=value,
        target=target,
        actual=actual,
        target_text=target_text(leaf, entry, target, notation),
        completion=None if value is None or target is None else completion(value, target),
        self_score=points,
        rate=outcome.rate,
        state=outcome.state,
        explanation=Explanation(
            formula=measure.formula,
            substituted=measure.substituted,
            rule=outcome.rule,
            steps=outcome.award.steps,
            result=outcome.result,
            missing=outcome.award.missing,
        ),
        figures=measure.figures,
    )


def _outcome(
    leaf: IndicatorNode,
    entry: IndicatorEntry,
    measure: Measure,
    target: Decimal | None,
    notation: Notation,
) -> _Outcome:
    """Decide one indicator: not self-scored, not applicable, exempt, incomplete, or scored by its method."""
    method, weight = leaf.method, leaf.weight
    if weight is None or method is None or isinstance(method, NotSelfScored):
        rule = "" if method is None else rule_text(method, notation, target)
        result = "" if weight is None else f"不计分（分值{notation.points(weight)}分）"
        return _Outcome(ScoreState.NOT_SELF_SCORED, Award(), rule=rule, result=result)
    if entry.not_applicable:
        return _not_applicable(leaf, weight, notation)
    rule = rule_text(method, notation, target)
    given = (
        _exempted(leaf.exemption, weight, entry)
        if leaf.exemption is not None and entry.exemption_claimed
        else _awarded(leaf, method, weight, entry, measure, target, notation)
    )
    if given.missing:
        return _Outcome(ScoreState.INCOMPLETE, given, rule=rule)
    points = _rounded(given.points, weight, notation.pack)
    rate = min(round_half_up(given.points, _NOISE_PLACES), weight) / weight if weight else None
    result = result_text(points, weight, rate, notation)
    return _Outcome(ScoreState.SCORED, given, points, rate, rule, result)


def _not_applicable(leaf: IndicatorNode, weight: Decimal, notation: Notation) -> _Outcome:
    if leaf.when_not_applicable == "keep":
        points = _rounded(weight, weight, notation.pack)
        steps, result = ("本指标不适用，按满分计",), result_text(points, weight, None, notation)
        rate = points / weight if weight else None
        return _Outcome(ScoreState.NOT_APPLICABLE, Award(points, steps), points, rate, result=result)
    return _Outcome(ScoreState.NOT_APPLICABLE, Award(), result="本指标不适用，不计入总分和满分")


def _exempted(exemption: Exemption, weight: Decimal, entry: IndicatorEntry) -> Award:
    """Give full points for a claimed exemption with its reason and, where required, its documents."""
    reason, documents = entry.exemption_reason.strip(), entry.exemption_documents.strip()
    missing = []
    if not reason:
        missing.append(f"已选择“{exemption.label}”，理由尚未填写")
    if exemption.documents_required and not documents:
        missing.append(f"已选择“{exemption.label}”，依据文件尚未填写")
    if missing:
        return Award(missing=tuple(missing))
    return Award(weight, (exemption_step(exemption, reason, documents),))


def _awarded(
    leaf: IndicatorNode,
    method: Method,
    weight: Decimal,
    entry: IndicatorEntry,
    measure: Measure,
    target: Decimal | None,
    notation: Notation,
) -> Award:
    missing = list(measure.missing) if needs_value(method) else []
    if needs_target(method) and target is None:
        missing.append("目标值尚未填写")
    if missing:
        return Award(missing=tuple(missing))
    inputs = Inputs(weight, measure.value, target, entry, notation)
    given = award(method, inputs)
    if leaf.over_achievement is not None and not given.missing:
        return over_achieved(leaf.over_achievement, given, inputs)
    return given


def _rounded(points: Decimal, weight: Decimal, pack: Pack) -> Decimal:
    """Round awarded points half-up; never above the weight, however few decimals the pack shows."""
    return min(round_half_up(round_half_up(points, _NOISE_PLACES), pack.score_decimals), weight)
