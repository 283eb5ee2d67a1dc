"""The one place of measured type metrics; HTML, PDF and DOCX take every length from here.

Sources: GB/T 9704-2012 (party and government official documents). Values marked "measured" were found
by rendering: 28 characters of nominal 16 pt do not fit into 156 mm, nor 22 lines of 29 pt into 225 mm.
Lengths are in points (pt) or millimetres (mm) as their names say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from selfeval.domain.report.document import Column

PT_PER_MM: Final = 72 / 25.4
TWIPS_PER_PT: Final = 20
TWIPS_PER_MM: Final = PT_PER_MM * TWIPS_PER_PT
EMU_PER_PT: Final = 12700

# Page: A4 with 天头 37 mm, 订口 28 mm and a type area (版心) of 156 × 225 mm.
PAGE_WIDTH_MM: Final = 210
PAGE_HEIGHT_MM: Final = 297


@dataclass(frozen=True)
class Margins:
    """Page margins in millimetres."""

    top: int
    right: int
    bottom: int
    left: int


PORTRAIT: Final = Margins(top=37, right=26, bottom=35, left=28)
# The portrait page turned a quarter: the table's head lies at the binding edge of an odd page.
LANDSCAPE: Final = Margins(top=28, right=37, bottom=26, left=35)
TYPE_AREA_WIDTH_MM: Final = PAGE_WIDTH_MM - PORTRAIT.left - PORTRAIT.right
LANDSCAPE_WIDTH_MM: Final = PAGE_HEIGHT_MM - LANDSCAPE.left - LANDSCAPE.right

# Body: 3号 on a grid of 22 lines × 28 characters.
LINES_PER_PAGE: Final = 22
CHARACTERS_PER_LINE: Final = 28
BODY_PT: Final = 16.0
LINE_PT: Final = 28.95  # measured: 29 gives 21 lines
BODY_TRACKING_PT: Final = -0.21  # measured for PDF: −0.20 gives 27 characters
DOCX_TRACKING_TWIPS: Final = -5  # measured for DOCX: −4 gives 27 characters
INDENT_CHARACTERS: Final = 2

# Title: 2号小标宋.
TITLE_PT: Final = 22.0
TITLE_LINE_PT: Final = 35.0

# Cover and the titles of official forms in 小标宋.
COVER_PT: Final = 32.0
COVER_LINE_PT: Final = 52.0
COVER_DROP_LINES: Final = 5
COVER_NOTE_LINES: Final = 6
FORM_TITLE_PT: Final = 18.0

# Page number: 4号宋体 between dashes, one character in from the outer edge, dashes 7 mm below the text.
PAGE_NUMBER_PT: Final = 14.0
PAGE_NUMBER_DROP_MM: Final = 3.9  # measured: puts the dash 7 mm below the type area
PAGE_NUMBER_REACH_MM: Final = 9.5  # DOCX: from the type area to the lower edge of the footer line


@dataclass(frozen=True)
class TocType:
    """Type size and line height (pt) of a table of contents; ``name`` is what the styles call it."""

    name: str
    size_pt: float
    line_pt: float


# Table of contents: as the body, or tighter where it fits on the page of its title that way only.
TOC_TYPES: Final = (
    TocType("wide", BODY_PT, LINE_PT),
    TocType("tight", BODY_PT, 24.0),
    TocType("small", 14.0, 19.0),
)
TOC_GAP_PT: Final = 12.0  # below the heading 目录

# Tables and charts.
CAPTION_PT: Final = 12.0
UNIT_PT: Final = 10.5
TABLE_SMALL_PT: Final = 9.0
TABLE_NORMAL_PT: Final = 10.5
TABLE_LARGE_PT: Final = 12.0
TABLE_LEADING: Final = 1.3
TABLE_ROWS_TOGETHER: Final = 3  # at least so many rows of a table stand on a page
CELL_PADDING_PT: Final = (3.0, 3.5)  # above and below, left and right
FORM_PADDING_PT: Final = (1.5, 2.5)
RULE_PT: Final = 0.5
CHART_WIDTH_PT: Final = 440.0
CHART_TEXT_PT: Final = 9.5

# Signature: the seal's square lies over 署名 and 成文日期, a little below their middle.
SEAL_MM: Final = 42
SEAL_LIFT_PT: Final = 6  # name and date lie this much below the seal's middle
DATE_INDENT_CHARACTERS: Final = 4  # 成文日期右空四字 under a seal
PLAIN_INDENT_CHARACTERS: Final = 2  # 署名右空二字 without a seal
SEAL_SPACE_LINES: Final = 2  # blank lines above 署名 that take the seal's upper part

# Colours shared by pages and reports.
PRIMARY: Final = "#1f4e8c"
DANGER: Final = "#b3261e"
MISSING_BACKGROUND: Final = "#fff2a8"
DRAFT_COLOUR: Final = "#e4e4e4"
DRAFT_MARK: Final = "草稿"


@dataclass(frozen=True)
class TableType:
    """How a table is set: type size (pt), and padding (pt) of its cells above and below, left and right."""

    size_pt: float
    padding_pt: tuple[float, float]


def table_type(columns: Sequence[Column], *, landscape: bool, is_form: bool = False) -> TableType:
    """The type of a table: 小四 for few columns, 五号 for most, 小五 for very many.

    Official forms are set close, so that their many rows stay together.
    """
    if is_form:
        return TableType(TABLE_SMALL_PT, FORM_PADDING_PT)
    comfortable, crowded = (8, 14) if landscape else (4, 9)
    if len(columns) <= comfortable:
        return TableType(TABLE_LARGE_PT, CELL_PADDING_PT)
    return TableType(TABLE_NORMAL_PT if len(columns) <= crowded else TABLE_SMALL_PT, CELL_PADDING_PT)


def table_width_mm(*, landscape: bool) -> int:
    """Width (mm) of the type area a table fills."""
    return LANDSCAPE_WIDTH_MM if landscape else TYPE_AREA_WIDTH_MM


def half_page_pt(*, landscape: bool) -> float:
    """Half the height (pt) of the type area: more than this is not kept together on one page."""
    height = (
        PAGE_WIDTH_MM - LANDSCAPE.top - LANDSCAPE.bottom
        if landscape
        else LINES_PER_PAGE * LINE_PT / PT_PER_MM
    )
    return height * PT_PER_MM / 2
