"""The number of queries of a page does not grow with the rows it shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selfeval.models import FiscalYear, PackVersion
from selfeval.services import evaluations, rows
from tests.support.office import Office
from tests.web.support import QUERIES, People, edit, save, url

PAGES = ["evaluation", "section", "scoring", "check", "inspector", "section-preview", "preview", "documents"]


def _count(client: Client, address: str, query: dict[str, str] | None = None) -> int:
    client.get(address, query)
    with CaptureQueriesContext(connection) as queries:
        client.get(address, query)
    return len(queries)


@pytest.mark.parametrize("name", PAGES)
def test_more_rows_need_no_more_queries(people: People, office: Office, name: str) -> None:
    address, query = url(name, office), QUERIES.get(name)
    before = _count(people.preparer, address, query)
    for table in ("budget_lines", "budget_lines", "working_group", "timeline", "adjustments"):
        rows.add_row(actor=office.preparer, evaluation=office.evaluation, table=table)
    assert _count(people.preparer, address, query) == before


def test_more_evaluations_need_no_more_queries(people: People, office: Office) -> None:
    before = _count(people.preparer, reverse("home"))
    for year in (2023, 2024, 2025):
        evaluations.start(
            actor=office.preparer,
            department=office.department,
            fiscal_year=FiscalYear.objects.create(year=year),
            pack_version=PackVersion.objects.get(),
        )
    assert _count(people.preparer, reverse("home")) == before


def test_saving_many_cells_needs_as_many_queries_as_saving_one(people: People, office: Office) -> None:
    def queries_of(count: int, value: str) -> int:
        lines = list(office.evaluation.department_year.income_lines.all())[:1]
        assert lines
        columns = ["initial_amount", "adjusted_amount", "actual_amount"][:count]
        edits = [edit(f"income_lines.business.{column}", value) for column in columns]
        with CaptureQueriesContext(connection) as queries:
            save(people.preparer, office, *edits)
        return len(queries)

    one = queries_of(1, "1")
    # Two more edits of the row that is now there; the first is a conflict and costs its history lookup.
    assert queries_of(3, "2") <= one + 3
