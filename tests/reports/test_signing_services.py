"""Time stamps and outside seal services: a real exchange over HTTP, also with a service that misbehaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from selfeval.reports.signing.errors import SigningError
from selfeval.reports.signing.external import SealService, seal_externally
from selfeval.reports.signing.sign import SignatureRequest, sign_pdf
from selfeval.reports.signing.verify import read_certificates, verify_pdf
from tests.support.signing import authority, key, now, prepared, signed_by_preparer

Answer = Callable[[bytes, str, str], tuple[int, bytes]]


def sealing(pdf: bytes, field: str, reason: str) -> tuple[int, bytes]:
    """What an honest seal service does."""
    return 200, sign_pdf(pdf, SignatureRequest(field, reason), key("印章平台"))


@contextmanager
def running(answer: Answer, token: str = "t-1") -> Iterator[SealService]:
    """An example seal service on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Authorization"] != f"Bearer {token}":
                status, content = 403, b""
            else:
                field, reason = (unquote(self.headers[f"X-Signature-{name}"]) for name in ("Field", "Reason"))
                status, content = answer(body, field, reason)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield SealService(f"http://127.0.0.1:{server.server_port}/seal", "t-1", timeout=10)
    finally:
        server.shutdown()
        server.server_close()


def test_a_seal_service_adds_its_signature_behind_the_first() -> None:
    pdf = signed_by_preparer()
    with running(sealing) as service:
        sealed = seal_externally(pdf, "department", "加盖印章", service)
    report = verify_pdf(sealed, trusted=read_certificates(authority().pem()), at=now())
    assert report.is_sound
    assert [(one.field, one.reason) for one in report.signatures] == [
        ("preparer", "填报"),
        ("department", "加盖印章"),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        lambda pdf, _field, _reason: (200, pdf),
        lambda _pdf, _field, _reason: (200, b"<html>error</html>"),
        lambda _pdf, field, reason: sealing(prepared("另一份报告"), field, reason),
        lambda pdf, _field, reason: sealing(pdf, "bureau", reason),
    ],
    ids=["unsealed", "no pdf", "another report", "another field"],
)
def test_an_answer_that_is_not_this_report_sealed_is_refused(answer: Answer) -> None:
    with running(answer) as service, pytest.raises(SigningError, match="与送去的不一致"):
        seal_externally(signed_by_preparer(), "department", "加盖印章", service)


def test_a_refusal_and_a_redirect_are_told() -> None:
    with running(sealing, token="t-2") as service, pytest.raises(SigningError, match="代码403"):
        seal_externally(prepared(), "department", "", service)
    with running(lambda *_: (302, b"")) as service, pytest.raises(SigningError, match="代码302"):
        seal_externally(prepared(), "department", "", service)


def test_a_service_that_is_not_there_is_told() -> None:
    with pytest.raises(SigningError, match="没有应答"):
        seal_externally(prepared(), "department", "", SealService("http://127.0.0.1:1/", timeout=2))


@pytest.mark.parametrize(
    "address", ["http://seal.example.org/", "ftp://127.0.0.1/", "file:///etc/passwd", "seal"]
)
def test_a_report_leaves_only_over_https(address: str) -> None:
    with pytest.raises(SigningError, match="https://"):
        seal_externally(prepared(), "department", "", SealService(address))


# --- time stamps ----------------------------------------------------------------------------------


def stamper() -> TimeStamper:
    """A time-stamp authority in this process, vouched for by the demonstration root."""
    certificate, secret = authority().issue_timestamping(at=now())
    return DummyTimeStamper(
        tsa_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=keys.PrivateKeyInfo.load(
            secret.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        certs_to_embed=SimpleCertificateStore.from_certs(read_certificates(authority().pem())),
    )


def test_a_time_stamp_proves_the_time_and_outlives_the_certificate() -> None:
    signed = sign_pdf(prepared(), SignatureRequest("bureau"), key("财政局"), timestamper=stamper())
    trusted = read_certificates(authority().pem())
    today = verify_pdf(signed, trusted=trusted, at=now())
    assert today.is_sound
    assert today.signatures[0].is_timestamped
    assert today.signatures[0].time is not None
    assert abs(today.signatures[0].time - now()) < timedelta(minutes=1)
    later = verify_pdf(signed, trusted=trusted, at=now() + timedelta(days=400))
    assert later.is_sound, later.signatures[0].problems


def test_without_an_answer_from_the_time_stamp_service_nothing_is_signed() -> None:
    class Silent(TimeStamper):
        async def async_request_tsa_response(self, req: object) -> object:
            raise TimestampRequestError("no answer")

    with pytest.raises(SigningError, match="时间戳服务没有应答"):
        sign_pdf(prepared(), SignatureRequest("bureau"), key("财政局"), timestamper=Silent())  # type: ignore[no-untyped-call]
