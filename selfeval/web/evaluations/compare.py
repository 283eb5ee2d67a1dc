"""The same year under two packs, side by side. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from selfeval.domain.comparison import ComparedIndicator, Comparison, Side, compare
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import Pack
from selfeval.domain.prose.phrasing import STATE_LABELS
from selfeval.domain.report.document import Chart, ChartKind, Series
from selfeval.domain.scoring.result import IndicatorScore, ScoreState
from selfeval.models import PackVersion
from selfeval.reports.charts import chart_svg
from selfeval.selectors.packs import load_pack, packs_for_use
from selfeval.selectors.workspace import open_workspace
from selfeval.web.evaluations.scoring_rows import steps_text
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of, full_mark_text, points


@dataclass(frozen=True)
class SideView:
    """Total and grade under one pack; ``total`` is empty where the pack has no scores."""

    name: str
    total: str
    full_mark: str
    grade: str
    incomplete: int
    caps: tuple[str, ...]


@dataclass(frozen=True)
class CellView:
    """An indicator under one pack: ``words`` tell how the points came about."""

    weight: str
    rate: str
    score: str
    words: str


@dataclass(frozen=True)
class RowView:
    """An indicator of the comparison; ``None`` where a pack lacks it."""

    name: str
    path: str
    own: CellView | None
    other: CellView | None
    difference: str
    is_lower: bool
    changes: tuple[str, ...]


def comparison(request: HttpRequest, code: str) -> HttpResponse:
    """Choose another pack (``?pack=<id>``) and see the evaluation under both."""
    workspace = open_workspace(evaluation_of(request))
    own_id = workspace.evaluation.pack_version_id
    offered = [version for version in packs_for_use() if version.pk != own_id]
    chosen = _chosen(offered, request.GET.get("pack", ""))
    context: dict[str, object] = {
        "frame": frame_of(workspace, user_of(request)),
        "offered": offered,
        "chosen": chosen,
    }
    if chosen is not None:
        found = compare(workspace.data, workspace.pack, load_pack(chosen))
        context |= {
            "own": _side(found.own),
            "other": _side(found.other),
            "total_difference": _total_difference(found),
            "rows": [_row(row, found) for row in found.indicators],
            "rules": found.rules,
            "missing": found.missing,
            "chart": _chart(found),
        }
    return render(request, "evaluations/compare.html", context)


def _chosen(offered: list[PackVersion], wanted: str) -> PackVersion | None:
    """The pack that was asked for, ``None`` where none was; 404 for one that is not offered."""
    if not wanted:
        return None
    found = next((version for version in offered if str(version.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _side(side: Side) -> SideView:
    score = side.score
    return SideView(
        name=side.pack.name,
        total=points(score.total, side.pack.score_decimals),
        full_mark=full_mark_text(score),
        grade=score.grade or "",
        incomplete=sum(item.state is ScoreState.INCOMPLETE for item in score.indicators),
        caps=tuple(f"{cap.label}，由{format_number(cap.before)}分降为此分" for cap in score.caps),
    )


def _total_difference(found: Comparison) -> str:
    own, other = found.own.score.total, found.other.score.total
    return "" if own is None or other is None else _signed(other - own, _decimals(found))


def _row(row: ComparedIndicator, found: Comparison) -> RowView:
    named = row.own or row.other
    assert named is not None  # an indicator stands on one side at least
    return RowView(
        name=row.name,
        path=" / ".join(named.path),
        own=_cell(row.own, found.own.pack),
        other=_cell(row.other, found.other.pack),
        difference="" if row.difference is None else _signed(row.difference, _decimals(found)),
        is_lower=row.difference is not None and row.difference < 0,
        changes=row.changes,
    )


def _cell(score: IndicatorScore | None, pack: Pack) -> CellView | None:
    if score is None:
        return None
    rate = "" if score.rate is None else f"{format_number(score.rate * 100, pack.rate_decimals)}%"
    return CellView(
        weight="" if score.weight is None else format_number(score.weight),
        rate=rate,
        score=points(score.self_score, pack.score_decimals) or STATE_LABELS[score.state],
        words=steps_text(score),
    )


def _decimals(found: Comparison) -> int:
    return max(found.own.pack.score_decimals, found.other.pack.score_decimals)


def _signed(value: Decimal, decimals: int) -> str:
    text = format_number(value, decimals)
    return f"+{text}" if value > 0 else text


def _chart(found: Comparison) -> SafeString | None:
    """Draw what leads from the own total to the other one; ``None`` where nothing differs."""
    own, other = found.own.score.total, found.other.score.total
    if not found.steps or own is None or other is None:
        return None
    bars = tuple(_bars(found, own, other))
    name, value = max(found.steps, key=lambda step: abs(step[1]))
    decimals = _decimals(found)
    gap, largest = _signed(other - own, decimals), _signed(value, decimals)
    chart = Chart(
        kind=ChartKind.WATERFALL,
        caption="两个体系包的总分差异",
        finding=f"总分相差{gap}分，影响最大的是{name}（{largest}分）",
        unit="分",
        categories=tuple(label for label, _ in bars),
        series=(Series("分值", tuple(value for _, value in bars)),),
        decimals=decimals,
    )
    return chart_svg(chart)


def _bars(found: Comparison, own: Decimal, other: Decimal) -> Iterator[tuple[str, Decimal]]:
    yield "现用体系包总分", own
    yield from found.steps
    yield "对比体系包总分", other
