"""How references print. Expected values are worked out by hand from ``tests.support.evaluations``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.prose.references import TemplateError, parse_template
from selfeval.domain.prose.render import Chip, chips, render_runs, render_text
from selfeval.domain.report.document import Run
from tests.support.evaluations import SMALL_DATA, small

CONTEXT = small().context


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{三公经费决算数}", "8.26万元"),
        ("{three_public.actual}", "8.26万元"),
        ("{上年“三公”经费决算数}", "3.63万元"),
        ("{支出决算数}", "280.00万元"),
        ("{支出决算数|元}", "2,800,000.00元"),
        ("{支出决算数|元0}", "2,800,000元"),
        ("{三公经费决算数|万元6}", "8.260000万元"),
        ("{三公经费决算数|数}", "8.26"),
        ("{三公经费决算数|元|整数}", "82,600元"),
        ("{人均接待费}", "67.50元"),
        ("{满意度}", "98.00%"),
        ("{满意度|百分比1}", "98.0%"),
        ("{满意度|数}", "98.00"),
        ("{完成任务数}", "12项"),
        ("{备用任务数}", "无此项"),
        ("{年度}年、{上年度}年", "2020年、2019年"),
        ("{部门名称}（{department.short_name}）", "测试区科学技术局（区科技局）"),
        ("{成文日期}", "2021年3月5日"),
        ("{成文日期|月日}", "3月5日"),
        ("{成文日期|年月}", "2021年3月"),
        ("{一级指标个数}、{二级指标个数}、{三级指标个数}", "2、0、3"),
        (
            "{总得分}分，满分{满分}分，失{扣分合计}分，得分率{总得分率}",
            "7.2分，满分9.5分，失2.3分，得分率75.8%",
        ),
        ("{总得分|两位小数}", "7.20"),
        ("{一级指标.过程.得分}/{dimension.process.weight}，{dimension.process.rate}", "4.9/7，70%"),
        ("{指标.执行率.得分率}、{indicator.execution.value}、{执行率得分}", "70%、70.00%、4.9"),
        ("{indicator.benefit.score}，{indicator.benefit.rate}", "2.3，92%"),
        ("{indicator.checked.score}{indicator.checked.state}", "—不自评"),
        (
            "{indicator.execution.level1}/{indicator.execution.level2}/{indicator.execution.level3}",
            "过程//执行率",
        ),
        ("{indicator.benefit.reason}", "宣传不够；基本达成预期"),
    ],
)
def test_values_print_by_quantity_and_format(template: str, printed: str) -> None:
    assert render_text(template, CONTEXT) == printed


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("较上年{三公经费决算数 较 上年三公经费决算数}", "较上年增加4.63万元，增长127.55%"),
        ("{三公经费决算数 较 上年三公经费决算数|差额}", "增加4.63万元"),
        ("{三公经费决算数 较 上年三公经费决算数|差额|元}", "增加46,300.00元"),
        ("{三公经费决算数 较 上年三公经费决算数|幅度}", "增长127.55%"),
        ("{三公经费决算数 较 上年三公经费决算数|幅度|百分比1}", "增长127.5%"),
        ("{三公经费决算数 较 上年三公经费决算数|整句}", "较上年增加4.63万元，增长127.55%"),
        ("{三公经费决算数 较 三公经费预算数|整句}", "较“三公”经费预算数减少19.74万元，下降70.50%"),
        ("{在职人员数 较 上年在职人员数}", "增加3人，增长30.00%"),
        ("{上年在职人员数 较 在职人员数}", "减少3人，下降23.08%"),
        ("{满意度 较 上年满意度}", "提高3.20个百分点"),
        ("{上年满意度 较 满意度}", "降低3.20个百分点"),
        ("{全年预算数 较 年初预算数}", "持平"),
        ("{因公出国（境）费 较 上年因公出国（境）费|整句}", "与上年持平"),
        ("{=公务接待费+10 较 公务接待费}", "基本持平"),
        ("{公务接待费 较 因公出国（境）费}", "增加3.24万元"),
        ("{公务接待费 较 因公出国（境）费|幅度}", "不可比"),
        ("{公务接待费 占 三公经费决算数}", "39.23%"),
        ("{公务接待费 占 三公经费决算数|百分比1}", "39.2%"),
    ],
)
def test_changes_and_shares_choose_their_words(template: str, printed: str) -> None:
    assert render_text(template, CONTEXT) == printed


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("全年预算数－支出决算数", "120.00万元"),
        ("支出决算数/全年预算数×100%", "70.00%"),
        ("公务接待费÷国内公务接待人次", "0.01万元"),
        ("在职人员数－上年在职人员数", "3人"),
        ("（满意度＋上年满意度）÷2", "96.40%"),
        ("支出决算数×满意度", "274.40万元"),
        ("2×3.5", "7"),
        ("最大（完成任务数，5）", "12项"),
        ("如果（满意度≥90%，支出决算数，年初预算数）", "280.00万元"),
    ],
)
def test_formulas_print_as_what_they_compute(formula: str, printed: str) -> None:
    assert render_text("{=" + formula + "}", CONTEXT) == printed


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{年末结余}", "〔未填：年末结余〕"),
        ("{=支出决算数－年末结余}", "〔未填：年末结余〕"),
        ("{支出决算数 较 上年支出决算数}", "〔未填：上年支出决算数〕"),
        ("{查无此项}", "〔未知数据项：查无此项〕"),
        ("{=查无此项+1}", "〔未知数据项：查无此项〕"),
        ("{item.name}", "〔未知数据项：item.name〕"),
        ("{公务接待费 占 因公出国（境）费}", "〔分母为零：因公出国（境）费决算数〕"),
        ("{=公务接待费÷上年结转}", "〔分母为零：公务接待费÷上年结转〕"),
        ("{财政部门名称}", "〔未填：财政部门名称〕"),
        ("{评价等级}", "〔未填：评价等级〕"),
        ("左{年度", "〔引用有误：左〔年度〕"),
    ],
)
def test_what_has_no_value_prints_a_marked_placeholder(template: str, printed: str) -> None:
    assert render_text(template, CONTEXT) == printed
    assert [run.text for run in render_runs(template, CONTEXT) if run.missing] == [printed]


def test_total_is_not_filled_in_until_all_is_scored() -> None:
    open_data = SMALL_DATA.model_copy(update={"entries": ()})
    context = small(open_data).context
    assert render_text("{总得分}{过程得分率}", context) == "〔未填：总得分〕70%"
    assert render_text("{indicator.benefit.score}", context) == "〔未填：社会效益得分〕"


def test_amounts_stay_with_their_units_also_those_typed_by_hand() -> None:
    assert render_runs("共{三公经费决算数}，另有5.5万元，{满意度 较 上年满意度}", CONTEXT) == (
        Run("共"),
        Run("8.26万元", keep=True),
        Run("，另有"),
        Run("5.5万元", keep=True),
        Run("，提高"),
        Run("3.20个百分点", keep=True),
    )


def test_chips_show_name_and_value_of_today() -> None:
    assert chips("支出{three_public.actual|元}，{budget.actual 较 carryover_out}", CONTEXT) == (
        Chip("支出"),
        Chip("82,600.00元", "{three_public.actual|元}", "“三公”经费决算数|元"),
        Chip("，"),
        Chip(
            "〔未填：年末结余〕", "{budget.actual 较 carryover_out}", "支出决算数 较 年末结余", missing=True
        ),
    )


def test_rows_of_a_table_are_gone_through_in_order() -> None:
    rows = [
        render_text("{row.number}.{本行.组内职务}{本行.人数}，{row.duties}", one)
        for one in CONTEXT.rounds("working_group")
    ]
    assert rows == ["1.组长1，审定方案", "2.成员4，〔未填：工作职责〕"]


def test_rows_of_a_fixed_table_stand_in_the_order_of_the_form() -> None:
    rows = [render_text("{row.part}{row.actual_amount}", one) for one in CONTEXT.rounds("three_public")]
    assert rows == ["因公出国（境）费0.00万元", "公务用车运行维护费5.02万元", "公务接待费3.24万元"]


def test_dates_of_a_row_print_in_parts() -> None:
    (one,) = CONTEXT.rounds("timeline")
    assert render_text("{row.starts_on}至{row.ends_on|月日}", one) == "2021年2月23日至3月1日"


def test_indicators_are_gone_through_by_group() -> None:
    printed = [render_text("{item.number}{item.name}", one) for one in CONTEXT.rounds("indicators:effect")]
    assert printed == ["1社会效益", "2自评准确"]


@given(st.text(st.sampled_from("{}|=较占 甲年度+−÷（）0.5%\n"), max_size=40))
def test_whatever_the_parser_accepts_is_rendered(text: str) -> None:
    try:
        template = parse_template(text)
    except TemplateError:
        assert render_text(text, CONTEXT).startswith("〔引用有误：")
    else:
        printed = "".join(run.text for run in render_runs(template, CONTEXT))
        assert printed == render_text(text, CONTEXT)
        if "{{" not in text and "}}" not in text:
            assert "{" not in printed


def test_a_text_about_rows_names_its_columns_while_there_is_no_row() -> None:
    # The small year has no adjustments.
    editing = CONTEXT.for_editing("adjustments")
    assert (
        render_text("（{row.number}）{row.subject}", editing)
        == "（〔未填：本行.序号〕）〔未填：本行.调整事项〕"
    )


@given(
    name=st.sampled_from(
        ["支出决算数", "年末结余", "在职人员数", "满意度", "成文日期", "部门名称", "备用任务数", "总得分"]
    ),
    other=st.sampled_from(
        [
            "全年预算数",
            "因公出国（境）费",
            "上年满意度",
            "成文日期",
            "备用任务数",
            "=1÷0",
            "=9999999×9999999×9999999×9999999",
        ]
    ),
    relation=st.sampled_from([" 较 ", " 占 "]),
    formats=st.lists(st.sampled_from(["元", "万元6", "数", "百分比1", "整数", "绝对值", "月日"]), max_size=3),
)
def test_any_pair_with_any_formats_is_rendered(
    name: str, other: str, relation: str, formats: list[str]
) -> None:
    suffix = "".join(f"|{one}" for one in formats)
    printed = render_text("{" + name + relation + other + suffix + "}", CONTEXT)
    assert printed
    assert not set(printed) & set("{}")
