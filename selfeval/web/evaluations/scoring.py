"""The scoring page."""

from __future__ import annotations

from collections import defaultdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.cells import CellMap
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.sections import SCORING
from selfeval.models import EvidenceFile
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services.cells import CellEdit
from selfeval.web.evaluations.comments import comments_by_place
from selfeval.web.evaluations.fields import FieldMaker
from selfeval.web.evaluations.item_list import item_lists
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


def _show(request: HttpRequest, workspace: Workspace, posted: Posted | None = None) -> HttpResponse:
    frame = frame_of(workspace, user_of(request))
    unit = MoneyUnit(request.POST["unit"]) if posted else unit_of(request, workspace.pack.money_unit)
    problems = posted.problems if posted else {}
    fields = FieldMaker(
        CellMap(workspace.pack),
        workspace.cells,
        unit,
        can_edit=frame.can_edit,
        problems=problems,
        carried=workspace.carried,
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
        "item_lists": item_lists(workspace, unit),
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
