"""Which departments a person belongs to or supervises, and so which evaluations they see."""

from __future__ import annotations

from collections import defaultdict

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from selfeval.domain.roles import SUPERVISING_ROLES, Role
from selfeval.models import Department, Evaluation, Membership, User


def roles_in(user: User | AnonymousUser, department: Department) -> frozenset[Role]:
    """Return a person's roles in a department, also those given in a department above it.

    An account that is switched off, and nobody, has none. System administrators have none either: they
    look after accounts, not figures.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    memberships = Membership.objects.filter(user_id=user.pk).values_list("department_id", "role")
    given = [(department_id, Role(role)) for department_id, role in memberships]
    roles = {role for department_id, role in given if department_id == department.pk}
    elsewhere = [item for item in given if item[0] != department.pk and item[1] in SUPERVISING_ROLES]
    if elsewhere:
        above = _departments_above(department)
        roles |= {role for department_id, role in elsewhere if department_id in above}
    return frozenset(roles)


def departments_of(user: User | AnonymousUser) -> frozenset[int]:
    """Return the ids of the departments a person belongs to or supervises."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    memberships = list(Membership.objects.filter(user_id=user.pk).values_list("department_id", "role"))
    own = {department_id for department_id, _ in memberships}
    tops = {department_id for department_id, role in memberships if Role(role) in SUPERVISING_ROLES}
    return frozenset(own | _departments_below(tops)) if tops else frozenset(own)


def visible_to(user: User | AnonymousUser) -> QuerySet[Evaluation]:
    """Return the evaluations that a person may read; everything about an evaluation follows this rule."""
    return Evaluation.objects.filter(department_year__department_id__in=departments_of(user))


def _departments_above(department: Department) -> set[int]:
    parents = dict(Department.objects.values_list("id", "parent_id"))
    above: set[int] = set()
    parent = department.parent_id
    while parent is not None and parent not in above:
        above.add(parent)
        parent = parents.get(parent)
    return above


def _departments_below(tops: set[int]) -> set[int]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for department_id, parent_id in Department.objects.values_list("id", "parent_id"):
        children[parent_id].append(department_id)
    found: set[int] = set()
    waiting = list(tops)
    while waiting:
        department_id = waiting.pop()
        if department_id not in found:
            found.add(department_id)
            waiting.extend(children[department_id])
    return found
