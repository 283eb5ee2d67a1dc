"""Evidence and documents: in, listed, out, and only to those who may see the evaluation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from selfeval.models import EvidenceFile, ReportDocument
from tests.support.office import Office
from tests.web.support import INDICATOR, People, text_of, url

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
Capture = Callable[..., object]


def _downloaded(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def _attach(people: People, office: Office, name: str = "活动方案.pdf", content: bytes = PDF) -> None:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    response = people.preparer.post(
        url("evidence-upload", office), {"file": file, "description": "区科局〔2022〕5号"}
    )
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"#indicator.{INDICATOR}")


def test_evidence_is_attached_listed_downloaded_and_removed(people: People, office: Office) -> None:
    _attach(people, office)
    evidence = EvidenceFile.objects.get(evaluation=office.evaluation)
    page = text_of(people.preparer.get(url("scoring", office)))
    assert "活动方案.pdf" in page
    assert "区科局〔2022〕5号" in page
    response = people.auditor.get(url("evidence-download", office, evidence_id=evidence.pk))
    assert _downloaded(response) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert people.stranger.get(url("evidence-download", office, evidence_id=evidence.pk)).status_code == 404
    people.preparer.post(url("evidence-remove", office, evidence_id=evidence.pk))
    assert "活动方案.pdf" not in text_of(people.preparer.get(url("scoring", office)))
    assert people.preparer.get(url("evidence-download", office, evidence_id=evidence.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("程序.exe", b"MZ\x90", "程序.exe"),
        ("伪装.pdf", b"not a pdf", "伪装.pdf"),
        ("空.pdf", b"", "空的"),
    ],
)
def test_files_that_cannot_be_evidence_say_why(
    people: People, office: Office, name: str, content: bytes, said: str
) -> None:
    file = SimpleUploadedFile(name, content)
    response = people.preparer.post(url("evidence-upload", office), {"file": file})
    assert response.status_code == 422
    assert said in text_of(response)
    assert not EvidenceFile.objects.filter(evaluation=office.evaluation, indicator=INDICATOR).exists()


def test_forgetting_to_choose_a_file_is_said(people: People, office: Office) -> None:
    response = people.preparer.post(url("evidence-upload", office), {"description": "无"})
    assert "佐证文件未选择" in text_of(response)


@pytest.mark.parametrize("kind", ["report", "self-score-table"])
def test_the_preview_shows_every_document(people: People, office: Office, kind: str) -> None:
    page = text_of(people.leader.get(url("preview", office, kind=kind)))
    assert '<article class="report draft"' in page
    assert "94.24" in page
    office.submit()
    assert '<article class="report"' in text_of(people.leader.get(url("preview", office, kind=kind)))


def test_an_unknown_document_is_not_found(people: People, office: Office) -> None:
    assert people.preparer.get(url("preview", office, kind="nothing")).status_code == 404


@pytest.mark.parametrize(("format", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_files_are_made_in_the_background_and_downloaded(
    people: People, office: Office, django_capture_on_commit_callbacks: Capture, format: str, begins: bytes
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        people.preparer.post(url("document-request", office), {"kind": "self-score-table", "format": format})
    document = ReportDocument.objects.get()
    row = text_of(people.preparer.get(url("document-status", office, document_id=document.pk)))
    assert 'data-document-status="ready"' in row
    assert "hx-trigger" not in row
    assert "草稿" in row
    response = people.leader.get(url("document-download", office, document_id=document.pk))
    content = _downloaded(response)
    assert content.startswith(begins)
    assert len(content) == document.size
    assert people.stranger.get(url("document-download", office, document_id=document.pk)).status_code == 404


def test_a_file_that_waits_is_polled_and_cannot_be_downloaded_yet(people: People, office: Office) -> None:
    people.preparer.post(url("document-request", office), {"kind": "report", "format": "pdf"})
    document = ReportDocument.objects.get()
    page = text_of(people.preparer.get(url("documents", office)))
    assert "排队中" in page
    assert 'hx-trigger="every 2s"' in page
    assert people.preparer.get(url("document-download", office, document_id=document.pk)).status_code == 404


@pytest.mark.parametrize("asked", [{"kind": "report", "format": "exe"}, {"kind": "nothing", "format": "pdf"}])
def test_what_cannot_be_made_is_refused(people: People, office: Office, asked: dict[str, str]) -> None:
    response = people.preparer.post(url("document-request", office), asked)
    assert response.status_code == 400
    assert "导出页" in text_of(response)
