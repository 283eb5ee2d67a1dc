"""The indicators of an item as an indicator tree with its entries, made from the rows that were filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from selfeval.domain.data import EvaluationData, IndicatorEntry, IndicatorNature, Item, ItemIndicator, Number
from selfeval.domain.numbers import Quantity, format_number, round_half_up
from selfeval.domain.pack import IndicatorNode, ItemForm, ItemGroup, Manual, Method, Target, ThreeTier
from selfeval.domain.year_tables import INDICATOR_NATURES

EXECUTION = "execution"
STATED = "stated"
_STATED_NAME = "评定得分"
_PERCENT_SIGNS = ("%", "％")
_MOST_PLACES = 6
_STORED_PLACES = 8
_SIGNS = {
    choice.value: choice.label for choice in INDICATOR_NATURES if choice.value != IndicatorNature.QUALITATIVE
}


def rows_of(data: EvaluationData, item: Item) -> tuple[ItemIndicator, ...]:
    """Return the indicator rows of an item as they were filled in."""
    return tuple(row for row in data.year.item_indicators if item.code and row.item == item.code)


def coded(form: ItemForm, rows: Iterable[ItemIndicator]) -> dict[str, ItemIndicator]:
    """Return the rows by the code of their indicator, in printing order: by group, then by level-2 name.

    Rows of a group that the form does not know have no place and are left out.
    """
    found: dict[str, ItemIndicator] = {}
    for number, row in enumerate(rows, start=1):
        code = f"i_{row.code}"
        found[code if row.code and code not in found else f"i{number}"] = row
    order = [code for group in form.groups for code in _in_order(group, found)]
    return {code: found[code] for code in order}


def _in_order(group: ItemGroup, rows: Mapping[str, ItemIndicator]) -> list[str]:
    own = [code for code, row in rows.items() if row.level1 == group.code]
    names = list(dict.fromkeys((*group.level2, *(rows[code].level2 for code in own))))
    return sorted(own, key=lambda code: names.index(rows[code].level2))


def is_weighted(rows: Iterable[ItemIndicator]) -> bool:
    """Whether the item is scored by its indicators."""
    return any(row.weight is not None for row in rows)


def nodes(form: ItemForm, item: Item, rows: Mapping[str, ItemIndicator]) -> tuple[IndicatorNode, ...]:
    """Return the tree: budget execution, the groups that hold indicators, and a stated score that counts.

    Without weights nothing is scored, unless the item states a score: then that alone counts.
    """
    weighted = is_weighted(rows.values())
    tree = [_execution(form, is_scored=weighted)]
    for group in form.groups:
        children = tuple(_level2(group, form, rows))
        if children:
            tree.append(IndicatorNode(code=group.code, name=group.name, children=children))
    if not weighted and item.stated_score is not None:
        tree.append(IndicatorNode(code=STATED, name=_STATED_NAME, weight=form.full_mark, method=Manual()))
    return tuple(tree)


def _execution(form: ItemForm, *, is_scored: bool) -> IndicatorNode:
    rule = form.execution
    return IndicatorNode(
        code=EXECUTION,
        name=rule.name,
        weight=rule.weight if is_scored else None,
        formula=rule.formula,
        criteria=rule.criteria,
        reading=rule.reading,
        target=Target(value=Decimal(1)),
        method=rule.method,
    )


def _level2(group: ItemGroup, form: ItemForm, rows: Mapping[str, ItemIndicator]) -> Iterator[IndicatorNode]:
    own = {code: row for code, row in rows.items() if row.level1 == group.code}
    for number, name in enumerate(dict.fromkeys(row.level2 for row in own.values()), start=1):
        leaves = tuple(leaf(form, group, code, row) for code, row in own.items() if row.level2 == name)
        if name:
            yield IndicatorNode(code=f"{group.code}__{number}", name=name, children=leaves)
        else:
            yield from leaves


def leaf(form: ItemForm, group: ItemGroup, code: str, row: ItemIndicator) -> IndicatorNode:
    """Return the indicator of a row. Values with unit % are rates; all others are numbers with their unit."""
    is_rate = _is_rate(row)
    return IndicatorNode(
        code=code,
        name=row.name,
        weight=row.weight,
        kind="qualitative" if row.nature is IndicatorNature.QUALITATIVE else "quantitative",
        quantity=Quantity.RATE if is_rate else Quantity.NUMBER,
        unit="" if is_rate else row.unit,
        decimals=max(_places(row.actual_value), 0 if is_rate else _places(_target(row))),
        target=Target(),
        method=_method(form, group, row),
        over_achievement=form.over_achievement if row.nature is IndicatorNature.AT_LEAST else None,
    )


def _method(form: ItemForm, group: ItemGroup, row: ItemIndicator) -> Method:
    """The form's method for the nature; points given by hand where that method computes them are manual."""
    methods = group.methods or form.methods
    method: Method = getattr(methods, row.nature.value)
    if row.awarded_score is not None and not isinstance(method, ThreeTier | Manual):
        return Manual()
    return method


def entries(data: EvaluationData, item: Item, rows: Mapping[str, ItemIndicator]) -> Iterator[IndicatorEntry]:
    """Yield what was entered for every indicator, and the stated score."""
    for code, row in rows.items():
        yield IndicatorEntry(
            indicator=code,
            target_value=_entered(_target(row), row),
            target_text=target_text(row),
            actual_value=_entered(row.actual_value, row),
            actual_text=row.actual_text,
            tier=row.tier,
            awarded_score=row.awarded_score,
            score_reason=row.score_reason,
            variance_reason=row.variance_reason,
            note=row.note,
            evidence=data.entry(f"item.{item.code}.{row.code}").evidence if row.code else (),
        )
    yield IndicatorEntry(indicator=STATED, awarded_score=item.stated_score, score_reason=item.score_reason)


def target_text(row: ItemIndicator) -> str:
    """Return the target that counts, as printed: its words, or sign, number and unit (≥95%, =3个)."""
    words = row.adjusted_target_text or ("" if row.adjusted_target_value is not None else row.target_text)
    value = _target(row)
    return words or ("" if value is None else f"{_SIGNS.get(row.nature, '')}{format_number(value)}{row.unit}")


def _target(row: ItemIndicator) -> Decimal | None:
    return row.target_value if row.adjusted_target_value is None else row.adjusted_target_value


def _is_rate(row: ItemIndicator) -> bool:
    return row.unit.strip() in _PERCENT_SIGNS


def _entered(value: Decimal | None, row: ItemIndicator) -> Number | None:
    """A value as entries hold it: percent as ratio."""
    return round_half_up(value / 100, _STORED_PLACES) if value is not None and _is_rate(row) else value


def _places(value: Decimal | None) -> int:
    if value is None:
        return 0
    exponent = value.normalize().as_tuple().exponent
    return min(max(-exponent, 0), _MOST_PLACES) if isinstance(exponent, int) else 0
