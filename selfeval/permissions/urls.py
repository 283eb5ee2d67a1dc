"""Who may open which page: one rule for every URL name. What is not listed here is refused.

``read`` is the action that GET needs on the evaluation in the address, ``write`` the one that any other
method needs; ``None`` means the method is not offered. Rules without an evaluation name a door only.
Everybody reads published packs; drafts are read, and packs written, by those who may edit packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selfeval.domain.workflow import Action


class Door(StrEnum):
    """How far a visitor must have come."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    EVALUATION = "evaluation"
    PACK = "pack"
    PACK_EDITOR = "pack_editor"


@dataclass(frozen=True)
class Access:
    """The rule of one URL name."""

    door: Door
    read: Action | None = None
    write: Action | None = None


PUBLIC = Access(Door.PUBLIC)
SIGNED_IN = Access(Door.SIGNED_IN)
PACK = Access(Door.PACK)
PACK_EDITOR = Access(Door.PACK_EDITOR)


def _of_evaluation(*, read: Action | None = None, write: Action | None = None) -> Access:
    return Access(Door.EVALUATION, read, write)


ACCESS: dict[str, Access] = {
    "health": PUBLIC,
    "login": PUBLIC,
    "verify": PUBLIC,
    "logout": SIGNED_IN,
    "home": SIGNED_IN,
    "accounts": SIGNED_IN,
    "year-start": SIGNED_IN,
    "evaluation": _of_evaluation(read=Action.VIEW),
    "evaluation-score": _of_evaluation(read=Action.VIEW),
    "section": _of_evaluation(read=Action.VIEW, write=Action.EDIT),
    "section-preview": _of_evaluation(read=Action.VIEW),
    "scoring": _of_evaluation(read=Action.VIEW, write=Action.EDIT),
    "inspector": _of_evaluation(read=Action.VIEW),
    "references": _of_evaluation(read=Action.VIEW),
    "cells": _of_evaluation(write=Action.EDIT),
    "row-add": _of_evaluation(write=Action.EDIT),
    "row-delete": _of_evaluation(write=Action.EDIT),
    "item-add": _of_evaluation(write=Action.EDIT),
    "item": _of_evaluation(read=Action.VIEW, write=Action.EDIT),
    "item-preview": _of_evaluation(read=Action.VIEW),
    "item-move": _of_evaluation(write=Action.EDIT),
    "item-delete": _of_evaluation(write=Action.EDIT),
    "item-indicator-add": _of_evaluation(write=Action.EDIT),
    "item-indicator-delete": _of_evaluation(write=Action.EDIT),
    "item-indicator": _of_evaluation(read=Action.VIEW),
    "item-evidence": _of_evaluation(read=Action.VIEW, write=Action.EDIT),
    "carried-confirm": _of_evaluation(write=Action.EDIT),
    "text-reset": _of_evaluation(write=Action.EDIT),
    "evidence-upload": _of_evaluation(read=Action.VIEW, write=Action.EDIT),
    "evidence-remove": _of_evaluation(write=Action.EDIT),
    "evidence-download": _of_evaluation(read=Action.VIEW),
    "compare": _of_evaluation(read=Action.VIEW),
    "check": _of_evaluation(read=Action.VIEW, write=Action.EDIT),
    "submit": _of_evaluation(read=Action.VIEW, write=Action.VIEW),
    "receipt": _of_evaluation(read=Action.VIEW),
    "recall": _of_evaluation(write=Action.RECALL),
    "review": _of_evaluation(read=Action.VIEW, write=Action.COMMENT),
    "review-approve": _of_evaluation(write=Action.APPROVE),
    "review-return": _of_evaluation(write=Action.RETURN_FOR_CHANGES),
    "preview": _of_evaluation(read=Action.VIEW),
    "documents": _of_evaluation(read=Action.VIEW),
    "document-request": _of_evaluation(write=Action.VIEW),
    "document-status": _of_evaluation(read=Action.VIEW),
    "document-download": _of_evaluation(read=Action.VIEW),
    "pack-list": SIGNED_IN,
    "pack-start": PACK_EDITOR,
    "pack-import": PACK_EDITOR,
    "pack": PACK,
    "pack-indicators": PACK,
    "pack-weight-sums": PACK_EDITOR,
    "pack-indicator": PACK,
    "pack-method": PACK_EDITOR,
    "pack-figures": PACK,
    "pack-figure": PACK,
    "pack-grades": PACK,
    "pack-forms": PACK,
    "pack-references": PACK,
    "pack-outline": PACK,
    "pack-document": PACK,
    "pack-section": PACK,
    "pack-text": PACK,
    "pack-tables": PACK,
    "pack-table": PACK,
    "pack-charts": PACK,
    "pack-chart": PACK,
    "pack-glossary": PACK,
    "pack-term": PACK,
    "pack-checks": PACK,
    "pack-check": PACK,
    "pack-problems": PACK_EDITOR,
    "pack-difference": PACK,
    "pack-publish": PACK_EDITOR,
    "pack-discard": PACK_EDITOR,
    "pack-export": PACK,
}
