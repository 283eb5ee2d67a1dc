"""指标体系: the tree with its weights, and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from selfeval.domain.numbers import NumberRule, Quantity, edit_text, format_number, read_number
from selfeval.domain.pack import IndicatorNode, Pack
from selfeval.domain.pack_edits import Direction
from selfeval.domain.pack_edits.tree import (
    add_node,
    move_node,
    new_node_code,
    remove_node,
    set_weights,
    walk_nodes,
)
from selfeval.domain.scoring.explain import Notation
from selfeval.domain.scoring.result import ScoreState
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.fields import NumberField, PartForm
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.method_forms import METHODS

_WEIGHT = "weight-"
_RULE = NumberRule(Quantity.SCORE, label="权重")


@dataclass(frozen=True)
class Sum:
    """What the weights below a group add up to, beside what they should; empty where a weight is missing."""

    code: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class NodeRow:
    """A line of the tree: ``weight`` as typed, ``sum`` for groups, ``score`` tried on the chosen year."""

    node: IndicatorNode
    level: int
    weight: str
    error: str
    url: str
    method: str
    formula: str
    sum: Sum | None
    score: str
    is_first: bool
    is_last: bool


class AddForm(PartForm):
    """A new indicator: its name, weight and place."""

    name = forms.CharField(label="名称", max_length=200)
    weight = NumberField(Quantity.SCORE, label="权重（分）", required=False)
    below = forms.ChoiceField(label="位置", required=False)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, prefix="add", **kwargs)
        field = self.fields["below"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "作为一级指标")] + [
            (node.code, f"{'　' * len(above)}“{node.name}”之下")
            for above, node in walk_nodes(pack.indicators)
        ]


def indicators(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show the tree; a post saves the weights and does what its button says."""
    opened = open_pack(request, pack, version)
    if request.method != "POST":
        form = AddForm(pack=opened.pack, initial={"below": request.GET.get("below", "")})
        return _page(opened, _typed(opened.pack), {}, form)
    if "add" in request.POST:
        return _add(opened)
    typed = _typed(opened.pack, request.POST)
    weights, errors = _read(typed)
    if errors:
        return _page(opened, typed, errors, AddForm(pack=opened.pack), status=422)
    act, done = _act(request.POST)
    refusal = attempt(opened, lambda before: act(set_weights(before, weights)))
    if refusal is not None:
        messages.error(request, refusal.error.message)
        return _page(refusal.current(), typed, {}, AddForm(pack=opened.pack), status=422)
    messages.success(request, done)
    return redirect(f"{opened.url('pack-indicators')}{_anchor(request.POST)}")


