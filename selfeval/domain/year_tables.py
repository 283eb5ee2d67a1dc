"""The tables of a department year: their columns, labels, quantities and row kinds.

Grids on the pages, the cell service, xlsx and messages all read this one description. Table and column
keys are the attribute names in ``selfeval.domain.data`` and in the models. A cell's address is
``<table>.<row>.<column>``; for single values ``year.<column>``. Rows of fixed tables are named by their
enum value, rows of free tables by a short random key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selfeval.domain import data
from selfeval.domain.classifications import Classification
from selfeval.domain.numbers import Quantity


@dataclass(frozen=True)
class Choice:
    """A value that a choice column may take, with its official Chinese label."""

    value: str
    label: str


@dataclass(frozen=True)
class Column:
    """A column: ``quantity`` for numbers; ``choices`` for a closed list; ``account`` for a code of that
    classification; none of them means text, date or flag.
    """

    key: str
    label: str
    quantity: Quantity | None = None
    choices: tuple[Choice, ...] = ()
    account: Classification | None = None
    is_date: bool = False
    is_flag: bool = False
    is_long: bool = False
    max_length: int = 500


@dataclass(frozen=True)
class YearTable:
    """A table: ``row_key`` names the fixed rows' column; ``None`` means rows are added freely.

    ``marks_demo`` says that its rows carry ``is_demo``, which no cell shows.
    """

    key: str
    label: str
    columns: tuple[Column, ...]
    row_key: str | None = None
    rows: tuple[Choice, ...] = ()
    sums: bool = True
    marks_demo: bool = False

    def column(self, key: str) -> Column:
        """Return a column by key; KeyError if the table has none of that name."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def _choices(enum: type[StrEnum], *labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(member.value, label) for member, label in zip(enum, labels, strict=True))


NATURES = _choices(
    data.SpendingNature,
    "人员经费",
    "公用经费",
    "项目支出",
    "上缴上级支出",
    "经营支出",
    "对附属单位补助支出",
)
FUNDS = _choices(data.Fund, "一般公共预算", "政府性基金预算", "国有资本经营预算", "其他资金")
INCOME_SOURCES = _choices(
    data.IncomeSource,
    "一般公共预算财政拨款收入",
    "政府性基金预算财政拨款收入",
    "国有资本经营预算财政拨款收入",
    "上级补助收入",
    "事业收入",
    "经营收入",
    "附属单位上缴收入",
    "其他收入",
)
THREE_PUBLIC_PARTS = _choices(
    data.ThreePublicPart,
    "因公出国（境）费",
    "公务用车购置费",
    "公务用车运行维护费",
    "公务接待费",
    "未分项",
)
POST_KINDS = _choices(data.PostKind, "行政编制", "事业编制", "机关后勤服务人员编制", "未分类")
PROCUREMENT_KINDS = _choices(data.ProcurementKind, "货物", "工程", "服务", "未分类")
ADJUSTMENT_CAUSES = _choices(
    data.AdjustmentCause, "落实国家政策", "不可抗力", "上级或本级党委政府临时交办", "其他"
)

ITEM_KINDS = _choices(data.ItemKind, "项目支出", "转移支付")
INDICATOR_NATURES = _choices(data.IndicatorNature, "≥", "≤", "=", "定性")

_MONEY = Quantity.MONEY
_COUNT = Quantity.COUNT
_NUMBER = Quantity.NUMBER
_SCORE = Quantity.SCORE
_THREE_AMOUNTS = (
    Column("initial_amount", "年初预算数", _MONEY),
    Column("adjusted_amount", "全年预算数", _MONEY),
    Column("actual_amount", "决算数", _MONEY),
)
_NOTE = Column("note", "说明")
_FUNCTIONAL = Column("functional_code", "科目编码", max_length=7, account=Classification.FUNCTIONAL)

