"""The one way in for numbers: typed, pasted, imported, sent. Every text gets an answer, none an exception."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from selfeval.domain.numbers.formatting import round_half_up
from selfeval.domain.numbers.meaning import Question, value_of
from selfeval.domain.numbers.numeral import MAX_TEXT_LENGTH, Numeral, Refusal, is_blank_word, parse, tidy
from selfeval.domain.numbers.rules import NumberRule, Reading, shown
from selfeval.domain.numbers.units import EXACT, Quantity

_INVISIBLE_NOTE = "已去除不可见字符"
_EXAMPLES = {
    Quantity.MONEY: "1,234.56",
    Quantity.RATE: "95.5%",
    Quantity.COUNT: "12",
    Quantity.NUMBER: "1,234.56",
    Quantity.SCORE: "8.5",
}
_MAX_CELL = 10**16
_CELL_PLACES = 6
_FLOAT_NOISE = Decimal("1e-9")


def read_number(text: str, rule: NumberRule) -> Reading:
    """Read a text under a rule. Never raises; see ``Reading`` for what comes back.

    Money comes back in 元 to the cent, rates as ratios (a bare 95 is 95%), counts whole.
    """
    if len(text) > MAX_TEXT_LENGTH:
        return _refused(text, rule, Refusal(f"超过 {MAX_TEXT_LENGTH} 个字符", "只填一个数字"))
    tidied, removed = tidy(text)
    notes = (_INVISIBLE_NOTE,) if removed else ()
    if not tidied:
        return Reading("blank", notes=notes)
    if is_blank_word(tidied):
        if rule.allow_not_applicable:
            return Reading("not_applicable", notes=notes)
        return Reading("blank", notes=(*notes, f"“{tidied}”按未填写处理"))
    try:
        numeral = parse(tidied, _EXAMPLES[rule.quantity])
    except Refusal as refusal:
        return replace(_refused(text, rule, refusal), notes=notes)
    return replace(_read(numeral, text, rule), notes=notes)


def read_cell(value: object, rule: NumberRule, *, is_percent: bool = False) -> Reading:
    """Read a spreadsheet cell: numbers as they are (also from scientific notation), texts by the grammar.

    Floats are first rounded half-up to 6 places, which removes binary noise such as 0.1 + 0.2. A numeric
    cell with a percent format (``is_percent``) holds a ratio. Booleans, dates and other objects are refused.
    """
    if value is None:
        return Reading("blank")
    if isinstance(value, str):
        return read_number(value, rule)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return _refused(str(value), rule, Refusal("不是数字单元格", "改为数字后重新导入"))
    # Comparing is exact and cheap for every int, float and Decimal, and false for a float NaN.
    is_special = isinstance(value, Decimal) and not value.is_finite()
    if is_special or not -_MAX_CELL < value < _MAX_CELL:
        return _refused("单元格", rule, Refusal("中的数字超出范围", "核对该单元格后重新导入"))
    text, number = str(value), Decimal(str(value)) if value else Decimal(0)
    notes: tuple[str, ...] = ()
    if isinstance(value, float):
        exact, number = number, round_half_up(number, _CELL_PLACES)
        if abs(exact - number) > _FLOAT_NOISE:
            notes = (f"小数超过 {_CELL_PLACES} 位，已四舍五入到 {_CELL_PLACES} 位",)
    numeral = Numeral(EXACT.multiply(number, Decimal(100)), unit="%") if is_percent else Numeral(number)
    return replace(_read(numeral, text, rule), notes=notes)


def _place(text: str, rule: NumberRule) -> str:
    return f"{rule.label}“{shown(text)}”"


def _refused(text: str, rule: NumberRule, refusal: Refusal) -> Reading:
    return Reading("refused", message=f"{_place(text, rule)}{refusal.rule}，{refusal.cure}")


def _read(numeral: Numeral, text: str, rule: NumberRule) -> Reading:
    try:
        return Reading("value", value_of(numeral, rule))
    except Refusal as refusal:
        return _refused(text, rule, refusal)
    except Question as question:
        message = f"{_place(text, rule)}{question.text}？"
        return Reading("question", message=message, suggestions=question.suggestions)
