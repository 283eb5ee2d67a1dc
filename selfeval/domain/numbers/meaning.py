"""From a numeral to the value a field stores: units, decimals, bounds, plausibility."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.numbers.formatting import format_money, format_number, round_half_up
from selfeval.domain.numbers.numeral import Numeral, Refusal
from selfeval.domain.numbers.rules import NumberRule, shown
from selfeval.domain.numbers.units import EXACT, MAX_AMOUNT, MoneyUnit, Quantity

_MONEY_UNITS = {
    "": None,
    "元": Decimal(1),
    "圆": Decimal(1),
    "万": Decimal(10000),
    "万元": Decimal(10000),
    "亿": Decimal(100000000),
    "亿元": Decimal(100000000),
}
_COUNT_UNITS = set("人名位户个项件套台辆次批家处条份本") | {"", "人次", "批次"}

_MAX_COUNT = 10**9
_MAX_SCORE = 1000
_MAX_RATIO = 10000
_RATIO_PLACES = 8
_NUMBER_PLACES = 8
_SCORE_PLACES = 4

# Typed ÷ comparable, where the unit or the decimal point is probably wrong: lower bound, upper bound,
# factor. Wide enough for the year's real change beside the slip, narrow enough to let a fall from 24.55 to
# 3.63 or a sixfold rise pass.
_SLIPS = (
    (Decimal(7), Decimal(15), Decimal(10)),
    (Decimal(50), Decimal(200), Decimal(100)),
    (Decimal(2000), Decimal(50000), Decimal(10000)),
)


class Question(Exception):
    """A numeral that may mean several values: the question in Chinese, and label and value of each."""

    def __init__(self, text: str, *suggestions: tuple[str, Decimal]) -> None:
        super().__init__(text)
        self.text = text
        self.suggestions = tuple(dict.fromkeys(suggestions))


def value_of(numeral: Numeral, rule: NumberRule) -> Decimal:
    """Return the canonical value of a numeral in a field. Raises ``Refusal`` or ``Question``."""
    if numeral.number < 0 and not rule.allow_negative:
        raise Refusal("是负数，此处不能为负", "核对后填写正数或 0")
    if numeral.has_currency_sign and rule.quantity is not Quantity.MONEY:
        raise Refusal("带有货币符号，此处不是金额", "只填数字")
    value = _VALUES[rule.quantity](numeral, rule)
    if numeral.is_spaced:
        raise Question("数字中间有空格，是否为一个数", suggestion(value, rule))
    return value


def suggestion(value: Decimal, rule: NumberRule) -> tuple[str, Decimal]:
    """Return a value with the label under which a question offers it."""
    if rule.quantity is Quantity.RATE:
        return f"{format_number(EXACT.multiply(value, Decimal(100)))}%", value
    if rule.quantity is not Quantity.MONEY:
        return format_number(value), value
    yuan = f"{format_money(value, MoneyUnit.YUAN)}元"
    if rule.unit is MoneyUnit.YUAN:
        return yuan, value
    return f"{yuan}（{format_number(EXACT.divide(value, rule.unit.yuan))}万元）", value


def _money(numeral: Numeral, rule: NumberRule) -> Decimal:
    if numeral.unit not in _MONEY_UNITS:
        raise _unknown_unit(numeral, f"此栏单位是{rule.unit.label}，金额后只能写元、万元或亿元")
    written = _MONEY_UNITS[numeral.unit]
    if written is None and numeral.has_currency_sign:
        written = Decimal(1)
    as_written = EXACT.multiply(numeral.number, written or rule.unit.yuan)
    as_column = EXACT.multiply(numeral.number, rule.unit.yuan)
    _check_bound(as_written, MAX_AMOUNT, "999,999,999,999,999.99元")
    if as_written != as_column:
        choices = [round_half_up(amount, 2) for amount in (as_written, as_column) if abs(amount) < MAX_AMOUNT]
        raise Question(
            f"带有单位“{numeral.unit or '¥'}”，此栏单位是{rule.unit.label}，是哪一个金额",
            *(suggestion(amount, rule) for amount in choices),
        )
    cents = round_half_up(as_written, 2)
    if cents != as_written:
        choices = [cents]
        in_other_unit = EXACT.multiply(numeral.number, MoneyUnit.TEN_THOUSAND_YUAN.yuan)
        if rule.unit is MoneyUnit.YUAN and in_other_unit == round_half_up(in_other_unit, 2):
            choices.append(round_half_up(in_other_unit, 2))
        places = "元最多两位小数" if rule.unit is MoneyUnit.YUAN else "万元最多六位小数"
        raise Question(
            f"精确到分以下（{places}），是否按分取整",
            *(suggestion(amount, rule) for amount in choices if abs(amount) < MAX_AMOUNT),
        )
    _check_plausible(cents, rule)
    return cents


def _check_plausible(value: Decimal, rule: NumberRule) -> None:
    if not rule.plausible or not value:
        return
    times = EXACT.divide(abs(value), abs(rule.plausible))
    for low, high, factor in _SLIPS:
        name = format_number(factor)
        if low <= times <= high:
            text, likely = f"约为可比数的 {name} 倍", EXACT.divide(value, factor)
        elif low <= EXACT.divide(Decimal(1), times) <= high:
            text, likely = f"约为可比数的 {name} 分之一", EXACT.multiply(value, factor)
        else:
            continue
        comparable, _ = suggestion(rule.plausible, rule)
        likely = round_half_up(likely, 2)
        raise Question(
            f"{text}（可比数 {comparable}），单位或小数点是否有误",
            *(suggestion(amount, rule) for amount in (likely, value) if abs(amount) < MAX_AMOUNT),
        )


def _rate(numeral: Numeral, rule: NumberRule) -> Decimal:
    if numeral.unit not in {"", "%"}:
        raise _unknown_unit(numeral, "比率按百分数填写，例如 95 或 95%")
    ratio = EXACT.divide(numeral.number, Decimal(100))
    _check_bound(ratio, Decimal(_MAX_RATIO), f"{_MAX_RATIO * 100:,}%")
    if not numeral.unit and 0 < abs(numeral.number) <= 1:
        raise Question(
            "没有百分号，此栏按百分数填写，是哪一个比率",
            suggestion(_checked_places(numeral.number, _RATIO_PLACES, rule), rule),
            suggestion(_checked_places(ratio, _RATIO_PLACES, rule), rule),
        )
    return _checked_places(ratio, _RATIO_PLACES, rule)


def _count(numeral: Numeral, rule: NumberRule) -> Decimal:
    if numeral.unit not in _COUNT_UNITS:
        raise _unknown_unit(numeral, "只填整数，不写单位")
    if numeral.number < 0:
        raise Refusal("是负数，数量不能为负", "核对后填写 0 或正整数")
    _check_bound(numeral.number, Decimal(_MAX_COUNT), f"{_MAX_COUNT:,}")
    whole = round_half_up(numeral.number, 0)
    if whole != numeral.number:
        raise Refusal("不是整数", "数量只填整数，例如 12")
    return whole


def _number(numeral: Numeral, rule: NumberRule) -> Decimal:
    if numeral.unit:
        raise _unknown_unit(numeral, "只填数字，不写单位")
    _check_bound(numeral.number, MAX_AMOUNT, "999,999,999,999,999")
    return _checked_places(numeral.number, _NUMBER_PLACES, rule)


def _score(numeral: Numeral, rule: NumberRule) -> Decimal:
    if numeral.unit not in {"", "分"}:
        raise _unknown_unit(numeral, "只填分数，例如 9.5")
    _check_bound(numeral.number, Decimal(_MAX_SCORE) + 1, f"{_MAX_SCORE:,} 分")
    return _checked_places(numeral.number, _SCORE_PLACES, rule)


_VALUES = {
    Quantity.MONEY: _money,
    Quantity.RATE: _rate,
    Quantity.COUNT: _count,
    Quantity.NUMBER: _number,
    Quantity.SCORE: _score,
}


def _checked_places(value: Decimal, places: int, rule: NumberRule) -> Decimal:
    """Return the value if it has no more places than are stored; else ask, never round in silence."""
    rounded = round_half_up(value, places)
    if rounded != value:
        raise Question("小数位数过多，是否四舍五入", suggestion(rounded, rule))
    return value


def _check_bound(value: Decimal, bound: Decimal, name: str) -> None:
    if abs(value) >= bound:
        raise Refusal(f"超出范围（绝对值上限 {name}）", "核对位数和单位后重填")


def _unknown_unit(numeral: Numeral, cure: str) -> Refusal:
    return Refusal(f"带有此栏不用的单位“{shown(numeral.unit)}”", cure)
