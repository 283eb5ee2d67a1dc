"""Saving cells: typed, pasted or imported, merged cell by cell, with the history of every change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from selfeval.domain.cell_values import CellReading, read_confirmed, read_value, shown_value
from selfeval.domain.cells import Area, Cell, CellKind, CellMap, UnknownCell
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.pack import Pack
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.references import TemplateError, humanise
from selfeval.domain.report.texts import editing_context, generated_for
from selfeval.domain.sections import OVERVIEW, step_of
from selfeval.domain.workflow import Action
from selfeval.models import CellChange, Channel, Evaluation, SectionState, User
from selfeval.permissions.rules import Decision
from selfeval.selectors.history import last_change
from selfeval.selectors.packs import load_pack
from selfeval.selectors.workspace import prose_context
from selfeval.services.audit import record_changes
from selfeval.services.carried_cells import unmark_carried
from selfeval.services.cell_store import CellStore
from selfeval.services.locking import lock_evaluation, require

CELLS_SAVED = "cells.saved"


@dataclass(frozen=True)
class CellEdit:
    """One edit: ``base`` is the canonical text the client last saw (empty for an empty cell).

    ``confirmed``: ``text`` is canonical, the answer to a question or a value taken back; nothing is asked.
    """

    address: str
    base: str
    text: str
    confirmed: bool = False


@dataclass(frozen=True)
class CellOutcome:
    """What became of an edit.

    ``status``: saved, unchanged, refused, question or conflict. ``value`` is what is stored now, canonical;
    ``display`` the same as pages show it. ``text`` is what was sent, so that nothing entered is lost.
    ``suggestions`` are answers to a question: label and canonical text. At a conflict ``theirs`` is the
    stored value as shown, with who wrote it and when.
    """

    address: str
    status: str
    value: str
    display: str
    text: str
    message: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()
    theirs: str = ""
    theirs_by: str = ""
    theirs_at: datetime | None = None


@transaction.atomic
def save_cells(
    *,
    actor: User,
    evaluation: Evaluation,
    edits: Sequence[CellEdit],
    channel: Channel,
    unit: MoneyUnit,
) -> tuple[CellOutcome, ...]:
    """Save edits one by one; those that cannot be saved say why and change nothing.

    An edit is a conflict where its cell was changed since the client saw it, unless both want the same.
    ``unit`` is that of amounts written without one. Raises NotAllowed and WrongState for the whole call.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.EDIT, locked)
    saving = _Saving(locked, edits, unit)
    outcomes = tuple(saving.outcome(edit) for edit in edits)
    saving.store_all(actor, decision, channel)
    return outcomes


