"""The task list: home of an evaluation, with the score and where points were lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from selfeval.domain.numbers import format_number
from selfeval.domain.prose.phrasing import UNSCORED
from selfeval.domain.report.charts import compose_chart, losses
from selfeval.domain.report.document import Chart, ChartKind, Series
from selfeval.domain.workflow import Action
from selfeval.models import Evaluation
from selfeval.permissions.rules import can
from selfeval.reports.charts import chart_svg
from selfeval.selectors.evaluations import latest_submission
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.web.evaluations.carried import carried_view
from selfeval.web.evaluations.item_list import item_lists
from selfeval.web.evaluations.outline import (
    OutlineItem,
    check_item,
    filling_items,
    overview_item,
    submit_item,
)
from selfeval.web.evaluations.places import described
from selfeval.web.evaluations.scoring_rows import bar_width, rate_text
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import UNSENT, frame_of, missing_scores, points, total_text


@dataclass(frozen=True)
class TaskGroup:
    """Tasks under a heading; ``summary`` says how many are done."""

    title: str
    summary: str
    tasks: tuple[OutlineItem, ...]


def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Tasks in groups, what was returned, score by dimension, losses."""
    workspace = open_workspace(evaluation_of(request))
    score = workspace.score
    groups = _groups(workspace, request)
    submission = latest_submission(workspace.evaluation)
    context: dict[str, Any] = {
        "frame": frame_of(workspace, user_of(request)),
        "pack_name": workspace.pack.name,
        "groups": groups,
        "next_step": _next_step(workspace, groups, request),
        "returned": _returned(workspace),
        "carried": carried_view(workspace),
        "missing_scores": missing_scores(score),
        "dimension_title": "指标" if _is_flat(workspace) else "一级指标",
        "dimensions": _dimensions(workspace),
        "caps": [
            f"{cap.label}：总分由{format_number(cap.before)}分降为{format_number(cap.maximum)}分"
            for cap in score.caps
        ],
        "item_lists": item_lists(workspace, workspace.pack.money_unit),
        "chart": loss_chart(workspace),
        "pictures": _pictures(workspace),
        "documents": workspace.pack.documents,
        "has_receipt": submission is not None,
        "year_changed": workspace.year_changed,
    }
    return render(request, "evaluations/overview.html", context)


def score(request: HttpRequest, code: str) -> HttpResponse:
    """Total and grade of an evaluation as a fragment for lists."""
    workspace = open_workspace(evaluation_of(request))
    context = {
        "total": total_text(workspace),
        "grade": workspace.score.grade or "",
        "is_partial": not workspace.score.is_complete,
    }
    return render(request, "evaluations/score.html", context)


def loss_chart(workspace: Workspace) -> SafeString | None:
    """Draw where points were lost, from the full mark to the total; ``None`` where nothing was lost yet."""
    bars = losses(workspace.score)
    if not bars or workspace.score.total is None:
        return None
    lost = [(name, value) for name, value in bars[1:-1] if value is not None and name != UNSCORED]
    if not lost:
        return None
    name, value = min(lost, key=lambda bar: bar[1])
    total = sum((value for _, value in lost), Decimal(0))
    finding = f"共失{format_number(-total)}分，失分最多的是{name}（{format_number(-value)}分）"
    chart = Chart(
        kind=ChartKind.WATERFALL,
        caption="失分情况",
        finding=finding,
        unit="分",
        categories=tuple(name for name, _ in bars),
        series=(Series("分值", tuple(value for _, value in bars)),),
        decimals=workspace.pack.score_decimals,
    )
    return chart_svg(chart)


def _pictures(workspace: Workspace) -> list[SafeString]:
    """Draw the pack's paired bars: this year beside the budget or last year."""
    charts = (
        compose_chart(definition, workspace.prose)
        for definition in workspace.pack.charts
        if definition.kind is ChartKind.PAIRED_BAR
    )
    return [chart_svg(chart) for chart in charts if chart is not None]


def _groups(workspace: Workspace, request: HttpRequest) -> list[TaskGroup]:
    filling = filling_items(workspace)
    pages = [item for item in filling if not item.is_heading and not item.is_project]
    done, count = sum(item.state == "complete" for item in pages), len(pages)
    summary = "" if workspace.snapshot else f"已填完 {done} / {count} 节"
    return [
        TaskGroup("准备", "", (overview_item(workspace),)),
        TaskGroup("填报", summary, filling),
        TaskGroup("核对", "", (check_item(workspace),)),
        TaskGroup("报送", "", tuple(_sending_tasks(workspace, request))),
    ]


def _next_step(
    workspace: Workspace, groups: Sequence[TaskGroup], request: HttpRequest
) -> dict[str, str] | None:
    """The button for what this person does next; ``None`` where it is somebody else's turn."""
    user, evaluation = user_of(request), workspace.evaluation
    if can(user, Action.APPROVE, evaluation).allowed:
        return {"label": "去审核", "url": reverse("review", args=[evaluation.code])}
    if not can(user, Action.EDIT, evaluation).allowed:
        return None
    for group, label in zip(groups[1:], ("继续填报", "去核对", "去报送"), strict=True):
        pages = (task for task in group.tasks if task.url and not task.is_project)
        waiting = next((task for task in pages if task.state != "complete"), None)
        if waiting is not None:
            return {"label": label, "url": waiting.url}
    return None


def _sending_tasks(workspace: Workspace, request: HttpRequest) -> list[OutlineItem]:
    evaluation, user = workspace.evaluation, user_of(request)
    code = evaluation.code
    tasks = [submit_item(workspace)]
    if evaluation.status not in UNSENT:
        done = evaluation.approved_at is not None
        tasks.append(
            OutlineItem(
                "review",
                "",
                "部门审核",
                url=reverse("review", args=[code]),
                state="complete" if done else "started",
                label="审核通过"
                if done
                else "待您审核"
                if can(user, Action.APPROVE, evaluation).allowed
                else "待审核",
            )
        )
    return tasks


def _returned(workspace: Workspace) -> Sequence[dict[str, Any]]:
    """The comments of the last round while they are to be cured."""
    evaluation: Evaluation = workspace.evaluation
    if evaluation.status not in UNSENT or not evaluation.round:
        return ()
    found = evaluation.comments.filter(round=evaluation.round).select_related("created_by")
    return [
        {
            "url": described(workspace, comment.place)[1],
            "label": described(workspace, comment.place)[0],
            "text": comment.text,
            "by": comment.created_by,
            "at": comment.created_at,
        }
        for comment in found
    ]


def _is_flat(workspace: Workspace) -> bool:
    return all(node.is_leaf for node in workspace.pack.indicators)


def _dimensions(workspace: Workspace) -> list[dict[str, str]]:
    """Score by dimension; by indicator in a flat form."""
    decimals = workspace.pack.score_decimals
    if _is_flat(workspace):
        rows = [(item.name, item.self_score, item.weight, item.rate) for item in workspace.score.indicators]
    else:
        rows = [(item.name, item.score, item.weight, item.rate) for item in workspace.score.dimensions]
    return [
        {
            "name": name,
            "score": points(score, decimals) or "待补充",
            "weight": "" if weight is None else format_number(weight),
            "rate": rate_text(rate, workspace),
            "width": bar_width(rate),
        }
        for name, score, weight, rate in rows
    ]
