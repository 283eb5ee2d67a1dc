"""Native, editable DOCX charts: python-pptx writes the chart XML, an embedded workbook holds the figures.

The same reading as the SVG drawing: flat bars with the first category on top, axis from zero, values printed.
A waterfall is a stack of bars on an invisible base.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any, Final

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree
from openpyxl import Workbook
from pptx.chart.chart import Chart as ChartProxy
from pptx.chart.data import CategoryChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.oxml import parse_xml as parse_chart_xml
from pptx.oxml.ns import nsdecls as pptx_nsdecls
from pptx.oxml.ns import qn as chart_qn
from pptx.util import Pt

from selfeval.domain.report.document import Chart, ChartKind, Series
from selfeval.reports import style
from selfeval.reports.charts import (
    LOSS_COLOUR,
    PALETTE,
    axis_scale,
    chart_bars,
    format_value,
    pie_legend,
    pie_share,
    waterfall_levels,
)
from selfeval.reports.docx.xml import element
from selfeval.reports.fonts import ROLES, FontRole
from selfeval.reports.tables import unit_line
from selfeval.reports.text import clean

_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_PACKAGE_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
_ROW_PT: Final = 30.0
_FRAME_PT: Final = 75.0
_LOWEST_PIE_PT: Final = 200.0
_HIGHEST_PT: Final = 560.0
_LABELLED_SHARE: Final = Decimal("0.05")  # smaller slices are named in the legend only
_BASE, _WHOLE, _LOSS = "起点", "得分", "失分"


def chart_run(document: Any, chart: Chart, number: int) -> Any:
    """A ``w:r`` with ``chart`` drawn in line; adds chart part ``number`` and its workbook to the package."""
    data = _chart_data(chart)
    kind = {
        ChartKind.PIE: XL_CHART_TYPE.PIE,
        ChartKind.WATERFALL: XL_CHART_TYPE.BAR_STACKED,
        ChartKind.BAR: XL_CHART_TYPE.BAR_CLUSTERED,
        ChartKind.PAIRED_BAR: XL_CHART_TYPE.BAR_CLUSTERED,
    }[chart.kind]
    space = parse_chart_xml(ChartXmlWriter(kind, data).xml.encode())
    proxy = ChartProxy(space, None)
    proxy.has_title = False
    proxy.has_legend = chart.kind in {ChartKind.PIE, ChartKind.PAIRED_BAR}
    if proxy.has_legend:
        proxy.legend.position = (
            XL_LEGEND_POSITION.RIGHT if chart.kind is ChartKind.PIE else XL_LEGEND_POSITION.TOP
        )
        proxy.legend.include_in_layout = False
    proxy.font.size = Pt(style.CHART_TEXT_PT)
    proxy.font.name = ROLES[FontRole.HEADING].docx_name
    if chart.kind is ChartKind.PIE:
        _dress_pie(proxy, chart)
    else:
        _dress_bars(proxy, chart)
    frame = parse_chart_xml(f"<c:spPr {pptx_nsdecls('c', 'a')}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>")
    space.find(chart_qn("c:txPr")).addprevious(frame)
    part = _add_parts(document, space, data, number)
    return _inline(document.part.relate_to(part, _CHART_RELATION), chart, number)


def _chart_data(chart: Chart) -> Any:
    """The workbook's columns. Losses of a waterfall are positive lengths on an invisible base."""
    data = CategoryChartData(number_format=_number_format(chart))
    names = pie_legend(chart) if chart.kind is ChartKind.PIE else map(clean, chart.categories)
    data.categories = list(names)
    for series in _waterfall_series(chart) if chart.kind is ChartKind.WATERFALL else chart.series:
        data.add_series(clean(series.name), [_rounded(value, chart.decimals) for value in series.values])
    return data


def _rounded(value: Decimal | None, decimals: int) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _waterfall_series(chart: Chart) -> tuple[Series, ...]:
    levels = waterfall_levels(chart.series[0].values)
    ends = {0, len(levels) - 1}
    return (
        Series(_BASE, tuple(None if row in ends else min(level) for row, level in enumerate(levels))),
        Series(_WHOLE, tuple(end if row in ends else None for row, (_start, end) in enumerate(levels))),
        Series(
            _LOSS, tuple(None if row in ends else abs(end - start) for row, (start, end) in enumerate(levels))
        ),
    )


def _number_format(chart: Chart) -> str:
    return "#,##0" + ("." + "0" * chart.decimals if chart.decimals else "")


