"""The rows of a pack version: the inverse of ``selfeval.selectors.packs.load_pack``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from selfeval.domain import pack as domain
from selfeval.domain.canonical import canonical_json, fingerprint
from selfeval.models import FigureDefinition, IndicatorNode, PackVersion
from selfeval.services.errors import Refused

_ROW_PARTS = {"figures", "indicators"}


class _Placed(NamedTuple):
    """A node of the tree with its place: positions count through the whole tree from 1."""

    node: domain.IndicatorNode
    position: int
    level: int
    parent: int | None


def sha256_of(pack: domain.Pack) -> str:
    """Return the fingerprint of a whole pack."""
    return fingerprint(canonical_json(pack))


def write_version(version: PackVersion, pack: domain.Pack) -> None:
    """Save a version with the content of a pack, in place of what it held.

    Raises Refused for what the columns do not hold, and for a code that stands twice.
    """
    _check_unique((node.code for node in _nodes(pack.indicators)), "指标编码")
    _check_unique((figure.key for figure in pack.figures), "数据项编码")
    version.version, version.name = pack.version, pack.name
    version.fiscal_year, version.is_library = pack.fiscal_year, pack.is_library
    version.document = pack.model_dump(mode="json", exclude=_ROW_PARTS)
    version.source_sha256 = sha256_of(pack)
    check_columns(version, pack.name)
    if version.pk is not None:
        # below before above, as the parents of nodes refer to one another
        IndicatorNode.objects.filter(pack_version=version).delete()
        FigureDefinition.objects.filter(pack_version=version).delete()
    version.save()
    _store_figures(version, pack.figures)
    _store_tree(version, pack.indicators)


def _nodes(nodes: tuple[domain.IndicatorNode, ...]) -> Iterator[domain.IndicatorNode]:
    for node in nodes:
        yield node
        yield from _nodes(node.children)


def _check_unique(codes: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise Refused(f"{what}“{code}”重复，同一体系包内{what}不得重复，改用另一个{what}")
        seen.add(code)


def check_columns(record: models.Model, place: str) -> None:
    """Refuse what does not fit the columns of a row; ``place`` begins the message."""
    relations = {field.name for field in record._meta.fields if field.is_relation}
    try:
        record.clean_fields(exclude=relations)
    except ValidationError as error:
        labels = {field.name: str(field.verbose_name) for field in record._meta.fields}
        problems = [f"{labels[name]}：{' '.join(texts)}" for name, texts in error.message_dict.items()]
        raise Refused(f"{place} {'；'.join(problems)}") from error


def _store_figures(version: PackVersion, figures: Iterable[domain.FigureDefinition]) -> None:
    rows = []
    for position, figure in enumerate(figures, start=1):
        row = FigureDefinition(
            pack_version=version,
            position=position,
            key=figure.key,
            name=figure.name,
            aliases=list(figure.aliases),
            quantity=figure.quantity.value,
            unit=figure.unit,
            decimals=figure.decimals,
            formula=figure.formula or "",
            explanation=figure.explanation,
        )
        check_columns(row, f"数据项“{figure.key}”")
        rows.append(row)
    FigureDefinition.objects.bulk_create(rows)


def _store_tree(version: PackVersion, nodes: tuple[domain.IndicatorNode, ...]) -> None:
    """Store level by level, since a row names its parent."""
    placed = list(_walk(nodes, level=1, parent=None, position=1))
    rows: dict[int, IndicatorNode] = {}
    for level in sorted({place.level for place in placed}):
        here = [place for place in placed if place.level == level]
        made = [_row(version, place, rows) for place in here]
        IndicatorNode.objects.bulk_create(made)
        rows.update(zip((place.position for place in here), made, strict=True))


def _walk(
    nodes: tuple[domain.IndicatorNode, ...], *, level: int, parent: int | None, position: int
) -> Iterator[_Placed]:
    for node in nodes:
        yield _Placed(node, position, level, parent)
        below = list(_walk(node.children, level=level + 1, parent=position, position=position + 1))
        yield from below
        position += 1 + len(below)


def _row(version: PackVersion, place: _Placed, rows: dict[int, IndicatorNode]) -> IndicatorNode:
    node = place.node
    method = node.method.model_dump(mode="json") if node.method is not None else {}
    row = IndicatorNode(
        pack_version=version,
        parent=rows[place.parent] if place.parent is not None else None,
        position=place.position,
        level=place.level,
        code=node.code,
        name=node.name,
        weight=node.weight,
        kind=node.kind,
        quantity=node.quantity.value,
        unit=node.unit,
        decimals=node.decimals,
        formula=node.formula or "",
        method=method.pop("type", ""),
        parameters=method,
        target=_json(node.target),
        exemption=_json(node.exemption),
        over_achievement=_json(node.over_achievement),
        when_not_applicable=node.when_not_applicable,
        explanation=node.explanation,
        criteria=node.criteria,
        reading=node.reading,
        evidence=list(node.evidence),
        analysis=node.analysis,
    )
    check_columns(row, f"指标“{node.name}”")
    return row


def _json(part: domain.Target | domain.Exemption | domain.OverAchievement | None) -> dict[str, object] | None:
    return part.model_dump(mode="json") if part is not None else None
