"""What a year took along from the year before, and which of it nobody has looked at yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from selfeval.models.evaluations import Evaluation
from selfeval.models.years import DepartmentYear


class Carryover(models.Model):
    """An evaluation that was started from last year's one.

    ``left_out`` is a list of ``{"what", "why"}``: what the new pack has no place for.
    """

    evaluation = models.OneToOneField(Evaluation, models.CASCADE, related_name="carryover")
    source = models.ForeignKey(Evaluation, models.PROTECT, related_name="+", verbose_name="上年自评")
    left_out = models.JSONField("未能带入", default=list, blank=True)
    created_at = models.DateTimeField("带入时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="带入人"
    )

    class Meta:
        verbose_name = "沿用上年"
        verbose_name_plural = "沿用上年"

    def __str__(self) -> str:
        return f"{self.evaluation} ← {self.source}"


class CarriedCell(models.Model):
    """A cell that still says what it said last year; the row goes when the cell is edited or confirmed.

    ``evaluation`` is empty for cells of the year, which all evaluations of the year share.
    """

    department_year = models.ForeignKey(DepartmentYear, models.CASCADE, related_name="carried_cells")
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, null=True, related_name="carried_cells")
    address = models.CharField("位置", max_length=300)

    class Meta:
        verbose_name = "沿用上年的内容"
        verbose_name_plural = "沿用上年的内容"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["department_year", "address"],
                condition=Q(evaluation__isnull=True),
                name="carried_year_cell_unique",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "address"],
                condition=Q(evaluation__isnull=False),
                name="carried_evaluation_cell_unique",
            ),
        )

    def __str__(self) -> str:
        return self.address
