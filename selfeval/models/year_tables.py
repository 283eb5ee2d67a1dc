"""The tables of a department year. Columns are those of ``selfeval.domain.year_tables``.

``row`` names a row in cell addresses: the enum value in fixed tables, a short random key in free ones.
The reverse names on ``DepartmentYear`` are the table keys.
"""

from __future__ import annotations

from django.db import models

from selfeval.domain.data import (
    AdjustmentCause,
    Fund,
    IncomeSource,
    PostKind,
    ProcurementKind,
    SpendingNature,
    ThreePublicPart,
)
from selfeval.models import fields
from selfeval.models.constraints import one_of
from selfeval.models.years import DepartmentYear


class YearRow(models.Model):
    """A row of a year table; every table gives the link to its year its own reverse name."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="+")
    row = models.CharField("行", max_length=40)
    ordinal = models.PositiveIntegerField("次序", default=0)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.row


def one_row_each(name: str) -> models.UniqueConstraint:
    """Demand that the rows of a year have different keys."""
    return models.UniqueConstraint(fields=["department_year", "row"], name=f"{name}_row_unique")


class BudgetLine(YearRow):
    """One line of spending by functional code, nature and fund."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="budget_lines")
    functional_code = models.CharField("科目编码", max_length=7, blank=True)
    name = models.CharField("科目名称", max_length=100, blank=True)
    nature = models.CharField("支出性质", max_length=20, default=SpendingNature.PERSONNEL.value)
    fund = models.CharField("资金性质", max_length=20, default=Fund.GENERAL_PUBLIC.value)
    initial_amount = fields.amount("年初预算数")
    adjusted_amount = fields.amount("全年预算数")
    actual_amount = fields.amount("决算数")
    is_demo = models.BooleanField("演示数据", default=False)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "支出预算与决算"
        verbose_name_plural = "支出预算与决算"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("budget_line"),
            one_of("budget_line_nature", "nature", SpendingNature),
            one_of("budget_line_fund", "fund", Fund),
        )


class EconomicLine(YearRow):
    """A part of what one functional code, nature and fund spent, by economic code."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="economic_lines")
    functional_code = models.CharField("科目编码", max_length=7, blank=True)
    economic_code = models.CharField("经济科目编码", max_length=5, blank=True)
    nature = models.CharField("支出性质", max_length=20, default=SpendingNature.PERSONNEL.value)
    fund = models.CharField("资金性质", max_length=20, default=Fund.GENERAL_PUBLIC.value)
    project = models.CharField("项目名称", max_length=200, blank=True)
    actual_amount = fields.amount("决算数")
    is_demo = models.BooleanField("演示数据", default=False)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "支出经济分类明细"
        verbose_name_plural = "支出经济分类明细"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("economic_line"),
            one_of("economic_line_nature", "nature", SpendingNature),
            one_of("economic_line_fund", "fund", Fund),
        )


class IncomeDetail(YearRow):
    """Income of one source by functional code."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="income_details")
    functional_code = models.CharField("科目编码", max_length=7, blank=True)
    source = models.CharField(
        "收入来源", max_length=40, default=IncomeSource.GENERAL_PUBLIC_APPROPRIATION.value
    )
    actual_amount = fields.amount("决算数")
    is_demo = models.BooleanField("演示数据", default=False)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "收入功能分类明细"
        verbose_name_plural = "收入功能分类明细"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("income_detail"),
            one_of("income_detail_source", "source", IncomeSource),
        )


class CarryoverLine(YearRow):
    """结转和结余 of one fund, by functional code where it is known."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="carryover_lines")
    fund = models.CharField("资金性质", max_length=20, default=Fund.GENERAL_PUBLIC.value)
    functional_code = models.CharField("科目编码", max_length=7, blank=True)
    opening_amount = fields.amount("年初结转和结余")
    closing_amount = fields.amount("年末结转和结余")
    is_demo = models.BooleanField("演示数据", default=False)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "结转和结余明细"
        verbose_name_plural = "结转和结余明细"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("carryover_line"),
            one_of("carryover_line_fund", "fund", Fund),
        )


class IncomeLine(YearRow):
    """Income of one source."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="income_lines")
    initial_amount = fields.amount("年初预算数")
    adjusted_amount = fields.amount("全年预算数")
    actual_amount = fields.amount("决算数")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "收入预算与决算"
        verbose_name_plural = "收入预算与决算"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("income_line"),
            one_of("income_line_source", "row", IncomeSource),
        )


class ThreePublicLine(YearRow):
    """One part of 三公经费."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="three_public")
    budget_amount = fields.amount("预算数")
    actual_amount = fields.amount("决算数")
    reason = models.TextField("增减变动原因", blank=True)

    class Meta:
        verbose_name = "“三公”经费"
        verbose_name_plural = "“三公”经费"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("three_public"),
            one_of("three_public_part", "row", ThreePublicPart),
        )


class StaffingLine(YearRow):
    """Authorised posts and staff in post of one kind."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="staffing")
    authorized_count = fields.count("编制数")
    in_post_count = fields.count("年末实有人数")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "人员编制"
        verbose_name_plural = "人员编制"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("staffing"),
            one_of("staffing_post_kind", "row", PostKind),
        )


class ProcurementLine(YearRow):
    """Government procurement of one kind."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="procurement")
    budget_amount = fields.amount("采购预算数")
    actual_amount = fields.amount("实际采购金额")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "政府采购"
        verbose_name_plural = "政府采购"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("procurement"),
            one_of("procurement_kind", "row", ProcurementKind),
        )


class BudgetAdjustment(YearRow):
    """A budget change with its cause and document numbers."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="adjustments")
    subject = models.TextField("调整事项", blank=True)
    amount = fields.amount("调整金额")
    cause = models.CharField("调整原因", max_length=30, default=AdjustmentCause.OTHER.value)
    document_numbers = models.CharField("文号", max_length=500, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "预算调整备案"
        verbose_name_plural = "预算调整备案"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("budget_adjustment"),
            one_of("budget_adjustment_cause", "cause", AdjustmentCause),
        )


class WorkingGroupMember(YearRow):
    """A role in the evaluation working group; never a person's name."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="working_group")
    role = models.CharField("组内职务", max_length=50, blank=True)
    position = models.CharField("行政职务", max_length=100, blank=True)
    member_count = fields.count("人数")
    duties = models.TextField("工作职责", blank=True)

    class Meta:
        verbose_name = "绩效评价工作组"
        verbose_name_plural = "绩效评价工作组"
        ordering = ("ordinal", "id")
        constraints = (one_row_each("working_group"),)


class TimelineEvent(YearRow):
    """A stage of the evaluation work with its dates."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="timeline")
    stage = models.CharField("阶段", max_length=100, blank=True)
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    work = models.TextField("工作内容", blank=True)

    class Meta:
        verbose_name = "工作进度"
        verbose_name_plural = "工作进度"
        ordering = ("ordinal", "id")
        constraints = (one_row_each("timeline"),)


class FigureValue(models.Model):
    """A stored figure that a pack adds: amounts in 元, rates as ratio, counts whole."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="figures")
    key = models.CharField("数据项", max_length=120)
    value = fields.number("数值")
    not_applicable = models.BooleanField("无此项", default=False)
    note = models.CharField("说明", max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "数据项取值"
        verbose_name_plural = "数据项取值"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["department_year", "key"], name="figure_value_unique"),
            models.CheckConstraint(
                name="figure_value_or_not_applicable",
                condition=models.Q(not_applicable=False) | models.Q(value__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.key
