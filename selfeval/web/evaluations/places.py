"""Where a place of an evaluation is filled in: addresses and section keys as links that land on the field."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse

from selfeval.domain.pack import Pack
from selfeval.domain.sections import OVERVIEW, SCORING, step_of


def step_url(code: str, key: str) -> str:
    """Return the page of a step; the scoring page has its own."""
    if key == SCORING:
        return reverse("scoring", args=[code])
    return reverse("section", args=[code, key or OVERVIEW])


def place_url(code: str, pack: Pack, place: str) -> str:
    """Return the page that cures a place, landing on it."""
    return f"{step_url(code, step_of(pack, place))}#{quote(anchor(place), safe='.-_')}"


def anchor(place: str) -> str:
    """Return the element a place is found at: cells and texts by address, indicators by their block."""
    parts = place.split(".")
    return ".".join(parts[:2]) if parts[0] == "indicator" and len(parts) == 2 else place
