"""与上一版比较: how a version differs from the one before it, or from the pack it was copied from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from selfeval.domain.pack_difference import Change, Difference, differences
from selfeval.domain.pack_difference.labels import PARTS
from selfeval.selectors.packs import load_pack, version_before
from selfeval.web.packs.frame import open_pack, render_part

_WORDS = {Change.ADDED: "新增", Change.REMOVED: "删除", Change.CHANGED: "修改", Change.MOVED: "移动"}
_TAGS = {Change.ADDED: "tag-done", Change.REMOVED: "tag-danger"}
_LONGEST_COMPARED = 4000
_LEAST_ALIKE = 0.3


@dataclass(frozen=True)
class Piece:
    """A stretch of a value; ``is_new`` where the other version does not have it."""

    text: str
    is_new: bool


@dataclass(frozen=True)
class DifferenceRow:
    """A difference as the page shows it, both values with what differs in them marked."""

    element: str
    word: str
    tag: str
    field: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def difference(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Tell every difference, part by part."""
    opened = open_pack(request, pack, version)
    source = version_before(opened.version)
    groups: list[tuple[str, list[DifferenceRow]]] = []
    if source is not None:
        found = differences(load_pack(source), opened.pack)
        groups = [
            (label, [_row(item) for item in found if item.part == part]) for part, label in PARTS.items()
        ]
    context = {
        "groups": [(label, rows) for label, rows in groups if rows],
        "source": source,
        "is_copy": source is not None and source.pack_id != opened.version.pack_id,
    }
    return render_part(opened, "pack-difference", "packs/difference.html", context)


def _row(item: Difference) -> DifferenceRow:
    before, after = _marked(item.before, item.after)
    return DifferenceRow(
        item.element, _WORDS[item.change], _TAGS.get(item.change, ""), item.field, before, after
    )


@lru_cache(maxsize=1024)
def _marked(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Mark what differs; nothing where there is too little in common, or too much to compare."""
    plain = (tuple(_whole(before)), tuple(_whole(after)))
    if not before or not after or max(len(before), len(after)) > _LONGEST_COMPARED:
        return plain
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return plain
    old: list[Piece] = []
    new: list[Piece] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        is_new = kind != "equal"
        old.extend(_whole(before[i:j], is_new=is_new))
        new.extend(_whole(after[k:m], is_new=is_new))
    return tuple(old), tuple(new)


def _whole(text: str, *, is_new: bool = False) -> Iterator[Piece]:
    if text:
        yield Piece(text, is_new)
