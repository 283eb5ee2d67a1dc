"""Charts as inline SVG, drawn from the document's data.

All kinds of bars lie flat, so that long Chinese category names read in full. Only presentation attributes
are used (a strict CSP forbids styles). Units of the drawing are points at print size. Neighbouring areas
differ in lightness and every value is printed, so a black-and-white copy loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from selfeval.domain.report.document import Chart, ChartKind
from selfeval.reports import style
from selfeval.reports.tables import unit_line
from selfeval.reports.text import clean, width_em, wrap

# Lightness alternates between neighbours; the first is the product's primary colour.
PALETTE: Final = ("#1f4e8c", "#a9c3e6", "#4a6a3a", "#d9c58f", "#7a3b3b", "#c9c9c9", "#5b5b8f", "#bfe0d4")
LOSS_COLOUR: Final = "#c46a5a"
_FAMILY: Final = "'Selfeval Hei','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',SimHei,sans-serif"
_TEXT: Final = style.CHART_TEXT_PT
_TITLE: Final = 12.0
_LEADING: Final = 1.3
_WIDTH: Final = style.CHART_WIDTH_PT
_LABEL_EM: Final = 12.0  # widest line of a category name
_BAR: Final = 13.0
_GAP: Final = 6.0
_PIE_RADIUS: Final = 72.0
_MOST_TICKS: Final = 6


def chart_svg(chart: Chart) -> SafeString:
    """``chart`` as an ``<svg>`` element with its finding as title and every value printed.

    Values keep the chart's unit and are rounded half up to its ``decimals``. Raises ValueError if a series
    is not as long as the categories.
    """
    for series in chart.series:
        if len(series.values) != len(chart.categories):
            message = f"series {series.name!r} does not match its chart's categories"
            raise ValueError(message)
    canvas = _Canvas()
    canvas.y = 4.0
    for line in wrap(clean(chart.finding), _WIDTH / _TITLE - 2):
        canvas.text(_WIDTH / 2, canvas.y + _TITLE, line, anchor="middle", size=_TITLE)
        canvas.y += _TITLE * _LEADING
    canvas.y += 6
    match chart.kind:
        case ChartKind.PIE:
            _draw_pie(canvas, chart)
        case _:
            _draw_bars(canvas, chart, chart_bars(chart))
    return canvas.svg(f"{clean(chart.caption)}：{clean(chart.finding)}")


def format_value(value: Decimal, decimals: int) -> str:
    """``value`` with thousands separators, rounded half up to ``decimals``; never a negative zero."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,f}"


def waterfall_levels(values: Sequence[Decimal | None]) -> list[tuple[Decimal, Decimal]]:
    """Where each column of a waterfall begins and ends.

    First and last stand on zero; those between hang at the level the ones before them left.
    """
    levels = []
    level = Decimal(0)
    for index, value in enumerate(values):
        amount = value or Decimal(0)
        if index in {0, len(values) - 1}:
            levels.append((Decimal(0), amount))
            level = amount
        else:
            levels.append((level, level + amount))
            level += amount
    return levels


def axis_scale(edges: Iterable[Decimal], maximum: Decimal | None) -> tuple[Decimal, Decimal, Decimal]:
    """Lower end, upper end and step of an axis that holds zero and ``edges``: round numbers, few of them."""
    known = [Decimal(0), *edges]
    lowest, highest = min(known), max(known)
    if maximum is not None:
        highest = max(highest, maximum)
    if highest == lowest:
        highest = Decimal(1)
    power = Decimal(1).scaleb((highest - lowest).adjusted() - 1)
    steps = (
        power * factor
        for magnitude in (1, 10, 100)
        for factor in (1 * magnitude, 2 * magnitude, 5 * magnitude)
    )
    for step in steps:
        low = (lowest / step).to_integral_value("ROUND_FLOOR") * step
        high = (highest / step).to_integral_value("ROUND_CEILING") * step
        if (high - low) / step <= _MOST_TICKS:
            return low, high, step
    raise AssertionError  # 6 steps of 5 × 10 ^ (digits) always hold a range below 10 ^ (digits + 1)


def pie_share(chart: Chart, index: int) -> Decimal | None:
    """Share (1 = 100%) of one slice in the sum of all that are positive; None where there is no share."""
    values = _pie_values(chart)
    total = _pie_total(values)
    return values[index] / total if total and values[index] >= 0 else None


def pie_legend(chart: Chart) -> list[str]:
    """One legend entry per slice: its number, name, value and share."""
    entries = []
    for index, (name, value) in enumerate(zip(chart.categories, _pie_values(chart), strict=True)):
        share = pie_share(chart, index)
        percent = "" if share is None else f"（{format_value(share * 100, 2)}%）"
        entries.append(f"{index + 1}. {clean(name)} {format_value(value, chart.decimals)}{percent}")
    return entries


def _pie_values(chart: Chart) -> list[Decimal]:
    return [value or Decimal(0) for value in chart.series[0].values]


