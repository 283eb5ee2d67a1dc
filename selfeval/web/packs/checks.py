"""核对规则: relations that the form demands, each with its live figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.checks.pack_rules import is_kept
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import CheckRule, Pack
from selfeval.domain.pack_edits import Direction, PackEditError, rules
from selfeval.domain.pack_edits.choices import names_of, place_choices, titled
from selfeval.domain.prose.arithmetic import FAILS, HOLDS
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.prose.spelling import shown_formula
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.expressions import FormulaField, Speech, TextField, speak
from selfeval.web.packs.fields import NumberField, PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.preview import Preview, preview_answer

PART = "pack-checks"
NEW = "new"
SEVERITIES = {"error": "必须改正才能报送", "warning": "不改正的须说明原因", "info": "仅作提示"}
_RELATIONS = {
    "=": "= 等于",
    "≤": "≤ 不大于",
    "≥": "≥ 不小于",
    "<": "< 小于",
    ">": "> 大于",
    "≠": "≠ 不等于",
}
_UNDECIDED = "数据未填全，暂不判断"
_NOT_ASKED = "条件不成立，不核对"


class RuleForm(PartForm):
    """A rule: left, relation, right; what is said where it fails."""

    left = FormulaField(label="左边", required=True)
    relation = forms.ChoiceField(label="关系", choices=list(_RELATIONS.items()))
    right = FormulaField(label="右边", required=True)
    tolerance = NumberField(
        Quantity.NUMBER, label="允许误差", required=False, help_text="金额以元计；不填表示不允许有差额"
    )
    when = FormulaField(label="核对条件", help_text="不填表示总是核对")
    severity = forms.ChoiceField(label="不符时", choices=list(SEVERITIES.items()))
    message = TextField(label="提示文字", required=True, help_text="写明哪两个数不符，可以插入数据")
    cure = forms.CharField(label="改正办法", required=False, max_length=500)
    place = forms.ChoiceField(label="到哪里改正", required=False)

    def __init__(
        self, *args: Any, opened: OpenPack, rule: CheckRule | None, speech: Speech, **kwargs: Any
    ) -> None:
        names = ("relation", "severity", "cure", "place")
        initial = {name: getattr(rule, name) for name in names} if rule else {}
        if rule and rule.tolerance:
            initial["tolerance"] = rule.tolerance
        super().__init__(*args, initial=initial, **kwargs)
        chooser = self.fields["place"]
        assert isinstance(chooser, forms.ChoiceField)
        choices = place_choices(opened.pack)
        if rule and rule.place not in dict(choices):
            choices.append((rule.place, "其他位置（保留原设置）"))
        chooser.choices = choices
        speak(
            self,
            speech,
            left=rule.left if rule else None,
            right=rule.right if rule else None,
            when=rule.when if rule else None,
            message=rule.message if rule else "",
        )

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the rule."""
        return self.cleaned_data | {"tolerance": self.cleaned_data["tolerance"] or Decimal(0)}


@dataclass(frozen=True)
class RuleRow:
    """A rule in the list, with what it says of the chosen year."""

    id: str
    url: str
    relation: str
    severity: str
    message: str
    verdict: str
    can_rise: bool
    can_sink: bool

    @property
    def fails(self) -> bool:
        """Whether the chosen year breaks the rule."""
        return self.verdict == FAILS


def rule_list(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show the rules of a pack; a post moves one."""
    opened = open_pack(request, pack, version)
    if request.method == "POST":
        action, _, rule_id = request.POST.get("do", "").partition(":")
        if action in ("up", "down"):
            apply(opened, lambda before: rules.move_rule(before, rule_id, Direction(action)))
        return redirect(opened.url(PART))
    context = {"rows": _rows(opened), "new_url": opened.url("pack-check", rule=NEW)}
    return render_part(opened, PART, "packs/checks.html", context)


def _rows(opened: OpenPack) -> list[RuleRow]:
    names = names_of(opened.pack)
    context = None if opened.sample is None else opened.sample.context
    found = opened.pack.checks
    return [
        RuleRow(
            rule.id,
            opened.url("pack-check", rule=rule.id),
            f"{shown_formula(rule.left, names)} {rule.relation} {shown_formula(rule.right, names)}",
            SEVERITIES[rule.severity],
            titled(rule.message, opened.pack),
            "" if context is None else verdict(rule, context),
            can_rise=index > 0,
            can_sink=index < len(found) - 1,
        )
        for index, rule in enumerate(found)
    ]


def verdict(rule: CheckRule, context: Context) -> str:
    """Say whether a year keeps a rule."""
    if not holds(rule.when, context):
        return _NOT_ASKED
    kept = is_kept(rule, context)
    return _UNDECIDED if kept is None else HOLDS if kept else FAILS


def rule(request: HttpRequest, pack: str, version: int, rule: str) -> HttpResponse:
    """Show a rule, or an empty form for a new one; a post stores or removes it, or tries it out."""
    opened = open_pack(request, pack, version)
    try:
        found = None if rule == NEW else rules.find_rule(opened.pack, rule)[1]
    except PackEditError as error:
        raise Http404 from error
    action = request.POST.get("do", "")
    if action == "remove" and found is not None:
        apply(opened, lambda before: rules.remove_rule(before, found.id), "核对规则已删除。")
        return redirect(opened.url(PART))
    form = RuleForm(request.POST or None, opened=opened, rule=found, speech=Speech(opened))
    is_sound = request.method != "POST" or form.is_valid()
    if action == "preview":
        return preview_answer(opened, _tried(opened, form, found, is_sound=is_sound), [form])
    if request.method == "POST" and is_sound:
        refusal = attempt(opened, _edit(form, found))
        if refusal is None:
            messages.success(request, "核对规则已保存。")
            return redirect(opened.url(PART))
        opened = refusal.show_in(form)
    context = {
        "form": form,
        "rule": found,
        "list_url": opened.url(PART),
        "preview": _tried(opened, form, found, is_sound=is_sound and form.is_bound),
        "failed": [form] if form.errors else [],
    }
    return render_part(opened, PART, "packs/check.html", context, status=422 if form.errors else 200)


def _edit(form: RuleForm, found: CheckRule | None) -> Edit:
    def edit(pack: Pack) -> Pack:
        if found is None:
            return rules.add_rule(pack, **form.values)
        return rules.edit_rule(pack, found.id, **form.values)

    return edit


def _tried(opened: OpenPack, form: RuleForm, found: CheckRule | None, *, is_sound: bool) -> Preview:
    """What the rule says of the chosen year: as entered where that can be stored, else as it was."""
    tried = CheckRule(id="P00", **form.values) if is_sound and form.is_bound else found
    if opened.sample is None or tried is None:
        return Preview(message="填写左边、关系和右边后，这里显示按所选年度数据核对的结果。")
    said = verdict(tried, opened.sample.context)
    if said != FAILS:
        return Preview(message=f"核对结果：{said}。")
    message = render_text(tried.message, opened.sample.context)
    return Preview(message=f"核对结果：{said}。提示：{message}{f'，{tried.cure}' if tried.cure else ''}。")
