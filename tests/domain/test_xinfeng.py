"""The narrative report of 信丰县科学技术局 for 2021: no scores, free tables, contradictions that are caught.

Expected values are those of the publication, or worked out from them by hand; where the publication
contradicts itself, docs/reference/choices.md says which figure was entered.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from selfeval.domain.data import EvaluationData, FigureValue
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Document, Heading, Paragraph, Signature, Table
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.published import findings_of, published_pack, published_year

DATA, PACK = published_year("xinfeng-2021"), published_pack("jiangxi-2021")


def _document(data: EvaluationData = DATA) -> Document:
    score = score_evaluation(data, PACK)
    return compose(data, PACK, score, with_scores(figure_book(data, PACK), score), draft=True)


def _paragraphs(document: Document) -> list[str]:
    blocks = (block for block in document.blocks if isinstance(block, Paragraph))
    return ["".join(run.text for run in block.runs) for block in blocks]


def _with_figure(key: str, value: str) -> EvaluationData:
    figures = tuple(
        FigureValue(key=key, value=Decimal(value)) if figure.key == key else figure
        for figure in DATA.year.figures
    )
    assert figures != DATA.year.figures
    return DATA.model_copy(update={"year": DATA.year.model_copy(update={"figures": figures})})


def test_the_pack_has_no_mistake_without_any_indicator() -> None:
    assert PACK.indicators == ()
    assert [problem.text for problem in check_pack(PACK)] == []


def test_there_is_neither_total_nor_grade() -> None:
    score = score_evaluation(DATA, PACK)
    assert (score.total, score.grade, score.indicators, score.dimensions) == (None, None, (), ())
    document = _document()
    assert not re.search("总得分|得分率|等级|等次", "".join(_paragraphs(document)))
    assert not any(isinstance(block, Signature) for block in document.blocks)
    assert document.draft


def test_the_outline_is_that_of_the_publication() -> None:
    headings = [block for block in _document().blocks if isinstance(block, Heading)]
    assert [(block.number + block.text) for block in headings if block.level < 3] == [
        "一、部门概况",
        "（一）部门基本情况",
        "（二）当年部门履职总体目标、工作任务",
        "（三）当年部门年度整体支出绩效目标",
        "（四）部门预算绩效管理开展情况",
        "（五）当年部门预算及执行情况",
        "二、部门整体支出绩效实现情况",
        "（一）履职完成情况",
        "（二）履职效果情况",
        "（三）社会满意度及可持续性影响",
        "三、部门整体支出绩效中存在问题及改进措施",
        "（一）主要问题及原因分析",
        "（二）改进方向和具体措施",
        "四、绩效自评结果拟应用和公开情况",
    ]


def test_it_is_as_long_as_the_publication() -> None:
    """The publication has 38 paragraphs and 5382 characters with headings and table."""
    paragraphs = _paragraphs(_document())
    assert len(paragraphs) >= 38
    assert len("".join(paragraphs)) >= 0.6 * 5382


def test_nothing_is_left_open_in_the_document() -> None:
    document = _document()
    text = "".join(_paragraphs(document)) + str(
        [block for block in document.blocks if isinstance(block, Table)]
    )
    for placeholder in ("〔未", "〔分母", "〔引用", "{", "。。"):
        assert placeholder not in text


def test_the_report_says_what_was_published() -> None:
    text = "\n".join(_paragraphs(_document()))
    for said in (
        "核定编制15人，其中行政编制8人、行政工勤编制1人、事业编制6人；年末在职13人",
        "平均年龄48.22岁，55岁以上4人，占30.77%",
        "预算收入总额1,470.95万元，上年结余365.76万元，两项合计1,836.71万元",
        "安排基本支出195.58万元，占10.65%；安排项目支出1,631.046万元，占88.80%",
        "基本支出共217.87万元，其中工资福利支出190.94万元",
        "商品和服务支出年初预算21.55万元，决算22.28万元，为年初预算的103.39%",
        "为年初预算的2,230.06%",
        "增加2.11万元，增长16.38%",
        "183批次、1,662人次",
        "本年较上年增加2.93万元，增长24.30%",
        "争取无偿资金完成目标的186.08%，高新技术企业认定完成目标的186.67%",
    ):
        assert said in text
    for wrong in ("24.14%", "74.86%", "215", "103.77", "1,173", "191.55"):
        assert wrong not in text


def test_the_subsidy_table_adds_up_by_itself() -> None:
    (table, _) = [block for block in _document().blocks if isinstance(block, Table)]
    assert table.unit == "单位：万元"
    (row,) = table.body
    assert [cell.text for cell in row] == [
        "1,113.000",
        "210.000",
        "60.000",
        "100.000",
        "128.046",
        "20.000",
        "1,631.046",
    ]
    changed = _document(_with_figure("subsidy.zone", "2000000"))
    (table, _) = [block for block in changed.blocks if isinstance(block, Table)]
    assert [cell.text for cell in table.body[0]][-1] == "1,731.046"


def test_targets_stand_against_what_was_achieved() -> None:
    (_, table) = [block for block in _document().blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row][1:] for row in table.body] == [
        ["15家", "28家", "186.67%"],
        ["50家", "69家", "138.00%"],
        ["6个", "11个", "183.33%"],
        ["500.00万元", "930.40万元", "186.08%"],
        ["10名", "15名", "150.00%"],
    ]


def test_the_year_cannot_be_submitted_while_it_does_not_balance() -> None:
    findings = findings_of(DATA, PACK)
    assert [(item.id, item.difference) for item in findings if item.severity.value == "error"] == [
        ("E05", "-12.21万元")
    ]
    warnings = {item.id: item for item in findings if item.severity.value == "warning"}
    assert warnings["P07"].difference == "-10.08万元"
    assert (warnings["P08"].left, warnings["P08"].right) == ("1,848.92万元", "1,826.63万元")
    assert (warnings["P11"].left, warnings["P11"].right) == ("14.99万元", "12.88万元")
    assert {f"P{number}" for number in range(12, 17)} <= set(warnings)


@pytest.mark.parametrize(
    ("key", "value", "check"),
    [
        ("subsidy.development", "11730000", "P05"),  # 1173 for 1113, as the publication's text has it
        ("subsidy.agriculture", "300000", "P05"),  # 30 for 20
        ("economic.wages", "1646200", "P03"),  # what 191.55 for all of 基本支出 would leave
        ("economic.goods", "215500", "P04"),
        ("staff.bachelor", "4", "P02"),
    ],
)
def test_the_contradictions_of_the_publication_are_caught(key: str, value: str, check: str) -> None:
    before = {finding.id for finding in findings_of(DATA, PACK)}
    after = {finding.id for finding in findings_of(_with_figure(key, value), PACK)}
    assert check not in before
    assert check in after


def test_a_sixteenth_post_and_an_undivided_budget_are_caught() -> None:
    staffing = tuple(
        line.model_copy(update={"authorized_count": 1}) if line.authorized_count is None else line
        for line in DATA.year.staffing
    )
    three_public = tuple(
        line.model_copy(update={"budget_amount": Decimal(80000)}) if line.part == "reception" else line
        for line in DATA.year.three_public
    )
    undivided = three_public[-1].model_copy(
        update={"part": "undivided", "budget_amount": Decimal(48800), "actual_amount": None, "reason": ""}
    )
    year = DATA.year.model_copy(update={"staffing": staffing, "three_public": (*three_public, undivided)})
    found = {finding.id for finding in findings_of(DATA.model_copy(update={"year": year}), PACK)}
    assert {"P01", "P09"} <= found


def test_income_below_what_it_pays_for_is_caught() -> None:
    """74.86 % of 1470.95 was printed for 1631.046, which is more than the whole."""
    year = DATA.year.model_copy(update={"carryover_in_amount": Decimal(0)})
    assert "P06" in {finding.id for finding in findings_of(DATA.model_copy(update={"year": year}), PACK)}


def test_amounts_that_were_made_up_say_so() -> None:
    for line in DATA.year.budget_lines:
        assert line.is_demo
        assert "演示数据" in line.note
    notes = {figure.key: figure.note for figure in DATA.year.figures}
    assert "演示数据" in notes["result.grants"]
    assert "演示数据" in notes["result.platforms"]
