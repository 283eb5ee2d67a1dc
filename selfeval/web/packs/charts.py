"""图: the charts of a pack, and one chart with its series and items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.pack import ChartBlock, ChartDefinition, ChartItem, Pack
from selfeval.domain.pack_edits import Direction, PackEditError, charts
from selfeval.domain.pack_edits.choices import round_choices, titled
from selfeval.domain.pack_edits.outline import blocks_of, places
from selfeval.domain.prose.context import Context
from selfeval.domain.report.charts import compose_chart
from selfeval.domain.report.document import Block, ChartKind
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.expressions import FormulaField, Speech, TextField, speak
from selfeval.web.packs.fields import LinesField, PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.preview import preview, preview_answer
from selfeval.web.packs.texts import place_url, where

PART = "pack-charts"
KINDS = {
    ChartKind.BAR: "柱形图",
    ChartKind.PAIRED_BAR: "成对柱形图",
    ChartKind.PIE: "饼图",
    ChartKind.WATERFALL: "瀑布图",
}
SOURCES = {
    "items": "逐项写明",
    "dimensions": "各一级指标得分率",
    "losses": "从满分到总分的失分",
}
_ITEM_ACTION = re.compile(r"item-(up|down|remove)-(\d+)")


class ChartForm(PartForm):
    """What a chart is called and how it is drawn."""

    caption = TextField(label="图名", single=True, help_text="不写编号，按次序排图1、图2")
    finding = TextField(label="结论", single=True, help_text="一句话说明图的结论，印在图上方")
    kind = forms.ChoiceField(label="图形", choices=[(kind.value, text) for kind, text in KINDS.items()])
    source = forms.ChoiceField(label="数据来源", choices=list(SOURCES.items()))
    unit = forms.CharField(
        label="单位", required=False, max_length=50, help_text="金额写 万元 或 元，比率写 %"
    )
    decimals = forms.ChoiceField(label="小数位数", choices=[(str(n), f"{n}位") for n in range(5)])
    series = LinesField(
        label="系列", required=False, help_text="每行一个，例如 本年、上年；只有一个系列时可以不填"
    )

    def __init__(self, *args: Any, chart: ChartDefinition, speech: Speech, **kwargs: Any) -> None:
        initial = {
            "kind": chart.kind.value,
            "source": chart.source,
            "unit": chart.unit,
            "decimals": str(chart.decimals),
            "series": chart.series,
        }
        super().__init__(*args, initial=initial, **kwargs)
        speak(self, speech, caption=chart.caption, finding=chart.finding)

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the chart but for its items."""
        kind, decimals = ChartKind(self.cleaned_data["kind"]), int(self.cleaned_data["decimals"])
        return self.cleaned_data | {"kind": kind, "decimals": decimals}


class ItemForm(PartForm):
    """An item with one formula for every series; one that is left empty is none."""

    label = TextField(label="项目", single=True)
    for_each = forms.ChoiceField(label="逐项重复", required=False)

    def __init__(
        self,
        *args: Any,
        opened: OpenPack,
        item: ChartItem | None,
        series: tuple[str, ...],
        for_each: str | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial={"for_each": item.for_each or "" if item else ""}, **kwargs)
        chooser = self.fields["for_each"]
        assert isinstance(chooser, forms.ChoiceField)
        choices = round_choices(opened.pack)
        if for_each and for_each not in dict(choices):
            choices.append((for_each, "其他逐项重复（保留原设置）"))
        chooser.choices = choices
        speech = Speech(opened, for_each)
        speak(self, speech, label=item.label if item else "")
        self.value_names = [f"value-{index}" for index in range(max(len(series), 1))]
        for index, name in enumerate(self.value_names):
            self.fields[name] = FormulaField(label=f"“{series[index]}”数值" if series else "数值")
            stored = item.values[index] if item and index < len(item.values) else None
            speak(self, speech, **{name: stored})

    def clean(self) -> dict[str, Any]:
        """An item that has a name or a value needs both."""
        cleaned = dict(self.cleaned_data)
        values = [cleaned.get(name) for name in self.value_names]
        for name, value in zip(self.value_names, values, strict=True):
            if not value and (cleaned.get("label") or any(values)):
                self.add_error(
                    name, f"{self.fields[name].label}未填写，写明取哪个数据项；不要这一项时把各栏清空。"
                )
        if any(values) and not cleaned.get("label"):
            self.add_error("label", "项目未填写，写明这一数值的名称。")
        return cleaned

    @property
    def item(self) -> ChartItem | None:
        """The item, None where everything is empty."""
        values = tuple(self.cleaned_data[name] for name in self.value_names)
        if not self.cleaned_data["label"]:
            return None
        return ChartItem(
            label=self.cleaned_data["label"], values=values, for_each=self.cleaned_data["for_each"] or None
        )