def weight_sums(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Add up weights that are being typed, per group and in all; nothing is saved."""
    opened = open_pack(request, pack, version)
    weights, _ = _read(_typed(opened.pack, request.POST))
    counted = set_weights(opened.pack, weights)
    return render(request, "packs/weight_sums.html", {"sums": [*_sums(counted).values()], "swaps": True})


def _add(opened: OpenPack) -> HttpResponse:
    form = AddForm(opened.request.POST, pack=opened.pack)
    if not form.is_valid():
        return _page(opened, _typed(opened.pack), {}, form, status=422)
    code, values = new_node_code(opened.pack), form.cleaned_data
    added = apply(
        opened, lambda pack: add_node(pack, **values), f"已增加“{values['name']}”，接着设置评分办法。"
    )
    if not added:
        return redirect(opened.url("pack-indicators"))
    return redirect(opened.url("pack-indicator", node=code))


def _act(post: QueryDict) -> tuple[Edit, str]:
    """What the pressed button does after the weights, and what is said then."""
    if remove := post.get("remove"):
        return lambda pack: remove_node(pack, remove), "已删除。"
    direction, _, code = post.get("move", "").partition(":")
    if direction in set(Direction) and code:
        return lambda pack: move_node(pack, code, Direction(direction)), "已移动。"
    return lambda pack: pack, "权重已保存。"


def _anchor(post: QueryDict) -> str:
    code = post.get("move", "").partition(":")[2]
    return f"#node-{code}" if code else ""


def _typed(pack: Pack, post: QueryDict | None = None) -> dict[str, str]:
    """The weights as they stand in the fields."""
    typed = {}
    for _, node in walk_nodes(pack.indicators):
        stored = "" if node.weight is None else edit_text(node.weight, _RULE)
        typed[node.code] = stored if post is None else post.get(f"{_WEIGHT}{node.code}", stored)
    return typed


def _read(typed: dict[str, str]) -> tuple[dict[str, Decimal | None], dict[str, str]]:
    """Weights that can be read, and messages for those that cannot, by code."""
    weights: dict[str, Decimal | None] = {}
    errors: dict[str, str] = {}
    for code, text in typed.items():
        reading = read_number(text, _RULE)
        if reading.kind in ("refused", "question"):
            errors[code] = reading.message
        else:
            weights[code] = reading.value
    return weights, errors


def _page(
    opened: OpenPack, typed: dict[str, str], errors: dict[str, str], form: AddForm, *, status: int = 200
) -> HttpResponse:
    weights, _ = _read(typed)
    known = {node.code for _, node in walk_nodes(opened.pack.indicators)}
    sums = _sums(set_weights(opened.pack, {code: weights[code] for code in weights if code in known}))
    context = {
        "rows": list(_rows(opened, typed, errors, sums)),
        "total": sums[""],
        "add_form": form,
        "errors_of_weights": list(errors.values()),
        "sums_url": opened.url("pack-weight-sums"),
    }
    return render_part(
        opened, "pack-indicators", "packs/indicators.html", context, status=422 if form.errors else status
    )


def _rows(
    opened: OpenPack, typed: dict[str, str], errors: dict[str, str], sums: dict[str, Sum]
) -> Iterator[NodeRow]:
    scores = _scores(opened)
    for above, node in walk_nodes(opened.pack.indicators):
        siblings = above[-1].children if above else opened.pack.indicators
        method = METHODS[node.method.type].label if node.method is not None and node.is_leaf else ""
        yield NodeRow(
            node=node,
            level=len(above),
            weight=typed.get(node.code, ""),
            error=errors.get(node.code, ""),
            url=opened.url("pack-indicator", node=node.code),
            method=method,
            formula=opened.formula_text(node.formula) if node.is_leaf else "",
            sum=sums.get(node.code),
            score=scores.get(node.code, ""),
            is_first=node is siblings[0],
            is_last=node is siblings[-1],
        )


def _scores(opened: OpenPack) -> dict[str, str]:
    """Points that the chosen year earns under these rules, by indicator."""
    if opened.sample is None:
        return {}
    words = {
        ScoreState.INCOMPLETE: "待补充",
        ScoreState.NOT_SELF_SCORED: "不计分",
        ScoreState.NOT_APPLICABLE: "不适用",
    }
    nodes = {node.code: node for _, node in opened.pack.leaves()}
    return {
        item.code: words[item.state]
        if item.state in words or item.self_score is None
        else Notation(nodes[item.code], opened.pack).points(item.self_score)
        for item in opened.sample.score.indicators
    }


def _sums(pack: Pack) -> dict[str, Sum]:
    """The sums of all groups by code; that of the whole under the empty code."""
    found = {
        node.code: _sum(node.code, node.children, node.weight)
        for _, node in walk_nodes(pack.indicators)
        if not node.is_leaf
    }
    return found | {"": _sum("", pack.indicators, None if pack.is_library else pack.full_mark)}


def _sum(code: str, nodes: tuple[IndicatorNode, ...], wanted: Decimal | None) -> Sum:
    weights = [node.weight for _, node in walk_nodes(nodes) if node.is_leaf]
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    missing = weights.count(None)
    text = f"{format_number(total)}"
    if wanted is not None:
        text += f" / {format_number(wanted)}"
    if missing:
        text += f"，{missing}个未定"
    return Sum(code, text, is_right=not missing and (wanted is None or total == wanted))
