"""A section of the outline: its title, what it asks for, and the blocks it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.data import ItemKind
from selfeval.domain.pack import (
    AnalysisBlock,
    Block,
    ChartBlock,
    DocumentBlock,
    GlossaryBlock,
    ItemsBlock,
    Pack,
    RepeatBlock,
    Section,
    TableBlock,
    TextBlock,
)
from selfeval.domain.pack_edits import Direction, PackEditError, charts, tables, texts
from selfeval.domain.pack_edits import outline as outlines
from selfeval.domain.pack_edits.choices import (
    Choices,
    ask_choices,
    chart_choices,
    describe,
    document_choices,
    group_choices,
    item_choices,
    table_choices,
    text_choices,
    titled,
)
from selfeval.domain.pack_edits.outline import Place
from selfeval.domain.prose.context import Context
from selfeval.domain.report.composer import PREFACE, Composer
from selfeval.domain.report.document import Block as PrintedBlock
from selfeval.domain.report.document import HeadingRole
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.expressions import FormulaField, Speech, TextField, speak
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.outline import PART
from selfeval.web.packs.preview import preview, preview_answer
from selfeval.web.packs.texts import PREFACE_TITLE, place_url, where

_BLOCK_ACTION = re.compile(r"block-(up|down|remove)-(\d+)")
_STYLES = {
    HeadingRole.SECTION: "章节（一、（一）1.）",
    HeadingRole.PART: "部分（第一部分），其下各节重新编号",
    HeadingRole.ATTACHMENT: "附件（附件1），另起一页",
    HeadingRole.FORM: "附表，单独成页，标题即表名",
}
_ITEM_STYLES = {"section": "作为下一级章节", "attachment": "每个项目作为一个附件", "plain": "不加标题"}


@dataclass(frozen=True)
class AskGroup:
    """Things of one kind that a section may ask for: value, label, whether chosen."""

    title: str
    choices: tuple[tuple[str, str, bool], ...]
    is_open: bool


class SectionForm(PartForm):
    """What a section is called and what it asks for."""

    title = TextField(label="标题", single=True, help_text="不写编号，编号按次序自动排")
    style = forms.ChoiceField(label="样式", choices=[(role.value, text) for role, text in _STYLES.items()])
    asks = forms.MultipleChoiceField(label="在本节填报", required=False, widget=forms.CheckboxSelectMultiple)
    guidance = forms.CharField(
        label="填写提示",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="显示在填报页面上，不印入报告",
    )
    reading = forms.CharField(
        label="编制说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="说明原文未写明之处如何处理，不印入报告",
    )

    def __init__(self, *args: Any, opened: OpenPack, section: Section, speech: Speech, **kwargs: Any) -> None:
        initial = {
            "style": section.style.value,
            "asks": list(section.asks),
            "guidance": section.guidance,
            "reading": section.reading,
        }
        super().__init__(*args, initial=initial, **kwargs)
        asks = self.fields["asks"]
        assert isinstance(asks, forms.MultipleChoiceField)
        self.groups = ask_choices(opened.pack)
        known = {value for group in self.groups.values() for value, _ in group}
        left = [(ask, "其他（保留原设置）") for ask in section.asks if ask not in known]
        if left:
            self.groups["原有"] = left
        asks.choices = list(self.groups.items())
        speak(self, speech, title=section.title)

    def ask_groups(self) -> Iterator[AskGroup]:
        """What can be asked for, in groups; the first, and those with something chosen, are open."""
        chosen = set(self["asks"].value() or ())
        for index, (title, choices) in enumerate(self.groups.items()):
            ticked = tuple((value, label, value in chosen) for value, label in choices)
            yield AskGroup(title, ticked, is_open=index == 0 or any(is_on for _, _, is_on in ticked))

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the section; what it asks for stays in the order it had, new things behind."""
        chosen = self.cleaned_data["asks"]
        before = [ask for ask in self.initial["asks"] if ask in chosen]
        asks = (*before, *(ask for ask in chosen if ask not in before))
        return self.cleaned_data | {"asks": asks, "style": HeadingRole(self.cleaned_data["style"])}


