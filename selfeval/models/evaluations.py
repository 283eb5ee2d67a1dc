"""An evaluation: a department's year under one pack, with everything entered for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from selfeval.domain.workflow import Status
from selfeval.models import fields
from selfeval.models.constraints import one_of, paired
from selfeval.models.packs import PackVersion
from selfeval.models.years import DepartmentYear


class Evaluation(models.Model):
    """The yearly self-evaluation of one department under one pack version.

    ``submitted_by`` and ``approved_by`` are those of the latest round; earlier rounds stand in the audit
    trail.
    """

    code = models.CharField("自评编号", max_length=120, unique=True)
    department_year = models.ForeignKey(
        DepartmentYear, models.PROTECT, related_name="evaluations", verbose_name="部门年度"
    )
    pack_version = models.ForeignKey(
        PackVersion, models.PROTECT, related_name="evaluations", verbose_name="体系包版本"
    )
    status = models.CharField(
        "状态",
        max_length=30,
        choices=[(status.value, status.label) for status in Status],
        default=Status.NOT_STARTED.value,
    )
    report_date = models.DateField("成文日期", null=True, blank=True)
    round = models.PositiveIntegerField("报送轮次", default=0)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("创建时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="创建人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提交人",
    )
    approved_at = models.DateTimeField("审核通过时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )

    class Meta:
        verbose_name = "绩效自评"
        verbose_name_plural = "绩效自评"
        ordering = ("-department_year__fiscal_year__year", "code")
        constraints = (
            models.UniqueConstraint(fields=["department_year", "pack_version"], name="evaluation_unique"),
            one_of("evaluation_status", "status", Status),
            paired("evaluation_submitted", "submitted_at", "submitted_by"),
            paired("evaluation_approved", "approved_at", "approved_by"),
            models.CheckConstraint(
                name="evaluation_final_is_approved",
                condition=~Q(status__in=[Status.SUBMITTED.value, Status.FINAL.value])
                | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluation_review_is_submitted",
                condition=~Q(status=Status.DEPARTMENT_REVIEW.value) | Q(submitted_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.code


class IndicatorEntry(models.Model):
    """What the department enters for one indicator; its scoring method decides which fields count.

    ``checklist`` is a list of true, false or null; ``milestones`` maps labels to rates as strings.
    """

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="entries")
    indicator = models.CharField("指标代码", max_length=120)
    target_value = fields.number("目标值")
    target_text = models.TextField("目标值说明", blank=True)
    actual_value = fields.number("实际完成值")
    actual_text = models.TextField("实际完成情况", blank=True)
    answer = models.BooleanField("是否达到", null=True, blank=True)
    checklist = models.JSONField("评价要点", default=list, blank=True)
    tier = models.CharField("评价档次", max_length=200, blank=True)
    awarded_score = fields.number("评定得分")
    milestones = models.JSONField("节点完成率", default=dict, blank=True)
    exemption_claimed = models.BooleanField("适用豁免规定", default=False)
    exemption_reason = models.TextField("豁免理由", blank=True)
    exemption_documents = models.TextField("豁免依据文号", blank=True)
    not_applicable = models.BooleanField("不适用", default=False)
    score_reason = models.TextField("评分理由", blank=True)
    deduction_reason = models.TextField("扣分原因", blank=True)
    variance_reason = models.TextField("偏差原因", blank=True)
    note = models.TextField("备注", blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "指标填报"
        verbose_name_plural = "指标填报"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "indicator"], name="indicator_entry_unique"),
        )

    def __str__(self) -> str:
        return self.indicator


class SectionText(models.Model):
    """An edited text; ``generated`` is the template the edit started from."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="texts")
    key = models.CharField("文字代码", max_length=120)
    content = models.TextField("内容", blank=True)
    generated = models.TextField("生成稿", blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "报告文字"
        verbose_name_plural = "报告文字"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["evaluation", "key"], name="section_text_unique"),)

    def __str__(self) -> str:
        return self.key


class SectionState(models.Model):
    """Whether the preparer says that a section is complete."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="section_states")
    section = models.CharField("章节", max_length=120)
    is_complete = models.BooleanField("已完成", default=False)
    updated_at = models.DateTimeField("更新时间")
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="更新人"
    )

    class Meta:
        verbose_name = "章节状态"
        verbose_name_plural = "章节状态"
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "section"], name="section_state_unique"),
        )

    def __str__(self) -> str:
        return self.section


class FindingExplanation(models.Model):
    """The department's answer to a warning; ``finding`` is the finding's fingerprint."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="explanations")
    finding = models.CharField("校验结果", max_length=500)
    reason = models.TextField("说明")

    class Meta:
        verbose_name = "校验说明"
        verbose_name_plural = "校验说明"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "finding"], name="finding_explanation_unique"),
        )

    def __str__(self) -> str:
        return self.finding


class EvidenceFile(models.Model):
    """A file kept as evidence for an indicator.

    ``file`` is empty where only the file's description came with a package. A removed file stays, marked;
    ``removed_by`` is empty where a command removed it.
    """

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="evidence")
    indicator = models.CharField("指标代码", max_length=120)
    name = models.CharField("文件名", max_length=255)
    description = models.CharField("说明", max_length=500, blank=True)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = fields.sha256("SHA-256")
    media_type = models.CharField("类型", max_length=100, blank=True)
    file = models.FileField("文件", max_length=255, blank=True)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="移除人",
    )

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="evidence_removed",
                condition=Q(removed_by__isnull=True) | Q(removed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name
