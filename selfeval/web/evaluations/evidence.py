"""Evidence: the upload form of an indicator, removal and download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from selfeval.domain.pack import IndicatorNode
from selfeval.domain.sections import item_at
from selfeval.models import Evaluation, EvidenceFile
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import evidence
from selfeval.services.errors import Refused
from selfeval.web.evaluations.forms import EvidenceForm
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of


@dataclass(frozen=True)
class UploadTarget:
    """The indicator that a file is for: its name, the page to go back to, and the key it is kept under.

    ``key`` is asked for only when there is a file. ``wanted`` are the kinds of evidence that the pack names.
    """

    name: str
    back_url: str
    back_label: str
    key: Callable[[], str]
    wanted: tuple[str, ...] = ()


def upload(request: HttpRequest, workspace: Workspace, target: UploadTarget) -> HttpResponse:
    """Show the upload form (a fragment for scripts); a post attaches the file and goes back."""
    form = EvidenceForm(request.POST or None, request.FILES or None)
    form.helper.form_action = request.path
    if request.method == "POST" and form.is_valid():
        try:
            evidence.attach(
                actor=user_of(request),
                evaluation=workspace.evaluation,
                indicator=target.key(),
                file=form.cleaned_data["file"],
                description=form.cleaned_data["description"],
            )
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            return HttpResponseRedirect(target.back_url)
    template = (
        "evaluations/evidence_form.html" if request.headers.get("HX-Request") else "evaluations/evidence.html"
    )
    context = {"frame": frame_of(workspace, user_of(request)), "form": form, "target": target}
    return render(request, template, context, status=422 if form.errors else 200)


def evidence_upload(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """The upload form of an indicator of the pack."""
    workspace = open_workspace(evaluation_of(request))
    leaf = _leaf(workspace, indicator)
    target = UploadTarget(
        name=leaf.name,
        back_url=_indicator_url(code, indicator),
        back_label="指标评分",
        key=lambda: indicator,
        wanted=leaf.evidence,
    )
    return upload(request, workspace, target)


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


def _leaf(workspace: Workspace, indicator: str) -> IndicatorNode:
    leaf = next((leaf for _, leaf in workspace.pack.leaves() if leaf.code == indicator), None)
    if leaf is None:
        raise Http404
    return leaf


def _evidence(evaluation: Evaluation, evidence_id: int) -> EvidenceFile:
    found = EvidenceFile.objects.filter(evaluation=evaluation, pk=evidence_id, removed_at=None).first()
    if found is None:
        raise Http404
    return found


def _indicator_url(code: str, indicator: str) -> str:
    """Where an indicator stands: on the scoring page, or on the page of its project."""
    item = item_at(indicator)
    if item:
        own_code = indicator.removeprefix(f"item.{item}.")
        return f"{reverse('item', args=[code, item])}#item.{item}.i_{own_code}"
    return f"{reverse('scoring', args=[code])}#indicator.{indicator}"
