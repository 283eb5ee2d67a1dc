"""Texts of the report besides their cells."""

from __future__ import annotations

from django.db import transaction

from selfeval.domain.numbers import MoneyUnit
from selfeval.models import Channel, Evaluation, SectionText, User
from selfeval.services.cells import CellEdit, CellOutcome, save_cells
from selfeval.services.locking import lock_evaluation


@transaction.atomic
def reset_text(*, actor: User, evaluation: Evaluation, key: str) -> CellOutcome:
    """Give up the edit of a text, so that it says again what is generated; the edit stays in the history.

    Raises NotAllowed and WrongState; an unknown text is refused in the outcome.
    """
    locked = lock_evaluation(evaluation)
    edited = dict(SectionText.objects.filter(evaluation=locked).values_list("key", "content"))
    edit = CellEdit(f"text.{key}", base=edited.get(key, ""), text="")
    (outcome,) = save_cells(
        actor=actor, evaluation=locked, edits=[edit], channel=Channel.TYPED, unit=MoneyUnit.YUAN
    )
    return outcome
