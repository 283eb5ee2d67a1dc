"""Tables as raw ``w:tbl`` elements (python-docx's cell interface is five times slower)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selfeval.domain.report.document import Align, Cell, Table
from selfeval.reports import style
from selfeval.reports.docx import styles
from selfeval.reports.docx.xml import Attributes, element, paragraph, run, run_properties
from selfeval.reports.fonts import FontRole
from selfeval.reports.tables import Rows, cell_align, keeps_whole, place_cells, row_heights, table_type
from selfeval.reports.text import clean

_JUSTIFICATION = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}


def table_element(table: Table, *, landscape: bool) -> Any:
    """``table`` with merged cells, fixed column widths and head rows that repeat on each page."""
    width = round(style.table_width_mm(landscape=landscape) * style.TWIPS_PER_MM)
    widths = [round(column.width * width) for column in table.columns]
    kind = table_type(table, landscape=landscape)
    text_style = styles.table_style(kind.size_pt)
    heights = row_heights(table, landscape=landscape)
    limit = style.half_page_pt(landscape=landscape)
    whole = keeps_whole(heights, landscape=landscape)
    last = len(table.body) - 1
    together = style.TABLE_ROWS_TOGETHER - 1
    rows = [
        _row(placed, table, widths, text_style, _RowRules(head=True, keep_next=True))
        for placed in _grid(table.head, table)
    ]
    for index, placed in enumerate(_grid(table.body, table)):
        # A short table stays whole; of a long one neither the first nor the last rows stand alone.
        keep = index < last and (whole or index < together or index >= last - together)
        rules = _RowRules(keep_next=keep, may_break=heights[index] > limit)
        rows.append(_row(placed, table, widths, text_style, rules))
    grid = element("tblGrid", children=[element("gridCol", {"w": w}) for w in widths])
    return element("tbl", children=[_properties(sum(widths), kind), grid, *rows])


def _properties(width: int, kind: style.TableType) -> Any:
    vertical, horizontal = (round(pt * style.TWIPS_PER_PT) for pt in kind.padding_pt)
    rule: Attributes = {"val": "single", "sz": round(style.RULE_PT * 8), "space": 0, "color": "000000"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    padding = {"top": vertical, "left": horizontal, "bottom": vertical, "right": horizontal}
    return element(
        "tblPr",
        children=[
            element("tblW", {"w": width, "type": "dxa"}),
            element("jc", {"val": "center"}),
            element("tblBorders", children=[element(side, rule) for side in sides]),
            element("tblLayout", {"type": "fixed"}),
            element(
                "tblCellMar", children=[element(side, {"w": w, "type": "dxa"}) for side, w in padding.items()]
            ),
        ],
    )


def _grid(rows: Rows, table: Table) -> Iterator[list[tuple[int, Cell, bool]]]:
    """Every row as (column, cell, whether it continues a cell from above), left to right."""
    open_spans: dict[int, tuple[Cell, int]] = {}
    for placed in place_cells(rows, table.columns):
        line = [(at, cell, True) for at, (cell, left) in open_spans.items() if left]
        line += [(at, cell, False) for at, cell in placed]
        open_spans = {at: (cell, left - 1) for at, (cell, left) in open_spans.items() if left > 1}
        open_spans |= {at: (cell, cell.rowspan - 1) for at, cell in placed if cell.rowspan > 1}
        yield sorted(line, key=lambda item: item[0])


@dataclass(frozen=True)
class _RowRules:
    """How a row behaves at the end of a page."""

    head: bool = False
    keep_next: bool = False
    may_break: bool = False


def _row(
    placed: list[tuple[int, Cell, bool]], table: Table, widths: list[int], text_style: str, rules: _RowRules
) -> Any:
    flags = [tag for tag, on in (("cantSplit", not rules.may_break), ("tblHeader", rules.head)) if on]
    properties = element("trPr", children=[element(tag) for tag in flags])
    cells = [
        _cell(
            cell,
            sum(widths[at : at + cell.colspan]),
            cell_align(cell, table.columns[at]),
            text_style,
            continued=continued,
            keep=rules.keep_next,
        )
        for at, cell, continued in placed
    ]
    return element("tr", children=[properties, *cells])


def _cell(cell: Cell, width: int, align: Align, text_style: str, *, continued: bool, keep: bool) -> Any:
    properties = [element("tcW", {"w": width, "type": "dxa"})]
    if cell.colspan > 1:
        properties.append(element("gridSpan", {"val": cell.colspan}))
    if cell.rowspan > 1:
        properties.append(element("vMerge", {} if continued else {"val": "restart"}))
    properties.append(element("vAlign", {"val": "center"}))
    emphasis = run_properties(rFonts=styles.fonts(FontRole.HEADING)) if cell.header or cell.strong else None
    content = [run(clean(cell.text), emphasis)] if cell.text and not continued else []
    kept: dict[str, Attributes] = {"keepNext": {}} if keep else {}
    words = paragraph(text_style, content, **kept, jc={"val": _JUSTIFICATION[align]})
    return element("tc", children=[element("tcPr", children=properties), words])
