"""How texts and formulas of a pack are written for people (Chinese names) and stored (keys).

Storing is lenient, because a draft may be wrong: a name that nothing answers to, and a text that cannot be
read, stay as typed and are reported with the pack's problems. What was not changed is stored unchanged.
"""

from __future__ import annotations

from collections.abc import Callable

from selfeval.domain.formula import FormulaError
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.references import (
    TemplateError,
    Words,
    canonicalise,
    humanise,
    parse_template,
    renamed_formula,
)

LONGEST_FORMULA = 500
LONGEST_TEXT = 8000


def shown_text(stored: str, names: Names) -> str:
    """Return a text with Chinese names in its braces; as stored where it cannot be read."""
    try:
        return humanise(stored, names.name_of)
    except TemplateError:
        return stored


def plain_text(stored: str, names: Names) -> str:
    """Return a text for a list or a heading: what stands for a figure in 〔〕, formats left out."""
    try:
        segments = parse_template(stored).segments
    except TemplateError:
        return stored
    return "".join(
        segment.text
        if isinstance(segment, Words)
        else f"〔{segment.renamed(names.name_of).source[1:-1].partition('|')[0]}〕"
        for segment in segments
    )


def stored_text(typed: str, names: Names, before: str = "") -> str:
    """Return a text as it is stored, its names as keys; ``before`` where it reads the same as that."""
    if typed == shown_text(before, names):
        return before
    return _stored(
        typed, LONGEST_TEXT, lambda text: canonicalise(text, lambda name: names.resolve(name) or name)
    )


def shown_formula(stored: str | None, names: Names) -> str:
    """Return a formula or condition with Chinese names; empty for none, as stored where it cannot be read."""
    try:
        return renamed_formula(stored, names.name_of) if stored else ""
    except FormulaError:
        return stored or ""


def stored_formula(typed: str, names: Names, before: str | None = None) -> str | None:
    """Return a formula or condition as it is stored; ``None`` for an empty one.

    Names that the pack gives become keys, so that they may change; those of the year stay as typed, because
    a formula is printed with the names it was written with.
    """
    written = typed.strip()
    if before and written == shown_formula(before, names):
        return before
    if not written:
        return None

    def lasting(name: str) -> str:
        key = names.resolve(name)
        return key if key is not None and names.is_given_by_pack(key) else name

    return _stored(written, LONGEST_FORMULA, lambda text: renamed_formula(text, lasting))


def _stored(typed: str, longest: int, with_keys: Callable[[str], str]) -> str:
    """With keys where it can be read and they fit in, else as typed."""
    try:
        found = with_keys(typed)
    except (FormulaError, TemplateError):
        return typed
    return found if len(found) <= longest else typed
