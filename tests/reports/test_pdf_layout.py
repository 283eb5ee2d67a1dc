"""The printed page against GB/T 9704-2012, measured on real PDFs."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval.domain.report.document import (
    Align,
    Cell,
    Column,
    Heading,
    Paragraph,
    Run,
    Signature,
    Table,
    Title,
    Toc,
)
from selfeval.reports.docx import write_docx
from selfeval.reports.pdf import RenderedPdf, render_pdf, write_pdf
from tests.support.libreoffice import docx_to_pdf
from tests.support.pdf import body_lines, inked_rows, lines, page_image, page_sizes, page_texts
from tests.support.report_documents import (
    BOTTOM_EDGE,
    CHARACTERS,
    LEFT_EDGE,
    LINES,
    RIGHT_EDGE,
    TOP_EDGE,
    characters,
    document,
    two_full_pages,
)
from tests.support.same_content import assert_same_content
from tests.support.sample_document import FILLER, cells, money_table, score_table, text

PORTRAIT = (595, 842)
LANDSCAPE = (842, 595)
MM = 72 / 25.4


def test_page_holds_22_lines_of_28_characters() -> None:
    found = body_lines(write_pdf(two_full_pages()))
    assert [len(line.text) for line in found] == [CHARACTERS] * (2 * LINES)
    assert [line.page for line in found] == [1] * LINES + [2] * LINES
    assert found[0].top >= TOP_EDGE - 1
    assert found[LINES - 1].bottom <= BOTTOM_EDGE + 1


def test_lines_with_punctuation_and_figures_are_flush_at_both_edges() -> None:
    words = (FILLER + "全年预算数12,345.67万元，执行率97.10%；①目标明确。") * 6
    found = body_lines(write_pdf(document(text(words))))
    assert len(found) > 20
    for line in found[:-1]:
        assert line.right == pytest.approx(RIGHT_EDGE, abs=1.0), line.text
    for line in found[1:]:
        assert line.left == pytest.approx(LEFT_EDGE, abs=1.0), line.text


def test_first_line_is_indented_by_two_characters() -> None:
    first, second = body_lines(write_pdf(document(text(characters(50)))))
    assert first.left - second.left == pytest.approx(2 * (RIGHT_EDGE - LEFT_EDGE) / CHARACTERS, abs=0.5)
    assert len(first.text) == CHARACTERS - 2


def test_page_numbers_stand_outside_7_mm_below_the_type_area() -> None:
    pdf = write_pdf(two_full_pages())
    numbers = [line for line in lines(pdf) if line.text.startswith("—")]
    assert [line.text for line in numbers] == ["—1—", "—2—"]
    odd, even = numbers
    assert RIGHT_EDGE - odd.right == pytest.approx(14, abs=1.5)  # 右空一字, 4号 = 14 pt
    assert even.left - LEFT_EDGE == pytest.approx(14, abs=1.5)
    dpi = 144
    image = page_image(pdf, 2, dpi)
    dash = (int((even.left + 3) * dpi / 72), int(BOTTOM_EDGE * dpi / 72))
    inked = inked_rows(image, dash[0], range(dash[1], image.height))
    middle = sum(inked) / len(inked) * 72 / dpi
    assert (middle - BOTTOM_EDGE) / MM == pytest.approx(7, abs=0.3)


@pytest.mark.parametrize("filled", [LINES - 2, LINES - 1])
def test_heading_moves_to_the_page_of_its_text(filled: int) -> None:
    pdf = write_pdf(
        document(
            Paragraph((Run(characters(filled * CHARACTERS)),), indent=False),
            Heading(1, "一、", "部门基本情况", "h1"),
            Heading(2, "（一）", "部门职能", "h2"),
            text(characters(CHARACTERS * 4)),
        )
    )
    pages = {line.text: line.page for line in body_lines(pdf)}
    assert pages["一、部门基本情况"] == pages["（一）部门职能"] == 2


@pytest.mark.parametrize("before", range(14, 28))
def test_amount_is_never_broken_from_its_unit(before: int) -> None:
    runs = (Run(characters(before)), Run("5,544.74万元", keep=True), Run(characters(40)))
    found = body_lines(write_pdf(document(Paragraph(runs))))
    assert sum("5,544.74万元" in line.text for line in found) == 1


def test_wide_tables_turn_the_page_and_repeat_their_head(rendered: RenderedPdf) -> None:
    sizes = page_sizes(rendered.data)
    turned = [number for number, size in enumerate(sizes, start=1) if size == LANDSCAPE]
    assert len(turned) >= 3
    assert turned == list(range(turned[0], len(sizes) + 1))
    found = lines(rendered.data)
    for page in turned:
        assert any("偏差原因分析" in line.text for line in found if line.page == page)


def test_long_portrait_table_repeats_its_head_and_keeps_to_the_type_area() -> None:
    pdf = write_pdf(document(money_table(rows=90)))
    sizes = page_sizes(pdf)
    found = lines(pdf)
    assert len(sizes) > 2
    assert set(sizes) == {PORTRAIT}
    for page in range(1, len(sizes) + 1):
        assert any("支出功能分类科目" in line.text for line in found if line.page == page)
    assert max(line.bottom for line in body_lines(pdf)) <= BOTTOM_EDGE + 1
    # A single row or the sum alone on a page would look torn off.
    last = [line for line in found if line.page == len(sizes) and "科目" in line.text]
    assert len(last) >= 2


def test_short_table_is_not_broken_over_two_pages() -> None:
    pdf = write_pdf(
        document(Paragraph((Run(characters(18 * CHARACTERS)),), indent=False), money_table(rows=5))
    )
    assert {line.page for line in lines(pdf) if "科目" in line.text or "合计" in line.text} == {2}


def test_spanning_cell_is_closed_at_the_end_of_a_page() -> None:
    """At the lower end of the first page the first column has a rule, as the others have."""
    pdf = write_pdf(document(score_table(groups=2, size=20)))
    dpi = 144
    image = page_image(pdf, 1, dpi)
    first, second = (int((35 * MM + x) * dpi / 72) for x in (20, 100))
    end = int((210 - 26 + 1) * MM * dpi / 72)

    lowest = [max(inked_rows(image, x, range(end))) for x in (first, second)]
    assert abs(lowest[0] - lowest[1]) <= 2


def test_seal_square_lies_over_name_and_date() -> None:
    rendered = render_pdf(document(text(FILLER), Signature("某某市某某局", "2021年3月30日")))
    (seal,) = rendered.seals
    name, date = (
        next(line for line in lines(rendered.data) if line.text == words)
        for words in ("某某市某某局", "2021年3月30日")
    )
    above = body_lines(rendered.data)[-3]
    assert seal.page == 0
    assert seal.x2 - seal.x1 == pytest.approx(42 * MM, abs=0.1)
    assert seal.y2 - seal.y1 == pytest.approx(42 * MM, abs=0.1)
    middle = (seal.x1 + seal.x2) / 2
    assert (name.left + name.right) / 2 == pytest.approx(middle, abs=1)
    assert (date.left + date.right) / 2 == pytest.approx(middle, abs=1)
    assert RIGHT_EDGE - date.right == pytest.approx(4 * 16, abs=2)  # 右空四字
    top, bottom = 841.89 - seal.y2, 841.89 - seal.y1
    assert top < name.top
    assert date.bottom < bottom
    # 印章顶端上距正文一行之内: no more than one line of 28.95 pt below the text, and not over it.
    assert 0 <= top - above.bottom <= 28.95


def test_signature_without_seal_follows_the_standard() -> None:
    pdf = write_pdf(
        document(text(FILLER), Signature("某某市某某区财政绩效评价中心", "2021年3月30日", seal=False))
    )
    name, date = body_lines(pdf)[-2:]
    assert RIGHT_EDGE - name.right == pytest.approx(2 * 16, abs=2)
    assert date.left - name.left == pytest.approx(2 * 16, abs=2)


def test_signature_is_never_alone_on_a_page() -> None:
    for filled in range(17, 23):
        pdf = write_pdf(
            document(
                Paragraph((Run(characters(filled * CHARACTERS)),), indent=False),
                Signature("某某市某某局", "2021年3月30日"),
            )
        )
        found = body_lines(pdf)
        assert found[-1].text == "2021年3月30日"
        assert len([line for line in found if line.page == found[-1].page]) >= 4


def test_unit_and_caption_stay_with_their_table() -> None:
    pdf = write_pdf(
        document(Paragraph((Run(characters(21 * CHARACTERS)),), indent=False), money_table(rows=40))
    )
    pages = {line.text: line.page for line in lines(pdf)}
    assert pages["表1支出预算与决算对比表"] == pages["单位：万元"] == 2


def test_empty_cells_and_sums_keep_their_columns() -> None:
    table = money_table(rows=1)
    assert table.body[-1] == cells("合计", "2,887.50", "2,100.00", "225.00", strong=True)
    total = next(line for line in lines(write_pdf(document(table))) if line.text.startswith("合计"))
    assert total.text == "合计2,887.502,100.00225.00"
    assert total.right == pytest.approx(RIGHT_EDGE - 3.5, abs=1.5)


def test_cell_longer_than_a_page_goes_on_under_the_repeated_head() -> None:
    table = Table(
        "表1 说明",
        (Column(0.2), Column(0.8, Align.LEFT)),
        (cells("事项", "说明", header=True),),
        (cells("一", characters(3000)), cells("二", "x" * 300)),
    )
    report = document(text(FILLER), table, text(FILLER))
    rendered = render_pdf(report)
    assert_same_content(report, rendered.data, write_docx(report))
    found = lines(rendered.data)
    assert {line.page for line in found if line.text == "事项说明"} >= {1, 2}
    assert max(line.bottom for line in body_lines(rendered.data)) <= BOTTOM_EDGE + 1
    assert max(line.right for line in found) <= RIGHT_EDGE + 1


@pytest.mark.parametrize(("headings", "pages"), [(17, 1), (20, 1), (26, 1), (27, 2)])
def test_contents_fit_on_the_page_of_the_title_where_they_can(
    headings: int, pages: int, tmp_path: Path
) -> None:
    # below two lines of title and 目录: 22 × 28.95 − 2 × 35 − 28.95 − 28.95 − 12 = 497 pt, which are
    # 17 lines of 28.95 pt, 20 of 24 pt or 26 of 19 pt
    content = [Heading(1, "", f"第{number}项情况", f"h{number}") for number in range(1, headings + 1)]
    report = document(Title(("某某局", "自评报告")), Toc(), *content)
    rendered = render_pdf(report)
    assert rendered.pages_by_anchor["h1"] == pages + 1
    docx = write_docx(report, rendered.pages_by_anchor)
    in_office = body_lines(docx_to_pdf(docx, tmp_path))
    assert [line.page for line in in_office if line.text == "第1项情况"] == [pages + 1]
    assert_same_content(report, rendered.data, docx)


@pytest.mark.parametrize("filled", range(5, 9))
def test_at_least_three_rows_of_a_long_table_stand_on_a_page(filled: int) -> None:
    report = document(*[text("一行")] * filled, money_table(16))
    found = body_lines(write_pdf(report))
    on_pages = [
        sum(line.text.startswith(("科目", "合计")) for line in found if line.page == page) for page in (1, 2)
    ]
    assert sum(on_pages) == 17
    assert all(count == 0 or count >= 3 for count in on_pages), on_pages


def test_names_of_groups_are_said_again_on_the_next_page() -> None:
    rows = tuple(
        (Cell("过程", rowspan=40) if not number else None, Cell(f"指标{number}"), Cell("1"))
        for number in range(40)
    )
    body = tuple(tuple(cell for cell in row if cell is not None) for row in rows)
    report = document(
        Table("表1 得分", (Column(0.3), Column(0.4), Column(0.3)), (cells("一级", "三级", "分"),), body)
    )
    pdf = write_pdf(report)
    assert [page.count("过程") for page in page_texts(pdf)] == [1, 1]
    assert_same_content(report, pdf, write_docx(report))
