"""Documents: one row per wanted file, worked off by the background worker."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from selfeval.models.constraints import one_of
from selfeval.models.evaluations import Evaluation
from selfeval.models.workflow import EvaluationSnapshot


class DocumentFormat(StrEnum):
    """The formats a document is written in."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"


class DocumentStatus(StrEnum):
    """Where a document's job stands."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The state's Chinese name."""
        return {"queued": "排队中", "rendering": "生成中", "ready": "已生成", "failed": "生成失败"}[
            self.value
        ]


MAX_ATTEMPTS = 3


class ReportDocument(models.Model):
    """A document in one format, made from a snapshot, or from live data as a draft.

    ``content_key`` is the fingerprint of everything that goes into the file, so that the same request
    never makes a second file. ``leased_until`` is the worker's lease: past it another worker takes over.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="documents")
    snapshot = models.ForeignKey(
        EvaluationSnapshot, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    kind = models.CharField("文书", max_length=120)
    format = models.CharField("格式", max_length=10)
    status = models.CharField("状态", max_length=20, default=DocumentStatus.QUEUED.value)
    content_key = models.CharField("内容标识", max_length=64, unique=True)
    file = models.FileField("文件", max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveIntegerField("大小（字节）", null=True, blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    leased_until = models.DateTimeField("占用至", null=True, blank=True)
    error = models.TextField("失败原因", blank=True)
    requested_at = models.DateTimeField("申请时间")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="申请人"
    )
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = "文书"
        ordering = ("-id",)
        constraints = (
            one_of("report_document_format", "format", DocumentFormat),
            one_of("report_document_status", "status", DocumentStatus),
            models.CheckConstraint(name="report_document_attempts", condition=Q(attempts__lte=MAX_ATTEMPTS)),
            models.CheckConstraint(
                name="report_document_ready_has_file",
                condition=~Q(status=DocumentStatus.READY.value)
                | (~Q(file="") & ~Q(sha256="") & Q(size__isnull=False, finished_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.evaluation} {self.kind}.{self.format}"
