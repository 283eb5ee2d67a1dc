"""Preview in the page, and files: asked for, polled, downloaded."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.report.item_documents import document_labels
from selfeval.domain.report.workbooks import kinds_with_tables
from selfeval.models import Evaluation, ReportDocument
from selfeval.models.documents import DocumentFormat, DocumentStatus
from selfeval.reports.html import document_body
from selfeval.selectors.documents import document_of, newest_source
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import documents as service
from selfeval.services.errors import Refused
from selfeval.tasks.documents import enqueue_document
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import UNSENT, frame_of

_FORMATS = (DocumentFormat.PDF, DocumentFormat.DOCX, DocumentFormat.XLSX)
_MEDIA_TYPES = {
    DocumentFormat.PDF: "application/pdf",
    DocumentFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WAITING = frozenset({DocumentStatus.QUEUED, DocumentStatus.RENDERING})
_MOST_FILES = 30


def preview(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A document as it prints, in the page: from the newest snapshot once submitted, else as a draft."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    source = newest_source(evaluation, draft=evaluation.status in UNSENT)
    try:
        document = document_of(source, kind)
    except KeyError:
        raise Http404 from None
    context = _context(request, workspace) | {
        "kind": kind,
        "body": document_body(document),
        "is_draft": document.draft,
    }
    return render(request, "evaluations/preview.html", context)


def documents(request: HttpRequest, code: str) -> HttpResponse:
    """What can be exported, and the files made so far."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    labels = document_labels(workspace.pack, workspace.score)
    found = ReportDocument.objects.filter(evaluation=evaluation).select_related("requested_by")
    context = _context(request, workspace) | {
        "kinds": _kinds(workspace, labels),
        "files": [_row(document, labels) for document in found[:_MOST_FILES]],
        "is_draft": evaluation.status in UNSENT,
    }
    return render(request, "evaluations/documents.html", context)


def document_request(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a file of a document: a draft while the evaluation is being filled in."""
    evaluation = evaluation_of(request)
    wanted = request.POST.get("format", "")
    if wanted not in {each.value for each in _FORMATS}:
        raise Refused(f"没有“{wanted[:20]}”这种格式，从导出页选择 PDF、DOCX 或 XLSX")
    service.request_document(
        actor=user_of(request),
        evaluation=evaluation,
        kind=request.POST.get("kind", ""),
        format=DocumentFormat(wanted),
        draft=evaluation.status in UNSENT,
        enqueue=enqueue_document,
    )
    return redirect("documents", code)


def document_status(request: HttpRequest, code: str, document_id: int) -> HttpResponse:
    """The row of a file, polled until the file is there."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    labels = document_labels(workspace.pack, workspace.score)
    row = _row(_document(evaluation, document_id), labels)
    return render(request, "evaluations/document_row.html", {"row": row, "code": code})


def document_download(request: HttpRequest, code: str, document_id: int) -> FileResponse:
    """Hand out a finished file."""
    evaluation = evaluation_of(request)
    document = _document(evaluation, document_id)
    if document.status != DocumentStatus.READY:
        raise Http404
    kind = DocumentFormat(document.format)
    name = f"{evaluation.code}-{document.kind}{'-草稿' if document.snapshot_id is None else ''}.{kind}"
    return FileResponse(
        document.file.open("rb"), as_attachment=True, filename=name, content_type=_MEDIA_TYPES[kind]
    )


def _document(evaluation: Evaluation, document_id: int) -> ReportDocument:
    found = ReportDocument.objects.filter(evaluation=evaluation, pk=document_id).first()
    if found is None:
        raise Http404
    return found


def _kinds(workspace: Workspace, labels: dict[str, str]) -> list[dict[str, Any]]:
    """The documents with the formats they come in: a workbook only where there are tables."""
    tabular = kinds_with_tables(workspace.pack, workspace.score)
    return [
        {
            "kind": kind,
            "name": name,
            "formats": [
                (each.value, each.value.upper())
                for each in _FORMATS
                if each is not DocumentFormat.XLSX or kind in tabular
            ],
        }
        for kind, name in labels.items()
    ]


def _context(request: HttpRequest, workspace: Workspace) -> dict[str, Any]:
    return {"frame": frame_of(workspace, user_of(request)), "documents": workspace.pack.documents}


def _row(document: ReportDocument, labels: dict[str, str]) -> dict[str, Any]:
    status = DocumentStatus(document.status)
    return {
        "document": document,
        "label": labels.get(document.kind, document.kind),
        "format": document.format.upper(),
        "is_draft": document.snapshot_id is None,
        "status": status,
        "is_waiting": status in _WAITING,
        "is_ready": status is DocumentStatus.READY,
    }
