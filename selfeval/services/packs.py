"""Loading packs: the inverse of ``selfeval.selectors.packs.load_pack``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from selfeval.domain import pack as domain
from selfeval.domain.canonical import canonical_json, fingerprint
from selfeval.domain.checks.finding import Severity
from selfeval.domain.pack_rules import check_pack
from selfeval.models import FigureDefinition, IndicatorNode, Pack, PackStatus, PackVersion, User
from selfeval.services.audit import record
from selfeval.services.errors import Refused

_ROW_PARTS = {"figures", "indicators"}


class _Placed(NamedTuple):
    """A node of the tree with its place: positions count through the whole tree from 1."""

    node: domain.IndicatorNode
    position: int
    level: int
    parent: int | None


@transaction.atomic
def load(*, actor: User | None, pack: domain.Pack) -> PackVersion:
    """Store a pack version, publish it, and return it. Raises Refused for a pack with errors.

    Loading the same content again changes nothing. A published version is immutable: other content under
    its number raises Refused. ``actor`` is None for commands.
    """
    _check_rules(pack)
    stored_pack, _ = Pack.objects.get_or_create(code=pack.code)
    Pack.objects.select_for_update().get(pk=stored_pack.pk)
    sha256 = fingerprint(canonical_json(pack))
    present = (
        PackVersion.objects.select_related("pack").filter(pack=stored_pack, version=pack.version).first()
    )
    if present is not None and present.source_sha256 == sha256:
        return present
    if present is not None:
        raise Refused(
            f"体系包“{pack.code}”第{pack.version}版已发布，内容不能再改；"
            f"把 version 改为{_next_version(stored_pack)}后载入为新版本"
        )
    now = timezone.now()
    version = PackVersion(
        pack=stored_pack,
        version=pack.version,
        name=pack.name,
        fiscal_year=pack.fiscal_year,
        is_library=pack.is_library,
        status=PackStatus.PUBLISHED.value,
        document=pack.model_dump(mode="json", exclude=_ROW_PARTS),
        source_sha256=sha256,
        created_at=now,
        published_at=now,
    )
    check_columns(version, pack.code)
    version.save(force_insert=True)
    _store_figures(version, pack.figures)
    _store_tree(version, pack.indicators)
    details = {"version": pack.version, "sha256": sha256}
    record(actor=actor, action="pack.published", subject=pack.code, details=details)
    return version


def check_columns(record: models.Model, place: str) -> None:
    """Refuse what does not fit the columns of a row; ``place`` begins the message."""
    relations = {field.name for field in record._meta.fields if field.is_relation}
    try:
        record.clean_fields(exclude=relations)
    except ValidationError as error:
        labels = {field.name: str(field.verbose_name) for field in record._meta.fields}
        problems = [f"{labels[name]}：{' '.join(texts)}" for name, texts in error.message_dict.items()]
        raise Refused(f"{place} {'；'.join(problems)}") from error


def _check_rules(pack: domain.Pack) -> None:
    errors = [problem.text for problem in check_pack(pack) if problem.severity is Severity.ERROR]
    if errors:
        raise Refused(f"体系包“{pack.code}”有{len(errors)}处错误，改正后再载入：\n" + "\n".join(errors))


def _next_version(pack: Pack) -> int:
    last: int = pack.versions.aggregate(last=models.Max("version"))["last"] or 0
    return last + 1


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
