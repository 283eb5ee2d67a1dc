"""The PDF as a file: content, fonts, metadata, and what hostile text can reach."""

from __future__ import annotations

import gc
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from selfeval.domain.report.document import Document
from selfeval.reports.docx import write_docx
from selfeval.reports.pdf import RenderedPdf, render_pdf, write_pdf
from tests.support.hostile import hostile_document
from tests.support.pdf import bookmarks, font_rows, information, page_texts, run_tool
from tests.support.same_content import assert_same_content
from tests.support.sample_document import sample_document

OUR_FONTS = {
    "Selfeval-FangSong",
    "Selfeval-Kai",
    "Selfeval-Latin",
    "Selfeval-Symbols",
    "Noto-Sans-CJK-SC",
    "Noto-Serif-CJK-SC",
    "Noto-Serif-CJK-SC-Bold",
}


def test_pdf_and_docx_hold_the_words_of_the_document(
    sample: Document, rendered: RenderedPdf, docx: bytes
) -> None:
    assert_same_content(sample, rendered.data, docx)


def test_draft_is_marked_on_every_page_and_holds_the_same_words() -> None:
    draft = sample_document(draft=True)
    rendered = render_pdf(draft)
    assert_same_content(draft, rendered.data, write_docx(draft, rendered.pages_by_anchor))


def test_final_report_has_no_draft_mark(rendered: RenderedPdf) -> None:
    assert not any("草稿" in text for text in page_texts(rendered.data))


def test_file_is_sound(rendered: RenderedPdf, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(rendered.data)
    outcome = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert "warning" not in (outcome.stdout + outcome.stderr).lower()


def test_only_our_fonts_are_used_and_all_are_embedded(rendered: RenderedPdf) -> None:
    rows = font_rows(rendered.data)
    assert {name for name, _embedded in rows} == OUR_FONTS
    assert all(embedded for _name, embedded in rows)


def test_metadata_names_title_author_language_and_fingerprint(
    sample: Document, rendered: RenderedPdf, tmp_path: Path
) -> None:
    known = information(rendered.data)
    assert known["Title"] == sample.title
    assert known["Author"] == sample.organization
    assert known["Subject"] == sample.subject
    assert "SE-2021-001" in known["Keywords"]
    assert information(rendered.data, "-custom")["fingerprint"] == "ab" * 32
    file = tmp_path / "report.pdf"
    file.write_bytes(rendered.data)
    plain = run_tool("qpdf", "--qdf", "--object-streams=disable", str(file), "-", stdin=b"")
    assert b"/Lang (zh-CN)" in plain


def test_bookmarks_follow_the_headings(rendered: RenderedPdf, tmp_path: Path) -> None:
    assert bookmarks(rendered.data, tmp_path) == [
        (1, "一、部门基本情况"),
        (2, "（一）部门职能与机构设置"),
        (3, "1.内设机构"),
        (4, "（1）行政科室"),
        (1, "二、绩效自评结论"),
        (1, "三、存在的问题与改进措施"),
    ]


def test_anchor_pages_are_those_the_text_stands_on(rendered: RenderedPdf) -> None:
    texts = ["".join(text.split()) for text in page_texts(rendered.data)]
    assert rendered.page_count == len(texts)
    for anchor, words in {"h1": "一、部门基本情况", "h2": "二、绩效自评结论", "h3": "三、存在的问题"}.items():
        assert words in texts[rendered.pages_by_anchor[anchor] - 1]


def test_same_document_gives_the_same_file(sample: Document, rendered: RenderedPdf) -> None:
    assert write_pdf(sample) == rendered.data


def test_garbage_collection_is_on_again_after_a_render(rendered: RenderedPdf) -> None:
    assert rendered.data
    assert gc.isenabled()


class _Visits(BaseHTTPRequestHandler):
    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def web_server() -> Iterator[tuple[str, list[str]]]:
    """A real server: its address and the paths that were asked of it."""
    seen: list[str] = []
    handler = type("Handler", (_Visits,), {"seen": seen})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_hostile_text_is_printed_and_reaches_neither_network_nor_files(
    web_server: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, seen = web_server
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET", encoding="utf-8")
    report = hostile_document(address, secret.as_uri())
    rendered = render_pdf(report)
    docx = write_docx(report, rendered.pages_by_anchor)
    assert_same_content(report, rendered.data, docx)
    assert seen == []
    assert b"TOPSECRET" not in rendered.data + docx
    assert not any("TOPSECRET" in text for text in page_texts(rendered.data))
    assert b"/EmbeddedFile" not in rendered.data
    assert b"/URI" not in rendered.data
