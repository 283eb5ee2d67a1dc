"""One evaluation under two packs: indicators side by side, and what each rule changes, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook, figure_book, with_scores
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import Cap, IndicatorNode, NotSelfScored, Pack
from selfeval.domain.pack_match import IndicatorMatch, match_indicators, under
from selfeval.domain.quotation import quoted
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.explain import Notation, rule_text
from selfeval.domain.scoring.result import EvaluationScore, IndicatorScore, ScoreState

_ZERO = Decimal(0)
_NO_RULE = "不计分"


@dataclass(frozen=True)
class Side:
    """An evaluation under one of the packs."""

    pack: Pack
    data: EvaluationData
    book: FigureBook
    score: EvaluationScore


@dataclass(frozen=True)
class ComparedIndicator:
    """An indicator under both packs; ``None`` on the side that lacks it.

    ``difference`` is the other pack's points minus the own ones; no points count as none, and there is no
    difference while one side is still to be entered. ``changes`` say what its rules change.
    """

    name: str
    own: IndicatorScore | None
    other: IndicatorScore | None
    difference: Decimal | None
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """The whole comparison.

    ``rules`` say what changes for the total: full mark, caps, grades. ``missing`` names what the other pack
    needs and the year lacks. ``steps`` lead from the own total to the other one, with what each step adds;
    empty where one of the packs has no scores.
    """

    own: Side
    other: Side
    indicators: tuple[ComparedIndicator, ...]
    rules: tuple[str, ...]
    missing: tuple[str, ...]
    steps: tuple[tuple[str, Decimal], ...]


def compare(data: EvaluationData, own: Pack, other: Pack) -> Comparison:
    """Score an evaluation that was entered under ``own`` under both packs, and say what ``other`` changes.

    Entries follow their indicators to the codes that these have in the other pack; nothing else is changed.
    """
    left, right = _side(data, own), _side(under(data, own, other), other)
    rows = tuple(_row(match, left, right) for match in match_indicators(own, other))
    return Comparison(
        own=left,
        other=right,
        indicators=rows,
        rules=tuple(_rules(left, right)),
        missing=tuple(dict.fromkeys(_missing(left, right))),
        steps=tuple(_steps(left, right, rows)),
    )


def _side(data: EvaluationData, pack: Pack) -> Side:
    book = figure_book(data, pack)
    score = score_evaluation(data, pack, book)
    return Side(pack, data, with_scores(book, score), score)


# --- indicators -------------------------------------------------------------------------------------------


def _row(match: IndicatorMatch, left: Side, right: Side) -> ComparedIndicator:
    own = left.score.indicator(match.left.leaf.code) if match.left is not None else None
    other = right.score.indicator(match.right.leaf.code) if match.right is not None else None
    changes: tuple[str, ...] = ()
    if match.left is not None and match.right is not None and own is not None and other is not None:
        changes = tuple(_changes(match.left.leaf, match.right.leaf, own, other, left, right))
    named = own or other
    assert named is not None  # a match has at least one side
    return ComparedIndicator(named.name, own, other, _difference(own, other), changes)


def _difference(own: IndicatorScore | None, other: IndicatorScore | None) -> Decimal | None:
    sides = [side for side in (own, other) if side is not None]
    if any(side.state is ScoreState.INCOMPLETE for side in sides):
        return None
    return _points(other) - _points(own)


def _points(score: IndicatorScore | None) -> Decimal:
    return (score.self_score if score is not None else None) or _ZERO


def _changes(
    old: IndicatorNode,
    new: IndicatorNode,
    own: IndicatorScore,
    other: IndicatorScore,
    left: Side,
    right: Side,
) -> Iterator[str]:
    if old.name != new.name:
        yield f"名称改为{quoted(new.name)}"
    if own.path != other.path:
        yield f"所属由{_path(own)}改为{_path(other)}"
    if old.weight != new.weight:
        yield f"权重由{_weight(old)}改为{_weight(new)}"
    if _formula(old) != _formula(new):
        yield f"取数由{_source(old)}改为{_source(new)}"
    before, after = _rule(old, own, left.pack), _rule(new, other, right.pack)
    if before != after:
        yield f"计分规则由“{before}”改为“{after}”"
    yield from _special_rules(old, new)


def _special_rules(old: IndicatorNode, new: IndicatorNode) -> Iterator[str]:
    """Exemptions, the rule on far exceeded targets, and what 不适用 means."""
    if old.exemption != new.exemption:
        if old.exemption is not None:
            yield f"不再适用“{old.exemption.label}”"
        if new.exemption is not None:
            yield f"可适用“{new.exemption.label}”得满分"
    if old.over_achievement != new.over_achievement:
        rule = new.over_achievement
        if rule is None:
            yield "完成值远超目标值时不再扣分"
        else:
            loss = "按超出比例扣分" if rule.points is None else f"扣{format_number(rule.points)}分"
            yield f"完成值达到目标值{format_number(rule.threshold * 100)}%以上的{loss}"
    if old.when_not_applicable != new.when_not_applicable:
        keeps = new.when_not_applicable == "keep"
        yield f"不适用时{'按满分计' if keeps else '不计入总分和满分'}"


def _path(score: IndicatorScore) -> str:
    return quoted("－".join(score.path)) if score.path else "（不分级）"


def _weight(node: IndicatorNode) -> str:
    return "不计分" if node.weight is None else f"{format_number(node.weight)}分"


def _formula(node: IndicatorNode) -> str:
    return "".join((node.formula or "").split())


def _source(node: IndicatorNode) -> str:
    return quoted(node.formula) if node.formula else "填报的完成值"


def _rule(node: IndicatorNode, score: IndicatorScore, pack: Pack) -> str:
    if node.weight is None or node.method is None or isinstance(node.method, NotSelfScored):
        return _NO_RULE
    return rule_text(node.method, Notation(node, pack), score.target)


# --- the total --------------------------------------------------------------------------------------------


def _rules(left: Side, right: Side) -> Iterator[str]:
    own, other = left.pack, right.pack
    if other.full_mark != own.full_mark:
        yield f"满分由{format_number(own.full_mark)}分改为{format_number(other.full_mark)}分"
    if left.score.total is not None and right.score.total is None:
        yield "不评分，没有总分和等级"
    for cap in own.caps:
        if not _has(other.caps, cap):
            yield f"取消封顶规则：{cap.label}{_effect(left, cap)}"
    for cap in other.caps:
        if not _has(own.caps, cap):
            yield f"增加封顶规则：{cap.label}{_effect(right, cap)}"
    before, after = _bands(own), _bands(other)
    if before != after:
        yield f"等级由“{before or '不评等级'}”改为“{after or '不评等级'}”"


def _has(caps: tuple[Cap, ...], wanted: Cap) -> bool:
    return any((cap.when, cap.maximum) == (wanted.when, wanted.maximum) for cap in caps)


def _effect(side: Side, cap: Cap) -> str:
    """What an applied cap does to the total."""
    for applied in side.score.caps:
        if (applied.label, applied.maximum) == (cap.label, cap.maximum):
            return f"（总分由{format_number(applied.before)}分降为{format_number(applied.maximum)}分）"
    return ""


def _bands(pack: Pack) -> str:
    bands = sorted(pack.grades, key=lambda band: band.at_least, reverse=True)
    return "、".join(f"{band.name}{format_number(band.at_least)}%起" for band in bands)


def _missing(left: Side, right: Side) -> Iterator[str]:
    """What stands between the year and a whole score under the other pack."""
    known = {figure.key for figure in left.pack.figures}
    given = {figure.key for figure in right.data.year.figures if figure.value is not None}
    for figure in right.pack.figures:
        if figure.formula is None and figure.key not in known | given:
            yield f"数据项{quoted(figure.name)}"
    for score in right.score.indicators:
        if score.state is ScoreState.INCOMPLETE:
            yield f"指标{quoted(score.name)}：{'；'.join(score.explanation.missing)}"


def _steps(left: Side, right: Side, rows: tuple[ComparedIndicator, ...]) -> Iterator[tuple[str, Decimal]]:
    if left.score.total is None or right.score.total is None:
        return
    for row in rows:
        step = _points(row.other) - _points(row.own)
        if step:
            yield row.name, step
    for cap in left.score.caps:
        yield f"不再封顶为{format_number(cap.maximum)}分", cap.before - cap.maximum
    for cap in right.score.caps:
        yield f"封顶为{format_number(cap.maximum)}分", cap.maximum - cap.before
