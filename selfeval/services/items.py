"""Adding, ordering and removing projects and transfer payments of a year, and their indicators.

Codes are assigned here and never change. What stands in the rows is saved cell by cell (``services.cells``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from selfeval.domain.cell_values import clean_text
from selfeval.domain.cells import CellMap
from selfeval.domain.item_data import ItemKind
from selfeval.domain.items.case import named_form, text_prefix
from selfeval.domain.workflow import Action
from selfeval.domain.year_tables import ITEM_KINDS, TABLES_BY_KEY
from selfeval.models import (
    CellChange,
    Channel,
    Evaluation,
    EvidenceFile,
    IndicatorEntry,
    Item,
    ItemAspect,
    ItemFund,
    ItemIndicator,
    SectionText,
    User,
    YearRow,
)
from selfeval.permissions.rules import Decision
from selfeval.selectors.packs import load_pack
from selfeval.services.audit import record, record_changes
from selfeval.services.carried_cells import unmark_carried
from selfeval.services.errors import Refused
from selfeval.services.locking import lock_evaluation, require, update_versioned
from selfeval.services.row_keys import new_row_key
from selfeval.services.rows import row_changes

MOST_ITEMS = 200
MOST_INDICATORS = 100
LONGEST_NAME = 200
ITEM_ADDED = "item.added"
ITEM_REMOVED = "item.removed"
ITEM_MOVED = "item.moved"
INDICATORS_ADDED = "item.indicators_added"
INDICATOR_REMOVED = "item.indicator_removed"
INDICATOR_CODED = "item.indicator_coded"
_PARTS: dict[str, type[ItemFund] | type[ItemIndicator] | type[ItemAspect]] = {
    "item_funds": ItemFund,
    "item_indicators": ItemIndicator,
    "item_aspects": ItemAspect,
}
_GONE = "这个项目已被删除，刷新页面即可"


@transaction.atomic
def add_item(*, actor: User, evaluation: Evaluation, form: str, name: str) -> str:
    """Add a project or transfer payment at the end of its kind, and return the code it is given.

    ``form`` is the code of one of the pack's forms, which also decides the kind. Raises Refused (unknown
    form, no name or one too long, too many), NotAllowed, WrongState.
    """
    locked, decision = _enter(actor, evaluation)
    chosen = next((each for each in load_pack(locked.pack_version).forms if each.code == form), None)
    if chosen is None:
        raise Refused("自评表式未选择，从列表中选择一种表式后添加")
    label = _kind_label(chosen.kind)
    name = clean_text(name, one_line=True)
    if not name:
        raise Refused(f"{label}的名称未填写，填写后添加")
    if len(name) > LONGEST_NAME:
        raise Refused(f"{label}的名称共{len(name)}字，超过{LONGEST_NAME}字的上限，缩短后添加")
    stored = Item.objects.filter(department_year=locked.department_year)
    if stored.count() >= MOST_ITEMS:
        raise Refused(f"项目和转移支付最多{MOST_ITEMS}个，删除不再自评的项目后再添加")
    key = new_row_key()
    item = Item(
        department_year=locked.department_year,
        row=key,
        ordinal=_next_ordinal(stored),
        code=key,
        name=name,
        kind=chosen.kind.value,
        form=form,
    )
    item.save(force_insert=True)
    _record_rows(
        actor, decision, locked, ITEM_ADDED, {"item": key, "name": name}, [("items", item)], is_new=True
    )
    return key


@transaction.atomic
def move_item(*, actor: User, evaluation: Evaluation, item: str, up: bool) -> None:
    """Let a project change places with its neighbour of the same kind; at the end nothing changes.

    Raises Refused where it is gone, NotAllowed, WrongState.
    """
    locked, decision = _enter(actor, evaluation)
    rows = list(Item.objects.filter(department_year=locked.department_year))
    row = next((each for each in rows if item and each.code == item), None)
    if row is None:
        raise Refused(_GONE)
    places = [place for place, each in enumerate(rows) if each.kind == row.kind]
    here = places.index(rows.index(row))
    there = here - 1 if up else here + 1
    if not 0 <= there < len(places):
        return
    first, second = places[here], places[there]
    rows[first], rows[second] = rows[second], rows[first]
    for ordinal, each in enumerate(rows):
        if each.ordinal != ordinal:
            update_versioned(each, {"ordinal": ordinal})
    details = {"item": item, "direction": "up" if up else "down"}
    record(actor=actor, action=ITEM_MOVED, subject=locked.code, details=details, role=decision.role)


@transaction.atomic
def delete_item(*, actor: User, evaluation: Evaluation, item: str) -> str:
    """Remove a project with its funds, indicators, texts and evidence, and return its name.

    What stood in it stays in the history, files of evidence stay stored. Raises Refused where it is gone
    already, NotAllowed, WrongState.
    """
    locked, decision = _enter(actor, evaluation)
    row = _item(locked, item)
    rows: list[tuple[str, YearRow]] = [("items", row)]
    year = locked.department_year
    for key, model in _PARTS.items():
        rows += [(key, each) for each in model._default_manager.filter(department_year=year, item=item)]
    texts = list(SectionText.objects.filter(evaluation=locked, key__startswith=text_prefix(item)))
    changes = [_text_change(locked, text) for text in texts]
    _remove_evidence(actor, locked, f"item.{item}.", is_prefix=True)
    details = {"item": item, "name": row.name}
    _record_rows(actor, decision, locked, ITEM_REMOVED, details, rows, changes, is_new=False)
    for _, each in rows:
        each.delete()
    SectionText.objects.filter(pk__in=[text.pk for text in texts]).delete()
    return row.name


@transaction.atomic
def add_indicators(
    *, actor: User, evaluation: Evaluation, item: str, group: str, count: int = 1
) -> tuple[str, ...]:
    """Add empty indicators at the end of a group of the project's form, and return their rows.

    Raises Refused (project gone, unknown group, too many), NotAllowed, WrongState.
    """
    locked, decision = _enter(actor, evaluation)
    row = _item(locked, item)
    form = named_form(load_pack(locked.pack_version), ItemKind(row.kind), row.form)
    chosen = form.group(group) if form is not None else None
    if chosen is None:
        raise Refused("这一级指标不在项目的自评表式之内，刷新页面后重新添加")
    rows = ItemIndicator.objects.filter(department_year=locked.department_year)
    if rows.filter(item=item).count() + count > MOST_INDICATORS:
        raise Refused(f"一个项目最多{MOST_INDICATORS}个指标，合并同类指标后再添加")
    first = _next_ordinal(rows)
    only_name = chosen.level2[0] if len(chosen.level2) == 1 else ""
    added: list[tuple[str, YearRow]] = []
    for number in range(count):
        key = new_row_key()
        indicator = ItemIndicator(
            department_year=locked.department_year,
            row=key,
            ordinal=first + number,
            item=item,
            code=key,
            level1=group,
            level2=only_name,
        )
        indicator.save(force_insert=True)
        added.append(("item_indicators", indicator))
    details = {"item": item, "group": group, "count": count}
    _record_rows(actor, decision, locked, INDICATORS_ADDED, details, added, is_new=True)
    return tuple(each.row for _, each in added)


@transaction.atomic
def delete_indicator(*, actor: User, evaluation: Evaluation, row: str) -> str:
    """Remove an indicator of a project with its evidence, and return the project's code.

    Raises Refused where it is gone already, NotAllowed, WrongState.
    """
    locked, decision = _enter(actor, evaluation)
    found = _indicator(locked, row)
    if found.code:
        _remove_evidence(actor, locked, f"item.{found.item}.{found.code}")
    details = {"item": found.item, "row": row}
    _record_rows(
        actor, decision, locked, INDICATOR_REMOVED, details, [("item_indicators", found)], is_new=False
    )
    found.delete()
    return found.item


@transaction.atomic
def evidence_key(*, actor: User, evaluation: Evaluation, row: str) -> str:
    """Return the key under which evidence of a project's indicator is kept.

    An indicator that came without a code is given one. Raises Refused where the indicator is gone or
    belongs to no project, NotAllowed, WrongState.
    """
    locked, decision = _enter(actor, evaluation)
    found = _indicator(locked, row)
    _item(locked, found.item)
    if not found.code:
        update_versioned(found, {"code": new_row_key()})
        details = {"item": found.item, "row": row, "indicator": found.code}
        record(actor=actor, action=INDICATOR_CODED, subject=locked.code, details=details, role=decision.role)
    return f"item.{found.item}.{found.code}"


def _enter(actor: User, evaluation: Evaluation) -> tuple[Evaluation, Decision]:
    locked = lock_evaluation(evaluation)
    return locked, require(actor, Action.EDIT, locked)


def _item(evaluation: Evaluation, code: str) -> Item:
    found = (
        Item.objects.filter(department_year=evaluation.department_year, code=code).first() if code else None
    )
    if found is None:
        raise Refused(_GONE)
    return found


def _indicator(evaluation: Evaluation, row: str) -> ItemIndicator:
    found = ItemIndicator.objects.filter(department_year=evaluation.department_year, row=row).first()
    if found is None:
        raise Refused("这个指标已被删除，刷新页面即可")
    return found


def _kind_label(kind: ItemKind) -> str:
    return next(choice.label for choice in ITEM_KINDS if choice.value == kind)


def _next_ordinal(rows: models.QuerySet[Item] | models.QuerySet[ItemIndicator]) -> int:
    last: int | None = rows.aggregate(last=Max("ordinal"))["last"]
    return 0 if last is None else last + 1


def _remove_evidence(actor: User, evaluation: Evaluation, key: str, *, is_prefix: bool = False) -> None:
    """Mark files as removed, and forget the entries that they hung on."""
    wanted = {"indicator__startswith" if is_prefix else "indicator": key}
    files = EvidenceFile.objects.filter(evaluation=evaluation, removed_at=None, **wanted)
    files.update(removed_at=timezone.now(), removed_by=actor)
    IndicatorEntry.objects.filter(evaluation=evaluation, **wanted).delete()


def _text_change(evaluation: Evaluation, text: SectionText) -> CellChange:
    return CellChange(
        department_year=evaluation.department_year,
        evaluation=evaluation,
        address=f"text.{text.key}",
        label="项目报告文字",
        old=text.content,
        new="",
        channel=Channel.TYPED.value,
    )


def _record_rows(
    actor: User,
    decision: Decision,
    evaluation: Evaluation,
    action: str,
    details: Mapping[str, Any],
    rows: Iterable[tuple[str, YearRow]],
    changes: Iterable[CellChange] = (),
    *,
    is_new: bool,
) -> None:
    """Write the event, with the contents of the rows as they came or went."""
    cells = CellMap(load_pack(evaluation.pack_version))
    of_rows = [
        change
        for table, row in rows
        for change in row_changes(evaluation, cells, TABLES_BY_KEY[table], row, is_new=is_new)
    ]
    of_rows += changes
    if not is_new:
        unmark_carried(evaluation, [change.address for change in of_rows])
    record_changes(
        actor=actor,
        action=action,
        subject=evaluation.code,
        details=details,
        role=decision.role,
        changes=of_rows,
    )
