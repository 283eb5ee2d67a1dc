"""Packs as stored: the indicator tree and the figures as rows, the rest as one validated document.

``selfeval.services.pack_rows`` writes them, ``selfeval.selectors.packs`` reads them back as the domain's
``Pack``; the two are inverse. A published version is never changed.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from selfeval.models import fields
from selfeval.models.accounts import User
from selfeval.models.constraints import one_of


class PackStatus(StrEnum):
    """A draft is edited; a published version is immutable."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Pack(models.Model):
    """The rules and the form of one jurisdiction, year and kind (体系包)."""

    code = models.CharField("体系包代码", max_length=120, unique=True)

    class Meta:
        verbose_name = "体系包"
        verbose_name_plural = "体系包"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class PackVersion(models.Model):
    """One version of a pack. ``document`` holds everything but the figures and the indicator tree.

    ``source_sha256`` is the fingerprint of the whole pack as canonical JSON. ``copied_from`` is the version
    that a draft began as a copy of. A pack has at most one draft.
    """

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="versions", verbose_name="体系包")
    version = models.PositiveIntegerField("版本")
    name = models.CharField("名称", max_length=200)
    fiscal_year = models.PositiveSmallIntegerField("适用年度", null=True, blank=True)
    is_library = models.BooleanField("仅作框架", default=False)
    status = models.CharField("状态", max_length=20, default=PackStatus.DRAFT.value)
    document = models.JSONField("文档")
    source_sha256 = fields.sha256("内容指纹")
    created_at = models.DateTimeField("载入时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name="复制自"
    )
    changed_at = models.DateTimeField("修改时间", null=True, blank=True)
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="修改人"
    )

    class Meta:
        verbose_name = "体系包版本"
        verbose_name_plural = "体系包版本"
        ordering = ("pack__code", "-version")
        constraints = (
            models.UniqueConstraint(fields=["pack", "version"], name="pack_version_unique"),
            models.UniqueConstraint(
                fields=["pack"],
                condition=models.Q(status=PackStatus.DRAFT.value),
                name="pack_one_draft",
            ),
            one_of("pack_version_status", "status", PackStatus),
            models.CheckConstraint(
                name="pack_version_published_at",
                condition=models.Q(status=PackStatus.DRAFT.value, published_at__isnull=True)
                | models.Q(status=PackStatus.PUBLISHED.value, published_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} 第{self.version}版"


class IndicatorNode(models.Model):
    """A node of the indicator tree: a group, or an indicator with formula, method and parameters.

    ``method`` is empty for groups and frameworks; ``parameters`` are the method's own. ``target``,
    ``exemption`` and ``over_achievement`` are null where the rule has none.
    """

    pack_version = models.ForeignKey(
        PackVersion, models.CASCADE, related_name="indicators", verbose_name="体系包版本"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="上级指标"
    )
    position = models.PositiveIntegerField("次序")
    level = models.PositiveSmallIntegerField("级次")
    code = models.CharField("指标代码", max_length=120)
    name = models.CharField("指标名称", max_length=200)
    weight = fields.points("权重（分）")
    kind = models.CharField("定量或定性", max_length=20)
    quantity = models.CharField("量", max_length=20)
    unit = models.CharField("计量单位", max_length=50, blank=True)
    decimals = models.PositiveSmallIntegerField("小数位数")
    formula = models.CharField("计算公式", max_length=500, blank=True)
    method = models.CharField("评分方法", max_length=30, blank=True)
    parameters = models.JSONField("评分参数", default=dict, blank=True)
    target = models.JSONField("目标值", null=True, blank=True)
    exemption = models.JSONField("豁免规定", null=True, blank=True)
    over_achievement = models.JSONField("超额完成规则", null=True, blank=True)
    when_not_applicable = models.CharField("不适用时", max_length=20)
    explanation = models.TextField("指标解释", blank=True)
    criteria = models.TextField("评分标准", blank=True)
    reading = models.TextField("编制说明", blank=True)
    evidence = models.JSONField("佐证要求", default=list, blank=True)
    analysis = models.TextField("分析文字模板", blank=True)

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ("pack_version_id", "position")
        constraints = (
            models.UniqueConstraint(fields=["pack_version", "code"], name="indicator_code_unique"),
            models.UniqueConstraint(fields=["pack_version", "position"], name="indicator_position_unique"),
            models.CheckConstraint(
                name="indicator_weight_range",
                condition=models.Q(weight__isnull=True) | models.Q(weight__gte=0, weight__lte=1000),
            ),
            models.CheckConstraint(
                name="indicator_level_range", condition=models.Q(level__gte=1, level__lte=20)
            ),
        )

    def __str__(self) -> str:
        return self.name


class FigureDefinition(models.Model):
    """A figure that a pack adds, stored or computed by its formula."""

    pack_version = models.ForeignKey(
        PackVersion, models.CASCADE, related_name="figures", verbose_name="体系包版本"
    )
    position = models.PositiveIntegerField("次序")
    key = models.CharField("数据项", max_length=120)
    name = models.CharField("名称", max_length=200)
    aliases = models.JSONField("别名", default=list, blank=True)
    quantity = models.CharField("量", max_length=20)
    unit = models.CharField("计量单位", max_length=50, blank=True)
    decimals = models.PositiveSmallIntegerField("小数位数", null=True, blank=True)
    formula = models.CharField("计算公式", max_length=500, blank=True)
    explanation = models.TextField("解释", blank=True)

    class Meta:
        verbose_name = "数据项"
        verbose_name_plural = "数据项"
        ordering = ("pack_version_id", "position")
        constraints = (
            models.UniqueConstraint(fields=["pack_version", "key"], name="figure_definition_unique"),
        )

    def __str__(self) -> str:
        return self.name
