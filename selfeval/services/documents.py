"""Files of an evaluation: asked for in a request, made by a worker, kept under their content's hash.

A request is a row (``ReportDocument``); the queue only carries its number. A worker leases the row, so
that a killed one loses nothing: ``sweep`` queues it again, and gives up after three attempts.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from selfeval.domain.report.document import Document
from selfeval.domain.workflow import Action
from selfeval.models import Evaluation, ReportDocument, User
from selfeval.models.documents import MAX_ATTEMPTS, DocumentFormat, DocumentStatus
from selfeval.permissions.rules import can
from selfeval.reports.docx import write_docx
from selfeval.reports.pdf import render_pdf
from selfeval.reports.xlsx import write_xlsx
from selfeval.selectors.documents import (
    Source,
    document_of,
    live_source,
    newest_source,
    snapshot_source,
)
from selfeval.services import audit
from selfeval.services.errors import NotAllowed, Refused, WrongState

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)


def request_document(
    *,
    actor: User,
    evaluation: Evaluation,
    kind: str,
    format: DocumentFormat,
    draft: bool,
    enqueue: Callable[[int], object],
) -> ReportDocument:
    """Ask for a document; the same content is made once.

    A draft is made from live data and marked 草稿; else the newest snapshot is used. ``enqueue`` puts the
    document's number on the queue once the transaction holds.
    Raises NotAllowed; WrongState before the first submission; Refused where the pack has no such document.
    """
    decision = can(actor, Action.VIEW, evaluation)
    if not decision.allowed:
        raise NotAllowed(decision.reason)
    source = newest_source(evaluation, draft=draft)
    if source.snapshot is None and not draft:
        raise WrongState("尚未报送，只能导出草稿；报送后再导出正式文件")
    if kind not in source.labels:
        raise Refused(f"体系包“{source.pack.name}”没有“{kind}”这种文件，从导出页选择文件")
    if format == DocumentFormat.XLSX and kind not in source.kinds_with_tables:
        raise Refused(f"“{source.labels[kind]}”没有表格，不能导出 XLSX，改为导出 PDF 或 DOCX")
    with transaction.atomic():
        document, created = ReportDocument.objects.get_or_create(
            content_key=_content_key(source, kind, format),
            defaults={
                "evaluation": evaluation,
                "snapshot": source.snapshot,
                "kind": kind,
                "format": format,
                "requested_by": actor,
                "requested_at": timezone.now(),
            },
        )
        if not created and document.status == DocumentStatus.FAILED:
            ReportDocument.objects.filter(pk=document.pk).update(
                status=DocumentStatus.QUEUED, attempts=0, error=""
            )
            document.refresh_from_db()
            created = True
        if created:
            audit.record(
                actor=actor,
                action="document.requested",
                subject=evaluation.code,
                details={"kind": kind, "format": format, "draft": draft},
            )
            transaction.on_commit(partial(enqueue, document.pk))
    return document


def render(document_id: int) -> bool:
    """Make a document's file; return False where another worker holds it or it is ready.

    Called by workers. A failure is kept on the row; the third one ends the attempts.
    """
    document = _lease(document_id)
    if document is None:
        return False
    try:
        source = snapshot_source(document.snapshot) if document.snapshot else live_source(document.evaluation)
        content, pages = write_document(document_of(source, document.kind), DocumentFormat(document.format))
        path = _store(document, content)
    except Exception as error:
        logger.exception("document %s failed", document_id)
        last = document.attempts >= MAX_ATTEMPTS
        ReportDocument.objects.filter(pk=document_id).update(
            status=DocumentStatus.FAILED if last else DocumentStatus.QUEUED,
            leased_until=None,
            error=f"{type(error).__name__}: {error}"[:2000],
        )
        return False
    ReportDocument.objects.filter(pk=document_id).update(
        status=DocumentStatus.READY,
        file=path,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=pages,
        leased_until=None,
        error="",
        finished_at=timezone.now(),
    )
    return True


def sweep(enqueue: Callable[[int], object]) -> int:
    """Queue again what waits without a worker: expired leases, and rows queued too long ago.

    Return how many were queued. Rows that failed three times are marked failed.
    """
    now = timezone.now()
    stuck = ReportDocument.objects.filter(
        Q(status=DocumentStatus.RENDERING, leased_until__lt=now)
        | Q(status=DocumentStatus.QUEUED, requested_at__lt=now - LEASE)
    )
    stuck.filter(attempts__gte=MAX_ATTEMPTS).update(status=DocumentStatus.FAILED, leased_until=None)
    numbers = list(stuck.values_list("pk", flat=True))
    ReportDocument.objects.filter(pk__in=numbers).update(
        status=DocumentStatus.QUEUED, leased_until=None, requested_at=now
    )
    for number in numbers:
        enqueue(number)
    return len(numbers)


def write_document(document: Document, format: DocumentFormat) -> tuple[bytes, int]:
    """Write a document; return its bytes and its number of pages (0 where the format has none).

    NoTablesError for a workbook of a document without tables.
    """
    if format == DocumentFormat.XLSX:
        return write_xlsx(document), 0
    rendered = render_pdf(document)
    if format == DocumentFormat.PDF:
        return rendered.data, rendered.page_count
    return write_docx(document, rendered.pages_by_anchor), rendered.page_count


def _content_key(source: Source, kind: str, format: DocumentFormat) -> str:
    """Hash everything that decides the content, so that the same request finds the same file."""
    parts = [kind, format, source.fingerprint, source.data.model_dump_json(), source.pack.model_dump_json()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _lease(document_id: int) -> ReportDocument | None:
    now = timezone.now()
    with transaction.atomic():
        document = (
            ReportDocument.objects.select_for_update(of=("self",))
            .select_related("snapshot", "evaluation")
            .filter(pk=document_id)
            .filter(
                Q(status=DocumentStatus.QUEUED) | Q(status=DocumentStatus.RENDERING, leased_until__lt=now)
            )
            .first()
        )
        if document is None:
            return None
        document.status = DocumentStatus.RENDERING
        document.attempts += 1
        document.leased_until = now + LEASE
        document.save(update_fields=["status", "attempts", "leased_until"])
    return document


def _store(document: ReportDocument, content: bytes) -> str:
    """Write the file so that it is either there whole or not at all; return its path below MEDIA_ROOT."""
    relative = Path("documents") / document.content_key[:2] / f"{document.content_key}.{document.format}"
    target = Path(settings.MEDIA_ROOT) / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)
    return str(relative)
