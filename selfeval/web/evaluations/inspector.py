"""The inspector: what stands behind one place. Basis, last year, findings, history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selfeval.domain.cell_values import shown_value
from selfeval.domain.cells import Cell, CellMap, UnknownCell
from selfeval.domain.checks.finding import Finding
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.sections import place_label
from selfeval.models import Channel
from selfeval.selectors.history import cell_history
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services.errors import Refused
from selfeval.web.evaluations.fields import human_text
from selfeval.web.evaluations.item_inspection import item_place
from selfeval.web.evaluations.last_year import last_year_of_indicator, last_year_of_item_indicator
from selfeval.web.evaluations.posting import unit_of
from selfeval.web.evaluations.uses import uses_of
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of

_LONGEST_ADDRESS = 600
_MOST_CHANGES = 30


@dataclass(frozen=True)
class Change:
    """One change as the history tells it."""

    who: str
    at: object
    channel: str
    old: str
    new: str


def inspector(request: HttpRequest, code: str) -> HttpResponse:
    """What stands behind the place named by ``?address=``."""
    address = request.GET.get("address", "")
    if not address or len(address) > _LONGEST_ADDRESS:
        raise Refused("没有指明要查看的位置，重新选中一个单元格")
    workspace = open_workspace(evaluation_of(request))
    unit = unit_of(request, workspace.pack.money_unit)
    indicator = _indicator(workspace, address)
    cell = _cell(workspace, address)
    context = {
        "frame": frame_of(workspace, user_of(request)),
        "address": address,
        "is_carried": address in workspace.carried,
        "label": cell.label if cell is not None else place_label(workspace.pack, address),
        "indicator": indicator,
        "uses": None if indicator else uses_of(workspace, address, cell, unit),
        "prior": _prior(workspace, address, unit),
        "findings": tuple(_findings(workspace, address)),
        "changes": tuple(_changes(workspace, address, cell, unit)),
    }
    return render(request, "evaluations/inspector.html", context)


def _cell(workspace: Workspace, address: str) -> Cell | None:
    try:
        return CellMap(workspace.pack).cell(address)
    except UnknownCell:
        return None


def _indicator(workspace: Workspace, address: str) -> dict[str, object] | None:
    """The indicator that an address belongs to, with rule and score."""
    place = item_place(workspace, address)
    if place is not None:
        return place.basis()
    parts = address.split(".")
    code = parts[1] if parts[0] == "indicator" and len(parts) > 1 else ""
    if parts[:2] == ["text", "analysis"]:
        code = ".".join(parts[2:])
    for above, leaf in workspace.pack.leaves():
        if leaf.code == code:
            return {
                "node": leaf,
                "path": " / ".join(node.name for node in above),
                "score": workspace.score.indicator(code),
            }
    return None


def _prior(workspace: Workspace, address: str, unit: MoneyUnit) -> str:
    """Last year's value of the same cell; empty where there is none."""
    if address.startswith("prior."):
        return ""
    if address.startswith("indicator."):
        return last_year_of_indicator(workspace, address)
    if address.startswith("item_indicators."):
        return last_year_of_item_indicator(workspace, address)
    key = address.removeprefix("figures.").removesuffix(".value")
    if address.startswith("figures."):
        return workspace.book.display(f"prior.{key}")
    cell = _cell(workspace, f"prior.{address}")
    if cell is None:
        return ""
    shown = shown_value(cell, workspace.cells.get(cell.address, ""), unit)
    return f"{shown}{unit.label}" if shown and cell.quantity == "money" else shown


def _findings(workspace: Workspace, address: str) -> Iterator[Finding]:
    """The open findings at a place, at its table or indicator, and at cells below it."""
    of_item = item_place(workspace, address)

    def is_here(finding: Finding) -> bool:
        place = finding.place
        if (
            not place
            or place == address
            or address.startswith(f"{place}.")
            or place.startswith(f"{address}.")
        ):
            return bool(place)
        return of_item is not None and of_item.has(finding)

    return filter(is_here, open_findings(workspace.findings, workspace.data))


def _changes(workspace: Workspace, address: str, cell: Cell | None, unit: MoneyUnit) -> Iterator[Change]:
    if cell is None:
        return

    def told(text: str) -> str:
        if address.startswith("text."):
            return human_text(text, workspace.prose.names.name_of)
        return shown_value(cell, text, unit)

    for change in cell_history(workspace.evaluation, address)[:_MOST_CHANGES]:
        channel = Channel(change.channel).label
        who = str(change.user or change.username)
        yield Change(who, change.at, channel, told(change.old), told(change.new))
