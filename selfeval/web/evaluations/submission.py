"""Submitting, the receipt, and taking a submission back."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.checks.finding import Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.workflow import Action
from selfeval.models import Evaluation, Submission
from selfeval.permissions.rules import can
from selfeval.selectors.evaluations import latest_submission
from selfeval.selectors.records import load_evaluation
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import evaluations
from selfeval.services.errors import BlockedByFindings, NotAllowed, WrongState
from selfeval.web.evaluations.places import finding_url
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import UNSENT, frame_of

_KEY_FIGURES = (
    "budget.initial",
    "budget.adjusted",
    "budget.actual",
    "budget.execution_rate",
    "three_public.actual",
)


def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Key figures and what is open; a post submits once, however often it is sent, and shows the receipt."""
    evaluation = evaluation_of(request)
    user = user_of(request)
    if request.method == "POST":
        try:
            evaluations.submit(
                actor=user, evaluation=evaluation, idempotency_key=request.POST.get("idempotency_key", "")
            )
        except BlockedByFindings:
            return _show(request, open_workspace(evaluation), is_refused=True)
        except WrongState:
            # Another window was faster: what it has submitted is what this one wanted.
            submission = _submitted(evaluation)
            if submission is None:
                raise
            by = submission.submitted_by
            messages.info(request, f"本自评已由{by}提交，以下是该次提交的回执，没有重复提交。")
        return redirect("receipt", code)
    if evaluation.status not in UNSENT and latest_submission(evaluation) is not None:
        return redirect("receipt", code)
    decision = can(user, Action.SUBMIT, evaluation)
    if not decision.allowed:
        raise WrongState(decision.reason) if decision.wrong_state else NotAllowed(decision.reason)
    return _show(request, open_workspace(evaluation))


def _submitted(evaluation: Evaluation) -> Submission | None:
    """The submission on which an evaluation stands now; ``None`` while it is being filled in."""
    now = load_evaluation(evaluation.pk)
    return None if now.status in UNSENT else latest_submission(now)


def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of the latest submission: number, time, fingerprint."""
    evaluation = evaluation_of(request)
    submission = latest_submission(evaluation)
    if submission is None:
        raise Http404
    workspace = open_workspace(evaluation)
    user = user_of(request)
    context = {
        "frame": frame_of(workspace, user),
        "submission": submission,
        "can_recall": can(user, Action.RECALL, evaluation).allowed,
        "can_review": can(user, Action.APPROVE, evaluation).allowed,
        "approved_at": evaluation.approved_at,
        "approved_by": evaluation.approved_by,
        "pack_name": workspace.pack.name,
    }
    return render(request, "evaluations/receipt.html", context)


def recall(request: HttpRequest, code: str) -> HttpResponse:
    """Take the latest submission or approval back."""
    recalled = evaluations.recall(actor=user_of(request), evaluation=evaluation_of(request))
    messages.success(request, f"已撤回，现为“{recalled.get_status_display()}”。")
    return redirect("evaluation", code)


def _show(request: HttpRequest, workspace: Workspace, *, is_refused: bool = False) -> HttpResponse:
    still_open = open_findings(workspace.findings, workspace.data)
    errors = [finding for finding in still_open if finding.severity is Severity.ERROR]
    book = workspace.book
    code = workspace.evaluation.code
    context: dict[str, Any] = {
        "frame": frame_of(workspace, user_of(request)),
        "figures": [(book.name_of(key), book.display(key) or "未填") for key in _KEY_FIGURES],
        "errors": len(errors),
        "warnings": len(still_open) - len(errors),
        "findings": [
            {
                "url": finding_url(code, workspace.pack, finding),
                "severity": finding.severity.value,
                "label": finding.place_label,
                "message": finding.message,
            }
            for finding in still_open
        ],
        "report_kind": workspace.pack.documents[0].kind,
        "is_refused": is_refused,
        "idempotency_key": secrets.token_urlsafe(24),
    }
    return render(request, "evaluations/submit.html", context, status=422 if is_refused else 200)
