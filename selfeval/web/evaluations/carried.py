"""What still stands as it came from last year: the list on the task list, and confirming it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from selfeval.models import Carryover
from selfeval.selectors.carried import carried_at, carried_groups
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import carryover
from selfeval.web.evaluations.places import place_url
from selfeval.web.evaluations.posting import save_posted
from selfeval.web.shared.access import evaluation_of, user_of

LIST = "carried"


@dataclass(frozen=True)
class CarriedRow:
    """A text, table, indicator or project of the list, with the link that leads to it."""

    place: str
    label: str
    url: str
    count: int


@dataclass(frozen=True)
class CarriedView:
    """The list: ``source`` names last year, empty where the marks came with a package."""

    rows: tuple[CarriedRow, ...]
    count: int
    source: str
    left_out: tuple[dict[str, str], ...]


def carried_view(workspace: Workspace) -> CarriedView | None:
    """Return the list of an evaluation; ``None`` where nothing came from last year, or all was looked at."""
    code, pack = workspace.evaluation.code, workspace.pack
    rows = tuple(
        CarriedRow(group.place, group.label, place_url(code, pack, group.place), len(group.addresses))
        for group in carried_groups(workspace)
    )
    found = Carryover.objects.select_related("source__department_year__fiscal_year")
    started = found.filter(evaluation=workspace.evaluation).first()
    if not rows and started is None:
        return None
    return CarriedView(
        rows=rows,
        count=sum(row.count for row in rows),
        source=str(started.source.department_year.fiscal_year) if started is not None else "",
        left_out=tuple(started.left_out) if started is not None else (),
    )


def carried_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the marked cells of a place; what else was changed on its page is saved first.

    Scripts get nothing back but the event that takes the marks away, others the page again.
    """
    evaluation = evaluation_of(request)
    save_posted(request, evaluation)
    workspace = open_workspace(evaluation)
    place = request.POST.get("place", "")
    addresses = carried_at(workspace, place)
    carryover.confirm(actor=user_of(request), evaluation=evaluation, addresses=addresses)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"carried-confirmed": addresses})})
    if request.POST.get("back") == LIST:
        return HttpResponseRedirect(f"{reverse('evaluation', args=[code])}#{LIST}")
    return HttpResponseRedirect(place_url(code, workspace.pack, place))
