"""Where a place of an evaluation is filled in: addresses and section keys as links that land on the field."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse

from selfeval.domain.checks.finding import Finding
from selfeval.domain.pack import Pack
from selfeval.domain.sections import OVERVIEW, SCORING, item_at, kind_at, place_label, step_of
from selfeval.selectors.workspace import Workspace


def step_url(code: str, key: str) -> str:
    """Return the page of a step; the scoring page has its own."""
    if key == SCORING:
        return reverse("scoring", args=[code])
    return reverse("section", args=[code, key or OVERVIEW])


def place_url(code: str, pack: Pack, place: str) -> str:
    """Return the page that cures a place, landing on it; projects have pages of their own."""
    item = item_at(place)
    page = reverse("item", args=[code, item]) if item else step_url(code, step_of(pack, place))
    return f"{page}#{quote(anchor(place), safe='.-_')}"


def finding_url(code: str, pack: Pack, finding: Finding) -> str:
    """Return the page that cures a finding, landing on its place, or on its spot of that page."""
    place = f"{finding.place}.{finding.spot}" if finding.spot else finding.place
    return place_url(code, pack, place)


def described(workspace: Workspace, place: str) -> tuple[str, str]:
    """Return the name of a comment's place and where it is cured; the whole for none.

    A project that is gone leads to the section that asks for projects.
    """
    code, pack = workspace.evaluation.code, workspace.pack
    if not place:
        return "全文", "#main"
    item = item_at(place)
    if not item:
        return place_label(pack, place), place_url(code, pack, place)
    if kind_at(workspace.data.year, place) is None:
        return "已删除的项目", step_url(code, step_of(pack, place))
    name = next(each.name for each in workspace.data.year.items if each.code == item)
    label = f" {place_label(pack, place)}" if place.startswith("text.") else ""
    return f"项目“{name}”{label}", place_url(code, pack, place)


def anchor(place: str) -> str:
    """Return the element a place is found at: cells and texts by address, indicators by their block."""
    parts = place.split(".")
    return ".".join(parts[:2]) if parts[0] == "indicator" and len(parts) == 2 else place
