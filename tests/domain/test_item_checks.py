"""Checks of projects and transfer payments, on the mistakes that published forms really hold."""

from __future__ import annotations

from typing import Any

import pytest

from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.registry import run_checks
from selfeval.domain.data import (
    EvaluationData,
    IndicatorNature,
    Item,
    ItemIndicator,
    ItemKind,
    SectionText,
    SpendingNature,
)
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.pack import Pack, Section, TextBlock
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.sections import walk_sections
from tests.support.items import (
    full_marks,
    fund,
    indicator,
    item_year,
    nine_items,
    one_item,
    pack_with,
)
from tests.support.published import published_pack, published_year
from tests.support.scoring import spending

NATIONAL = "national-project-2020"
GANSU = ("gansu-project-2020", "gansu-transfer-2020")


def findings(data: EvaluationData, pack: Pack, check: str = "") -> list[Finding]:
    """All findings, or those of one check."""
    score = score_evaluation(data, pack)
    found = run_checks(data, pack, with_scores(figure_book(data, pack), score), score)
    return [each for each in found if not check or each.id == check]


def of_one(check: str, *rows: ItemIndicator, **values: Any) -> list[Finding]:
    """The findings of one check about one item with these indicators."""
    return findings(one_item(*rows, **values), pack_with(NATIONAL), check)


def test_the_nine_published_items_give_exactly_these_findings() -> None:
    found = findings(nine_items(), pack_with(*GANSU))
    assert [(each.id, each.place) for each in found] == [
        ("E03", "item.car_rental"),  # printed 100, comes out at 98.74
        ("W06", "item.car_rental"),  # 87.37 % without a reason
    ]
    printed, low = found
    assert (printed.left, printed.right, printed.difference) == ("100", "98.74", "1.26")
    assert printed.place_label == "项目“车辆租赁费”"
    assert (low.left, low.right, low.difference) == ("3.39万元", "3.88万元", "-0.49万元")


def test_the_whole_must_be_the_sum_of_its_sources() -> None:
    # a published form: total 0/0/0 above 90/89.974/89.974
    funds = (fund("x", "total", "0", "0", "0"), fund("x", "fiscal", "90", "89.974", "89.974"))
    found = of_one("E04", funds=funds)
    assert [each.right for each in found] == ["90.00万元", "89.97万元", "89.97万元"]
    assert "年初预算数" in found[0].message
    whole = fund("x", "total", "90", "90", "90")
    sources = tuple(fund("x", key, "45", "45", "45") for key in ("fiscal", "other"))
    assert of_one("E04", funds=(whole, *sources)) == []
    assert of_one("E04", funds=(whole,)) == []


def test_weights_add_up_to_the_full_mark() -> None:
    (whole,) = of_one("E01", *full_marks("x", "40"))
    assert (whole.left, whole.right, whole.difference) == ("90", "100", "-10")
    assert of_one("E01", *full_marks("x")) == []
    assert of_one("E01", indicator(target_text="完成")) == []


def test_weights_of_a_group_are_those_of_the_form() -> None:
    found = of_one("W19", *full_marks("x", "45", "35"))
    assert [(each.left, each.right) for each in found] == [("45", "50"), ("35", "30")]
    # the 2021 form lets a project without satisfaction indicators give its ten points to the benefit
    rows = (*full_marks("x", "50", "40")[:2],)
    assert findings(one_item(*rows), pack_with("national-project-2021"), "W19") == []


def test_low_execution_needs_a_reason() -> None:
    funds = (fund("x", "fiscal", None, "100", "89.99"),)
    assert len(of_one("W06", funds=funds)) == 1
    assert of_one("W06", funds=(fund("x", "fiscal", None, "100", "90"),)) == []
    explained = (funds[0].model_copy(update={"reason": "价格下调"}),)
    assert of_one("W06", funds=explained) == []


@pytest.mark.parametrize(("actual", "expected"), [("12.99", 0), ("13", 1), ("20", 1)])
def test_far_beyond_the_target_needs_a_reason(actual: str, expected: int) -> None:
    row = indicator(target_value="10", actual_value=actual, unit="项", weight="90")
    assert len(of_one("W07", row)) == expected
    assert of_one("W07", row.model_copy(update={"variance_reason": "新增任务"})) == []
    assert of_one("W07", row.model_copy(update={"nature": IndicatorNature.AT_MOST})) == []


