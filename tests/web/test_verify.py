"""The verification page, as somebody without an account meets it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from selfeval.models import EvaluationSnapshot
from selfeval.reports.pdf import render_pdf
from selfeval.reports.signing.fields import FieldPlan, with_fields
from selfeval.reports.signing.sign import SignatureRequest, sign_pdf
from selfeval.selectors.documents import document_of, snapshot_source
from selfeval.services import evaluations
from tests.support.office import Office
from tests.support.signing import ORGANISATION, authority, key, prepared, rendered, signed_by_two

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _trust(tmp_path: Path, settings: Any) -> None:
    settings.TRUST_DIR = tmp_path
    (tmp_path / "root.pem").write_bytes(authority().pem())
    (tmp_path / "broken.pem").write_bytes(b"no certificate")
    (tmp_path / "notes.txt").write_text("not looked at")


def given(pdf: bytes, name: str = "报告.pdf") -> tuple[int, str]:
    """Status and page after a file was given."""
    file = SimpleUploadedFile(name, pdf, content_type="application/pdf")
    answer = Client().post(reverse("verify"), {"file": file})
    return answer.status_code, answer.content.decode()


def test_the_page_needs_no_account() -> None:
    page = Client().get(reverse("verify"))
    assert page.status_code == 200
    assert "文件验证" in page.content.decode()
    assert reverse("verify") in Client().get(reverse("login")).content.decode()


def test_a_sound_file_says_who_when_and_its_fingerprint() -> None:
    pdf = signed_by_two()
    text = given(pdf)[1]
    assert "签名有效，文件自签名后没有改动" in text
    assert ORGANISATION in text
    assert "审签" in text
    assert "签名人电脑的时间" in text
    assert hashlib.sha256(pdf).hexdigest() in text
    assert "本系统没有它的记录" in text


def test_a_changed_file_and_an_unsigned_one_say_so() -> None:
    changed = given(signed_by_two() + b"\n% more")[1]
    assert "验证没有通过" in changed
    assert "追加了内容" in changed
    assert "签名有效，" not in changed
    assert "没有可以验证的电子签名" in given(prepared())[1]
    assert "没有电子签名" in given(rendered().data)[1]
    assert "已经损坏" in given(b"hello")[1]


def test_a_signer_whose_root_is_not_trusted_is_not_believed(settings: Any, tmp_path: Path) -> None:
    settings.TRUST_DIR = tmp_path / "empty"
    text = given(signed_by_two())[1]
    assert "验证没有通过" in text
    assert "身份无法确认" in text


def test_no_file_and_an_empty_one_are_told() -> None:
    missing = Client().post(reverse("verify"))
    assert missing.status_code == 422
    assert "没有选择文件" in missing.content.decode()
    status, empty = given(b"")
    assert status == 422
    assert "没有内容" in empty


def test_names_in_a_file_are_shown_as_text() -> None:
    text = given(signed_by_two(), name="<img src=x>.pdf")[1]
    assert "<img src=x>" not in text


def test_a_report_of_this_system_is_recognised_with_its_version(office: Office) -> None:
    evaluation = office.evaluation
    evaluations.submit(actor=office.preparer, evaluation=evaluation, idempotency_key="k")
    snapshot = EvaluationSnapshot.objects.get(evaluation=evaluation)
    source = snapshot_source(snapshot)
    pdf = with_fields(render_pdf(document_of(source, "report")).data, [FieldPlan("department")])
    signed = sign_pdf(pdf, SignatureRequest("department", "审签"), key())
    text = given(signed)[1]
    assert snapshot.sha256 in text
    assert f"编号 {evaluation.code}" in text
    assert "为最新版本" in text
    EvaluationSnapshot.objects.create(
        evaluation=evaluation,
        sequence=2,
        purpose="submit",
        content=snapshot.content,
        pack_content=snapshot.pack_content,
        sha256="0" * 64,
        created_at=timezone.now(),
        created_by=office.preparer,
    )
    assert "此后已有更新的版本" in given(signed)[1]
    unsigned_record = given(pdf)[1]
    assert snapshot.sha256 not in unsigned_record  # an identifier without a signature proves nothing
