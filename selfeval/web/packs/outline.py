"""报告提纲: the documents of a pack, and the sections of each as they will be numbered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.pack import Pack, ReportDefinition, Section
from selfeval.domain.pack_edits import Direction, PackEditError
from selfeval.domain.pack_edits import outline as outlines
from selfeval.domain.pack_edits.choices import ask_choices, describe, label_of, titled
from selfeval.domain.pack_edits.outline import Place
from selfeval.domain.report.composer import PREFACE
from selfeval.domain.report.document import HeadingRole
from selfeval.domain.report.numbering import attachment_number, heading_number, part_number
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.expressions import Speech, TextField, speak
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.texts import PREFACE_TITLE, place_url

PART = "pack-outline"
DEEPEST_LEVEL = 4
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class SectionRow:
    """A section in the list: its mark and title as printed, what it asks for and what it prints.

    ``depth`` counts how deep it stands in the outline, from 1.
    """

    place: Place
    number: str
    title: str
    depth: int
    url: str
    asks: tuple[str, ...]
    blocks: tuple[tuple[str, str], ...]
    can_rise: bool = False
    can_sink: bool = False
    can_indent: bool = False
    can_outdent: bool = False

    @property
    def name(self) -> str:
        """The end of the names of the row's buttons."""
        return f"{self.place.document}/{self.place.section}"


@dataclass(frozen=True)
class DocumentRow:
    """A document with its sections, the preface first where it prints something."""

    document: ReportDefinition
    url: str
    rows: tuple[SectionRow, ...]
    is_first: bool
    is_last: bool

    @property
    def parents(self) -> tuple[SectionRow, ...]:
        """The sections that another one may be added below."""
        return tuple(row for row in self.rows if row.place.section != PREFACE and row.depth < DEEPEST_LEVEL)


