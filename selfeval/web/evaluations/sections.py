"""Section pages: show, save and continue, printed preview, reset of a text, picking of references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString

from selfeval.domain.checks.finding import Severity
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.prose.items import ITEM_ROUNDS
from selfeval.domain.report.compose import PREFACE, section_blocks
from selfeval.domain.report.document import Document
from selfeval.domain.sections import OVERVIEW, Step, kind_at, step_of
from selfeval.models import ReviewComment
from selfeval.reports.html import document_body
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import texts
from selfeval.services.cells import CellEdit
from selfeval.web.evaluations.comments import comments_by_place
from selfeval.web.evaluations.outline import outline
from selfeval.web.evaluations.places import described, finding_url, place_url, step_url
from selfeval.web.evaluations.posting import Posted, flag, memo, save_posted, unit_of
from selfeval.web.evaluations.section_page import SectionPage, find_step, has_money
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of
from selfeval.web.shared.references import references_answer

_FAILED = 422


def section(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """One step of the outline; a post saves what was changed and goes on to the next step."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    step = _step(workspace, section)
    if request.method != "POST":
        return _show(request, workspace, step)
    is_complete = request.POST.get("is_complete") == "yes"
    posted = save_posted(request, evaluation, _completion(workspace, step, is_complete))
    workspace = open_workspace(evaluation)
    if posted.problems or (is_complete and _errors(workspace, step)):
        return _show(request, workspace, step, posted)
    return redirect(_next_url(workspace, step))


def section_preview(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """The step as it will be printed, for the inspector."""
    workspace = open_workspace(evaluation_of(request))
    step = _step(workspace, section)
    key = PREFACE if step.key == OVERVIEW else step.section.key
    blocks = section_blocks(
        workspace.data, workspace.pack, workspace.score, workspace.book, key, kind=step.report.kind
    )
    document = Document(
        kind=step.report.kind, code=code, title=step.title, organization="", subject="", blocks=blocks
    )
    return render(request, "evaluations/section_preview.html", {"body": _body(document)})


def text_reset(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Put a text back to what the system generates; what else was changed on the page is saved first."""
    evaluation = evaluation_of(request)
    save_posted(request, evaluation)
    texts.reset_text(actor=user_of(request), evaluation=evaluation, key=key)
    workspace = open_workspace(evaluation)
    return HttpResponseRedirect(place_url(code, workspace.pack, f"text.{key}"))


def references(request: HttpRequest, code: str) -> JsonResponse:
    """Every figure and fact that can be inserted into a text (of ``?item=``), with today's value."""
    workspace = open_workspace(evaluation_of(request))
    prose, item = workspace.prose, request.GET.get("item")
    scored = next((each for each in workspace.score.items if each.case.item.code == item), None)
    if scored is not None:
        inside = prose.for_item(scored)
        return references_answer(inside.names, inside.book, inside, ITEM_ROUNDS)
    return references_answer(prose.names, workspace.book, prose, text=request.GET.get("text"))


def _step(workspace: Workspace, key: str) -> Step:
    step = find_step(workspace, key)
    if step is None:
        raise Http404
    return step


def _body(document: Document) -> SafeString:
    return document_body(document)


def _completion(workspace: Workspace, step: Step, is_complete: bool) -> list[CellEdit]:
    if step.key == OVERVIEW:
        return []
    state = next(state for state in workspace.sections if state.key == step.key)
    if state.is_marked_complete == is_complete:
        return []
    return [CellEdit(f"section.{step.key}.complete", flag(state.is_marked_complete), flag(is_complete))]


def _errors(workspace: Workspace, step: Step) -> bool:
    return any(
        finding.section == step.key and finding.severity is Severity.ERROR for finding in workspace.findings
    )


def _next_url(workspace: Workspace, step: Step) -> str:
    """The page after this one; the check page after the last."""
    code = workspace.evaluation.code
    keys = [OVERVIEW, *(state.key for state in workspace.sections)]
    position = keys.index(step.key) + 1
    return step_url(code, keys[position]) if position < len(keys) else reverse("check", args=[code])


def _show(
    request: HttpRequest, workspace: Workspace, step: Step, posted: Posted | None = None
) -> HttpResponse:
    frame = frame_of(workspace, user_of(request))
    unit = MoneyUnit(request.POST["unit"]) if posted else unit_of(request, workspace.pack.money_unit)
    problems = posted.problems if posted else {}
    comments = comments_by_place(workspace.evaluation)
    page = SectionPage(workspace, step, unit, can_edit=frame.can_edit, problems=problems, comments=comments)
    state = next((state for state in workspace.sections if state.key == step.key), None)
    context = {
        "frame": frame,
        "outline": outline(workspace, step.key),
        "step": step,
        "step_key": step.key,
        "parts": page.parts,
        "yields": page.yields(),
        "unit": unit.value,
        "units": list(MoneyUnit),
        "has_money": has_money(page.parts),
        "rendered": memo(page.fields.rendered | _text_memo(page)),
        "asks_completion": state is not None,
        "is_complete": state is not None and state.is_marked_complete,
        "comments": _comments(workspace, step, comments),
        "problems": _summary(workspace, step, posted) if posted else (),
        "preview_url": reverse("section-preview", args=[frame.code, step.key]),
        "next_url": _next_url(workspace, step),
    }
    return render(request, "evaluations/section.html", context, status=_FAILED if posted else 200)


def _comments(
    workspace: Workspace, step: Step, comments: Mapping[str, Sequence[ReviewComment]]
) -> list[dict[str, object]]:
    """The comments to be cured on this page, but for those that stand at a text of it."""
    at_texts = {f"text.{text.key}" for text in step.texts}
    year, pack = workspace.data.year, workspace.pack
    return [
        {"label": described(workspace, place)[0], "url": described(workspace, place)[1], "comment": comment}
        for place, made in comments.items()
        if place and place not in at_texts and step_of(pack, place, kind_at(year, place)) == step.key
        for comment in made
    ]


def _text_memo(page: SectionPage) -> dict[str, tuple[str, str]]:
    return {
        f"text.{text.key}": (text.base, text.raw)
        for part in page.parts
        for text in part.texts
        if text.can_edit
    }


def _summary(workspace: Workspace, step: Step, posted: Posted) -> list[dict[str, str]]:
    """What the error summary lists: what could not be saved, then what blocks the section."""
    code, pack = workspace.evaluation.code, workspace.pack
    listed = [
        {"url": f"#{address}", "message": problem.message} for address, problem in posted.problems.items()
    ]
    listed += [
        {"url": finding_url(code, pack, finding), "message": finding.message}
        for finding in workspace.findings
        if finding.section == step.key and finding.severity is Severity.ERROR
    ]
    return listed
