"""The list of packs with their versions, and beginning a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.models import PackStatus, PackVersion
from selfeval.permissions.rules import can_edit_packs
from selfeval.selectors.packs import pack_versions, packs_to_copy
from selfeval.services import pack_drafts
from selfeval.services.errors import ServiceError
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import DEPARTMENTAL, pack_url
from selfeval.web.packs.header import YearField
from selfeval.web.shared.access import user_of

NEXT, COPY, EMPTY = "next", "copy", "empty"


@dataclass(frozen=True)
class PackRow:
    """A version in the list: whether it may be copied, and a next version begun from it."""

    version: PackVersion
    url: str
    is_first: bool
    may_copy: bool
    may_follow: bool

    @property
    def is_draft(self) -> bool:
        """Whether it is being edited."""
        return self.version.status == PackStatus.DRAFT

    @property
    def jurisdiction(self) -> str:
        """Where it serves."""
        return str(self.version.document["jurisdiction"])


@dataclass(frozen=True)
class Shelf:
    """Packs of one kind."""

    title: str
    rows: list[PackRow]


def pack_list(request: HttpRequest) -> HttpResponse:
    """All packs that this person may read: published versions, and drafts for whoever edits them."""
    may_edit = can_edit_packs(user_of(request)).allowed
    shelves = _shelves(pack_versions(with_drafts=may_edit))
    return render(request, "packs/list.html", {"shelves": shelves, "may_edit": may_edit})


def _shelves(versions: Iterable[PackVersion]) -> list[Shelf]:
    shelves = {
        "用于填报": Shelf("用于填报", []),
        "框架": Shelf("框架，供复制", []),
        "项目": Shelf("项目和转移支付自评表式", []),
    }
    for _, group in groupby(versions, key=lambda version: version.pack_id):
        own = list(group)
        has_draft = any(version.status == PackStatus.DRAFT for version in own)
        newest = next((version for version in own if version.status == PackStatus.PUBLISHED), None)
        is_departmental = own[0].document["kind"] == DEPARTMENTAL
        for version in own:
            row = PackRow(
                version,
                pack_url(version, "pack"),
                is_first=version is own[0],
                may_copy=is_departmental and version.status == PackStatus.PUBLISHED,
                may_follow=is_departmental and version is newest and not has_draft,
            )
            shelves[_shelf_of(version)].rows.append(row)
    return [shelf for shelf in shelves.values() if shelf.rows]


def _shelf_of(version: PackVersion) -> str:
    if version.document["kind"] != DEPARTMENTAL:
        return "项目"
    return "框架" if version.is_library else "用于填报"


class StartForm(PartForm):
    """How to begin, and what the new pack is called."""

    way = forms.ChoiceField(
        label="方式",
        widget=forms.RadioSelect,
        choices=[
            (COPY, "复制为新的体系包：内容与所选体系包相同，另起名称，例如用于另一个地区"),
            (NEXT, "编制新版：在所选体系包上修改，发布后成为它的下一版"),
            (EMPTY, "从空白开始：只有一份没有章节的报告，逐项添加"),
        ],
    )
    source: forms.ModelChoiceField[PackVersion] = forms.ModelChoiceField(
        PackVersion.objects.none(),
        label="复制自",
        required=False,
        empty_label="（从空白开始的不选）",
        error_messages={"invalid_choice": "所选体系包不能复制，从列表中选择已发布的体系包。"},
    )
    name = forms.CharField(
        label="名称", max_length=200, required=False, help_text="编制新版的可以不填，沿用原名称"
    )
    jurisdiction = forms.CharField(
        label="适用地区", max_length=200, required=False, help_text="不填的，与所选体系包相同"
    )
    fiscal_year = YearField(label="适用年度", required=False, help_text="不填的，与所选体系包相同")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = packs_to_copy()

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen way needs."""
        cleaned = super().clean() or {}
        way, source = cleaned.get("way"), cleaned.get("source")
        if way in (NEXT, COPY) and source is None and "source" not in self.errors:
            self.add_error("source", "没有选择体系包，从列表中选择一个，或改为从空白开始。")
        if way != NEXT and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "名称未填写，填写后再新建。")
        return cleaned


def start(request: HttpRequest) -> HttpResponse:
    """Choose how to begin; a post begins a draft and leads into it."""
    initial = {"way": request.GET.get("way", COPY), "source": request.GET.get("source")}
    form = StartForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _begin(request, form.cleaned_data)
        except ServiceError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已新建，发布之前可以随时修改。")
            return redirect(pack_url(draft, "pack"))
    return render(request, "packs/start.html", {"form": form}, status=422 if form.errors else 200)


def _begin(request: HttpRequest, chosen: dict[str, Any]) -> PackVersion:
    source: PackVersion | None = chosen["source"] if chosen["way"] != EMPTY else None
    is_next = chosen["way"] == NEXT and source is not None
    return pack_drafts.start(
        actor=user_of(request),
        name=chosen["name"] or (source.name if source is not None else ""),
        source=source,
        code=source.pack.code if is_next and source is not None else "",
        jurisdiction=chosen["jurisdiction"],
        fiscal_year=chosen["fiscal_year"],
    )
