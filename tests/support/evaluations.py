"""Evaluations for tests of texts and documents: the demo years, and a small one with known figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from selfeval.domain.data import (
    DepartmentData,
    EvaluationData,
    FigureValue,
    IndicatorEntry,
    SpendingNature,
    TimelineEvent,
    WorkingGroupMember,
    YearData,
)
from selfeval.domain.figures import FigureBook, figure_book
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import FigureDefinition, IndicatorNode, Manual, NotSelfScored, Pack, RatioUp
from selfeval.domain.prose.context import Context
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import EvaluationScore
from tests.support.published import published_pack, published_year
from tests.support.scoring import spending, staffing, three_public


@dataclass(frozen=True)
class Scored:
    """An evaluation with everything that is derived from it."""

    data: EvaluationData
    pack: Pack
    book: FigureBook
    score: EvaluationScore

    @property
    def context(self) -> Context:
        """What texts may name."""
        return Context(self.data, self.pack, self.book, self.score)


def scored(data: EvaluationData, pack: Pack) -> Scored:
    """Derive figures and scores."""
    book = figure_book(data, pack)
    return Scored(data, pack, book, score_evaluation(data, pack, book))


def demo(code: str) -> Scored:
    """Return a demo evaluation with the pack of the same code."""
    return scored(published_year(code), published_pack(code))


SMALL_PACK = Pack(
    code="small",
    name="小体系",
    jurisdiction="测试区",
    rate_decimals=1,
    figures=(
        FigureDefinition(key="tasks.done", name="完成任务数", quantity=Quantity.COUNT, unit="项"),
        FigureDefinition(key="tasks.unused", name="备用任务数", quantity=Quantity.COUNT, unit="项"),
        FigureDefinition(key="satisfaction", name="满意度", quantity=Quantity.RATE),
    ),
    indicators=(
        IndicatorNode(
            code="process",
            name="过程",
            children=(
                IndicatorNode(
                    code="execution",
                    name="执行率",
                    weight=Decimal(7),
                    formula="支出决算数/全年预算数",
                    method=RatioUp(),
                ),
            ),
        ),
        IndicatorNode(
            code="effect",
            name="效果",
            children=(
                IndicatorNode(
                    code="benefit",
                    name="社会效益",
                    weight=Decimal("2.5"),
                    kind="qualitative",
                    method=Manual(),
                ),
                IndicatorNode(code="checked", name="自评准确", weight=Decimal("0.5"), method=NotSelfScored()),
            ),
        ),
    ),
)


SMALL_YEAR = YearData(
    fiscal_year=2020,
    carryover_in_amount=Decimal(0),
    reception_guest_count=480,
    budget_lines=(
        spending("1000000.00", "1200000.00", "1200000.00", SpendingNature.PERSONNEL),
        spending("3000000.00", "2800000.00", "1600000.00", SpendingNature.PROJECT),
    ),
    three_public=(
        three_public("reception", "140000.00", "32400.00").model_copy(update={"reason": "来访增加"}),
        three_public("overseas", "0.00", "0.00"),
        three_public("vehicle_operation", "140000.00", "50200.00"),
    ),
    staffing=(staffing("administrative", 14, 13),),
    working_group=(
        WorkingGroupMember(role="组长", position="局长", member_count=1, duties="审定方案"),
        WorkingGroupMember(role="成员", position="科室负责人", member_count=4, duties=""),
    ),
    timeline=(TimelineEvent(stage="准备", starts_on=date(2021, 2, 23), ends_on=date(2021, 3, 1)),),
    figures=(
        FigureValue(key="tasks.done", value=Decimal(12)),
        FigureValue(key="tasks.unused", not_applicable=True),
        FigureValue(key="satisfaction", value=Decimal("0.98")),
    ),
)
SMALL_PRIOR_YEAR = YearData(
    fiscal_year=2019,
    three_public=(
        three_public("reception", "100000.00", "7600.00"),
        three_public("overseas", "0.00", "0.00"),
        three_public("vehicle_operation", "140000.00", "28700.00"),
    ),
    staffing=(staffing("administrative", 14, 10),),
    figures=(FigureValue(key="satisfaction", value=Decimal("0.948")),),
)
SMALL_DATA = EvaluationData(
    code="small-2020",
    pack="small",
    department=DepartmentData(code="science", name="测试区科学技术局", short_name="区科技局"),
    year=SMALL_YEAR,
    prior_year=SMALL_PRIOR_YEAR,
    report_date=date(2021, 3, 5),
    entries=(
        IndicatorEntry(
            indicator="benefit",
            awarded_score=Decimal("2.3"),
            score_reason="基本达成预期",
            deduction_reason="宣传不够。",
        ),
    ),
)


def small(data: EvaluationData = SMALL_DATA, pack: Pack = SMALL_PACK) -> Scored:
    """Return the small evaluation: every expected value in the tests was worked out by hand from it."""
    return scored(data, pack)
