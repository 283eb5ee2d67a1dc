"""What an item was last year: its funds and indicators in the linked year, found by its code."""

from __future__ import annotations

from collections.abc import Mapping

from selfeval.domain.data import Item, ItemIndicator, YearData


def prior_indicators(
    prior: YearData | None, item: Item, rows: Mapping[str, ItemIndicator]
) -> dict[str, ItemIndicator]:
    """Return last year's rows by the code of this year's indicator, where there is one.

    Rows are the same where their codes are, or else where level 1 and name are and the codes don't differ.
    """
    if prior is None or not item.code:
        return {}
    last = [row for row in prior.item_indicators if row.item == item.code]
    found: dict[str, ItemIndicator] = {}
    for code, row in rows.items():
        same = next((then for then in last if row.code and then.code == row.code), None)
        same = same or next((then for then in last if _is_same(row, then)), None)
        if same is not None:
            found[code] = same
    return found


def _is_same(now: ItemIndicator, then: ItemIndicator) -> bool:
    return (now.level1, now.name) == (then.level1, then.name) and (not now.code or not then.code)
