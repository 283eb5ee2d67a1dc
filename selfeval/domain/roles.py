"""The roles of people in an evaluation, with their official Chinese names."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a department; one person may have several roles, also in several departments."""

    PREPARER = "preparer"
    DEPARTMENT_REVIEWER = "department_reviewer"
    REVIEWER = "reviewer"
    BUREAU_OFFICER = "bureau_officer"
    LEADER = "leader"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The role's official Chinese name."""
        return _LABELS[self]


_LABELS = {
    Role.PREPARER: "填报人",
    Role.DEPARTMENT_REVIEWER: "部门审核人",
    Role.REVIEWER: "复核人",
    Role.BUREAU_OFFICER: "财政绩效股",
    Role.LEADER: "领导",
    Role.AUDITOR: "审计",
}

SUPERVISING_ROLES = frozenset({Role.REVIEWER, Role.BUREAU_OFFICER, Role.LEADER, Role.AUDITOR})
"""Roles that also see the departments below the one they are given in."""
