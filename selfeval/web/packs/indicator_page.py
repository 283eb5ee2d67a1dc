"""One indicator or group: its form, its scoring method, and what the chosen year earns by it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from selfeval.domain.numbers import NumberRule
from selfeval.domain.pack import IndicatorNode, Pack
from selfeval.domain.pack_difference.labels import FIELDS
from selfeval.domain.pack_difference.wording import Wording
from selfeval.domain.pack_edits import PackEditError, normalised
from selfeval.domain.pack_edits.tree import edit_node, find_node
from selfeval.domain.scoring.explain import Notation
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import attempt
from selfeval.web.packs.expressions import Speech
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.indicator_form import GroupForm, IndicatorForm, initial_of_group, value_rule
from selfeval.web.packs.method_forms import PREFIX, MethodEditor
from selfeval.web.packs.preview import results_of
from selfeval.web.packs.sample import Sample

_SHOWN = f"{PREFIX}-shown"


@dataclass(frozen=True)
class Trial:
    """What the chosen year earns by an indicator: points of weight, and how; ``missing`` is what it lacks."""

    points: str
    weight: str
    lines: tuple[str, ...]
    missing: tuple[str, ...]


def indicator(request: HttpRequest, pack: str, version: int, node: str) -> HttpResponse:
    """Show an indicator or group; a post changes it."""
    opened = open_pack(request, pack, version)
    try:
        above, found = find_node(opened.pack, node)
    except PackEditError as error:
        raise Http404 from error
    if found.is_leaf:
        return _indicator(opened, above, found)
    return _group(opened, above, found)


def method_fields(request: HttpRequest, pack: str, version: int, node: str) -> HttpResponse:
    """The fields of another method than the stored one, for the page that is being filled in."""
    opened = open_pack(request, pack, version)
    try:
        _, found = find_node(opened.pack, node)
    except PackEditError as error:
        raise Http404 from error
    editor = MethodEditor(
        request.GET.get("method", ""), found.method, value_rule(opened.pack, found.quantity), None
    )
    return render(request, "packs/method.html", {"method": editor})


def _group(opened: OpenPack, above: tuple[IndicatorNode, ...], node: IndicatorNode) -> HttpResponse:
    form = GroupForm(opened.request.POST or None, initial=initial_of_group(node))
    if opened.request.method == "POST" and form.is_valid():
        refusal = attempt(opened, lambda pack: edit_node(pack, node.code, **form.changes()))
        if refusal is None:
            messages.success(opened.request, f"“{form.cleaned_data['name']}”已保存。")
            return redirect(f"{opened.url('pack-indicators')}#node-{node.code}")
        opened = refusal.show_in(form)
    context = {"form": form, "node": node, "above": above, "tree_url": opened.url("pack-indicators")}
    return render_part(
        opened,
        "pack-indicators",
        "packs/group.html",
        context,
        status=422 if form.errors else 200,
    )


def _indicator(opened: OpenPack, above: tuple[IndicatorNode, ...], node: IndicatorNode) -> HttpResponse:
    post = opened.request.POST or None
    texts = Speech(opened, f"indicators:{node.code}")
    form = IndicatorForm(post, pack=opened.pack, node=node, speech=Speech(opened), texts=texts)
    method = _method_editor(opened, node, form.rule)
    act = post.get("do", "save") if post is not None else ""
    edit = _edit(form, method, node) if post is not None and _is_shown(post) else None
    if act == "preview":
        return _preview(opened, node, form, edit)
    if edit is not None and act == "save":
        refusal = attempt(opened, edit)
        if refusal is None:
            messages.success(opened.request, f"“{form.cleaned_data['name']}”已保存。")
            return redirect(opened.url("pack-indicator", node=node.code))
        opened = refusal.show_in(form)
    is_refused = act == "save" and post is not None and _is_shown(post)
    context = {
        "form": form,
        "method": method,
        "node": node,
        "above": above,
        "trial": _trial(opened.sample, node),
        "is_refused": is_refused,
        "is_redrawn": act == "save" and not is_refused,
        "tree_url": opened.url("pack-indicators"),
        "facts": _facts(opened.pack, node),
        "method_url": opened.url("pack-method", node=node.code),
    }
    status = 422 if act == "save" else 200
    return render_part(opened, "pack-indicators", "packs/indicator.html", context, status=status)


def _facts(pack: Pack, node: IndicatorNode) -> list[tuple[str, str]]:
    """The rules of an indicator in words, for readers."""
    wording = Wording(pack)
    told = ((label, wording.field(node, name)) for name, label in FIELDS["IndicatorNode"].items())
    return [(label, text) for label, text in told if text]


def _is_shown(post: QueryDict) -> bool:
    """Whether the post holds the fields of the method that was chosen in it."""
    return post.get(_SHOWN, "") == post.get("method", "")


def _edit(form: IndicatorForm, method: MethodEditor, node: IndicatorNode) -> Edit | None:
    """What was posted as an edit; None where a form has errors, which it then shows."""
    if not all([form.is_valid(), method.is_valid()]):
        return None
    try:
        changes = {**form.changes(), "method": method.method()}
    except forms.ValidationError as error:
        form.add_error("method", error)
        return None
    return lambda pack: edit_node(pack, node.code, **changes)


def _preview(opened: OpenPack, node: IndicatorNode, form: IndicatorForm, edit: Edit | None) -> HttpResponse:
    """Try what is being filled in on the chosen year; nothing is saved."""
    sample, message = opened.sample, ""
    if edit is None:
        message = "有未填写或无法读取的内容，保存时逐项列出。"
    elif sample is not None:
        try:
            sample = Sample(sample.evaluation, normalised(edit(opened.pack)))
        except PackEditError as error:
            message = f"{error.message}。"
    trial = _trial(sample, node) if not message else None
    context = {"trial": trial, "message": message, "editor": opened, "results": list(results_of([form]))}
    return render(opened.request, "packs/trial.html", context)


def _method_editor(opened: OpenPack, node: IndicatorNode, rule: NumberRule) -> MethodEditor:
    post = opened.request.POST or None
    stored = node.method.type if node.method is not None else ""
    chosen = post.get("method", "") if post is not None else stored
    return MethodEditor(chosen, node.method, rule, post if post is not None and _is_shown(post) else None)


def _trial(sample: Sample | None, node: IndicatorNode) -> Trial | None:
    if sample is None:
        return None
    leaf = next((leaf for _, leaf in sample.pack.leaves() if leaf.code == node.code), None)
    score = next((item for item in sample.score.indicators if item.code == node.code), None)
    if leaf is None or score is None:
        return None
    notation, said = Notation(leaf, sample.pack), score.explanation
    lines = (said.formula, said.substituted, said.rule, *said.steps, said.result)
    return Trial(
        "" if score.self_score is None else notation.points(score.self_score),
        "" if leaf.weight is None else notation.points(leaf.weight),
        tuple(line for line in dict.fromkeys(lines) if line),
        said.missing,
    )
