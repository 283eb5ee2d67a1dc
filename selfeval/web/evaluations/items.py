"""Projects and transfer payments: their pages; adding, ordering, removing them and their indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from selfeval.domain.data import Item
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.report.compose import compose
from selfeval.domain.report.item_documents import item_documents
from selfeval.domain.sections import items_step
from selfeval.models import EvidenceFile
from selfeval.reports.html import document_body
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import items
from selfeval.services.errors import Refused
from selfeval.web.evaluations.comments import comments_by_place
from selfeval.web.evaluations.evidence import UploadTarget, upload
from selfeval.web.evaluations.item_page import ItemPage, find_item
from selfeval.web.evaluations.outline import outline
from selfeval.web.evaluations.places import step_url
from selfeval.web.evaluations.posting import Posted, memo, posted_unit, save_posted, unit_of
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of

MOST_ROWS_AT_ONCE = 100
_FAILED = 422


def item(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """The page of one project; a post saves what was changed and goes back to the list."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    found = _found(workspace, item)
    if request.method != "POST":
        return _show(request, workspace, found)
    posted = save_posted(request, evaluation)
    if posted.problems:
        workspace = open_workspace(evaluation)
        return _show(request, workspace, _found(workspace, item), posted)
    return HttpResponseRedirect(_list_url(workspace, found))