def test_a_full_score_stated_for_less_than_full_execution() -> None:
    funds = (fund("x", "fiscal", None, "100", "99"),)
    stated = {"stated_score": "100", "score_reason": "自评"}
    (found,) = of_one("W09", funds=funds, **stated)
    assert (found.left, found.right) == ("100", "99.00%")
    assert of_one("W09", funds=funds, **{**stated, "stated_score": "99"}) == []


def test_lost_points_need_a_reason() -> None:
    row = indicator(target_value="10", actual_value="9", weight="90")
    (found,) = of_one("W09", row)
    assert (found.left, found.right) == ("81", "90")
    assert of_one("W09", row.model_copy(update={"variance_reason": "延期"})) == []


def test_a_stated_grade_that_the_score_does_not_earn() -> None:
    (found,) = of_one("E14", *full_marks("x"), stated_grade="良")
    assert (found.left, found.right) == ("良", "优")
    assert of_one("E14", indicator(), stated_grade="良") == []


def test_indicators_say_what_was_wanted_and_reached() -> None:
    (found,) = of_one("E12", indicator(name="产量"))
    assert "没有填写年度指标值和实际完成值" in found.message
    assert of_one("E12", indicator(target_text="达到", actual_text="达到")) == []


def test_rows_belong_to_an_item_and_its_form() -> None:
    items = (Item(code="a", name="甲"), Item(code="a", name="乙"), Item(code="b", name="丙", form="nothing"))
    funds = (fund("a", "unheard_of", "1"), fund("gone", "fiscal", "1"))
    rows = (indicator("a", "unheard_of"), indicator("a", level2="其他指标"))
    found = findings(item_year(items, funds, rows), pack_with(NATIONAL))
    messages = " ".join(each.message for each in found if each.id in {"E16", "W11"})
    for part in (
        "“乙”项目编码“a”重复",
        "“丙”所用的自评表式“nothing”不在体系包内",
        "没有这个项目",
        "资金来源“unheard_of”不在",
        "一级指标“unheard_of”不在",
        "列在“其他指标”之下",
    ):
        assert part in messages


def test_texts_name_as_many_items_as_there_are() -> None:
    text = SectionText(key="free", content="预算支出项目5个，管理省、市转移支付5项，对4个项目开展自评。")
    data = nine_items().model_copy(update={"texts": (text,)})
    found = findings(data, pack_with(*GANSU), "W14")
    assert [(each.left, each.right) for each in found] == [("5", "4")]


def test_an_adjusted_budget_is_explained_in_the_sichuan_form_of_2023() -> None:
    data = one_item(funds=(fund("x", "fiscal", "100", "120", "120"),))
    (found,) = findings(data, pack_with("sichuan-project-2023"), "P11")
    assert found.place == "item.x"
    assert (found.left, found.right) == ("120.00万元", "100.00万元")


def test_words_of_items_are_read_for_malformed_numbers() -> None:
    data = one_item(completion="支出139,26.31万元")
    (found,) = findings(data, pack_with(NATIONAL), "E10")
    assert (found.place, found.left) == ("item.x", "139,26.31")


def test_a_year_with_items_but_no_forms_has_nothing_to_say_about_them() -> None:
    found = findings(nine_items(), pack_with())
    assert [each for each in found if each.place.startswith("item")] == []


def test_a_department_without_projects_or_transfers_is_asked_for_a_word_only() -> None:
    pack, data = published_pack("gansu-2020"), published_year("lanzhou-2020")
    projects = tuple(item for item in data.year.items if item.kind is ItemKind.PROJECT)
    year = data.year.model_copy(update={"items": projects})
    asked = [
        each for each in findings(data.model_copy(update={"year": year}), pack) if each.id in ("E11", "W14")
    ]
    assert [(each.id, each.severity, each.place) for each in asked] == [
        ("W14", Severity.WARNING, "items:transfer")
    ]
    assert "没有列出转移支付" in asked[0].message


