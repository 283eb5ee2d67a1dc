"""XLSX writer: every table of a document as a sheet that looks and prints like the official form.

Title, code, department and unit stand above the table as on paper; merged cells are merged, numbers are real
numbers with the decimals that the report prints. A table that paper shows in parts is whole here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from selfeval.domain.report.document import Cell, CellNumber, Document, Table
from selfeval.reports import style
from selfeval.reports.fonts import ROLES, FontRole
from selfeval.reports.tables import Rows, cell_align, place_cells, unit_line
from selfeval.reports.text import clean, width_em

_A4: Final = 9
_TITLE_PT: Final = 16
_TEXT_PT: Final = 10
_LINE_PT: Final = 14.0
_ROW_PADDING_PT: Final = 5.0
_LONGEST_ROW_PT: Final = 400.0  # Excel allows 409
# Width of the printed page in characters of the sheet's type, by orientation.
_PORTRAIT_CHARACTERS: Final = 92.0
_LANDSCAPE_CHARACTERS: Final = 138.0
_NARROWEST: Final = 6.0
_LONGEST_NAME: Final = 31  # characters of a sheet's name, by the format
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_THIN: Final = Side(style="thin", color="000000")
_GRID: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MARGIN_INCH: Final = 0.6
_FOOTER_INCH: Final = 0.3  # from the edge of the paper to header and footer
_SPARE_COLUMNS: Final = 2  # office programs put some columns less on a page than were meant


class NoTablesError(ValueError):
    """The document holds no table, so that there is nothing to put into a workbook."""


def write_xlsx(document: Document) -> bytes:
    """The workbook of ``document``'s tables, one sheet each. NoTablesError where it has none."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    if not tables:
        raise NoTablesError
    book = Workbook()
    book.remove(book.active)
    names = _names(document, tables)
    for table, name in zip(tables, names, strict=True):
        _Sheet(book.create_sheet(name), table, document).write()
    _describe(book, document)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _names(document: Document, tables: Sequence[Table]) -> Iterator[str]:
    """A name for every sheet: code and caption, without the signs that names must not hold, each once."""
    used: set[str] = set()
    for table in tables:
        words = f"{table.code} {_caption(table) or document.title}"
        base = _NOT_IN_NAMES.sub("", clean(words)).replace("\n", "").strip(" '")[:_LONGEST_NAME] or "表"
        name, number = base, 1
        while name.casefold() in used:
            number += 1
            ending = f"({number})"
            name = base[: _LONGEST_NAME - len(ending)] + ending
        used.add(name.casefold())
        yield name


def _caption(table: Table) -> str:
    return table.caption or table.name


def _describe(book: Workbook, document: Document) -> None:
    properties = book.properties
    properties.title = clean(document.title)
    properties.creator = clean(document.organization)
    properties.subject = clean(document.subject)
    properties.keywords = clean(",".join((*document.keywords, document.code)))
    properties.description = document.fingerprint or None
    properties.language = "zh-CN"


@dataclass(frozen=True)
class _Look:
    """How a cell looks: its alignment, whether it stands out, whether it has rules around it."""

    align: str
    strong: bool = False
    ruled: bool = True
    size: int = _TEXT_PT
    colour: str = "000000"


