"""E11, E17, E18, W23: the codes of the final accounts are there, exist in that year, at the lowest level.

A year without lines by economic classification, income by code or carry-over by fund is not asked: its
budget lines may stay at any level.
"""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.accounts import tables_in_use
from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.classifications import Classification, above, accounts_in
from selfeval.domain.data import Data
from selfeval.domain.year_tables import TABLES_BY_KEY, Column

_MAY_STAY_OPEN = frozenset({("carryover_lines", "functional_code")})
"""Where a code need not be known."""


def check_account_codes(context: CheckContext) -> Iterator[Finding]:
    """Look at every code of every table that the year uses."""
    used = tables_in_use(context.data.year)
    if not used:
        return
    for key in ("budget_lines", *used):
        columns = [column for column in TABLES_BY_KEY[key].columns if column.account is not None]
        for number, line in enumerate(getattr(context.data.year, key), start=1):
            for column in columns:
                yield from _code(context, key, number, line, column)


def _code(context: CheckContext, table: str, number: int, line: Data, column: Column) -> Iterator[Finding]:
    assert column.account is not None
    code: str = getattr(line, column.key)
    row = f"{TABLES_BY_KEY[table].label}第{number}行"
    if not code:
        # a budget line without code is named by its own check
        if table != "budget_lines" and (table, column.key) not in _MAY_STAY_OPEN:
            message = f"{row}没有{column.label}，填写编码，或删除该行"
            yield context.finding("E11", Severity.ERROR, table, message, left=f"第{number}行{column.label}")
        return
    year = context.data.year.fiscal_year
    known = accounts_in(column.account, year)
    if not _is_known(column.account, code, year):
        is_certain = code[:3] not in known or column.account is Classification.ECONOMIC
        yield context.finding(
            "E17" if is_certain else "W23",
            Severity.ERROR if is_certain else Severity.WARNING,
            table,
            f"{row}的{column.label}“{code}”不在{year}年{column.account.label}科目表中，"
            + ("核对后改正" if is_certain else "核对后改正；当年确有此科目时说明依据"),
            left=f"第{number}行 {code}",
        )
        return
    lowest = max(column.account.levels)
    if len(code) < lowest:
        level, wanted = column.account.levels[len(code)], column.account.levels[lowest]
        yield context.finding(
            "E18",
            Severity.ERROR,
            table,
            f"{row}的{column.label}“{code}”是{level}级科目，决算按{lowest}位的{wanted}级科目填列，补足编码",
            left=f"第{number}行 {code}",
        )


def _is_known(classification: Classification, code: str, year: int) -> bool:
    """Whether the year has the code; a 款 whose 项 are not listed vouches for all of them."""
    known = accounts_in(classification, year)
    if code in known:
        return True
    parent = above(code)[-1] if above(code) else ""
    return parent in known and len(parent) == 5 and not any(above(each)[-1:] == (parent,) for each in known)
