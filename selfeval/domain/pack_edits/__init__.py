"""Edits of a pack: pure functions from a pack and what was entered to the pack with the change.

One module per part: ``header``, ``tree``, ``figures``, ``grades``, ``forms``, and those of the documents.
Codes and keys are made here (``fresh_key``) and kept, so that texts and formulas keep what they name. An edit
keeps the types of a pack; whether the pack is right is asked with ``pack_rules.check_pack``. What cannot be
done at all raises ``PackEditError``.
"""

from selfeval.domain.pack_edits.editing import (
    Direction,
    PackEditError,
    exchanged,
    fresh_key,
    normalised,
)
from selfeval.domain.pack_edits.skeleton import empty_pack

__all__ = [
    "Direction",
    "PackEditError",
    "empty_pack",
    "exchanged",
    "fresh_key",
    "normalised",
]
