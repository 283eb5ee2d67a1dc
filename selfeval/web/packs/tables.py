"""表格: the tables of a pack, and one table with its rows, columns and cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.pack import Pack, TableBlock
from selfeval.domain.pack_edits import Direction, PackEditError, tables
from selfeval.domain.pack_edits.choices import table_title
from selfeval.domain.pack_edits.outline import blocks_of, places
from selfeval.domain.prose.context import Context
from selfeval.domain.report.document import Block
from selfeval.domain.report.tables import compose_table
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.editing import apply, attempt
from selfeval.web.packs.frame import OpenPack, open_pack, render_part
from selfeval.web.packs.preview import preview, preview_answer
from selfeval.web.packs.table_form import TablePage
from selfeval.web.packs.texts import place_url, where

PART = "pack-tables"
_MOST_COLUMNS_AT_FIRST = 40
_ACTION = re.compile(r"(?P<what>[a-z-]+):(?P<at>-?\d+(?:/\d+){0,2})")


@dataclass(frozen=True)
class Use:
    """A section that prints the table."""

    label: str
    url: str


@dataclass(frozen=True)
class TableRow:
    """A table in the list."""

    key: str
    caption: str
    url: str
    size: str
    uses: tuple[Use, ...]
    can_rise: bool
    can_sink: bool


def table_list(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Show the tables of a pack; a post adds, copies or moves one."""
    opened = open_pack(request, pack, version)
    if request.method == "POST":
        return _change_list(opened, request.POST)
    context = {"rows": _rows(opened)}
    return render_part(opened, PART, "packs/tables.html", context)


def _change_list(opened: OpenPack, posted: Any) -> HttpResponse:
    action, _, key = str(posted.get("do", "")).partition(":")
    match action:
        case "add":
            caption, columns = str(posted.get("caption", "")).strip()[:200], str(posted.get("columns", ""))
            if not caption or not columns.isdecimal() or not 1 <= int(columns) <= _MOST_COLUMNS_AT_FIRST:
                messages.error(
                    opened.request, f"填写表名，列数填写1至{_MOST_COLUMNS_AT_FIRST}的整数后再添加。"
                )
                return redirect(opened.url(PART))
            made = tables.new_table_key(opened.pack)
            count = int(columns)
            if apply(opened, lambda pack: tables.add_table(pack, caption=caption, columns=count)):
                return redirect(opened.url("pack-table", key=made))
        case "copy":
            made = tables.new_table_key(opened.pack)

            def copy(pack: Pack) -> Pack:
                caption = tables.find_table(pack, key)[1].caption
                return tables.copy_table(pack, key, caption=f"{caption}（副本）")

            if apply(opened, copy):
                return redirect(opened.url("pack-table", key=made))
        case "up" | "down":
            apply(opened, lambda pack: tables.move_table(pack, key, Direction(action)))
    return redirect(opened.url(PART))


def _rows(opened: OpenPack) -> list[TableRow]:
    found = opened.pack.tables
    return [
        TableRow(
            table.key,
            table_title(table, opened.pack),
            opened.url("pack-table", key=table.key),
            f"{len(table.columns)}列",
            tuple(uses(opened, table.key)),
            can_rise=index > 0,
            can_sink=index < len(found) - 1,
        )
        for index, table in enumerate(found)
    ]


def uses(opened: OpenPack, key: str) -> Iterable[Use]:
    """Yield the sections that print a table."""
    for place in places(opened.pack):
        if any(
            isinstance(block, TableBlock) and block.table == key for block in blocks_of(opened.pack, place)
        ):
            yield Use(where(opened.pack, place), place_url(opened, place))


# --- one table ----------------------------------------------------------------------------------------


def table(request: HttpRequest, pack: str, version: int, key: str) -> HttpResponse:
    """Show a table; a post changes it, its rows, columns or cells, or prints what was entered."""
    opened = open_pack(request, pack, version)
    try:
        page = TablePage(opened, key, request.POST if request.method == "POST" else None)
    except PackEditError as error:
        raise Http404 from error
    action = request.POST.get("do", "")
    if action == "remove":
        apply(opened, lambda before: tables.remove_table(before, key), "表格已删除。")
        return redirect(opened.url(PART))
    is_sound = request.method != "POST" or page.is_valid()
    if action == "preview":
        shown = preview(opened, lambda context: _printed(context, key), page.edit if is_sound else None)
        return preview_answer(opened, shown, page.forms)
    failed = [form for form in page.forms if form.errors]
    if request.method == "POST" and is_sound:
        refusal = attempt(opened, _then(page, action))
        if refusal is None:
            if action == "save":
                messages.success(request, "表格已保存。")
            return redirect(opened.url("pack-table", key=key) + _anchor(action))
        messages.error(request, refusal.error.message)
        opened = refusal.current()
    context = {
        "page": page,
        "form": page.form,
        "title": table_title(page.table, opened.pack),
        "list_url": opened.url(PART),
        "references_url": opened.url("pack-references"),
        "uses": list(uses(opened, key)),
        "preview": preview(opened, lambda context: _printed(context, key)),
        "failed": failed,
    }
    status = 422 if failed else 200
    return render_part(opened, PART, "packs/table.html", context, status=status)


def _then(page: TablePage, action: str) -> Edit:
    """Store what was sent, then do what the button says."""
    found = _ACTION.fullmatch(action)
    if found is None:
        return page.edit
    at = [int(number) for number in found["at"].split("/")]
    change = _change(page.key, found["what"], at)
    return page.edit if change is None else lambda pack: change(page.edit(pack))


def _change(key: str, what: str, at: list[int]) -> Edit | None:
    """The edit of a button: ``at`` names a column or group, a row by its part, or a cell by its row."""
    match what, at:
        case "column-add", [column]:
            return lambda pack: tables.add_column(pack, key, column)
        case "column-remove", [column]:
            return lambda pack: tables.remove_column(pack, key, column)
        case "group-add", [group]:
            return lambda pack: tables.add_group(pack, key, group)
        case "group-remove", [group]:
            return lambda pack: tables.remove_group(pack, key, group)
        case (("group-up" | "group-down"), [group]):
            direction = Direction(what.removeprefix("group-"))
            return lambda pack: tables.move_group(pack, key, group, direction)
        case "row-add", [part, row]:
            return lambda pack: tables.add_row(pack, key, part, row)
        case "row-remove", [part, row]:
            return lambda pack: tables.remove_row(pack, key, part, row)
        case (("row-up" | "row-down"), [part, row]):
            direction = Direction(what.removeprefix("row-"))
            return lambda pack: tables.move_row(pack, key, part, row, direction)
        case "merge-right", [part, row, cell]:
            return lambda pack: tables.merge_cell(pack, key, part, row, cell, down=False)
        case "merge-down", [part, row, cell]:
            return lambda pack: tables.merge_cell(pack, key, part, row, cell, down=True)
        case "split", [part, row, cell]:
            return lambda pack: tables.split_cell(pack, key, part, row, cell)
    return None


def _anchor(action: str) -> str:
    """Where the page continues after a button: at the rows."""
    return "" if action in ("", "save") else "#rows"


def _printed(context: Context, key: str) -> Iterable[Block]:
    found = next((table for table in context.pack.tables if table.key == key), None)
    return () if found is None else (compose_table(found, context, "table"),)
