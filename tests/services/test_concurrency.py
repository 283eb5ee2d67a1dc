"""Several people at once, each with a connection of their own: nothing is lost, nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.roles import Role
from selfeval.models import (
    AuditEvent,
    CellChange,
    Channel,
    Evaluation,
    EvaluationSnapshot,
    FiscalYear,
    PackVersion,
    Submission,
    User,
)
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.history import cell_history
from selfeval.selectors.workspace import open_workspace
from selfeval.services import audit, evaluations
from selfeval.services.cells import CellEdit, CellOutcome, save_cells
from selfeval.services.errors import ServiceError, WrongState
from selfeval.services.evaluations import Comment
from tests.support.office import Office, make_user, open_office

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")
CELLS = (
    "year.reception_count",
    "year.reception_guest_count",
    "year.vehicle_kept_count",
    "staffing.administrative.in_post_count",
    "figures.correspondents.district.value",
    "indicator.contests.actual_value",
)
WRITERS = 4


@pytest.fixture
def office(transactional_db: None) -> Office:
    """The published year 2022 in 填写中, seen by every connection."""
    return open_office()


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | ServiceError]:
    """Run the calls at the same moment, each in a thread with its own connection; refusals are results."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | ServiceError:
        try:
            barrier.wait()
            return call()
        except ServiceError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def submit(office: Office, key: str) -> Callable[[], Submission]:
    """A submission to be run by a thread."""
    return lambda: evaluations.submit(
        actor=office.preparer, evaluation=office.evaluation, idempotency_key=key
    )


def explain_warnings(office: Office) -> None:
    """Bring the evaluation to where it can be submitted."""
    office.submit("rehearsal")
    evaluations.recall(actor=office.preparer, evaluation=office.evaluation)


def test_double_click_gives_one_submission_and_one_receipt(office: Office) -> None:
    explain_warnings(office)
    results = at_once([submit(office, "double-click")] * 4)
    receipts = {result.receipt_number for result in results if isinstance(result, Submission)}
    assert (len(results), receipts) == (4, {"2022-BISHAN-SCIENCE-0002"})
    assert all(isinstance(result, Submission) for result in results)
    assert Submission.objects.filter(idempotency_key="double-click").count() == 1


def test_two_tabs_give_one_submission(office: Office) -> None:
    explain_warnings(office)
    results = at_once([submit(office, "tab-one"), submit(office, "tab-two")])
    assert sorted(type(result).__name__ for result in results) == ["Submission", "WrongState"]
    assert Submission.objects.filter(idempotency_key__startswith="tab").count() == 1
    assert EvaluationSnapshot.objects.filter(purpose="submit").count() == 2


def test_two_reviewers_cannot_both_decide(office: Office) -> None:
    office.submit()
    second = make_user("second-reviewer", office.department, Role.DEPARTMENT_REVIEWER)
    results = at_once(
        [
            lambda: evaluations.approve(actor=office.department_reviewer, evaluation=office.evaluation),
            lambda: evaluations.return_for_changes(
                actor=second, evaluation=office.evaluation, comments=[Comment("改正")]
            ),
        ]
    )
    refusals = [result for result in results if isinstance(result, ServiceError)]
    assert [type(refusal) for refusal in refusals] == [WrongState]
    assert office.refreshed().status in {"final", "drafting"}
    decisions = AuditEvent.objects.filter(action__in=["evaluation.approve", "evaluation.return_for_changes"])
    assert decisions.count() == 1


def test_two_starts_give_one_evaluation(office: Office) -> None:
    following = FiscalYear.objects.create(year=2023)
    pack_version = PackVersion.objects.get(pack__code="bishan-2022")

    def start(actor: User) -> Callable[[], Evaluation]:
        return lambda: evaluations.start(
            actor=actor, department=office.department, fiscal_year=following, pack_version=pack_version
        )

    results = at_once([start(office.preparer), start(office.colleague)])
    assert sorted(type(result).__name__ for result in results) == ["Evaluation", "WrongState"]
    assert Evaluation.objects.filter(department_year__fiscal_year=following).count() == 1


def test_saving_while_submitting_is_either_in_the_snapshot_or_refused(office: Office) -> None:
    explain_warnings(office)
    saved, submission = at_once(
        [lambda: office.save("year.reception_count", "12", by=office.colleague), submit(office, "race")]
    )
    assert isinstance(submission, Submission)
    frozen = open_workspace(office.evaluation).data.year.reception_count
    assert frozen == (12 if isinstance(saved, CellOutcome) else None)
    assert evaluation_data(office.evaluation).year.reception_count == frozen


Plan = list[tuple[int, int]]


def _write(office: Office, actor: User, plan: Plan) -> list[CellOutcome]:
    """Save the planned values one by one; after a conflict the stored value counts as seen."""
    seen: dict[str, str] = dict(open_workspace(office.evaluation).cells)
    outcomes = []
    for cell, value in plan:
        address = CELLS[cell]
        edit = CellEdit(address, seen.get(address, ""), str(value))
        (outcome,) = save_cells(
            actor=actor,
            evaluation=office.evaluation,
            edits=[edit],
            channel=Channel.TYPED,
            unit=MoneyUnit.YUAN,
        )
        seen[address] = outcome.value
        outcomes.append(outcome)
    return outcomes


plans = st.lists(st.tuples(st.integers(0, len(CELLS) - 1), st.integers(0, 9)), min_size=3, max_size=12)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(todo=st.lists(plans, min_size=WRITERS, max_size=WRITERS))
def test_writers_end_in_some_serial_order(office: Office, todo: list[Plan]) -> None:
    """Every accepted value stands in the history, and every cell's history is one unbroken chain."""
    actors = [
        User.objects.filter(username=f"writer-{number}").first()
        or make_user(f"writer-{number}", office.department, Role.PREPARER)
        for number in range(WRITERS)
    ]
    before = CellChange.objects.filter(channel="typed").count()
    start_cells = open_workspace(office.evaluation).cells
    results = at_once(
        [partial(_write, office, actor, plan) for actor, plan in zip(actors, todo, strict=True)]
    )
    outcomes = [outcome for result in results if isinstance(result, list) for outcome in result]
    assert len(outcomes) == sum(map(len, todo))
    assert {outcome.status for outcome in outcomes} <= {"saved", "unchanged", "conflict"}
    accepted = sorted((outcome.address, outcome.value) for outcome in outcomes if outcome.status == "saved")
    changes = list(CellChange.objects.filter(channel="typed").order_by("id")[before:])
    assert sorted((change.address, change.new) for change in changes) == accepted

    end_cells = open_workspace(office.evaluation).cells
    for address in CELLS:
        value = start_cells.get(address, "")
        for change in changes:
            if change.address == address:
                assert change.old == value
                value = change.new
        assert end_cells.get(address, "") == value
        newest = cell_history(office.evaluation, address).first()
        assert newest is None or newest.new == value
    assert audit.verify() == []
