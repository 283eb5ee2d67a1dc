"""Edits of charts: kind, words, series, and items with one value per series."""

from __future__ import annotations

from typing import Any

from selfeval.domain.pack import ChartDefinition, ChartItem, Pack
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged, fresh_key
from selfeval.domain.pack_edits.parts import inserted, replaced, revised, without
from selfeval.domain.report.document import ChartKind


def new_chart_key(pack: Pack) -> str:
    """Return the key that the next chart added gets."""
    return fresh_key("chart", {chart.key for chart in pack.charts})


def add_chart(pack: Pack, *, caption: str) -> Pack:
    """Add a bar chart without items."""
    made = ChartDefinition(key=new_chart_key(pack), kind=ChartKind.BAR, caption=caption, finding="")
    return revised(pack, charts=(*pack.charts, made))


def find_chart(pack: Pack, key: str) -> tuple[int, ChartDefinition]:
    """Return a chart with its position. PackEditError where there is none."""
    for index, chart in enumerate(pack.charts):
        if chart.key == key:
            return index, chart
    raise PackEditError("这张图已不在体系包里，返回图的列表查看")


def edit_chart(pack: Pack, key: str, **changes: Any) -> Pack:
    """Change fields of a chart."""
    index, chart = find_chart(pack, key)
    return revised(pack, charts=replaced(pack.charts, index, revised(chart, **changes)))


def move_chart(pack: Pack, key: str, direction: Direction) -> Pack:
    """Move a chart up or down in the list of charts; where it prints, its block says."""
    return revised(pack, charts=exchanged(pack.charts, find_chart(pack, key)[0], direction))


def remove_chart(pack: Pack, key: str) -> Pack:
    """Remove a chart; blocks that print it are reported as problems."""
    return revised(pack, charts=without(pack.charts, find_chart(pack, key)[0]))


def add_series(pack: Pack, key: str, *, name: str, value: str) -> Pack:
    """Add a series; every item gets ``value`` (a formula) for it, to be changed.

    A chart without named series has one all the same: naming the first one keeps the values.
    """
    _, chart = find_chart(pack, key)
    items = chart.items
    if chart.series:
        items = tuple(revised(item, values=(*item.values, value)) for item in items)
    return edit_chart(pack, key, series=(*chart.series, name), items=items)


def remove_series(pack: Pack, key: str, index: int) -> Pack:
    """Remove a series with its values; the only one loses its name and keeps its values."""
    _, chart = find_chart(pack, key)
    items = chart.items
    if len(chart.series) > 1:
        items = tuple(revised(item, values=without(item.values, index)) for item in items)
    return edit_chart(pack, key, series=without(chart.series, index), items=items)


def add_item(pack: Pack, key: str, *, label: str, values: tuple[str, ...]) -> Pack:
    """Add an item at the end with one formula per series."""
    _, chart = find_chart(pack, key)
    made = ChartItem(label=label, values=values)
    return edit_chart(pack, key, items=inserted(chart.items, len(chart.items), made))


def move_item(pack: Pack, key: str, index: int, direction: Direction) -> Pack:
    """Move an item up or down."""
    return edit_chart(pack, key, items=exchanged(find_chart(pack, key)[1].items, index, direction))


def remove_item(pack: Pack, key: str, index: int) -> Pack:
    """Remove an item."""
    return edit_chart(pack, key, items=without(find_chart(pack, key)[1].items, index))
