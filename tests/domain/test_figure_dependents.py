"""Which figures a cell enters: by column, row and year, directly and through other figures."""

from __future__ import annotations

import pytest

from selfeval.domain.cell_contents import numbered_rows
from selfeval.domain.figures.dependents import figures_computed_from, figures_read_from
from tests.support.evaluations import SMALL_DATA, small


def read_from(address: str) -> tuple[str, ...]:
    """The figures of the small evaluation that are read from a cell."""
    rows = numbered_rows(SMALL_DATA.year)
    assert SMALL_DATA.prior_year is not None
    return figures_read_from(small().book, address, rows, numbered_rows(SMALL_DATA.prior_year))


def test_a_personnel_line_enters_the_sums_of_its_column_and_nature() -> None:
    found = read_from("budget_lines.r1.actual_amount")
    assert {"budget.actual", "basic.actual", "personnel.actual"} <= set(found)
    assert not {"budget.initial", "budget.adjusted", "project.actual", "operating.actual"} & set(found)


def test_a_reception_enters_the_whole_of_the_three() -> None:
    found = read_from("three_public.reception.actual_amount")
    assert {"three_public.actual", "three_public.reception.actual"} <= set(found)
    assert "three_public.budget" not in found
    assert "three_public.actual" in read_from("three_public.vehicle_purchase.actual_amount")


def test_last_years_cell_enters_last_years_figures() -> None:
    found = read_from("prior.staffing.administrative.in_post_count")
    assert "prior.staffing.in_post" in found
    assert all(key.startswith("prior.") for key in found)


@pytest.mark.parametrize(
    "address",
    [
        "budget_lines.r1.name",
        "budget_lines.r9.actual_amount",
        "working_group.r1.member_count",
        "three_public.reception.reason",
        "text.preface",
        "indicator.benefit.awarded_score",
    ],
)
def test_words_and_numbers_that_nothing_reads_enter_no_figure(address: str) -> None:
    assert read_from(address) == ()


def test_stored_figures_and_single_values_are_read_from_their_cell() -> None:
    assert read_from("figures.tasks.done.value") == ("tasks.done",)
    assert "carryover_in" in read_from("year.carryover_in_amount")


def test_computed_figures_are_found_through_others() -> None:
    book = small().book
    found = figures_computed_from(book, ["budget.actual"])
    assert "budget.execution_rate" in found
    assert "staffing.control_rate" not in found
