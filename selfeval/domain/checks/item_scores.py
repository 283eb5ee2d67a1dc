"""E12, E03, E14 and W09 for projects: scores are complete, and agree with what was stated and executed."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.spots import SCORE
from selfeval.domain.items.tree import STATED, is_weighted
from selfeval.domain.numbers import format_number, format_rate
from selfeval.domain.scoring.result import ItemScore, ScoreState


def check_item_scores(context: CheckContext) -> Iterator[Finding]:
    """Look at every item that is scored, by its indicators or by a stated score."""
    for item in context.score.items:
        yield from _incomplete(context, item)
        yield from _stated(context, item)
        yield from _too_full(context, item)
        yield from _lost(context, item)


def _incomplete(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    for indicator in item.score.indicators:
        if indicator.state is ScoreState.INCOMPLETE:
            missing = "；".join(indicator.explanation.missing)
            message = f"的指标“{indicator.name}”尚未得出得分：{missing}"
            spot = SCORE if indicator.code == STATED else indicator.code
            yield context.item_finding("E12", Severity.ERROR, item, message, left=indicator.name, spot=spot)


def _stated(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    """A stated score beside weights, and a stated grade beside any score, must be what comes out."""
    stated, total = item.case.item.stated_score, item.total
    if stated is not None and total is not None and stated != total:
        left, right = format_number(stated), format_number(total)
        yield context.item_finding(
            "E03",
            Severity.ERROR,
            item,
            f"公布的得分 {left} 分，按指标和分值计算为 {right} 分，相差 {format_number(stated - total)} 分，"
            "改正公布的得分，或核对指标和资金",
            left=left,
            right=right,
            difference=format_number(stated - total),
            spot=SCORE,
        )
    grade, stated_grade = item.score.grade, item.case.item.stated_grade
    if stated_grade and grade is not None and grade != stated_grade:
        message = f"公布的等级“{stated_grade}”与得分对应的等级“{grade}”不一致，改正等级，或核对得分"
        yield context.item_finding(
            "E14", Severity.ERROR, item, message, left=stated_grade, right=grade, spot=SCORE
        )


def _too_full(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    rate = item.case.total.execution_rate
    is_stated = not is_weighted(item.case.indicators.values())
    if rate is None or rate >= 1 or not is_stated or item.total != item.case.form.full_mark:
        return
    left, right = format_number(item.case.form.full_mark), format_rate(rate)
    message = f"评定为满分 {left} 分，而预算执行率为 {right}，执行率不足100%不应得满分，核对得分或说明理由"
    yield context.item_finding("W09", Severity.WARNING, item, message, left=left, right=right, spot=SCORE)


def _lost(context: CheckContext, item: ItemScore) -> Iterator[Finding]:
    for code, row in item.case.indicators.items():
        score = item.score.indicator(code)
        points, weight = score.self_score, score.weight
        if points is None or weight is None or points >= weight:
            continue
        if (row.variance_reason + row.score_reason).strip():
            continue
        left, right = format_number(points), format_number(weight)
        message = f"的指标“{row.name}”得 {left} 分，分值 {right} 分，填写偏差原因"
        yield context.item_finding("W09", Severity.WARNING, item, message, left=left, right=right, spot=code)
