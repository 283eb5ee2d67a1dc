"""The two classifications of spending accounts, and how their codes are made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Classification(StrEnum):
    """支出功能分类 (what for) and 支出经济分类 (on what); both are revised from year to year."""

    FUNCTIONAL = "functional"
    ECONOMIC = "economic"

    @property
    def label(self) -> str:
        """The official name."""
        return "支出功能分类" if self is Classification.FUNCTIONAL else "支出经济分类"

    @property
    def levels(self) -> Mapping[int, str]:
        """The names of the levels by length of the code, from the top."""
        return _FUNCTIONAL_LEVELS if self is Classification.FUNCTIONAL else _ECONOMIC_LEVELS

    def is_code(self, text: str) -> bool:
        """Whether a text is made like a code; it need not exist in any year."""
        return text.isascii() and text.isdigit() and len(text) in self.levels


_FUNCTIONAL_LEVELS = {3: "类", 5: "款", 7: "项"}
_ECONOMIC_LEVELS = {3: "类", 5: "款"}


def above(code: str) -> tuple[str, ...]:
    """Return the codes of the levels above a code, from the top: 2060101 gives 206 and 20601."""
    return tuple(code[:length] for length in (3, 5) if length < len(code))
