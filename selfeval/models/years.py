"""A department's year: what is entered once and read by every document of that year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from selfeval.domain.data import YearKind
from selfeval.models import fields
from selfeval.models.constraints import one_of
from selfeval.models.departments import Department, FiscalYear


class DepartmentYear(models.Model):
    """All single values of one department in one fiscal year; its tables are in ``year_tables``.

    ``prior_year`` is linked, never copied. Where last year is not in the system, a year of the kind
    ``opening_comparatives`` holds last year's figures.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="years", verbose_name="部门")
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", verbose_name="年度")
    kind = models.CharField("类别", max_length=30, default=YearKind.REGULAR.value)
    prior_year = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next_years", verbose_name="上年度"
    )
    carryover_in_amount = fields.amount("上年结转和结余")
    carryover_out_amount = fields.amount("年末结转和结余")
    nonfiscal_surplus_used_amount = fields.amount("使用非财政拨款结余")
    surplus_distributed_amount = fields.amount("结余分配")
    fixed_assets_amount = fields.amount("固定资产总额")
    fixed_assets_in_use_amount = fields.amount("在用固定资产总额")
    sampled_asset_count = fields.count("抽查固定资产件数")
    sampled_asset_in_use_count = fields.count("抽查在用固定资产件数")
    overseas_trip_count = fields.count("因公出国（境）团组数")
    overseas_person_count = fields.count("因公出国（境）人数")
    vehicle_purchased_count = fields.count("公务用车购置数")
    vehicle_kept_count = fields.count("公务用车保有量")
    reception_count = fields.count("国内公务接待批次")
    reception_guest_count = fields.count("国内公务接待人次")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "部门年度"
        verbose_name_plural = "部门年度"
        constraints = (
            models.UniqueConstraint(fields=["department", "fiscal_year"], name="department_year_unique"),
            models.CheckConstraint(
                name="department_year_not_its_own_prior",
                condition=Q(prior_year__isnull=True) | ~Q(prior_year=F("id")),
            ),
            one_of("department_year_kind", "kind", YearKind),
        )

    def __str__(self) -> str:
        return f"{self.department}{self.fiscal_year}"