class BlockForm(PartForm):
    """The settings of a block that has no page of its own."""

    when = FormulaField(label="印出条件", help_text="不填表示总是印出")
    dimension = forms.ChoiceField(label="指标", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=item_choices())
    style = forms.ChoiceField(label="样式", required=False, choices=list(_ITEM_STYLES.items()))
    report = forms.BooleanField(label="印出各项目的自评报告", required=False)
    table = forms.BooleanField(label="印出各项目的自评表", required=False)
    title = forms.BooleanField(label="印出该文档的标题", required=False)

    _SETTINGS: Mapping[type[Any], tuple[str, ...]] = {
        TableBlock: ("when",),
        ChartBlock: ("when",),
        RepeatBlock: ("when",),
        AnalysisBlock: ("dimension",),
        ItemsBlock: ("kind", "style", "report", "table", "when"),
        DocumentBlock: ("title", "when"),
    }

    def __init__(self, *args: Any, opened: OpenPack, block: Block, speech: Speech, **kwargs: Any) -> None:
        settings = self._SETTINGS.get(type(block), ())
        initial = {name: getattr(block, name) or "" for name in settings if name != "when"}
        super().__init__(*args, initial=initial, **kwargs)
        for name in [name for name in self.fields if name not in settings]:
            del self.fields[name]
        if "dimension" in self.fields:
            chooser = self.fields["dimension"]
            assert isinstance(chooser, forms.ChoiceField)
            chooser.choices = group_choices(opened.pack)
        if "when" in self.fields:
            speak(self, speech, when=getattr(block, "when", None))

    @property
    def values(self) -> dict[str, Any]:
        """The settings of the block."""
        values = dict(self.cleaned_data)
        if "dimension" in values:
            values["dimension"] = values["dimension"] or None
        if "kind" in values:
            values["kind"] = ItemKind(values["kind"]) if values["kind"] else None
        return values


@dataclass(frozen=True)
class BlockRow:
    """A block of the section: what it is, where it is edited, its settings."""

    index: int
    kind: str
    name: str
    url: str
    form: BlockForm
    can_rise: bool
    can_sink: bool


class SectionPage:
    """The forms of a section, or of a document's preface, which has blocks only."""

    def __init__(self, opened: OpenPack, place: Place, posted: Any = None) -> None:
        self.opened, self.place = opened, place
        speech = Speech(opened)
        blocks = outlines.blocks_of(opened.pack, place)
        self.form: SectionForm | None = None
        self.section: Section | None = None
        if place.section != PREFACE:
            self.section = outlines.find_section(opened.pack, place)
            self.form = SectionForm(posted, opened=opened, section=self.section, speech=speech)
        self.rows = [
            BlockRow(
                index,
                *describe(block, opened.pack),
                _block_url(opened, block),
                BlockForm(posted, opened=opened, block=block, speech=speech, prefix=f"block-{index}"),
                can_rise=index > 0,
                can_sink=index < len(blocks) - 1,
            )
            for index, block in enumerate(blocks)
        ]

    @property
    def title(self) -> str:
        """The title for the page's heading."""
        return PREFACE_TITLE if self.section is None else titled(self.section.title, self.opened.pack)

    @property
    def forms(self) -> list[PartForm]:
        """All forms of the page."""
        return [*([self.form] if self.form else []), *(row.form for row in self.rows)]

    def is_valid(self) -> bool:
        """Whether everything that was sent can be stored."""
        return not [form for form in self.forms if not form.is_valid()]

    def edit(self, pack: Pack) -> Pack:
        """Store what was sent."""
        if self.form is not None:
            pack = outlines.edit_section(pack, self.place, **self.form.values)
        for row in self.rows:
            if row.form.fields:
                pack = outlines.edit_block(pack, self.place, row.index, **row.form.values)
        return pack

    def then(self, action: str, posted: Any) -> Edit:
        """Store what was sent, then do what the button says."""
        found = _BLOCK_ACTION.fullmatch(action)
        if found is not None:
            index = int(found[2])
            if found[1] == "remove":
                return lambda pack: outlines.remove_block(self.edit(pack), self.place, index)
            direction = Direction(found[1])
            return lambda pack: outlines.move_block(self.edit(pack), self.place, index, direction)
        if action.startswith("add-"):
            return lambda pack: _added(self.edit(pack), self.place, action, posted)
        return self.edit


def section(request: HttpRequest, pack: str, version: int, document: str, section: str) -> HttpResponse:
    """Show a section; a post changes it, adds, moves or removes a block, or prints what was entered."""
    opened = open_pack(request, pack, version)
    place = Place(document, section)
    try:
        page = SectionPage(opened, place, request.POST if request.method == "POST" else None)
    except PackEditError as error:
        raise Http404 from error
    action = request.POST.get("do", "")
    if action == "remove" and page.section is not None:
        apply(opened, lambda before: outlines.remove_section(before, place), f"“{page.title}”已删除。")
        return redirect(opened.url(PART))
    is_sound = request.method != "POST" or page.is_valid()
    if action == "preview":
        shown = preview(opened, lambda context: _printed(context, place), page.edit if is_sound else None)
        return preview_answer(opened, shown, page.forms)
    failed = [form for form in page.forms if form.errors]
    if request.method == "POST" and is_sound:
        refusal = attempt(opened, page.then(action, request.POST))
        if refusal is None:
            return redirect(_next(opened, page, action))
        messages.error(request, refusal.error.message)
        opened = refusal.current()
    context = {
        "page": page,
        "form": page.form,
        "where": where(opened.pack, place),
        "outline_url": opened.url(PART),
        "offers": _offers(opened.pack),
        "preview": preview(opened, lambda context: _printed(context, place)),
        "failed": failed,
    }
    status = 422 if failed else 200
    return render_part(opened, PART, "packs/section.html", context, status=status)


