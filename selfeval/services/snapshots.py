"""Taking snapshots: the immutable copies from which everything after a submission is read."""

from __future__ import annotations

from datetime import datetime

from selfeval.domain.canonical import canonical_json, fingerprint
from selfeval.domain.workflow import Action
from selfeval.models import Evaluation, EvaluationSnapshot, User
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.packs import load_pack
from selfeval.selectors.snapshots import newest_snapshot


def take_snapshot(
    *, evaluation: Evaluation, purpose: Action, actor: User, at: datetime
) -> EvaluationSnapshot:
    """Keep the evaluation as it stands now, with its pack. Used inside the caller's transaction."""
    content = canonical_json(evaluation_data(evaluation))
    pack_content = canonical_json(load_pack(evaluation.pack_version))
    return _keep(evaluation, purpose, actor, at, content, pack_content)


def confirm_snapshot(
    *, evaluation: Evaluation, purpose: Action, actor: User, at: datetime
) -> EvaluationSnapshot:
    """Keep the newest snapshot once more for a later step: what was reviewed is what is approved.

    Used inside the caller's transaction. LookupError before the first submission.
    """
    submitted = newest_snapshot(evaluation)
    if submitted is None:
        raise LookupError(f"no snapshot of {evaluation.code}")
    return _keep(evaluation, purpose, actor, at, submitted.content, submitted.pack_content)


def _keep(
    evaluation: Evaluation, purpose: Action, actor: User, at: datetime, content: str, pack_content: str
) -> EvaluationSnapshot:
    newest = newest_snapshot(evaluation)
    return EvaluationSnapshot.objects.create(
        evaluation=evaluation,
        sequence=newest.sequence + 1 if newest is not None else 1,
        purpose=purpose.value,
        content=content,
        pack_content=pack_content,
        sha256=fingerprint(content, pack_content),
        created_at=at,
        created_by=actor,
    )
