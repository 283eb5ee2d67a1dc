"""W22 and I07: what was brought along from last year is looked at before it is submitted again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.items.case import item_text
from selfeval.domain.quotation import quoted
from selfeval.domain.sections import ITEM, SCORING, kind_at, place_label, step_of
from selfeval.domain.year_tables import ITEM_TABLES, TABLES_BY_KEY

_MOST_NAMED = 4
_ITEM_TABLES = frozenset(table.key for table in ITEM_TABLES)


def check_carried_contents(context: CheckContext) -> Iterator[Finding]:
    """Warn of texts page by page, and tell of tables, projects and targets, while they are unchanged."""
    texts: dict[str, list[str]] = defaultdict(list)
    cells: Counter[str] = Counter()
    for address in context.data.carried:
        head, _, rest = address.partition(".")
        if head == "text":
            texts[_page(context, rest)].append(rest)
        else:
            cells[_group(context, head, rest)] += 1
    for place, keys in texts.items():
        yield _texts(context, place, keys)
    for place, count in cells.items():
        message = f"有{count}格沿用上年，尚未修改或确认，核对后修改，或确认仍然有效"
        if place == SCORING:
            message = f"指标的目标值和备注{message}"
        yield _finding(context, "I07", Severity.INFO, place, message)


def _texts(context: CheckContext, place: str, keys: list[str]) -> Finding:
    named = "、".join(quoted(place_label(context.pack, f"text.{key}")) for key in keys[:_MOST_NAMED])
    more = f"等{len(keys)}段" if len(keys) > _MOST_NAMED else ""
    outdated = _outdated(context, keys)
    message = f"{named}{more}沿用上年的文字，尚未修改或确认{outdated}，按本年度情况修改，或确认仍然有效"
    return _finding(context, "W22", Severity.WARNING, place, message)


def _outdated(context: CheckContext, keys: list[str]) -> str:
    """Name the texts in which last year's number is written out."""
    year = f"{context.data.year.fiscal_year - 1}年"
    found = [key for key in keys if (text := context.data.text(key)) is not None and year in text.content]
    if not found:
        return ""
    named = "、".join(quoted(place_label(context.pack, f"text.{key}")) for key in found[:_MOST_NAMED])
    return f"（{named}中写有“{year}”）"


def _page(context: CheckContext, key: str) -> str:
    """The project or the page that a text belongs to."""
    code, own_key = item_text(key)
    return f"{ITEM}.{code}" if own_key else step_of(context.pack, f"text.{key}")


def _group(context: CheckContext, head: str, rest: str) -> str:
    """The table, the project or the scoring page that a cell belongs to."""
    if head not in _ITEM_TABLES:
        return head if head in TABLES_BY_KEY else SCORING
    number = rest.partition(".")[0][1:]
    rows = getattr(context.data.year, head)
    row = rows[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(rows) else None
    code = getattr(row, "code" if head == "items" else "item", "")
    return f"{ITEM}.{code}" if kind_at(context.data.year, f"{ITEM}.{code}") else "items"


def _finding(context: CheckContext, check_id: str, severity: Severity, place: str, message: str) -> Finding:
    items = (item.name for item in context.data.year.items if place == f"{ITEM}.{item.code}")
    label = next((f"项目“{name}”" for name in items), place_label(context.pack, place))
    return replace(context.finding(check_id, severity, place, message), place_label=label)
