"""Edits of text blocks. A text is named by its key, which is unique in the pack."""

from __future__ import annotations

from typing import Any

from selfeval.domain.pack import Pack, TextBlock, TextVariant
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged, fresh_key
from selfeval.domain.pack_edits.outline import Place, add_block, edit_block, text_blocks
from selfeval.domain.pack_edits.parts import inserted, without


def add_text(pack: Pack, place: Place, *, label: str) -> Pack:
    """Add an empty text at the end of a place, to be written by the department until it has a template."""
    return add_block(pack, place, TextBlock(key=new_text_key(pack), label=label))


def new_text_key(pack: Pack) -> str:
    """Return the key that the next text added gets."""
    return fresh_key("text", {block.key for _, _, block in text_blocks(pack)})


def find_text(pack: Pack, key: str) -> tuple[Place, int, TextBlock]:
    """Return a text with its place. PackEditError where there is none."""
    for place, index, block in text_blocks(pack):
        if block.key == key:
            return place, index, block
    raise PackEditError("这段文字已不在提纲里，返回报告提纲查看")


def edit_text(pack: Pack, key: str, **changes: Any) -> Pack:
    """Change fields of a text (label, template, for_each, when, required, editable, guidance, …)."""
    place, index, _ = find_text(pack, key)
    return edit_block(pack, place, index, **changes)


def add_variant(pack: Pack, key: str, *, when: str, template: str) -> Pack:
    """Add a wording that is used when its condition holds and none before it does."""
    block = find_text(pack, key)[2]
    made = TextVariant(when=when, template=template)
    return edit_text(pack, key, variants=inserted(block.variants, len(block.variants), made))


def move_variant(pack: Pack, key: str, index: int, direction: Direction) -> Pack:
    """Move a wording up or down: the first whose condition holds is used."""
    return edit_text(pack, key, variants=exchanged(find_text(pack, key)[2].variants, index, direction))


def remove_variant(pack: Pack, key: str, index: int) -> Pack:
    """Remove a wording."""
    return edit_text(pack, key, variants=without(find_text(pack, key)[2].variants, index))
