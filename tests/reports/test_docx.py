"""The DOCX: as a file Word must accept, and as LibreOffice prints it."""

from __future__ import annotations

import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from openpyxl import load_workbook

from selfeval.domain.report.document import Document, Heading, Signature, Table
from selfeval.reports.docx import write_docx
from selfeval.reports.docx.writer import signature_indents
from selfeval.reports.pdf import RenderedPdf
from tests.support.hostile import hostile_document
from tests.support.libreoffice import docx_to_pdf
from tests.support.pdf import body_lines, inked_rows, lines, page_image, page_sizes
from tests.support.report_documents import (
    BOTTOM_EDGE,
    CHARACTERS,
    LEFT_EDGE,
    LINES,
    RIGHT_EDGE,
    document,
    two_full_pages,
)
from tests.support.sample_document import sample_document, text

# ECMA-376 Part 1, CT_PPrBase with CT_PPr, and EG_RPrBase: the orders Word insists on.
ORDERS = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr
        shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi
        adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection
        textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof
        snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText
        vertAlign rtl cs em lang eastAsianLayout specVanish oMath""",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc
        tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook""",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders",
}


def body_of(docx: bytes) -> Any:
    return open_docx(BytesIO(docx)).element.body


@pytest.mark.parametrize("tag", ORDERS)
def test_properties_stand_in_schema_order(docx: bytes, tag: str) -> None:
    order = ORDERS[tag].split()
    opened = open_docx(BytesIO(docx))
    roots = [opened.element, opened.styles.element, opened.sections[0].footer._element]
    seen = 0
    for root in roots:
        for properties in root.iter(qn(f"w:{tag}")):
            places = [order.index(child.tag.partition("}")[2]) for child in properties]
            assert places == sorted(places)
            seen += 1
    assert seen


def test_page_holds_22_lines_of_28_characters_in_libreoffice(tmp_path: Path) -> None:
    found = body_lines(docx_to_pdf(write_docx(two_full_pages()), tmp_path))
    assert [len(line.text) for line in found] == [CHARACTERS] * (2 * LINES)
    assert [line.page for line in found] == [1] * LINES + [2] * LINES


