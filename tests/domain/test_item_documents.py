"""Projects in documents: the official tables, their own reports, and one section each in the department's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from selfeval.domain.cells import CellKind, CellMap, UnknownCell
from selfeval.domain.checks.finding import Severity
from selfeval.domain.data import EvaluationData, Item, ItemAspect, ItemKind, SectionText
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.pack_files import read_pack, write_pack
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.prose.context import Context
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Block, Document, Heading, Paragraph, Table
from selfeval.domain.report.item_documents import item_documents
from selfeval.domain.report.texts import editing_context, find_text_block, generated_for
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.items import (
    FORM_PACKS,
    form,
    full_marks,
    fund,
    indicator,
    item_year,
    nine_items,
    one_item,
    pack_with,
)
from tests.support.published import published_pack

CELL = {"width": 0.2}


def composed(data: EvaluationData, pack: Pack, kind: str) -> Document:
    score = score_evaluation(data, pack)
    book = with_scores(figure_book(data, pack), score)
    return compose(data, pack, score, book, kind=kind, draft=True)


def table_of(data: EvaluationData, code: str) -> Table:
    """The official table of the one item."""
    kind = form(code).kind
    document = composed(data, pack_with(code), f"{kind.value}-1")
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    return table


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.body]


def headings(blocks: Iterable[Block]) -> list[str]:
    return [f"{block.number}{block.text}" for block in blocks if isinstance(block, Heading)]


def words(blocks: Iterable[Block]) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in blocks if isinstance(block, Paragraph)]


# --- the forms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FORM_PACKS)
def test_the_form_has_no_mistake(code: str) -> None:
    assert [problem.text for problem in check_pack(published_pack(code))] == []


@pytest.mark.parametrize("code", FORM_PACKS)
def test_the_form_is_read_back_as_it_was_written(code: str) -> None:
    pack = published_pack(code)
    assert read_pack(write_pack(pack)) == pack


@pytest.mark.parametrize("code", FORM_PACKS)
def test_the_table_is_landscape_and_fills_its_columns(code: str) -> None:
    data = one_item(indicator(level2="数量指标"), indicator(level2="数量指标"), kind=form(code).kind)
    table = table_of(data, code)
    assert table.landscape
    taken = [0] * len(table.columns)
    for number, row in enumerate(table.body):
        column = 0
        for cell in row:
            while taken[column] > number:
                column += 1
            for covered in range(column, column + cell.colspan):
                assert taken[covered] <= number
                taken[covered] = number + cell.rowspan
            column += cell.colspan
        assert all(end > number for end in taken)


def test_the_national_table_has_the_official_rows_and_columns() -> None:
    data = one_item(
        indicator(level2="数量指标", target_value="3", actual_value="3", unit="场", weight="50"),
        *full_marks("x")[1:],
        funds=(fund("x", "fiscal", "10", "8", "6"), fund("x", "carried_over", None, "2", "2")),
        objective="办好活动",
        completion="已办好",
        supervising_department="示例市财政局",
        implementing_unit="示例局",
    )
    table = rows(table_of(data, "national-project-2020"))
    assert table[0] == ["项目名称", "示例项目"]
    assert table[1] == ["主管部门", "示例市财政局", "实施单位", "示例局"]
    assert table[2] == [
        *["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    ]
    assert table[3] == ["年度资金总额", "10.00", "10.00", "8.00", "10", "80.00%", "8"]
    assert table[4] == ["其中：当年财政拨款", "10.00", "8.00", "6.00", "—", "75.00%", "—"]
    assert table[5] == ["上年结转资金", "", "2.00", "2.00", "—", "100.00%", "—"]
    assert table[6] == ["其他资金", "", "", "", "—", "", "—"]
    assert table[7] == ["年度总体目标", "预期目标", "实际完成情况"]
    assert table[8] == ["办好活动", "已办好"]
    assert table[9] == [
        *["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        "偏差原因分析及改进措施",
    ]
    assert table[10] == ["产出指标", "数量指标", "指标", "≥3场", "3场", "50", "50", ""]
    assert table[-1] == ["总分", "100", "98", ""]


def test_indicators_are_printed_by_group_whatever_their_order() -> None:
    data = one_item(
        indicator(level1="benefit", level2="社会效益指标", name="丙"),
        indicator(level2="质量指标", name="乙"),
        indicator(level2="数量指标", name="甲"),
        indicator(level2="质量指标", name="丁"),
    )
    table = table_of(data, "sichuan-project-2020")
    body = [row for row in rows(table) if {"甲", "乙", "丙", "丁"} & set(row)]
    # equal neighbours are one merged cell, so the second 质量指标 names neither group nor level 2
    assert [row[:-2] for row in body] == [
        ["项目完成指标", "数量指标", "甲"],
        ["质量指标", "乙"],
        ["丁"],
        ["效益指标", "社会效益指标", "丙"],
    ]


def test_the_unscored_table_has_no_points() -> None:
    data = one_item(
        indicator(level2="数量指标", name="合作项目数", target_text="30项以上", actual_text="79项"),
        funds=(fund("x", "fiscal", None, "1000", "1000"), fund("x", "other", None, "0", "0")),
    )
    table = rows(table_of(data, "sichuan-project-2020"))
    assert table[2] == ["预算执行情况（万元）", "预算数：", "1,000.00万元", "执行数：", "1,000.00万元"]
    assert table[3] == ["其中-财政拨款：", "1,000.00万元", "其中-财政拨款：", "1,000.00万元"]
    assert table[4] == ["其它资金：", "0.00万元", "其它资金：", "0.00万元"]
    assert table[-1][-3:] == ["合作项目数", "30项以上", "79项"]
    assert not any("分值" in cell or "得分" in cell for row in table for cell in row)


def test_an_item_without_scores_leaves_points_and_total_empty() -> None:
    data = one_item(indicator(target_text="完成", actual_text="完成"))
    table = rows(table_of(data, "national-project-2020"))
    assert table[3][-1] == "—"
    assert table[-1] == ["总分", "", "", ""]


def test_the_chongqing_table_shows_coefficients_and_core_indicators() -> None:
    row = indicator(
        name="走访企业",
        target_value="10",
        adjusted_target_value="8",
        actual_value="6",
        unit="家",
        weight="90",
    ).model_copy(update={"is_core": True})
    table = rows(table_of(one_item(row), "chongqing-project-2021"))
    assert table[-2] == [
        *["指标名称", "计量单位", "指标性质", "年初指标值", "调整指标值", "全年完成值"],
        *["得分系数（%）", "指标权重", "指标得分", "是否核心指标"],
    ]
    assert table[-1] == ["走访企业", "家", "≥", "10", "8", "6", "75%", "90", "67.5", "是"]


def test_the_sichuan_table_gives_nature_unit_and_reasons() -> None:
    row = indicator(
        level2="数量指标", target_value="5", actual_value="4", unit="次", weight="90", variance_reason="疫情"
    )
    lines = rows(table_of(one_item(row, conclusion="较好"), "sichuan-project-2023"))
    assert ["产出指标", "数量指标", "指标", "≥", "5", "次", "4", "90", "72", "疫情"] in lines
    assert ["合计", "100", "82", ""] in lines
    assert ["项目负责人", "", "财务负责人", ""] in lines


def test_the_transfer_table_tells_how_funds_are_managed() -> None:
    item = Item(code="x", name="奖补资金", kind=ItemKind.TRANSFER, local_department="示例省科技厅")
    aspect = ItemAspect(item="x", aspect="issuing", situation="30日内下达", problems="无")
    lines = rows(table_of(item_year((item,), aspects=(aspect,)), "transfer-national"))
    assert ["地方主管部门", "示例省科技厅", "资金使用单位", ""] in lines
    assert ["下达及时性", "30日内下达", "无"] in lines


# --- documents --------------------------------------------------------------------------------------------


def test_every_item_has_its_documents() -> None:
    pack = pack_with("gansu-project-2020", "gansu-transfer-2020")
    documents = list(item_documents(score_evaluation(nine_items(), pack)))
    kinds = [document.kind for document in documents]
    assert len(kinds) == 18
    assert kinds[:3] == ["project-1", "project-1-report", "project-2"]
    assert kinds[-1] == "transfer-5-report"
    assert documents[0].label == "车辆租赁费项目支出绩效自评表"
    table = composed(nine_items(), pack, "project-1")
    assert table.title == "项目支出绩效自评表（2020年度）"
    with pytest.raises(KeyError):
        composed(nine_items(), pack, "project-5")


def test_a_report_prints_the_sections_that_have_something_to_say() -> None:
    pack = pack_with("gansu-project-2020", "gansu-transfer-2020")
    report = composed(nine_items(), pack, "transfer-1-report")
    assert headings(report.blocks) == ["一、支出预算执行情况", "二、绩效目标完成情况分析"]
    told = words(report.blocks)
    assert told[0] == "同位素实验室一期项目全年预算2,000.00万元，全年执行2,000.00万元，预算执行率100.00%。"
    assert "经自评，同位素实验室一期项目得92分。" in told
    assert "得分说明：公开报告只载总分。" in told


def departmental(**parts: object) -> Pack:
    """A department's pack with one section per project, one per transfer payment, and a summary table."""
    summary = {
        "key": "summary",
        "caption": "自评结果汇总表",
        "columns": [CELL] * 5,
        "head": [[{"text": text} for text in ("序号", "项目名称", "执行率", "得分", "等级")]],
        "body": [
            {
                "for_each": "items:project",
                "rows": [
                    [
                        {"text": text}
                        for text in (
                            *("{case.number}", "{case.name}", "{case.execution_rate}", "{case.total}"),
                            "{case.grade}",
                        )
                    ]
                ],
            }
        ],
    }
    outline = [
        {
            "key": "projects",
            "title": "项目支出自评",
            "asks": ["items:project"],
            "blocks": [
                {"type": "text", "key": "count", "label": "个数", "template": "预算支出项目{预算项目个数}。"},
                {"type": "table", "table": "summary"},
                {"type": "items", "kind": "project", "table": True},
            ],
            "sections": [{"key": "after", "title": "其他"}],
        },
        {
            "key": "transfers",
            "title": "转移支付自评",
            "asks": ["items:transfer"],
            "blocks": [{"type": "items", "kind": "transfer"}],
        },
    ]
    report = {"kind": "report", "label": "自评报告", "title": ["自评报告"], "outline": outline}
    return pack_with(
        "gansu-project-2020",
        "gansu-transfer-2020",
        **{"documents": [report], "tables": [summary], **parts},
    )


