"""A text of the report: its words with references, wordings under conditions, how it is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.pack import Pack, TextBlock, TextVariant
from selfeval.domain.pack_edits import Direction, PackEditError, texts
from selfeval.domain.pack_edits.choices import round_choices, titled
from selfeval.domain.pack_edits.outline import Place, find_document, find_section
from selfeval.domain.prose.context import Context
from selfeval.domain.report.composer import PREFACE
from selfeval.domain.report.document import Block
from selfeval.domain.report.texts import block_paragraphs
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import attempt
from selfeval.web.packs.expressions import FormulaField, Speech, TextField, speak
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.preview import preview, preview_answer
from selfeval.web.shared.references import references_answer

PREFACE_TITLE = "引言（第一节之前）"
_VARIANT_MOVE = re.compile(r"variant-(up|down|remove)-(\d+)")


class TextForm(PartForm):
    """Everything about a text but its other wordings."""

    label = forms.CharField(label="名称", max_length=200, help_text="填报页面上显示的名称，不印入报告")
    for_each = forms.ChoiceField(label="逐项重复", required=False)
    template = TextField(label="正文", rounds_from="id_for_each")
    when = FormulaField(
        label="印出条件", rounds_from="id_for_each", help_text="不填表示总是印出；例如 会议费决算数>0"
    )
    joins = forms.BooleanField(label="接在上一段之后，不另起一段", required=False)
    required = forms.BooleanField(label="必须有内容，空着不能报送", required=False)
    editable = forms.BooleanField(label="填报单位可以修改文字", required=False)
    guidance = forms.CharField(
        label="填写提示", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    max_chars = forms.IntegerField(
        label="字数上限",
        required=False,
        min_value=1,
        max_value=100000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "number-input"}),
        error_messages={
            "invalid": "字数上限应为整数，例如500；不限制时不填。",
            "min_value": "字数上限至少为1；不限制时不填。",
            "max_value": "字数上限最多为100000；不限制时不填。",
        },
    )
    reading = forms.CharField(
        label="编制说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="说明原文未写明之处如何处理，不印入报告",
    )

    def __init__(self, *args: Any, opened: OpenPack, block: TextBlock, speech: Speech, **kwargs: Any) -> None:
        names = ("label", "joins", "required", "editable", "guidance", "max_chars", "reading")
        initial = {name: getattr(block, name) for name in names} | {"for_each": block.for_each or ""}
        super().__init__(*args, initial=initial, **kwargs)
        chooser = self.fields["for_each"]
        assert isinstance(chooser, forms.ChoiceField)
        choices = round_choices(opened.pack)
        if block.for_each and block.for_each not in dict(choices):
            choices.append((block.for_each, "其他逐项重复（保留原设置）"))
        chooser.choices = choices
        speak(self, speech, template=block.template, when=block.when)

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the text block."""
        return self.cleaned_data | {"for_each": self.cleaned_data["for_each"] or None}


