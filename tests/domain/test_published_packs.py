"""The packs that come with the product, against the publications they were made from.

Expected values are those printed in the two self-evaluation reports of 重庆市璧山区科学技术局 (2020, 2022)
and in 财预〔2013〕53号; where a report contradicts itself, docs/reference/choices.md says which holds.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval.domain.checks.finding import Severity
from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.pack import Manual, Pack
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.prose.context import Context
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Chart, Document, Heading, Paragraph, Signature, Table
from selfeval.domain.report.texts import generated_for
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import EvaluationScore
from tests.support.published import findings_of, published_pack, published_year

SCORED = ("bishan-2020", "bishan-2022")
PACKS = ("national-2013", *SCORED)


def _score(code: str) -> EvaluationScore:
    return score_evaluation(published_year(code), published_pack(code))


def _document(code: str, kind: str = "report") -> Document:
    data, pack, score = published_year(code), published_pack(code), _score(code)
    book = with_scores(figure_book(data, pack), score)
    return compose(data, pack, score, book, kind=kind, draft=False)


def _paragraphs(document: Document) -> str:
    blocks = (block for block in document.blocks if isinstance(block, Paragraph))
    return "\n".join("".join(run.text for run in block.runs) for block in blocks)


def _tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def _rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.body]


@pytest.mark.parametrize("code", PACKS)
def test_the_pack_has_no_mistake(code: str) -> None:
    problems = check_pack(published_pack(code))
    assert [problem.text for problem in problems if problem.severity is Severity.ERROR] == []


def test_only_the_printed_double_name_is_warned_of() -> None:
    problems = {code: [problem.message for problem in check_pack(published_pack(code))] for code in PACKS}
    assert problems["national-2013"] == problems["bishan-2022"] == []
    (double,) = problems["bishan-2020"]
    assert "管理制度健全" in double


def test_the_national_framework_is_complete() -> None:
    pack = published_pack("national-2013")
    assert pack.is_library
    tree = {
        (above[0].name, above[1].name): [leaf.name for parents, leaf in pack.leaves() if parents == above]
        for above, _ in pack.leaves()
    }
    assert tree == {
        ("投入", "目标设定"): ["绩效目标合理性", "绩效指标明确性"],
        ("投入", "预算配置"): ["在职人员控制率", "“三公经费”变动率", "重点支出安排率"],
        ("过程", "预算执行"): [
            "预算完成率",
            "预算调整率",
            "支付进度率",
            "结转结余率",
            "结转结余变动率",
            "公用经费控制率",
            "“三公经费”控制率",
            "政府采购执行率",
        ],
        ("过程", "预算管理"): ["管理制度健全性", "资金使用合规性", "预决算信息公开性", "基础信息完善性"],
        ("过程", "资产管理"): ["管理制度健全性（资产）", "资产管理安全性", "固定资产利用率"],
        ("产出", "职责履行"): ["实际完成率", "完成及时率", "质量达标率", "重点工作办结率"],
        ("效果", "履职效益"): ["经济效益", "社会效益", "生态效益", "社会公众或服务对象满意度"],
    }
    for _, leaf in pack.leaves():
        assert leaf.weight is None
        assert leaf.explanation
        assert leaf.criteria
        assert leaf.reading, leaf.name
        assert (leaf.formula is not None) == leaf.name.removesuffix("度").endswith(("率", "满意")), leaf.name


@pytest.mark.parametrize("code", SCORED)
def test_formulas_score_wherever_there_is_one(code: str) -> None:
    pack, score = published_pack(code), _score(code)
    for _, leaf in pack.leaves():
        assert not isinstance(leaf.method, Manual)
        if leaf.formula is not None:
            assert score.indicator(leaf.code).figures, leaf.name


@pytest.mark.parametrize("code", SCORED)
def test_no_blocking_finding_stands_against_submission(code: str) -> None:
    findings = findings_of(published_year(code), published_pack(code))
    assert [finding.message for finding in findings if finding.severity.value == "error"] == []


def test_bishan_2020_has_the_published_shape() -> None:
    pack = published_pack("bishan-2020")
    assert [(node.name, node.weight) for node in pack.indicators] == [
        ("投入", Decimal(7)),
        ("过程", Decimal(24)),
        ("产出", Decimal(42)),
        ("效益", Decimal(27)),
    ]
    assert len({above[1].code for above, _ in pack.leaves()}) == 10
    assert len(list(pack.leaves())) == 29
    assert all(above[1].reading for above, _ in pack.leaves())


def test_bishan_2020_gives_the_published_scores() -> None:
    score = _score("bishan-2020")
    found = [
        (item.name, item.score, None if item.rate is None else round(item.rate * 100, 1))
        for item in score.dimensions
    ]
    assert found == [
        ("投入", Decimal(5), Decimal("71.4")),
        ("过程", Decimal(23), Decimal("95.8")),
        ("产出", Decimal(42), Decimal(100)),
        ("效益", Decimal("25.5"), Decimal("94.4")),
    ]
    assert (score.total, score.full_mark, score.grade) == (Decimal("95.5"), Decimal(100), "优")


@pytest.mark.parametrize(
    ("code", "actual", "points"),
    [
        ("staff_control", "92.86%", "2"),
        ("three_public_change", "94.70%", "0"),
        ("budget_completion", "100.00%", "1.5"),
        ("budget_adjustment", "482.01%", "1.5"),
        ("carryover", "0.00%", "1.5"),
        ("operating_control", "100.00%", "1.5"),
        ("three_public_control", "17.29%", "1.5"),
        ("procurement_execution", "32.50%", "0"),
        ("asset_utilization", "100.00%", "1"),
        ("technology_transfer", "100%", "6"),
        ("economic_growth", "达成年度指标", "6.5"),
        ("living_environment", "达成年度指标", "6.5"),
        ("talent_appeal", "达成年度指标", "6.5"),
        ("public_satisfaction", "90%", "6"),
    ],
)
def test_bishan_2020_gives_the_published_indicators(code: str, actual: str, points: str) -> None:
    indicator = _score("bishan-2020").indicator(code)
    assert (indicator.actual, indicator.self_score) == (actual, Decimal(points))


def test_the_budget_adjustment_keeps_its_points_only_by_the_exemption() -> None:
    data, pack = published_year("bishan-2020"), published_pack("bishan-2020")
    entry = data.entry("budget_adjustment")
    assert entry.exemption_claimed
    assert entry.exemption_reason
    assert "璧财教审〔2020〕39号" in entry.exemption_documents
    without = entry.model_copy(update={"exemption_claimed": False})
    others = tuple(other for other in data.entries if other.indicator != "budget_adjustment")
    unclaimed = data.model_copy(update={"entries": (*others, without)})
    assert score_evaluation(unclaimed, pack).indicator("budget_adjustment").self_score == 0


def test_the_two_rules_of_one_name_are_scored_apart() -> None:
    pack = published_pack("bishan-2020")
    named = [leaf for _, leaf in pack.leaves() if leaf.name == "管理制度健全"]
    assert [(leaf.code, leaf.weight) for leaf in named] == [
        ("financial_policies", Decimal(1)),
        ("asset_policies", Decimal("1.5")),
    ]


def test_bishan_2022_gives_the_published_scores() -> None:
    score = _score("bishan-2022")
    execution = score.indicator("execution")
    assert (execution.actual, execution.self_score) == ("42.42%", Decimal("4.24"))
    assert [(item.name, item.actual, item.self_score) for item in score.indicators[1:]] == [
        ("新增科技型企业数量", "171家", Decimal(15)),
        ("新增高新技术企业数量", "59家", Decimal(15)),
        ("举办创新创业大赛场次", "1场", Decimal(10)),
        ("举办科技活动周场次", "1场", Decimal(10)),
        ("选派科技特派员人数", "53名", Decimal(10)),
        ("技术合同认定个数", "28个", Decimal(10)),
        ("科技成果认定个数", "151个", Decimal(10)),
        ("职工满意度", "100%", Decimal(5)),
        ("企业满意度", "98%", Decimal(5)),
    ]
    assert (score.total, score.full_mark, score.grade) == (Decimal("94.24"), Decimal(100), "优")


def test_unpublished_targets_are_said_to_be_assumed() -> None:
    data = published_year("bishan-2022")
    assumed = [entry for entry in data.entries if entry.target_value is not None]
    assert len(assumed) == 7
    assert {entry.note for entry in assumed} == {
        "公开报告未载明年初指标值，演示数据按得满分所容许的最高值取数"
    }


@pytest.mark.parametrize("code", SCORED)
def test_edited_texts_know_the_generated_text_they_started_from(code: str) -> None:
    data, pack, score = published_year(code), published_pack(code), _score(code)
    prose = Context(data, pack, with_scores(figure_book(data, pack), score), score)
    for text in data.texts:
        assert text.generated == generated_for(text.key, prose), text.key


def _sums(data: EvaluationData, column: str) -> Decimal:
    return sum((getattr(line, column) or Decimal(0) for line in data.year.budget_lines), Decimal(0))


def test_demo_years_add_up_to_the_published_totals() -> None:
    first, second = published_year("bishan-2020"), published_year("bishan-2022")
    columns = ("initial_amount", "adjusted_amount", "actual_amount")
    assert [_sums(first, column) for column in columns] == [
        Decimal("4234134.18"),
        Decimal("24643157.66"),
        Decimal("24643157.66"),
    ]
    assert [_sums(second, column) for column in columns] == [
        Decimal("29318800.00"),
        Decimal("28511900.00"),
        Decimal("12095600.00"),
    ]
    for data in (first, second):
        for line in data.year.budget_lines:
            assert "演示数据" in line.note if line.is_demo else "公开报告" in line.note


def test_the_2020_report_says_what_was_published() -> None:
    text = _paragraphs(_document("bishan-2020"))
    for said in (
        "在职人员编制14人，其中行政编制8人、事业编制6人；年末实有在职人员13人",
        "“三公”经费支出共计8.26万元，较“三公”经费预算数减少39.54万元",
        "较上年增加4.63万元",
        "减少8.98万元",
        "增加2.15万元",
        "减少10.76万元",
        "增加2.48万元",
        "国内公务接待40批次、480人次。人均接待费67.50元，车均运行维护费2.51万元",
        "璧财教审〔2020〕39号、璧财教〔2020〕59号",
        "共设置4个一级指标、10个二级指标、29个三级指标",
        "投入类指标分值7分，得5分，得分率71.4%",
        "过程类指标分值24分，得23分，得分率95.8%",
        "产出类指标分值42分，得42分，得分率100%",
        "效益类指标分值27分，得25.5分，得分率94.4%",
        "总得分95.5分，等次为“优”",
        "482.01%",
    ):
        assert said in text
    assert "582" not in text


def test_the_2020_tables_are_those_of_the_publication() -> None:
    tables = _tables(_document("bishan-2020"))
    assert [table.caption.split()[0] for table in tables] == ["表1", "表2", "表3", "表4"]
    assert [len(table.body) for table in tables] == [5, 15, 8, 5]
    assert _rows(tables[0])[-1] == ["投入类指标合计", "7", "5", "71.4%"]
    assert _rows(tables[1])[-1] == ["过程类指标合计", "24", "23", "95.8%"]
    assert _rows(tables[2])[-1] == ["产出类指标合计", "42", "42", "100%"]
    assert _rows(tables[3]) == [
        ["促进经济发展", "7", "6.5", "92.9%"],
        ["提升人居环境，减少对环境的污染", "7", "6.5", "92.9%"],
        ["提高对双创人才的吸引力，增加创业就业机会", "7", "6.5", "92.9%"],
        ["社会群众及企业对相关工作和政策满意度", "6", "6", "100%"],
        ["效益类指标合计", "27", "25.5", "94.4%"],
    ]


def test_the_2020_outline_is_that_of_the_publication() -> None:
    document = _document("bishan-2020")
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert [block.number + block.text for block in headings if block.level == 1] == [
        "一、基本情况",
        "二、绩效评价基本情况",
        "三、绩效评价情况及结论",
        "四、主要经验及做法",
        "五、存在的问题和建议",
    ]
    assert sum(block.text.endswith("分析") for block in headings) == 29
    signature = document.blocks[-1]
    assert isinstance(signature, Signature)
    assert (signature.organization, signature.date) == ("重庆市璧山区科学技术局", "2021年3月30日")
    assert [block.caption.split()[0] for block in document.blocks if isinstance(block, Chart)] == [
        "图1",
        "图2",
        "图3",
    ]


def test_the_2022_report_says_what_was_published() -> None:
    document = _document("bishan-2022")
    text = _paragraphs(document)
    for said in (
        "预算执行率42.42%",
        "“三公”经费支出总额5.98万元，其中公务用车运行维护费4.85万元、国内公务接待费1.13万元",
        "减少7.22万元",
        "其中区级31名、市级22名",
        "总得分94.24分，等级为“优”",
    ):
        assert said in text
    (table,) = _tables(document)
    assert _rows(table)[0][:3] == ["预算执行率", "10", "4.24"]
    assert _rows(table)[-1][1:3] == ["100", "94.24"]
    assert not any(isinstance(block, Signature) for block in document.blocks)


@pytest.mark.parametrize(("code", "total"), [("bishan-2020", "95.5"), ("bishan-2022", "94.24")])
def test_the_self_score_table_holds_every_indicator_and_the_total(code: str, total: str) -> None:
    pack: Pack = published_pack(code)
    (table,) = _tables(_document(code, "self-score-table"))
    assert table.landscape == (len(table.columns) > 8)
    cells = [cell.text for row in table.body for cell in row]
    for _, leaf in pack.leaves():
        assert leaf.name in cells
    assert total in [cell.text for cell in table.body[-1]]


@pytest.mark.parametrize("code", SCORED)
def test_nothing_is_left_open_in_the_documents(code: str) -> None:
    for definition in published_pack(code).documents:
        document = _document(code, definition.kind)
        text = _paragraphs(document) + str(_tables(document))
        for placeholder in ("〔未填", "〔未知", "〔分母", "〔引用", "{", "。。"):
            assert placeholder not in _paragraphs(document)
        assert "〔未" not in text