def _next(opened: OpenPack, page: SectionPage, action: str) -> str:
    """The page after a button: that of a text, table or chart just made, else the section again."""
    made = {
        "add-text": ("pack-text", texts.new_text_key),
        "add-new-table": ("pack-table", tables.new_table_key),
        "add-new-chart": ("pack-chart", charts.new_chart_key),
    }.get(action)
    if made is not None:
        name, key = made
        return opened.url(name, key=key(opened.pack))
    if action == "save":
        messages.success(opened.request, "本节已保存。")
    return place_url(opened, page.place) + ("" if action == "save" else "#blocks")


# --- blocks -------------------------------------------------------------------------------------------


def _block_url(opened: OpenPack, block: Block) -> str:
    match block:
        case TextBlock(key=key) | RepeatBlock(key=key):
            return opened.url("pack-text", key=key)
        case TableBlock(table=key):
            return opened.url("pack-table", key=key)
        case ChartBlock(chart=key):
            return opened.url("pack-chart", key=key)
        case DocumentBlock(kind=kind):
            return opened.url("pack-document", document=kind)
        case GlossaryBlock():
            return opened.url("pack-glossary")
    return ""


@dataclass(frozen=True)
class Offer:
    """Something that can be added: a choice among what is there, or a name for what is made."""

    action: str
    label: str
    choices: Choices
    is_named: bool = False


def _offers(pack: Pack) -> list[Offer]:
    """What can be added to a section of this pack."""
    offers = [
        Offer("add-text", "文字", [], is_named=True),
        Offer("add-table", "已有的表格", table_choices(pack)),
        Offer("add-new-table", "新表格", [], is_named=True),
        Offer("add-chart", "已有的图", chart_choices(pack)),
        Offer("add-new-chart", "新图", [], is_named=True),
        Offer("add-analysis", "指标分析", group_choices(pack) if pack.indicators else []),
        Offer("add-items", "逐项列出项目", item_choices() if pack.forms else []),
        Offer("add-repeat", "重复已有的文字", text_choices(pack)),
    ]
    if len(pack.documents) > 1:
        offers.append(Offer("add-document", "引用另一份文档", document_choices(pack)))
    offers.append(Offer("add-glossary", "名词解释", [("all", "本年用到的名词")]))
    return [offer for offer in offers if offer.is_named or offer.choices]


def _added(pack: Pack, place: Place, action: str, posted: Any) -> Pack:
    """The pack with the block that a button adds."""
    chosen = str(posted.get(action, "")).strip()
    if action in ("add-text", "add-new-table", "add-new-chart") and not chosen:
        raise PackEditError("名称未填写，填写名称后再添加")
    match action:
        case "add-text":
            return texts.add_text(pack, place, label=chosen[:200])
        case "add-new-table":
            key = tables.new_table_key(pack)
            pack = tables.add_table(pack, caption=chosen[:200], columns=3)
            return outlines.add_block(pack, place, TableBlock(table=key))
        case "add-new-chart":
            key = charts.new_chart_key(pack)
            pack = charts.add_chart(pack, caption=chosen[:200])
            return outlines.add_block(pack, place, ChartBlock(chart=key))
    block = _block(pack, action, chosen)
    if block is None:
        raise PackEditError("所选内容已不在体系包里，重新选择")
    return outlines.add_block(pack, place, block)


def _block(pack: Pack, action: str, chosen: str) -> Block | None:
    offered = {offer.action: {value for value, _ in offer.choices} for offer in _offers(pack)}
    if chosen not in offered.get(action, set()):
        return None
    match action:
        case "add-table":
            return TableBlock(table=chosen)
        case "add-chart":
            return ChartBlock(chart=chosen)
        case "add-analysis":
            return AnalysisBlock(dimension=chosen or None)
        case "add-items":
            return ItemsBlock(kind=ItemKind(chosen) if chosen else None)
        case "add-repeat":
            return RepeatBlock(key=chosen)
        case "add-document":
            return DocumentBlock(kind=chosen)
    return GlossaryBlock()


def _printed(context: Context, place: Place) -> Iterable[PrintedBlock]:
    return Composer(context, context.pack.document(place.document)).section(place.section)
