"""Stored pack rows as the domain's ``Pack``: the inverse of ``selfeval.services.packs.load``."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from selfeval.domain import pack as domain
from selfeval.models import FigureDefinition, IndicatorNode, PackStatus, PackVersion
from selfeval.selectors.decimals import plain

CACHED_PACKS = 64


def load_pack(pack_version: PackVersion) -> domain.Pack:
    """Return a pack version as the domain's pack. A content that was read once is kept in memory."""
    return _load(pack_version.pk, pack_version.source_sha256)


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


@lru_cache(maxsize=CACHED_PACKS)
def _load(pk: int, _source_sha256: str) -> domain.Pack:
    stored = PackVersion.objects.get(pk=pk)
    children: dict[int | None, list[IndicatorNode]] = defaultdict(list)
    for node in IndicatorNode.objects.filter(pack_version=stored):
        children[node.parent_id].append(node)
    return domain.Pack.model_validate(
        {
            **stored.document,
            "figures": [_figure(figure) for figure in FigureDefinition.objects.filter(pack_version=stored)],
            "indicators": _nodes(children, None),
        }
    )


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
