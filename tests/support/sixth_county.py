"""A sixth county, invented: the facts of its form, what its department types in, and what must come out.

The form is that of Hubei: execution 20, output 40, effect and satisfaction 40; the score is weight × B/A,
for reverse indicators weight × A/B, never above the weight; three tiers 100–80–50–0. It adds what the other
counties lack: 会议费 and 培训费 beside 三公, a column in the table of scores, a check rule and reverse
indicators. ``FOLDER`` holds it as a pack file; whoever builds the same county by hand finds names, formulas
and results here. Amounts are typed in 万元. All results were worked out by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.roles import Role
from selfeval.exchange.pack_folder import load_pack
from selfeval.models import Channel, Department, FiscalYear
from selfeval.services import evaluations, packs
from selfeval.services.cells import CellEdit, CellOutcome, save_cells
from selfeval.services.rows import add_row
from tests.support.office import Office, make_user, staffed

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "packs" / "qinglu-2023"
PACK_NAME = "青麓县部门整体支出绩效自评（2023年度）"
JURISDICTION = "湖北省青麓县"
YEAR = 2023
DEPARTMENT = "青麓县科学技术局"


@dataclass(frozen=True)
class StoredFigure:
    """A figure that the form adds and the department enters (万元), with the key it has in the pack file."""

    key: str
    name: str
    typed: str


@dataclass(frozen=True)
class ComputedFigure:
    """A figure that the form computes."""

    name: str
    formula: str


FIGURES = (
    StoredFigure("conference.budget", "会议费预算数", "2"),
    StoredFigure("conference.actual", "会议费决算数", "1.5"),
    StoredFigure("training.budget", "培训费预算数", "3"),
    StoredFigure("training.actual", "培训费决算数", "4.5"),
)
COMPUTED = (
    ComputedFigure("会议费培训费预算合计", "会议费预算数+培训费预算数"),
    ComputedFigure("会议费培训费决算合计", "会议费决算数+培训费决算数"),
)


@dataclass(frozen=True)
class CountyIndicator:
    """An indicator with what is typed for it (by field of its entry) and the points it must get."""

    code: str
    group: str
    name: str
    weight: str
    points: str
    actual: str
    formula: str = ""
    is_reverse: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


INDICATORS = (
    # 950 ÷ 1000 = 95 %, 20 × 0.95
    CountyIndicator(
        "execution",
        "",
        "预算执行率",
        "20",
        "19",
        "95.00%",
        formula="全年执行数/全年预算数",
        typed={"deduction_reason": "部分项目跨年度实施"},
    ),
    # 15 × 18 ÷ 20
    CountyIndicator(
        "courses",
        "产出指标",
        "举办科技培训场次",
        "15",
        "13.5",
        "18场",
        typed={"target_value": "20", "actual_value": "18", "deduction_reason": "两场培训推迟到下一年"},
    ),
    # 33 of 30: never above the weight
    CountyIndicator(
        "new_firms",
        "产出指标",
        "新认定科技型企业数",
        "15",
        "15",
        "33家",
        typed={"target_value": "30", "actual_value": "33"},
    ),
    # reverse: 10 × 10 ÷ 12.5
    CountyIndicator(
        "approval_days",
        "产出指标",
        "项目审批平均用时",
        "10",
        "8",
        "12.5天",
        is_reverse=True,
        typed={"target_value": "10", "actual_value": "12.5", "deduction_reason": "专家评审用时较长"},
    ),
    # reverse: (1.5 + 4.5) ÷ (2 + 3) = 120 %, 10 ÷ 1.2 = 8.33
    CountyIndicator(
        "meeting_control",
        "效益和满意度指标",
        "会议费培训费控制率",
        "10",
        "8.33",
        "120.00%",
        formula="会议费培训费决算合计/会议费培训费预算合计",
        is_reverse=True,
        typed={"deduction_reason": "新增两期培训"},
    ),
    # second tier of 15: between 7.5 and 12
    CountyIndicator(
        "atmosphere",
        "效益和满意度指标",
        "科技创新氛围",
        "15",
        "11",
        "部分达成预期指标并具有一定效果",
        typed={
            "tier": "部分达成预期指标并具有一定效果",
            "awarded_score": "11",
            "deduction_reason": "科普活动覆盖面不够",
        },
    ),
    # 92 % of 90 %: never above the weight
    CountyIndicator(
        "satisfaction",
        "效益和满意度指标",
        "企业满意度",
        "15",
        "15",
        "92%",
        typed={"actual_value": "92%"},
    ),
)
# 13.5 + 15 + 8 for output, 8.33 + 11 + 15 for effect; with execution 89.83 of 100
GROUPS = {"预算执行率": ("20", "19"), "产出指标": ("40", "36.5"), "效益和满意度指标": ("40", "34.33")}
TOTAL = "89.83"
GRADE = "良"

SECTION = "“三公”经费、会议费和培训费支出"
TEXT_LABEL = "会议费和培训费支出"
TEXT = (
    "会议费支出{会议费决算数}，培训费支出{培训费决算数}，两项合计{会议费培训费决算合计}，"
    "为预算{会议费培训费预算合计}的{=会议费培训费决算合计/会议费培训费预算合计}。"
)
PARAGRAPH = "会议费支出1.50万元，培训费支出4.50万元，两项合计6.00万元，为预算5.00万元的120.00%。"

TABLE_CAPTION = "“三公”经费、会议费和培训费情况"
TABLE_HEAD = (
    *("", "合计", "因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"),
    *("会议费", "培训费"),
)
TABLE_ROWS = (
    ("预算数", "15.00", "0.00", "0.00", "6.00", "4.00", "2.00", "3.00"),
    ("决算数", "15.00", "0.00", "0.00", "5.40", "3.60", "1.50", "4.50"),
)


@dataclass(frozen=True)
class CountyCheck:
    """The check rule of the form, and what it finds: both sides and the difference as printed."""

    left: str
    relation: str
    right: str
    message: str
    cure: str
    found: tuple[str, str, str]


CHECK = CountyCheck(
    left="会议费培训费决算合计",
    relation="≤",
    right="会议费培训费预算合计",
    message="会议费、培训费决算数合计{会议费培训费决算合计}，超过预算数{会议费培训费预算合计}",
    cure="核对会议费、培训费，确有超支的说明原因和批准文号",
    found=("6.00万元", "5.00万元", "1.00万元"),
)

CELLS = {
    "year.carryover_in_amount": "0",
    "year.carryover_out_amount": "50",
    "income_lines.general_public_appropriation.actual_amount": "1000",
    "three_public.overseas.budget_amount": "0",
    "three_public.overseas.actual_amount": "0",
    "three_public.vehicle_purchase.budget_amount": "0",
    "three_public.vehicle_purchase.actual_amount": "0",
    "three_public.vehicle_operation.budget_amount": "6",
    "three_public.vehicle_operation.actual_amount": "5.4",
    "three_public.reception.budget_amount": "4",
    "three_public.reception.actual_amount": "3.6",
    "staffing.administrative.authorized_count": "12",
    "staffing.administrative.in_post_count": "11",
    "staffing.support.authorized_count": "1",
    "staffing.support.in_post_count": "1",
}
"""What every form asks for, as typed."""

BUDGET_LINES = (
    {
        "functional_code": "2060101",
        "name": "行政运行",
        "initial_amount": "300",
        "adjusted_amount": "310",
        "actual_amount": "310",
    },
    # a new line is 人员经费 until something else is chosen
    {
        "functional_code": "2060499",
        "name": "其他技术研究与开发支出",
        "nature": "project",
        "initial_amount": "500",
        "adjusted_amount": "690",
        "actual_amount": "640",
    },
)
TEXTS = {
    "rank": "县科技局为县政府工作部门，正科级。",
    "organization": "内设办公室、规划与成果股、创新服务股。",
    "mandate": "（1）组织实施科技计划。\n（2）培育科技型企业。",
    "three-public-notes": "培训费超出预算，是年中新增两期培训，已经批准。",
    "problems": "培训计划与预算衔接不够。",
    "advice": "新增培训先调整预算。",
}
"""The texts that the form of the pack file leaves to the department."""


def open_county() -> Office:
    """Load the pack file, and start the county's first year under it with the people of its department."""
    version = packs.load(actor=None, pack=load_pack(FOLDER))
    department = Department.objects.create(
        code="qinglu-science", name=DEPARTMENT, short_name="县科技局", bureau_name="青麓县财政局"
    )
    year, _ = FiscalYear.objects.get_or_create(year=YEAR)
    starter = make_user("starter", department, Role.PREPARER)
    evaluation = evaluations.start(
        actor=starter, department=department, fiscal_year=year, pack_version=version
    )
    return staffed(evaluation)


def fill(office: Office) -> tuple[CellOutcome, ...]:
    """Type in everything, as a preparer does cell by cell, and return what became of every cell."""
    cells = dict(CELLS)
    for line in BUDGET_LINES:
        row = add_row(actor=office.preparer, evaluation=office.evaluation, table="budget_lines")
        cells |= {f"budget_lines.{row}.{column}": typed for column, typed in line.items()}
    cells |= {f"figures.{figure.key}.value": figure.typed for figure in FIGURES}
    for indicator in INDICATORS:
        cells |= {f"indicator.{indicator.code}.{name}": typed for name, typed in indicator.typed.items()}
    cells |= {f"text.{key}": content for key, content in TEXTS.items()}
    return save_cells(
        actor=office.preparer,
        evaluation=office.evaluation,
        edits=[
            CellEdit(address, "personnel" if address.endswith(".nature") else "", typed)
            for address, typed in cells.items()
        ],
        channel=Channel.TYPED,
        unit=MoneyUnit.TEN_THOUSAND_YUAN,
    )
