"""The frame of every page of a pack version: its parts at the left, its problems counted, who may edit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from selfeval.domain.checks.finding import Severity
from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.pack import Pack
from selfeval.domain.pack.memo import once_per_pack
from selfeval.domain.pack_problem import PackPath, PackProblem
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.spelling import shown_formula
from selfeval.models import Evaluation, PackStatus, PackVersion
from selfeval.permissions.rules import can_edit_packs
from selfeval.selectors.packs import load_pack
from selfeval.services import pack_drafts
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.places import PARTS, place_of
from selfeval.web.packs.sample import Sample, choices_of, sample_of
from selfeval.web.shared.access import user_of

DEPARTMENTAL = "departmental"
_ONLY_DRAFTS = frozenset({"pack-problems", "pack-publish"})
_PARTS_OF_FORMS = frozenset({"pack", "pack-forms", "pack-difference", *_ONLY_DRAFTS})
"""What there is of a pack that holds nothing but forms of projects."""

problems_of = once_per_pack(check_pack)


@dataclass(frozen=True)
class PartLink:
    """A part in the left column with the number of its errors and warnings."""

    label: str
    url: str
    is_current: bool
    errors: int
    warnings: int


@dataclass(frozen=True)
class OpenPack:
    """A version that a page shows. ``can_edit`` is true for an officer before a draft."""

    request: HttpRequest
    version: PackVersion
    pack: Pack
    can_edit: bool

    @property
    def base(self) -> str:
        """The fingerprint of the content that the page is made from; every form sends it back."""
        return self.version.source_sha256

    @property
    def is_draft(self) -> bool:
        """Whether this version is still being edited."""
        return self.version.status == PackStatus.DRAFT

    @cached_property
    def problems(self) -> tuple[PackProblem, ...]:
        """What ``check_pack`` says, errors first; what reads the same about one element is said once."""
        told: dict[tuple[PackPath, str], PackProblem] = {}
        for item in problems_of(self.pack):
            told.setdefault((item.path[:-1] if item.plain else item.path, item.plain or item.message), item)
        return tuple(sorted(told.values(), key=lambda item: item.severity is not Severity.ERROR))

    @cached_property
    def sample_choices(self) -> list[Evaluation]:
        """The evaluations whose figures may stand beside the rules."""
        return choices_of(self.request)

    @cached_property
    def sample(self) -> Sample | None:
        """The chosen evaluation, read and scored under this pack when first asked for."""
        source = self.version.copied_from
        codes = (self.pack.code, *([source.pack.code] if source is not None else []))
        return sample_of(self.request, self.pack, self.sample_choices, codes)

    @cached_property
    def _catalogue(self) -> FigureCatalogue:
        return FigureCatalogue(self.pack)

    def names(self, for_each: str | None = None) -> Names:
        """The names that a text or formula of this pack may use; ``for_each`` as in text blocks."""
        return Names(self.pack, self._catalogue, for_each)

    def formula_text(self, formula: str | None) -> str:
        """A formula or condition with Chinese names."""
        return shown_formula(formula, self.names())

    def url(self, name: str, **arguments: Any) -> str:
        """The address of a page of this version."""
        return pack_url(self.version, name, **arguments)

    def change(self, edit: Edit) -> PackVersion:
        """Apply an edit to the content that the posted form was made from; raises ServiceError."""
        return pack_drafts.change(
            actor=user_of(self.request),
            version_id=self.version.pk,
            base=self.request.POST.get("base", ""),
            edit=edit,
        )


def pack_url(version: PackVersion, name: str, **arguments: Any) -> str:
    """Return the address of a page of a version."""
    return reverse(name, kwargs={"pack": version.pack.code, "version": version.version, **arguments})


def open_pack(request: HttpRequest, pack: str, version: int) -> OpenPack:
    """Return the version of an address. Raises Http404, and PermissionDenied for drafts of others."""
    try:
        found = PackVersion.objects.select_related("pack", "copied_from__pack", "changed_by").get(
            pack__code=pack, version=version
        )
        content = load_pack(found)
    except PackVersion.DoesNotExist as error:
        raise Http404 from error
    is_draft = found.status == PackStatus.DRAFT
    decision = can_edit_packs(request.user) if is_draft else None
    if decision is not None and not decision.allowed:
        raise PermissionDenied(decision.reason)
    return OpenPack(request, found, content, can_edit=decision is not None)


def render_part(
    opened: OpenPack, part: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with a page inside the frame; ``part`` is the URL name of the part that is open.

    The template extends ``packs/frame.html`` and finds ``editor`` (the ``OpenPack``) beside ``context``.
    """
    errors, warnings = _counts(opened)
    frame = {
        "editor": opened,
        "parts": _parts(opened, part, errors, warnings),
        "problems_url": opened.url("pack-problems"),
        "export_url": opened.url("pack-export"),
        "errors": errors.total(),
        "warnings": warnings.total(),
    }
    return render(opened.request, template, frame | context, status=status)


def _counts(opened: OpenPack) -> tuple[Counter[str], Counter[str]]:
    errors: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for problem in opened.problems if opened.is_draft else ():
        counted = errors if problem.severity is Severity.ERROR else warnings
        counted[place_of(opened.pack, problem.path).part] += 1
    return errors, warnings


def _parts(opened: OpenPack, part: str, errors: Counter[str], warnings: Counter[str]) -> list[PartLink]:
    return [
        PartLink(label, opened.url(name), name == part, errors[name], warnings[name])
        for name, label in PARTS.items()
        if opened.is_draft or name not in _ONLY_DRAFTS
        if opened.pack.kind == DEPARTMENTAL or name in _PARTS_OF_FORMS
    ]
