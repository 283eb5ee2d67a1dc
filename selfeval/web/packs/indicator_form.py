"""The form of one indicator, and of a group: everything but the scoring method's own parameters."""

from __future__ import annotations

from typing import Any

from django import forms

from selfeval.domain.numbers import NumberRule, Quantity
from selfeval.domain.pack import Exemption, IndicatorNode, OverAchievement, Pack, Target
from selfeval.web.packs.expressions import FormulaField, Speech, TextField, speak
from selfeval.web.packs.fields import LinesField, NumberField, PartForm
from selfeval.web.packs.method_forms import METHOD_CHOICES, OwnNumberField

QUANTITIES = {
    Quantity.RATE: "比率（百分比）",
    Quantity.MONEY: "金额",
    Quantity.COUNT: "个数",
    Quantity.NUMBER: "其他数值",
    Quantity.SCORE: "分数",
}
QUANTITY_CHOICES = [(quantity.value, label) for quantity, label in QUANTITIES.items()]
DECIMAL_CHOICES = [(str(number), f"{number}位") for number in range(7)]
NO_TARGET, FIXED, ENTERED = "none", "fixed", "entered"
NO_RULE, POINTS, PROPORTIONAL = "none", "points", "proportional"


class _Described(PartForm):
    """What groups and indicators both have."""

    name = forms.CharField(label="名称", max_length=200)
    weight = NumberField(Quantity.SCORE, label="权重（分）", required=False)
    explanation = forms.CharField(label="指标解释", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    criteria = forms.CharField(label="评分标准", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reading = forms.CharField(
        label="编制说明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="文件没有写明之处如何理解；供查看规则的人参考，不印入报告",
    )


class GroupForm(_Described):
    """A group: its score comes from what stands below it."""

    def changes(self) -> dict[str, Any]:
        """What ``edit_node`` takes; a method that the group had as an indicator goes."""
        return {**self.cleaned_data, "method": None, "formula": None, "target": None}


class IndicatorForm(_Described):
    """An indicator: how its value comes about, what it is compared with, and what may be claimed."""

    kind = forms.ChoiceField(
        label="性质", choices=[("quantitative", "定量指标"), ("qualitative", "定性指标")]
    )
    formula = FormulaField(label="计算公式", help_text="不填的，由部门填报实际完成值")
    quantity = forms.ChoiceField(label="数值种类", choices=QUANTITY_CHOICES)
    unit = forms.CharField(
        label="计量单位", max_length=50, required=False, help_text="例如家、人次；金额和比率不填"
    )
    decimals = forms.ChoiceField(label="小数位数", choices=DECIMAL_CHOICES)

    target_mode = forms.ChoiceField(
        label="目标值",
        choices=[
            (NO_TARGET, "不设（比率与100%比较）"),
            (FIXED, "由体系包规定"),
            (ENTERED, "由部门填报"),
        ],
    )
    target_value = OwnNumberField(label="规定的目标值", required=False)
    target_text = forms.CharField(
        label="目标值的写法",
        required=False,
        max_length=200,
        help_text="印在表中的文字，例如≤100%；不填的印数值",
    )

    method = forms.ChoiceField(label="评分办法", choices=METHOD_CHOICES, required=False)

    when_not_applicable = forms.ChoiceField(
        label="不适用的",
        choices=[("leave_out", "不计入总分和满分"), ("keep", "按满分计")],
    )
    exemption_label = forms.CharField(
        label="豁免情形",
        required=False,
        max_length=300,
        help_text="规则允许按满分计的情形，例如因政策调整追加预算；没有的不填",
    )
    exemption_documents = forms.BooleanField(label="豁免须有依据文件", required=False)
    over_mode = forms.ChoiceField(
        label="超额完成的",
        choices=[(NO_RULE, "不扣分"), (POINTS, "偏离目标的扣固定分值"), (PROPORTIONAL, "按超出的比例扣分")],
    )
    over_threshold = NumberField(
        Quantity.RATE, label="视为偏离的完成率", required=False, help_text="例如130%"
    )
    over_points = NumberField(Quantity.SCORE, label="扣分", required=False)
    over_waived = forms.BooleanField(label="说明偏差原因的不扣分", required=False)

    evidence = LinesField(label="佐证材料", required=False, help_text="需要上传的材料，每行一种")
    analysis = TextField(label="分析文字", help_text="报告中这一指标的段落；不填的，印计算过程")

    def __init__(
        self, *args: Any, pack: Pack, node: IndicatorNode, speech: Speech, texts: Speech, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_initial(node), **kwargs)
        speak(self, speech, formula=node.formula)
        speak(self, texts, analysis=node.analysis)
        self.rule = value_rule(pack, self._posted_quantity() or node.quantity)
        for field in self.fields.values():
            if isinstance(field, OwnNumberField):
                field.rule = self.rule

    def _posted_quantity(self) -> Quantity | None:
        posted = self.data.get("quantity") if self.is_bound else None
        return Quantity(posted) if posted in set(Quantity) else None

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen ways need."""
        cleaned = super().clean() or {}
        if cleaned.get("target_mode") == FIXED and cleaned.get("target_value") is None:
            self._miss("target_value", "规定的目标值未填写，填写目标值，或改为由部门填报。")
        if cleaned.get("over_mode") == POINTS and cleaned.get("over_points") is None:
            self._miss("over_points", "扣分未填写，填写每次扣多少分，或改为不扣分。")
        threshold = cleaned.get("over_threshold")
        if cleaned.get("over_mode") != NO_RULE and threshold is not None and threshold <= 1:
            self._miss("over_threshold", "视为偏离的完成率应高于100%，例如130%。")
        return cleaned

    def _miss(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, message)

    def changes(self) -> dict[str, Any]:
        """What ``edit_node`` takes, but for the method."""
        cleaned = self.cleaned_data
        plain = ("name", "weight", "explanation", "criteria", "reading", "kind", "unit", "formula")
        return {name: cleaned[name] for name in plain} | {
            "quantity": Quantity(cleaned["quantity"]),
            "decimals": int(cleaned["decimals"]),
            "target": _target(cleaned),
            "when_not_applicable": cleaned["when_not_applicable"],
            "exemption": _exemption(cleaned),
            "over_achievement": _over_achievement(cleaned),
            "evidence": cleaned["evidence"],
            "analysis": cleaned["analysis"],
        }


def value_rule(pack: Pack, quantity: Quantity) -> NumberRule:
    """Return how values of a quantity are typed under a pack."""
    return NumberRule(quantity, unit=pack.money_unit, allow_negative=True)


def _target(cleaned: dict[str, Any]) -> Target | None:
    match cleaned["target_mode"]:
        case "fixed":
            return Target(value=cleaned["target_value"], text=cleaned["target_text"])
        case "entered":
            return Target(text=cleaned["target_text"])
    return None


def _exemption(cleaned: dict[str, Any]) -> Exemption | None:
    label = cleaned["exemption_label"]
    return Exemption(label=label, documents_required=cleaned["exemption_documents"]) if label else None


def _over_achievement(cleaned: dict[str, Any]) -> OverAchievement | None:
    if cleaned["over_mode"] == NO_RULE:
        return None
    is_proportional = cleaned["over_mode"] == PROPORTIONAL
    rule = OverAchievement(
        points=None if is_proportional else cleaned["over_points"],
        proportional=is_proportional,
        waived_by_reason=cleaned["over_waived"],
    )
    threshold = cleaned["over_threshold"]
    return rule if threshold is None else rule.model_copy(update={"threshold": threshold})


def initial_of_group(node: IndicatorNode) -> dict[str, Any]:
    """What the form of a group begins with."""
    return {name: getattr(node, name) for name in ("name", "weight", "explanation", "criteria", "reading")}


def _initial(node: IndicatorNode) -> dict[str, Any]:
    target, exemption, over = node.target, node.exemption, node.over_achievement
    mode = NO_TARGET if target is None else ENTERED if target.value is None else FIXED
    over_mode = NO_RULE if over is None else PROPORTIONAL if over.proportional else POINTS
    return initial_of_group(node) | {
        "kind": node.kind,
        "quantity": node.quantity.value,
        "unit": node.unit,
        "decimals": str(node.decimals),
        "target_mode": mode,
        "target_value": target.value if target is not None else None,
        "target_text": target.text if target is not None else "",
        "method": node.method.type if node.method is not None else "",
        "when_not_applicable": node.when_not_applicable,
        "exemption_label": exemption.label if exemption is not None else "",
        "exemption_documents": exemption.documents_required if exemption is not None else True,
        "over_mode": over_mode,
        "over_threshold": over.threshold if over is not None else None,
        "over_points": over.points if over is not None else None,
        "over_waived": over is not None and over.waived_by_reason,
        "evidence": node.evidence,
    }
