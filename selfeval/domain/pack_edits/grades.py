"""Grade bands, and caps of the total."""

from __future__ import annotations

from collections.abc import Iterable

from selfeval.domain.pack import Cap, GradeBand, Pack
from selfeval.domain.pack_edits.parts import revised


def set_grades(pack: Pack, grades: Iterable[GradeBand]) -> Pack:
    """Give a pack these grades, the best first whatever the order given."""
    ordered = sorted(grades, key=lambda grade: grade.at_least, reverse=True)
    return revised(pack, grades=tuple(ordered))


def set_caps(pack: Pack, caps: Iterable[Cap]) -> Pack:
    """Give a pack these caps, in this order."""
    return revised(pack, caps=tuple(caps))