def _pie_total(values: Sequence[Decimal]) -> Decimal:
    return sum((value for value in values if value > 0), Decimal(0))


@dataclass(frozen=True)
class Bar:
    """One bar from ``start`` to ``end`` on the value axis, with the value printed at its end."""

    start: Decimal
    end: Decimal
    label: str
    colour: str


class _Canvas:
    """Collects SVG elements; ``y`` is the lower edge of what is drawn so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = 0.0

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        size: float = _TEXT,
        colour: str = "#000000",
    ) -> None:
        self.parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="{}" font-size="{}" fill="{}">{}</text>',
                _n(x), _n(y), anchor, _n(size), colour, words,
            )
        )  # fmt: skip

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="#333333" stroke-width="0.5"/>',
                _n(x), _n(y), _n(width), _n(height), colour,
            )
        )  # fmt: skip

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.5) -> None:
        self.parts.append(
            format_html(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>',
                _n(x1), _n(y1), _n(x2), _n(y2), colour, _n(width),
            )
        )  # fmt: skip

    def path(self, d: str, colour: str) -> None:
        self.parts.append(
            format_html('<path d="{}" fill="{}" stroke="#ffffff" stroke-width="1"/>', d, colour)
        )

    def svg(self, description: str) -> SafeString:
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {0} {1}" '
            'width="{0}pt" height="{1}pt" font-family="{2}"><title>{3}</title>{4}</svg>',
            _n(_WIDTH), _n(self.y), _FAMILY, description, SafeString("".join(self.parts)),
        )  # fmt: skip


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def chart_bars(chart: Chart) -> list[list[Bar | None]]:
    """The bars of each category, one per series; None where a value is missing."""
    if chart.kind is ChartKind.WATERFALL:
        return _waterfall_bars(chart)
    return [
        [
            None
            if (value := series.values[row]) is None
            else Bar(Decimal(0), value, format_value(value, chart.decimals), PALETTE[index % len(PALETTE)])
            for index, series in enumerate(chart.series)
        ]
        for row in range(len(chart.categories))
    ]


def _waterfall_bars(chart: Chart) -> list[list[Bar | None]]:
    values = chart.series[0].values
    last = len(values) - 1
    return [
        [
            Bar(
                start,
                end,
                format_value(values[row] or Decimal(0), chart.decimals),
                PALETTE[0] if row in {0, last} else LOSS_COLOUR,
            )
        ]
        for row, (start, end) in enumerate(waterfall_levels(values))
    ]


def _draw_bars(canvas: _Canvas, chart: Chart, rows: list[list[Bar | None]]) -> None:
    """Category names on the left, bars to the right of them, the value axis below."""
    names = [wrap(clean(name), _LABEL_EM) for name in chart.categories]
    left = max((width_em(line) for lines in names for line in lines), default=0) * _TEXT + 8
    bars = [bar for row in rows for bar in row if bar]
    low, high, step = axis_scale([edge for bar in bars for edge in (bar.start, bar.end)], chart.maximum)
    label_width = max((width_em(bar.label) for bar in bars), default=0) * _TEXT + 8
    below_zero = label_width if low < 0 else 0
    scale = (_WIDTH - left - label_width - below_zero) / float(high - low)

    def at(value: Decimal) -> float:
        return left + below_zero + float(value - low) * scale

    if len(chart.series) > 1:
        _legend(canvas, [(PALETTE[i % len(PALETTE)], clean(s.name)) for i, s in enumerate(chart.series)])
    top = canvas.y
    heights = [
        max(len(lines) * _TEXT * _LEADING, len(row) * _BAR) + _GAP
        for lines, row in zip(names, rows, strict=True)
    ]
    bottom = top + sum(heights)
    tick = low
    while tick <= high:
        canvas.line(at(tick), top, at(tick), bottom + 3, "#000000" if tick == 0 else "#d0d0d0")
        canvas.text(at(tick), bottom + _TEXT + 5, f"{tick.normalize():,f}", anchor="middle")
        tick += step
    canvas.line(at(low), bottom, at(high), bottom, "#808080")
    y = top
    for lines, row, height in zip(names, rows, heights, strict=True):
        text_y = y + height / 2 - len(lines) * _TEXT * _LEADING / 2 + _TEXT
        for index, line in enumerate(lines):
            canvas.text(left - 6, text_y + index * _TEXT * _LEADING, line, anchor="end")
        bar_y = y + (height - len(row) * _BAR) / 2
        for index, bar in enumerate(row):
            if bar:
                _draw_bar(canvas, bar, at(bar.start), at(bar.end), bar_y + index * _BAR)
        y += height
    canvas.text(_WIDTH, bottom + 2 * _TEXT + 9, unit_line(clean(chart.unit)), anchor="end")
    canvas.y = bottom + 2 * _TEXT + 16


def _draw_bar(canvas: _Canvas, bar: Bar, start: float, end: float, y: float) -> None:
    near, far = sorted((start, end))
    canvas.rect(near, y + 1, far - near, _BAR - 2, bar.colour)
    negative = bar.end < 0
    colour = style.DANGER if bar.label.startswith("-") else "#000000"
    x = near - 3 if negative else far + 3
    canvas.text(
        x, y + _BAR / 2 + _TEXT * 0.36, bar.label, anchor="end" if negative else "start", colour=colour
    )


def _legend(canvas: _Canvas, entries: Sequence[tuple[str, str]]) -> None:
    """Swatches with names, centred on one line or as many as they need."""
    lines: list[list[tuple[str, str]]] = [[]]
    widths = [0.0]
    for colour, name in entries:
        width = 16 + width_em(name) * _TEXT + 18
        if lines[-1] and widths[-1] + width > _WIDTH:
            lines.append([])
            widths.append(0.0)
        lines[-1].append((colour, name))
        widths[-1] += width
    for line, width in zip(lines, widths, strict=True):
        x = (_WIDTH - width + 18) / 2
        for colour, name in line:
            canvas.rect(x, canvas.y + 1, 10, 10, colour)
            canvas.text(x + 14, canvas.y + 10, name)
            x += 16 + width_em(name) * _TEXT + 18
        canvas.y += 16
    canvas.y += 4


def _draw_pie(canvas: _Canvas, chart: Chart) -> None:
    """A pie with numbered slices and a legend with name, value and share; negative values get no slice."""
    values = _pie_values(chart)
    legend_x = 2 * _PIE_RADIUS + 64
    legend = [wrap(entry, (_WIDTH - legend_x - 18) / _TEXT) for entry in pie_legend(chart)]
    legend_height = sum(len(lines) * _TEXT * _LEADING + 5 for lines in legend) + _TEXT * 2
    height = max(2 * _PIE_RADIUS + 40, legend_height)
    centre = (_PIE_RADIUS + 26, canvas.y + height / 2)
    _draw_slices(canvas, values, centre)
    y = canvas.y + (height - legend_height) / 2
    for index, lines in enumerate(legend):
        canvas.rect(legend_x, y + 1, 10, 10, PALETTE[index % len(PALETTE)])
        for offset, line in enumerate(lines):
            canvas.text(legend_x + 16, y + 10 + offset * _TEXT * _LEADING, line)
        y += len(lines) * _TEXT * _LEADING + 5
    canvas.text(legend_x + 16, y + 12, unit_line(clean(chart.unit)))
    canvas.y += height + 6


def _draw_slices(canvas: _Canvas, values: Sequence[Decimal], centre: tuple[float, float]) -> None:
    total = _pie_total(values)
    cx, cy = centre
    r = _PIE_RADIUS
    if not total:
        canvas.path(_circle(cx, cy, r), "#eeeeee")
        canvas.text(cx, cy + 4, "各项均无数额", anchor="middle")
        return
    marks: list[tuple[float, int]] = []
    angle = -math.pi / 2
    for index, value in enumerate(values):
        if value <= 0:
            continue
        sweep = float(value / total) * 2 * math.pi
        colour = PALETTE[index % len(PALETTE)]
        if value == total:
            canvas.path(_circle(cx, cy, r), colour)
        else:
            x1, y1 = cx + r * math.cos(angle), cy + r * math.sin(angle)
            x2, y2 = cx + r * math.cos(angle + sweep), cy + r * math.sin(angle + sweep)
            large = 1 if sweep > math.pi else 0
            canvas.path(
                f"M{_n(cx)} {_n(cy)}L{_n(x1)} {_n(y1)}A{_n(r)} {_n(r)} 0 {large} 1 {_n(x2)} {_n(y2)}Z", colour
            )
        marks.append((angle + sweep / 2, index + 1))
        angle += sweep
    for radius, (mark, number) in zip(_mark_radii(marks), marks, strict=True):
        x, y = cx + radius * math.cos(mark), cy + radius * math.sin(mark)
        canvas.line(cx + r * math.cos(mark), cy + r * math.sin(mark), x, y, "#808080")
        canvas.text(
            cx + (radius + 6) * math.cos(mark),
            cy + (radius + 6) * math.sin(mark) + _TEXT * 0.36,
            str(number),
            anchor="middle",
        )


def _mark_radii(marks: Sequence[tuple[float, int]]) -> list[float]:
    """Distance of each slice's number from the centre; of neighbours too close every other is further out."""
    near, far = _PIE_RADIUS + 3, _PIE_RADIUS + 15
    radii: list[float] = []
    for position, (mark, _number) in enumerate(marks):
        crowded = position and (mark - marks[position - 1][0]) * _PIE_RADIUS < _TEXT * 1.3
        radii.append(far if crowded and radii[-1] == near else near)
    return radii


def _circle(cx: float, cy: float, r: float) -> str:
    x = _n(r)
    return f"M{_n(cx - r)} {_n(cy)}a{x} {x} 0 1 0 {_n(2 * r)} 0a{x} {x} 0 1 0 {_n(-2 * r)} 0Z"