class ChartPage:
    """The forms of a chart; ``posted`` is what was sent."""

    def __init__(self, opened: OpenPack, key: str, posted: Any = None) -> None:
        self.key = key
        self.chart = charts.find_chart(opened.pack, key)[1]
        self.form = ChartForm(posted, chart=self.chart, speech=Speech(opened))
        self.items = []
        for index, item in enumerate((*self.chart.items, None)):
            rounds = item.for_each if item else None
            if posted is not None:
                rounds = posted.get(f"item-{index}-for_each") or None
            self.items.append(
                ItemForm(
                    posted,
                    opened=opened,
                    item=item,
                    series=self.chart.series,
                    for_each=rounds,
                    prefix=f"item-{index}",
                )
            )

    @property
    def forms(self) -> list[PartForm]:
        """All forms of the page."""
        return [self.form, *self.items]

    def is_valid(self) -> bool:
        """Whether everything that was sent can be stored."""
        return not [form for form in self.forms if not form.is_valid()]

    def edit(self, pack: Pack) -> Pack:
        """Store what was sent; items get as many values as there are series."""
        values = self.form.values
        count = max(len(values["series"]), 1)
        items = [form.item for form in self.items if form.item is not None]
        fitted = tuple(
            item.model_copy(update={"values": (*item.values, *item.values[-1:] * count)[:count]})
            for item in items
        )
        return charts.edit_chart(pack, self.key, **values, items=fitted)

    def then(self, action: str) -> Edit:
        """Store what was sent, then do what the button says."""
        found = _ITEM_ACTION.fullmatch(action)
        if found is None:
            return self.edit
        index = int(found[2])
        if found[1] == "remove":
            return lambda pack: charts.remove_item(self.edit(pack), self.key, index)
        return lambda pack: charts.move_item(self.edit(pack), self.key, index, Direction(found[1]))


@dataclass(frozen=True)
class ChartRow:
    """A chart in the list."""

    key: str
    caption: str
    url: str
    kind: str
    uses: tuple[tuple[str, str], ...]
    can_rise: bool
    can_sink: bool


def chart_list(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show the charts of a pack; a post adds or moves one."""
    opened = open_pack(request, pack, version)
    if request.method == "POST":
        action, _, key = request.POST.get("do", "").partition(":")
        caption = request.POST.get("caption", "").strip()[:200]
        if action == "add" and not caption:
            messages.error(request, "图名未填写，填写后再添加。")
        elif action == "add":
            made = charts.new_chart_key(opened.pack)
            if apply(opened, lambda before: charts.add_chart(before, caption=caption)):
                return redirect(opened.url("pack-chart", key=made))
        elif action in ("up", "down"):
            apply(opened, lambda before: charts.move_chart(before, key, Direction(action)))
        return redirect(opened.url(PART))
    return render_part(opened, PART, "packs/charts.html", {"rows": _rows(opened)})


def _rows(opened: OpenPack) -> list[ChartRow]:
    found = opened.pack.charts
    return [
        ChartRow(
            chart.key,
            titled(chart.caption, opened.pack),
            opened.url("pack-chart", key=chart.key),
            KINDS[chart.kind],
            tuple(_uses(opened, chart.key)),
            can_rise=index > 0,
            can_sink=index < len(found) - 1,
        )
        for index, chart in enumerate(found)
    ]


def _uses(opened: OpenPack, key: str) -> Iterable[tuple[str, str]]:
    """The sections that print a chart, with their pages."""
    for place in places(opened.pack):
        blocks = blocks_of(opened.pack, place)
        if any(isinstance(block, ChartBlock) and block.chart == key for block in blocks):
            yield where(opened.pack, place), place_url(opened, place)


def chart(request: HttpRequest, pack: str, version: int, key: str) -> HttpResponse:
    """Show a chart; a post changes it or its items, or prints what was entered."""
    opened = open_pack(request, pack, version)
    try:
        page = ChartPage(opened, key, request.POST if request.method == "POST" else None)
    except PackEditError as error:
        raise Http404 from error
    action = request.POST.get("do", "")
    if action == "remove":
        apply(opened, lambda before: charts.remove_chart(before, key), "图已删除。")
        return redirect(opened.url(PART))
    is_sound = request.method != "POST" or page.is_valid()
    if action == "preview":
        shown = preview(opened, lambda context: _printed(context, key), page.edit if is_sound else None)
        return preview_answer(opened, shown, page.forms)
    failed = [form for form in page.forms if form.errors]
    if request.method == "POST" and is_sound:
        refusal = attempt(opened, page.then(action))
        if refusal is None:
            messages.success(request, "图已保存。")
            return redirect(opened.url("pack-chart", key=key))
        messages.error(request, refusal.error.message)
        opened = refusal.current()
    context = {
        "page": page,
        "form": page.form,
        "title": titled(page.chart.caption, opened.pack),
        "list_url": opened.url(PART),
        "uses": list(_uses(opened, key)),
        "preview": preview(opened, lambda context: _printed(context, key)),
        "failed": failed,
    }
    status = 422 if failed else 200
    return render_part(opened, PART, "packs/chart.html", context, status=status)


def _printed(context: Context, key: str) -> Iterable[Block]:
    found = next((chart for chart in context.pack.charts if chart.key == key), None)
    drawn = None if found is None else compose_chart(found, context)
    return () if drawn is None else (drawn,)