def test_the_departments_report_has_one_section_per_item() -> None:
    assert [p.text for p in check_pack(departmental()) if p.severity is Severity.ERROR] == []
    document = composed(nine_items(), departmental(), "report")
    found = headings(document.blocks)
    assert found[0] == "一、项目支出自评"
    assert found[1:4] == ["（一）车辆租赁费", "1.支出预算执行情况", "2.绩效目标完成情况分析"]
    assert "（四）化工片区产业项目引进技术服务费" in found
    assert "（五）其他" in found  # sections after the items go on counting
    assert found[found.index("二、转移支付自评") + 1] == "（一）同位素实验室一期项目"
    anchors = [block.anchor for block in document.blocks if isinstance(block, Heading)]
    assert len(set(anchors)) == len(anchors)
    captions = [block.caption for block in document.blocks if isinstance(block, Table)]
    assert captions[:2] == ["表1 自评结果汇总表", "表2 项目支出绩效自评表（2020年度）"]
    assert len(captions) == 5


def test_the_summary_table_shows_scores_and_grades_where_there_are_any() -> None:
    document = composed(nine_items(), departmental(), "report")
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert rows(table) == [
        ["1", "车辆租赁费", "87.37%", "98.74", "优"],
        ["2", "新区孵化大厦运营管理费", "100.00%", "", "优"],
        ["3", "新区孵化大厦租赁费", "100.00%", "", "优"],
        ["4", "化工片区产业项目引进技术服务费", "100.00%", "100", "优"],
    ]
    assert words(document.blocks)[0] == "预算支出项目4个。"


