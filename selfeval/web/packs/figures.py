"""数据项: the figures that a pack adds, entered by the department or computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import FigureDefinition, Pack
from selfeval.domain.pack_edits import Direction, PackEditError
from selfeval.domain.pack_edits.figures import (
    add_figure,
    edit_figure,
    find_figure,
    move_figure,
    new_figure_key,
    remove_figure,
)
from selfeval.domain.sections import walk_sections
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.expressions import FormulaField, Speech, speak
from selfeval.web.packs.fields import LinesField, PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.indicator_form import DECIMAL_CHOICES, QUANTITIES, QUANTITY_CHOICES
from selfeval.web.packs.preview import results_of

_STORED, _COMPUTED = "stored", "computed"
_WAYS = [(_STORED, "由部门填报"), (_COMPUTED, "按公式计算")]


@dataclass(frozen=True)
class FigureRow:
    """A line of the list; ``is_asked`` is false for a figure that no section lets the department enter."""

    figure: FigureDefinition
    quantity: str
    formula: str
    is_asked: bool
    value: str
    url: str
    is_first: bool
    is_last: bool


class AddFigureForm(PartForm):
    """A new figure: what it is called and what it counts."""

    name = forms.CharField(label="名称", max_length=200)
    quantity = forms.ChoiceField(label="数值种类", choices=QUANTITY_CHOICES, initial=Quantity.MONEY.value)
    unit = forms.CharField(label="计量单位", max_length=50, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="add", **kwargs)


class FigureForm(PartForm):
    """Everything about a figure but its key."""

    name = forms.CharField(label="名称", max_length=200, help_text="写算式和文字时用这个名称")
    aliases = LinesField(
        label="别名", rows=2, required=False, help_text="文件中的其他叫法，每行一个；写算式时都能用"
    )
    way = forms.ChoiceField(label="取得方式", choices=_WAYS)
    formula = FormulaField(label="计算公式")
    quantity = forms.ChoiceField(label="数值种类", choices=QUANTITY_CHOICES)
    unit = forms.CharField(
        label="计量单位", max_length=50, required=False, help_text="例如家、人次；金额和比率不填"
    )
    decimals = forms.ChoiceField(
        label="小数位数", choices=[("", "按数值种类"), *DECIMAL_CHOICES], required=False
    )
    explanation = forms.CharField(label="解释", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, figure: FigureDefinition, speech: Speech, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(figure), **kwargs)
        speak(self, speech, formula=figure.formula)

    def clean(self) -> dict[str, Any]:
        """Demand a formula for a computed figure."""
        cleaned = super().clean() or {}
        if cleaned.get("way") == _COMPUTED and not cleaned.get("formula") and "formula" not in self.errors:
            self.add_error("formula", "计算公式未填写，填写公式，或改为由部门填报。")
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What ``edit_figure`` takes."""
        cleaned = self.cleaned_data
        plain = ("name", "aliases", "unit", "explanation")
        return {name: cleaned[name] for name in plain} | {
            "quantity": Quantity(cleaned["quantity"]),
            "decimals": int(cleaned["decimals"]) if cleaned["decimals"] else None,
            "formula": cleaned["formula"] if cleaned["way"] == _COMPUTED else None,
        }


def _initial(figure: FigureDefinition) -> dict[str, Any]:
    values = {name: getattr(figure, name) for name in ("name", "aliases", "unit", "explanation")}
    return values | {
        "way": _COMPUTED if figure.formula else _STORED,
        "quantity": figure.quantity.value,
        "decimals": "" if figure.decimals is None else str(figure.decimals),
    }


def figures(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """List the figures; a post adds, moves or removes one."""
    opened = open_pack(request, pack, version)
    if request.method != "POST":
        return _list(opened, AddFigureForm())
    if "add" in request.POST:
        return _add(opened)
    direction, _, key = request.POST.get("move", "").partition(":")
    if direction in (Direction.UP, Direction.DOWN):
        apply(opened, lambda before: move_figure(before, key, Direction(direction)))
    elif removed := request.POST.get("remove"):
        apply(opened, lambda before: remove_figure(before, removed), "已删除。")
    return redirect(opened.url("pack-figures"))


def _add(opened: OpenPack) -> HttpResponse:
    form = AddFigureForm(opened.request.POST)
    if not form.is_valid():
        return _list(opened, form)
    key, values = new_figure_key(opened.pack), form.cleaned_data
    quantity = Quantity(values["quantity"])
    added = apply(
        opened,
        lambda pack: add_figure(pack, name=values["name"], quantity=quantity, unit=values["unit"]),
        f"已增加“{values['name']}”。",
    )
    return redirect(opened.url("pack-figure", key=key) if added else opened.url("pack-figures"))


def _list(opened: OpenPack, form: AddFigureForm) -> HttpResponse:
    context = {"rows": list(_rows(opened)), "add_form": form}
    status = 422 if form.errors else 200
    return render_part(opened, "pack-figures", "packs/figures.html", context, status=status)


def _rows(opened: OpenPack) -> Iterator[FigureRow]:
    asked = _asked(opened.pack)
    for figure in opened.pack.figures:
        yield FigureRow(
            figure=figure,
            quantity=QUANTITIES[figure.quantity] + (f"，{figure.unit}" if figure.unit else ""),
            formula=opened.formula_text(figure.formula),
            is_asked=figure.formula is not None or f"figures.{figure.key}" in asked,
            value=_value(opened, figure.key),
            url=opened.url("pack-figure", key=figure.key),
            is_first=figure is opened.pack.figures[0],
            is_last=figure is opened.pack.figures[-1],
        )


def _asked(pack: Pack) -> set[str]:
    """What the sections of all documents ask the department to enter."""
    return {
        ask
        for document in pack.documents
        for section in walk_sections(document.outline)
        for ask in section.asks
    }


def _value(opened: OpenPack, key: str) -> str:
    return "" if opened.sample is None else opened.sample.book.display(key)


def figure(request: HttpRequest, pack: str, version: int, key: str) -> HttpResponse:
    """Show a figure; a post changes it."""
    opened = open_pack(request, pack, version)
    try:
        _, found = find_figure(opened.pack, key)
    except PackEditError as error:
        raise Http404 from error
    form = FigureForm(request.POST or None, figure=found, speech=Speech(opened))
    if request.POST.get("do") == "preview":
        return render(request, "packs/results.html", {"results": list(results_of([form]))})
    if request.method == "POST" and form.is_valid():
        refusal = attempt(opened, lambda before: edit_figure(before, key, **form.changes()))
        if refusal is None:
            messages.success(request, f"“{form.cleaned_data['name']}”已保存。")
            return redirect(opened.url("pack-figures"))
        opened = refusal.show_in(form)
    context = {
        "form": form,
        "figure": found,
        "is_asked": found.formula is not None or f"figures.{key}" in _asked(opened.pack),
        "value": _value(opened, key),
        "list_url": opened.url("pack-figures"),
        "outline_url": opened.url("pack-outline"),
    }
    status = 422 if form.errors else 200
    return render_part(opened, "pack-figures", "packs/figure.html", context, status=status)
