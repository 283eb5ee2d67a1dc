"""Scoring methods as forms: the Chinese name of every method, its parameters as fields, its parts as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from pydantic import ValidationError

from selfeval.domain.numbers import NumberRule, Quantity
from selfeval.domain.pack import (
    Bands,
    Checklist,
    Deduction,
    Manual,
    Method,
    Milestones,
    NotSelfScored,
    PassMark,
    RatioDown,
    RatioUp,
    ThreeTier,
    YesNo,
)
from selfeval.domain.pack_files.messages import problems_of
from selfeval.web.packs.fields import NumberField, PartForm, RowForm

PREFIX = "method"
_SPARE_ROWS = 2


class _Parameters(PartForm):
    """Fields of a method beside its rows; ``rule`` reads values in the indicator's own unit."""

    def __init__(self, *args: Any, rule: NumberRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, OwnNumberField):
                field.rule = rule


class _Row(RowForm, _Parameters):
    """A row of a method's list."""


class OwnNumberField(NumberField):
    """A number in the unit of the indicator that is edited."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Quantity.NUMBER, **kwargs)


class RatioDownForm(_Parameters):
    """How to score above the target."""

    above = forms.ChoiceField(
        label="超过目标值的", choices=[("proportional", "按目标值与实际值之比计分"), ("zero", "不得分")]
    )


class PassMarkForm(_Parameters):
    """The pass mark."""

    pass_mark = NumberField(Quantity.RATE, label="及格线", help_text="完成率低于及格线的不得分，例如60%")


class BandsForm(_Parameters):
    """What falls into the bands."""

    of = forms.ChoiceField(
        label="按什么分档", choices=[("value", "实际值"), ("completion", "完成率（实际值÷目标值）")]
    )


class BandRow(_Row):
    """One band; bounds that are left empty are open."""

    at_least = OwnNumberField(label="不低于", required=False)
    above = OwnNumberField(label="高于", required=False)
    at_most = OwnNumberField(label="不高于", required=False)
    below = OwnNumberField(label="低于", required=False)
    share = NumberField(Quantity.RATE, label="得分占权重")


class YesNoForm(_Parameters):
    """The question that is answered."""

    question = forms.CharField(label="判断的问题", required=False, max_length=500)


class PointRow(_Row):
    """One point of a checklist."""

    text = forms.CharField(label="要点", max_length=1000)
    points = NumberField(Quantity.SCORE, label="分值", required=False)


class TierRow(_Row):
    """One tier of qualitative judgement."""

    label = forms.CharField(label="档次", max_length=200)
    upper = NumberField(Quantity.RATE, label="最高得分占权重")
    lower = NumberField(Quantity.RATE, label="最低得分占权重")


class DeductionForm(_Parameters):
    """What is deducted, and for what."""

    per = forms.ChoiceField(
        label="扣分依据", choices=[("excess", "实际值超过目标值的部分"), ("event", "发生的次数")]
    )
    step = OwnNumberField(
        label="每超过多少扣一次", help_text="百分率指标按百分点填写，1%即1个百分点；按次数扣分的不用"
    )
    points = NumberField(Quantity.SCORE, label="每次扣分")
    started = forms.BooleanField(label="不足一次的按一次计", required=False)


class MilestoneRow(_Row):
    """One milestone of progress."""

    label = forms.CharField(label="时间节点", max_length=200)
    required = NumberField(Quantity.RATE, label="应达到的进度")
    points = NumberField(Quantity.SCORE, label="分值")


@dataclass(frozen=True)
class MethodKind:
    """A method as the pages show it: ``rows`` names its list, ``row_name`` is what one element is called."""

    model: type[Method]
    label: str
    hint: str
    parameters: type[_Parameters] = _Parameters
    row: type[_Row] | None = None
    rows: str = ""
    row_name: str = ""


METHODS: dict[str, MethodKind] = {
    "ratio_up": MethodKind(RatioUp, "按完成率计分（越高越好）", "达到目标值得满分，未达到的按比例计分。"),
    "ratio_down": MethodKind(
        RatioDown, "不超过目标值得满分（越低越好）", "不高于目标值得满分。", RatioDownForm
    ),
    "pass_mark": MethodKind(
        PassMark, "设及格线按比例计分", "低于及格线不得分，其余按超过及格线的部分计分。", PassMarkForm
    ),
    "bands": MethodKind(
        Bands,
        "分档计分",
        "从上到下，数值落入的第一档决定得分；界限留空的不限。",
        BandsForm,
        BandRow,
        "bands",
        "档",
    ),
    "yes_no": MethodKind(YesNo, "是否判断", "是得满分，否不得分。", YesNoForm),
    "checklist": MethodKind(
        Checklist,
        "按要点计分",
        "逐项核对要点；各要点分值不填的，平均分配权重。",
        row=PointRow,
        rows="points",
        row_name="要点",
    ),
    "three_tier": MethodKind(
        ThreeTier,
        "定性分档评定",
        "选定档次，在该档次的范围内评分；档次从100%到0首尾相接。",
        row=TierRow,
        rows="tiers",
        row_name="档次",
    ),
    "deduction": MethodKind(Deduction, "扣分法", "从满分起扣，扣完为止。", DeductionForm),
    "milestones": MethodKind(
        Milestones,
        "按时间节点计分",
        "达到节点进度得该节点分值，未达到的按比例计分；各节点分值合计等于权重。",
        row=MilestoneRow,
        rows="milestones",
        row_name="节点",
    ),
    "manual": MethodKind(Manual, "直接评分", "由填报人对照评分标准评定得分，必须说明理由。"),
    "not_self_scored": MethodKind(NotSelfScored, "不自评打分", "只列出权重，不计入自评总分和满分。"),
}
METHOD_CHOICES = [("", "（未选）"), *((key, kind.label) for key, kind in METHODS.items())]


class MethodEditor:
    """The fields of one method of one indicator: shown with what is stored, or with what was posted."""

    def __init__(self, chosen: str, stored: Method | None, rule: NumberRule, data: QueryDict | None) -> None:
        """``chosen`` is the method's type, ``rule`` the indicator's own unit, ``data`` the post."""
        self.kind = METHODS.get(chosen)
        self.chosen = chosen
        self.parameters: _Parameters | None = None
        self.rows: BaseFormSet[_Row] | None = None
        if self.kind is None:
            return
        values = _values(self.kind, stored if stored is not None and stored.type == chosen else None)
        own = values.pop(self.kind.rows, []) if self.kind.rows else []
        completion = (data or values).get(f"{PREFIX}-of" if data else "of") == "completion"
        rule = NumberRule(Quantity.RATE, allow_negative=True) if completion else rule
        if self.kind.parameters.base_fields:
            self.parameters = self.kind.parameters(data, initial=values, prefix=PREFIX, rule=rule)
        if self.kind.row is not None:
            rows = formset_factory(self.kind.row, extra=_SPARE_ROWS)
            self.rows = rows(data, initial=own, prefix=f"{PREFIX}-rows", form_kwargs={"rule": rule})

    def is_valid(self) -> bool:
        """Whether everything that was posted can be read."""
        is_valid = self.parameters is None or self.parameters.is_valid()
        return (self.rows is None or self.rows.is_valid()) and is_valid

    def method(self) -> Method | None:
        """Return the method that was posted. Raises forms.ValidationError for what it cannot hold."""
        if self.kind is None:
            return None
        content: dict[str, Any] = {"type": self.chosen}
        if self.parameters is not None:
            content |= {
                key: value for key, value in self.parameters.cleaned_data.items() if value is not None
            }
        if self.rows is not None:
            content[self.kind.rows] = self._rows()
        try:
            return cast(Method, cast(Any, self.kind.model).model_validate(content))
        except ValidationError as error:
            found = problems_of(error.errors(include_url=False), cast(Any, self.kind.model))
            raise forms.ValidationError([f"{item.message}。" for item in found]) from error

    def _rows(self) -> list[dict[str, Any]]:
        assert self.rows is not None
        assert self.kind is not None
        filled = [form.cleaned_data for form in self.rows if form.cleaned_data]
        if not filled:
            raise forms.ValidationError(f"{self.kind.row_name}一行也没有填写，至少填写一行。")
        return filled


def _values(kind: MethodKind, stored: Method | None) -> dict[str, Any]:
    """What the fields of a method begin with: what is stored, else its defaults."""
    if stored is not None:
        return stored.model_dump()
    fields = cast(Any, kind.model).model_fields
    values = {name: field.get_default() for name, field in fields.items() if not field.is_required()}
    rows = values.get(kind.rows)
    return values | ({kind.rows: [row.model_dump() for row in rows]} if rows else {})