class _Sheet:
    """Writes one table into one sheet, from the top down."""

    def __init__(self, sheet: Worksheet, table: Table, document: Document) -> None:
        self._sheet = sheet
        self._table = table
        self._document = document
        self._row = 1
        # A table of several pages' width has its title over the first of them.
        first_page = table.stub + max(1, table.parts[0] - _SPARE_COLUMNS) if table.parts else 0
        self._width = first_page or len(table.columns)
        self._widths = _column_widths(table)

    def write(self) -> None:
        """Title, code, department and unit; the table; its note; then how it prints."""
        for number, characters in enumerate(self._widths, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = characters
        self._title()
        head = self._row
        self._rows(self._table.head)
        below = self._row
        self._rows(self._table.body)
        if self._table.note:
            self._line(self._table.note, _Look("left", ruled=False))
        self._print_setup(head, below)

    # --- above the table ------------------------------------------------------------------------------

    def _title(self) -> None:
        table = self._table
        self._line(_caption(table) or self._document.title, _Look("center", True, False, _TITLE_PT))
        mark = style.DRAFT_MARK if self._document.draft else ""
        self._two_ends(mark, table.code, colour=style.DANGER.removeprefix("#"))
        self._two_ends(table.organization, unit_line(table.unit) if table.unit else "")

    def _line(self, words: str, look: _Look) -> None:
        """Words over the whole width of the table."""
        self._put(1, words, look)
        if self._width > 1:
            self._merge(self._row, 1, self._row, self._width)
        lines = self._lines(words, range(self._width), look.size)
        self._sheet.row_dimensions[self._row].height = _height(lines, look.size)
        self._row += 1

    def _two_ends(self, left: str, right: str, *, colour: str = "000000") -> None:
        """Words at the left and at the right end of a line; no line where there are none."""
        if not left and not right:
            return
        if self._width == 1:
            self._put(1, f"{left}　{right}".strip(), _Look("left", ruled=False))
        else:
            middle = self._split(right)
            self._put(1, left, _Look("left", strong=colour != "000000", ruled=False, colour=colour))
            self._put(middle + 1, right, _Look("right", ruled=False))
            if middle > 1:
                self._merge(self._row, 1, self._row, middle)
            if middle + 1 < self._width:
                self._merge(self._row, middle + 1, self._row, self._width)
        self._sheet.row_dimensions[self._row].height = _height(1, _TEXT_PT)
        self._row += 1

    def _split(self, right: str) -> int:
        """How many columns the left words take, so that the right ones have room."""
        taken, room = 0.0, 2 * width_em(right) + 2
        for number in range(self._width - 1, 0, -1):
            taken += self._widths[number]
            if taken >= room:
                return number
        return 1

    # --- the table ------------------------------------------------------------------------------------

    def _rows(self, rows: Rows) -> None:
        for placed in place_cells(rows, self._table.columns):
            lines = 1
            for at, cell in placed:
                self._cell(at, cell)
                columns = range(at, at + cell.colspan)
                lines = max(lines, ceil(self._lines(cell.text, columns, _TEXT_PT) / cell.rowspan))
            self._sheet.row_dimensions[self._row].height = _height(lines, _TEXT_PT)
            self._row += 1

    def _cell(self, at: int, cell: Cell) -> None:
        look = _Look(cell_align(cell, self._table.columns[at]).value, cell.header or cell.strong)
        last_row, last_column = self._row + cell.rowspan - 1, at + cell.colspan
        for row in range(self._row, last_row + 1):
            for column in range(at + 1, last_column + 1):
                self._sheet.cell(row, column).border = _GRID
        self._put(at + 1, cell.text, look, cell.number)
        if cell.rowspan > 1 or cell.colspan > 1:
            self._merge(self._row, at + 1, last_row, last_column)

    def _put(self, column: int, words: str, look: _Look, number: CellNumber | None = None) -> None:
        cell = self._sheet.cell(self._row, column)
        assert isinstance(cell, SheetCell)
        cell.font = Font(
            name=ROLES[FontRole.HEADING if look.strong else FontRole.SONG].docx_name,
            size=look.size,
            color=look.colour,
        )
        cell.alignment = Alignment(horizontal=look.align, vertical="center", wrap_text=True)
        if look.ruled:
            cell.border = _GRID
        if number is not None:
            cell.value = number.value
            cell.number_format = _number_format(number)
        elif words:
            cell.value = clean(words)
            cell.data_type = "s"  # words that begin with = must not become a formula

    def _merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        self._sheet.merge_cells(
            start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column
        )

    def _lines(self, words: str, columns: range, size: int) -> int:
        """How many lines words take in these columns."""
        room = sum(self._widths[at] for at in columns) * _TEXT_PT / size - 1
        return sum(max(1, ceil(2 * width_em(line) / max(room, 2))) for line in words.split("\n"))

    # --- paper ----------------------------------------------------------------------------------------

    def _print_setup(self, head: int, below: int) -> None:
        """A4 as wide as the table, head rows on every page, page numbers; panes frozen under the head."""
        sheet, table = self._sheet, self._table
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.orientation = "landscape" if table.landscape else "portrait"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth = max(1, len(table.parts))
        sheet.page_setup.fitToHeight = 0
        sheet.print_options.horizontalCentered = True
        sheet.page_margins = PageMargins(
            left=_MARGIN_INCH,
            right=_MARGIN_INCH,
            top=_MARGIN_INCH,
            bottom=_MARGIN_INCH + _FOOTER_INCH,
            header=_FOOTER_INCH,
            footer=_FOOTER_INCH,
        )
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        if self._document.draft:
            sheet.oddHeader.right.text = style.DRAFT_MARK
        if below > head:
            sheet.print_title_rows = f"{head}:{below - 1}"
        if table.stub:
            sheet.print_title_cols = f"A:{get_column_letter(table.stub)}"
        sheet.freeze_panes = sheet.cell(below, table.stub + 1)


def _column_widths(table: Table) -> list[float]:
    """Widths in characters: the table's shares of a page, and never less than a number in it needs."""
    page = _LANDSCAPE_CHARACTERS if table.landscape else _PORTRAIT_CHARACTERS
    widths = [max(_NARROWEST, column.width * page * max(1, len(table.parts))) for column in table.columns]
    for placed in place_cells(table.body, table.columns):
        for at, cell in placed:
            if cell.number is not None and cell.colspan == 1:
                widths[at] = max(widths[at], len(cell.text) + 2.0)
    return widths


def _height(lines: int, size: int) -> float:
    return min(_LONGEST_ROW_PT, lines * _LINE_PT * size / _TEXT_PT + _ROW_PADDING_PT)


def _number_format(number: CellNumber) -> str:
    decimals = max(0, number.decimals)
    digits = "0" + (f".{'0' * decimals}" if decimals else "")
    return f"{digits}%" if number.is_percentage else f"#,##{digits}"
