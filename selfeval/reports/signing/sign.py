"""Signing a PDF: PAdES B-B, or B-T where a time-stamp service is given; earlier signatures stay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from tempfile import NamedTemporaryFile
from typing import Final

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle

from selfeval.reports.signing.errors import SigningError
from selfeval.reports.signing.keys import SigningKey

_FILLS_THE_FIELD: Final = layout.SimpleBoxLayoutRule(
    layout.AxisAlignment.ALIGN_MID, layout.AxisAlignment.ALIGN_MID, margins=layout.Margins(0, 0, 0, 0)
)


@dataclass(frozen=True)
class SignatureRequest:
    """What a signature says: the reserved ``field``, ``reason`` (报送), ``location``; the seal as PDF."""

    field: str
    reason: str = ""
    location: str = ""
    seal: bytes | None = None


def empty_fields(pdf: bytes) -> tuple[str, ...]:
    """Return the names of the fields nobody has signed yet, in order. SigningError for what is no PDF."""
    try:
        found = fields.enumerate_sig_fields(PdfFileReader(BytesIO(pdf)))
        return tuple(name for name, value, _ in found if value is None)
    except (PdfError, ValueError) as error:
        raise SigningError("文件不是可以签名的 PDF，请重新导出后再签名") from error


def sign_pdf(
    pdf: bytes, request: SignatureRequest, key: SigningKey, *, timestamper: TimeStamper | None = None
) -> bytes:
    """Return the PDF with one more signature in a field reserved for it.

    Raises SigningError where the file is no PDF that can be signed, has no such empty field, or the
    time-stamp service does not answer: then nothing was signed.
    """
    if request.field not in empty_fields(pdf):
        raise SigningError(f"文件里没有名为“{request.field}”的空白签名域，可能已经签过；请打开最新的文件")
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    with _stamp_style(request.seal) as style:
        return _signed(writer, request, key, timestamper, style)


def _signed(
    writer: IncrementalPdfFileWriter,
    request: SignatureRequest,
    key: SigningKey,
    timestamper: TimeStamper | None,
    style: StaticStampStyle | None,
) -> bytes:
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=request.field,
            name=key.holder,
            reason=request.reason or None,
            location=request.location or None,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        ),
        signer=key.signer,
        timestamper=timestamper,
        stamp_style=style,
    )
    out = BytesIO()
    try:
        signer.sign_pdf(writer, output=out)
    except TimestampRequestError as error:
        raise SigningError("时间戳服务没有应答，文件没有签名；稍后重试，或请管理员检查服务地址") from error
    except (PdfError, ValueError) as error:
        raise SigningError("签名没有完成，文件没有改变；请核对证书后重试") from error
    return out.getvalue()


@contextmanager
def _stamp_style(seal: bytes | None) -> Iterator[StaticStampStyle | None]:
    """The seal as appearance of the signature; pyHanko reads it from a file."""
    if seal is None:
        yield None
        return
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(seal)
        file.flush()
        yield StaticStampStyle.from_pdf_file(file.name, border_width=0, background_layout=_FILLS_THE_FIELD)
