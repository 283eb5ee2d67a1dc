"""Published documents: cover, contents with real pages, parts, attachments, forms, tables cut to the page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn

from selfeval.domain.report.document import Document, Heading, Toc
from selfeval.reports.docx import write_docx
from selfeval.reports.pdf import RenderedPdf, render_pdf
from selfeval.reports.sections import toc_entries
from selfeval.reports.wide import printed_parts
from tests.support.disclosure_document import disclosure_document, wide_table
from tests.support.libreoffice import docx_to_pdf
from tests.support.pdf import body_lines, bookmarks, page_sizes, page_texts
from tests.support.same_content import assert_same_content

LANDSCAPE_WIDTH_PT = 842


@pytest.fixture(scope="module")
def published() -> Document:
    return disclosure_document()


@pytest.fixture(scope="module")
def pdf(published: Document) -> RenderedPdf:
    return render_pdf(published)


@pytest.fixture(scope="module")
def published_docx(published: Document, pdf: RenderedPdf) -> bytes:
    return write_docx(published, pdf.pages_by_anchor)


@pytest.fixture(scope="module")
def docx_pdf(published_docx: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return docx_to_pdf(published_docx, Path(tmp_path_factory.mktemp("published")))


def test_pdf_and_docx_say_the_same(published: Document, pdf: RenderedPdf, published_docx: bytes) -> None:
    assert_same_content(published, pdf.data, published_docx)


def test_a_draft_says_the_same(tmp_path: Path) -> None:
    document = disclosure_document(draft=True)
    rendered = render_pdf(document)
    assert_same_content(document, rendered.data, write_docx(document, rendered.pages_by_anchor))


def page_of(pdf: bytes, words: str, after: int) -> int:
    """The first page after page ``after`` that holds a line of exactly these words."""
    return next(line.page for line in body_lines(pdf) if line.page > after and line.text == words)


def printed(heading: Heading) -> str:
    """The heading as it stands on its page, without blanks."""
    words = heading.text.partition("\n")[0]
    is_titled = heading.role.value in ("attachment", "form")
    return re.sub(r"\s", "", words if is_titled else heading.entry)


def test_the_contents_name_the_pages_where_headings_stand(published: Document, pdf: RenderedPdf) -> None:
    entries = toc_entries(published, Toc())
    assert [heading.entry for heading in entries] == [
        "第一部分　部门概况",
        "一、基本职能",
        "（一）主要职能",
        "二、机构设置",
        "第二部分　决算情况说明",
        "一、收支总体情况",
        "第三部分　附件",
        "附件1　某某市某某局2020年部门整体支出绩效评价报告",
        "附件2　项目绩效评价报告",
        "附件2-1　科普经费项目2020年绩效评价报告",
        "第四部分　附表",
        "一、收入支出决算总表",
        "二、支出决算明细表",
    ]
    contents = "".join(page_texts(pdf.data)[1:2])
    for heading in entries:
        page = page_of(pdf.data, printed(heading), after=2)
        pattern = r"\s*".join(map(re.escape, heading.entry.replace("　", ""))) + r"[.·⋯…\s]*(\d+)"
        told = re.search(pattern, contents)
        assert told is not None, heading.entry
        assert int(told[1]) == page, heading.entry


def test_parts_and_attachments_open_pages_without_leaving_empty_ones(pdf: RenderedPdf) -> None:
    pages = {
        anchor: pdf.pages_by_anchor[anchor] for anchor in ("part-一", "part-二", "part-三", "c1", "c2", "c3")
    }
    assert pages["part-一"] == 3  # after cover and contents
    assert pages["c1"] == pages["part-三"], "the first attachment stands below the heading of its part"
    assert len(set(pages.values())) == 5
    for number, text in enumerate(page_texts(pdf.data), start=1):
        assert len(re.sub(r"\s", "", text)) > 30, f"page {number} is nearly empty"


def test_a_wide_table_is_cut_into_parts_that_lose_nothing() -> None:
    table = wide_table()
    parts = printed_parts(table)
    assert [part.code for part in parts] == ["公开07表", "公开07表（续1）", "公开07表（续2）"]
    assert [len(part.columns) for part in parts] == [12, 12, 12]
    for row, cells in enumerate(table.body):
        texts = [cell.text for part in parts for cell in part.body[row][2:]]
        assert texts == [cell.text for cell in cells[2:]]
        assert all(
            [cell.text for cell in part.body[row][:2]] == [cells[0].text, cells[1].text] for part in parts
        )
    # 工资福利支出 ends inside the first part, 商品和服务支出 runs through all three
    assert [[(cell.text, cell.colspan) for cell in part.head[0][2:]] for part in parts] == [
        [("工资福利支出", 8), ("商品和服务支出", 2)],
        [("商品和服务支出", 10)],
        [("商品和服务支出", 10)],
    ]


def test_the_wide_table_lies_on_landscape_pages(pdf: RenderedPdf, docx_pdf: bytes) -> None:
    for file in (pdf.data, docx_pdf):
        texts, sizes = page_texts(file), page_sizes(file)
        wide = [
            size for text, size in zip(texts, sizes, strict=True) if "公开07表" in re.sub(r"\s", "", text)
        ]
        assert len(wide) >= 2
        assert all(width == LANDSCAPE_WIDTH_PT for width, _ in wide)


def test_bookmarks_follow_the_parts(pdf: RenderedPdf, tmp_path: Path) -> None:
    found = bookmarks(pdf.data, tmp_path)
    assert found[:3] == [(1, "第一部分　部门概况"), (2, "一、基本职能"), (3, "（一）主要职能")]
    levels = {words: level for level, words in found}
    assert levels["收入支出决算总表"] == 2
    assert levels["（一）机构组成"] > levels["一、单位概况"] > 2


def test_the_docx_has_a_contents_field_over_parts_and_two_levels(published_docx: bytes) -> None:
    body = open_docx(BytesIO(published_docx)).element.body
    fields = [node.text.strip() for node in body.iter(qn("w:instrText"))]
    assert fields[0] == 'TOC \\o "1-3" \\h \\z \\u'
    opened = open_docx(BytesIO(published_docx))
    outlines = {
        style.style_id: style.element.find(qn("w:pPr")).find(qn("w:outlineLvl"))
        for style in opened.styles
        if style.element.find(qn("w:pPr")) is not None
    }
    levels = {}
    for paragraph in opened.paragraphs:
        assert paragraph.style is not None
        outline = outlines.get(paragraph.style.style_id)
        if outline is not None:
            levels[paragraph.text] = int(outline.get(qn("w:val"))) + 1
    listed = {words for words, level in levels.items() if level <= 3}
    assert {"第一部分　部门概况", "（一）主要职能", "项目绩效评价报告", "收入支出决算总表"} <= listed
    assert not {"一、单位概况", "（一）机构组成"} & listed


def test_libreoffice_turns_pages_where_the_pdf_does(pdf: RenderedPdf, docx_pdf: bytes) -> None:
    assert len(page_texts(docx_pdf)) == pdf.page_count
