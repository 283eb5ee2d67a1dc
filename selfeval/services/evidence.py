"""Evidence files: what may be attached, where it is kept, and removing it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from selfeval.domain.cell_values import clean_text
from selfeval.domain.workflow import Action
from selfeval.models import Evaluation, EvidenceFile, IndicatorEntry, ItemIndicator, User
from selfeval.selectors.packs import load_pack
from selfeval.services.audit import record
from selfeval.services.errors import Refused
from selfeval.services.locking import lock_evaluation, require

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 500


@dataclass(frozen=True)
class FileType:
    """A type of file that may be attached: how it begins, and the type under which it is handed out."""

    signature: bytes
    media_type: str


_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OFFICE = "application/vnd.openxmlformats-officedocument"
FILE_TYPES = {
    ".pdf": FileType(b"%PDF-", "application/pdf"),
    ".jpg": FileType(b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": FileType(b"\xff\xd8\xff", "image/jpeg"),
    ".png": FileType(b"\x89PNG\r\n", "image/png"),
    ".docx": FileType(_ZIP, f"{_OFFICE}.wordprocessingml.document"),
    ".xlsx": FileType(_ZIP, f"{_OFFICE}.spreadsheetml.sheet"),
    ".doc": FileType(_OLE, "application/msword"),
    ".xls": FileType(_OLE, "application/vnd.ms-excel"),
    ".ofd": FileType(_ZIP, "application/ofd"),
}


@transaction.atomic
def attach(
    *, actor: User, evaluation: Evaluation, indicator: str, file: File[bytes], description: str = ""
) -> EvidenceFile:
    """Keep a file as evidence for an indicator, and return its row.

    The same file attached to the same indicator again gives the row that is there. ``file`` carries its
    name. Raises Refused (unknown indicator, type, size, content), NotAllowed, WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    leaves = {leaf.code for _, leaf in load_pack(locked.pack_version).leaves()}
    if indicator not in leaves and not _is_of_item(locked, indicator):
        raise Refused("本体系包没有这个指标，刷新页面后重新上传")
    name = _clean_name(file.name or "")
    suffix = PurePath(name).suffix.lower()
    sha256 = _checked_content(file, name, suffix)
    present = EvidenceFile.objects.filter(
        evaluation=locked, indicator=indicator, sha256=sha256, removed_at=None
    ).first()
    if present is not None:
        return present
    IndicatorEntry.objects.get_or_create(evaluation=locked, indicator=indicator)
    evidence = EvidenceFile(
        evaluation=locked,
        indicator=indicator,
        name=name,
        description=clean_text(description, one_line=True)[:LONGEST_DESCRIPTION],
        size=file.size,
        sha256=sha256,
        media_type=FILE_TYPES[suffix].media_type,
        uploaded_at=timezone.now(),
        uploaded_by=actor,
    )
    store_content(evidence, file)
    evidence.save(force_insert=True)
    details = {"indicator": indicator, "name": name, "sha256": sha256}
    record(actor=actor, action="evidence.attached", subject=locked.code, details=details, role=decision.role)
    return evidence


@transaction.atomic
def remove(*, actor: User, evaluation: Evaluation, evidence_id: int) -> None:
    """Remove a file from an indicator's evidence; the file and its row stay, marked.

    Raises Refused where it is gone already, NotAllowed, WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    found = EvidenceFile.objects.filter(evaluation=locked, pk=evidence_id, removed_at=None).first()
    if found is None:
        raise Refused("这份佐证材料已被移除，刷新页面即可")
    found.removed_at, found.removed_by = timezone.now(), actor
    found.save(update_fields=["removed_at", "removed_by"])
    details = {"indicator": found.indicator, "name": found.name, "sha256": found.sha256}
    record(actor=actor, action="evidence.removed", subject=locked.code, details=details, role=decision.role)


def store_content(evidence: EvidenceFile, content: File[bytes]) -> None:
    """Write a file under a name of our own; nothing of the user's name gets into a path."""
    suffix = PurePath(evidence.name).suffix.lower()
    own_name = f"{evidence.sha256}{suffix if suffix in FILE_TYPES else ''}"
    content.seek(0)
    evidence.file.save(f"evidence/{evidence.evaluation.code}/{own_name}", content, save=False)


def _is_of_item(evaluation: Evaluation, indicator: str) -> bool:
    """Whether a key (``item.<project>.<indicator>``) names an indicator of one of the year's projects."""
    head, _, rest = indicator.partition(".")
    item, _, code = rest.partition(".")
    year = evaluation.department_year
    stored = ItemIndicator.objects.filter(department_year=year, item=item, code=code)
    return head == "item" and bool(item) and bool(code) and stored.exists()


def _clean_name(name: str) -> str:
    """The name as it is shown: no folders, no invisible marks, its extension kept."""
    cleaned = clean_text(name.replace("\\", "/").rpartition("/")[2], one_line=True)
    if len(cleaned) <= LONGEST_NAME:
        return cleaned
    suffix = PurePath(cleaned).suffix[:10]
    return cleaned[: LONGEST_NAME - len(suffix)] + suffix


def _checked_content(file: File[bytes], name: str, suffix: str) -> str:
    """Return the file's SHA-256. Raises Refused for what may not be attached."""
    if suffix not in FILE_TYPES:
        allowed = "、".join(kind.removeprefix(".") for kind in FILE_TYPES)
        raise Refused(f"“{name}”的类型不在允许范围内，可上传的类型有 {allowed}")
    if not file.size:
        raise Refused(f"“{name}”是空文件，核对后重新选择")
    if file.size > LARGEST_FILE:
        raise Refused(f"“{name}”超过 {LARGEST_FILE // 1024 // 1024} MB 的上限，压缩或拆分后再上传")
    digest = hashlib.sha256()
    for number, chunk in enumerate(file.chunks()):
        if number == 0 and not chunk.startswith(FILE_TYPES[suffix].signature):
            raise Refused(f"“{name}”的内容与扩展名不符，或文件已加密、已损坏；另存后重新上传")
        digest.update(chunk)
    return digest.hexdigest()
