"""Saving from scripts: cells as JSON, rows as fragments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from selfeval.domain.cells import CellMap, UnknownCell
from selfeval.domain.checks.finding import Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.numbers import JsonError, MoneyUnit, json_loads
from selfeval.domain.sections import SCORING, item_at
from selfeval.domain.year_tables import TABLES_BY_KEY
from selfeval.models import Channel
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.services import rows
from selfeval.services.cells import CellEdit, CellOutcome, save_cells
from selfeval.services.errors import Refused
from selfeval.web.evaluations.fields import shown
from selfeval.web.evaluations.item_page import ItemPage, find_item
from selfeval.web.evaluations.outline import step_states
from selfeval.web.evaluations.places import place_url
from selfeval.web.evaluations.posting import posted_unit, save_posted
from selfeval.web.evaluations.prior_grids import own_table
from selfeval.web.evaluations.scoring_rows import bar_widths, score_texts
from selfeval.web.evaluations.section_page import SectionPage, find_step
from selfeval.web.evaluations.texts import current_references, text_mark
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import full_mark_text, missing_words, total_text

MOST_EDITS = 5000
MOST_ROWS_AT_ONCE = 300


def cells(request: HttpRequest, code: str) -> JsonResponse:
    """Save the cells of a JSON post and answer with what became of them and of everything computed.

    The post is ``{"unit", "channel", "page", "edits": [{"address", "base", "text", "confirmed"}]}``.
    """
    evaluation = evaluation_of(request)
    content = _content(request)
    unit = posted_unit(content.get("unit"))
    outcomes = save_cells(
        actor=user_of(request),
        evaluation=evaluation,
        edits=_edits(content.get("edits")),
        channel=Channel.PASTED if content.get("channel") == "pasted" else Channel.TYPED,
        unit=unit,
    )
    workspace = open_workspace(evaluation)
    page = str(content.get("page", ""))
    score = workspace.score
    still_open = open_findings(workspace.findings, workspace.data)
    answer: dict[str, Any] = {
        "cells": [_outcome(workspace, outcome, unit) for outcome in outcomes],
        "computed": score_texts(workspace),
        "bars": bar_widths(workspace),
        "score": {
            "total": total_text(workspace),
            "full_mark": full_mark_text(score),
            "grade": score.grade or "",
            "missing": missing_words(score),
        },
        "findings": {
            severity.value: sum(finding.severity is severity for finding in still_open)
            for severity in Severity
        },
        "steps": step_states(workspace),
        "saved_at": f"{timezone.localtime():%H:%M:%S}",
    }
    step = find_step(workspace, page)
    if step is not None:
        answer["computed"] |= SectionPage(workspace, step, unit, can_edit=True).computed()
    item_page = _item_page(workspace, page, unit)
    if item_page is not None:
        answer["computed"] |= item_page.computed()
    keys = item_page.text_keys if item_page is not None else _text_keys(workspace, page, outcomes)
    answer["references"] = current_references(keys, workspace.prose)
    answer["texts"] = {f"text.{key}": asdict(text_mark(key, workspace.prose)) for key in keys}
    return JsonResponse(answer)


def row_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add rows to a free table (``prior.<table>``: last year's); scripts get them, others the page again."""
    evaluation = evaluation_of(request)
    table = request.POST.get("table", "")
    is_fragment = bool(request.headers.get("HX-Request"))
    if not is_fragment:
        save_posted(request, evaluation)
    count = request.POST.get("count", "1")
    wanted = int(count) if count.isascii() and count.isdigit() else 1
    own, is_prior = own_table(table)
    keys = [
        rows.add_row(actor=user_of(request), evaluation=evaluation, table=own, is_prior=is_prior)
        for _ in range(max(1, min(wanted, MOST_ROWS_AT_ONCE)))
    ]
    workspace = open_workspace(evaluation)
    if not is_fragment:
        column = TABLES_BY_KEY[own].columns[0].key
        return HttpResponseRedirect(place_url(code, workspace.pack, f"{table}.{keys[0]}.{column}"))
    return _rows(request, workspace, table, keys)


