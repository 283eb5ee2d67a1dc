"""Snapshots as the domain's plain data."""

from __future__ import annotations

from functools import lru_cache

from selfeval.domain.data import EvaluationData
from selfeval.domain.pack import Pack
from selfeval.models import Evaluation, EvaluationSnapshot

CACHED_PACKS = 16


def newest_snapshot(evaluation: Evaluation) -> EvaluationSnapshot | None:
    """Return the newest snapshot of an evaluation, ``None`` before the first submission."""
    return EvaluationSnapshot.objects.filter(evaluation=evaluation).order_by("-sequence").first()


def snapshot_of_file(fingerprint: str) -> EvaluationSnapshot | None:
    """Return the snapshot whose hash a file carries as its identifier, ``None`` for files not made here."""
    if not fingerprint:
        return None
    found = EvaluationSnapshot.objects.select_related("evaluation").filter(sha256=fingerprint)
    return found.order_by("sequence").first()


def snapshot_data(snapshot: EvaluationSnapshot) -> EvaluationData:
    """Return the content of a snapshot."""
    return EvaluationData.model_validate_json(snapshot.content)


def snapshot_pack(snapshot: EvaluationSnapshot) -> Pack:
    """Return the pack under which a snapshot was taken."""
    return _pack(snapshot.pack_content)


@lru_cache(maxsize=CACHED_PACKS)
def _pack(content: str) -> Pack:
    return Pack.model_validate_json(content)
