"""Edits of the glossary of a pack (名词解释). A term is named by its key."""

from __future__ import annotations

from typing import Any

from selfeval.domain.pack import GlossaryTerm, Pack
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged, fresh_key
from selfeval.domain.pack_edits.parts import replaced, revised, without


def new_term_key(pack: Pack) -> str:
    """Return the key that the next term added gets."""
    return fresh_key("term", {term.key for term in pack.glossary})


def add_term(pack: Pack, *, term: str, explanation: str = "") -> Pack:
    """Add a term at the end, used in every year."""
    made = GlossaryTerm(key=new_term_key(pack), term=term, explanation=explanation)
    return revised(pack, glossary=(*pack.glossary, made))


def find_term(pack: Pack, key: str) -> tuple[int, GlossaryTerm]:
    """Return a term with its position. PackEditError where there is none."""
    for index, term in enumerate(pack.glossary):
        if term.key == key:
            return index, term
    raise PackEditError("这个名词已不在体系包里，返回名词解释查看")


def edit_term(pack: Pack, key: str, **changes: Any) -> Pack:
    """Change fields of a term (term, explanation, when, reading)."""
    index, term = find_term(pack, key)
    return revised(pack, glossary=replaced(pack.glossary, index, revised(term, **changes)))


def move_term(pack: Pack, key: str, direction: Direction) -> Pack:
    """Move a term up or down; it is printed and numbered in this order."""
    return revised(pack, glossary=exchanged(pack.glossary, find_term(pack, key)[0], direction))


def remove_term(pack: Pack, key: str) -> Pack:
    """Remove a term."""
    return revised(pack, glossary=without(pack.glossary, find_term(pack, key)[0]))
