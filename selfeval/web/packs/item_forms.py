"""项目自评表式: which forms of projects and transfer payments a pack uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.data import ItemKind
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import ItemForm
from selfeval.domain.pack_edits import Direction
from selfeval.domain.pack_edits.forms import drop_form, move_form, use_form
from selfeval.selectors.packs import form_packs
from selfeval.web.packs.editing import apply
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import open_pack, render_part

KINDS = {ItemKind.PROJECT: "项目支出", ItemKind.TRANSFER: "转移支付"}


@dataclass(frozen=True)
class FormRow:
    """A form as the page tells it."""

    form: ItemForm
    kind: str
    weights: str
    groups: tuple[tuple[str, str], ...]
    funds: str
    is_first: bool
    is_last: bool


class UseForm(PartForm):
    """A form to copy in."""

    form = forms.ChoiceField(label="表式")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def item_forms(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """List the forms in use; a post copies one in, moves or removes one."""
    opened = open_pack(request, pack, version)
    offered = {
        f"{source.code}/{form.code}": (source.name, form)
        for source in form_packs()
        for form in source.forms
        if source.code != opened.pack.code
    }
    choices = [(key, _label(source, form)) for key, (source, form) in offered.items()]
    form = UseForm(request.POST if "use" in request.POST else None, choices=choices)
    if request.method == "POST" and ("use" not in request.POST or form.is_valid()):
        if "use" in request.POST:
            chosen = offered[form.cleaned_data["form"]][1]
            apply(opened, lambda before: use_form(before, chosen), f"已采用“{chosen.name}”。")
        elif removed := request.POST.get("remove"):
            apply(opened, lambda before: drop_form(before, removed), "已移除。")
        direction, _, code = request.POST.get("move", "").partition(":")
        if direction in (Direction.UP, Direction.DOWN):
            apply(opened, lambda before: move_form(before, code, Direction(direction)))
        return redirect(opened.url("pack-forms"))
    own = opened.pack.forms
    rows = [_row(each, is_first=each is own[0], is_last=each is own[-1]) for each in own]
    context = {"rows": rows, "form": form, "has_choices": bool(choices)}
    return render_part(
        opened, "pack-forms", "packs/item_forms.html", context, status=422 if form.errors else 200
    )


def _label(source: str, form: ItemForm) -> str:
    """A form with the pack that it comes from, whose name often holds the form's own."""
    return source if form.name in source else f"{form.name}（{source}）"


def _row(form: ItemForm, *, is_first: bool, is_last: bool) -> FormRow:
    execution = form.execution.weight
    weights = (
        "不评分"
        if execution is None
        else f"满分{format_number(form.full_mark)}分，{form.execution.name}{format_number(execution)}分"
    )
    groups = tuple(
        (group.name, "或".join(f"{format_number(weight)}分" for weight in group.weights))
        for group in form.groups
    )
    funds = "、".join(row.label for row in form.fund_rows)
    return FormRow(form, KINDS[form.kind], weights, groups, funds, is_first, is_last)
