"""Departments and fiscal years."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Department(models.Model):
    """A department with a budget, in a tree.

    ``bureau_name`` is the finance bureau as it prints; ``has_bureau`` says whether that bureau works in
    this system, so that approved evaluations go on to it instead of being final.
    """

    code = models.CharField("部门代码", max_length=120, unique=True)
    name = models.CharField("部门名称", max_length=200)
    short_name = models.CharField("简称", max_length=100, blank=True)
    region = models.CharField("行政区划", max_length=100, blank=True)
    bureau_name = models.CharField("财政部门", max_length=200, blank=True)
    has_bureau = models.BooleanField("财政部门在本系统复核", default=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级部门"
    )

    class Meta:
        verbose_name = "部门"
        verbose_name_plural = "部门"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="department_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        )

    def __str__(self) -> str:
        return self.name


class FiscalYear(models.Model):
    """A fiscal year; only an open one is filled in. ``due_date`` is when reports are due."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    is_open = models.BooleanField("开放填报", default=True)
    due_date = models.DateField("报送截止日期", null=True, blank=True)

    class Meta:
        verbose_name = "财政年度"
        verbose_name_plural = "财政年度"
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(name="fiscal_year_range", condition=Q(year__gte=2000, year__lte=2100)),
        )

    def __str__(self) -> str:
        return f"{self.year}年度"
