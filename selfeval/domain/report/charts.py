"""Charts of a pack as charts of the document: data from the scores or from items spelled out."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.numbers import MoneyUnit, round_half_up
from selfeval.domain.pack import ChartDefinition
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.calculation import calculate
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.report.document import Chart, ChartKind, Series
from selfeval.domain.scoring.result import EvaluationScore, ScoreState

MAX_LOSSES = 12
_HUNDRED = Decimal(100)
_UNIT_FACTORS = {"%": _HUNDRED} | {unit.label: 1 / unit.yuan for unit in MoneyUnit}

_Bars = list[tuple[str, Decimal | None]]


def compose_chart(definition: ChartDefinition, context: Context) -> Chart | None:
    """Fill in a chart (its caption unnumbered); ``None`` where it would show nothing (no loss, no value)."""
    names = definition.series or (phrasing.SERIES_LABELS[definition.source],)
    columns: list[tuple[str, tuple[Decimal | None, ...]]]
    maximum = None
    match definition.source:
        case "dimensions":
            columns = [(name, (value,)) for name, value in _rates(context.score)]
            maximum = _HUNDRED
        case "losses":
            columns = [(name, (value,)) for name, value in losses(context.score)]
        case _:
            columns = _items(definition, context, len(names))
    if definition.kind is ChartKind.PIE:
        columns = [(label, values) for label, values in columns if values[0]]
    if not any(value is not None for _, values in columns for value in values):
        return None
    return Chart(
        kind=definition.kind,
        caption=render_text(definition.caption, context),
        finding=render_text(definition.finding, context),
        unit=definition.unit,
        categories=tuple(label for label, _ in columns),
        series=tuple(
            Series(name, tuple(_rounded(values[index], definition.decimals) for _, values in columns))
            for index, name in enumerate(names)
        ),
        decimals=definition.decimals,
        maximum=maximum,
    )


def _rounded(value: Decimal | None, decimals: int) -> Decimal | None:
    return None if value is None else round_half_up(value, decimals)


def _items(
    definition: ChartDefinition, context: Context, width: int
) -> list[tuple[str, tuple[Decimal | None, ...]]]:
    """Label and values of every item, in the chart's unit; values not given leave a gap."""
    factor = _UNIT_FACTORS.get(definition.unit, Decimal(1))
    columns = []
    for item in definition.items:
        for one in context.rounds(item.for_each):
            numbers = [calculate(formula, one).number for formula in item.values[:width]]
            values = [None if number is None else number * factor for number in numbers]
            values += [None] * (width - len(values))
            columns.append((render_text(item.label, one), tuple(values)))
    return columns


def _rates(score: EvaluationScore) -> _Bars:
    """得分率 in percent by dimension; in a flat form the dimensions are the indicators."""
    return [(one.name, None if one.rate is None else one.rate * _HUNDRED) for one in score.dimensions]


def losses(score: EvaluationScore) -> _Bars:
    """Return the bars of the loss waterfall: full mark, losses (negative), total; none if nothing was lost.

    Beyond ``MAX_LOSSES`` the smallest losses are put together. What is not scored yet stands as its own
    bar, so that the bars always lead from the full mark to the total.
    """
    if score.total is None:
        return []
    lost: _Bars = [
        (item.name, item.self_score - item.weight)
        for item in score.indicators
        if item.state is ScoreState.SCORED
        and item.self_score is not None
        and item.weight is not None
        and item.self_score < item.weight
    ]
    lost = _grouped(lost) + [(cap.label, cap.maximum - cap.before) for cap in score.caps]
    told = sum((value for _, value in lost if value is not None), Decimal(0))
    unscored = score.total - score.full_mark - told
    if unscored < 0:
        lost.append((phrasing.UNSCORED, unscored))
    if not lost:
        return []
    return [(phrasing.FULL_MARK, score.full_mark), *lost, (phrasing.TOTAL, score.total)]


def _grouped(lost: _Bars) -> _Bars:
    if len(lost) <= MAX_LOSSES:
        return lost
    ranked = sorted(lost, key=lambda bar: bar[1] or Decimal(0))
    largest, rest = ranked[: MAX_LOSSES - 1], ranked[MAX_LOSSES - 1 :]
    others = sum((value for _, value in rest if value is not None), Decimal(0))
    return [*(bar for bar in lost if bar in largest), (phrasing.OTHER_INDICATORS, others)]
