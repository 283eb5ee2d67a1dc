"""Where pages begin, how spans are placed and cut, how text is cleaned and wrapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.report.document import Cell, Column, Heading, Signature, Table, Title, Toc
from selfeval.reports.sections import sections
from selfeval.reports.tables import place_cells, span_cuts, split_spans, unit_line
from selfeval.reports.text import clean, width_em, wrap
from tests.support.report_documents import document
from tests.support.sample_document import cells, flush, money_table, score_table, text

COLUMNS = (Column(0.5), Column(0.5))
TITLE, TOC, HEADING = Title(("报告",)), Toc(), Heading(1, "一、", "情况", "h")
ANNEX, ANNEX_TITLE, SEAL = flush("附件1"), Title(("附表",)), Signature("某某局", "2021年3月30日")
WIDE, BODY = score_table(1, 1), text("正文")


def shapes(*blocks: object) -> list[tuple[bool, int]]:
    """Orientation and number of blocks of each section."""
    return [(part.landscape, len(part.blocks)) for part in sections(document(*blocks))]  # type: ignore[arg-type]


def test_contents_share_the_page_of_the_title_and_end_it() -> None:
    assert shapes(TITLE, TOC, HEADING, BODY) == [(False, 2), (False, 2)]


def test_annex_opens_a_page_with_its_mark_and_title() -> None:
    assert shapes(TITLE, BODY, SEAL, ANNEX, ANNEX_TITLE, BODY) == [(False, 3), (False, 3)]


def test_landscape_table_takes_its_title_and_what_belongs_below() -> None:
    note = flush("填报人：")
    assert shapes(TITLE, BODY, ANNEX, ANNEX_TITLE, WIDE, note, SEAL, HEADING, BODY) == [
        (False, 2),
        (True, 5),
        (False, 2),
    ]


def test_document_that_is_one_wide_table_has_no_portrait_page() -> None:
    assert shapes(TITLE, flush("单位名称：某某局"), WIDE, SEAL) == [(True, 4)]


def test_portrait_table_stays_in_the_flow() -> None:
    assert shapes(TITLE, BODY, money_table(), BODY) == [(False, 4)]


def test_cells_start_in_the_columns_that_spans_leave_free() -> None:
    rows = ((Cell("甲", rowspan=2), Cell("乙")), (Cell("丙"),), (Cell("丁", colspan=2),))
    assert [[at for at, _cell in row] for row in place_cells(rows, COLUMNS)] == [[0, 1], [1], [0]]


@pytest.mark.parametrize("rows", [(cells("甲"),), (cells("甲", "乙", "丙"),), (cells("甲", "乙"), ())])
def test_rows_that_do_not_fill_the_table_are_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="does not fill"):
        list(place_cells(rows, COLUMNS))


def test_span_is_cut_where_a_page_begins() -> None:
    body = ((Cell("甲", rowspan=3), Cell("1")), (Cell("2"),), (Cell("3"),), cells("乙", "4"))
    table = Table("", COLUMNS, (), body)
    assert span_cuts(table, {0, 2, 3}) == {2}
    assert split_spans(table, {2}).body == (
        (Cell("甲", rowspan=2), Cell("1")),
        (Cell("2"),),
        (Cell("甲"), Cell("3")),
        cells("乙", "4"),
    )


def test_an_explanation_over_several_rows_is_not_said_again() -> None:
    words = "这一格写的是原因说明，不是各行共同的名称，只说一遍"
    table = Table("", COLUMNS, (), ((Cell(words, rowspan=2), Cell("1")), (Cell("2"),)))
    assert split_spans(table, {1}).body == (cells(words, "1"), cells("", "2"))


def test_unit_is_printed_with_its_word_once() -> None:
    assert unit_line("万元") == unit_line("单位：万元") == "单位：万元"


@given(st.text())
def test_cleaned_text_is_legal_xml(words: str) -> None:
    for character in clean(words):
        code = ord(character)
        assert code in (9, 10) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


@given(st.text(alphabet="预算绩效管理，。（）12.5%ab ", max_size=80), st.integers(4, 30))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(words: str, limit: int) -> None:
    lines = wrap(words, limit)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(width_em(line) <= limit for line in lines)


def test_wrapping_keeps_numbers_whole_and_punctuation_off_line_starts() -> None:
    assert wrap("全年预算数12,345.67万元（含结转），执行率97%。", 8) == [
        "全年预算数",
        "12,345.67万元",
        "（含结转），执行",
        "率97%。",
    ]


def test_width_counts_full_width_characters_whole() -> None:
    assert width_em("2021年3月30日") == 6.5
