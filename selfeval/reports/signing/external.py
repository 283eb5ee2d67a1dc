"""A seal service outside (电子印章平台): the PDF goes there and comes back sealed; then it is looked at.

The interface is one request: ``POST <address>`` with the PDF as body (``application/pdf``), the headers
``X-Signature-Field`` and ``X-Signature-Reason`` (percent-encoded UTF-8), and a bearer token. The answer is
the sealed PDF, which must begin with the very bytes that were sent.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from http.client import HTTPException
from io import BytesIO
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError

from selfeval.reports.signing.errors import SigningError

_LARGEST_ANSWER: Final = 200 * 1024 * 1024


@dataclass(frozen=True)
class SealService:
    """Where a seal service is reached; ``timeout`` in seconds. Only https, or http on this very machine."""

    address: str
    token: str = ""
    timeout: float = 60


def seal_externally(pdf: bytes, field: str, reason: str, service: SealService) -> bytes:
    """Return the PDF as the service sealed it.

    Raises SigningError where it cannot be reached, refuses, or answers with anything but this PDF with a
    signature in this field added.
    """
    _check_address(service.address)
    request = Request(  # noqa: S310 - the scheme was checked above
        service.address,
        data=pdf,
        method="POST",
        headers={
            "Content-Type": "application/pdf",
            "X-Signature-Field": quote(field),
            "X-Signature-Reason": quote(reason),
            **({"Authorization": f"Bearer {service.token}"} if service.token else {}),
        },
    )
    try:
        with build_opener(_NoRedirect).open(request, timeout=service.timeout) as answer:
            sealed: bytes = answer.read(_LARGEST_ANSWER + 1)
    except HTTPError as error:
        raise SigningError(f"电子印章平台拒绝了这次盖章（代码{error.code}）；请核对印章授权后重试") from error
    except (URLError, HTTPException, OSError) as error:
        raise SigningError("电子印章平台没有应答，文件没有盖章；稍后重试，或请管理员检查平台地址") from error
    if (
        len(sealed) > _LARGEST_ANSWER
        or not sealed.startswith(pdf)
        or _signed_fields(sealed) != _signed_fields(pdf) | {field}
    ):
        raise SigningError("电子印章平台交回的文件与送去的不一致，没有采用；请联系平台管理单位")
    return sealed


class _NoRedirect(HTTPRedirectHandler):
    """A report is not carried on to an address that nobody configured."""

    def redirect_request(self, *_args: object) -> None:
        """Refuse; the answer then counts as an error."""


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or "")):
        return
    raise SigningError("电子印章平台的地址应以 https:// 开头；请管理员更正设置")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _signed_fields(pdf: bytes) -> frozenset[str]:
    try:
        return frozenset(one.field_name for one in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures)
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError):
        return frozenset()
