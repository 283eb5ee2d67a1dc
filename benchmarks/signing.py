"""Signing with a visible seal and judging two signatures, against bare pyHanko on the same file.

Run: ``python -m benchmarks.signing [FILE.pdf]``; without a file a document of some seventy pages is made.
Prints the rows of docs/performance.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import django
from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from benchmarks.documents import document
from benchmarks.measure import alternate, table

ROUNDS = 3
BOX = (340, 270, 459, 389)


def main() -> None:
    """Measure signing, then judging, on the file given or a made one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selfeval.settings.test")
    django.setup()
    from selfeval.reports.pdf import SealArea, render_pdf  # noqa: PLC0415  (needs configured settings)
    from selfeval.reports.signing.development import new_authority  # noqa: PLC0415
    from selfeval.reports.signing.fields import FieldPlan, with_fields  # noqa: PLC0415
    from selfeval.reports.signing.keys import open_pkcs12  # noqa: PLC0415
    from selfeval.reports.signing.seal import seal_pdf, seal_svg  # noqa: PLC0415
    from selfeval.reports.signing.sign import SignatureRequest, sign_pdf  # noqa: PLC0415
    from selfeval.reports.signing.verify import read_certificates, verify_pdf  # noqa: PLC0415

    plain = (
        Path(sys.argv[1]).read_bytes()
        if sys.argv[1:]
        else render_pdf(document(9, charts=7, table_rows=16)).data
    )
    now = datetime.now(UTC)
    authority = new_authority(at=now)
    key = open_pkcs12(authority.issue("示例部门", "pass", at=now), "pass", at=now)
    roots = read_certificates(authority.pem())
    seal = seal_pdf(seal_svg("示例部门"))
    fields = [FieldPlan("preparer"), FieldPlan("department", SealArea(0, *BOX))]
    first = sign_pdf(with_fields(plain, fields), SignatureRequest("preparer"), key)
    both = sign_pdf(first, SignatureRequest("department", seal=seal), key)
    bare_both = _bare_sign(
        _bare_sign(_bare_fields(plain), "preparer", key.signer, None), "department", key.signer, seal
    )
    pages = len(PdfFileReader(BytesIO(plain)).root["/Pages"]["/Kids"])

    signing = alternate(
        {
            "ours": lambda: sign_pdf(first, SignatureRequest("department", seal=seal), key),
            "bare": lambda: _bare_sign(first, "department", key.signer, seal),
        },
        ROUNDS,
    )
    judging = alternate(
        {
            "ours": lambda: verify_pdf(both, trusted=roots, at=now),
            "bare": lambda: _bare_validate(both, roots),
            "unprepared": lambda: _bare_validate(bare_both, roots),
        },
        ROUNDS,
    )
    name = f"{pages} pages, {len(plain) / 1e6:.1f} MB"
    rows = [
        (
            "sign with a visible seal",
            name,
            f"{signing['bare']:.2f} s",
            f"{signing['ours']:.2f} s",
            _ratio(signing, "bare"),
        ),
        (
            "judge two signatures",
            name,
            f"{judging['bare']:.2f} s",
            f"{judging['ours']:.2f} s",
            _ratio(judging, "bare"),
        ),
        (
            "judge two signatures, file signed as WeasyPrint wrote it",
            name,
            f"{judging['unprepared']:.2f} s",
            f"{judging['ours']:.2f} s",
            _ratio(judging, "unprepared"),
        ),
    ]
    print(table(("operation", "file", "bare pyHanko", "ours", "ours ÷ bare"), rows))


def _ratio(times: dict[str, float], beside: str) -> str:
    return f"{times['ours'] / times[beside]:.2f}"


def _bare_fields(pdf: bytes) -> bytes:
    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    append_signature_field(writer, SigFieldSpec("preparer"))
    append_signature_field(writer, SigFieldSpec("department", on_page=0, box=BOX))
    writer.write(out)
    return out.getvalue()


def _bare_sign(pdf: bytes, field: str, signer: Signer, seal: bytes | None) -> bytes:
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(seal or b"")
        file.flush()
        style = StaticStampStyle.from_pdf_file(file.name, border_width=0) if seal else None
        metadata = PdfSignatureMetadata(
            field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        out = BytesIO()
        PdfSigner(metadata, signer=signer, stamp_style=style).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), output=out
        )
        return out.getvalue()


def _bare_validate(pdf: bytes, roots: Sequence[x509.Certificate]) -> None:
    for signature in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures:
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        assert validate_pdf_signature(signature, context, context).bottom_line


if __name__ == "__main__":
    main()
