"""The history of cells and the audit events of an evaluation."""

from __future__ import annotations

from django.db.models import QuerySet

from selfeval.domain.year_tables import TABLES_BY_KEY
from selfeval.models import AuditEvent, CellChange, DepartmentYear, Evaluation

PRIOR = "prior."


def cell_history(evaluation: Evaluation, address: str) -> QuerySet[CellChange]:
    """Return the changes of a cell, newest first. Cells of the year are shared by its evaluations."""
    year = evaluation.department_year
    if address.startswith(PRIOR):
        if year.prior_year is None:
            return CellChange.objects.none()
        year, address = year.prior_year, address.removeprefix(PRIOR)
    return _changes(evaluation, year, address).order_by("-id")


def last_change(evaluation: Evaluation, year: DepartmentYear, address: str) -> CellChange | None:
    """Return the newest change of a cell that is kept under this year and address."""
    return _changes(evaluation, year, address).order_by("-id").first()


def audit_events(evaluation: Evaluation) -> QuerySet[AuditEvent]:
    """Return the audit events of an evaluation, newest first."""
    return AuditEvent.objects.filter(subject=evaluation.code).order_by("-sequence")


def _changes(evaluation: Evaluation, year: DepartmentYear, address: str) -> QuerySet[CellChange]:
    found = CellChange.objects.select_related("user").filter(department_year=year, address=address)
    if address.partition(".")[0] in {*TABLES_BY_KEY, "figures"}:
        return found
    return found.filter(evaluation=evaluation)
