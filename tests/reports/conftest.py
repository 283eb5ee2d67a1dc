"""The sample report rendered once for all tests that only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval.domain.report.document import Document
from selfeval.reports.docx import write_docx
from selfeval.reports.pdf import RenderedPdf, render_pdf
from tests.support.libreoffice import docx_to_pdf
from tests.support.sample_document import sample_document


@pytest.fixture(scope="session")
def sample() -> Document:
    """A report with every kind of block."""
    return sample_document()


@pytest.fixture(scope="session")
def rendered(sample: Document) -> RenderedPdf:
    """The sample's PDF."""
    return render_pdf(sample)


@pytest.fixture(scope="session")
def docx(sample: Document, rendered: RenderedPdf) -> bytes:
    """The sample's DOCX with page numbers taken from the PDF."""
    return write_docx(sample, rendered.pages_by_anchor)


@pytest.fixture(scope="session")
def docx_as_pdf(docx: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What LibreOffice prints of the sample's DOCX."""
    return docx_to_pdf(docx, Path(tmp_path_factory.mktemp("libreoffice")))
