"""Which indicators of two packs are the same one: by code where the packs are related, else by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from selfeval.domain.data import EvaluationData
from selfeval.domain.pack import IndicatorNode, Pack
from selfeval.domain.pack.memo import once_per_pack


@dataclass(frozen=True)
class Placed:
    """An indicator with the groups above it, outermost first."""

    above: tuple[IndicatorNode, ...]
    leaf: IndicatorNode

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the groups above, and its own."""
        return (*(node.name for node in self.above), self.leaf.name)


@dataclass(frozen=True)
class IndicatorMatch:
    """An indicator of the left pack, of the right one, or the same one in both."""

    left: Placed | None
    right: Placed | None


def match_indicators(left: Pack, right: Pack) -> tuple[IndicatorMatch, ...]:
    """Pair the indicators of two packs, each at most once.

    Versions of one pack, and packs of which one extends the other (or both a third), share their codes.
    Otherwise a code counts only together with its name; what is left over is paired by its whole path, then
    by a name that either pack has once. Order: the left pack's, then what only the right pack has.
    """
    lefts, rights = _placed(left), _placed(right)
    paired: dict[str, Placed] = {}
    related = are_related(left, right)
    _pair(lefts, rights, paired, lambda one: one.leaf.code if related else (one.leaf.code, one.leaf.name))
    _pair(lefts, rights, paired, lambda one: one.path)
    _pair(lefts, rights, paired, lambda one: one.leaf.name)
    used = {one.leaf.code for one in paired.values()}
    return (
        *(IndicatorMatch(one, paired.get(one.leaf.code)) for one in lefts),
        *(IndicatorMatch(None, one) for one in rights if one.leaf.code not in used),
    )


def are_related(left: Pack, right: Pack) -> bool:
    """Whether two packs share their codes: versions of one, or made from a common one.

    A pack names only the one it extends directly; packs further apart are known by having most codes with
    their names in common.
    """
    if _family(left) & _family(right):
        return True
    named = [{(one.leaf.code, one.leaf.name) for one in _placed(pack)} for pack in (left, right)]
    fewer = min(map(len, named))
    return fewer > 0 and len(named[0] & named[1]) * 2 > fewer


def under(data: EvaluationData, own: Pack, other: Pack) -> EvaluationData:
    """Return an evaluation as another pack reads it: entries moved to the codes that it has there.

    Entries of indicators that the other pack lacks are left out. Nothing else changes.
    """
    if own == other:
        return data
    codes = {
        match.left.leaf.code: match.right.leaf.code
        for match in match_indicators(own, other)
        if match.left is not None and match.right is not None
    }
    entries = tuple(
        entry.model_copy(update={"indicator": codes[entry.indicator]})
        for entry in data.entries
        if entry.indicator in codes
    )
    return data.model_copy(update={"pack": other.code, "pack_version": other.version, "entries": entries})


@once_per_pack
def _placed(pack: Pack) -> tuple[Placed, ...]:
    return tuple(Placed(above, leaf) for above, leaf in pack.leaves())


def _family(pack: Pack) -> set[str]:
    extended = pack.origin.extends if pack.origin is not None else None
    return {pack.code, *([extended] if extended else [])}


def _pair(
    lefts: tuple[Placed, ...],
    rights: tuple[Placed, ...],
    paired: dict[str, Placed],
    key: Callable[[Placed], object],
) -> None:
    """Pair what is still alone and has the same key, once on either side."""
    used = {one.leaf.code for one in paired.values()}
    open_lefts = [one for one in lefts if one.leaf.code not in paired]
    open_rights = [one for one in rights if one.leaf.code not in used]
    left_counts = Counter(key(one) for one in open_lefts)
    by_key = {key(one): one for one in open_rights}
    right_counts = Counter(key(one) for one in open_rights)
    for one in open_lefts:
        wanted = key(one)
        if left_counts[wanted] == right_counts[wanted] == 1:
            paired[one.leaf.code] = by_key[wanted]
