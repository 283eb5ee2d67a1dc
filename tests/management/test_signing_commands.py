"""``manage.py sign`` and ``manage.py verify``, as scripts call them."""

from __future__ import annotations

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from selfeval.reports.signing.development import REMARK
from selfeval.reports.signing.seal import seal_svg
from tests.support.signing import ORGANISATION, PASSPHRASE, authority, now, prepared, rendered

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A prepared report, a key, the root, a seal, and the pass phrase in the environment."""
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    (tmp_path / "report.pdf").write_bytes(prepared())
    (tmp_path / "key.p12").write_bytes(authority().issue(ORGANISATION, PASSPHRASE, at=now()))
    (tmp_path / "root.pem").write_bytes(authority().pem())
    (tmp_path / "seal.svg").write_text(seal_svg(ORGANISATION))
    return tmp_path


def sign(folder: Path, *options: str, file: str = "report.pdf", out: str = "signed.pdf") -> None:
    call_command(
        *("sign", str(folder / file), "--pkcs12", str(folder / "key.p12"), "--out", str(folder / out)),
        *options,
        stdout=StringIO(),
    )


def verify(folder: Path, file: str = "signed.pdf") -> dict[str, Any]:
    out = StringIO()
    with suppress(SystemExit):
        call_command("verify", str(folder / file), "--trust", str(folder / "root.pem"), "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_sign_and_verify(folder: Path) -> None:
    sign(folder, "--reason", "填报")
    sign(
        *(folder, "--field", "department", "--seal", str(folder / "seal.svg"), "--reason", "审签"),
        file="signed.pdf",
        out="sealed.pdf",
    )
    report = verify(folder, "sealed.pdf")
    assert (report["intact"], report["changed_since_signing"], report["sound"]) == (True, False, True)
    assert report["record"] is None
    assert [
        (one["field"], one["reason"], one["signer"], one["trusted"], one["covers_whole_file"])
        for one in report["signatures"]
    ] == [
        ("preparer", "填报", f"{REMARK}·{ORGANISATION}", True, False),
        ("department", "审签", f"{REMARK}·{ORGANISATION}", True, True),
    ]


def test_a_changed_file_is_told_and_ends_with_status_1(folder: Path) -> None:
    sign(folder)
    file = folder / "signed.pdf"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(SystemExit, match="1"):
        call_command("verify", str(file), "--trust", str(folder / "root.pem"), stdout=(out := StringIO()))
    assert "签名验证没有通过" in out.getvalue()
    assert verify(folder)["changed_since_signing"] is True


def test_without_a_pass_phrase_nothing_is_signed(folder: Path, settings: Any) -> None:
    settings.SIGNING_PASSPHRASE = None
    with pytest.raises(CommandError, match="SELFEVAL_SIGNING_PASSPHRASE"):
        sign(folder)
    settings.SIGNING_PASSPHRASE = "another"
    with pytest.raises(CommandError, match="密码不对"):
        sign(folder)
    assert not (folder / "signed.pdf").exists()


def test_a_file_without_a_place_for_signatures_is_refused(folder: Path) -> None:
    (folder / "plain.pdf").write_bytes(rendered().data)
    with pytest.raises(CommandError, match="没有空白的签名域"):
        sign(folder, file="plain.pdf")
    with pytest.raises(CommandError, match="读不了文件"):
        sign(folder, file="missing.pdf")
