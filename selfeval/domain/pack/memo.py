"""Keeping what is derived from a pack: packs are immutable and few, and used by every request."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from selfeval.domain.pack.pack import Pack

T = TypeVar("T")
KEPT = 32


def once_per_pack(derive: Callable[[Pack], T]) -> Callable[[Pack], T]:
    """Keep a function's results for the packs used last.

    They are found by identity, because hashing a whole pack takes longer than most derivations; the pack
    is kept beside its result, so that its identity is not given to another one.
    """
    kept: OrderedDict[int, tuple[Pack, T]] = OrderedDict()

    @wraps(derive)
    def derived(pack: Pack) -> T:
        found = kept.get(id(pack))
        if found is None:
            found = kept[id(pack)] = (pack, derive(pack))
            if len(kept) > KEPT:
                kept.popitem(last=False)
        return found[1]

    return derived
