"""The template grammar: what is read, what is refused in which words, and how names and keys exchange."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.prose.references import (
    MAX_REFERENCES,
    MAX_TEMPLATE_CHARS,
    Format,
    Operand,
    Reference,
    Relation,
    TemplateError,
    Words,
    canonicalise,
    escape,
    humanise,
    parse_template,
    references_in,
)
from tests.support.evaluations import small

NAMES = small().context.names
CATALOGUE = small().book
KEYS = st.sampled_from(
    [
        "three_public.actual",
        "prior.three_public.actual",
        "three_public.overseas.actual",
        "counts.overseas_trips",
        "tasks.done",
        "budget.initial",
        "year",
        "report_date",
        "score.total",
        "department.name",
        "count.level3",
        "dimension.process.rate",
        "indicator.execution.score",
        "indicator.benefit.reason",
        "item.name",
        "item.number",
    ]
)
FORMATS = st.sampled_from(["", "|元", "|万元6", "|数", "|百分比1", "|整数", "|绝对值|元0", "|年月日"])
WORDS = st.text(st.sampled_from("较占年预算 ，。{}|=（）\n“”12万元"), max_size=12).map(escape)


@st.composite
def stored_texts(draw: st.DrawFn) -> str:
    """Texts in stored form: words with references to known keys."""
    pieces = draw(st.lists(st.one_of(WORDS, references()), max_size=6))
    return "".join(pieces)


@st.composite
def references(draw: st.DrawFn) -> str:
    """A reference in the spelling in which it is stored."""
    key, other, suffix = draw(KEYS), draw(KEYS), draw(FORMATS)
    change = draw(st.sampled_from(["", "|差额", "|幅度", "|整句"]))
    body = draw(
        st.sampled_from(
            [
                f"{key}{suffix}",
                f"{key} 较 {other}{change}{suffix}",
                f"{key} 占 {other}{suffix}",
                f"=budget.initial+three_public.actual×2{suffix}",
                f"=（budget.initial－budget.actual）/budget.initial×100% 较 {key}",
            ]
        )
    )
    return "{" + body + "}"


def test_words_and_references_are_read_in_order() -> None:
    template = parse_template("支出{支出决算数|万元6}，较上年{ 甲  较  乙 ｜差额}。{{注}}")
    assert template.segments == (
        Words("支出"),
        Reference((Operand("支出决算数"),), formats=(Format("万元", 6),), position=2),
        Words("，较上年"),
        Reference((Operand("甲"), Operand("乙")), Relation.CHANGE, (Format("差额"),), position=17),
        Words("。{{注}}"),
    )
    assert Words("。{{注}}").text == "。{注}"


def test_relation_words_inside_a_name_belong_to_the_name() -> None:
    (reference,) = parse_template("{占地面积较大的项目数}").references
    assert reference.operands == (Operand("占地面积较大的项目数"),)
    assert reference.relation is Relation.VALUE


@pytest.mark.parametrize(
    ("text", "message", "position", "cure"),
    [
        ("支出{年初预算数", "左花括号没有对应的右花括号", 2, "补上“}”"),
        ("{年初{预算数}", "左花括号没有对应的右花括号", 0, "补上“}”"),
        ("支出}万元", "右花括号没有对应的左花括号", 2, "删去这个“}”"),
        ("共{}", "花括号内缺少数据项名称", 1, "写上数据项名称"),
        ("{ 较 乙}", "花括号内缺少数据项名称", 0, "写上数据项名称"),
        ("{甲|美元}", "没有“美元”这种格式", 0, "可用的格式有：元、万元"),
        ("{甲|万元9}", "没有“万元9”这种格式", 0, "可用的格式有"),
        ("{甲|差额}", "“差额”只能用在“较”的引用里", 0, "甲 较 乙|差额"),
        ("{甲 较 乙 占 丙}", "两个以上的“较”或“占”", 0, "每处引用只比较两个"),
        ("{=甲++}", "算式“甲++”", 0, "补全"),
        ("{=__import__('os')}", "算式", 0, ""),
        ("{" + "甲" * 601 + "}", "超过600字的上限", 0, "只写数据项名称"),
        ("甲" * (MAX_TEMPLATE_CHARS + 1), "超过200000字的上限", MAX_TEMPLATE_CHARS, "分到几个段落"),
        ("{年}" * (MAX_REFERENCES + 1), "超过5000处的上限", 3 * MAX_REFERENCES, "分到几个段落"),
    ],
)
def test_mistakes_are_named_with_place_and_cure(text: str, message: str, position: int, cure: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(text)
    assert message in caught.value.message
    assert caught.value.position == position
    assert cure in caught.value.cure
    assert f"第{position + 1}个字处" in str(caught.value)


def test_names_become_keys_and_keys_become_names() -> None:
    written = (
        "{三公经费决算数 较 上年三公经费决算数}、{=公务接待费÷“三公”经费支出}、"
        "{指标.执行率.得分}、{总得分|两位小数}"
    )
    stored = canonicalise(written, NAMES.resolve)
    assert stored == (
        "{three_public.actual 较 prior.three_public.actual}、"
        "{=three_public.reception.actual÷three_public.actual}、"
        "{indicator.execution.score}、{score.total|两位小数}"
    )
    assert humanise(stored, NAMES.name_of) == (
        "{“三公”经费决算数 较 上年“三公”经费决算数}、{=公务接待费决算数÷“三公”经费决算数}、"
        "{指标.执行率.得分}、{总得分|两位小数}"
    )


def test_names_with_brackets_are_quoted_inside_formulas() -> None:
    stored = "{=three_public.overseas.actual+1}"
    shown = humanise(stored, NAMES.name_of)
    assert shown == "{=「因公出国（境）费决算数」+1}"
    assert canonicalise(shown, NAMES.resolve) == stored


def test_unknown_name_is_refused_with_its_place() -> None:
    with pytest.raises(TemplateError, match="第3个字处：没有名为“不存在的数”的数据项。从数据项列表里选"):
        canonicalise("支出{不存在的数}", NAMES.resolve)


def test_name_that_would_read_differently_stays_a_key() -> None:
    names = {"a.b": "甲 较 乙", "a.c": "丙|丁"}
    assert humanise("{a.b}{a.c}", lambda key: names[key]) == "{a.b}{a.c}"


def test_references_are_listed_once_each_also_inside_formulas() -> None:
    assert references_in("{甲}{=甲+乙÷「丙（丁）」}{戊 较 甲}{{己}}") == ("甲", "乙", "丙（丁）", "戊")


@given(stored_texts())
def test_stored_text_survives_the_editor(stored: str) -> None:
    assert canonicalise(stored, NAMES.resolve) == stored
    assert canonicalise(humanise(stored, NAMES.name_of), NAMES.resolve) == stored


@given(st.text(st.sampled_from("{}|=较占 甲年+−（）0.5%\n"), max_size=30))
def test_any_text_is_read_or_refused_with_a_cure(text: str) -> None:
    try:
        template = parse_template(text)
    except TemplateError as error:
        found = error
    else:
        again = "".join(segment.source for segment in template.segments)
        assert "".join(part.source for part in parse_template(again).segments) == again
        return
    assert found.cure
    assert 0 <= found.position <= len(text)


@given(st.text(max_size=30))
def test_escaped_words_print_as_they_are(words: str) -> None:
    segments = parse_template(escape(words)).segments
    assert all(isinstance(segment, Words) for segment in segments)
    assert "".join(segment.text for segment in segments if isinstance(segment, Words)) == words
