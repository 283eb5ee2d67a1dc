"""The reference page of states is what the table says."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

import selfeval
from selfeval.domain.roles import Role
from selfeval.domain.workflow import Action, Status, Transition, allowed_statuses, transition_for

PAGE = Path(selfeval.__file__).parent.parent / "docs" / "reference" / "states.md"


def test_states_page_is_the_commands_output() -> None:
    output = StringIO()
    call_command("statemachine", stdout=output)
    assert PAGE.read_text("utf-8") == output.getvalue()


def test_submitting_goes_to_review_and_approval_ends_the_short_path() -> None:
    assert transition_for(Action.SUBMIT, Status.DRAFTING, has_bureau=False) == Transition(
        Action.SUBMIT,
        Status.DRAFTING,
        Status.DEPARTMENT_REVIEW,
        frozenset({Role.PREPARER}),
        checks_required=True,
        takes_snapshot=True,
    )
    for has_bureau, target in ((False, Status.FINAL), (True, Status.SUBMITTED)):
        row = transition_for(Action.APPROVE, Status.DEPARTMENT_REVIEW, has_bureau=has_bureau)
        assert row is not None
        assert (row.target, row.four_eyes, row.takes_snapshot) == (target, True, True)


def test_nothing_leads_out_of_final() -> None:
    for action in Action:
        assert transition_for(action, Status.FINAL, has_bureau=True) is None
    assert allowed_statuses(Action.EDIT) == (Status.DRAFTING,)
