"""Asking for files on the page of documents, fetching and reading them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from docx import Document
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk

DOCUMENT_SECONDS = 90


def order(desk: Desk, kind: str, format: str) -> None:
    """Ask for a file of a document on the page of documents."""
    form = desk.page.locator(f'form:has(input[value="{kind}"])')
    form.get_by_role("button", name=f"导出 {format.upper()}").click()
    row(desk, kind, format).wait_for()


def row(desk: Desk, kind: str, format: str) -> Locator:
    """The newest file of a kind and format in the list."""
    return desk.page.locator(f'[data-document="{kind}"][data-format="{format}"]').first


def download(desk: Desk, kind: str, format: str, folder: Path) -> Path:
    """Wait for the worker to make a file that was asked for, and fetch it."""
    made = row(desk, kind, format)
    expect(made).to_have_attribute("data-document-status", "ready", timeout=DOCUMENT_SECONDS * 1000)
    with desk.page.expect_download() as started:
        made.get_by_role("link", name="下载").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def pdf_text(path: Path) -> str:
    """The text of a PDF without the breaks of its lines."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s", "", done.stdout)


def docx_text(path: Path) -> str:
    """The text of a DOCX, that of its tables included."""
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "".join((*(paragraph.text for paragraph in document.paragraphs), *cells))