def test_indicators_of_all_items_can_be_listed() -> None:
    pack = departmental()
    data = nine_items()
    context = Context(data, pack, figure_book(data, pack), score_evaluation(data, pack))
    listed = [
        (one.value("case.name").content, one.value("item.score").content, one.value("row.tier").content)
        for one in context.rounds("item_indicators:project")
    ]
    assert [points for _, points, _ in listed] == [Decimal(each) for each in (50, 30, 10, 50, 30, 10)]
    assert {name for name, _, _ in listed} == {"车辆租赁费", "化工片区产业项目引进技术服务费"}
    assert {tier for _, _, tier in listed} == {"达成年度指标"}


# --- texts of an item -------------------------------------------------------------------------------------


def test_the_text_of_an_item_is_edited_for_that_item_only() -> None:
    edited = SectionText(key="item.car_rental.completion", content="{本项目.项目名称}保障了出行。")
    data = nine_items().model_copy(update={"texts": (edited,)})
    document = composed(data, departmental(), "report")
    told = words(document.blocks)
    assert "车辆租赁费保障了出行。" in told
    assert told.count("已完成") == 3


def test_the_editor_finds_the_text_of_an_item() -> None:
    data, pack = nine_items(), departmental()
    context = Context(data, pack, figure_book(data, pack), score_evaluation(data, pack))
    key = "item.car_rental.funds"
    block = find_text_block(pack, key)
    assert block is not None
    assert block.label == "资金情况"
    assert generated_for(key, context) == block.template
    inside = editing_context(key, context)
    assert inside.value("全年执行数").content == 33900
    assert inside.names.name_of("case.total") == "本项目.得分"
    cell = CellMap(pack).cell(f"text.{key}")
    assert (cell.kind, cell.label) == (CellKind.TEMPLATE, "资金情况")
    with pytest.raises(UnknownCell):
        CellMap(pack).cell("text.item.car_rental.unheard_of")


