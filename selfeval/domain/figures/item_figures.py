"""What projects and transfer payments come to in the department: how many, how much, how well.

``items…`` are read from the year; ``item_scores…`` need the scores and are defined where the pack has forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from selfeval.domain.data import Item, ItemKind, YearData
from selfeval.domain.figures.figure import Figure, FigureResult
from selfeval.domain.figures.readers import Read, SourceFigure, count, money
from selfeval.domain.items.case import fund_label
from selfeval.domain.items.funds import TOTAL, funds_of, total_amount
from selfeval.domain.money import total
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import ItemForm, Pack
from selfeval.domain.scoring.result import ItemScore

HEAD = "item_scores"
_SCOPES: dict[str, tuple[str, ItemKind | None]] = {
    "": ("自评项目", None),
    ".project": ("预算项目", ItemKind.PROJECT),
    ".transfer": ("转移支付", ItemKind.TRANSFER),
}
_AMOUNTS = {"initial": "年初预算数", "whole_year": "全年预算数", "executed": "全年执行数"}
_UNIT = "个"


def item_figures() -> Iterator[SourceFigure]:
    """Yield the figures that are read from the year: number, amounts and execution rate, by kind."""
    for scope, (label, kind) in _SCOPES.items():
        yield count(f"items{scope}.count", f"{label}个数", _UNIT, _count(kind), "items", f"{label}数量")
        for part, name in _AMOUNTS.items():
            yield money(f"items{scope}.{part}", f"{label}{name}", _amount(kind, part), "items")
        yield SourceFigure(
            Figure(
                f"items{scope}.execution_rate",
                f"{label}预算执行率",
                Quantity.RATE,
                formula=f"{label}全年执行数÷{label}全年预算数×100%",
                aliases=(f"{label}执行率",),
            )
        )


def _of(year: YearData, kind: ItemKind | None) -> Iterator[Item]:
    return (item for item in year.items if kind is None or item.kind is kind)


def _count(kind: ItemKind | None) -> Read:
    # the list is complete: without any item nothing was filled in, else a kind without items counts 0
    return lambda year: Decimal(len(tuple(_of(year, kind)))) if year.items else None


def _amount(kind: ItemKind | None, part: str) -> Read:
    return lambda year: total(
        total_amount(funds_of(year, item), f"{part}_amount") for item in _of(year, kind)
    )


def item_score_figures(pack: Pack) -> Iterator[Figure]:
    """Yield what scoring adds: the average, how many are scored and how many by grade, funds by source."""
    for scope, (label, kind) in _SCOPES.items():
        forms = _forms(pack, kind)
        if not forms:
            continue
        prefix = f"{HEAD}{scope}"
        yield Figure(f"{prefix}.scored", f"有得分的{label}个数", Quantity.COUNT, unit=_UNIT)
        yield Figure(
            f"{prefix}.average",
            f"{label}平均得分",
            Quantity.SCORE,
            unit="分",
            decimals=pack.score_decimals,
            aliases=(f"{label}自评平均得分",),
        )
        for number, grade in enumerate(_grades(forms), start=1):
            yield Figure(
                f"{prefix}.graded_{number}", f"评为“{grade}”的{label}个数", Quantity.COUNT, unit=_UNIT
            )
        for source, source_label in _sources(forms).items():
            for part, name in _AMOUNTS.items():
                yield Figure(
                    f"{prefix}.funds.{source}.{part}", f"{label}{source_label}{name}", Quantity.MONEY
                )


def item_score_values(pack: Pack, items: Iterable[ItemScore]) -> Iterator[tuple[str, FigureResult]]:
    """Yield the values of these figures."""
    items = tuple(items)
    for scope, (_, kind) in _SCOPES.items():
        forms = _forms(pack, kind)
        if not forms:
            continue
        chosen = [item for item in items if kind is None or item.case.item.kind is kind]
        totals = [item.total for item in chosen if item.total is not None]
        prefix = f"{HEAD}{scope}"
        yield f"{prefix}.scored", Decimal(len(totals))
        yield f"{prefix}.average", sum(totals, Decimal(0)) / len(totals) if totals else None
        for number, grade in enumerate(_grades(forms), start=1):
            graded = sum(item.score.grade == grade for item in chosen)
            yield f"{prefix}.graded_{number}", Decimal(graded)
        for source in _sources(forms):
            lines = [line for item in chosen for line in item.case.funds if line.source == source]
            for part in _AMOUNTS:
                amounts = (getattr(line, f"{part}_amount") for line in lines)
                yield f"{prefix}.funds.{source}.{part}", total(amounts)


def _forms(pack: Pack, kind: ItemKind | None) -> tuple[ItemForm, ...]:
    return tuple(form for form in pack.forms if kind is None or form.kind is kind)


def _grades(forms: tuple[ItemForm, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(grade.name for form in forms for grade in form.grades))


def _sources(forms: tuple[ItemForm, ...]) -> dict[str, str]:
    """The sources of the forms with their names; where forms name one differently, the first holds."""
    found: dict[str, str] = {}
    for form in forms:
        for row in form.fund_rows:
            if row.key != TOTAL:
                found.setdefault(row.key, fund_label(row.label))
    return found
