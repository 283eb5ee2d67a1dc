"""Signing, and telling sound files from tampered ones; poppler's pdfsig is the second opinion."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from selfeval.reports.signing.development import MARK, REMARK, new_authority
from selfeval.reports.signing.errors import KeyProblem, SigningError
from selfeval.reports.signing.keys import open_pkcs12
from selfeval.reports.signing.seal import LONGEST_NAME, seal_pdf, seal_svg
from selfeval.reports.signing.sign import SignatureRequest, sign_pdf
from selfeval.reports.signing.verify import FileReport, read_certificates, verify_pdf
from tests.support.pdf import page_texts, run_tool
from tests.support.signing import (
    ORGANISATION,
    PASSPHRASE,
    authority,
    key,
    now,
    prepared,
    rendered,
    signed_by_preparer,
    signed_by_two,
)


def roots() -> tuple[x509.Certificate, ...]:
    return read_certificates(authority().pem())


def judged(pdf: bytes) -> FileReport:
    return verify_pdf(pdf, trusted=roots(), at=now())


def poppler(pdf: bytes, folder: Path) -> list[str]:
    """What pdfsig says of each signature, in order."""
    file = folder / "file.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, timeout=60).stdout
    return re.findall(r"Signature Validation: (.+)", told)


def flipped(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


@pytest.fixture(scope="module")
def signed() -> bytes:
    return signed_by_two()


# --- signing --------------------------------------------------------------------------------------


def test_two_signatures_in_order_are_sound(signed: bytes, tmp_path: Path) -> None:
    report = judged(signed)
    assert report.is_sound
    assert report.is_intact
    assert not report.is_changed_since_signing
    assert [(one.field, one.reason, one.covers_whole_file) for one in report.signatures] == [
        ("preparer", "填报", False),
        ("department", "审签", True),
    ]
    assert [one.signer for one in report.signatures] == [f"{REMARK}·填报人", f"{REMARK}·{ORGANISATION}"]
    assert all(one.issuer == MARK for one in report.signatures)
    assert poppler(signed, tmp_path) == ["Signature is Valid."] * 2


def test_signing_adds_to_the_file_and_changes_nothing_in_it() -> None:
    before = signed_by_preparer()
    after = sign_pdf(before, SignatureRequest("bureau"), key("财政局"))
    assert after.startswith(before)
    assert [one.field for one in judged(after).signatures] == ["preparer", "bureau"]


def test_the_text_of_the_report_is_the_same_before_and_after(signed: bytes) -> None:
    assert page_texts(rendered().data)[0] == page_texts(signed)[0]


def test_the_seal_stands_red_over_name_and_date_in_its_square(signed: bytes) -> None:
    area = rendered().seals[0]
    page = run_tool(
        "pdftoppm", "-r", "72", "-f", str(area.page + 1), "-l", str(area.page + 1), "-png", stdin=signed
    )
    picture = Image.open(BytesIO(page)).convert("RGB")
    red = [
        (x, picture.height - y)
        for x in range(picture.width)
        for y in range(picture.height)
        if (pixel := picture.getpixel((x, y))) and pixel[0] > 180 and pixel[1] < 90 and pixel[2] < 90  # type: ignore[index]
    ]
    assert len(red) > 500
    assert min(x for x, _ in red) >= area.x1 - 2
    assert max(x for x, _ in red) <= area.x2 + 2
    assert min(y for _, y in red) >= area.y1 - 2
    assert max(y for _, y in red) <= area.y2 + 2
    width = max(x for x, _ in red) - min(x for x, _ in red)
    assert width == pytest.approx(42 / 25.4 * 72, rel=0.06)  # a seal of 42 mm


def test_a_field_is_signed_once_only(signed: bytes) -> None:
    with pytest.raises(SigningError, match="没有名为“department”的空白签名域"):
        sign_pdf(signed, SignatureRequest("department"), key())


def test_a_file_that_is_no_pdf_is_refused() -> None:
    with pytest.raises(SigningError, match="不是可以签名的 PDF"):
        sign_pdf(b"%PDF-1.7 nothing", SignatureRequest("department"), key())


# --- keys -----------------------------------------------------------------------------------------


def test_a_wrong_pass_phrase_is_refused() -> None:
    file = authority().issue(ORGANISATION, PASSPHRASE, at=now())
    with pytest.raises(KeyProblem, match="密码不对"):
        open_pkcs12(file, "another", at=now())


@pytest.mark.parametrize("data", [b"", b"not a key", b"\x30\x82" * 50])
def test_a_file_that_is_no_key_is_refused(data: bytes) -> None:
    with pytest.raises(KeyProblem, match="PKCS#12"):
        open_pkcs12(data, PASSPHRASE, at=now())


def test_a_file_that_is_far_too_large_is_not_even_read() -> None:
    with pytest.raises(KeyProblem, match="256 KB"):
        open_pkcs12(b"0" * 300_000, PASSPHRASE, at=now())


def test_an_expired_and_a_future_certificate_are_refused() -> None:
    file = authority().issue(ORGANISATION, PASSPHRASE, at=now())
    with pytest.raises(KeyProblem, match="到期"):
        open_pkcs12(file, PASSPHRASE, at=now() + timedelta(days=366))
    with pytest.raises(KeyProblem, match="起有效"):
        open_pkcs12(file, PASSPHRASE, at=now() - timedelta(days=2))


def test_a_certificate_that_is_not_for_signing_is_refused() -> None:
    root = new_authority(at=now())
    file = pkcs12.serialize_key_and_certificates(
        b"root", root.key, root.certificate, None, serialization.BestAvailableEncryption(PASSPHRASE.encode())
    )
    with pytest.raises(KeyProblem, match="不是签名证书"):
        open_pkcs12(file, PASSPHRASE, at=now())


def test_a_key_file_without_certificate_is_refused() -> None:
    alone = rsa.generate_private_key(65537, 2048)
    file = pkcs12.serialize_key_and_certificates(
        b"key", alone, None, None, serialization.BestAvailableEncryption(PASSPHRASE.encode())
    )
    with pytest.raises(KeyProblem, match="没有私钥或证书"):
        open_pkcs12(file, PASSPHRASE, at=now())


# --- tampering ------------------------------------------------------------------------------------


def test_a_flipped_byte_is_told(signed: bytes, tmp_path: Path) -> None:
    broken = flipped(signed, signed.index(b"%PDF") + 6)  # the version: the file stays readable
    report = judged(broken)
    assert not report.is_sound
    assert not report.is_intact
    assert report.is_changed_since_signing
    assert all("签名之后内容被改动" in one.problems[0] for one in report.signatures)
    assert "Signature is Valid." not in poppler(broken, tmp_path)


@given(st.floats(0, 1, exclude_max=True))
@settings(max_examples=60, deadline=None)
def test_no_flipped_byte_leaves_a_sound_file(where: float) -> None:
    pdf = signed_by_two()
    assert not judged(flipped(pdf, int(where * len(pdf)))).is_sound


def test_no_flipped_digit_of_a_signature_leaves_a_sound_file(signed: bytes) -> None:
    """The signature itself and the room kept for it are what no digest covers."""
    for found in re.finditer(rb"/Contents <([0-9a-fA-F]+)>", signed):
        for place in range(found.start(1), found.end(1), 211):
            assert not judged(flipped(signed, place)).is_sound, place - found.start(1)


def test_bytes_after_the_end_are_told(signed: bytes) -> None:
    report = judged(signed + b"\n% more")
    assert report.is_intact
    assert not report.is_sound
    assert report.is_changed_since_signing
    assert "被追加了内容" in report.problems[0]


def test_a_page_content_replaced_by_an_update_is_told(signed: bytes) -> None:
    """The signed bytes stay as they are: the digest holds, and yet another page is shown."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    while "/Kids" in page:
        page = page["/Kids"][0]
    other = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    page[generic.NameObject("/Contents")] = other
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    report = judged(out.getvalue())
    assert report.is_intact
    assert report.is_changed_since_signing
    assert not report.is_sound
    assert any("签名之后内容被改动" in problem for one in report.signatures for problem in one.problems)


