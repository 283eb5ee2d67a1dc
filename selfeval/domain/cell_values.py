"""What a cell holds, as text: reading what people type, the canonical form, and how it is shown.

The canonical form is what is compared, stored in the history and offered as an answer: 元 to the cent,
rates as ratios, counts whole, dates as 2021-04-30, ``true`` and ``false``, ``—`` for 无此项, the stored
form of texts, and nothing for what is not filled in. A flag that was never set is ``false``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from selfeval.domain.cells import Area, Cell, CellKind
from selfeval.domain.numbers import (
    MoneyUnit,
    NumberRule,
    Quantity,
    Reading,
    edit_text,
    format_number,
    read_number,
    says_not_applicable,
)
from selfeval.domain.prose.references import TemplateError, canonicalise

NOT_APPLICABLE = "—"
YES = "true"
NO = "false"

Stored = Decimal | int | str | bool | date | None
Resolve = Callable[[str], str | None]

_CANONICAL_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,8})?")
_DATES = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_YES_WORDS = frozenset({YES, "是", "√", "✓", "1", "on"})
_NO_WORDS = frozenset({NO, "否", "×", "0", "off"})
# Invisible marks that editors and chat tools leave behind: zero-width, byte-order and direction marks.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class CellReading:
    """What reading gave: a canonical text, a question with its answers (label, canonical), or a refusal."""

    kind: Literal["value", "question", "refused"]
    canonical: str = ""
    message: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()


def read_value(
    cell: Cell,
    text: str,
    *,
    unit: MoneyUnit,
    comparables: Iterable[Decimal] = (),
    resolve: Resolve | None = None,
) -> CellReading:
    """Read what was typed into a cell. Never raises.

    ``unit`` is that of bare amounts. ``comparables`` are amounts in 元 (last year's, the budget): an amount
    is asked about if it is near none of them and one suggests a slipped unit or decimal point. ``resolve``
    gives the key of a name in a text with references.
    """
    match cell.kind:
        case CellKind.NUMBER:
            return _read_number(cell, text, NumberRule(cell.quantity, unit=unit), tuple(comparables))
        case CellKind.DATE:
            return _read_date(cell, text)
        case CellKind.CHOICE:
            return _read_choice(cell, text)
        case CellKind.YES_NO | CellKind.FLAG:
            return _read_yes_no(cell, text)
        case CellKind.CODE:
            return _read_code(cell, text)
        case CellKind.TEMPLATE if resolve is not None:
            return _read_template(cell, text, resolve)
        case _:
            return _read_text(cell, text)


def read_confirmed(cell: Cell, text: str, *, resolve: Resolve | None = None) -> CellReading:
    """Read a canonical text, the answer to a question: every rule holds, but nothing is asked again."""
    if cell.kind is not CellKind.NUMBER or text in {"", NOT_APPLICABLE}:
        return read_value(cell, text, unit=MoneyUnit.YUAN, resolve=resolve)
    if not _CANONICAL_NUMBER.fullmatch(text):
        return _refused(cell, text, "不是可以直接保存的数值", "重新填写")
    rule = NumberRule(cell.quantity, unit=MoneyUnit.YUAN)
    reading = _read_number(cell, edit_text(Decimal(text), rule), rule, ())
    if reading.kind == "value" and Decimal(reading.canonical) != Decimal(text):
        return _refused(cell, text, "的小数位数超过此栏的规定", "重新填写")
    return reading


def canonical_value(cell: Cell, value: Stored, *, not_applicable: bool = False) -> str:
    """Return the canonical text of a stored value."""
    if not_applicable:
        return NOT_APPLICABLE
    if cell.kind is CellKind.FLAG:
        return YES if value else NO
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal | int):
        return _canonical_number(Decimal(value), cell.quantity)
    return value.isoformat() if isinstance(value, date) else value


def stored_value(cell: Cell, canonical: str) -> Stored:
    """Return the value to store for a canonical text that ``read_value`` gave; ``—`` stores no value."""
    match cell.kind:
        case CellKind.NUMBER:
            if canonical in {"", NOT_APPLICABLE}:
                return None
            is_whole = cell.quantity is Quantity.COUNT and cell.area in {Area.YEAR, Area.TABLE}
            return int(canonical) if is_whole else Decimal(canonical)
        case CellKind.DATE:
            return date.fromisoformat(canonical) if canonical else None
        case CellKind.YES_NO:
            return canonical == YES if canonical else None
        case CellKind.FLAG:
            return canonical == YES
        case _:
            return canonical


def shown_value(cell: Cell, canonical: str, unit: MoneyUnit) -> str:
    """Return a canonical text as pages show it: exact and grouped, amounts in ``unit``, choices by label."""
    if cell.kind is CellKind.NUMBER and canonical not in {"", NOT_APPLICABLE}:
        text = edit_text(Decimal(canonical), NumberRule(cell.quantity, unit=unit))
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        whole, dot, rest = digits.partition(".")
        percent = "%" if whole.endswith("%") else ""
        return f"{sign}{int(whole.removesuffix('%')):,}{percent}{dot}{rest}"
    if cell.kind is CellKind.CHOICE:
        return next((choice.label for choice in cell.choices if choice.value == canonical), canonical)
    if cell.kind in {CellKind.YES_NO, CellKind.FLAG}:
        return {YES: "是", NO: "否"}.get(canonical, "")
    if cell.kind is CellKind.DATE and canonical:
        day = date.fromisoformat(canonical)
        return f"{day.year}年{day.month}月{day.day}日"
    return canonical


def clean_text(text: str, *, one_line: bool) -> str:
    """Return text without invisible and control characters; line ends as ``\\n``, none at the end.

    ``one_line`` joins lines with a space. Paragraphs and indentation stay.
    """
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    if one_line:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _read_number(cell: Cell, text: str, rule: NumberRule, comparables: tuple[Decimal, ...]) -> CellReading:
    if says_not_applicable(text) and not cell.allow_not_applicable:
        # Stored as empty it would look as if nobody had answered.
        return _refused(cell, text, "不是数字，此栏不能填“无此项”", "没有发生额的填 0，没有数据的留空")
    rule = replace(
        rule,
        label=cell.label,
        allow_negative=cell.allow_negative,
        allow_not_applicable=cell.allow_not_applicable,
    )
    asked: Reading | None = None
    for comparable in comparables or (None,):
        reading = read_number(text, replace(rule, plausible=comparable))
        if reading.kind != "question":
            return _number_reading(cell, reading)
        asked = asked or reading
    assert asked is not None
    return _number_reading(cell, asked)


def _number_reading(cell: Cell, reading: Reading) -> CellReading:
    match reading.kind:
        case "value":
            assert reading.value is not None
            return CellReading("value", _canonical_number(reading.value, cell.quantity))
        case "not_applicable":
            return CellReading("value", NOT_APPLICABLE)
        case "blank":
            return CellReading("value", message="；".join(reading.notes))
        case "question":
            suggestions = tuple(
                (label, _canonical_number(value, cell.quantity)) for label, value in reading.suggestions
            )
            return CellReading("question", message=reading.message, suggestions=suggestions)
        case _:
            return CellReading("refused", message=reading.message)


def _canonical_number(value: Decimal, quantity: Quantity) -> str:
    if quantity is Quantity.MONEY and value == value.quantize(Decimal("0.01")):
        return format_number(value, 2, grouping=False)
    return format_number(value, None, grouping=False)


def _read_date(cell: Cell, text: str) -> CellReading:
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", clean_text(text, one_line=True)))
    if not written:
        return CellReading("value")
    found = next((match for pattern in _DATES if (match := pattern.fullmatch(written))), None)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return _refused(cell, text, "不是日历上有的日期", "核对月和日后重填")
    if day is None:
        return _refused(cell, text, "不是日期", "按“2021年4月30日”或“2021-04-30”填写")
    if not 2000 <= day.year <= 2100:
        return _refused(cell, text, "年份超出2000年至2100年", "核对年份后重填")
    return CellReading("value", day.isoformat())


def _read_choice(cell: Cell, text: str) -> CellReading:
    written = clean_text(text, one_line=True)
    for choice in cell.choices:
        if written in {choice.value, choice.label}:
            return CellReading("value", choice.value)
    if not written and cell.area is not Area.TABLE:
        return CellReading("value")
    return _refused(
        cell, text, "不在可选项内", f"从{'、'.join(choice.label for choice in cell.choices)}中选择一项"
    )


def _read_yes_no(cell: Cell, text: str) -> CellReading:
    written = unicodedata.normalize("NFKC", clean_text(text, one_line=True)).lower()
    if written in _YES_WORDS:
        return CellReading("value", YES)
    if written in _NO_WORDS:
        return CellReading("value", NO)
    if not written:
        return CellReading("value", NO if cell.kind is CellKind.FLAG else "")
    return _refused(cell, text, "不是“是”或“否”", "选择“是”或“否”")


def _read_code(cell: Cell, text: str) -> CellReading:
    written = unicodedata.normalize("NFKC", clean_text(text, one_line=True))
    assert cell.account is not None
    if not written or cell.account.is_code(written):
        return CellReading("value", written)
    levels = "、".join(f"{length}位（{name}）" for length, name in cell.account.levels.items())
    return _refused(cell, text, f"不是{cell.account.label}科目编码", f"填写{levels}数字")


def _read_text(cell: Cell, text: str) -> CellReading:
    cleaned = clean_text(text, one_line=cell.kind is CellKind.LINE)
    if len(cleaned) > cell.max_length:
        return CellReading(
            "refused",
            message=f"{cell.label}共{len(cleaned)}字，超过{cell.max_length}字的上限，删减后保存",
        )
    return CellReading("value", cleaned)


def _read_template(cell: Cell, text: str, resolve: Resolve) -> CellReading:
    reading = _read_text(cell, text)
    if reading.kind != "value":
        return reading
    try:
        return replace(reading, canonical=canonicalise(reading.canonical, resolve))
    except TemplateError as error:
        return CellReading("refused", message=f"{cell.label}{error}")


def _refused(cell: Cell, text: str, rule: str, cure: str) -> CellReading:
    shown = clean_text(text, one_line=True)
    shown = shown if len(shown) <= 30 else f"{shown[:30]}…"
    return CellReading("refused", message=f"{cell.label}“{shown}”{rule}，{cure}")