def row_delete(request: HttpRequest, code: str) -> HttpResponse:
    """Delete a row named ``[prior.]<table>.<row>``; scripts get nothing back, others the page again."""
    evaluation = evaluation_of(request)
    is_fragment = bool(request.headers.get("HX-Request"))
    table, _, row = request.POST.get("row", "").rpartition(".")
    own, is_prior = own_table(table)
    if not is_fragment:
        save_posted(request, evaluation)
    rows.delete_row(actor=user_of(request), evaluation=evaluation, table=own, row=row, is_prior=is_prior)
    if is_fragment:
        return HttpResponse("")
    return HttpResponseRedirect(place_url(code, open_workspace(evaluation).pack, table))


def _content(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json_loads(request.body.decode())
    except (JsonError, UnicodeDecodeError):
        raise Refused("提交的内容无法读取，刷新页面后重新填写") from None
    if not isinstance(content, dict):
        raise Refused("提交的内容无法读取，刷新页面后重新填写")
    return content


def _edits(given: object) -> list[CellEdit]:
    """Read the edits. Raises Refused where one has not the shape that the page sends."""
    if not isinstance(given, list) or len(given) > MOST_EDITS:
        raise Refused(f"一次最多保存{MOST_EDITS}格，分几次粘贴")
    edits = []
    for item in given:
        if not isinstance(item, dict) or not all(
            isinstance(item.get(name), str) for name in ("address", "base", "text")
        ):
            raise Refused("提交的内容不完整，刷新页面后重新填写")
        confirmed = item.get("confirmed") is True
        edits.append(CellEdit(item["address"], item["base"], item["text"], confirmed))
    return edits


def _item_page(workspace: Workspace, page: str, unit: MoneyUnit) -> ItemPage | None:
    """The page of a project (``item.<code>``), ``None`` for other pages and for one that is gone."""
    item = find_item(workspace, item_at(page))
    return None if item is None else ItemPage(workspace, item, unit, can_edit=True)


def _text_keys(workspace: Workspace, page: str, outcomes: Sequence[CellOutcome]) -> list[str]:
    """The texts to tell about: all of a section page; of the scoring page those just saved."""
    step = find_step(workspace, page)
    if step is not None:
        return [text.key for text in step.texts]
    prefix = "text."
    if page != SCORING:
        return []
    return [
        outcome.address.removeprefix(prefix)
        for outcome in outcomes
        if outcome.address.startswith(prefix) and outcome.status != "refused"
    ]


def _outcome(workspace: Workspace, outcome: CellOutcome, unit: Any) -> dict[str, Any]:
    """An outcome as the page needs it: canonical, to edit, at rest."""
    raw = display = ""
    try:
        cell = CellMap(workspace.pack).cell(outcome.address)
    except UnknownCell:
        pass
    else:
        if outcome.address.startswith("text."):
            raw = display = outcome.display
        else:
            made = shown(cell, outcome.value, unit)
            raw, display = made.raw, made.display
    return {
        "address": outcome.address,
        "status": outcome.status,
        "value": outcome.value,
        "raw": raw,
        "display": display,
        "message": outcome.message,
        "suggestions": [{"label": label, "text": text} for label, text in outcome.suggestions],
        "theirs_by": outcome.theirs_by,
        "theirs_at": f"{timezone.localtime(outcome.theirs_at):%m-%d %H:%M}" if outcome.theirs_at else "",
    }


def _rows(request: HttpRequest, workspace: Workspace, table: str, keys: list[str]) -> HttpResponse:
    own, is_prior = own_table(table)
    step = next(
        (
            found
            for key in _step_keys(workspace)
            if (found := find_step(workspace, key)) and own in found.asks
        ),
        None,
    )
    if step is None:
        raise Refused("本体系包的填报表中没有这张表，刷新页面后重新操作")
    page = SectionPage(workspace, step, posted_unit(request.POST.get("unit")), can_edit=True)
    grid = page.grids.grid(own)
    shown = grid.last_year if is_prior else grid
    if shown is None:
        raise Refused("这张表不填上年数，刷新页面后重新操作")
    made = [row for row in shown.rows if row.key in keys]
    return render(request, "evaluations/rows.html", {"rows": made, "grid": shown})


def _step_keys(workspace: Workspace) -> list[str]:
    return [state.key for state in workspace.sections]