def test_hidden_content_brought_forward_by_an_update_is_told(signed: bytes) -> None:
    """A shadow attack: what a signature covered but nobody saw takes the place of a page's content."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    pages = writer.root["/Pages"]["/Kids"]
    pages[0], pages[1] = pages.raw_get(1), pages.raw_get(0)
    writer.update_container(pages)
    out = BytesIO()
    writer.write(out)
    report = judged(out.getvalue())
    assert report.is_changed_since_signing
    assert not report.is_sound


def test_a_file_cut_back_before_the_second_signature_shows_what_is_missing(signed: bytes) -> None:
    report = judged(signed_by_preparer())
    assert [one.field for one in report.signatures] == ["preparer"]
    assert signed.startswith(b"%PDF")


def test_a_rewritten_file_without_its_signatures_is_not_signed(signed: bytes) -> None:
    with pikepdf.open(BytesIO(signed)) as file:
        for field in file.Root.AcroForm.Fields:
            if "/V" in field:
                del field["/V"]
        out = BytesIO()
        file.save(out)
    report = judged(out.getvalue())
    assert report.problems == ("文件留有签名位置，但没有签名",)
    assert not report.is_sound


def test_the_signature_of_another_report_is_told(tmp_path: Path) -> None:
    """Both files have the same layout, so that the bytes of one signature fit into the other."""
    one, other = signed_by_preparer("甲"), signed_by_preparer("乙")
    mine, theirs = (re.search(rb"/Contents <([0-9a-fA-F]+)>", file) for file in (one, other))
    assert mine is not None
    assert theirs is not None
    forged = one.replace(mine[1], theirs[1][: len(mine[1])].ljust(len(mine[1]), b"0"))
    report = judged(forged)
    assert not report.is_intact
    assert not report.is_sound
    assert "Signature is Valid." not in poppler(forged, tmp_path)


def test_an_expired_certificate_is_told(signed: bytes) -> None:
    report = verify_pdf(signed, trusted=roots(), at=now() + timedelta(days=400))
    assert report.is_intact
    assert not report.is_sound
    assert all("到期" in one.problems[0] for one in report.signatures)


def test_an_unknown_certificate_is_told(signed: bytes) -> None:
    stranger = read_certificates(new_authority(at=now()).pem())
    report = verify_pdf(signed, trusted=stranger, at=now())
    assert report.is_intact
    assert not any(one.is_trusted for one in report.signatures)
    assert all("身份无法确认" in one.problems[0] for one in report.signatures)


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "已经损坏"), (b"PK\x03\x04 a zip", "已经损坏"), (b"%PDF-1.7\n%%EOF", "已经损坏")],
)
def test_what_is_no_pdf_is_told(data: bytes, told: str) -> None:
    assert told in judged(data).problems[0]


def test_an_unsigned_report_is_told() -> None:
    assert judged(rendered().data).problems == ("文件没有电子签名",)
    assert judged(prepared()).problems == ("文件留有签名位置，但没有签名",)


# --- the seal -------------------------------------------------------------------------------------


def test_the_seal_bears_every_character_of_the_name() -> None:
    text = "".join(page_texts(seal_pdf(seal_svg("某某市科学技术和人才工作局", remark=REMARK))))
    assert set("某某市科学技术和人才工作局" + REMARK) <= set(text)


@pytest.mark.parametrize("name", ["", "  ", "局" * (LONGEST_NAME + 1)])
def test_a_name_that_does_not_fit_on_a_seal_is_refused(name: str) -> None:
    with pytest.raises(SigningError, match="1至40个字"):
        seal_svg(name)


def test_a_name_cannot_put_other_drawings_on_a_seal() -> None:
    assert "<script" not in seal_svg("<script/>局")
