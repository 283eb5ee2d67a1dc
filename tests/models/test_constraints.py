"""What can never be stored, whoever writes."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from selfeval.models import (
    BudgetLine,
    Department,
    DepartmentYear,
    Evaluation,
    FigureValue,
    FiscalYear,
    Membership,
    StaffingLine,
    ThreePublicLine,
)
from tests.support.office import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    """The published year 2022 in 填写中."""
    return open_office()


def test_year_is_kept_once_per_department(office: Office) -> None:
    year = office.evaluation.department_year
    with pytest.raises(IntegrityError), transaction.atomic():
        DepartmentYear.objects.create(department=year.department, fiscal_year=year.fiscal_year)


def test_year_is_not_its_own_prior_year(office: Office) -> None:
    year = office.evaluation.department_year
    with pytest.raises(IntegrityError), transaction.atomic():
        DepartmentYear.objects.filter(pk=year.pk).update(prior_year=year)


@pytest.mark.parametrize("year", [1999, 2101])
@pytest.mark.django_db
def test_fiscal_year_outside_the_century_is_refused(year: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FiscalYear.objects.create(year=year)


Change = Callable[[DepartmentYear], object]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda year: ThreePublicLine.objects.create(department_year=year, row="trips"), id="row"
        ),
        pytest.param(
            lambda year: ThreePublicLine.objects.create(department_year=year, row="reception"), id="twice"
        ),
        pytest.param(
            lambda year: BudgetLine.objects.create(department_year=year, row="new", nature="other"),
            id="choice",
        ),
        pytest.param(
            lambda year: StaffingLine.objects.create(
                department_year=year, row="institution", in_post_count=-1
            ),
            id="negative count",
        ),
        pytest.param(
            lambda year: FigureValue.objects.create(
                department_year=year, key="some.figure", value=Decimal(1), not_applicable=True
            ),
            id="value and not applicable",
        ),
    ],
)
def test_year_table_refuses_what_it_cannot_mean(office: Office, change: Change) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change(office.evaluation.department_year)


@pytest.mark.parametrize(
    "values",
    [
        {"status": "department_review"},
        {"status": "final"},
        {"status": "archived"},
        {"submitted_at": timezone.now()},
        {"approved_at": timezone.now()},
    ],
)
def test_evaluation_refuses_half_a_step(office: Office, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=office.evaluation.pk).update(**values)


def test_evaluation_is_unique_per_year_and_pack(office: Office) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(
            code="another",
            department_year=office.evaluation.department_year,
            pack_version=office.evaluation.pack_version,
            created_at=timezone.now(),
        )


def test_membership_is_unique_and_of_a_known_role(office: Office) -> None:
    for role in ("preparer", "owner"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=office.preparer, department=office.department, role=role)


@pytest.mark.django_db
def test_department_with_figures_cannot_be_deleted() -> None:
    office = open_office()
    with pytest.raises(models.ProtectedError):
        Department.objects.get(pk=office.department.pk).delete()


def test_amount_keeps_fifteen_digits_and_the_cent(office: Office) -> None:
    largest = Decimal("999999999999999.99")
    year = office.evaluation.department_year
    DepartmentYear.objects.filter(pk=year.pk).update(carryover_in_amount=largest)
    year.refresh_from_db()
    assert year.carryover_in_amount == largest
