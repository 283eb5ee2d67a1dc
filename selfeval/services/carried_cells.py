"""Setting and taking away the mark of a cell that still says what it said last year.

Used inside a transaction that holds the evaluation's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selfeval.domain.year_tables import TABLES_BY_KEY
from selfeval.models import CarriedCell, Evaluation
from selfeval.selectors.records import carried_cells


def mark_carried(evaluation: Evaluation, addresses: Iterable[str]) -> None:
    """Mark cells as brought along from last year; cells of the year are marked for all its evaluations."""
    CarriedCell.objects.bulk_create(
        [
            CarriedCell(
                department_year=evaluation.department_year,
                evaluation=None if _is_shared(address) else evaluation,
                address=address,
            )
            for address in addresses
        ],
        ignore_conflicts=True,
    )


def unmark_carried(evaluation: Evaluation, addresses: Sequence[str]) -> int:
    """Take the mark from cells, and return how many had it."""
    if not addresses:
        return 0
    return carried_cells(evaluation).filter(address__in=addresses).delete()[0]


def _is_shared(address: str) -> bool:
    return address.partition(".")[0] in TABLES_BY_KEY
