"""What an indicator measured this year: value, target, and both as they print and as they are explained."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.data import IndicatorEntry
from selfeval.domain.figures import FigureBook
from selfeval.domain.figures.printing import print_value
from selfeval.domain.formula import Formula, FormulaError
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import IndicatorNode
from selfeval.domain.scoring.explain import Notation
from selfeval.domain.scoring.methods import needs_target

_FULL = Decimal(1)


@dataclass(frozen=True)
class Measure:
    """A value with its formula in names and numbers, or what is missing for it; ``figures`` it read."""

    value: Decimal | None = None
    formula: str = ""
    substituted: str = ""
    figures: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def measured(node: IndicatorNode, entry: IndicatorEntry, book: FigureBook, notation: Notation) -> Measure:
    """Return an indicator's value: its formula's result, else the entered ``actual_value``."""
    if node.formula is not None:
        return _computed(node, node.formula, book, notation)
    if entry.actual_value is None:
        return Measure(missing=("实际完成值尚未填写",))
    return Measure(entry.actual_value, substituted=f"{node.name}＝{notation.value(entry.actual_value)}")


def _computed(node: IndicatorNode, source: str, book: FigureBook, notation: Notation) -> Measure:
    try:
        formula = _spelled_out(book.formula(source), book)
        outcome = formula.evaluate(book.value)
    except FormulaError as error:
        return Measure(missing=book.obstacles(error))
    names = f"{node.name}＝{_in_percent(node, formula.text)}"
    if outcome.problem is not None:
        return Measure(
            formula=names, figures=formula.keys, missing=book.obstacles(outcome.problem, formula.keys)
        )
    assert outcome.value is not None
    numbers = _in_percent(node, formula.explain(book.value, lambda key, value: _operand(key, value, book)))
    result = notation.value(outcome.value)
    substituted = f"{node.name}＝{numbers}" if numbers == result else f"{node.name}＝{numbers}＝{result}"
    return Measure(outcome.value, names, substituted, formula.keys)


def _spelled_out(formula: Formula, book: FigureBook) -> Formula:
    """Replace a formula that only names a computed figure by that figure's own formula."""
    if len(formula.keys) == 1 and formula.text == formula.names[0]:
        key = formula.keys[0]
        if book.is_own(key) and book.is_computed(key):
            return book.formula_of(key)
    return formula


def _in_percent(node: IndicatorNode, text: str) -> str:
    """Add the customary ×100% to a quotient that gives a rate."""
    if node.quantity is not Quantity.RATE or "÷" not in text or text.endswith("%"):
        return text
    return f"（{text}）×100%" if _is_sum(text) else f"{text}×100%"


def _is_sum(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign in "（【[{") - (sign in "）】]}")
        if depth == 0 and sign in "+－":
            return True
    return False


def _operand(key: str, value: Decimal, book: FigureBook) -> str:
    """Print a figure inside a formula: amounts with 万元, counts without their measure word."""
    figure = book.definition(key)
    unit = figure.unit if figure.quantity is Quantity.MONEY else ""
    return print_value(value, figure.quantity, book.pack.money_unit, unit=unit, decimals=figure.decimals)


def target_of(node: IndicatorNode, entry: IndicatorEntry) -> Decimal | None:
    """Return the target: fixed by the pack, else entered, else 100% for rates that are compared with one."""
    if node.target is not None and node.target.value is not None:
        return node.target.value
    if entry.target_value is not None:
        return entry.target_value
    is_compared = node.method is not None and needs_target(node.method)
    return _FULL if is_compared and node.quantity is Quantity.RATE else None


def target_text(
    node: IndicatorNode, entry: IndicatorEntry, target: Decimal | None, notation: Notation
) -> str:
    """Return the target as printed: the pack's words, the entered words, else the number."""
    fixed = node.target.text if node.target is not None else ""
    written = fixed or entry.target_text
    return written or ("" if target is None else notation.limit(target))