class _Saving:
    """One call of ``save_cells``."""

    def __init__(self, evaluation: Evaluation, edits: Sequence[CellEdit], unit: MoneyUnit) -> None:
        self._evaluation = evaluation
        self._pack: Pack = load_pack(evaluation.pack_version)
        self._unit = unit
        self._cells, self._unknown = _located(CellMap(self._pack), edits)
        self._store = CellStore(evaluation, self._cells.values())
        self._changes: list[tuple[Cell, str, str]] = []
        has_texts = any(cell.kind is CellKind.TEMPLATE for cell in self._cells.values())
        self._context: Context | None = prose_context(evaluation) if has_texts else None

    def outcome(self, edit: CellEdit) -> CellOutcome:
        """Take one edit and say what became of it."""
        if edit.address in self._unknown:
            message = self._unknown[edit.address]
            return CellOutcome(edit.address, "refused", "", "", edit.text, message)
        cell = self._cells[edit.address]
        current = self._store.current(cell)
        reading = self._read(cell, edit)
        refusal = self._store.refusal(cell)
        if refusal:
            reading = CellReading("refused", message=refusal)
        if reading.kind != "value":
            return CellOutcome(
                edit.address,
                reading.kind,
                current,
                self._shown(cell, current),
                edit.text,
                reading.message,
                reading.suggestions,
            )
        if reading.canonical == current:
            shown = self._shown(cell, current)
            return CellOutcome(edit.address, "unchanged", current, shown, edit.text, reading.message)
        if edit.base != current:
            return self._conflict(cell, current, edit)
        self._write(cell, current, reading.canonical)
        shown = self._shown(cell, reading.canonical)
        return CellOutcome(edit.address, "saved", reading.canonical, shown, edit.text, reading.message)

    def store_all(self, actor: User, decision: Decision, channel: Channel) -> None:
        """Store what was taken: rows, the touched sections, the history and its audit event."""
        if not self._changes:
            return
        at = timezone.now()
        self._store.save(actor=actor, at=at)
        self._touch_sections(actor, at)
        unmark_carried(self._evaluation, [cell.address for cell, _, _ in self._changes if not cell.is_prior])
        record_changes(
            actor=actor,
            action=CELLS_SAVED,
            subject=self._evaluation.code,
            details={"channel": channel.value},
            role=decision.role,
            changes=[self._change(channel, *change) for change in self._changes],
        )

    def _read(self, cell: Cell, edit: CellEdit) -> CellReading:
        resolve = self._resolve(cell)
        if edit.confirmed:
            return read_confirmed(cell, edit.text, resolve=resolve)
        comparables = self._store.comparables(cell)
        return read_value(cell, edit.text, unit=self._unit, comparables=comparables, resolve=resolve)

    def _resolve(self, cell: Cell) -> Callable[[str], str | None] | None:
        if self._context is None or cell.kind is not CellKind.TEMPLATE:
            return None
        return editing_context(cell.key, self._context).names.resolve

    def _shown(self, cell: Cell, canonical: str) -> str:
        if self._context is None or cell.kind is not CellKind.TEMPLATE:
            return shown_value(cell, canonical, self._unit)
        try:
            return humanise(canonical, editing_context(cell.key, self._context).names.name_of)
        except TemplateError:
            return canonical

    def _write(self, cell: Cell, old: str, new: str) -> None:
        self._store.write(cell, new)
        if cell.area is Area.TEXT and not old and self._context is not None:
            self._store.start_edit(cell, generated_for(cell.key, self._context) or "")
        self._changes.append((cell, old, new))

    def _conflict(self, cell: Cell, current: str, edit: CellEdit) -> CellOutcome:
        year, address = self._store.home(cell)
        last = last_change(self._evaluation, year, address)
        shown = self._shown(cell, current)
        return CellOutcome(
            edit.address,
            "conflict",
            current,
            shown,
            edit.text,
            f"{cell.label}刚被他人改为“{shown or '（空）'}”，核对后选择保留哪一个",
            theirs=shown,
            theirs_by=str(last.user or last.username) if last is not None else "",
            theirs_at=last.at if last is not None else None,
        )

    def _touch_sections(self, actor: User, at: datetime) -> None:
        cells = [cell for cell, _, _ in self._changes if cell.area is not Area.SECTION]
        kinds = self._store.items_of(cells)
        keys = {step_of(self._pack, cell.address, kinds.get(cell)) for cell in cells}
        SectionState.objects.bulk_create(
            [
                SectionState(evaluation=self._evaluation, section=key, updated_at=at, updated_by=actor)
                for key in sorted(keys - {OVERVIEW})
            ],
            update_conflicts=True,
            unique_fields=["evaluation", "section"],
            update_fields=["updated_at", "updated_by"],
        )

    def _change(self, channel: Channel, cell: Cell, old: str, new: str) -> CellChange:
        year, address = self._store.home(cell)
        return CellChange(
            department_year=year,
            evaluation=None if cell.is_prior else self._evaluation,
            address=address,
            label=cell.label,
            old=old,
            new=new,
            channel=channel.value,
        )


def _located(cell_map: CellMap, edits: Sequence[CellEdit]) -> tuple[dict[str, Cell], dict[str, str]]:
    """Return the cells of the edits by address, and the refusals of addresses without a cell."""
    cells: dict[str, Cell] = {}
    unknown: dict[str, str] = {}
    for edit in edits:
        try:
            cells[edit.address] = cell_map.cell(edit.address)
        except UnknownCell as refusal:
            unknown[edit.address] = str(refusal)
    return cells, unknown
