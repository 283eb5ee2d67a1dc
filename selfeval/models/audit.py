"""The audit trail: hash-chained events and the history of every cell. Both are append-only."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models

from selfeval.models import fields
from selfeval.models.constraints import one_of
from selfeval.models.evaluations import Evaluation
from selfeval.models.years import DepartmentYear


class AuditEvent(models.Model):
    """Who did what, when. No foreign keys: an event outlives what it tells of.

    ``hash`` is SHA-256 over the canonical JSON of this event with the previous event's hash, so that a
    changed, removed or reordered event breaks the chain (``selfeval.services.audit.verify``).
    """

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    user_id = models.BigIntegerField("用户标识", null=True)
    username = models.CharField("用户名", max_length=150)
    role = models.CharField("角色", max_length=200, blank=True)
    action = models.CharField("操作", max_length=60)
    subject = models.CharField("对象", max_length=200)
    details = models.JSONField("内容", default=dict)
    previous_hash = fields.sha256("前一条指纹")
    hash = fields.sha256("指纹")

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ("sequence",)
        indexes = (models.Index(fields=["subject", "sequence"], name="audit_event_subject"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"


class AuditHead(models.Model):
    """The one row that names the newest event; it is locked while an event is appended."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(name="audit_head_is_one", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return str(self.sequence)


class Channel(StrEnum):
    """How a value came in."""

    TYPED = "typed"
    PASTED = "pasted"
    IMPORTED = "imported"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """The channel's Chinese name."""
        return {"typed": "录入", "pasted": "粘贴", "imported": "导入", "system": "系统"}[self.value]


class CellChange(models.Model):
    """One change of one cell: from, to, who, when, by which channel.

    ``evaluation`` is empty for a change made to the year outside an evaluation. ``event`` carries the
    fingerprint of this change in the chain.
    """

    department_year = models.ForeignKey(DepartmentYear, models.PROTECT, related_name="changes")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True, related_name="changes")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="changes")
    address = models.CharField("位置", max_length=600)
    label = models.CharField("名称", max_length=300)
    old = models.TextField("原值", blank=True)
    new = models.TextField("新值", blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    username = models.CharField("用户名", max_length=150)
    at = models.DateTimeField("时间")
    channel = models.CharField("方式", max_length=20)

    class Meta:
        verbose_name = "修改记录"
        verbose_name_plural = "修改记录"
        ordering = ("id",)
        indexes = (models.Index(fields=["department_year", "address", "id"], name="cell_change_address"),)
        constraints = (one_of("cell_change_channel", "channel", Channel),)

    def __str__(self) -> str:
        return f"{self.label}：{self.old} → {self.new}"
