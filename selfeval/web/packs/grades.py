"""等级和上限: grade bands by percentage of the counted full mark, and caps of the total."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Cap, GradeBand, Pack
from selfeval.domain.pack_edits.grades import set_caps, set_grades
from selfeval.web.packs.editing import attempt
from selfeval.web.packs.expressions import FormulaField, Speech, speak
from selfeval.web.packs.fields import NumberField, RowForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.preview import results_of


class GradeRow(RowForm):
    """A grade and the lowest percentage that earns it."""

    name = forms.CharField(label="等级", max_length=50)
    at_least = NumberField(Quantity.RATE, label="得分率不低于")


class CapRow(RowForm):
    """A cap: while the condition holds, the total is at most this."""

    when = FormulaField(label="条件", help_text="例如：预算执行率<60%", required=True)
    maximum = NumberField(Quantity.SCORE, label="总分不高于")
    label = forms.CharField(label="说明", max_length=300, help_text="印在报告和页面上的说法")

    def __init__(self, *args: Any, speech: Speech, stored: tuple[Cap, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = str(self.prefix).rpartition("-")[2]
        index = int(number) if number.isdigit() else len(stored)
        speak(self, speech, when=stored[index].when if index < len(stored) else None)


def grades(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show grades and caps; a post replaces both."""
    opened = open_pack(request, pack, version)
    grade_rows, cap_rows = _rows(opened)
    if request.POST.get("do") == "preview":
        return render(request, "packs/results.html", {"results": list(results_of(cap_rows))})
    refused = ""
    if request.method == "POST" and all([grade_rows.is_valid(), cap_rows.is_valid()]):
        new_grades = [_grade(row) for row in _filled(grade_rows)]
        new_caps = [Cap.model_construct(**row) for row in _filled(cap_rows)]
        refusal = attempt(opened, lambda before: set_caps(set_grades(before, new_grades), new_caps))
        if refusal is None:
            messages.success(request, "等级和上限已保存。")
            return redirect(opened.url("pack-grades"))
        refused, opened = refusal.error.message, refusal.current()
    context = {
        "grade_rows": grade_rows,
        "cap_rows": cap_rows,
        "failed": [row for row in (*grade_rows, *cap_rows) if row.errors],
        "refused": refused,
    }
    status = 422 if request.method == "POST" else 200
    return render_part(opened, "pack-grades", "packs/grades.html", context, status=status)


def _rows(opened: OpenPack) -> tuple[BaseFormSet[GradeRow], BaseFormSet[CapRow]]:
    post, pack = opened.request.POST or None, opened.pack
    spare = 1 if opened.can_edit else 0
    grade_rows = formset_factory(GradeRow, extra=spare)(post, prefix="grades", initial=_grades(pack))
    cap_rows = formset_factory(CapRow, extra=spare)(
        post,
        prefix="caps",
        initial=[cap.model_dump() for cap in pack.caps],
        form_kwargs={"speech": Speech(opened), "stored": pack.caps},
    )
    return grade_rows, cap_rows


def _grades(pack: Pack) -> list[dict[str, Any]]:
    return [{"name": grade.name, "at_least": grade.at_least / 100} for grade in pack.grades]


def _grade(row: dict[str, Any]) -> GradeBand:
    return GradeBand.model_construct(name=row["name"], at_least=row["at_least"] * 100)


def _filled(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    return [row.cleaned_data for row in rows if row.cleaned_data]