def item_preview(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """The project's official table as it will be printed, for the inspector."""
    workspace = open_workspace(evaluation_of(request))
    _found(workspace, item)
    kinds = _kinds(workspace, item)
    if not kinds:
        raise Http404
    parts = workspace.data, workspace.pack, workspace.score, workspace.book
    document = compose(*parts, kind=kinds[0], draft=False)
    context = {"body": document_body(document), "is_form": True}
    return render(request, "evaluations/section_preview.html", context)


def item_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a project or transfer payment, and go to its page; what is refused leads back to the list."""
    evaluation = evaluation_of(request)
    form, name = request.POST.get("form", ""), request.POST.get("name", "")
    try:
        key = items.add_item(actor=user_of(request), evaluation=evaluation, form=form, name=name)
    except Refused as refusal:
        messages.error(request, refusal.message)
        pack = open_workspace(evaluation).pack
        kind = next((each.kind for each in pack.forms if each.code == form), None)
        return HttpResponseRedirect(f"{step_url(code, items_step(pack, kind))}?{urlencode({'name': name})}")
    return redirect("item", code, key)


def item_move(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Let a project change places with the one before or after it; what else was changed is saved first."""
    evaluation = evaluation_of(request)
    save_posted(request, evaluation)
    is_up = request.POST.get("direction") == "up"
    items.move_item(actor=user_of(request), evaluation=evaluation, item=item, up=is_up)
    workspace = open_workspace(evaluation)
    return HttpResponseRedirect(_list_url(workspace, _found(workspace, item)))


def item_delete(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Remove a project with everything in it; what else was changed on the page is saved first."""
    evaluation = evaluation_of(request)
    found = find_item(open_workspace(evaluation), item)
    save_posted(request, evaluation)
    name = items.delete_item(actor=user_of(request), evaluation=evaluation, item=item)
    messages.success(request, f"“{name}”已删除，修改记录中保留其内容。")
    workspace = open_workspace(evaluation)
    return HttpResponseRedirect(step_url(code, items_step(workspace.pack, found.kind if found else None)))


def indicator_add(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Add indicators to a group; scripts get the new rows, others the page again."""
    evaluation = evaluation_of(request)
    is_fragment = bool(request.headers.get("HX-Request"))
    if not is_fragment:
        save_posted(request, evaluation)
    count = request.POST.get("count", "1")
    wanted = int(count) if count.isascii() and count.isdigit() else 1
    keys = items.add_indicators(
        actor=user_of(request),
        evaluation=evaluation,
        item=item,
        group=request.POST.get("table", ""),
        count=max(1, min(wanted, MOST_ROWS_AT_ONCE)),
    )
    if not is_fragment:
        return HttpResponseRedirect(f"{_item_url(code, item)}#item_indicators.{keys[0]}.name")
    return _rows(request, open_workspace(evaluation), item, keys)


def indicator(request: HttpRequest, code: str, item: str, row: str) -> HttpResponse:
    """One indicator as it stands now, for scripts."""
    return _rows(request, open_workspace(evaluation_of(request)), item, (row,))


def indicator_delete(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Remove an indicator; scripts get nothing back, others the page again."""
    evaluation = evaluation_of(request)
    is_fragment = bool(request.headers.get("HX-Request"))
    if not is_fragment:
        save_posted(request, evaluation)
    items.delete_indicator(actor=user_of(request), evaluation=evaluation, row=request.POST.get("row", ""))
    if is_fragment:
        return HttpResponse("")
    return HttpResponseRedirect(f"{_item_url(code, item)}#item.{item}.indicators")


def evidence_upload(request: HttpRequest, code: str, item: str, row: str) -> HttpResponse:
    """The upload form of a project's indicator (a fragment for scripts); a post attaches the file."""
    evaluation = evaluation_of(request)
    workspace = open_workspace(evaluation)
    found = _found(workspace, item)
    rows = workspace.rows.get("item_indicators", ())
    lines = dict(zip(rows, workspace.data.year.item_indicators, strict=True))
    if row not in lines or lines[row].item != found.code:
        raise Http404
    back = f"{_item_url(code, item)}#item_indicators.{row}.name"
    return upload(
        request,
        workspace,
        UploadTarget(
            name=lines[row].name or "未命名的指标",
            back_url=back,
            back_label=found.name,
            key=lambda: items.evidence_key(actor=user_of(request), evaluation=evaluation, row=row),
        ),
    )


def _found(workspace: Workspace, code: str) -> Item:
    found = find_item(workspace, code)
    if found is None:
        raise Http404
    return found


def _item_url(code: str, item: str) -> str:
    return reverse("item", args=[code, item])


def _list_url(workspace: Workspace, item: Item) -> str:
    """The list that a project stands in, landing on its line."""
    step = items_step(workspace.pack, item.kind)
    return f"{step_url(workspace.evaluation.code, step)}#item.{item.code}"


def _kinds(workspace: Workspace, code: str) -> list[str]:
    """The documents of a project: its table, then its report; none where the pack lacks its form."""
    return [each.kind for each in item_documents(workspace.score) if each.item.case.item.code == code]


def _page(
    request: HttpRequest, workspace: Workspace, item: Item, unit: MoneyUnit, posted: Posted | None = None
) -> ItemPage:
    files: dict[str, list[EvidenceFile]] = defaultdict(list)
    stored = EvidenceFile.objects.filter(evaluation=workspace.evaluation, removed_at=None)
    for file in stored.filter(indicator__startswith=f"item.{item.code}."):
        files[file.indicator].append(file)
    return ItemPage(
        workspace,
        item,
        unit,
        can_edit=frame_of(workspace, user_of(request)).can_edit,
        problems=posted.problems if posted else {},
        comments=comments_by_place(workspace.evaluation),
        evidence=files,
    )


def _rows(request: HttpRequest, workspace: Workspace, code: str, keys: Sequence[str]) -> HttpResponse:
    """The rows of indicators as a fragment."""
    unit = unit_of(request, workspace.pack.money_unit)
    page = _page(request, workspace, _found(workspace, code), unit)
    if page.indicators is None:
        raise Http404
    try:
        rows = [page.indicators.row(key) for key in keys]
    except KeyError:
        raise Http404 from None
    context = {"frame": frame_of(workspace, user_of(request)), "rows": rows, "page": page}
    return render(request, "evaluations/item_rows.html", context)


def _show(
    request: HttpRequest, workspace: Workspace, item: Item, posted: Posted | None = None
) -> HttpResponse:
    unit = posted_unit(request.POST.get("unit")) if posted else unit_of(request, workspace.pack.money_unit)
    page = _page(request, workspace, item, unit, posted)
    texts = {
        f"text.{text.view.key}": (text.view.base, text.view.raw) for text in page.texts if text.view.can_edit
    }
    page.make_fields()
    kinds = _kinds(workspace, item.code)
    context: dict[str, Any] = {
        "frame": frame_of(workspace, user_of(request)),
        "outline": outline(workspace, items_step(workspace.pack, item.kind)),
        "step_key": f"item.{item.code}",
        "page": page,
        "unit": unit.value,
        "units": list(MoneyUnit),
        "rendered": memo(page.fields.rendered | texts),
        "list_url": _list_url(workspace, item),
        "documents": list(zip(("自评表", "自评报告"), kinds, strict=False)),
        "problems": [
            {"url": f"#{address}", "message": problem.message}
            for address, problem in (posted.problems if posted else {}).items()
        ],
        "preview_url": reverse("item-preview", args=[workspace.evaluation.code, item.code]) if kinds else "",
    }
    return render(request, "evaluations/item.html", context, status=_FAILED if posted else 200)