def outline(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show all documents with their sections; a post moves, adds or removes one."""
    opened = open_pack(request, pack, version)
    if request.method == "POST":
        edit = _edit_of(request.POST)
        if edit is None:
            messages.error(request, "名称未填写，填写后再添加。")
        else:
            apply(opened, edit)
        return redirect(opened.url(PART))
    context = {"documents": document_rows(opened)}
    return render_part(opened, PART, "packs/outline.html", context)


def _edit_of(posted: Any) -> Edit | None:
    """What the button means; None where a name is missing."""
    action, _, target = str(posted.get("do", "")).partition(":")
    document, _, section = target.partition("/")
    place = Place(document, section)
    match action:
        case "add-document":
            label = str(posted.get("label", "")).strip()[:_LONGEST_TITLE]
            return (lambda pack: outlines.add_document(pack, label=label)) if label else None
        case "add-section":
            title = str(posted.get(f"title:{document}", "")).strip()[:_LONGEST_TITLE]
            below = str(posted.get(f"below:{document}", ""))
            if not title:
                return None
            return lambda pack: outlines.add_section(pack, document, title=title, below=below)
        case "document-up" | "document-down":
            direction = Direction(action.removeprefix("document-"))
            return lambda pack: outlines.move_document(pack, document, direction)
        case "up" | "down" | "in" | "out":
            return lambda pack: outlines.move_section(pack, place, Direction(action))
    return lambda pack: pack


# --- rows ---------------------------------------------------------------------------------------------


def document_rows(opened: OpenPack) -> list[DocumentRow]:
    """Return the documents of a pack as the list shows them."""
    pack = opened.pack
    rows = []
    for index, document in enumerate(pack.documents):
        preface = Place(document.kind, PREFACE)
        sections = [_row(opened, preface, "", PREFACE_TITLE, 1, (), document.preface)]
        sections += _rows(opened, document, document.outline, 1, 1)
        rows.append(
            DocumentRow(
                document,
                opened.url("pack-document", document=document.kind),
                tuple(sections),
                is_first=index == 0,
                is_last=index == len(pack.documents) - 1,
            )
        )
    return rows


def _rows(
    opened: OpenPack,
    document: ReportDefinition,
    sections: tuple[Section, ...],
    level: int,
    depth: int,
) -> list[SectionRow]:
    rows = []
    mark = _marks(level)
    for index, section in enumerate(sections):
        place = Place(document.kind, section.key)
        title = titled(section.title, opened.pack)
        # what stands in a part is numbered from 一、 again
        below = level if section.style is HeadingRole.PART else level + 1
        rows.append(
            _row(
                opened,
                place,
                mark(section),
                title,
                depth,
                section.asks,
                section.blocks,
                can_rise=index > 0,
                can_sink=index < len(sections) - 1,
                can_indent=index > 0 and depth + _height(section) <= DEEPEST_LEVEL,
                can_outdent=section not in document.outline,
            )
        )
        rows += _rows(opened, document, section.sections, below, depth + 1)
    return rows


def _row(
    opened: OpenPack,
    place: Place,
    number: str,
    title: str,
    depth: int,
    asks: tuple[str, ...],
    blocks: tuple[Any, ...],
    **can: bool,
) -> SectionRow:
    offered = [choice for group in ask_choices(opened.pack).values() for choice in group]
    return SectionRow(
        place,
        number,
        title,
        depth,
        place_url(opened, place),
        tuple(label_of(ask, offered) for ask in asks),
        tuple(describe(block, opened.pack) for block in blocks),
        **can,
    )


def _marks(level: int) -> Callable[[Section], str]:
    """The marks of the sections of one level, in order; parts and attachments count apart."""
    parts, attachments, numbers = count(1), count(1), count(1)

    def mark(section: Section) -> str:
        match section.style:
            case HeadingRole.PART:
                return f"{part_number(next(parts))} "
            case HeadingRole.ATTACHMENT:
                return f"{attachment_number(next(attachments))} "
            case HeadingRole.FORM:
                return ""
        return heading_number(min(level, DEEPEST_LEVEL), next(numbers))

    return mark


def _height(section: Section) -> int:
    """How many levels a section takes with all below it."""
    return 1 + max((_height(child) for child in section.sections), default=0)


# --- one document -------------------------------------------------------------------------------------


class DocumentForm(PartForm):
    """A document: its name, title and what stands around its outline."""

    label = forms.CharField(label="文档名称", max_length=_LONGEST_TITLE)
    title = TextField(label="标题", required=True, help_text="一行写不下时分成几行，按行居中印出")
    cover = TextField(label="封面", help_text="需要封面时逐行填写，代替标题；不需要时不填")
    cover_note = TextField(label="封面下方文字", single=True, help_text="例如公开时间")
    toc = forms.BooleanField(label="印目录", required=False)
    number_tables = forms.BooleanField(label="表格按表1、表2编号", required=False)
    signature = forms.BooleanField(label="文末印署名和成文日期", required=False)

    def __init__(self, *args: Any, document: ReportDefinition, speech: Speech, **kwargs: Any) -> None:
        names = ("label", "toc", "number_tables", "signature")
        super().__init__(*args, initial={name: getattr(document, name) for name in names}, **kwargs)
        speak(
            self,
            speech,
            title="\n".join(document.title),
            cover="\n".join(document.cover),
            cover_note=document.cover_note,
        )

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the document."""
        lines = {
            name: tuple(line.strip() for line in self.cleaned_data[name].split("\n") if line.strip())
            for name in ("title", "cover")
        }
        return self.cleaned_data | lines


def document(request: HttpRequest, pack: str, version: int, document: str) -> HttpResponse:
    """Show a document's settings; a post changes or removes it."""
    opened = open_pack(request, pack, version)
    try:
        found = outlines.find_document(opened.pack, document)[1]
    except PackEditError as error:
        raise Http404 from error
    if request.POST.get("do") == "remove":
        apply(opened, lambda before: outlines.remove_document(before, document), f"“{found.label}”已删除。")
        return redirect(opened.url(PART))
    form = DocumentForm(request.POST or None, document=found, speech=Speech(opened))
    if request.method == "POST" and form.is_valid():

        def edit(before: Pack) -> Pack:
            return outlines.edit_document(before, document, **form.values)

        refusal = attempt(opened, edit)
        if refusal is None:
            messages.success(request, f"“{form.cleaned_data['label']}”已保存。")
            return redirect(opened.url(PART))
        opened = refusal.show_in(form)
    context = {
        "form": form,
        "document": found,
        "outline_url": opened.url(PART),
        "failed": [form] if form.errors else [],
    }
    return render_part(opened, PART, "packs/document.html", context, status=422 if form.errors else 200)