def _dress_bars(proxy: Any, chart: Chart) -> None:
    plot = proxy.plots[0]
    plot.gap_width = 60
    proxy.category_axis.reverse_order = True
    proxy.category_axis.format.line.color.rgb = _colour("#808080")
    # Names stay at the left edge when bars run below zero.
    label_place = proxy.category_axis._element.find(chart_qn("c:tickLblPos"))
    label_place.set("val", "low")
    axis = proxy.value_axis
    # With the first category on top, the value axis would be drawn above it.
    axis._element.find(chart_qn("c:crosses")).set("val", "max")
    axis.major_gridlines.format.line.color.rgb = _colour("#d9d9d9")
    axis.has_title = True
    axis.axis_title.text_frame.text = unit_line(clean(chart.unit))
    axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(style.CHART_TEXT_PT)
    axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    bars = chart_bars(chart)
    low, high, step = axis_scale(
        [edge for row in bars for bar in row if bar for edge in (bar.start, bar.end)], chart.maximum
    )
    # A negative value's label stands left of its bar and must not reach the category names.
    axis.minimum_scale = float(low - step if low < 0 else low)
    axis.maximum_scale = float(high)
    axis.major_unit = float(step)
    axis.tick_labels.number_format = "#,##0.##" if step < 1 else "#,##0"
    axis.tick_labels.number_format_is_linked = False
    if chart.kind is ChartKind.WATERFALL:
        _dress_waterfall(plot, chart)
        return
    plot.overlap = 0
    for index, series in enumerate(plot.series):
        series.invert_if_negative = False
        _fill(series.format, PALETTE[index % len(PALETTE)])
        labels = series.data_labels
        labels.show_value = True
        labels.number_format = _number_format(chart)
        labels.number_format_is_linked = False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _dress_waterfall(plot: Any, chart: Chart) -> None:
    base, whole, loss = plot.series
    base.format.fill.background()
    base.format.line.fill.background()
    _fill(whole.format, PALETTE[0])
    _fill(loss.format, LOSS_COLOUR)
    labels = whole.data_labels
    labels.show_value = True
    labels.number_format = _number_format(chart)
    labels.number_format_is_linked = False
    labels.position = XL_LABEL_POSITION.INSIDE_END
    labels.font.size = Pt(style.CHART_TEXT_PT)
    labels.font.color.rgb = _colour("#ffffff")
    for row, value in enumerate(chart.series[0].values[1:-1], start=1):
        # A loss is too thin for its own label, which therefore stands at the end of the invisible base.
        _put_label(
            base.points[row].data_label, format_value(value or Decimal(0), chart.decimals), inside=True
        )


def _dress_pie(proxy: Any, chart: Chart) -> None:
    plot = proxy.plots[0]
    for index in range(len(chart.categories)):
        _fill(plot.series[0].points[index].format, PALETTE[index % len(PALETTE)], line="#ffffff")
        share = pie_share(chart, index)
        if share is not None and share >= _LABELLED_SHARE:
            _put_label(
                plot.series[0].points[index].data_label, f"{format_value(share * 100, 2)}%", inside=False
            )


def _put_label(label: Any, words: str, *, inside: bool) -> None:
    label.text_frame.text = words
    label.text_frame.paragraphs[0].runs[0].font.size = Pt(style.CHART_TEXT_PT)
    label.position = XL_LABEL_POSITION.INSIDE_END if inside else XL_LABEL_POSITION.OUTSIDE_END


def _fill(shape: Any, colour: str, *, line: str = "#333333") -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(colour)
    shape.line.color.rgb = _colour(line)
    shape.line.width = Pt(style.RULE_PT)


def _colour(value: str) -> Any:
    return RGBColor.from_string(value.removeprefix("#").upper())


def _add_parts(document: Any, space: Any, data: Any, number: int) -> Part:
    package = document.part.package
    workbook = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"), _SHEET_TYPE, _workbook(data), package
    )
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, b"", package)
    external = etree.SubElement(space, chart_qn("c:externalData"))
    external.set(chart_qn("r:id"), part.relate_to(workbook, _PACKAGE_RELATION))
    etree.SubElement(external, chart_qn("c:autoUpdate")).set("val", "0")
    part._blob = etree.tostring(space, xml_declaration=True, encoding="UTF-8", standalone=True)
    return part


def _workbook(data: Any) -> bytes:
    """The figures as the chart's references expect them: names in column A, one series per further column.

    Every text is stored as text: a name that begins with ``=`` must not become a formula.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for row, category in enumerate(data.categories, start=2):
        _put_text(sheet.cell(row, 1), category.label)
    for column, series in enumerate(data, start=2):
        _put_text(sheet.cell(1, column), series.name)
        for row, value in enumerate(series.values, start=2):
            sheet.cell(row, column, value).number_format = series.number_format
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put_text(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"


def _height_pt(chart: Chart) -> float:
    rows = len(chart.categories) * max(1.0, 0.6 * len(chart.series))
    if chart.kind is ChartKind.PIE:
        return max(_LOWEST_PIE_PT, _FRAME_PT + rows * _ROW_PT / 2)
    return min(_HIGHEST_PT, _FRAME_PT + rows * _ROW_PT)


def _inline(relation: str, chart: Chart, number: int) -> Any:
    width = round(style.CHART_WIDTH_PT * style.EMU_PER_PT)
    height = round(_height_pt(chart) * style.EMU_PER_PT)
    drawing: Any = parse_xml(
        f"<w:drawing {nsdecls('w', 'wp', 'a', 'r')} "
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="图表 {number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    description = f"{clean(chart.caption)}：{clean(chart.finding)}"
    drawing[0].find(qn("wp:docPr")).set("descr", description)
    return element("r", children=[drawing])
