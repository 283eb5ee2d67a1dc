"""The audit trail: a chain of events in which every hash covers the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils import timezone

from selfeval.domain.canonical import canonical_json, fingerprint
from selfeval.domain.roles import Role
from selfeval.models import AuditEvent, AuditHead, CellChange, User

SYSTEM = "系统"
CHANGES_SHA256 = "changes_sha256"
_HEAD = 1
_CHUNK = 500


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold: the event's sequence number, and what is wrong."""

    sequence: int
    message: str

    def __str__(self) -> str:
        return self.message


@transaction.atomic(savepoint=False)
def record(
    *,
    actor: User | None,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    role: Role | None = None,
) -> AuditEvent:
    """Append an event in the caller's transaction; ``actor`` None is the system itself.

    The head is locked until that transaction ends, so call this late in it. ``details`` hold only what
    JSON holds, without floats.
    """
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=_HEAD)
    event = AuditEvent(
        sequence=head.sequence + 1,
        at=timezone.now(),
        user_id=actor.pk if actor is not None else None,
        username=actor.get_username() if actor is not None else SYSTEM,
        role=role.value if role is not None else "",
        action=action,
        subject=subject,
        details=dict(details),
        previous_hash=head.hash,
    )
    event.hash = _hash(event)
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


def record_changes(
    *,
    actor: User | None,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    role: Role | None,
    changes: Iterable[CellChange],
) -> AuditEvent:
    """Append an event that carries the fingerprint of cell changes, and store the changes with it.

    Event, person and moment of the changes are filled in here.
    """
    changes = list(changes)
    event = record(
        actor=actor,
        action=action,
        subject=subject,
        details={**details, "cells": len(changes), CHANGES_SHA256: _changes_fingerprint(changes)},
        role=role,
    )
    for change in changes:
        change.event, change.user, change.username, change.at = event, actor, event.username, event.at
    CellChange.objects.bulk_create(changes, batch_size=_CHUNK)
    return event


def verify() -> list[Break]:
    """Check the whole chain and the cell changes hanging on it; return every break, in order."""
    return list(_breaks())


def _breaks() -> Iterator[Break]:
    previous_hash, expected = "", 1
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=_CHUNK):
        if event.sequence != expected:
            yield Break(expected, f"第{expected}条至第{event.sequence - 1}条审计记录缺失")
        elif event.previous_hash != previous_hash:
            yield Break(event.sequence, f"第{event.sequence}条审计记录与前一条不衔接")
        if event.hash != _hash(event):
            yield Break(event.sequence, f"第{event.sequence}条审计记录（{event.subject}）的内容被改动")
        if CHANGES_SHA256 in event.details and event.details[CHANGES_SHA256] != _changes_fingerprint(
            event.changes.order_by("id")
        ):
            yield Break(event.sequence, f"第{event.sequence}条审计记录所附的修改记录被改动")
        previous_hash, expected = event.hash, event.sequence + 1
    head = AuditHead.objects.filter(pk=_HEAD).first()
    if (head.sequence, head.hash) != (expected - 1, previous_hash) if head else expected > 1:
        yield Break(
            expected, f"最后一条审计记录应为第{head.sequence if head else 0}条，末尾的记录缺失或被改动"
        )


def _hash(event: AuditEvent) -> str:
    return fingerprint(
        canonical_json(
            {
                "sequence": event.sequence,
                "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "user_id": event.user_id,
                "username": event.username,
                "role": event.role,
                "action": event.action,
                "subject": event.subject,
                "details": event.details,
                "previous_hash": event.previous_hash,
            }
        )
    )


def _changes_fingerprint(changes: Iterable[CellChange]) -> str:
    return fingerprint(
        canonical_json([[c.department_year_id, c.address, c.old, c.new, c.channel] for c in changes])
    )
