"""Charts: right figures, readable drawing, nothing a strict content security policy refuses."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.report.document import Chart, ChartKind, Series
from selfeval.reports.charts import axis_scale, chart_svg, format_value, waterfall_levels
from selfeval.reports.text import width_em
from tests.support.sample_document import bar_chart, loss_chart, paired_chart, pie_chart

SVG = "{http://www.w3.org/2000/svg}"
ALL_KINDS = [loss_chart(), paired_chart(), pie_chart(), bar_chart()]
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart_svg(chart))  # our own output


def words(chart: Chart) -> list[str]:
    return [node.text or "" for node in drawn(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", ALL_KINDS, ids=lambda chart: chart.kind)
def test_drawing_uses_presentation_attributes_only(chart: Chart) -> None:
    for node in drawn(chart).iter():
        assert "style" not in node.attrib
        assert node.tag.removeprefix(SVG) in {"svg", "title", "text", "rect", "line", "path"}


@pytest.mark.parametrize("chart", ALL_KINDS, ids=lambda chart: chart.kind)
def test_all_text_lies_inside_the_drawing(chart: Chart) -> None:
    root = drawn(chart)
    width, height = (float(size) for size in root.attrib["viewBox"].split()[2:])
    for node in root.iter(f"{SVG}text"):
        size = float(node.attrib["font-size"])
        extent = width_em(node.text or "") * size
        start = (
            float(node.attrib["x"])
            - {"start": 0, "middle": 0.5, "end": 1}[node.attrib["text-anchor"]] * extent
        )
        assert start >= -1, node.text
        assert start + extent <= width + 1, node.text
        assert size <= float(node.attrib["y"]) <= height, node.text


@pytest.mark.parametrize("chart", ALL_KINDS, ids=lambda chart: chart.kind)
def test_texts_do_not_overlap(chart: Chart) -> None:
    boxes = []
    for node in drawn(chart).iter(f"{SVG}text"):
        size = float(node.attrib["font-size"])
        # Digits are drawn a little over half an em wide.
        extent = width_em(node.text or "") * size
        left = (
            float(node.attrib["x"])
            - {"start": 0, "middle": 0.5, "end": 1}[node.attrib["text-anchor"]] * extent
        )
        bottom = float(node.attrib["y"])
        boxes.append((left, left + extent, bottom - size * 0.8, bottom, node.text))
    for index, (left, right, top, bottom, text) in enumerate(boxes):
        for other_left, other_right, other_top, other_bottom, other in boxes[index + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart, (text, other)


def test_bars_print_every_value_and_whole_names() -> None:
    chart = bar_chart(14)
    found = words(chart)
    for value in ("1,375.00", "0.00", "-125.00", "-250.00"):
        assert value in found
    joined = "".join(found)
    for name in chart.categories:
        assert name in joined
    assert "单位：万元" in found
    assert chart.finding in joined


def test_bar_lengths_are_proportional_and_start_at_zero() -> None:
    chart = Chart(
        ChartKind.BAR, "图", "结论", "万元", ("甲", "乙"), (Series("支出", (Decimal(100), Decimal(50))),)
    )
    first, second = (node for node in drawn(chart).iter(f"{SVG}rect"))
    assert first.attrib["x"] == second.attrib["x"]
    assert float(first.attrib["width"]) == pytest.approx(2 * float(second.attrib["width"]), abs=0.05)
    assert "0" in words(chart)


def test_missing_value_leaves_a_gap() -> None:
    chart = paired_chart()
    bars = [node for node in drawn(chart).iter(f"{SVG}rect") if float(node.attrib["height"]) > 10]
    assert len(bars) == 7  # eight values less one gap; legend swatches are 10 high
    assert chart.series[1].name in words(chart)


def test_pie_names_value_and_share_of_every_slice() -> None:
    joined = "".join(words(pie_chart()))
    assert "1. 一般公共预算财政拨款收入 9,400.00（94.00%）" in joined
    assert "4. 其他收入 50.00（0.50%）" in joined


def test_pie_slices_have_their_share_of_the_circle() -> None:
    chart = replace(pie_chart(), categories=("甲", "乙"), series=(Series("收入", (Decimal(3), Decimal(1))),))
    large = [path.attrib["d"].split("A")[1].split()[3] for path in drawn(chart).iter(f"{SVG}path")]
    assert large == ["1", "0"]  # three quarters need the long way round, one quarter the short one


@pytest.mark.parametrize("value", [Decimal(0), Decimal(7)])
def test_pie_of_nothing_or_one_slice_is_a_circle(value: Decimal) -> None:
    chart = replace(pie_chart(), categories=("甲", "乙"), series=(Series("收入", (value, Decimal(0))),))
    assert len(list(drawn(chart).iter(f"{SVG}path"))) == 1


def test_waterfall_hangs_each_loss_from_the_level_before() -> None:
    nothing, full, second, third = Decimal(0), Decimal(100), Decimal(98), Decimal("96.5")
    assert waterfall_levels([full, Decimal(-2), Decimal("-1.5"), third]) == [
        (nothing, full),
        (full, second),
        (second, third),
        (nothing, third),
    ]


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("2.675", 2, "2.68"),
        ("0.125", 2, "0.13"),
        ("-0.001", 2, "0.00"),
        ("1234567.5", 0, "1,234,568"),
        ("-1234.5", 1, "-1,234.5"),
    ],
)
def test_values_are_rounded_half_up(value: str, decimals: int, expected: str) -> None:
    assert format_value(Decimal(value), decimals) == expected


@given(edges=st.lists(amounts, max_size=20))
def test_axis_holds_zero_and_all_values_in_few_round_steps(edges: list[Decimal]) -> None:
    low, high, step = axis_scale(edges, None)
    assert low <= min([Decimal(0), *edges])
    assert high >= max([Decimal(0), *edges])
    assert low % step == high % step == 0
    assert 1 <= (high - low) / step <= 6
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}


def test_axis_reaches_the_stated_maximum() -> None:
    assert axis_scale([Decimal(40)], Decimal(100)) == (Decimal(0), Decimal(100), Decimal(20))


@given(values=st.lists(st.one_of(st.none(), amounts), min_size=1, max_size=14))
def test_any_values_can_be_drawn(values: list[Decimal | None]) -> None:
    names = tuple(f"类别{n}" for n in range(len(values)))
    for kind in ChartKind:
        chart = Chart(kind, "图1", "结论", "万元", names, (Series("数额", tuple(values)),))
        assert drawn(chart).tag == f"{SVG}svg"


def test_neighbouring_colours_differ_in_lightness() -> None:
    fills = [node.attrib["fill"] for node in drawn(pie_chart()).iter(f"{SVG}path")]

    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert all(abs(lightness(a) - lightness(b)) > 60 for a, b in pairwise(fills))


def test_text_is_escaped_and_wrong_lengths_are_refused() -> None:
    chart = replace(bar_chart(1), categories=("<script>&",))
    assert "<script>&" in "".join(words(chart))
    with pytest.raises(ValueError, match="categories"):
        chart_svg(replace(chart, categories=("甲", "乙")))
