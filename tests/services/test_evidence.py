"""Evidence files: what may be attached, where it goes, and removing it."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from selfeval.models import AuditEvent, EvidenceFile
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.services import evidence
from selfeval.services.errors import NotAllowed, Refused, WrongState
from tests.support.office import Office

PDF = b"%PDF-1.7\nminutes"


def attach(office: Office, name: str, content: bytes = PDF, indicator: str = "contests") -> EvidenceFile:
    """Attach a file as the preparer."""
    return evidence.attach(
        actor=office.preparer,
        evaluation=office.evaluation,
        indicator=indicator,
        file=SimpleUploadedFile(name, content),
    )


def test_attached_file_belongs_to_its_indicator(office: Office) -> None:
    row = attach(office, "大赛 通知.pdf")
    assert (row.name, row.size, row.media_type) == ("大赛 通知.pdf", len(PDF), "application/pdf")
    with row.file.open("rb") as file:
        assert file.read() == PDF
    (kept,) = evaluation_data(office.evaluation).entry("contests").evidence
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    event = AuditEvent.objects.order_by("-sequence")[0]
    assert (event.action, event.details["name"]) == ("evidence.attached", "大赛 通知.pdf")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\资料\\通知.pdf", "通知.pdf"),
        ("通\u202e知fdp.pdf", "通知fdp.pdf"),
        ("长" * 250 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_name_is_shown_clean_and_never_part_of_a_path(office: Office, name: str, shown: str) -> None:
    upload = ContentFile(PDF, name=name)
    row = evidence.attach(
        actor=office.preparer, evaluation=office.evaluation, indicator="contests", file=upload
    )
    assert row.name == shown
    assert str(row.file.name).startswith(f"evidence/bishan-2022/{row.sha256}")


def test_same_file_twice_is_one_row_per_indicator(office: Office) -> None:
    first = attach(office, "通知.pdf")
    assert attach(office, "改名.pdf") == first
    other = attach(office, "通知.pdf", indicator="science_weeks")
    assert other != first
    assert EvidenceFile.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("脚本.html", b"<script>", "不在允许范围内"),
        ("无扩展名", PDF, "不在允许范围内"),
        ("空.pdf", b"", "是空文件"),
        ("大.pdf", PDF + b"\0" * evidence.LARGEST_FILE, "超过 20 MB"),
        ("网页.pdf", b"<html>not a pdf", "与扩展名不符"),
        ("加密.docx", b"\xd0\xcf\x11\xe0 encrypted", "已加密"),
        ("图.png", PDF, "与扩展名不符"),
    ],
)
def test_unfit_file_is_refused_with_its_name(office: Office, name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=f"{name}.*{words}"):
        attach(office, name, content)
    assert not EvidenceFile.objects.exists()


def test_unknown_indicator_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="没有这个指标"):
        attach(office, "通知.pdf", indicator="nonsense")


def test_removed_file_stays_marked(office: Office) -> None:
    row = attach(office, "通知.pdf")
    evidence.remove(actor=office.colleague, evaluation=office.evaluation, evidence_id=row.pk)
    row.refresh_from_db()
    assert (row.removed_by, row.removed_at is not None) == (office.colleague, True)
    assert evaluation_data(office.evaluation).entry("contests").evidence == ()
    with row.file.open("rb") as file:
        assert file.read() == PDF
    with pytest.raises(Refused, match="已被移除"):
        evidence.remove(actor=office.preparer, evaluation=office.evaluation, evidence_id=row.pk)


def test_evidence_follows_the_evaluations_rights(office: Office) -> None:
    row = attach(office, "通知.pdf")
    for who in ("stranger", "department_reviewer", "auditor"):
        with pytest.raises(NotAllowed):
            evidence.remove(actor=getattr(office, who), evaluation=office.evaluation, evidence_id=row.pk)
    office.submit()
    with pytest.raises(WrongState):
        attach(office, "补充.pdf")
    with pytest.raises(WrongState):
        evidence.remove(actor=office.preparer, evaluation=office.evaluation, evidence_id=row.pk)
