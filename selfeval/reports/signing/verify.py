"""Judging a signed PDF strictly: what is covered, what came later, who signed, and whether to trust that.

A broken digest is only one way to tamper: content added after a signature leaves the signed bytes as they
were. So a signature is sound only if its digest holds, its certificate leads to a trusted root, and nothing
but further signatures, time stamps and their proofs followed it; and the last one must cover the file to its
end.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import pem, x509
from asn1crypto.parser import parse as asn1_parse
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from selfeval.reports.signing.keys import holder_of

logger = logging.getLogger(__name__)

_HARMLESS: Final = frozenset(
    {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}
)
_EXPIRED: Final = frozenset(
    {AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED}
)
_ALTERED: Final = "签名之后内容被改动，签名的内容与文件不符"
_UNREADABLE: Final = "签名数据残缺，无法验证"


@dataclass(frozen=True)
class SignatureReport:
    """What is known of one signature. ``problems`` are Chinese sentences, none for a sound signature.

    ``time`` is proved where ``is_timestamped``, else stated by the signer's computer.
    """

    field: str
    signer: str
    issuer: str
    reason: str
    time: datetime | None
    is_timestamped: bool
    is_intact: bool
    is_trusted: bool
    covers_whole_file: bool
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing speaks against the signature."""
        return not self.problems


