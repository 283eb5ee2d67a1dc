"""Formulas: official writing, values, problems, explanation, binding, limits and attacks."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from selfeval.domain.formula import (
    NOT_APPLICABLE,
    FormulaError,
    NotApplicable,
    ProblemKind,
    parse_formula,
)
from selfeval.domain.numbers import format_rate

Lookup = Callable[[str], Decimal | NotApplicable | None]

COMPLETION = "[（上年结转+年初预算+本年追加预算－年末结余）/（上年结转+年初预算+本年追加预算）]×100%"
BISHAN_2020 = {
    "上年结转": Decimal(0),
    "年初预算": Decimal("4234134.18"),
    "本年追加预算": Decimal("20409023.48"),
    "年末结余": Decimal(0),
}


def figures(**values: str | None) -> Lookup:
    return {name: None if value is None else Decimal(value) for name, value in values.items()}.get


def in_ten_thousand(_: str, value: Decimal) -> str:
    return f"{value / 10000:,.2f}"


def test_official_formulas_give_the_published_rates() -> None:
    assert parse_formula(COMPLETION).evaluate(BISHAN_2020.get).value == 1
    adjustment = parse_formula("预算调整率的分子÷年初预算×100%")
    rate = adjustment.evaluate(figures(预算调整率的分子="20409023.48", 年初预算="4234134.18")).value
    assert rate is not None
    assert format_rate(rate) == "482.01%"
    three_public = parse_formula("（“三公经费”实际支出数／“三公经费”预算安排数）×１００％")
    rate = three_public.evaluate(
        figures(**{"“三公经费”实际支出数": "82624.16", "“三公经费”预算安排数": "478000"})
    ).value
    assert rate is not None
    assert format_rate(rate) == "17.29%"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1+2×3", "7"),
        ("（1＋2）·3", "9"),
        ("8÷4／2", "1"),
        ("8-4－2−1–1", "0"),
        ("-2*-3", "6"),
        ("7×50%", "3.5"),
        ("12.5 %", "0.125"),
        ("【{[1+1]}】", "2"),
        ("min(3, 2)+MAX(1，5)", "7"),
        ("求和（1，2，3）-sum(1)", "5"),
        ("绝对值（-3）", "3"),
        ("round(2.675, 2)", "2.68"),
        ("四舍五入（-0.5）", "-1"),
        ("如果（1<2，10，20）", "10"),
        ("if(1>2 且 2>1, 10, 20)", "20"),
        ("if(1>2 or not (1=2), 10, 20)", "10"),
        ("如果（1≠1 或 2<>3，1，0）", "1"),
        ("如果(1≥1 and 1<=1, 1, 0)", "1"),
        ("2019年末结余+非税收入", "3"),
        ("交办或下达数 × three_public.actual", "12"),
        ("「因公出国（境）费」-1", "4"),
    ],
)
def test_expressions_compute(source: str, expected: str) -> None:
    lookup = figures(
        **{
            "2019年末结余": "1",
            "非税收入": "2",
            "交办或下达数": "3",
            "three_public.actual": "4",
            "因公出国（境）费": "5",
        }
    )
    assert parse_formula(source).evaluate(lookup).value == Decimal(expected)


def test_names_come_once_in_order() -> None:
    assert parse_formula(COMPLETION).names == ("上年结转", "年初预算", "本年追加预算", "年末结余")
    assert parse_formula("如果（b>1，最小（a，b），「c 项」）").names == ("b", "a", "c 项")


def test_same_source_is_parsed_once() -> None:
    assert parse_formula(COMPLETION) is parse_formula(COMPLETION)


def test_explanation_shows_this_years_numbers_in_official_writing() -> None:
    formula = parse_formula("(上年结转+年初预算+本年追加预算-年末结余)/(上年结转+年初预算+本年追加预算)*100%")
    assert (
        formula.text == "（上年结转+年初预算+本年追加预算－年末结余）÷（上年结转+年初预算+本年追加预算）×100%"
    )
    assert formula.explain(BISHAN_2020.get, in_ten_thousand) == (
        "（0.00+423.41+2,040.90－0.00）÷（0.00+423.41+2,040.90）×100%"
    )
    assert parse_formula(COMPLETION).text.startswith("[（上年结转+年初预算")
    assert parse_formula("if(a>=1 and b<>2,min(a,b),round(a,2))").text == (
        "如果（a≥1 且 b≠2，最小（a，b），四舍五入（a，2））"
    )


def test_explanation_brackets_negatives_and_names_what_has_no_value() -> None:
    values: dict[str, Decimal | NotApplicable | None] = {
        "甲": Decimal(-50000),
        "乙": None,
        "丙": NOT_APPLICABLE,
    }
    text = parse_formula("甲-甲+乙×丙").explain(values.get, in_ten_thousand)
    assert text == "（-5.00）－（-5.00）+乙×无此项"


def test_all_missing_figures_are_named_at_once() -> None:
    problem = (
        parse_formula("（甲+乙）÷（丙－1）+丁").evaluate(figures(甲="1", 乙=None, 丙=None, 丁="2")).problem
    )
    assert problem is not None
    assert (problem.kind, problem.names) == (ProblemKind.MISSING, ("乙", "丙"))
    assert problem.message == "缺少数据：乙、丙"


def test_not_applicable_figure_leaves_no_value() -> None:
    outcome = parse_formula("甲÷甲").evaluate(lambda _: NOT_APPLICABLE)
    assert outcome.value is None
    assert outcome.problem is not None
    assert (outcome.problem.kind, outcome.problem.names) == (ProblemKind.NOT_APPLICABLE, ("甲",))


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("甲÷乙", "乙"),
        ("1+甲/（乙×2）×100%", "乙×2"),
        ("0÷0", "0"),
        ("甲÷（甲－1）", "甲－1"),
        ("1/[(乙)]", "乙"),
    ],
)
def test_zero_denominator_is_named(source: str, named: str) -> None:
    outcome = parse_formula(source).evaluate(figures(甲="1", 乙="0"))
    assert outcome.problem is not None
    assert outcome.problem.kind is ProblemKind.ZERO_DENOMINATOR
    assert outcome.problem.message == f"分母为零：{named}"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("×".join(["999999999999999"] * 30), None),
        ("甲", Decimal("1E30")),
        ("甲+1", Decimal("NaN")),
        ("甲+1", Decimal("Infinity")),
        ("1÷(甲×甲)", Decimal("1E-14")),
    ],
)
def test_intermediate_results_are_bounded(source: str, value: Decimal | None) -> None:
    outcome = parse_formula(source).evaluate(lambda _: value)
    assert outcome.problem is not None
    assert outcome.problem.kind is ProblemKind.OUT_OF_BOUNDS


def test_choice_computes_only_the_part_it_takes() -> None:
    formula = parse_formula("如果（预算=0，0，支出÷预算）")
    assert formula.evaluate(figures(预算="0", 支出=None)).value == 0
    assert formula.evaluate(figures(预算="4", 支出="1")).value == Decimal("0.25")
    problem = formula.evaluate(figures(预算=None, 支出=None)).problem
    assert problem is not None
    assert problem.names == ("预算",)


def test_condition_holds_or_is_undecided() -> None:
    condition = parse_formula("预算>0 且 支出÷预算≥60%")
    assert condition.is_condition
    assert condition.holds(figures(预算="10", 支出="6")) is True
    assert condition.holds(figures(预算="10", 支出="5.99")) is False
    assert condition.holds(figures(预算="0", 支出="5")) is False
    assert condition.holds(figures(预算="10", 支出=None)) is None
    assert parse_formula("支出÷预算>0").holds(figures(预算="0", 支出="1")) is None


def test_value_and_condition_are_not_confused() -> None:
    with pytest.raises(FormulaError, match="条件"):
        parse_formula("a>1").evaluate(figures(a="1"))
    with pytest.raises(FormulaError, match="条件"):
        parse_formula("a+1").holds(figures(a="1"))


CATALOGUE = {
    "年初预算数": "budget.initial",
    "三公经费决算数": "three_public.actual",
    "“三公经费”预算数": "three_public.budget",
    "因公出国（境）费": "three_public.overseas",
    "人员-合计": "staff-total",
}


def test_binding_resolves_names_keys_and_ways_of_writing() -> None:
    formula = parse_formula("“三公经费”决算数÷three_public.budget+「staff-total」－「因公出国(境)费」").bind(
        CATALOGUE
    )
    assert formula.keys == (
        "three_public.actual",
        "three_public.budget",
        "staff-total",
        "three_public.overseas",
    )
    assert formula.text == "三公经费决算数÷“三公经费”预算数+人员-合计－因公出国（境）费"
    values = {
        "three_public.actual": Decimal(6),
        "three_public.budget": Decimal(3),
        "staff-total": Decimal(14),
        "three_public.overseas": Decimal(1),
    }
    assert formula.evaluate(values.get).value == 15
    assert formula.explain(values.get, lambda key, value: f"{key}={value}").startswith(
        "three_public.actual=6÷"
    )


def test_problems_of_a_bound_formula_give_names_and_keys() -> None:
    problem = parse_formula("three_public.actual+1").bind(CATALOGUE).evaluate(lambda _: None).problem
    assert problem is not None
    assert (problem.names, problem.keys) == (("三公经费决算数",), ("three_public.actual",))


@pytest.mark.parametrize(
    ("source", "position", "named", "suggested"),
    [
        ("1+年初预算", 2, "“年初预算”", "年初预算数"),
        ("因公出国费", 0, "“因公出国费”", "「因公出国（境）费」"),
        ("three_public.actuel", 0, "“three_public.actuel”", "three_public.actual"),
        ("水库容量", 0, "“水库容量”", "数据项目录"),
    ],
)
def test_unknown_name_is_refused_with_near_names(
    source: str, position: int, named: str, suggested: str
) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_formula(source).bind(CATALOGUE)
    assert refused.value.position == position
    assert named in refused.value.message
    assert suggested in refused.value.cure


def test_name_with_two_answers_is_refused() -> None:
    with pytest.raises(FormulaError, match="不止一个"):
        parse_formula("三公 经费".replace(" ", "“") + "”").bind({"“三公”经费": "a", "三公经费": "b"})


ATTACKS = {
    "import": '__import__("os").system("id")',
    "attribute": "().__class__.__bases__",
    "name attribute": "a.__class__",
    "number attribute": "(1).real",
    "subscript": "a[0]",
    "call": 'open("/etc/passwd")',
    "eval full-width": "ｅｖａｌ（1）",
    "lambda": "(lambda: 1)()",
    "comprehension": "[i for i in a]",
    "f-string": "f'{a}'",
    "string": "'a'*999999999",
    "power": "9**9**9",
    "caret": "9^9^9",
    "shift": "1<<999999",
    "modulo": "a % b",
    "floor division": "a // b",
    "assignment": "a := 1",
    "statement": "1; 2",
    "template": "{{ a }}|safe",
    "backslash": "a\\b",
    "huge literal": "9" * 400,
    "exponent literal": "1e999999*2",
    "hexadecimal": "0xff",
    "underscored literal": "1_000",
    "length": "1+" * 50_000 + "1",
    "brackets": "(" * 200 + "1" + ")" * 200,
    "open brackets": "(" * 499,
    "mixed brackets": "(1]",
    "signs": "-" * 400 + "1",
    "negations": "非 " * 200 + "a>1",
    "nested calls": "abs(" * 40 + "1" + ")" * 40,
    "nodes": "1+" * 220 + "1",
    "rounding places": "round(1, 99)",
    "rounding digits": "round(1, 12)",
    "arguments": "abs(1, 2)",
    "cyrillic function": "аbs(1)",
    "mathematical digits": "𝟏+𝟏",
    "arabic digits": "١+١",
    "circled digit": "①+1",
    "zero width": "1\u200b+1",
    "bidirectional": "\u202e1+2",
    "null": "1\x00",
    "surrogate": "\ud800",
    "hidden in quotes": "「年初\u200b预算」",
    "chained comparison": "1<2<3",
    "condition as value": "(a>1)+1",
    "empty brackets": "()",
    "empty": "   ",
    "unfinished": "a+",
}


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in ATTACKS.items()])
def test_attack_is_refused_quickly_with_position_and_cure(source: str) -> None:
    started = time.perf_counter()
    with pytest.raises(FormulaError) as refused:
        parse_formula(source)
    assert time.perf_counter() - started < 2
    assert 0 <= refused.value.position <= len(source)
    assert refused.value.cure
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("source", "position", "named"),
    [
        ("年初预算^2", 4, "乘方"),
        ("a**2", 2, "乘方"),
        ("平方根（4）", 3, "“平方根”不是可用的函数"),
        ("年初预算 年末结余", 5, "缺少运算符"),
        ("（a+b", 4, "没有写完"),
        ("a+b）", 3, "“）”"),
    ],
)
def test_mistake_is_named_where_it_stands(source: str, position: int, named: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_formula(source)
    assert refused.value.position == position
    assert named in refused.value.message


@given(
    st.text(max_size=60) | st.text("aA年且或非0123456789.%+-*/×÷()（）[]【】「」“”,，<>=≥ ifmn", max_size=60)
)
def test_any_text_is_a_formula_or_a_formula_error(source: str) -> None:
    message = ""
    try:
        formula = parse_formula(source)
    except FormulaError as error:
        message = str(error)
    else:
        (formula.holds if formula.is_condition else formula.evaluate)(lambda _: Decimal(2))
    assert message.isprintable()


# --- random formulas against an independent evaluation in fractions -----------------------------------

NAMED = {
    "年初预算": Fraction(42341, 100),
    "“三公”经费": Fraction(-363, 100),
    "非税收入": Fraction(0),
    "2019年末结余": Fraction(7),
    "three_public.actual": Fraction(1, 100),
}
SIGNS = ("+", "-", "*", "/", "(", ")", "min", "abs", "if", "sum")
STYLES = (
    dict(zip(SIGNS, SIGNS, strict=True)),
    dict(zip(SIGNS, ("＋", "－", "×", "÷", "（", "）", "最小", "绝对值", "如果", "求和"), strict=True)),
    dict(zip(SIGNS, (" + ", " − ", "·", "／", "[", "]", "MIN", "Abs", "IF", "Sum"), strict=True)),
)
BOUND = Fraction(10) ** 21
UNIT = Fraction(1, 10**27)

Tree = tuple[str, tuple["Tree", ...]]  # an operator with its operands, or a leaf's text with none
Bounded = tuple[Fraction, Fraction]  # a value, and how far 28-digit arithmetic may be off

leaves = (
    st.sampled_from(sorted(NAMED))
    | st.decimals(0, 999, places=2).map(str)
    | st.integers(0, 150).map("{}%".format)
).map(lambda text: (text, ()))


def trees(depth: int) -> st.SearchStrategy[Tree]:
    if depth == 0:
        return leaves
    inner = trees(depth - 1)
    exact = st.tuples(st.sampled_from("+-*"), st.tuples(leaves, leaves))
    return st.one_of(
        leaves,
        st.tuples(st.sampled_from("+-*"), st.tuples(inner, inner)),
        st.tuples(st.just("/"), st.tuples(inner, leaves | exact)),
        st.tuples(st.just("neg"), st.tuples(inner)),
        st.tuples(st.just("abs"), st.tuples(inner)),
        st.tuples(st.just("min"), st.tuples(inner, inner)),
        st.tuples(st.just("sum"), st.tuples(inner, inner, leaves)),
        st.tuples(st.just("if"), st.tuples(inner, leaves, inner, inner)),
    )


def written(tree: Tree, style: dict[str, str], binding: int = 0) -> str:
    """Print with only the brackets that rank asks for: 0 sum, 1 product, 2 operand."""
    head, parts = tree
    if not parts:
        return head
    if head == "if":
        first, second, then, otherwise = (written(part, style) for part in parts)
        return f"{style['if']}({first}>{second},{then},{otherwise})"
    if head in {"abs", "min", "sum"}:
        return f"{style[head]}（{'，'.join(written(part, style) for part in parts)}）"
    if head == "neg":
        return f"{style['-']}{written(parts[0], style, 2)}"
    rank = 0 if head in "+-" else 1
    left, right = parts
    text = f"{written(left, style, rank)}{style[head]}{written(right, style, rank + 1)}"
    return f"{style['(']}{text}{style[')']}" if rank < binding else text


class ZeroDivisor(Exception):
    pass


class TooLarge(Exception):
    pass


def computed(tree: Tree) -> Bounded:
    head, parts = tree
    if not parts:
        literal = Fraction(head[:-1]) / 100 if head.endswith("%") else None
        return (
            NAMED[head] if head in NAMED else literal if literal is not None else Fraction(head)
        ), Fraction(0)
    if head == "if":
        (left, left_off), (right, right_off) = computed(parts[0]), computed(parts[1])
        assume(left_off + right_off == 0 or abs(left - right) > left_off + right_off)
        return computed(parts[2] if left > right else parts[3])
    values = [computed(part) for part in parts]
    (a, a_off), (b, b_off) = values[0], values[-1]
    if head in {"neg", "abs"}:
        return (-a if head == "neg" else abs(a)), a_off
    if head == "min":
        return min(a, b), max(a_off, b_off)
    if head == "/":
        if b == 0:
            raise ZeroDivisor
        result, off = a / b, a_off / abs(b)
    elif head == "*":
        result, off = a * b, abs(a) * b_off + abs(b) * a_off + a_off * b_off
    elif head == "sum":
        result, off = (
            sum((value for value, _ in values), Fraction(0)),
            sum((off for _, off in values), Fraction(0)),
        )
        off += UNIT * sum(abs(value) for value, _ in values)
    else:
        result, off = (a + b if head == "+" else a - b), a_off + b_off
    assume(not BOUND * 99 / 100 < abs(result) < BOUND * 101 / 100)
    if abs(result) >= BOUND:
        raise TooLarge
    return result, off + abs(result) * UNIT


def named(name: str) -> Decimal:
    value = NAMED[name]
    return Decimal(value.numerator) / Decimal(value.denominator)


@given(trees(4), st.sampled_from(STYLES))
def test_written_formula_computes_what_fractions_give(tree: Tree, style: dict[str, str]) -> None:
    source = written(tree, style)
    assume(len(source) <= 500)
    formula = parse_formula(source)
    outcome = formula.evaluate(named)
    try:
        value, off = computed(tree)
    except ZeroDivisor:
        assert outcome.problem is not None
        assert outcome.problem.kind is ProblemKind.ZERO_DENOMINATOR
    except TooLarge:
        assert outcome.problem is not None
        assert outcome.problem.kind is ProblemKind.OUT_OF_BOUNDS
    else:
        assert outcome.value is not None
        assert abs(Fraction(outcome.value) - value) <= off
        assert parse_formula(formula.text).evaluate(named).value == outcome.value


@given(st.decimals(-1000, 1000, places=6), st.integers(0, 4))
def test_rounding_is_half_away_from_zero(value: Decimal, places: int) -> None:
    shifted = math.floor(abs(Fraction(value)) * 10**places + Fraction(1, 2))
    expected = Fraction(shifted, 10**places) * (-1 if value < 0 else 1)
    outcome = parse_formula(f"四舍五入（甲，{places}）").evaluate(lambda _: value)
    assert outcome.value is not None
    assert Fraction(outcome.value) == expected