def test_an_indicator_that_stands_twice_is_named_once() -> None:
    # a published table lists 提高全社会科普意识 under quality and under social benefit
    rows = (
        indicator(name="提高全社会科普意识", level2="质量指标"),
        indicator(level1="benefit", name="提高全社会 科普意识。", level2="社会效益指标"),
        indicator(name="科普活动", level2="数量指标"),
    )
    (found,) = of_one("W10", *rows)
    assert (found.left, found.right) == ("2次", "提高全社会科普意识")
    assert "合并为一项" in found.message
    assert of_one("W10", *rows[1:]) == []


@pytest.mark.parametrize(
    ("name", "level2", "is_misplaced"),
    [
        ("会议费用", "时效指标", True),
        ("会议费用", "成本指标", False),
        ("按期完成率", "成本指标", True),
        ("按期完成项目数", "数量指标", False),
        ("群众满意度", "数量指标", True),
        ("提升群众满意度工作次数", "数量指标", False),
        ("费用拨付及时率", "时效指标", False),
    ],
)
def test_an_indicator_under_a_level_that_its_name_contradicts(
    name: str, level2: str, is_misplaced: bool
) -> None:
    found = of_one("W11", indicator(name=name, level2=level2))
    assert [each.left for each in found if "从名称看" in each.message] == ([level2] if is_misplaced else [])


@pytest.mark.parametrize(
    ("actual", "is_inexact"),
    [
        ("≥97.5%", True),
        ("人均增收200元以上", True),
        ("不低于90%", True),
        ("97.5%", False),
        ("已完成", False),
        ("群众素质提高", False),
    ],
)
def test_a_result_written_as_a_limit_is_no_result(actual: str, is_inexact: bool) -> None:
    row = indicator(name="服务对象满意度", level1="satisfaction", actual_text=actual)
    assert [each.left for each in of_one("W08", row)] == ([actual] if is_inexact else [])


def _with_project_spending(initial: str, adjusted: str, actual: str) -> EvaluationData:
    data = nine_items()
    line = spending(initial, adjusted, actual, SpendingNature.PROJECT)
    return data.model_copy(update={"year": data.year.model_copy(update={"budget_lines": (line,)})})


def test_projects_never_add_up_to_more_than_the_project_budget() -> None:
    # published: four projects 6772.192, project budget 6555.25; all nine 13847.192 of 13926.31
    data = _with_project_spending("65552500.00", "139263100.00", "139263100.00")
    (found,) = findings(data, pack_with(*GANSU), "W18")
    assert (found.left, found.right, found.difference) == ("6,772.19万元", "6,555.25万元", "216.94万元")
    assert found.place == "items"
    enough = _with_project_spending("67721920.00", "139263100.00", "139263100.00")
    assert findings(enough, pack_with(*GANSU), "W18") == []


def test_spending_of_all_items_is_compared_too() -> None:
    data = _with_project_spending("67721920.00", "139263100.00", "138000000.00")
    (found,) = findings(data, pack_with(*GANSU), "W18")
    # 6771.702 of the projects and 7075.00 of the transfers
    assert (found.left, found.right, found.difference) == ("13,846.70万元", "13,800.00万元", "46.70万元")


def _limited(section: Section) -> Section:
    """The section with five characters for every text."""
    blocks = tuple(
        block.model_copy(update={"max_chars": 5}) if isinstance(block, TextBlock) else block
        for block in section.blocks
    )
    return section.model_copy(update={"blocks": blocks, "sections": tuple(map(_limited, section.sections))})


def test_a_text_longer_than_its_form_allows_is_told() -> None:
    pack = pack_with(NATIONAL)
    own = pack.forms[0]
    outline = tuple(map(_limited, own.report.outline))
    limited = pack.model_copy(
        update={
            "forms": (own.model_copy(update={"report": own.report.model_copy(update={"outline": outline})}),)
        }
    )
    key = next(
        block.key
        for section in walk_sections(outline)
        for block in section.blocks
        if isinstance(block, TextBlock) and block.editable and block.when is None
    )

    def told(words: str) -> list[tuple[str, str]]:
        texts = (SectionText(key=f"item.x.{key}", content=words),)
        data = one_item(indicator()).model_copy(update={"texts": texts})
        found = findings(data, limited, "I06")
        return [(each.left, each.right) for each in found if each.place == f"text.item.x.{key}"]

    assert told("一二三 四五六") == [("6字", "5字")]
    assert told("一二三四五") == []
