"""The one table of states and transitions of an evaluation, and what may be done in which state.

Everything that changes a status asks ``transition_for``; everything that only reads or writes content
asks ``RIGHTS``. A later state is one more ``Status`` and more rows here. ``docs/reference/states.md`` is
written from this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from selfeval.domain.roles import Role


class Status(StrEnum):
    """The states of an evaluation that are in use."""

    NOT_STARTED = "not_started"
    DRAFTING = "drafting"
    DEPARTMENT_REVIEW = "department_review"
    SUBMITTED = "submitted"
    FINAL = "final"

    @property
    def label(self) -> str:
        """The state's official Chinese name."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.NOT_STARTED: "未开始",
    Status.DRAFTING: "填写中",
    Status.DEPARTMENT_REVIEW: "部门待审",
    Status.SUBMITTED: "已报送",
    Status.FINAL: "已定稿",
}


class Action(StrEnum):
    """What people do with an evaluation: the first five change its status, the others do not."""

    START = "start"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN_FOR_CHANGES = "return_for_changes"
    RECALL = "recall"
    VIEW = "view"
    EDIT = "edit"
    COMMENT = "comment"

    @property
    def label(self) -> str:
        """The action's Chinese name."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    Action.START: "开始填报",
    Action.SUBMIT: "提交",
    Action.APPROVE: "审核通过",
    Action.RETURN_FOR_CHANGES: "退回修改",
    Action.RECALL: "撤回",
    Action.VIEW: "查看",
    Action.EDIT: "填报",
    Action.COMMENT: "填写审核意见",
}


class Path(StrEnum):
    """Whether a transition belongs to departments with a finance bureau in the system, without, or both."""

    ANY = "any"
    WITH_BUREAU = "with_bureau"
    WITHOUT_BUREAU = "without_bureau"


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    ``four_eyes``: not by the person who submitted. ``comment_required``: at least one comment goes with
    it. ``checks_required``: every check runs again and blocking findings stop it. ``takes_snapshot``: the
    content is kept as an immutable copy.
    """

    action: Action
    source: Status
    target: Status
    roles: frozenset[Role]
    path: Path = Path.ANY
    four_eyes: bool = False
    comment_required: bool = False
    checks_required: bool = False
    takes_snapshot: bool = False


@dataclass(frozen=True)
class Right:
    """Who may do something that leaves the status as it is, and in which states."""

    action: Action
    roles: frozenset[Role]
    statuses: frozenset[Status]


_PREPARER = frozenset({Role.PREPARER})
_DEPARTMENT_REVIEWER = frozenset({Role.DEPARTMENT_REVIEWER})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Action.START, Status.NOT_STARTED, Status.DRAFTING, _PREPARER),
    Transition(
        Action.SUBMIT,
        Status.DRAFTING,
        Status.DEPARTMENT_REVIEW,
        _PREPARER,
        checks_required=True,
        takes_snapshot=True,
    ),
    Transition(
        Action.APPROVE,
        Status.DEPARTMENT_REVIEW,
        Status.SUBMITTED,
        _DEPARTMENT_REVIEWER,
        path=Path.WITH_BUREAU,
        four_eyes=True,
        takes_snapshot=True,
    ),
    Transition(
        Action.APPROVE,
        Status.DEPARTMENT_REVIEW,
        Status.FINAL,
        _DEPARTMENT_REVIEWER,
        path=Path.WITHOUT_BUREAU,
        four_eyes=True,
        takes_snapshot=True,
    ),
    Transition(
        Action.RETURN_FOR_CHANGES,
        Status.DEPARTMENT_REVIEW,
        Status.DRAFTING,
        _DEPARTMENT_REVIEWER,
        comment_required=True,
    ),
    Transition(Action.RECALL, Status.DEPARTMENT_REVIEW, Status.DRAFTING, _PREPARER),
    Transition(Action.RECALL, Status.SUBMITTED, Status.DEPARTMENT_REVIEW, _DEPARTMENT_REVIEWER),
)

RIGHTS: tuple[Right, ...] = (
    Right(Action.VIEW, frozenset(Role), frozenset(Status)),
    Right(Action.EDIT, _PREPARER, frozenset({Status.DRAFTING})),
    Right(Action.COMMENT, _DEPARTMENT_REVIEWER, frozenset({Status.DEPARTMENT_REVIEW})),
)


def transition_for(action: Action, status: Status, *, has_bureau: bool) -> Transition | None:
    """Return the row that ``action`` takes from ``status``; ``None`` where the table has none."""
    left_out = Path.WITHOUT_BUREAU if has_bureau else Path.WITH_BUREAU
    for row in TRANSITIONS:
        if row.action is action and row.source is status and row.path is not left_out:
            return row
    return None


def allowed_statuses(action: Action) -> tuple[Status, ...]:
    """Return the states in which ``action`` is possible for somebody, in the order of the workflow."""
    found = {row.source for row in TRANSITIONS if row.action is action}
    for right in RIGHTS:
        if right.action is action:
            found |= right.statuses
    return tuple(status for status in Status if status in found)


def allowed_roles(action: Action, status: Status | None = None) -> frozenset[Role]:
    """Return the roles that may do ``action`` in ``status`` (in any state where none is given)."""
    roles: set[Role] = set()
    for row in TRANSITIONS:
        if row.action is action and status in {None, row.source}:
            roles |= row.roles
    for right in RIGHTS:
        if right.action is action and (status is None or status in right.statuses):
            roles |= right.roles
    return frozenset(roles)


def describe() -> str:
    """Return the reference page of states as Markdown: diagram, transitions and rights."""
    return "\n".join((*_diagram(), *_transition_table(), *_right_table()))


def _diagram() -> Iterator[str]:
    yield "# States of an evaluation"
    yield ""
    yield "Output of `manage.py statemachine`, from `selfeval/domain/workflow.py`. Change the table there."
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status in Status:
        yield f"    {status}: {status.label} ({status})"
    yield f"    [*] --> {Status.NOT_STARTED}"
    for row in TRANSITIONS:
        yield f"    {row.source} --> {row.target}: {row.action}{_path_note(row)}"
    yield f"    {Status.FINAL} --> [*]"
    yield "```"
    yield ""


def _path_note(row: Transition) -> str:
    return "" if row.path is Path.ANY else f" ({row.path.replace('_', ' ')})"


def _transition_table() -> Iterator[str]:
    yield "## Transitions"
    yield ""
    yield "| state | action | next state | who | conditions |"
    yield "|---|---|---|---|---|"
    for row in TRANSITIONS:
        conditions = [row.path.replace("_", " ") + " in the system"] if row.path is not Path.ANY else []
        conditions += ["not by the person who submitted"] if row.four_eyes else []
        conditions += ["at least one comment"] if row.comment_required else []
        conditions += ["no blocking finding, warnings explained"] if row.checks_required else []
        conditions += ["takes a snapshot"] if row.takes_snapshot else []
        yield (
            f"| {row.source.label} `{row.source}` | {row.action.label} `{row.action}` "
            f"| {row.target.label} `{row.target}` | {_role_names(row.roles)} | {'; '.join(conditions)} |"
        )
    yield ""


def _right_table() -> Iterator[str]:
    yield "## Rights that leave the state as it is"
    yield ""
    yield "| action | who | states |"
    yield "|---|---|---|"
    for right in RIGHTS:
        states = "、".join(status.label for status in Status if status in right.statuses)
        yield f"| {right.action.label} `{right.action}` | {_role_names(right.roles)} | {states} |"
    yield ""


def _role_names(roles: frozenset[Role]) -> str:
    return "、".join(role.label for role in Role if role in roles)
