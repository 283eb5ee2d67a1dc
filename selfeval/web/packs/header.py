"""基本信息: what a pack is called, where and when it serves, how it prints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.numbers import MoneyUnit, Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.pack_edits.header import edit_header
from selfeval.web.packs.editing import attempt
from selfeval.web.packs.fields import LinesField, NumberField, PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part

_DECIMALS = [(str(number), f"{number}位") for number in range(5)]


class YearField(forms.IntegerField):
    """A fiscal year that a pack may serve."""

    def __init__(self, **kwargs: Any) -> None:
        bounds = "适用年度应在2000至2100之间，核对年份。"
        super().__init__(
            min_value=2000,
            max_value=2100,
            error_messages={
                "invalid": "适用年度应为四位年份，例如2024。",
                "min_value": bounds,
                "max_value": bounds,
            },
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "number-input"}),
            **kwargs,
        )


class HeaderForm(PartForm):
    """The header of a pack."""

    name = forms.CharField(
        label="名称", max_length=200, help_text="例如：某区部门整体支出绩效自评（2024年度）"
    )
    jurisdiction = forms.CharField(label="适用地区", max_length=200, required=False)
    fiscal_year = YearField(label="适用年度", required=False, help_text="各年度通用的不填")
    basis = LinesField(label="编制依据", required=False, help_text="每行一份文件，写全名称和文号")
    remarks = forms.CharField(
        label="说明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="给选用这一体系包的人看，不印入报告",
    )
    is_library = forms.BooleanField(label="仅作框架，供复制，不直接用于填报", required=False)
    full_mark = NumberField(Quantity.SCORE, label="满分", help_text="全部指标权重合计应等于满分")
    money_unit = forms.ChoiceField(label="金额单位", choices=[(unit.value, unit.label) for unit in MoneyUnit])
    score_decimals = forms.ChoiceField(label="得分小数位数", choices=_DECIMALS)
    rate_decimals = forms.ChoiceField(label="得分率小数位数", choices=_DECIMALS)

    @property
    def values(self) -> dict[str, Any]:
        """What ``edit_header`` takes."""
        cleaned = dict(self.cleaned_data)
        return cleaned | {
            "money_unit": MoneyUnit(cleaned["money_unit"]),
            "score_decimals": int(cleaned["score_decimals"]),
            "rate_decimals": int(cleaned["rate_decimals"]),
        }


def header(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show the header; a post changes it."""
    opened = open_pack(request, pack, version)
    form = HeaderForm(request.POST or None, initial=_initial(opened.pack))
    if request.method == "POST" and form.is_valid():
        refusal = attempt(opened, lambda before: edit_header(before, **form.values))
        if refusal is None:
            messages.success(request, "基本信息已保存。")
            return redirect(opened.url("pack"))
        opened = refusal.show_in(form)
    return render_part(
        opened,
        "pack",
        "packs/header.html",
        {"form": form, "origin": _origin(opened)},
        status=422 if form.errors else 200,
    )


def _initial(pack: Pack) -> dict[str, Any]:
    fields = ("name", "jurisdiction", "fiscal_year", "basis", "remarks", "is_library", "full_mark")
    values = {name: getattr(pack, name) for name in fields}
    return values | {
        "money_unit": pack.money_unit.value,
        "score_decimals": str(pack.score_decimals),
        "rate_decimals": str(pack.rate_decimals),
    }


def _origin(opened: OpenPack) -> str:
    source = opened.version.copied_from
    return "" if source is None else f"{source.name} 第{source.version}版"
