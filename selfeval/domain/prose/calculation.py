"""Formulas inside texts: their value, and what kind of number it is so that it prints with the right unit."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from selfeval.domain.formula import (
    NOT_APPLICABLE,
    FormulaError,
    NotApplicable,
    ProblemKind,
    nodes,
    parse_formula,
)
from selfeval.domain.formula.parser import parse
from selfeval.domain.numbers import Quantity
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.values import Value


def calculate(formula: str, context: Context) -> Value:
    """Return the value of a formula over the names of a context; a condition counts 1 where it holds, else 0.

    What prevents a value (a figure not filled in, a division by zero, an unreadable formula) is told by the
    value's placeholder.
    """
    try:
        parsed, root = parse_formula(formula), _tree(formula)
    except FormulaError:
        return Value(formula, problem=phrasing.unreadable(formula))
    for name in parsed.names:
        if context.names.resolve(name) is None:
            return Value.unknown(name)
    if parsed.is_condition:
        held = parsed.holds(lambda name: _lookup(name, context))
        return Value(parsed.text, None if held is None else Decimal(held))
    outcome = parsed.evaluate(lambda name: _lookup(name, context))
    kind, unit = _kind(root, context)
    if outcome.problem is None:
        return Value(parsed.text, outcome.value, kind, unit)
    match outcome.problem.kind:
        case ProblemKind.MISSING:
            labels = dict.fromkeys(context.value(name).label for name in outcome.problem.names)
            return Value("、".join(labels))
        case ProblemKind.NOT_APPLICABLE:
            return Value(parsed.text, not_applicable=True)
        case ProblemKind.ZERO_DENOMINATOR:
            return Value(parsed.text, problem=phrasing.division_by_zero(parsed.text))
    return Value(parsed.text, problem=phrasing.out_of_bounds(parsed.text))


def holds(condition: str | None, context: Context) -> bool:
    """Whether a condition holds; no condition always does, one that cannot be decided does not."""
    return condition is None or bool(calculate(condition, context).number)


@lru_cache(maxsize=1024)
def _tree(formula: str) -> nodes.Node:
    return parse(formula)


def _lookup(name: str, context: Context) -> Decimal | NotApplicable | None:
    value = context.value(name)
    return NOT_APPLICABLE if value.not_applicable else value.number


_Kind = tuple[Quantity, str]
_PLAIN: _Kind = (Quantity.NUMBER, "")


def _kind(node: nodes.Node, context: Context) -> _Kind:
    """Quantity and measure word of a part: amounts added stay amounts, amounts divided become a rate."""
    match node:
        case nodes.Name():
            value = context.value(node.name)
            return value.quantity, value.unit
        case nodes.Chain():
            kind = _kind(node.first, context)
            for sign, part in node.rest:
                other = _kind(part, context)
                kind = _sum(kind, other) if sign in "+－" else _product(kind, other, sign)
            return kind
        case nodes.Choice():
            return _kind(node.then, context)
        case nodes.Number() | nodes.Condition():
            return _PLAIN
    return _kind(node.children[0], context)


def _sum(left: _Kind, right: _Kind) -> _Kind:
    return right if left == _PLAIN else left


def _product(left: _Kind, right: _Kind, sign: str) -> _Kind:
    """A number without kind (100%, 12) and a rate leave the other factor what it is."""
    if right == _PLAIN or (right[0] is Quantity.RATE and left != _PLAIN):
        return left
    if sign == "÷":
        if left[0] is right[0]:
            return Quantity.RATE, ""
        return (Quantity.MONEY, "") if left[0] is Quantity.MONEY else _PLAIN
    return right if left == _PLAIN or left[0] is Quantity.RATE else _PLAIN