YEAR_VALUES = YearTable(
    key="year",
    label="年度基本数据",
    columns=(
        Column("carryover_in_amount", "上年结转和结余", _MONEY),
        Column("carryover_out_amount", "年末结转和结余", _MONEY),
        Column("nonfiscal_surplus_used_amount", "使用非财政拨款结余", _MONEY),
        Column("surplus_distributed_amount", "结余分配", _MONEY),
        Column("fixed_assets_amount", "固定资产总额", _MONEY),
        Column("fixed_assets_in_use_amount", "在用固定资产总额", _MONEY),
        Column("sampled_asset_count", "抽查固定资产件数", _COUNT),
        Column("sampled_asset_in_use_count", "抽查在用固定资产件数", _COUNT),
        Column("overseas_trip_count", "因公出国（境）团组数", _COUNT),
        Column("overseas_person_count", "因公出国（境）人数", _COUNT),
        Column("vehicle_purchased_count", "公务用车购置数", _COUNT),
        Column("vehicle_kept_count", "公务用车保有量", _COUNT),
        Column("reception_count", "国内公务接待批次", _COUNT),
        Column("reception_guest_count", "国内公务接待人次", _COUNT),
    ),
    sums=False,
)

YEAR_TABLES: tuple[YearTable, ...] = (
    YearTable(
        key="budget_lines",
        label="支出预算与决算",
        columns=(
            _FUNCTIONAL,
            Column("name", "科目名称", max_length=100),
            Column("nature", "支出性质", choices=NATURES),
            Column("fund", "资金性质", choices=FUNDS),
            *_THREE_AMOUNTS,
            _NOTE,
        ),
        marks_demo=True,
    ),
    YearTable(
        key="income_lines",
        label="收入预算与决算",
        columns=(*_THREE_AMOUNTS, _NOTE),
        row_key="source",
        rows=INCOME_SOURCES,
    ),
    YearTable(
        key="economic_lines",
        label="支出经济分类明细",
        columns=(
            _FUNCTIONAL,
            Column("economic_code", "经济科目编码", max_length=5, account=Classification.ECONOMIC),
            Column("nature", "支出性质", choices=NATURES),
            Column("fund", "资金性质", choices=FUNDS),
            Column("actual_amount", "决算数", _MONEY),
            Column("project", "项目名称", max_length=200),
            _NOTE,
        ),
        marks_demo=True,
    ),
    YearTable(
        key="income_details",
        label="收入功能分类明细",
        columns=(
            _FUNCTIONAL,
            Column("source", "收入来源", choices=INCOME_SOURCES),
            Column("actual_amount", "决算数", _MONEY),
            _NOTE,
        ),
        marks_demo=True,
    ),
    YearTable(
        key="carryover_lines",
        label="结转和结余明细",
        columns=(
            Column("fund", "资金性质", choices=FUNDS),
            _FUNCTIONAL,
            Column("opening_amount", "年初结转和结余", _MONEY),
            Column("closing_amount", "年末结转和结余", _MONEY),
            _NOTE,
        ),
        marks_demo=True,
    ),
    YearTable(
        key="three_public",
        label="“三公”经费",
        columns=(
            Column("budget_amount", "预算数", _MONEY),
            Column("actual_amount", "决算数", _MONEY),
            Column("reason", "增减变动原因", is_long=True),
        ),
        row_key="part",
        rows=THREE_PUBLIC_PARTS,
    ),
    YearTable(
        key="staffing",
        label="人员编制",
        columns=(
            Column("authorized_count", "编制数", _COUNT),
            Column("in_post_count", "年末实有人数", _COUNT),
            _NOTE,
        ),
        row_key="post_kind",
        rows=POST_KINDS,
    ),
    YearTable(
        key="procurement",
        label="政府采购",
        columns=(
            Column("budget_amount", "采购预算数", _MONEY),
            Column("actual_amount", "实际采购金额", _MONEY),
            _NOTE,
        ),
        row_key="kind",
        rows=PROCUREMENT_KINDS,
    ),
    YearTable(
        key="adjustments",
        label="预算调整备案",
        columns=(
            Column("subject", "调整事项", is_long=True),
            Column("amount", "调整金额", _MONEY),
            Column("cause", "调整原因", choices=ADJUSTMENT_CAUSES),
            Column("document_numbers", "文号"),
            _NOTE,
        ),
    ),
    YearTable(
        key="working_group",
        label="绩效评价工作组",
        columns=(
            Column("role", "组内职务", max_length=50),
            Column("position", "行政职务", max_length=100),
            Column("member_count", "人数", _COUNT),
            Column("duties", "工作职责", is_long=True),
        ),
        sums=False,
    ),
    YearTable(
        key="timeline",
        label="工作进度",
        columns=(
            Column("stage", "阶段", max_length=100),
            Column("starts_on", "开始日期", is_date=True),
            Column("ends_on", "结束日期", is_date=True),
            Column("work", "工作内容", is_long=True),
        ),
        sums=False,
    ),
)

