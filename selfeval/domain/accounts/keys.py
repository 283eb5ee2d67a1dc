"""Figure keys over codes and their Chinese names, resolved as they are asked for.

``functional.<code>.<measure>``, ``economic.<code>.<measure>`` and, where both classifications cross,
``functional.<code>.economic.<code>.<measure>``; the code is 3, 5 or 7 digits (economic 3 or 5), or ``all``.
A 类 is the sum of everything below it. The names read 科学技术支出（206）一般公共预算基本支出决算数.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from selfeval.domain.accounts.measures import Measure, measure_of
from selfeval.domain.classifications import Classification

EVERY = "all"
ECONOMIC_COLUMN = "actual"
NameOf = Callable[[Classification, str], str]

_KEY = re.compile(
    rf"(?:functional\.(?P<functional>\d{{3}}|\d{{5}}|\d{{7}}|{EVERY})\.)?"
    rf"(?:economic\.(?P<economic>\d{{3}}|\d{{5}}|{EVERY})\.)?"
    r"(?P<measure>[a-z][a-z_.]*)"
)
_ALL_FUNCTIONAL, _ALL_ECONOMIC = "全部功能科目", "全部经济科目"
_NAME = re.compile(
    rf"(?:{_ALL_FUNCTIONAL}|.*?\((?P<functional>\d{{3}}|\d{{5}}|\d{{7}})\))?"
    rf"(?:(?P<crossed>{_ALL_ECONOMIC})|.*?\(经济分类(?P<economic>\d{{3}}|\d{{5}})\))?"
    r"(?P<measure>[^()]+)"
)


@dataclass(frozen=True)
class AccountKey:
    """What a key asks for. An empty code means all codes; ``None`` that the classification does not matter.

    With an economic code the lines by economic classification are read, else the budget lines, the income
    by code or the carry-over.
    """

    functional: str | None
    economic: str | None
    measure: Measure

    @property
    def key(self) -> str:
        """The key as written."""
        parts = []
        for classification, code in (("functional", self.functional), ("economic", self.economic)):
            if code is not None:
                parts += [classification, code or EVERY]
        return ".".join((*parts, self.measure.key))

    @property
    def place(self) -> str:
        """The year table that it is read from."""
        return self.measure.place if self.economic is None else "economic_lines"

    def name(self, name_of: NameOf) -> str:
        """Return the Chinese name; ``name_of`` names a code, with nothing for one that it does not know."""
        written = ""
        if self.functional is not None:
            code = self.functional
            written = f"{name_of(Classification.FUNCTIONAL, code)}（{code}）" if code else _ALL_FUNCTIONAL
        if self.economic is not None:
            code = self.economic
            written += (
                f"{name_of(Classification.ECONOMIC, code)}（经济分类{code}）" if code else _ALL_ECONOMIC
            )
        return written + self.measure.label


@lru_cache(maxsize=8192)
def account_key(key: str) -> AccountKey | None:
    """Read a figure's key; ``None`` where it is none over codes."""
    if not key.startswith(("functional.", "economic.")):
        return None
    found = _KEY.fullmatch(key)
    measure = measure_of(found["measure"]) if found else None
    if found is None or measure is None:
        return None
    return _checked(_code(found["functional"]), _code(found["economic"]), measure)


@lru_cache(maxsize=8192)
def account_key_of_name(name: str) -> AccountKey | None:
    """Read a Chinese name (brackets half width, as names are compared); its code counts, not its words."""
    found = _NAME.fullmatch(name)
    measure = measure_of(found["measure"]) if found else None
    if found is None or measure is None:
        return None
    functional, economic = found["functional"], found["economic"]
    if name.startswith(_ALL_FUNCTIONAL):
        functional = ""
    if found["crossed"]:
        economic = ""
    if functional is None and economic is None:
        return None
    return _checked(functional, economic, measure)


def _code(written: str | None) -> str | None:
    return "" if written == EVERY else written


def _checked(functional: str | None, economic: str | None, measure: Measure) -> AccountKey | None:
    if economic is not None and measure.column != ECONOMIC_COLUMN:
        return None
    return AccountKey(functional, economic, measure)
