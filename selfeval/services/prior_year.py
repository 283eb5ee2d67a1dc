"""The year before: linked where it is in the system, else made to hold last year's figures for comparison.

Used inside a transaction that holds the evaluation's lock.
"""

from __future__ import annotations

from selfeval.domain.data import YearKind
from selfeval.models import DepartmentYear, FiscalYear
from selfeval.services.errors import Refused
from selfeval.services.locking import update_versioned

EARLIEST_YEAR = 2000


def link_prior(department_year: DepartmentYear) -> DepartmentYear | None:
    """Link the year before, if it is in the system by now, and return it."""
    prior = DepartmentYear.objects.filter(
        department=department_year.department, fiscal_year__year=department_year.fiscal_year.year - 1
    ).first()
    if prior is not None:
        update_versioned(department_year, {"prior_year": prior})
    return prior


def opening_year(department_year: DepartmentYear) -> DepartmentYear:
    """Make the year that holds last year's figures for comparison, and link it.

    Raises Refused for the earliest year of the system.
    """
    number = department_year.fiscal_year.year - 1
    if number < EARLIEST_YEAR:
        raise Refused(f"{EARLIEST_YEAR}年度之前的上年数不在本系统范围内，上年栏留空即可")
    fiscal_year, _ = FiscalYear.objects.get_or_create(year=number, defaults={"is_open": False})
    prior, _ = DepartmentYear.objects.get_or_create(
        department=department_year.department,
        fiscal_year=fiscal_year,
        defaults={"kind": YearKind.OPENING_COMPARATIVES.value},
    )
    update_versioned(department_year, {"prior_year": prior})
    return prior


def prior_refusal(prior: DepartmentYear | None) -> str:
    """Return why last year's figures cannot be entered in this year; empty if they can."""
    if prior is None or prior.kind == YearKind.OPENING_COMPARATIVES:
        return ""
    year = prior.fiscal_year.year
    return f"上年数取自本部门{year}年度的数据，在{year}年度中修改"
