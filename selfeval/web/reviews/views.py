"""The department reviewer reads report and scores, comments at places, approves or returns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from selfeval.domain.numbers import format_number
from selfeval.domain.prose.phrasing import STATE_LABELS
from selfeval.domain.sections import SCORING, place_label, steps
from selfeval.domain.workflow import Action
from selfeval.permissions.rules import can
from selfeval.reports.html import document_body
from selfeval.selectors.documents import document_of, newest_source
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import evaluations
from selfeval.services.errors import Refused
from selfeval.services.evaluations import Comment
from selfeval.web.evaluations.item_list import item_lists
from selfeval.web.evaluations.places import described
from selfeval.web.evaluations.scoring_rows import rate_text
from selfeval.web.reviews.forms import CommentForm, ReturnForm
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of, points


def review(request: HttpRequest, code: str) -> HttpResponse:
    """The reviewer's page; a post adds a comment at a place."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    form = CommentForm(request.POST or None, places=_places(workspace))
    if request.method == "POST" and form.is_valid():
        given = Comment(text=form.cleaned_data["text"], place=form.cleaned_data["place"])
        evaluations.comment(actor=user_of(request), evaluation=evaluation, comment=given)
        return redirect("review", code)
    return _show(request, workspace, form, ReturnForm())


def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve what was submitted."""
    evaluation = evaluation_of(request)
    evaluations.approve(actor=user_of(request), evaluation=evaluation)
    evaluation.refresh_from_db()
    messages.success(request, f"审核通过，现为“{evaluation.get_status_display()}”。")
    return redirect("receipt", code)


def return_for_changes(request: HttpRequest, code: str) -> HttpResponse:
    """Return to the preparer with the comments of this round and, where one is written, a general one."""
    evaluation = evaluation_of(request)
    form = ReturnForm(request.POST)
    form.is_valid()
    text = form.cleaned_data.get("text", "")
    try:
        evaluations.return_for_changes(
            actor=user_of(request), evaluation=evaluation, comments=[Comment(text)] if text else []
        )
    except Refused as refusal:
        form.add_error("text", refusal.message)
        workspace = open_workspace(evaluation)
        return _show(request, workspace, CommentForm(places=_places(workspace)), form)
    messages.success(request, "已退回修改，填报人将在任务列表中看到意见。")
    return redirect("evaluation", code)


def _places(workspace: Workspace) -> list[tuple[str, str]]:
    """Where a comment can be made: the whole, every step, text and indicator."""
    places = [("", "全文")]
    for step in steps(workspace.pack):
        places.append((step.key, f"{step.number}{step.title}"))
        places += [(f"text.{text.key}", f"　{text.label}") for text in step.texts]
        tables = [ask for ask in step.asks if ask != "scores"]
        places += [(ask, f"　{place_label(workspace.pack, ask)}") for ask in tables]
    places.append((SCORING, "指标评分"))
    places += [(f"indicator.{leaf.code}", f"　{leaf.name}") for _, leaf in workspace.pack.leaves()]
    places += [
        (f"item.{item.case.item.code}", f"项目“{item.case.item.name}”") for item in workspace.score.items
    ]
    return places


def _scores(workspace: Workspace) -> list[dict[str, Any]]:
    decimals = workspace.pack.score_decimals
    return [
        {
            "place": f"indicator.{item.code}",
            "name": item.name,
            "score": points(item.self_score, decimals) or STATE_LABELS[item.state],
            "weight": format_number(item.weight),
            "rate": rate_text(item.rate, workspace),
            "explanation": item.explanation.text,
            "is_full": item.rate == 1,
        }
        for item in workspace.score.indicators
        if item.weight is not None
    ]


def _comments(workspace: Workspace) -> list[dict[str, Any]]:
    """The comments of all rounds, the latest round first, each with its place and where that is filled in."""
    evaluation = workspace.evaluation
    made = evaluation.comments.select_related("created_by")
    return [
        {
            "label": described(workspace, item.place)[0],
            "url": described(workspace, item.place)[1],
            "comment": item,
        }
        for item in sorted(made, key=lambda item: -item.round)
    ]


def _show(
    request: HttpRequest, workspace: Workspace, comment_form: CommentForm, return_form: ReturnForm
) -> HttpResponse:
    evaluation = workspace.evaluation
    user = user_of(request)
    document = document_of(newest_source(evaluation), workspace.pack.documents[0].kind)
    approval = can(user, Action.APPROVE, evaluation)
    comments = _comments(workspace)
    # The page may also stand at the address of a refused return.
    comment_form.helper.form_action = reverse("review", args=[evaluation.code])
    context = {
        "frame": frame_of(workspace, user),
        "body": document_body(document),
        "scores": _scores(workspace),
        "item_lists": item_lists(workspace, workspace.pack.money_unit),
        "comments": [item for item in comments if item["comment"].round == evaluation.round],
        "earlier": [item for item in comments if item["comment"].round != evaluation.round],
        "can_comment": can(user, Action.COMMENT, evaluation).allowed,
        "can_approve": approval.allowed,
        "can_return": can(user, Action.RETURN_FOR_CHANGES, evaluation).allowed,
        "refusal": "" if approval.allowed else approval.reason,
        "comment_form": comment_form,
        "return_form": return_form,
        "submitted_at": evaluation.submitted_at,
        "submitted_by": evaluation.submitted_by,
        "approved_at": evaluation.approved_at,
        "approved_by": evaluation.approved_by,
        "year_changed": workspace.year_changed,
    }
    failed = comment_form.errors or return_form.errors
    return render(request, "reviews/review.html", context, status=422 if failed else 200)
