"""May this person do this with this evaluation, and if not, why not and what then."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from selfeval.domain.roles import Role
from selfeval.domain.workflow import (
    Action,
    Status,
    allowed_roles,
    allowed_statuses,
    transition_for,
)
from selfeval.models import Department, Evaluation, FiscalYear, Membership, User
from selfeval.permissions.visibility import roles_in

Person = User | AnonymousUser

_NEEDS_OPEN_YEAR = frozenset({Action.START, Action.EDIT, Action.SUBMIT})
_CURES = {
    Status.NOT_STARTED: "由填报人开始填报后再办理",
    Status.DRAFTING: "由填报人提交后再办理",
    Status.DEPARTMENT_REVIEW: "需要修改时，由填报人撤回，或由部门审核人退回修改",
    Status.SUBMITTED: "需要修改时，由部门审核人撤回后退回修改",
    Status.FINAL: "定稿后内容不再变动",
}


@dataclass(frozen=True)
class Decision:
    """The answer: ``reason`` in Chinese where it is no; ``role`` is the role that carries a yes.

    ``wrong_state``: the person might do it in another state.
    """

    allowed: bool
    reason: str = ""
    role: Role | None = None
    wrong_state: bool = False


def can(user: Person, action: Action, evaluation: Evaluation) -> Decision:
    """Say whether a person may do an action with an evaluation in its present state."""
    department_year = evaluation.department_year
    department = department_year.department
    roles = roles_in(user, department)
    if not roles & allowed_roles(action):
        return _no_role(action, department)
    status = Status(evaluation.status)
    if status not in allowed_statuses(action):
        return _wrong_state(action, status)
    acting = roles & allowed_roles(action, status)
    if not acting:
        return _no_role(action, department, status)
    if action in _NEEDS_OPEN_YEAR and not department_year.fiscal_year.is_open:
        return _closed(department_year.fiscal_year)
    transition = transition_for(action, status, has_bureau=department.has_bureau)
    if transition is not None and transition.four_eyes and evaluation.submitted_by_id == user.pk:
        return Decision(False, "提交人不能审核自己提交的自评，由本部门的另一名部门审核人审核")
    return Decision(True, role=_first(acting))


def can_start(user: Person, department: Department, fiscal_year: FiscalYear) -> Decision:
    """Say whether a person may start an evaluation of a department and year."""
    acting = roles_in(user, department) & allowed_roles(Action.START)
    if not acting:
        return _no_role(Action.START, department)
    if not fiscal_year.is_open:
        return _closed(fiscal_year)
    return Decision(True, role=_first(acting))


def can_edit_packs(user: Person) -> Decision:
    """Say whether a person may edit and publish packs: whoever is 财政绩效股 of any department."""
    if user.is_authenticated and user.is_active:
        memberships = Membership.objects.filter(user_id=user.pk, role=Role.BUREAU_OFFICER.value)
        if memberships.exists():
            return Decision(True, role=Role.BUREAU_OFFICER)
    return Decision(
        False,
        f"体系包由{Role.BUREAU_OFFICER.label}编制和发布，当前账号没有这一角色，需要时联系系统管理员",
    )


def _first(roles: frozenset[Role]) -> Role:
    return next(role for role in Role if role in roles)


def _no_role(action: Action, department: Department, status: Status | None = None) -> Decision:
    names = "、".join(role.label for role in Role if role in allowed_roles(action, status))
    return Decision(
        False, f"“{action.label}”由{department.name}的{names}办理，当前账号没有这一角色，需要时联系系统管理员"
    )


def _wrong_state(action: Action, status: Status) -> Decision:
    return Decision(
        False, f"本自评现为“{status.label}”，不能{action.label}；{_CURES[status]}", wrong_state=True
    )


def _closed(fiscal_year: FiscalYear) -> Decision:
    return Decision(
        False, f"{fiscal_year.year}年度已关闭填报，需要补报时联系财政部门重新开放", wrong_state=True
    )
