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
from selfeval.domain.numbers import Quantity


@dataclass(frozen=True)
class Choice:
    """A value that a choice column may take, with its official Chinese label."""

    value: str
    label: str


@dataclass(frozen=True)
class Column:
    """A column: ``quantity`` for numbers; ``choices`` for a closed list; neither means text (or date)."""

    key: str
    label: str
    quantity: Quantity | None = None
    choices: tuple[Choice, ...] = ()
    is_date: bool = False
    is_long: bool = False
    max_length: int = 500


@dataclass(frozen=True)
class YearTable:
    """A table: ``row_key`` names the fixed rows' column; ``None`` means rows are added freely."""

    key: str
    label: str
    columns: tuple[Column, ...]
    row_key: str | None = None
    rows: tuple[Choice, ...] = ()
    sums: bool = True

    def column(self, key: str) -> Column:
        """Return a column by key; KeyError if the table has none of that name."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def _choices(enum: type[StrEnum], *labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(member.value, label) for member, label in zip(enum, labels, strict=True))


NATURES = _choices(data.SpendingNature, "人员经费", "公用经费", "项目支出")
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

_MONEY = Quantity.MONEY
_COUNT = Quantity.COUNT
_THREE_AMOUNTS = (
    Column("initial_amount", "年初预算数", _MONEY),
    Column("adjusted_amount", "全年预算数", _MONEY),
    Column("actual_amount", "决算数", _MONEY),
)
_NOTE = Column("note", "说明")

YEAR_VALUES = YearTable(
    key="year",
    label="年度基本数据",
    columns=(
        Column("carryover_in_amount", "上年结转和结余", _MONEY),
        Column("carryover_out_amount", "年末结转和结余", _MONEY),
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
            Column("functional_code", "科目编码", max_length=7),
            Column("name", "科目名称", max_length=100),
            Column("nature", "支出性质", choices=NATURES),
            Column("fund", "资金性质", choices=FUNDS),
            *_THREE_AMOUNTS,
            _NOTE,
        ),
    ),
    YearTable(
        key="income_lines",
        label="收入预算与决算",
        columns=(*_THREE_AMOUNTS, _NOTE),
        row_key="source",
        rows=INCOME_SOURCES,
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

TABLES_BY_KEY = {table.key: table for table in (YEAR_VALUES, *YEAR_TABLES)}
