"""The budget-execution self-evaluation of 兰州新区科技局 for 2020: four projects, five transfer payments.

Expected values are those of the publication, or worked out from them by hand; where the publication
contradicts itself, docs/reference/choices.md says which figure was entered.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval.domain.data import EvaluationData, FigureValue
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.numbers import format_rate
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Document, Heading, Paragraph, Signature, Table
from selfeval.domain.report.item_documents import item_documents
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.items import PROJECTS, TRANSFERS
from tests.support.published import findings_of, published_pack, published_year

DATA, PACK = published_year("lanzhou-2020"), published_pack("gansu-2020")
SCORE = score_evaluation(DATA, PACK)


def _document(kind: str = "report") -> Document:
    return compose(DATA, PACK, SCORE, with_scores(figure_book(DATA, PACK), SCORE), kind=kind, draft=True)


def _paragraphs(document: Document) -> list[str]:
    blocks = (block for block in document.blocks if isinstance(block, Paragraph))
    return ["".join(run.text for run in block.runs) for block in blocks]


def _tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def _rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.body]


def _with_figure(key: str, yuan: str) -> EvaluationData:
    figures = tuple(
        FigureValue(key=key, value=Decimal(yuan)) if figure.key == key else figure
        for figure in DATA.year.figures
    )
    assert figures != DATA.year.figures
    return DATA.model_copy(update={"year": DATA.year.model_copy(update={"figures": figures})})


def test_the_pack_has_no_mistake() -> None:
    assert [problem.text for problem in check_pack(PACK)] == []


def test_the_outline_is_that_of_the_publication() -> None:
    headings = [block for block in _document().blocks if isinstance(block, Heading)]
    assert [(block.number + block.text) for block in headings if block.level < 3] == [
        "一、基本情况",
        "（一）部门主要职能",
        "（二）内设机构及所属单位概况",
        "二、绩效自评工作组织开展情况",
        "三、部门整体支出自评情况分析",
        "（一）部门决算情况",
        "（二）总体绩效目标完成情况分析",
        "（三）各项指标完成情况分析",
        "四、部门预算项目支出绩效自评分析",
        "（一）车辆租赁费",
        "（二）新区孵化大厦运营管理费",
        "（三）新区孵化大厦租赁费",
        "（四）兰州新区化工片区产业项目引进技术服务费",
        "五、部门管理的省、市对新区转移支付绩效自评情况分析",
        "（一）甘肃省同位素实验室一期项目",
        "（二）兰州新区专精特新化工产业孵化基地项目（B区）",
        "（三）科技计划项目",
        "（四）疫情期间中小企业研发费用补贴专项资金",
        "（五）高新技术企业奖补资金项目",
        "六、总体绩效目标完成情况分析",
        "七、绩效自评结果拟应用和公开情况",
        "八、其他需要说明的问题",
    ]
    assert not any(isinstance(block, Signature) for block in _document().blocks)


def test_every_item_has_the_sections_of_the_publication() -> None:
    headings = [block.text for block in _document().blocks if isinstance(block, Heading) and block.level == 3]
    assert headings.count("支出预算执行情况") == 9
    assert headings.count("绩效目标完成情况分析") == 9
    assert headings.count("各项指标完成情况分析") == 9
    # the car rental says nothing about deviations, neither here nor in the publication
    assert headings.count("偏离绩效目标的原因及下一步改进措施") == 8
    assert set(headings) == {
        "支出预算执行情况",
        "绩效目标完成情况分析",
        "各项指标完成情况分析",
        "偏离绩效目标的原因及下一步改进措施",
    }


def test_it_is_as_long_as_the_publication() -> None:
    """The publication has 65 paragraphs, and 8174 characters with its headings."""
    paragraphs = _paragraphs(_document())
    assert len(paragraphs) >= 65
    assert len("".join(paragraphs)) >= 0.6 * 8174


def test_nothing_is_left_open_in_any_document() -> None:
    kinds = ["report", *(document.kind for document in item_documents(SCORE))]
    assert len(kinds) == 1 + 2 * 9
    for kind in kinds:
        document = _document(kind)
        text = "".join(_paragraphs(document)) + str(_tables(document))
        for placeholder in ("〔未", "〔分母", "〔引用", "{", "。。"):
            assert placeholder not in text, kind


def test_the_nine_items_are_those_published_with_their_execution_rates() -> None:
    cases = {item.case.item.code: item.case for item in SCORE.items}
    assert list(cases) == [*PROJECTS, *TRANSFERS]
    rates = [format_rate(case.total.execution_rate or Decimal(0)) for case in cases.values()]
    assert rates == ["87.37%", *["100.00%"] * 8]
    executed = [case.total.executed_amount for case in cases.values()]
    assert executed == [
        Decimal(amount) * 10000
        for amount in ("3.39", "1600", "4921", "247.312", "2000", "4000", "335", "500", "240")
    ]


def test_scores_are_those_published_and_none_is_invented() -> None:
    assert [(item.case.item.code, item.total, item.score.grade) for item in SCORE.items] == [
        ("car_rental", Decimal("98.74"), "优"),  # 10 × 3.39 ÷ 3.88 = 8.74 and 50 + 30 + 10; printed 100
        ("incubator_operation", None, "优"),
        ("incubator_rent", None, "优"),
        ("chemistry", Decimal(100), "优"),
        ("isotope", Decimal(92), "优"),
        ("chemical_base", Decimal(100), "优"),
        ("science_plan", Decimal(100), "优"),
        ("pandemic_subsidy", Decimal(100), "优"),
        ("high_tech_reward", Decimal(100), "优"),
    ]


def test_the_overall_score_is_a_manual_one_with_its_reason() -> None:
    assert (SCORE.total, SCORE.grade) == (Decimal(99), "优")
    assert DATA.entry("overall").score_reason
    entries = tuple(entry.model_copy(update={"score_reason": ""}) for entry in DATA.entries)
    unreasoned = score_evaluation(DATA.model_copy(update={"entries": entries}), PACK)
    assert (unreasoned.is_complete, unreasoned.grade) == (False, None)


def test_the_stated_score_of_every_transfer_has_its_reason() -> None:
    for item in DATA.year.items:
        if item.kind == "transfer":
            assert item.stated_score is not None
            assert item.score_reason


def test_the_report_says_what_was_published() -> None:
    text = "\n".join(_paragraphs(_document()))
    for said in (
        "年初预算6,872.31万元，其中基本支出317.06万元，项目支出6,555.25万元",
        "全年收入总额14,361.25万元，按来源分，一般公共预算财政拨款收入10,314.25万元，"
        "政府性基金预算财政拨款收入4,000.00万元，其他收入37.00万元",
        "全年支出14,353.92万元，其中基本支出427.61万元，占2.98%；项目支出13,926.31万元，占97.02%",
        "年末结余7.32万元",
        "预算执行率99.95%",
        "为年初预算的208.87%",
        "省、市下达资金1,110.00万元，抗疫特别国债资金4,000.00万元",
        "预算支出项目4个，全年预算6,772.192万元，全年执行6,771.702万元",
        "车辆租赁费全年预算3.88万元，全年执行3.39万元，预算执行率87.37%",
        "车辆租赁费得98.74分",
        "转移支付5个，各级预算共安排7,075.00万元，其中中央下达4,000.00万元，省级安排3,075.00万元",
        "甘肃省同位素实验室一期项目得92分",
        "“租赁面积”，指标值：=136,698.01平方米",
        "甲类仓库27栋、丙类仓库3栋",
        "“高新技术企业总数”，指标值：≥63家；完成情况：63家",
        "信息化覆盖率达到90%以上",
        "满意度达到95%以上",
        "综合得分99分，自评等级为“优”",
    ):
        assert said in text
    for wrong in ("143,539", "139,26", "超100%", "14,351.25", "6,872.31万元，预算执行率", "较上年"):
        assert wrong not in text


def test_lists_and_summary_have_rates_scores_and_grades() -> None:
    projects, transfers, results = _tables(_document())
    assert _rows(projects)[0] == ["1", "车辆租赁费", "3.880", "3.880", "3.390", "87.37%"]
    assert _rows(projects)[-1] == ["合计", "6,524.880", "6,772.192", "6,771.702", "99.99%"]
    assert _rows(transfers)[-3:] == [
        ["合计", "7,075.000", "7,075.000", "100.00%"],
        ["其中：中央财政资金", "4,000.000", "4,000.000", "100.00%"],
        ["省级财政资金", "3,075.000", "3,075.000", "100.00%"],
    ]
    assert [row[-3:] for row in _rows(results)] == [
        ["87.37%", "98.74", "优"],
        ["100.00%", "", "优"],
        ["100.00%", "", "优"],
        ["100.00%", "100", "优"],
        ["100.00%", "92", "优"],
        *[["100.00%", "100", "优"]] * 4,
        ["99.95%", "99", "优"],
    ]


def test_the_year_stays_open_with_a_finding_for_every_contradiction() -> None:
    findings = findings_of(DATA, PACK)
    assert [(item.id, item.left, item.right, item.difference) for item in findings] == [
        # 10314.25 + 4000 + 37 against 14353.92 + 7.32
        ("E05", "14,351.25万元", "14,361.24万元", "-9.99万元"),
        ("P01", "14,351.25万元", "14,361.25万元", "-10.00万元"),
        ("P04", "7.33万元", "7.32万元", "0.01万元"),
        ("E03", "100", "98.74", "1.26"),
        # 1110 + 4000 + 2000 + 247.312 against 14361.25 − 6872.31: 131.628 unexplained
        ("P02", "7,357.31万元", "7,488.94万元", "-131.63万元"),
        # 1110 + 4000 + 2000 against 7075: 1110 beside 1075
        ("P03", "7,110.00万元", "7,075.00万元", "35.00万元"),
        # 3.88 + 1600 + 4921 against 6555.25
        ("P05", "6,524.88万元", "6,555.25万元", "-30.37万元"),
        # 6771.702 + 7075 against 13926.31
        ("P07", "13,846.70万元", "13,926.31万元", "-79.61万元"),
    ]


@pytest.mark.parametrize(
    ("key", "yuan", "check"),
    [
        ("added.local", "0", "P06"),  # 6772.192 for projects beside a project budget of 6555.25
        ("accounts.income", "143512500", "P08"),  # spending of 14353.92 beside an income of 14351.25
    ],
)
def test_other_contradictions_of_the_publication_are_caught(key: str, yuan: str, check: str) -> None:
    assert check not in {finding.id for finding in findings_of(DATA, PACK)}
    assert check in {finding.id for finding in findings_of(_with_figure(key, yuan), PACK)}


def test_a_misplaced_comma_and_a_tenfold_amount_are_caught() -> None:
    """143,539.21万元 and 139,26.31万元 were printed."""
    (text, *others) = DATA.texts
    spoilt = text.model_copy(update={"content": "项目支出139,26.31万元。"})
    found = findings_of(DATA.model_copy(update={"texts": (spoilt, *others)}), PACK)
    assert "E10" in {finding.id for finding in found}
    lines = tuple(
        line.model_copy(update={"actual_amount": line.actual_amount * 10}) if line.actual_amount else line
        for line in DATA.year.budget_lines
    )
    year = DATA.year.model_copy(update={"budget_lines": lines})
    assert "P08" in {finding.id for finding in findings_of(DATA.model_copy(update={"year": year}), PACK)}


def test_the_rent_is_what_the_contract_gives() -> None:
    # 136698.01㎡ × 30元 × 12 months = 49211283.60元, printed 4921万元
    rent = next(item.case.total for item in SCORE.items if item.case.item.code == "incubator_rent")
    assert rent.executed_amount is not None
    assert abs(Decimal("136698.01") * 30 * 12 - rent.executed_amount) == Decimal("1283.60")


def test_amounts_that_were_made_up_say_so() -> None:
    for line in DATA.year.budget_lines:
        assert line.is_demo
        assert "演示数据" in line.note