_ITEM = Column("item", "项目编码", max_length=40)

ITEM_TABLES: tuple[YearTable, ...] = (
    YearTable(
        key="items",
        label="项目和转移支付",
        columns=(
            Column("code", "项目编码", max_length=40),
            Column("name", "项目名称", max_length=200),
            Column("kind", "类别", choices=ITEM_KINDS),
            Column("form", "自评表式", max_length=120),
            Column("supervising_department", "主管部门", max_length=200),
            Column("local_department", "地方主管部门", max_length=200),
            Column("implementing_unit", "实施单位", max_length=200),
            Column("objective", "年度总体目标", is_long=True),
            Column("adjusted_objective", "调整后年度总体目标", is_long=True),
            Column("completion", "目标实际完成情况", is_long=True),
            Column("implementation", "实施内容及过程", is_long=True),
            Column("conclusion", "评价结论", is_long=True),
            Column("problems", "存在问题", is_long=True),
            Column("measures", "改进措施", is_long=True),
            Column("note", "说明", is_long=True),
            Column("stated_score", "公布或评定的得分", _SCORE),
            Column("stated_grade", "公布的等级", max_length=20),
            Column("score_reason", "得分说明", is_long=True),
            Column("is_demo", "演示数据", is_flag=True),
        ),
        sums=False,
    ),
    YearTable(
        key="item_funds",
        label="项目资金",
        columns=(
            _ITEM,
            Column("source", "资金来源", max_length=60),
            Column("initial_amount", "年初预算数", _MONEY),
            Column("whole_year_amount", "全年预算数", _MONEY),
            Column("executed_amount", "全年执行数", _MONEY),
            Column("reason", "原因说明", is_long=True),
        ),
        sums=False,
    ),
    YearTable(
        key="item_indicators",
        label="项目绩效指标",
        columns=(
            _ITEM,
            Column("code", "指标编码", max_length=40),
            Column("level1", "一级指标", max_length=60),
            Column("level2", "二级指标", max_length=100),
            Column("name", "三级指标", is_long=True),
            Column("nature", "指标性质", choices=INDICATOR_NATURES),
            Column("target_value", "年度指标值", _NUMBER),
            Column("target_text", "年度指标值（文字）", is_long=True),
            Column("adjusted_target_value", "调整指标值", _NUMBER),
            Column("adjusted_target_text", "调整指标值（文字）", is_long=True),
            Column("unit", "计量单位", max_length=20),
            Column("actual_value", "实际完成值", _NUMBER),
            Column("actual_text", "实际完成情况", is_long=True),
            Column("weight", "分值", _SCORE),
            Column("tier", "评价档次", max_length=100),
            Column("awarded_score", "评定得分", _SCORE),
            Column("score_reason", "评分理由", is_long=True),
            Column("variance_reason", "偏差原因分析", is_long=True),
            Column("improvement", "改进措施", is_long=True),
            Column("is_core", "核心指标", is_flag=True),
            Column("note", "备注", is_long=True),
        ),
        sums=False,
    ),
    YearTable(
        key="item_aspects",
        label="项目资金管理情况",
        columns=(
            _ITEM,
            Column("aspect", "管理事项", max_length=60),
            Column("situation", "情况说明", is_long=True),
            Column("problems", "问题和改进措施", is_long=True),
        ),
        sums=False,
    ),
)
"""Projects and transfer payments: flat free tables, whose rows name their item by its code."""

ITEM_PARTS = {"item_funds": "source", "item_aspects": "aspect"}
"""The tables whose rows are fixed by a project's form, with the column that names the form's row."""

ASSIGNED = {"items": ("code", "kind"), "item_indicators": ("item", "code")} | {
    table: ("item", column) for table, column in ITEM_PARTS.items()
}
"""The columns of projects that the system fills in when a row is made, and nobody after that."""

ROW_TABLES = (*YEAR_TABLES, *ITEM_TABLES)
"""All tables with rows."""

TABLES_BY_KEY = {table.key: table for table in (YEAR_VALUES, *ROW_TABLES)}