class VariantForm(PartForm):
    """A wording used when its condition holds; one that is left empty is none."""

    when = FormulaField(label="使用条件")
    template = TextField(label="正文", rounds_from="id_for_each")

    def __init__(
        self, *args: Any, variant: TextVariant | None, speech: Speech, outside: Speech, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        speak(self, outside, when=variant.when if variant else None)
        speak(self, speech, template=variant.template if variant else "")

    def clean(self) -> dict[str, Any]:
        """A wording needs its condition."""
        cleaned = dict(self.cleaned_data)
        if cleaned.get("template") and not cleaned.get("when"):
            self.add_error("when", "使用条件未填写，这种写法不知何时使用；填写条件，或把文字写在正文里。")
        return cleaned

    @property
    def variant(self) -> TextVariant | None:
        """The wording, None where both parts are empty."""
        when = self.cleaned_data["when"]
        return TextVariant(when=when, template=self.cleaned_data["template"]) if when else None


class TextPage:
    """The forms of a text; ``posted`` is what was sent."""

    def __init__(self, opened: OpenPack, key: str, posted: Any = None) -> None:
        self.opened, self.key = opened, key
        self.place, _, self.block = texts.find_text(opened.pack, key)
        rounds = self.block.for_each if posted is None else posted.get("for_each")
        speech, outside = Speech(opened, rounds or None), Speech(opened)
        self.form = TextForm(posted, opened=opened, block=self.block, speech=speech)
        self.variants = [
            VariantForm(posted, variant=variant, speech=speech, outside=outside, prefix=f"variant-{index}")
            for index, variant in enumerate((*self.block.variants, None))
        ]

    @property
    def forms(self) -> list[PartForm]:
        """All forms of the page."""
        return [self.form, *self.variants]

    def is_valid(self) -> bool:
        """Whether everything that was sent can be stored."""
        return not [form for form in self.forms if not form.is_valid()]

    def edit(self, pack: Pack) -> Pack:
        """Store what was sent."""
        variants = tuple(form.variant for form in self.variants if form.variant is not None)
        return texts.edit_text(pack, self.key, **self.form.values, variants=variants)

    def then(self, action: str) -> Edit:
        """Store what was sent, then do what the button says."""
        found = _VARIANT_MOVE.fullmatch(action)
        if found is None:
            return self.edit
        index = int(found[2])
        if found[1] == "remove":
            return lambda pack: texts.remove_variant(self.edit(pack), self.key, index)
        return lambda pack: texts.move_variant(self.edit(pack), self.key, index, Direction(found[1]))


def text(request: HttpRequest, pack: str, version: int, key: str) -> HttpResponse:
    """Show a text; a post changes it, or (``do`` is preview) prints what was entered."""
    opened = open_pack(request, pack, version)
    try:
        page = TextPage(opened, key, request.POST if request.method == "POST" else None)
    except PackEditError as error:
        raise Http404 from error
    action = request.POST.get("do", "")
    is_sound = request.method != "POST" or page.is_valid()
    if action == "preview":
        shown = preview(opened, lambda context: _printed(context, key), page.edit if is_sound else None)
        return preview_answer(opened, shown, page.forms)
    if request.method == "POST" and is_sound:
        refusal = attempt(opened, page.then(action))
        if refusal is None:
            messages.success(request, f"“{page.form.cleaned_data['label']}”已保存。")
            return redirect(opened.url("pack-text", key=key))
        opened = refusal.show_in(page.form)
    context = {
        "page": page,
        "form": page.form,
        "where": where(opened.pack, page.place),
        "where_url": place_url(opened, page.place),
        "outline_url": opened.url("pack-outline"),
        "preview": preview(opened, lambda context: _printed(context, key)),
        "failed": [form for form in page.forms if form.errors],
    }
    status = 422 if context["failed"] else 200
    return render_part(opened, "pack-outline", "packs/text.html", context, status=status)


def references(request: HttpRequest, pack: str, version: int) -> JsonResponse:
    """What can be inserted into texts and formulas; ``for_each`` names what they are repeated for."""
    opened = open_pack(request, pack, version)
    for_each = request.GET.get("for_each") or None
    if for_each is not None and for_each not in dict(round_choices(opened.pack)):
        for_each = None
    speech = Speech(opened, for_each)
    sample = opened.sample
    catalogue = FigureCatalogue(opened.pack) if sample is None else sample.book
    return references_answer(speech.names, catalogue, speech.context, for_each, request.GET.get("text"))


def where(pack: Pack, place: Place) -> str:
    """Name a place in the outline: document and section."""
    label = find_document(pack, place.document)[1].label
    title = PREFACE_TITLE if place.section == PREFACE else titled(find_section(pack, place).title, pack)
    return f"{label} › {title}"


def place_url(opened: OpenPack, place: Place) -> str:
    """The page of a place."""
    return opened.url("pack-section", document=place.document, section=place.section)


def _printed(context: Context, key: str) -> Iterable[Block]:
    try:
        block = texts.find_text(context.pack, key)[2]
    except PackEditError:
        return ()
    return block_paragraphs(block, context)
