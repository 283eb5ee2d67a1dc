"""Documents on the queue: made once, leased, tried again, given up after three attempts."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from selfeval.models import ReportDocument, ThreePublicLine
from selfeval.models.documents import DocumentFormat, DocumentStatus
from selfeval.selectors.documents import document_of, newest_source
from selfeval.services import documents, evaluations
from selfeval.services.errors import NotAllowed, Refused, WrongState
from tests.support.office import Office
from tests.support.pdf import page_texts
from tests.support.same_content import assert_same_content

KINDS = ("report", "self-score-table")


class Queue(list[int]):
    """The numbers that were put on the queue."""

    def __call__(self, number: int) -> None:
        """Put a number on the queue."""
        self.append(number)


@pytest.fixture
def queue() -> Queue:
    """An empty queue."""
    return Queue()


def wanted(office: Office, queue: Queue, *, kind: str = "report", draft: bool = True) -> ReportDocument:
    """Ask for a PDF as the preparer."""
    return documents.request_document(
        actor=office.preparer,
        evaluation=office.evaluation,
        kind=kind,
        format=DocumentFormat.PDF,
        draft=draft,
        enqueue=queue,
    )


@pytest.mark.django_db(transaction=True)
def test_same_content_is_asked_for_once(office: Office, queue: Queue) -> None:
    first, second = wanted(office, queue), wanted(office, queue)
    assert first == second
    assert queue == [first.pk]


def test_finished_document_is_whole_and_private(office: Office, queue: Queue) -> None:
    document = wanted(office, queue)
    assert documents.render(document.pk)
    document.refresh_from_db()
    content = Path(document.file.path).read_bytes()
    assert document.status == DocumentStatus.READY
    assert (document.size, document.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert Path(document.file.path).is_relative_to(settings.MEDIA_ROOT)
    assert document.pages == len(page_texts(content))
    assert not documents.render(document.pk)


def test_snapshot_is_printed_although_the_year_went_on(office: Office, queue: Queue) -> None:
    evaluations.submit(actor=office.preparer, evaluation=office.evaluation, idempotency_key="once")
    office.evaluation.refresh_from_db()
    before = wanted(office, queue, draft=False)
    changed = ThreePublicLine.objects.filter(department_year=office.evaluation.department_year)
    assert changed.update(actual_amount=Decimal("1.00")) > 0
    assert wanted(office, queue, draft=False) == before
    source = newest_source(office.evaluation)
    assert source.snapshot is not None
    assert source.snapshot == before.snapshot
    for kind in KINDS:
        document = document_of(source, kind)
        assert not document.draft
        assert document.fingerprint == source.snapshot.sha256
        pdf, docx = (
            documents.write_document(document, each)[0] for each in (DocumentFormat.PDF, DocumentFormat.DOCX)
        )
        assert_same_content(document, pdf, docx)


def test_final_document_before_submission_is_refused(office: Office, queue: Queue) -> None:
    with pytest.raises(WrongState, match="草稿"):
        wanted(office, queue, draft=False)
    assert queue == []


def test_unknown_document_is_refused(office: Office, queue: Queue) -> None:
    with pytest.raises(Refused, match="nothing"):
        wanted(office, queue, kind="nothing")


def test_stranger_gets_nothing(office: Office, queue: Queue) -> None:
    with pytest.raises(NotAllowed):
        documents.request_document(
            actor=office.stranger,
            evaluation=office.evaluation,
            kind="report",
            format=DocumentFormat.PDF,
            draft=True,
            enqueue=queue,
        )
    assert ReportDocument.objects.count() == 0


def test_killed_worker_loses_nothing(office: Office, queue: Queue) -> None:
    document = wanted(office, queue)
    expired = timezone.now() - timedelta(seconds=1)
    ReportDocument.objects.filter(pk=document.pk).update(
        status=DocumentStatus.RENDERING, attempts=1, leased_until=expired
    )
    again = Queue()
    assert documents.sweep(again) == 1
    assert again == [document.pk]
    assert documents.render(document.pk)


def test_leased_document_is_left_to_its_worker(office: Office, queue: Queue) -> None:
    document = wanted(office, queue)
    ReportDocument.objects.filter(pk=document.pk).update(
        status=DocumentStatus.RENDERING, attempts=1, leased_until=timezone.now() + timedelta(minutes=1)
    )
    assert not documents.render(document.pk)
    assert documents.sweep(queue) == 0


def test_third_failure_ends_the_attempts_until_asked_again(office: Office, queue: Queue) -> None:
    document = wanted(office, queue)
    # A kind that the pack does not know makes composing fail, as a defect would.
    ReportDocument.objects.filter(pk=document.pk).update(kind="gone")
    for _ in range(3):
        assert not documents.render(document.pk)
    document.refresh_from_db()
    assert document.status == DocumentStatus.FAILED
    assert "gone" in document.error
    assert not documents.render(document.pk)
    ReportDocument.objects.filter(pk=document.pk).update(kind="report")
    assert wanted(office, queue).status == DocumentStatus.QUEUED
    assert documents.render(document.pk)
