"""The scoring page and the evidence of its indicators."""

from __future__ import annotations

from collections import defaultdict

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from selfeval.domain.cells import CellMap
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.sections import SCORING
from selfeval.models import Evaluation, EvidenceFile
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import evidence
from selfeval.services.cells import CellEdit
from selfeval.services.errors import Refused
from selfeval.web.evaluations.comments import comments_by_place
from selfeval.web.evaluations.fields import FieldMaker
from selfeval.web.evaluations.forms import EvidenceForm
from selfeval.web.evaluations.outline import outline
from selfeval.web.evaluations.posting import Posted, flag, memo, save_posted, unit_of
from selfeval.web.evaluations.scoring_rows import scoring_rows
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of


def scoring(request: HttpRequest, code: str) -> HttpResponse:
    """All indicators with inputs, score and explanation; a post saves and goes on to the check."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    if not workspace.pack.indicators:
        raise Http404
    if request.method != "POST":
        return _show(request, workspace)
    state = next(state for state in workspace.sections if state.key == SCORING)
    is_complete = request.POST.get("is_complete") == "yes"
    done = []
    if state.is_marked_complete != is_complete:
        done.append(
            CellEdit(f"section.{SCORING}.complete", flag(state.is_marked_complete), flag(is_complete))
        )
    posted = save_posted(request, evaluation, done)
    if posted.problems:
        return _show(request, open_workspace(evaluation), posted)
    return redirect("check", code)


def evidence_upload(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """The upload form of an indicator (a fragment for scripts); a post attaches the file."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    leaf = next((leaf for _, leaf in workspace.pack.leaves() if leaf.code == indicator), None)
    if leaf is None:
        raise Http404
    form = EvidenceForm(request.POST or None, request.FILES or None)
    form.helper.form_action = request.path
    if request.method == "POST" and form.is_valid():
        try:
            evidence.attach(
                actor=user_of(request),
                evaluation=evaluation,
                indicator=indicator,
                file=form.cleaned_data["file"],
                description=form.cleaned_data["description"],
            )
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            return HttpResponseRedirect(_indicator_url(code, indicator))
    template = (
        "evaluations/evidence_form.html" if request.headers.get("HX-Request") else "evaluations/evidence.html"
    )
    context = {"frame": frame_of(workspace, user_of(request)), "form": form, "leaf": leaf}
    return render(request, template, context, status=422 if form.errors else 200)


def evidence_remove(request: HttpRequest, code: str, evidence_id: int) -> HttpResponse:
    """Remove a file from its indicator."""
    evaluation = evaluation_of(request)
    found = _evidence(evaluation, evidence_id)
    evidence.remove(actor=user_of(request), evaluation=evaluation, evidence_id=evidence_id)
    return HttpResponseRedirect(_indicator_url(code, found.indicator))


def evidence_download(request: HttpRequest, code: str, evidence_id: int) -> FileResponse:
    """Hand out a file of evidence under the name it came with."""
    found = _evidence(evaluation_of(request), evidence_id)
    if not found.file:
        raise Http404
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )


def _evidence(evaluation: Evaluation, evidence_id: int) -> EvidenceFile:
    found = EvidenceFile.objects.filter(evaluation=evaluation, pk=evidence_id, removed_at=None).first()
    if found is None:
        raise Http404
    return found


def _indicator_url(code: str, indicator: str) -> str:
    return f"{reverse('scoring', args=[code])}#indicator.{indicator}"


def _show(request: HttpRequest, workspace: Workspace, posted: Posted | None = None) -> HttpResponse:
    frame = frame_of(workspace, user_of(request))
    unit = MoneyUnit(request.POST["unit"]) if posted else unit_of(request, workspace.pack.money_unit)
    problems = posted.problems if posted else {}
    fields = FieldMaker(
        CellMap(workspace.pack), workspace.cells, unit, can_edit=frame.can_edit, problems=problems
    )
    files: dict[str, list[EvidenceFile]] = defaultdict(list)
    for file in EvidenceFile.objects.filter(evaluation=workspace.evaluation, removed_at=None):
        files[file.indicator].append(file)
    comments = comments_by_place(workspace.evaluation)
    rows = scoring_rows(workspace, fields, files, comments)
    texts = {
        f"text.{row.analysis.key}": (row.analysis.base, row.analysis.raw)
        for row in rows
        if row.analysis is not None and row.analysis.can_edit
    }
    state = next(state for state in workspace.sections if state.key == SCORING)
    context = {
        "frame": frame,
        "outline": outline(workspace),
        "step_key": SCORING,
        "rows": rows,
        "unit": unit.value,
        "units": list(MoneyUnit),
        "rendered": memo(fields.rendered | texts),
        "is_complete": state.is_marked_complete,
        "comments": comments.get(SCORING, ()),
        "problems": [
            {"url": f"#{address}", "message": problem.message} for address, problem in problems.items()
        ],
    }
    return render(request, "evaluations/scoring.html", context, status=422 if posted else 200)
