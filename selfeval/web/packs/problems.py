"""问题: everything that is wrong with a draft, each with its place and the way there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch

from selfeval.domain.checks.finding import Severity
from selfeval.domain.pack_problem import PackProblem
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.places import PARTS, place_of

_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True)
class ProblemRow:
    """A problem as the pages show it."""

    is_error: bool
    part: str
    element: str
    message: str
    url: str


def problem_rows(opened: OpenPack, problems: Iterable[PackProblem]) -> list[ProblemRow]:
    """Return problems with the page and the field that cure each."""
    return [_row(opened, problem) for problem in problems]


def _row(opened: OpenPack, problem: PackProblem) -> ProblemRow:
    place = place_of(opened.pack, problem.path)
    try:
        url = opened.url(place.page, **place.arguments)
    except NoReverseMatch:
        url = opened.url(place.part)
    return ProblemRow(
        is_error=problem.severity is Severity.ERROR,
        part=PARTS[place.part],
        element=place.label,
        message=_said(problem),
        url=f"{url}#{place.anchor}" if place.anchor else url,
    )


def _said(problem: PackProblem) -> str:
    """The message without codes; the cure where it is no matter of files."""
    message = problem.plain or problem.message
    if not problem.cure or problem.plain or _WORD.search(problem.cure):
        return message
    return f"{message}；{problem.cure}"


def problems(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """List the problems of a version, errors first."""
    opened = open_pack(request, pack, version)
    context = {"rows": problem_rows(opened, opened.problems)}
    return render_part(opened, "pack-problems", "packs/problems.html", context)
