"""Evaluations as lists and by code, always within what a person may see."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from selfeval.domain.roles import Role
from selfeval.domain.workflow import Status
from selfeval.models import Department, Evaluation, Membership, Submission, User
from selfeval.permissions.visibility import visible_to


def evaluations_of(user: User | AnonymousUser) -> QuerySet[Evaluation]:
    """Return the evaluations a person sees, newest year first, ready to be listed."""
    return _listed(visible_to(user))


def evaluations_awaiting_review(user: User | AnonymousUser) -> QuerySet[Evaluation]:
    """Return the evaluations that wait for this person's department review; not those they submitted."""
    reviewed = Membership.objects.filter(user=user.pk or 0, role=Role.DEPARTMENT_REVIEWER.value)
    found = visible_to(user).filter(
        status=Status.DEPARTMENT_REVIEW.value,
        department_year__department__in=reviewed.values("department"),
    )
    return _listed(found.exclude(submitted_by_id=user.pk))


def departments_prepared_by(user: User | AnonymousUser) -> QuerySet[Department]:
    """Return the departments for which a person may start an evaluation."""
    prepared = Membership.objects.filter(user=user.pk or 0, role=Role.PREPARER.value)
    return Department.objects.filter(pk__in=prepared.values("department"))


def evaluations_of_year(
    user: User | AnonymousUser, department: Department, year: int
) -> QuerySet[Evaluation]:
    """Return a department's evaluations of one year that a person sees, the newest first."""
    found = visible_to(user).filter(
        department_year__department=department, department_year__fiscal_year__year=year
    )
    return _listed(found).order_by("-id")


def latest_submission(evaluation: Evaluation) -> Submission | None:
    """Return the newest submission with its receipt number, ``None`` before the first."""
    found = Submission.objects.select_related("submitted_by", "snapshot").filter(evaluation=evaluation)
    return found.order_by("-id").first()


def _listed(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    return evaluations.select_related(
        "department_year__department",
        "department_year__fiscal_year",
        "pack_version__pack",
        "submitted_by",
        "approved_by",
    )
