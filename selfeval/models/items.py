"""Projects and transfer payments of a department year: flat tables whose rows name their item by its code.

Columns are those of ``selfeval.domain.year_tables.ITEM_TABLES``.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from selfeval.domain.item_data import IndicatorNature, ItemKind
from selfeval.models import fields
from selfeval.models.constraints import one_of
from selfeval.models.year_tables import YearRow, one_row_each
from selfeval.models.years import DepartmentYear


class Item(YearRow):
    """A project or transfer payment, evaluated by itself."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="items")
    code = models.CharField("项目编码", max_length=40, blank=True)
    name = models.CharField("项目名称", max_length=200, blank=True)
    kind = models.CharField("类别", max_length=20, default=ItemKind.PROJECT.value)
    form = models.CharField("自评表式", max_length=120, blank=True)
    supervising_department = models.CharField("主管部门", max_length=200, blank=True)
    local_department = models.CharField("地方主管部门", max_length=200, blank=True)
    implementing_unit = models.CharField("实施单位", max_length=200, blank=True)
    objective = models.TextField("年度总体目标", blank=True)
    adjusted_objective = models.TextField("调整后年度总体目标", blank=True)
    completion = models.TextField("目标实际完成情况", blank=True)
    implementation = models.TextField("实施内容及过程", blank=True)
    conclusion = models.TextField("评价结论", blank=True)
    problems = models.TextField("存在问题", blank=True)
    measures = models.TextField("改进措施", blank=True)
    note = models.TextField("说明", blank=True)
    stated_score = fields.number("公布或评定的得分")
    stated_grade = models.CharField("公布的等级", max_length=20, blank=True)
    score_reason = models.TextField("得分说明", blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = "项目和转移支付"
        verbose_name_plural = "项目和转移支付"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("item"),
            one_of("item_kind", "kind", ItemKind),
            models.UniqueConstraint(
                fields=["department_year", "code"], condition=~Q(code=""), name="item_code_unique"
            ),
        )


class ItemRow(YearRow):
    """A row that belongs to the item whose code it names."""

    item = models.CharField("项目编码", max_length=40, blank=True)

    class Meta(YearRow.Meta):
        abstract = True


class ItemFund(ItemRow):
    """Funds of an item from one source."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="item_funds")
    source = models.CharField("资金来源", max_length=60, blank=True)
    initial_amount = fields.amount("年初预算数")
    whole_year_amount = fields.amount("全年预算数")
    executed_amount = fields.amount("全年执行数")
    reason = models.TextField("原因说明", blank=True)

    class Meta:
        verbose_name = "项目资金"
        verbose_name_plural = "项目资金"
        ordering = ("ordinal", "id")
        constraints = (one_row_each("item_fund"),)


class ItemIndicator(ItemRow):
    """An indicator of an item with target, achieved value and judgement."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="item_indicators")
    code = models.CharField("指标编码", max_length=40, blank=True)
    level1 = models.CharField("一级指标", max_length=60, blank=True)
    level2 = models.CharField("二级指标", max_length=100, blank=True)
    name = models.TextField("三级指标", blank=True)
    nature = models.CharField("指标性质", max_length=20, default=IndicatorNature.AT_LEAST.value)
    target_value = fields.number("年度指标值")
    target_text = models.TextField("年度指标值（文字）", blank=True)
    adjusted_target_value = fields.number("调整指标值")
    adjusted_target_text = models.TextField("调整指标值（文字）", blank=True)
    unit = models.CharField("计量单位", max_length=20, blank=True)
    actual_value = fields.number("实际完成值")
    actual_text = models.TextField("实际完成情况", blank=True)
    weight = fields.number("分值")
    tier = models.CharField("评价档次", max_length=100, blank=True)
    awarded_score = fields.number("评定得分")
    score_reason = models.TextField("评分理由", blank=True)
    variance_reason = models.TextField("偏差原因分析", blank=True)
    improvement = models.TextField("改进措施", blank=True)
    is_core = models.BooleanField("核心指标", default=False)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = "项目绩效指标"
        verbose_name_plural = "项目绩效指标"
        ordering = ("ordinal", "id")
        constraints = (
            one_row_each("item_indicator"),
            one_of("item_indicator_nature", "nature", IndicatorNature),
        )


class ItemAspect(ItemRow):
    """How an item's funds are managed in one aspect of its form."""

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="item_aspects")
    aspect = models.CharField("管理事项", max_length=60, blank=True)
    situation = models.TextField("情况说明", blank=True)
    problems = models.TextField("问题和改进措施", blank=True)

    class Meta:
        verbose_name = "项目资金管理情况"
        verbose_name_plural = "项目资金管理情况"
        ordering = ("ordinal", "id")
        constraints = (one_row_each("item_aspect"),)
