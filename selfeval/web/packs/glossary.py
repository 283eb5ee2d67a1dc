"""名词解释: the terms that the documents of a pack explain, and in which years each is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.pack import GlossaryBlock, GlossaryTerm, Pack
from selfeval.domain.pack_edits import Direction, PackEditError, glossary
from selfeval.domain.pack_edits.choices import titled
from selfeval.domain.pack_edits.outline import blocks_of, places
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.report.document import Block
from selfeval.domain.report.glossary import glossary_entries
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.expressions import FormulaField, Speech, TextField, speak
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.preview import preview, preview_answer
from selfeval.web.packs.texts import place_url, where

PART = "pack-glossary"
_LONGEST_TERM = 200
_ALWAYS = "每年"


class TermForm(PartForm):
    """A term, what it means, and when it is used."""

    term = TextField(label="名词", single=True, required=True)
    explanation = TextField(label="解释", required=True, help_text="印成一段，可以插入数据")
    when = FormulaField(label="使用条件", help_text="不填表示每年都印；例如 会议费决算数>0")
    reading = forms.CharField(
        label="编制说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="说明原文未写明之处如何处理，不印入报告",
    )

    def __init__(self, *args: Any, found: GlossaryTerm, speech: Speech, **kwargs: Any) -> None:
        super().__init__(*args, initial={"reading": found.reading}, **kwargs)
        speak(self, speech, term=found.term, explanation=found.explanation, when=found.when)

    def clean_explanation(self) -> str:
        """Join lines: an explanation is one paragraph."""
        return "".join(line.strip() for line in self.cleaned_data["explanation"].split("\n"))


@dataclass(frozen=True)
class TermRow:
    """A term in the list, with whether the chosen year uses it (empty where no year is chosen)."""

    key: str
    term: str
    explanation: str
    when: str
    verdict: str
    url: str
    can_rise: bool
    can_sink: bool


def term_list(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show the terms of a pack; a post adds or moves one."""
    opened = open_pack(request, pack, version)
    if request.method == "POST":
        return _change_list(opened, request.POST)
    printing = [
        (where(opened.pack, place), place_url(opened, place))
        for place in places(opened.pack)
        if any(isinstance(block, GlossaryBlock) for block in blocks_of(opened.pack, place))
    ]
    context = {"rows": _rows(opened), "uses": printing, "outline_url": opened.url("pack-outline")}
    return render_part(opened, PART, "packs/glossary.html", context)


def _change_list(opened: OpenPack, posted: Any) -> HttpResponse:
    action, _, key = str(posted.get("do", "")).partition(":")
    match action:
        case "add":
            term = str(posted.get("term", "")).strip()[:_LONGEST_TERM]
            if not term:
                messages.error(opened.request, "名词未填写，填写名词后再添加。")
                return redirect(opened.url(PART))
            made = glossary.new_term_key(opened.pack)
            if apply(opened, lambda before: glossary.add_term(before, term=term)):
                return redirect(opened.url("pack-term", key=made))
        case "up" | "down":
            apply(opened, lambda before: glossary.move_term(before, key, Direction(action)))
    return redirect(opened.url(PART))


def _rows(opened: OpenPack) -> list[TermRow]:
    context = None if opened.sample is None else opened.sample.context
    terms = opened.pack.glossary
    return [
        TermRow(
            term.key,
            titled(term.term, opened.pack),
            titled(term.explanation, opened.pack) if term.explanation else "",
            opened.formula_text(term.when) or _ALWAYS,
            "" if context is None else "印" if holds(term.when, context) else "不印",
            opened.url("pack-term", key=term.key),
            can_rise=index > 0,
            can_sink=index < len(terms) - 1,
        )
        for index, term in enumerate(terms)
    ]


def term(request: HttpRequest, pack: str, version: int, key: str) -> HttpResponse:
    """Show a term; a post changes or removes it, or (``do`` is preview) prints what was entered."""
    opened = open_pack(request, pack, version)
    try:
        found = glossary.find_term(opened.pack, key)[1]
    except PackEditError as error:
        raise Http404 from error
    name = titled(found.term, opened.pack)
    action = request.POST.get("do", "")
    if action == "remove":
        apply(opened, lambda before: glossary.remove_term(before, key), f"“{name}”已删除。")
        return redirect(opened.url(PART))
    form = TermForm(request.POST or None, found=found, speech=Speech(opened))
    is_sound = request.method != "POST" or form.is_valid()

    def edit(before: Pack) -> Pack:
        return glossary.edit_term(before, key, **form.cleaned_data)

    def printed(context: Context) -> Iterable[Block]:
        return (entry for one, entry in glossary_entries(context) if one == key)

    if action == "preview":
        shown = preview(opened, printed, edit if is_sound else None)
        return preview_answer(opened, shown, [form])
    if request.method == "POST" and is_sound:
        refusal = attempt(opened, edit)
        if refusal is None:
            messages.success(request, "名词已保存。")
            return redirect(opened.url(PART))
        opened = refusal.show_in(form)
    context = {
        "form": form,
        "name": name,
        "list_url": opened.url(PART),
        "preview": preview(opened, printed),
        "failed": [form] if form.errors else [],
    }
    return render_part(opened, PART, "packs/term.html", context, status=422 if form.errors else 200)
