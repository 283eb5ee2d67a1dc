"""What stands beside an indicator from last year: target and achieved value."""

from __future__ import annotations

from selfeval.domain.items.tree import target_text
from selfeval.domain.numbers import format_number
from selfeval.domain.scoring.explain import Notation
from selfeval.selectors.workspace import Workspace


def last_year_of_indicator(workspace: Workspace, address: str) -> str:
    """Return last year's achieved value of the indicator that a cell belongs to; empty for none."""
    code = address.split(".")[1]
    values = {actual.indicator: actual.value for actual in workspace.data.prior_actuals}
    for _, leaf in workspace.pack.leaves():
        if leaf.code == code and code in values:
            return f"实际完成值 {Notation(leaf, workspace.pack).value(values[code])}"
    return ""


def last_year_of_item_indicator(workspace: Workspace, address: str) -> str:
    """Return target and achieved value of last year's row of an item's indicator."""
    keys = workspace.rows.get("item_indicators", ())
    key = address.split(".")[1]
    if key not in keys:
        return ""
    row = workspace.data.year.item_indicators[keys.index(key)]
    for item in workspace.score.items:
        for code, own in item.case.indicators.items():
            then = item.case.prior_indicators.get(code)
            if own is not row or then is None:
                continue
            number = "" if then.actual_value is None else f"{format_number(then.actual_value)}{then.unit}"
            told = (("指标值", target_text(then)), ("实际完成值", then.actual_text or number))
            return "，".join(f"{label} {value}" for label, value in told if value)
    return ""
