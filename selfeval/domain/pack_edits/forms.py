"""The forms of projects and transfer payments that a pack uses, copied from packs that hold forms."""

from __future__ import annotations

from selfeval.domain.pack import ItemForm, Pack
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged
from selfeval.domain.pack_edits.parts import revised, without


def use_form(pack: Pack, form: ItemForm) -> Pack:
    """Copy a form in, in place of the one of the same code."""
    index = next((at for at, each in enumerate(pack.forms) if each.code == form.code), len(pack.forms))
    return revised(pack, forms=(*pack.forms[:index], form, *pack.forms[index + 1 :]))


def move_form(pack: Pack, code: str, direction: Direction) -> Pack:
    """Move a form; items that name no form take the first of their kind."""
    return revised(pack, forms=exchanged(pack.forms, _index(pack, code), direction))


def drop_form(pack: Pack, code: str) -> Pack:
    """Use a form no longer."""
    return revised(pack, forms=without(pack.forms, _index(pack, code)))


def _index(pack: Pack, code: str) -> int:
    for index, form in enumerate(pack.forms):
        if form.code == code:
            return index
    raise PackEditError("表式已被移除，从“项目自评表式”重新进入")
