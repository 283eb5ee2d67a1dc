"""From text to a numeral: tidy the characters, then take sign, digits and unit apart.

Only differences of writing are tidied away (full width, spaces around, invisible characters, 。 for a
decimal point). Compatibility characters that change the meaning, such as ² ① ½ or ⑴, are refused, not
folded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

MAX_TEXT_LENGTH = 200
MAX_NUMERAL_LENGTH = 24

_SAME_MEANING = {"<wide>", "<narrow>", "<noBreak>", "<small>"}
_REPLACED = {"。": ".", "−": "-", "‐": "-", "‒": "-", "–": "-"}
_WORDS_FOR_NOTHING = {"无", "n/a", "na", "无此项", "不适用"}
_BLANK_WORDS = {"-", "--", "—", "——", "/"} | _WORDS_FOR_NOTHING
_CHINESE_DIGITS = set("〇零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟两貳參陸")
_NOT_NUMBERS = {"nan", "inf", "infinity"}

_EXPONENT = re.compile(r"\d[ ]*e[ ]*[+-]?[ ]*\d", re.IGNORECASE)
_BRACKETED = re.compile(r"(?P<before>[¥ ]*)\((?P<inside>[^()]*)\)(?P<after>[^()0-9]*)")
_SHAPE = re.compile(
    r"(?P<sign>[+-]?) *(?P<currency>¥?) *(?P<sign2>[+-]?) *(?P<body>[0-9.][0-9., ]*)"
    r"(?P<unit>[^0-9., +-][^0-9]*)?"
)


class Refusal(Exception):
    """Text that cannot be read: which rule it breaks, and the cure. Both in Chinese."""

    def __init__(self, rule: str, cure: str) -> None:
        super().__init__(rule, cure)
        self.rule = rule
        self.cure = cure


@dataclass(frozen=True)
class Numeral:
    """A signed number as written, with the unit written behind it ("" if none).

    ``has_currency_sign``: ¥ stood before it. ``is_spaced``: spaces stood between the digits.
    """

    number: Decimal
    unit: str = ""
    has_currency_sign: bool = False
    is_spaced: bool = False


def tidy(text: str) -> tuple[str, bool]:
    """Return the text with differences of writing removed, and whether invisible characters were removed."""
    kept: list[str] = []
    removed = False
    for character in text:
        category = unicodedata.category(character)
        if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
            removed = True
        elif character.isspace():
            kept.append(" ")
        elif category == "Cc":
            removed = True
        else:
            if unicodedata.decomposition(character).partition(" ")[0] in _SAME_MEANING:
                character = unicodedata.normalize("NFKC", character)
            kept.append(_REPLACED.get(character, character))
    return "".join(kept).strip(), removed


def is_blank_word(tidied: str) -> bool:
    """Whether the text says "nothing here": a dash, a slash, 无, N/A and the like."""
    return tidied.casefold() in _BLANK_WORDS


def says_not_applicable(text: str) -> bool:
    """Whether a text says in words that there is no such thing: 无, 无此项, 不适用, N/A."""
    return tidy(text)[0].casefold() in _WORDS_FOR_NOTHING


def parse(tidied: str, example: str) -> Numeral:
    """Take a tidied, non-empty text apart. Raises ``Refusal``; its cure shows the ``example``."""
    _refuse_foreign(tidied, example)
    negative = False
    if "(" in tidied or ")" in tidied:
        bracketed = _BRACKETED.fullmatch(tidied)
        if bracketed is None or set("+-") & set(bracketed["inside"]):
            raise Refusal("括号用法不能识别", "负数写成 -1,234.00 或 (1,234.00)")
        tidied = f"{bracketed['before']}{bracketed['inside'].strip()}{bracketed['after']}".strip()
        negative = True
    shape = _SHAPE.fullmatch(tidied)
    if shape is None or (shape["sign"] and shape["sign2"]):
        raise Refusal("不是一个数字", f"只填一个数字，例如 {example}")
    body = shape["body"].strip()
    number = _number(body.replace(" ", ""), example)
    if negative or "-" in (shape["sign"], shape["sign2"]):
        number = number.copy_negate()
    return Numeral(
        number=number if number else number.copy_abs(),
        unit=(shape["unit"] or "").replace(" ", ""),
        has_currency_sign=bool(shape["currency"]),
        is_spaced=" " in body,
    )


def _refuse_foreign(tidied: str, example: str) -> None:
    """Refuse what looks like a number elsewhere but is none here. Raises ``Refusal``."""
    if not any("0" <= character <= "9" for character in tidied):
        if _CHINESE_DIGITS & set(tidied):
            raise Refusal("是中文数字", f"改用阿拉伯数字填写，例如 {example}")
        if tidied.lstrip("+-").casefold() in _NOT_NUMBERS:
            raise Refusal("不是数字", "填写具体数值，没有数值时留空")
    if "_" in tidied:
        raise Refusal("含有下划线", "删去下划线，千分位用逗号")
    for character in tidied:
        if unicodedata.category(character) in {"Nd", "Nl", "No"} and not character.isascii():
            raise Refusal(f"含有“{character}”", "只用 0 至 9 的数字填写")
    if _EXPONENT.search(tidied):
        raise Refusal("是科学计数法", "写成普通数字，例如 1.2e3 写成 1,200")


def _number(body: str, example: str) -> Decimal:
    """Read digits with grouping commas and one decimal point; names the group that is wrong."""
    if len(body) > MAX_NUMERAL_LENGTH:
        raise Refusal(f"超过 {MAX_NUMERAL_LENGTH} 个字符", "核对位数后重填")
    whole, *fractions = body.split(".")
    if len(fractions) > 1:
        raise Refusal(f"有 {len(fractions)} 个小数点，“{fractions[0]}”前后各有一个", "只保留一个小数点")
    fraction = "".join(fractions)
    if "," in fraction:
        raise Refusal(f"小数部分“{fraction}”中有逗号", "逗号只用于整数部分的千分位")
    first, *groups = whole.split(",")
    if groups and "" in (first, *groups):
        raise Refusal("的逗号前后缺少数字", "逗号从个位起每三位一个，也可以不写逗号")
    wrong = next((group for group in groups if len(group) != 3), None)
    if groups and (wrong is not None or len(first) > 3):
        named = first if wrong is None else wrong
        expected = "一至三位" if wrong is None else "三位"
        raise Refusal(f"的千分位分组“{named}”不是{expected}数字", "逗号从个位起每三位一个，也可以不写逗号")
    digits = "".join((first, *groups))
    if not digits and not fraction:
        raise Refusal("不是一个数字", f"只填一个数字，例如 {example}")
    return Decimal(f"{digits or '0'}.{fraction or '0'}")