@dataclass(frozen=True)
class FileReport:
    """The judgement on a file. ``problems`` are those of the file itself, beside those of its signatures."""

    signatures: tuple[SignatureReport, ...]
    is_changed_since_signing: bool
    problems: tuple[str, ...]
    document_id: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether the file is signed and nothing speaks against it or any signature."""
        return bool(self.signatures) and not self.problems and all(one.is_sound for one in self.signatures)

    @property
    def is_intact(self) -> bool:
        """Whether there are signatures and the digest of each holds."""
        return bool(self.signatures) and all(one.is_intact for one in self.signatures)


def read_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """Return the certificates in a PEM or DER file; ValueError for anything else."""
    if pem.detect(data):
        parts = [content for kind, _, content in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]
    else:
        parts = [data]
    found = tuple(x509.Certificate.load(part, strict=True) for part in parts)
    for certificate in found:
        _ = certificate.subject.native  # parsed on demand: fails here for what is no certificate
    if not found:
        raise ValueError("no certificate in the file")
    return found


def verify_pdf(pdf: bytes, *, trusted: Sequence[x509.Certificate], at: datetime) -> FileReport:
    """Judge every signature, trusting what leads to ``trusted`` at the moment ``at``. Never raises."""
    try:
        return _verified(pdf, trusted, at)
    except Exception:  # parsers of hostile files raise whatever comes; none of it may look like a sound file
        logger.info("a file could not be judged", exc_info=True)
        return FileReport((), False, ("文件不是完整的 PDF，或已经损坏",))


def _verified(pdf: bytes, trusted: Sequence[x509.Certificate], at: datetime) -> FileReport:
    reader = PdfFileReader(BytesIO(pdf))
    signatures = list(reader.embedded_regular_signatures)
    empty = [name for name, value, _ in fields.enumerate_sig_fields(reader) if value is None]
    if not signatures:
        told = "文件留有签名位置，但没有签名" if empty else "文件没有电子签名"
        return FileReport((), False, (told,), _document_id(reader))
    reports = tuple(_judge(one, trusted, at) for one in signatures)
    is_changed = not _reaches_the_end(signatures, reader) or any(_ALTERED in one.problems for one in reports)
    problems = (
        ()
        if not is_changed or any(_ALTERED in one.problems for one in reports)
        else ("最后一个签名之后文件又被追加了内容，追加的部分没有人签名",)
    )
    return FileReport(reports, is_changed, problems, _document_id(reader))


def _judge(
    signature: EmbeddedPdfSignature, trusted: Sequence[x509.Certificate], at: datetime
) -> SignatureReport:
    certificate = signature.signer_cert
    try:
        status = _validated(signature, trusted, at)
    except Exception:  # as above: one broken signature must not hide what is known of the others
        logger.info("a signature could not be judged", exc_info=True)
        return SignatureReport(
            field=signature.field_name,
            signer=holder_of(certificate) if certificate is not None else "",
            issuer="",
            reason="",
            time=None,
            is_timestamped=False,
            is_intact=False,
            is_trusted=False,
            covers_whole_file=False,
            problems=(_UNREADABLE,),
        )
    stamp = status.timestamp_validity
    is_timestamped = stamp is not None and stamp.valid and stamp.intact and stamp.trusted
    return SignatureReport(
        field=signature.field_name,
        signer=holder_of(status.signing_cert),
        issuer=_organisation(status.signing_cert.issuer),
        reason=str(signature.sig_object.get("/Reason", "")),
        time=stamp.timestamp if stamp is not None and is_timestamped else signature.self_reported_timestamp,
        is_timestamped=is_timestamped,
        is_intact=bool(status.intact and status.valid),
        is_trusted=bool(status.trusted),
        covers_whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        problems=tuple(
            _problems(status, is_timestamped=is_timestamped, has_clean_padding=_has_clean_padding(signature))
        ),
    )


def _validated(
    signature: EmbeddedPdfSignature, trusted: Sequence[x509.Certificate], at: datetime
) -> PdfSignatureStatus:
    """Judge at ``at``; where the certificate has run out since, at the moment that a time stamp proves."""
    status = validate_pdf_signature(signature, _context(trusted, at), _context(trusted, at))
    stamp = status.timestamp_validity
    if not status.trusted and stamp is not None and stamp.trusted and stamp.intact and stamp.valid:
        proved = _context(trusted, stamp.timestamp)
        return validate_pdf_signature(signature, proved, _context(trusted, at))
    return status


def _context(trusted: Sequence[x509.Certificate], at: datetime) -> ValidationContext:
    return ValidationContext(trust_roots=list(trusted), allow_fetching=False, moment=at)


def _has_clean_padding(signature: EmbeddedPdfSignature) -> bool:
    """Whether nothing but zeros follows the signature in the space kept for it, which no signature covers."""
    content = bytes(signature.pkcs7_content)
    _, _, _, header, body, trailer = asn1_parse(content, strict=False)
    return not any(content[len(header) + len(body) + len(trailer) :])


def _problems(status: PdfSignatureStatus, *, is_timestamped: bool, has_clean_padding: bool) -> Iterable[str]:
    if not (status.intact and status.valid):
        yield _ALTERED
        return  # whose signature it was cannot be told any more
    if not has_clean_padding:
        yield _UNREADABLE
    if status.coverage in {
        None,
        SignatureCoverageLevel.UNCLEAR,
        SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START,
    }:
        yield "签名没有覆盖完整的内容"
    elif status.modification_level not in _HARMLESS or not status.docmdp_ok:
        yield _ALTERED
    if not status.trusted:
        yield _distrust(status)
    if status.timestamp_validity is not None and not is_timestamped:
        yield "时间戳不可信，签名时间无法证明"


def _distrust(status: PdfSignatureStatus) -> str:
    """Why the certificate does not count."""
    certificate = status.signing_cert
    name = holder_of(certificate)
    if status.revoked:
        return f"“{name}”的证书已被吊销"
    if status.trust_problem_indic in _EXPIRED:
        return (
            f"“{name}”的证书已于{certificate.not_valid_after:%Y-%m-%d}到期，且没有可信时间戳证明签名时仍有效"
        )
    return f"“{name}”的证书不是由本系统信任的机构签发，签名人的身份无法确认"


def _reaches_the_end(signatures: Sequence[EmbeddedPdfSignature], reader: PdfFileReader) -> bool:
    """Whether the last signature, or a time stamp and proofs that follow it, closes the file."""
    last: Any = [*signatures, *reader.embedded_timestamp_signatures]
    return any(one.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE for one in last)


def _organisation(name: x509.Name) -> str:
    found = name.native.get("organization_name") or name.native.get("common_name") or name.human_friendly
    return found if isinstance(found, str) else "、".join(found)


def _document_id(reader: PdfFileReader) -> str:
    """The identifier that the writer put into the file: the hash of the snapshot it was made from."""
    if "/ID" not in reader.trailer_view:
        return ""
    first, _ = reader.document_id
    return bytes(first).decode("ascii", "replace")
