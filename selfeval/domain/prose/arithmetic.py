"""A formula or condition told with its numbers: names = numbers = result, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.formula import NOT_APPLICABLE, FormulaError, NotApplicable, parse_formula
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.printing import print_reference
from selfeval.domain.prose.references import Operand, Reference, renamed_formula

HOLDS, FAILS = "成立", "不成立"


@dataclass(frozen=True)
class Arithmetic:
    """``text`` in one line; ``problem`` where there is no result; ``position`` of a mistake, from 0."""

    text: str
    problem: bool = False
    position: int | None = None


def arithmetic(formula: str, context: Context) -> Arithmetic:
    """Tell a formula with the figures of a context; every name may be used that a text may use."""
    try:
        named = parse_formula(renamed_formula(formula, context.names.name_of))
    except FormulaError as error:
        return Arithmetic(
            f"第{error.position + 1}个字处：{error.message}，{error.cure}", True, error.position
        )
    for name in named.names:
        if context.names.resolve(name) is None:
            return Arithmetic(f"没有名为“{name}”的数据项，从“插入数据”中选用", True, formula.find(name))

    def look_up(name: str) -> Decimal | NotApplicable | None:
        value = context.value(name)
        return NOT_APPLICABLE if value.not_applicable else value.number

    def render(name: str, _value: Decimal) -> str:
        return _printed(name, context)

    numbers = named.explain(look_up, render)
    if named.is_condition:
        held = named.holds(look_up)
        result = "未填报，暂不判断" if held is None else HOLDS if held else FAILS
        return Arithmetic(f"{named.text}：{numbers}，{result}", held is None)
    outcome = named.evaluate(look_up)
    if outcome.problem is not None:
        return Arithmetic(f"{named.text}：{outcome.problem.message}", True)
    result = _printed(formula, context, is_formula=True)
    parts = dict.fromkeys((named.text, numbers, result))
    return Arithmetic(" = ".join(parts))


def _printed(text: str, context: Context, *, is_formula: bool = False) -> str:
    return print_reference(Reference((Operand(text, is_formula),)), context).text
