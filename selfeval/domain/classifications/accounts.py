"""The accounts of a classification as the data files list them, read once per process.

``selfeval/data/classifications/<classification>.csv`` has a line per code and name with the first and last
fiscal year in which it holds (both may be empty: since ever, until now). A renamed account has one line per
name.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from selfeval.domain.classifications.classification import Classification

# Shipped with the code and never changed while it runs: constants that are kept as a table.
_FOLDER = resources.files("selfeval") / "data" / "classifications"
_EARLIEST, _LATEST = 0, 9999


@dataclass(frozen=True)
class Account:
    """An account: its code, its official name, and the fiscal years in which both hold."""

    code: str
    name: str
    since: int = _EARLIEST
    until: int = _LATEST

    def holds_in(self, year: int) -> bool:
        """Whether the account exists under this name in a fiscal year."""
        return self.since <= year <= self.until


def accounts_in(classification: Classification, year: int) -> Mapping[str, Account]:
    """Return the accounts of a fiscal year by code, in the order of codes."""
    return _in_year(classification, year)


def account_name(classification: Classification, code: str, year: int | None) -> str:
    """Return the name of a code in a fiscal year (now, where none is given).

    A code that does not exist in that year keeps the name it had last before it, else its first one; empty
    where no year has the code.
    """
    known = _by_code(classification).get(code, ())
    if not known:
        return ""
    wanted = _LATEST if year is None else year
    started = [account for account in known if account.since <= wanted]
    return (started[-1] if started else known[0]).name


@cache
def _in_year(classification: Classification, year: int) -> Mapping[str, Account]:
    return {
        code: account
        for code, known in _by_code(classification).items()
        for account in known
        if account.holds_in(year)
    }


@cache
def _by_code(classification: Classification) -> Mapping[str, tuple[Account, ...]]:
    """The accounts by code, in the order of codes; the names of one code in the order of time."""
    with (_FOLDER / f"{classification}.csv").open(encoding="utf-8") as file:
        accounts = [
            Account(row["code"], row["name"], int(row["since"] or _EARLIEST), int(row["until"] or _LATEST))
            for row in csv.DictReader(file)
        ]
    found: dict[str, tuple[Account, ...]] = {}
    for account in sorted(accounts, key=lambda each: (each.code, each.since)):
        found[account.code] = (*found.get(account.code, ()), account)
    return found
