"""The preview: the same blocks under a strict content security policy."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from selfeval.domain.report.document import Cell, Column, Document, Signature, Table
from selfeval.reports.html import document_body, document_html
from selfeval.reports.stylesheet import screen_css
from tests.support.hostile import hostile_document
from tests.support.report_documents import document
from tests.support.sample_document import sample_document, text

STYLESHEET = Path(__file__).parents[2] / "static" / "css" / "report.css"
OURS = frozenset(
    re.findall(
        r"\w+",
        """article section div nav h2 h3 h4 h5 h6 p span a br table colgroup col thead tbody tr th td
    figure figcaption svg title text rect line path""",
    )
)


class Reader(HTMLParser):
    """Collects tags with their attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(report: Document) -> Reader:
    reader = Reader()
    reader.feed(document_body(report))
    return reader


@pytest.mark.parametrize(
    "report",
    [sample_document(draft=True), hostile_document("http://h", "file:///f")],
    ids=["sample", "hostile"],
)
def test_preview_needs_no_inline_style_and_no_foreign_element(report: Document) -> None:
    reader = read(report)
    for tag, attributes in reader.tags:
        assert tag in OURS
        assert "style" not in attributes
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")


def test_every_class_has_a_rule_in_the_preview_stylesheet() -> None:
    report = document(
        *sample_document(draft=True).blocks, Signature("某某局", "2021年3月3日", seal=False), draft=True
    )
    names = {
        name
        for tag, attributes in read(report).tags
        if tag != "svg"
        for name in (attributes.get("class") or "").split()
    }
    rules = set(re.findall(r"\.([a-z][a-z0-9-]*)", STYLESHEET.read_text(encoding="utf-8")))
    assert names <= rules | {
        "level-3",
        "level-4",
        "signature-organization",
        "toc-1",
        "report-toc",
    }  # these look like body text


def test_preview_stylesheet_is_the_generated_one() -> None:
    assert STYLESHEET.read_text(encoding="utf-8") == screen_css()


def test_column_widths_are_attributes() -> None:
    table = Table("表", (Column(0.25), Column(0.75)), ((Cell("甲"), Cell("乙")),), ((Cell("1"), Cell("2")),))
    columns = [attributes["width"] for tag, attributes in read(document(table)).tags if tag == "col"]
    assert columns == ["25.000%", "75.000%"]


def test_contents_link_to_their_headings() -> None:
    reader = read(sample_document())
    ids = {attributes.get("id") for _tag, attributes in reader.tags}
    links = [attributes["href"] for tag, attributes in reader.tags if tag == "a"]
    assert links == ["#h1", "#h1-1", "#h2", "#h3"]
    assert {str(link)[1:] for link in links} <= ids


def test_line_ends_become_breaks() -> None:
    assert "第一行<br>第二行" in document_body(document(text("第一行\r\n第二行")))


def test_full_page_inlines_its_stylesheet_for_print_only() -> None:
    report = sample_document()
    printed = document_html(report, for_print=True)
    shown = document_html(report, for_print=False)
    assert "@page" in printed
    assert "<style" not in shown
    assert "css/report" in shown
    assert document_body(report) in printed
    assert document_body(report) in shown