def test_libreoffice_finds_the_same_headings(sample: Document, docx: bytes, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(docx)
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "fodt",
            "--outdir",
            str(tmp_path),
            str(file),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    flat = file.with_suffix(".fodt").read_text(encoding="utf-8")
    headings = [block for block in sample.blocks if isinstance(block, Heading)]
    for level in range(1, 5):
        expected = sum(heading.level == level for heading in headings)
        assert flat.count(f'text:outline-level="{level}"><text:bookmark') == expected


def test_headings_are_word_headings_in_official_type(docx: bytes) -> None:
    opened = open_docx(BytesIO(docx))
    styled = [(p.find(f".//{qn('w:pStyle')}").get(qn("w:val")), p) for p in body_of(docx).iter(qn("w:p"))]
    found = [
        (name, "".join(t.text or "" for t in p.iter(qn("w:t"))))
        for name, p in styled
        if name.startswith("Heading")
    ]
    assert found[:4] == [
        ("Heading1", "一、部门基本情况"),
        ("Heading2", "（一）部门职能与机构设置"),
        ("Heading3", "1.内设机构"),
        ("Heading4", "（1）行政科室"),
    ]
    fonts = {
        style.get(qn("w:styleId")): style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for style in opened.styles.element.findall(qn("w:style"))
        if style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is not None
    }
    assert fonts["Title"] == "方正小标宋简体"
    assert fonts["Normal"] == "仿宋_GB2312"
    assert [fonts[f"Heading{level}"] for level in range(1, 5)] == [
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
        "仿宋_GB2312",
    ]


def test_contents_show_the_pages_of_the_pdf(rendered: RenderedPdf, docx: bytes) -> None:
    entries = list(body_of(docx).iter(qn("w:hyperlink")))
    shown = ["".join(t.text or "" for t in entry.iter(qn("w:t"))) for entry in entries]
    page = rendered.pages_by_anchor
    assert shown == [
        f"一、部门基本情况{page['h1']}",
        f"（一）部门职能与机构设置{page['h1-1']}",
        f"二、绩效自评结论{page['h2']}",
        f"三、存在的问题与改进措施{page['h3']}",
    ]
    names = {mark.get(qn("w:name")) for mark in body_of(docx).iter(qn("w:bookmarkStart"))}
    assert {entry.get(qn("w:anchor")) for entry in entries} <= names


def test_word_fills_in_the_contents_when_no_pages_are_known(sample: Document, docx: bytes) -> None:
    def asks_for_refresh(data: bytes) -> bool:
        return open_docx(BytesIO(data)).settings.element.find(qn("w:updateFields")) is not None

    assert asks_for_refresh(write_docx(sample))
    assert not asks_for_refresh(docx)


def test_page_numbers_print_outside(docx_as_pdf: bytes) -> None:
    numbers = [line for line in lines(docx_as_pdf) if line.text.startswith("—")]
    assert [line.text for line in numbers] == [f"—{n}—" for n in range(1, len(page_sizes(docx_as_pdf)) + 1)]
    odd, even = numbers[0], numbers[1]
    assert RIGHT_EDGE - odd.right == pytest.approx(14, abs=2)
    assert even.left - LEFT_EDGE == pytest.approx(14, abs=2)
    dpi = 144
    image = page_image(docx_as_pdf, 2, dpi)
    start = int(BOTTOM_EDGE * dpi / 72)
    inked = inked_rows(image, int((even.left + 3) * dpi / 72), range(start, image.height))
    assert (sum(inked) / len(inked) * 72 / dpi - BOTTOM_EDGE) / 72 * 25.4 == pytest.approx(7, abs=0.8)


def test_head_rows_repeat_and_wide_tables_lie_on_landscape_pages(
    sample: Document, docx: bytes, docx_as_pdf: bytes
) -> None:
    tables = [block for block in sample.blocks if isinstance(block, Table)]
    written = list(body_of(docx).iter(qn("w:tbl")))
    for table, element in zip(tables, written, strict=True):
        heads = [row for row in element.iter(qn("w:tr")) if row.find(f".//{qn('w:tblHeader')}") is not None]
        assert len(heads) == len(table.head)
    sizes = page_sizes(docx_as_pdf)
    turned = [number for number, size in enumerate(sizes, start=1) if size == (842, 595)]
    assert turned
    assert turned[-1] == len(sizes)
    for page in turned:
        assert any("偏差原因分析" in line.text for line in lines(docx_as_pdf) if line.page == page)


def test_rows_of_every_table_fill_its_grid(docx: bytes) -> None:
    for table in body_of(docx).iter(qn("w:tbl")):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        for row in table.iter(qn("w:tr")):
            spans = [cell.find(f".//{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
            assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == columns


def test_charts_are_native_and_carry_their_figures(docx: bytes) -> None:
    archive = zipfile.ZipFile(BytesIO(docx))
    names = archive.namelist()
    assert sum(name.startswith("word/charts/chart") for name in names) == 4
    books = sorted(name for name in names if name.startswith("word/embeddings/"))
    assert len(books) == 4
    waterfall, paired = (load_workbook(BytesIO(archive.read(name))).active for name in books[:2])
    assert waterfall is not None
    assert paired is not None
    assert [[cell.value for cell in row] for row in waterfall.iter_rows(min_row=2)] == [
        ["满分", None, 100, None],
        ["支付进度率", 98.18, None, 1.82],
        ["结转结余变动率", 96.68, None, 1.5],
        ["“三公”经费控制率", 96.18, None, 0.5],
        ["总分", None, 96.18, None],
    ]
    assert [[cell.value for cell in row] for row in paired.iter_rows()] == [
        [None, "上年决算", "本年决算"],
        ["因公出国（境）费", 0, None],
        ["公务用车购置费", 18.5, 16],
        ["公务用车运行维护费", 12.3, 11.2],
        ["公务接待费", 3.21, 2.59],
    ]


def test_hostile_names_stay_text_in_embedded_workbooks_and_metadata() -> None:
    report = hostile_document("http://127.0.0.1:1", "file:///etc/passwd")
    data = write_docx(report)
    archive = zipfile.ZipFile(BytesIO(data))
    book = load_workbook(BytesIO(archive.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx"))).active
    assert book is not None
    assert {cell.data_type for row in book.iter_rows() for cell in row if cell.value is not None} == {
        "s",
        "n",
    }
    assert book["B1"].value == "=cmd|'/c calc'!A0"
    assert open_docx(BytesIO(data)).core_properties.title == report.title
    # Nothing outside the file may be loaded when it is opened.
    for name in archive.namelist():
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in archive.read(name)


def test_metadata_names_author_and_fingerprint(sample: Document, docx: bytes) -> None:
    core = open_docx(BytesIO(docx)).core_properties
    assert (core.title, core.author, core.subject) == (sample.title, sample.organization, sample.subject)
    assert core.comments == "ab" * 32
    assert core.language == "zh-CN"


def test_draft_carries_a_mark_on_odd_and_even_pages(tmp_path: Path) -> None:
    draft = write_docx(sample_document(draft=True))
    headers = [name for name in zipfile.ZipFile(BytesIO(draft)).namelist() if name.startswith("word/header")]
    assert len(headers) == 2
    for name in headers:
        assert 'string="草稿"' in zipfile.ZipFile(BytesIO(draft)).read(name).decode()
    final = docx_to_pdf(write_docx(document(text("正文"))), tmp_path)
    marked = docx_to_pdf(write_docx(document(text("正文"), draft=True)), tmp_path)
    middle = 421  # the mark is grey: darker than paper at the page's middle
    assert min(page_image(final, 1, 36).crop((60, middle // 2 - 40, 240, middle // 2 + 40)).tobytes()) > 250
    assert min(page_image(marked, 1, 36).crop((60, middle // 2 - 40, 240, middle // 2 + 40)).tobytes()) < 240


@pytest.mark.parametrize(
    ("organization", "seal", "expected"),
    [
        # 2021年3月30日 is 6.5 characters wide. Under a seal: date four in, name centred over it.
        ("某某市某某局", True, (4 + 6.5 / 2 - 3, 4)),
        # A name of 20 reaches the edge; the date moves to stay in its middle.
        ("某" * 20, True, (0, (20 - 6.5) / 2)),
        # Without a seal: name two in, date starts two after it.
        ("某" * 12, False, (2, 12 + 2 - 2 - 6.5)),
        # A short name: the date stands two in instead and the name moves left.
        ("某某局", False, (2 + 2 + 6.5 - 3, 2)),
    ],
)
def test_signature_indents(organization: str, seal: bool, expected: tuple[float, float]) -> None:
    assert signature_indents(Signature(organization, "2021年3月30日", seal=seal)) == pytest.approx(expected)
