"""The self-score table of Sichuan for 2020: 80/10/10, one row not self-scored, full mark 90.

The points are those that 泸州市科学技术和人才工作局 printed; its rows give 84 of the 90 that count.
Rates and counts behind the points were never published and are chosen so that they give them.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval.domain.data import EvaluationData, FigureValue, IndicatorEntry
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Table
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import ScoreState
from tests.support.published import SICHUAN_ROWS, published_pack
from tests.support.scoring import evaluation, spending, year

PACK = published_pack("sichuan-2020")
ENTRIES = (
    IndicatorEntry(indicator="target_setting", checklist=(True, True)),
    IndicatorEntry(indicator="formulation_accuracy", awarded_score=Decimal(8), score_reason="年中有调整"),
    IndicatorEntry(indicator="expenditure_control", awarded_score=Decimal(8), score_reason="略有偏差"),
    IndicatorEntry(indicator="adjustment", awarded_score=Decimal(10), score_reason="监控结果已应用"),
    # 3 + 3 + 4 × 0.61875 ÷ 0.825 = 9
    IndicatorEntry(
        indicator="progress",
        milestones={"6月底": Decimal("0.4"), "9月底": Decimal("0.7"), "11月底": Decimal("0.61875")},
    ),
    IndicatorEntry(indicator="violations", actual_value=Decimal(1)),
    IndicatorEntry(indicator="disclosure_of_evaluation", answer=True),
    IndicatorEntry(indicator="rectification_of_results", awarded_score=Decimal(4), score_reason="已整改"),
    IndicatorEntry(indicator="feedback", answer=True),
)


def _data(reached: int = 12, violations: int = 1) -> EvaluationData:
    figures = (
        FigureValue(key="indicators.total", value=Decimal(12)),
        FigureValue(key="indicators.reached", value=Decimal(reached)),
    )
    entries = tuple(
        entry.model_copy(update={"actual_value": Decimal(violations)})
        if entry.indicator == "violations"
        else entry
        for entry in ENTRIES
    )
    return evaluation(year(budget_lines=(spending("100", "100", "100"),), figures=figures), entries)


def test_the_pack_has_no_mistake() -> None:
    assert [problem.text for problem in check_pack(PACK)] == []


def test_the_weights_are_those_of_the_table() -> None:
    assert [(node.name, node.weight) for node in PACK.indicators] == [
        ("部门预算管理", Decimal(80)),
        ("绩效结果应用", Decimal(10)),
        ("自评质量", Decimal(10)),
    ]
    assert [(node.name, node.weight) for top in PACK.indicators for node in top.children] == [
        ("预算编制", Decimal(30)),
        ("预算执行", Decimal(30)),
        ("完成结果", Decimal(20)),
        ("信息公开", Decimal(2)),
        ("整改反馈", Decimal(8)),
        ("自评质量", Decimal(10)),
    ]
    assert all(leaf.reading for _, leaf in PACK.leaves())


def test_the_published_rows_give_84_of_90() -> None:
    score = score_evaluation(_data(), PACK)
    assert [(item.name, item.self_score) for item in score.indicators] == SICHUAN_ROWS
    assert score.indicators[-1].state is ScoreState.NOT_SELF_SCORED
    # 84 ÷ 90 = 93.33 %, above the 90 % of 优; 84 % of 100 would be 良
    assert (score.total, score.full_mark, score.grade) == (Decimal(84), Decimal(90), "优")
    assert score.is_complete


@pytest.mark.parametrize(
    ("reached", "violations", "total"), [(12, 0, "85"), (9, 1, "81.5"), (6, 20, "70"), (0, 0, "75")]
)
def test_completion_and_violations_count(reached: int, violations: int, total: str) -> None:
    assert score_evaluation(_data(reached, violations), PACK).total == Decimal(total)


def test_the_self_score_table_is_that_of_the_publication() -> None:
    data = _data()
    score = score_evaluation(data, PACK)
    book = with_scores(figure_book(data, PACK), score)
    document = compose(data, PACK, score, book, kind="self-score-table", draft=False)
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    rows = [[cell.text for cell in row] for row in table.body]
    assert len(rows) == 13
    assert rows[0][:4] == ["部门预算管理\n（80分）", "预算编制\n（30分）", "目标制定", "10"]
    assert rows[3][0] == "预算执行\n（30分）"
    assert table.body[0][0].rowspan == 8
    assert (rows[-2][-1], rows[-1][1], rows[-1][-1]) == ("—", "90", "84")
