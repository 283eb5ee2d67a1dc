"""A finding: what a check found, where, both figures, the difference and the cure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """error blocks submission (必须改); warning wants an explanation (需说明); info is a hint (提示)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One finding of a check.

    ``id`` is the check's id in the catalogue (E03, W06 …). ``place`` is the address it points to: a cell
    (``three_public.reception.actual_amount``), an entry (``indicator.<code>``), a text (``text.<key>``)
    or a section key; ``place_label`` is its Chinese name. ``message`` says place, value, rule and cure.
    ``left``, ``right`` and ``difference`` are the compared figures as printed, empty where there are none.
    ``section`` is the outline section whose page cures it, ``spot`` says where at a place that is a whole
    page (a project); it belongs to no identity. ``fingerprint`` is stable while the same
    figures disagree, so that an explanation given for it stays attached.
    """

    id: str
    severity: Severity
    place: str
    place_label: str
    message: str
    left: str = ""
    right: str = ""
    difference: str = ""
    section: str = ""
    spot: str = ""

    @property
    def fingerprint(self) -> str:
        """Identify this finding by check, place and both figures."""
        return "|".join((self.id, self.place, self.left, self.right))
