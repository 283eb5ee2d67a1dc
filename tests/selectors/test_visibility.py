"""Who sees which evaluations, and in which role."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from selfeval.domain.roles import Role
from selfeval.domain.workflow import Action
from selfeval.models import Department, Evaluation
from selfeval.permissions.rules import can
from selfeval.permissions.visibility import roles_in, visible_to
from selfeval.selectors.evaluations import (
    departments_prepared_by,
    evaluations_awaiting_review,
    evaluations_of,
    latest_submission,
)
from tests.support.office import Office, make_user


@pytest.mark.parametrize(
    ("who", "count"),
    [("preparer", 1), ("department_reviewer", 1), ("leader", 1), ("auditor", 1), ("stranger", 0)],
)
def test_evaluation_is_seen_in_its_department_only(office: Office, who: str, count: int) -> None:
    user = getattr(office, who)
    assert visible_to(user).count() == count
    assert can(user, Action.VIEW, office.evaluation).allowed is (count == 1)


def test_nobody_and_switched_off_accounts_see_nothing(office: Office) -> None:
    office.preparer.is_active = False
    office.preparer.save()
    administrator = make_user("administrator")
    administrator.is_superuser = True
    administrator.save()
    for user in (AnonymousUser(), office.preparer, administrator):
        assert not visible_to(user).exists()
        assert roles_in(user, office.department) == frozenset()


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.PREPARER, False),
        (Role.DEPARTMENT_REVIEWER, False),
        (Role.REVIEWER, True),
        (Role.BUREAU_OFFICER, True),
        (Role.LEADER, True),
        (Role.AUDITOR, True),
    ],
)
def test_supervising_roles_reach_down_the_tree(office: Office, role: Role, sees: bool) -> None:
    top = Department.objects.create(code="top", name="区政府")
    middle = Department.objects.create(code="middle", name="主管部门", parent=top)
    Department.objects.filter(pk=office.department.pk).update(parent=middle)
    evaluation = Evaluation.objects.get(pk=office.evaluation.pk)
    above = make_user("above", top, role)
    assert visible_to(above).exists() is sees
    assert roles_in(above, evaluation.department_year.department) == (
        frozenset({role}) if sees else frozenset()
    )
    assert can(above, Action.VIEW, evaluation).allowed is sees
    assert not can(above, Action.EDIT, evaluation).allowed


def test_supervising_roles_do_not_reach_sideways_or_up(office: Office) -> None:
    below = Department.objects.create(code="below", name="下属单位", parent=office.department)
    for department in (below, Department.objects.get(code="elsewhere")):
        auditor = make_user(f"auditor-{department.code}", department, Role.AUDITOR)
        assert not visible_to(auditor).exists()


def test_circle_of_departments_ends(office: Office) -> None:
    other = Department.objects.get(code="elsewhere")
    Department.objects.filter(pk=other.pk).update(parent=office.department)
    Department.objects.filter(pk=office.department.pk).update(parent=other)
    auditor = make_user("auditor-elsewhere", other, Role.AUDITOR)
    evaluation = Evaluation.objects.get(pk=office.evaluation.pk)
    assert visible_to(auditor).get() == evaluation
    assert roles_in(auditor, evaluation.department_year.department) == {Role.AUDITOR}


def test_review_list_holds_what_waits_for_this_person(office: Office) -> None:
    assert not evaluations_awaiting_review(office.department_reviewer).exists()
    office.submit()
    assert evaluations_awaiting_review(office.department_reviewer).get() == office.evaluation
    for user in (office.preparer, office.leader, office.stranger, AnonymousUser()):
        assert not evaluations_awaiting_review(user).exists()
    office.approve()
    assert not evaluations_awaiting_review(office.department_reviewer).exists()


def test_own_lists(office: Office, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert departments_prepared_by(office.preparer).get() == office.department
    assert not departments_prepared_by(office.leader).exists()
    assert latest_submission(office.evaluation) is None
    submission = office.submit()
    assert latest_submission(office.evaluation) == submission
    with django_assert_num_queries(2):
        (evaluation,) = evaluations_of(office.preparer)
        assert str(evaluation.department_year) == "重庆市璧山区科学技术局2022年度"
        assert evaluation.pack_version.pack.code == "bishan-2022"
