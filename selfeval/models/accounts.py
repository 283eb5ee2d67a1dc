"""People and their roles in departments."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from selfeval.domain.roles import Role
from selfeval.models.constraints import one_of
from selfeval.models.departments import Department


class User(AbstractUser):
    """An account. ``display_name`` is what pages and histories show (a post rather than a person)."""

    display_name = models.CharField("显示名称", max_length=50, blank=True)

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.display_name or self.username


class Membership(models.Model):
    """One role of one person in one department."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="用户")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="memberships", verbose_name="部门"
    )
    role = models.CharField("角色", max_length=30, choices=[(role.value, role.label) for role in Role])

    class Meta:
        verbose_name = "部门角色"
        verbose_name_plural = "部门角色"
        constraints = (
            models.UniqueConstraint(fields=["user", "department", "role"], name="membership_unique"),
            one_of("membership_role", "role", Role),
        )

    def __str__(self) -> str:
        return f"{self.user}：{self.department} {Role(self.role).label}"