def test_cells_of_the_item_tables_have_their_kind() -> None:
    cells = CellMap(departmental())
    assert cells.cell("item_indicators.r1.is_core").kind is CellKind.FLAG
    assert cells.cell("items.r1.kind").kind is CellKind.CHOICE
    assert cells.cell("item_indicators.r1.target_value").allow_negative
    assert not cells.cell("item_funds.r1.executed_amount").allow_negative


# --- mistakes in forms ------------------------------------------------------------------------------------


def _changed(**changes: object) -> list[str]:
    pack = published_pack("national-project-2020")
    changed = pack.forms[0].model_copy(update=changes)
    return [problem.text for problem in check_pack(pack.model_copy(update={"forms": (changed,)}))]


def test_mistakes_in_a_form_are_named_with_their_place() -> None:
    good = form("national-project-2020")
    report = good.report.model_copy(update={"title": ("{case.nothing}",)})
    (problem,) = _changed(report=report)
    assert "forms[1].report.title[1]" in problem
    assert "没有名为“case.nothing”的数据项" in problem
    groups = (good.groups[0].model_copy(update={"code": "execution"}), *good.groups[1:])
    assert any("编码“execution”留作他用" in problem for problem in _changed(groups=groups))
    groups = (good.groups[0].model_copy(update={"weights": (Decimal(45),)}), *good.groups[1:])
    assert any("合计不到满分100分" in problem for problem in _changed(groups=groups))
    grades = good.grades[:-1]
    assert any("forms[1]" not in problem or "grades" in problem for problem in _changed(grades=grades))
    assert _changed(grades=grades)
    methods = good.methods.model_copy(update={"qualitative": good.methods.at_least})
    assert any("不适用于这一性质的指标" in problem for problem in _changed(methods=methods))


def test_items_are_only_listed_where_forms_are() -> None:
    problems = check_pack(departmental(forms=()))
    assert sum("没有相应类别的自评表式" in problem.text for problem in problems) == 2


def test_levels_of_an_item_stay_below_its_heading() -> None:
    document = composed(nine_items(), departmental(), "report")
    levels = [block.level for block in document.blocks if isinstance(block, Heading)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_score_knows_its_items_by_code() -> None:
    score = score_evaluation(nine_items(), departmental())
    assert score.item("isotope").case.item.name == "同位素实验室一期项目"
    with pytest.raises(KeyError):
        replace(score, items=()).item("isotope")
