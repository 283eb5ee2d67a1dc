"""My years: what there is, what waits for me, and starting an evaluation."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from selfeval.domain.workflow import Status
from selfeval.models import Department, Evaluation, FiscalYear, PackVersion, User
from selfeval.selectors.evaluations import (
    departments_prepared_by,
    evaluations_awaiting_review,
    evaluations_of,
)
from selfeval.services import carryover, evaluations
from selfeval.services.errors import ServiceError
from selfeval.web.shared.access import user_of
from selfeval.web.years.forms import StartForm


def home(request: HttpRequest) -> HttpResponse:
    """All evaluations a person sees, with what waits for them on top."""
    user = user_of(request)
    prepared = departments_prepared_by(user)
    rows = list(evaluations_of(user))
    context = {
        "rows": rows,
        "waiting": _waiting(user, rows, prepared),
        "may_start": prepared.exists(),
    }
    return render(request, "years/home.html", context)


def start(request: HttpRequest) -> HttpResponse:
    """Choose department, year and pack; a post starts the evaluation."""
    user = user_of(request)
    asked = {name: request.GET[name] for name in ("department", "fiscal_year") if name in request.GET}
    form = StartForm(request.POST or None, user=user, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            started = _start(user, **form.cleaned_data)
        except ServiceError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("evaluation", started.code)
    return render(request, "years/start.html", {"form": form}, status=422 if form.errors else 200)


def _start(
    user: User,
    *,
    department: Department,
    fiscal_year: FiscalYear,
    pack_version: PackVersion,
    source: Evaluation | None,
) -> Evaluation:
    if source is None:
        return evaluations.start(
            actor=user, department=department, fiscal_year=fiscal_year, pack_version=pack_version
        )
    return carryover.start_from_last_year(
        actor=user,
        source=source,
        department=department,
        fiscal_year=fiscal_year,
        pack_version=pack_version,
    ).evaluation


def _waiting(user: User, rows: list[Evaluation], prepared: QuerySet[Department]) -> list[dict[str, object]]:
    """What this person has to do next: fill in what is theirs, review what was submitted."""
    own = set(prepared.values_list("pk", flat=True))
    waiting: list[dict[str, object]] = [
        {
            "evaluation": row,
            "action": "审核",
            "reason": "已提交部门审核",
            "url": reverse("review", args=[row.code]),
        }
        for row in evaluations_awaiting_review(user)
    ]
    for row in rows:
        if row.status == Status.DRAFTING and row.department_year.department_id in own:
            is_returned = row.round > 0
            waiting.append(
                {
                    "evaluation": row,
                    "action": "修改" if is_returned else "继续填报",
                    "reason": "已退回或撤回，修改后重新报送" if is_returned else "尚未报送",
                    "url": reverse("evaluation", args=[row.code]),
                }
            )
    return waiting
