"""Stored pack rows as the domain's ``Pack``: the inverse of ``selfeval.services.pack_rows.write_version``."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from selfeval.domain import pack as domain
from selfeval.domain.canonical import canonical_json, fingerprint
from selfeval.domain.pack_files import write_pack
from selfeval.models import FigureDefinition, IndicatorNode, PackStatus, PackVersion
from selfeval.selectors.decimals import plain

CACHED_PACKS = 64


class _Changed(Exception):
    """The rows of a draft are not those of the fingerprint that was asked for; ``pack`` is what they say."""

    def __init__(self, pack: domain.Pack) -> None:
        super().__init__(pack.code)
        self.pack = pack


def load_pack(pack_version: PackVersion) -> domain.Pack:
    """Return a pack version as the domain's pack. A content that was read once is kept in memory.

    Where a draft was changed since ``pack_version`` was read, that record is read again, so that it and the
    content belong together.
    """
    while True:
        asked = pack_version.source_sha256
        try:
            return _load(pack_version.pk, asked, pack_version.status)
        except _Changed as changed:
            pack_version.refresh_from_db()
            if pack_version.source_sha256 == asked:
                # stored before the types of packs grew; the fingerprint is renewed by the next change
                return changed.pack


def newest_version(code: str) -> PackVersion | None:
    """Return the newest published version of a pack, ``None`` where there is none of this code."""
    return next((version for version in newest_versions() if version.pack.code == code), None)


def newest_versions() -> tuple[PackVersion, ...]:
    """Return the newest published version of every pack, by code."""
    published = PackVersion.objects.select_related("pack").filter(status=PackStatus.PUBLISHED.value)
    newest: dict[int, PackVersion] = {}
    for version in published.order_by("pack__code", "-version"):
        newest.setdefault(version.pack_id, version)
    return tuple(newest.values())


def packs_for_use() -> QuerySet[PackVersion]:
    """Return the published versions under which evaluations are made, the newest years first."""
    published = PackVersion.objects.filter(status=PackStatus.PUBLISHED.value, is_library=False)
    return published.select_related("pack").order_by("-fiscal_year", "pack__code", "-version")


def form_packs() -> tuple[domain.Pack, ...]:
    """Return the newest published packs that hold nothing but forms of projects and transfer payments."""
    kinds = ("project", "transfer")
    return tuple(load_pack(found) for found in newest_versions() if found.document["kind"] in kinds)


def packs_to_copy() -> QuerySet[PackVersion]:
    """Return the published versions that a draft may begin as a copy of: all but packs of mere forms."""
    published = PackVersion.objects.filter(status=PackStatus.PUBLISHED.value, document__kind="departmental")
    return published.select_related("pack").order_by("pack__code", "-version")


def stored_files(code: str) -> dict[str, str] | None:
    """Return the files of the newest published version of a pack: a library for ``read_pack``."""
    version = newest_version(code)
    return None if version is None else write_pack(load_pack(version))


def version_before(version: PackVersion) -> PackVersion | None:
    """Return what a version is compared with: the published one before it, else what it was copied from."""
    earlier = PackVersion.objects.select_related("pack").filter(
        pack=version.pack_id, version__lt=version.version, status=PackStatus.PUBLISHED.value
    )
    return earlier.order_by("-version").first() or version.copied_from


def pack_versions(*, with_drafts: bool) -> tuple[PackVersion, ...]:
    """Return all versions by pack, the newest first, each with its ``evaluation_count``."""
    found = PackVersion.objects.select_related("pack").annotate(evaluation_count=Count("evaluations"))
    if not with_drafts:
        found = found.filter(status=PackStatus.PUBLISHED.value)
    return tuple(found.order_by("pack__code", "-version"))


@lru_cache(maxsize=CACHED_PACKS)
def _load(pk: int, source_sha256: str, status: str) -> domain.Pack:
    stored = PackVersion.objects.get(pk=pk)
    children: dict[int | None, list[IndicatorNode]] = defaultdict(list)
    for node in IndicatorNode.objects.filter(pack_version=stored):
        children[node.parent_id].append(node)
    pack = domain.Pack.model_validate(
        {
            **stored.document,
            "figures": [_figure(figure) for figure in FigureDefinition.objects.filter(pack_version=stored)],
            "indicators": _nodes(children, None),
        }
    )
    # the rows of a draft may be rewritten between the reads
    if status == PackStatus.DRAFT and fingerprint(canonical_json(pack)) != source_sha256:
        raise _Changed(pack)
    return pack


def _nodes(children: dict[int | None, list[IndicatorNode]], parent: int | None) -> list[dict[str, Any]]:
    return [_node(node) | {"children": _nodes(children, node.pk)} for node in children[parent]]


def _node(node: IndicatorNode) -> dict[str, Any]:
    return {
        "code": node.code,
        "name": node.name,
        "weight": plain(node.weight),
        "reading": node.reading,
        "explanation": node.explanation,
        "criteria": node.criteria,
        "kind": node.kind,
        "quantity": node.quantity,
        "unit": node.unit,
        "decimals": node.decimals,
        "formula": node.formula or None,
        "target": node.target,
        "method": {"type": node.method, **node.parameters} if node.method else None,
        "exemption": node.exemption,
        "over_achievement": node.over_achievement,
        "when_not_applicable": node.when_not_applicable,
        "evidence": node.evidence,
        "analysis": node.analysis,
    }


def _figure(figure: FigureDefinition) -> dict[str, Any]:
    return {
        "key": figure.key,
        "name": figure.name,
        "aliases": figure.aliases,
        "quantity": figure.quantity,
        "unit": figure.unit,
        "decimals": figure.decimals,
        "formula": figure.formula or None,
        "explanation": figure.explanation,
    }
