"""A short report with reserved signature fields, and keys of a demonstration authority."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from selfeval.domain.report.document import Paragraph, Run, Signature
from selfeval.reports.pdf import RenderedPdf, render_pdf
from selfeval.reports.signing.development import DevelopmentAuthority, new_authority
from selfeval.reports.signing.fields import FieldPlan, with_fields
from selfeval.reports.signing.keys import SigningKey, open_pkcs12
from selfeval.reports.signing.seal import seal_pdf, seal_svg
from selfeval.reports.signing.sign import SignatureRequest, sign_pdf
from tests.support.report_documents import characters, document

PASSPHRASE = "口令-1"
ORGANISATION = "某某市科学技术局"


def now() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)


@cache
def authority() -> DevelopmentAuthority:
    """One root for a whole run."""
    return new_authority(at=now())


def key(name: str = ORGANISATION) -> SigningKey:
    """A key that the authority vouches for."""
    return open_pkcs12(authority().issue(name, PASSPHRASE, at=now()), PASSPHRASE, at=now())


@cache
def rendered(text: str = "自评结论") -> RenderedPdf:
    """A report of two pages with its signature block; ``text`` tells reports apart."""
    words = Paragraph((Run(text + characters(700)),))
    return render_pdf(document(words, Signature(ORGANISATION, "2021年3月30日")))


def prepared(text: str = "自评结论") -> bytes:
    """The report with fields for three signers; the department's is where its seal goes."""
    report = rendered(text)
    plan = (FieldPlan("preparer"), FieldPlan("department", report.seals[0]), FieldPlan("bureau"))
    return with_fields(report.data, plan)


@cache
def signed_by_preparer(text: str = "自评结论") -> bytes:
    """The report with its first signature."""
    return sign_pdf(prepared(text), SignatureRequest("preparer", "填报"), key("填报人"))


@cache
def signed_by_two(text: str = "自评结论") -> bytes:
    """The report signed by the preparer and sealed by the department."""
    seal = seal_pdf(seal_svg(ORGANISATION))
    return sign_pdf(signed_by_preparer(text), SignatureRequest("department", "审签", seal=seal), key())
