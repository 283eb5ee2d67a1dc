"""The workbook: opened again cell by cell, and printed by an office program."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from selfeval.domain.report.document import Cell, CellNumber, Column, Document, Table, Title
from selfeval.reports.tables import place_cells
from selfeval.reports.xlsx import NoTablesError, write_xlsx
from tests.support.disclosure_document import disclosure_document, form_table, wide_table
from tests.support.libreoffice import to_pdf
from tests.support.pdf import page_sizes, page_texts
from tests.support.sample_document import sample_document, text

ABOVE = 3  # title, code, department and unit
DRAFT_ROW = 2


@pytest.fixture(scope="module")
def xlsx() -> bytes:
    return write_xlsx(disclosure_document())


@pytest.fixture(scope="module")
def book(xlsx: bytes) -> Workbook:
    return load_workbook(BytesIO(xlsx))


def document_of(*tables: Table, draft: bool = False) -> Document:
    return Document(
        "tables", "x", "某某局决算表", "某某局", "2020年度", (Title(("标题",)), *tables), draft=draft
    )


def test_every_table_has_its_sheet(book: Workbook) -> None:
    assert book.sheetnames == ["公开01表 收入支出决算总表", "公开07表 支出决算明细表"]
    assert book.properties.title == "某某市某某局2020年度部门决算"


def merged_into(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For every cell inside a merged area, rows and columns of the area."""
    return {
        (area.min_row, area.min_col): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
        for area in sheet.merged_cells.ranges
    }


@pytest.mark.parametrize(
    ("name", "table"),
    [("公开01表 收入支出决算总表", form_table()), ("公开07表 支出决算明细表", wide_table())],
)
def test_cells_stand_where_the_table_has_them(book: Workbook, name: str, table: Table) -> None:
    sheet = book[name]
    areas = merged_into(sheet)
    row = ABOVE
    for part in (table.head, table.body):
        for placed in place_cells(part, table.columns):
            row += 1
            for at, cell in placed:
                found = sheet.cell(row, at + 1)
                if cell.number is None:
                    assert (found.value or "") == cell.text
                    assert found.data_type in ("s", "n")
                else:
                    assert Decimal(str(found.value)) == cell.number.value
                    assert found.number_format == "#,##0.00"
                spans = (cell.rowspan, cell.colspan)
                assert areas.get((row, at + 1), (1, 1)) == spans
                assert found.border.left.style == found.border.top.style == "thin"


def test_title_code_department_and_unit_stand_above(book: Workbook) -> None:
    sheet = book["公开01表 收入支出决算总表"]
    assert sheet["A1"].value == "收入支出决算总表"
    above = [value for row in sheet.iter_rows(1, ABOVE, values_only=True) for value in row if value]
    assert above == ["收入支出决算总表", "公开01表", "部门：某某市某某局", "单位：万元"]
    assert sheet["A1"].alignment.horizontal == "center"


def test_sheets_print_on_a4_with_their_heads(book: Workbook) -> None:
    narrow, wide = book.worksheets
    assert [sheet.page_setup.orientation for sheet in (narrow, wide)] == ["portrait", "landscape"]
    assert narrow.page_setup.paperSize == wide.page_setup.paperSize == 9
    assert narrow.sheet_properties.pageSetUpPr.fitToPage
    assert [narrow.page_setup.fitToWidth, wide.page_setup.fitToWidth] == [1, 3]
    assert narrow.print_title_rows == wide.print_title_rows == "$4:$5"
    assert wide.print_title_cols == "$A:$B"
    assert [narrow.freeze_panes, wide.freeze_panes] == ["A6", "C6"]


def test_the_wide_table_is_whole(book: Workbook) -> None:
    sheet = book["公开07表 支出决算明细表"]
    assert sheet.max_column == len(wide_table().columns)
    assert sheet.cell(6, 3).value == 1001.5
    assert sheet.cell(17, 32).value == 12030.5


def test_an_office_program_prints_what_the_table_says(xlsx: bytes, tmp_path: Path) -> None:
    pdf = to_pdf(xlsx, "xlsx", tmp_path)
    texts = [re.sub(r"\s", "", words) for words in page_texts(pdf)]
    assert "公开01表" in texts[0]
    for words in ("部门：某某市某某局", "单位：万元", "一般公共预算财政拨款收入", "5,544.53", "5,305.12"):
        assert words in texts[0]
    # three pages across for the wide table, each with code and name of the account
    assert page_sizes(pdf)[1:] == [(842, 595)] * 3
    assert all("科目12" in words and "2012" in words for words in texts[1:4])
    assert "12,030.50" in "".join(texts[1:4])


def test_numbers_words_and_percentages() -> None:
    cells = (
        Cell("97.35%", number=CellNumber(Decimal("0.9735"), 2, is_percentage=True)),
        Cell("3", number=CellNumber(Decimal(3), 0)),
        Cell("=1+1"),
        Cell("2060101"),
        Cell(""),
    )
    table = Table("表1 情况", tuple(Column(0.2) for _ in cells), (), (cells,))
    sheet = load_workbook(BytesIO(write_xlsx(document_of(table)))).active
    assert sheet is not None
    assert sheet.title == "表1 情况"
    found = [sheet.cell(2, column) for column in range(1, 6)]
    assert [cell.value for cell in found] == [0.9735, 3, "=1+1", "2060101", None]
    assert [cell.number_format for cell in found[:2]] == ["0.00%", "#,##0"]
    assert found[2].data_type == found[3].data_type == "s"


def test_names_of_sheets_keep_to_the_rules_of_the_format() -> None:
    bad = Table("甲/乙：[丙]*?:\\" + "很长的名称" * 12, (Column(1.0),), (), ((Cell("1"),),))
    book = load_workbook(
        BytesIO(write_xlsx(document_of(bad, bad, Table("", (Column(1.0),), (), ((Cell("1"),),)))))
    )
    assert len(set(book.sheetnames)) == 3
    assert all(len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in book.sheetnames)
    assert book.sheetnames[2] == "某某局决算表"


def test_a_draft_says_so_on_every_sheet() -> None:
    book = load_workbook(BytesIO(write_xlsx(document_of(form_table(), draft=True))))
    sheet = book.worksheets[0]
    assert sheet.cell(DRAFT_ROW, 1).value == "草稿"
    assert sheet.oddHeader.right.text == "草稿"


def test_a_report_gives_its_tables_too() -> None:
    book = load_workbook(BytesIO(write_xlsx(sample_document())))
    assert book.sheetnames == ["表1 支出预算与决算对比表", "附表 部门整体支出绩效自评表"]
    assert book.worksheets[0].cell(5, 1).value == "科目1（款）"


def test_a_document_without_tables_is_no_workbook() -> None:
    with pytest.raises(NoTablesError):
        write_xlsx(Document("a", "b", "c", "d", "e", (text("文字"),)))
