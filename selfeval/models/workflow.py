"""What the workflow leaves behind: snapshots, submissions with their receipts, review comments."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from selfeval.models import fields
from selfeval.models.evaluations import Evaluation


class EvaluationSnapshot(models.Model):
    """An immutable copy at a workflow step; triggers in the database refuse any change.

    ``content`` and ``pack_content`` are canonical JSON of ``EvaluationData`` and ``Pack``; ``sha256`` is
    taken over both, joined by a line feed.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="snapshots")
    sequence = models.PositiveIntegerField("序号")
    purpose = models.CharField("用途", max_length=30)
    content = models.TextField("内容")
    pack_content = models.TextField("体系包内容")
    sha256 = fields.sha256("内容指纹")
    created_at = models.DateTimeField("生成时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="生成人"
    )

    class Meta:
        verbose_name = "快照"
        verbose_name_plural = "快照"
        ordering = ("evaluation_id", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "sequence"], name="snapshot_sequence_unique"),
        )

    def __str__(self) -> str:
        return f"{self.evaluation} 第{self.sequence}次"


class Submission(models.Model):
    """One submission: the key makes a repeated request harmless, the number stands on the receipt."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="submissions")
    idempotency_key = models.CharField("请求标识", max_length=64, unique=True)
    receipt_number = models.CharField("回执编号", max_length=150, unique=True)
    snapshot = models.OneToOneField(EvaluationSnapshot, models.PROTECT, related_name="submission")
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人"
    )

    class Meta:
        verbose_name = "报送记录"
        verbose_name_plural = "报送记录"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.receipt_number


class ReviewComment(models.Model):
    """A reviewer's comment at a cell, an indicator, a text or a section (``place`` is its address)."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="comments")
    round = models.PositiveIntegerField("报送轮次")
    place = models.CharField("位置", max_length=200, blank=True)
    text = models.TextField("意见")
    created_at = models.DateTimeField("时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审核人"
    )

    class Meta:
        verbose_name = "审核意见"
        verbose_name_plural = "审核意见"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text
