"""The number grammar, row by row; formatting; reading what was written; strict JSON."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.numbers import (
    JsonError,
    MoneyUnit,
    NumberRule,
    Quantity,
    edit_text,
    format_money,
    format_number,
    format_rate,
    json_loads,
    read_cell,
    read_number,
    round_half_up,
)

YUAN = NumberRule(Quantity.MONEY, MoneyUnit.YUAN, "公用经费 决算数", allow_negative=True)
WAN = replace(YUAN, unit=MoneyUnit.TEN_THOUSAND_YUAN)
RATE = NumberRule(Quantity.RATE, label="群众满意度 实际值", allow_negative=True)
COUNT = NumberRule(Quantity.COUNT, label="行政编制 在编人数")
NUMBER = NumberRule(Quantity.NUMBER, label="道路里程", allow_negative=True)
SCORE = NumberRule(Quantity.SCORE, label="预算完成率 得分")
ALL_RULES = (YUAN, WAN, RATE, COUNT, NUMBER, SCORE, replace(WAN, plausible=Decimal("1000000")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.56", "1234.56"),
        ("１２３", "123"),
        ("１，２３４．５６", "1234.56"),
        ("-5", "-5"),
        ("－5", "-5"),
        ("−5", "-5"),
        ("(1,234.00)", "-1234"),
        ("（1,234.00）", "-1234"),
        ("+5", "5"),
        ("12。5", "12.5"),
        ("12．5", "12.5"),
        ("¥12", "12"),
        ("￥12", "12"),
        ("-¥1,200", "-1200"),
        ("12元", "12"),
        ("12 元", "12"),
        (" 12 ", "12"),
        ("\u00a012\u3000", "12"),
        ("\t12\r\n", "12"),
        ("007", "7"),
        ("12.340", "12.34"),
        (".5", "0.5"),
        ("999,999,999,999,999.99", "999999999999999.99"),
    ],
)
def test_amount_in_yuan_is_read_as_written(text: str, expected: str) -> None:
    reading = read_number(text, YUAN)
    assert (reading.kind, reading.value, reading.notes) == ("value", Decimal(expected), ())


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,234.56", "12345600"),
        ("12万", "120000"),
        ("12万元", "120000"),
        ("１２．５万元", "125000"),
        ("2040.902348", "20409023.48"),
        ("423.413418", "4234134.18"),
        ("(47.8万元)", "-478000"),
        ("0元", "0"),
    ],
)
def test_amount_in_ten_thousand_yuan_is_stored_in_yuan(text: str, yuan: str) -> None:
    reading = read_number(text, WAN)
    assert (reading.kind, reading.value) == ("value", Decimal(yuan))


@pytest.mark.parametrize("text", ["1\u200b2", "\ufeff12", "\u202d12\u202c", "12\u2060", "1\x002"])
def test_invisible_characters_are_removed_with_a_note(text: str) -> None:
    reading = read_number(text, YUAN)
    assert (reading.kind, reading.value, reading.notes) == ("value", Decimal(12), ("已去除不可见字符",))


@pytest.mark.parametrize(
    ("text", "rule", "values"),
    [
        ("12万", YUAN, ["120000", "12"]),
        ("12万元", YUAN, ["120000", "12"]),
        ("1.2亿元", WAN, ["120000000", "12000"]),
        ("12元", WAN, ["12", "120000"]),
        ("¥12", WAN, ["12", "120000"]),
        ("1 234", YUAN, ["1234"]),
        ("12\t34", YUAN, ["1234"]),
        ("12.345", YUAN, ["12.35", "123450"]),
        ("12.3456789", YUAN, ["12.35"]),
        ("8.2624162", WAN, ["82624.16"]),
        ("0.95", RATE, ["0.95", "0.0095"]),
        ("1", RATE, ["1", "0.01"]),
        ("33.3333333333%", RATE, ["0.33333333"]),
        ("0.123456785", NUMBER, ["0.12345679"]),
        ("9.12345", SCORE, ["9.1235"]),
    ],
)
def test_what_may_mean_several_values_is_asked(text: str, rule: NumberRule, values: list[str]) -> None:
    reading = read_number(text, rule)
    assert (reading.kind, reading.value) == ("question", None)
    assert [value for _, value in reading.suggestions] == [Decimal(value) for value in values]
    assert reading.message.startswith(f"{rule.label}“")
    assert reading.message.endswith("？")


def test_suggestions_are_labelled_in_yuan_and_in_the_unit_of_the_column() -> None:
    assert [label for label, _ in read_number("12万", YUAN).suggestions] == ["120,000.00元", "12.00元"]
    labels = [label for label, _ in read_number("8.2624162", WAN).suggestions]
    assert labels == ["82,624.16元（8.262416万元）"]
    assert [label for label, _ in read_number("0.95", RATE).suggestions] == ["95%", "0.95%"]


@pytest.mark.parametrize(
    ("text", "rule", "named"),
    [
        ("١٢٣", YUAN, "“١”"),
        ("1_000", YUAN, "下划线"),
        ("139,26.31", WAN, "“26”"),
        ("2464.3157.66", WAN, "“3157”"),
        ("1,23", YUAN, "“23”"),
        ("1234,567", YUAN, "“1234”"),
        ("1,,234", YUAN, "逗号"),
        ("1.234,56", YUAN, "“234,56”"),
        ("1.2e3", YUAN, "科学计数法"),
        ("1E400", YUAN, "科学计数法"),
        ("1e999999999", YUAN, "科学计数法"),
        ("9" * 25, YUAN, "24 个字符"),
        pytest.param("9" * 100_000, YUAN, "200 个字符", id="100,000 digits"),
        ("NaN", YUAN, "不是数字"),
        ("Infinity", YUAN, "不是数字"),
        ("-Inf", YUAN, "不是数字"),
        ("壹佰万元整", YUAN, "阿拉伯数字"),
        ("一百二十", COUNT, "阿拉伯数字"),
        ("12%", WAN, "“%”"),
        ("12公里", NUMBER, "“公里”"),
        ("12\ud800", YUAN, "“□”"),
        ("12²", YUAN, "“²”"),
        ("①", COUNT, "“①”"),
        ("⑴", YUAN, "“⑴”"),
        ("½", NUMBER, "“½”"),
        ("(-5)", YUAN, "括号"),
        ("(5", YUAN, "括号"),
        ("abc", YUAN, "不是一个数字"),
        ("--5", YUAN, "不是一个数字"),
        ("1+1", YUAN, "不是一个数字"),
        ("¥5", COUNT, "货币"),
        ("12.5", COUNT, "整数"),
        ("10,000,000,000", COUNT, "1,000,000,000"),
        ("1,001", SCORE, "1,000 分"),
        ("1,000,000,000,000,000", YUAN, "999,999,999,999,999.99元"),
        ("2000000%", RATE, "1,000,000%"),
    ],
)
def test_what_is_no_number_here_is_refused_by_name(text: str, rule: NumberRule, named: str) -> None:
    reading = read_number(text, rule)
    assert (reading.kind, reading.value, reading.suggestions) == ("refused", None, ())
    assert reading.message.startswith(f"{rule.label}“")
    assert named in reading.message
    assert len(reading.message) < 120


@pytest.mark.parametrize(
    ("rule", "example"),
    [(YUAN, "1,234.56"), (RATE, "95.5%"), (COUNT, "12"), (NUMBER, "1,234.56"), (SCORE, "8.5")],
)
@pytest.mark.parametrize("text", ["九十八", "很高", "."])
def test_the_example_of_a_cure_fits_the_quantity(text: str, rule: NumberRule, example: str) -> None:
    message = read_number(text, rule).message
    assert message.endswith(f"，例如 {example}")
    assert read_number(example, rule).kind == "value"


@pytest.mark.parametrize("text", ["-5", "(5)", "−5"])
@pytest.mark.parametrize("quantity", list(Quantity))
def test_negative_is_refused_where_no_sign_is_allowed(text: str, quantity: Quantity) -> None:
    reading = read_number(text, NumberRule(quantity, label="栏目"))
    assert reading.kind == "refused"
    assert "负" in reading.message


@pytest.mark.parametrize("text", ["—", "-", "－", "——", "无", "/", "／", "N/A", "ｎ／ａ", "不适用"])
def test_nothing_words_are_blank_or_not_applicable_by_rule(text: str) -> None:
    blank = read_number(text, YUAN)
    assert blank.kind == "blank"
    assert "按未填写处理" in blank.notes[0]
    assert read_number(text, replace(YUAN, allow_not_applicable=True)).kind == "not_applicable"


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\u200b"])
@pytest.mark.parametrize("rule", ALL_RULES)
def test_empty_text_is_blank_even_where_not_applicable_is_allowed(text: str, rule: NumberRule) -> None:
    assert read_number(text, replace(rule, allow_not_applicable=True)).kind == "blank"


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("95", "0.95"),
        ("95%", "0.95"),
        ("９５％", "0.95"),
        ("0.95%", "0.0095"),
        ("482.01", "4.8201"),
        ("0", "0"),
    ],
)
def test_rate_is_entered_in_percent(text: str, ratio: str) -> None:
    reading = read_number(text, RATE)
    assert (reading.kind, reading.value) == ("value", Decimal(ratio))


@pytest.mark.parametrize(
    ("text", "value"), [("14", 14), ("14人", 14), ("1,200人次", 1200), ("３", 3), ("5.0", 5)]
)
def test_count_is_whole_and_may_carry_its_measure_word(text: str, value: int) -> None:
    reading = read_number(text, COUNT)
    assert (reading.kind, reading.value) == ("value", Decimal(value))


def test_score_may_carry_its_unit() -> None:
    assert read_number("9.5分", SCORE).value == Decimal("9.5")


@pytest.mark.parametrize(
    ("text", "plausible", "likely"),
    [
        ("143,539.21", "143612500.00", "143539210.00"),
        ("1,435.39", "143612500.00", "143539000.00"),
        ("143.61", "143612500.00", "143610000.00"),
        ("143,612,500", "143612500.00", "143612500.00"),
        ("-2.4", "240.00", "-240.00"),
    ],
)
def test_amount_near_a_power_of_ten_of_a_comparable_one_is_asked(
    text: str, plausible: str, likely: str
) -> None:
    rule = replace(WAN, plausible=Decimal(plausible))
    reading = read_number(text, rule)
    assert reading.kind == "question"
    typed = read_number(text, replace(rule, plausible=None)).value
    assert [value for _, value in reading.suggestions] == [Decimal(likely), typed]


@pytest.mark.parametrize("text", ["3.63", "24.55", "150", "0", "47.8"])
def test_amount_that_changed_within_reason_is_not_asked(text: str) -> None:
    assert read_number(text, replace(WAN, plausible=Decimal("245500"))).kind == "value"


def test_no_comparable_amount_asks_nothing() -> None:
    assert read_number("5", replace(WAN, plausible=Decimal(0))).value == Decimal(50000)


@pytest.mark.parametrize(
    ("cell", "rule", "expected"),
    [
        (12, YUAN, "12"),
        (0.1 + 0.2, NUMBER, "0.3"),
        (1.2e3, YUAN, "1200"),
        (423.413418, WAN, "4234134.18"),
        (Decimal("5.5"), SCORE, "5.5"),
        (95.0, RATE, "0.95"),
        (14.0, COUNT, "14"),
        ("'1,234.50".lstrip("'"), YUAN, "1234.5"),
        (-0.0, YUAN, "0"),
    ],
)
def test_cell_with_a_number_is_read(cell: object, rule: NumberRule, expected: str) -> None:
    reading = read_cell(cell, rule)
    assert (reading.kind, reading.value, reading.notes) == ("value", Decimal(expected), ())


def test_cell_rounds_floats_to_six_places_and_says_so() -> None:
    reading = read_cell(8.2624162, WAN)
    assert (reading.value, len(reading.notes)) == (Decimal("82624.16"), 1)


def test_cell_with_percent_format_holds_a_ratio() -> None:
    assert read_cell(0.95, RATE, is_percent=True).value == Decimal("0.95")
    assert read_cell(0.95, RATE).kind == "question"


@pytest.mark.parametrize(
    "cell",
    [
        True,
        date(2020, 1, 1),
        math.nan,
        math.inf,
        -math.inf,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("1E+300000"),
        pytest.param(10**5000, id="5001 digits"),
        -(10**16),
        "#REF!",
    ],
)
def test_cell_without_a_usable_number_is_refused(cell: object) -> None:
    reading = read_cell(cell, YUAN)
    assert reading.kind == "refused"
    assert reading.message.startswith(YUAN.label)


def test_empty_cell_is_blank() -> None:
    assert read_cell(None, YUAN).kind == "blank"


@given(st.text(), st.sampled_from(ALL_RULES))
def test_any_text_gets_an_answer(text: str, rule: NumberRule) -> None:
    reading = read_number(text, rule)
    assert (reading.value is not None) == (reading.kind == "value")
    assert bool(reading.message) == (reading.kind in {"question", "refused"})
    assert bool(reading.suggestions) == (reading.kind == "question")
    assert reading.message.isprintable()


@given(st.text("0123456789.,-+()（） 万亿元%¥eE。，\u200b", max_size=30), st.sampled_from(ALL_RULES))
def test_any_near_number_gets_an_answer(text: str, rule: NumberRule) -> None:
    reading = read_number(text, rule)
    if reading.value is not None:
        assert abs(reading.value) < 10**15
        assert reading.value == 0 or rule.allow_negative or reading.value > 0
        if rule.quantity is Quantity.MONEY:
            assert reading.value == reading.value.quantize(Decimal("0.01"))


@given(st.floats() | st.integers() | st.decimals() | st.booleans(), st.sampled_from(ALL_RULES))
def test_any_cell_gets_an_answer(cell: object, rule: NumberRule) -> None:
    reading = read_cell(cell, rule)
    assert (reading.value is not None) == (reading.kind == "value")


AMOUNTS = st.integers(-(10**17) + 1, 10**17 - 1).map(lambda cents: Decimal(cents).scaleb(-2))


@given(AMOUNTS, st.sampled_from([YUAN, WAN]))
def test_written_amount_reads_back(amount: Decimal, rule: NumberRule) -> None:
    assert read_number(edit_text(amount, rule), rule).value == amount
    printed = format_money(amount, rule.unit, 2 if rule.unit is MoneyUnit.YUAN else 6)
    assert read_number(f"{printed}{rule.unit.label}", rule).value == amount


@given(st.decimals(-1000, 1000, places=8))
def test_written_rate_reads_back(ratio: Decimal) -> None:
    assert read_number(edit_text(ratio, RATE), RATE).value == ratio
    assert read_number(format_rate(ratio, 6), RATE).value == ratio


@given(st.decimals(-(10**9), 10**9, places=8), st.integers(0, 10**9 - 1))
def test_written_number_and_count_read_back(number: Decimal, count: int) -> None:
    assert read_number(edit_text(number, NUMBER), NUMBER).value == number
    assert read_number(format_number(number, 8), NUMBER).value == number
    assert read_number(edit_text(Decimal(count), COUNT), COUNT).value == count


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("2.675", 2, "2.68"),
        ("-0.125", 2, "-0.13"),
        ("-0.001", 2, "0.00"),
        ("0.5", 0, "1"),
    ],
)
def test_halves_round_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == expected


def test_published_figures_print_as_published() -> None:
    # Rates and amounts of the two Bishan reports, worked out by hand: 8.262416 ÷ 47.8, 12.611 ÷ 38.8.
    assert format_rate(Decimal("82624.16") / Decimal(478000)) == "17.29%"
    assert format_rate(Decimal("126110") / Decimal(388000), 1) == "32.5%"
    assert format_rate(Decimal(13) / Decimal(14)) == "92.86%"
    assert format_money(Decimal("20409023.48"), MoneyUnit.TEN_THOUSAND_YUAN) == "2,040.90"
    assert (
        format_money(Decimal("20409023.48"), MoneyUnit.TEN_THOUSAND_YUAN, 6, grouping=False) == "2040.902348"
    )
    assert format_money(Decimal("82624.16"), MoneyUnit.YUAN) == "82,624.16"
    assert format_number(Decimal("1234.5000")) == "1,234.5"
    assert edit_text(Decimal("82624.16"), WAN) == "8.262416"
    assert edit_text(Decimal("4200000"), WAN) == "420.00"


def test_json_numbers_are_exact() -> None:
    assert json_loads('{"a": [0.1, 12, "x", null]}') == {"a": [Decimal("0.1"), 12, "x", None]}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"a": NaN}', "NaN"),
        ("[Infinity]", "Infinity"),
        ("[-Infinity]", "-Infinity"),
        ("[1e999]", "1e999"),
        ("[1e999999999]", "1e999999999"),
        pytest.param(f"[{'9' * 5000}]", "24 个字符", id="5,000 digits"),
        ('{"a": 1, "a": 2}', "“a”"),
        pytest.param("[" * 100_000, "嵌套", id="100,000 brackets"),
        ('["a\\u0000"]', "空字符"),
        ('{"\\ud800": 1}', "代理字符"),
        ("[1,\n2", "第 2 行"),
    ],
)
def test_json_with_a_trap_is_refused_in_chinese(text: str, named: str) -> None:
    with pytest.raises(JsonError) as refused:
        json_loads(text)
    assert named in str(refused.value)
