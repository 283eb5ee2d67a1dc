"""How one reference prints: a value by its quantity and formats, a change phrase, a share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from selfeval.domain.numbers import MoneyUnit, Quantity, format_money, format_number
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.calculation import calculate
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.references import Format, Operand, Reference, Relation
from selfeval.domain.prose.values import Value
from selfeval.domain.report.document import CellNumber

_PERCENT = Decimal(100)
_DEFAULT_DECIMALS = 2
_UNITS = {unit.label: unit for unit in MoneyUnit}
_DECIMALS = {"整数": 0, "一位小数": 1, "两位小数": 2, "三位小数": 3, "四位小数": 4, "六位小数": 6}
_SAID = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
_DATE_PARTS = frozenset({"年月日", "年月", "月日"})


@dataclass(frozen=True)
class Printed:
    """A piece of text; ``keep`` for an amount with its unit, ``missing`` for a placeholder.

    ``number`` is the number that it says, as printed.
    """

    text: str
    keep: bool = False
    missing: bool = False
    number: CellNumber | None = None


@dataclass(frozen=True)
class _Style:
    """The formats of a reference, taken together; the last one of a kind counts."""

    unit: MoneyUnit | None = None
    as_number: bool = False
    as_percentage: bool = False
    decimals: int | None = None
    absolute: bool = False
    skips_zero: bool = False
    date_part: str = "年月日"
    change_part: str = ""

    @classmethod
    def of(cls, formats: tuple[Format, ...]) -> _Style:
        """Read the formats in order."""
        style = cls()
        for part in formats:
            style = style._with(part)
        return style

    def _with(self, part: Format) -> _Style:
        style = self if part.digits is None else replace(self, decimals=part.digits)
        if part.name in _UNITS:
            return replace(style, unit=_UNITS[part.name])
        if part.name in _DECIMALS:
            return replace(style, decimals=_DECIMALS[part.name])
        if part.name in _DATE_PARTS:
            return replace(style, date_part=part.name)
        match part.name:
            case "数":
                return replace(style, as_number=True)
            case "百分比":
                return replace(style, as_percentage=True)
            case "绝对值":
                return replace(style, absolute=True)
            case "略零":
                return replace(style, skips_zero=True)
        return replace(style, change_part=part.name)


def print_reference(reference: Reference, context: Context) -> Printed:
    """Print a reference in its context; never raises."""
    style = _Style.of(reference.formats)
    values = [_value(operand, context) for operand in reference.operands]
    if reference.relation is Relation.VALUE:
        return _print_value(values[0], style, context)
    for value in values:
        if value.number is None:
            return _print_value(value, style, context)
    left, right = values
    if reference.relation is Relation.SHARE:
        return _print_share(left, right, style)
    return _print_change(left, right, reference.operands, style, context)


def _value(operand: Operand, context: Context) -> Value:
    return calculate(operand.text, context) if operand.is_formula else context.value(operand.text)


def _print_value(value: Value, style: _Style, context: Context) -> Printed:
    """A value by its kind; placeholders where there is none."""
    if style.skips_zero and not value.number and not isinstance(value.content, str | date):
        return Printed("")
    if value.not_applicable:
        return Printed(phrasing.NOT_APPLICABLE)
    match value.content:
        case None:
            return Printed(value.placeholder, missing=True)
        case date():
            return Printed(phrasing.date_part(value.content, style.date_part), keep=True)
        case str():
            return Printed(value.content)
    text = _number(value, value.content, style, context)
    return Printed(text, keep=True, number=_carried(text))


def _carried(text: str) -> CellNumber | None:
    """The number that a text says, ``None`` where it also says a unit: the percent sign is none."""
    if _SAID.fullmatch(text) is None:
        return None
    is_percentage = text.endswith("%")
    digits = text.rstrip("%").replace(",", "")
    number, decimals = Decimal(digits), len(digits.partition(".")[2])
    return CellNumber(number / _PERCENT if is_percentage else number, decimals, is_percentage)


def _number(value: Value, number: Decimal, style: _Style, context: Context) -> str:
    """A number with its unit by quantity and style."""
    if style.absolute:
        number = abs(number)
    decimals = value.decimals if style.decimals is None else style.decimals
    quantity = value.quantity
    if style.as_percentage and quantity is Quantity.NUMBER:
        quantity = Quantity.RATE
    if style.unit is not None and quantity is Quantity.NUMBER:
        quantity = Quantity.MONEY
    match quantity:
        case Quantity.MONEY:
            own = _UNITS.get(value.unit, context.pack.money_unit)
            unit = style.unit or own
            if style.decimals is None and (decimals is None or unit is not own):
                decimals = _DEFAULT_DECIMALS
            text, label = (
                format_money(number, unit, _DEFAULT_DECIMALS if decimals is None else decimals),
                unit.label,
            )
        case Quantity.RATE:
            places = _DEFAULT_DECIMALS if decimals is None else decimals
            text, label = format_number(number * _PERCENT, places), "%"
        case Quantity.COUNT:
            text, label = format_number(number, style.decimals or 0), value.unit
        case _:
            text, label = format_number(number, decimals), "" if quantity is Quantity.SCORE else value.unit
    is_trimmed = value.trim or quantity in (Quantity.NUMBER, Quantity.SCORE)
    if is_trimmed and style.decimals is None:
        text = _trimmed(text)
    return text if style.as_number else f"{text}{label}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _print_share(part: Value, whole: Value, style: _Style) -> Printed:
    assert part.number is not None
    if not whole.number:
        return Printed(phrasing.division_by_zero(whole.label), missing=True)
    text = _percentage(part.number / whole.number, style)
    return Printed(text, keep=True, number=_carried(text))


def _percentage(ratio: Decimal, style: _Style) -> str:
    places = _DEFAULT_DECIMALS if style.decimals is None else style.decimals
    return f"{format_number(ratio * _PERCENT, places)}%"


def _print_change(
    now: Value, base: Value, operands: tuple[Operand, ...], style: _Style, context: Context
) -> Printed:
    """增加/减少 … ，增长/下降 …; 持平 where nothing changed."""
    assert now.number is not None
    assert base.number is not None
    gap = now.number - base.number
    is_equal, phrase = _change_phrase(now, gap, base.number, style, context)
    if style.change_part == "整句":
        keys = [context.names.resolve(operand.text) for operand in operands]
        name = phrasing.PRIOR_YEAR if keys[1] == _of_prior_year(keys[0]) else base.label
        phrase = phrasing.change_sentence(name, phrase, equal=is_equal)
    return Printed(phrase)


def _change_phrase(
    now: Value, gap: Decimal, base: Decimal, style: _Style, context: Context
) -> tuple[bool, str]:
    """Whether it is (nearly) equal, and the phrase without its opening words."""
    if not gap:
        return True, phrasing.EQUAL
    is_rate = now.quantity is Quantity.RATE
    amount = _points_of_percentage(gap, now, style) if is_rate else _number(now, abs(gap), style, context)
    if not any(digit in "123456789" for digit in amount):
        return True, phrasing.NEARLY_EQUAL
    parts = []
    if style.change_part != "幅度":
        parts.append(phrasing.difference(amount, increases=gap > 0, is_rate=is_rate))
    if style.change_part != "差额" and not is_rate and base > 0:
        rate_style = style if style.as_percentage else _Style()
        parts.append(phrasing.growth(_percentage(abs(gap) / base, rate_style), increases=gap > 0))
    return False, "，".join(parts) or phrasing.NOT_COMPARABLE


def _of_prior_year(key: str | None) -> str:
    """The key of the same figure of the prior year; that of a row stays in its row."""
    head, _, rest = (key or "").partition(".")
    return f"row.prior.{rest}" if head == "row" else f"prior.{key}"


def _points_of_percentage(gap: Decimal, now: Value, style: _Style) -> str:
    decimals = now.decimals if style.decimals is None else style.decimals
    return (
        f"{format_number(abs(gap) * _PERCENT, _DEFAULT_DECIMALS if decimals is None else decimals)}个百分点"
    )
