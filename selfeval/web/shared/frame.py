"""The bar above every page of an evaluation: whose, which year, state, deadline, total and grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from selfeval.domain.numbers import format_number
from selfeval.domain.scoring.result import EvaluationScore, ScoreState
from selfeval.domain.workflow import Action, Status
from selfeval.models import User
from selfeval.permissions.rules import can
from selfeval.selectors.workspace import Workspace

UNSENT = frozenset({Status.NOT_STARTED, Status.DRAFTING})


@dataclass(frozen=True)
class Frame:
    """What the bar shows; scores as printed, empty where the pack gives none."""

    code: str
    department: str
    year: int
    status: str
    round: int
    is_unsent: bool
    can_edit: bool
    due: date | None
    due_words: str
    total: str
    full_mark: str
    grade: str
    missing: str


def frame_of(workspace: Workspace, user: User) -> Frame:
    """Make the bar for a reader of an evaluation."""
    evaluation = workspace.evaluation
    year = evaluation.department_year
    due = year.fiscal_year.due_date
    return Frame(
        code=evaluation.code,
        department=year.department.name,
        year=year.fiscal_year.year,
        status=evaluation.status,
        round=evaluation.round,
        is_unsent=Status(evaluation.status) in UNSENT,
        can_edit=can(user, Action.EDIT, evaluation).allowed,
        due=due,
        due_words=_due_words(due),
        total=total_text(workspace),
        full_mark=full_mark_text(workspace.score),
        grade=workspace.score.grade or "",
        missing=missing_words(workspace.score),
    )


def loudness(state: str, errors: int) -> str:
    """How loud to count open findings: what nobody has begun (``empty``) is not a mistake yet."""
    if state == "empty":
        return "info"
    return "error" if errors else "warning"


def points(value: Decimal | None, decimals: int) -> str:
    """Write points with the pack's decimals; nothing for none."""
    return "" if value is None else format_number(value, decimals)


def total_text(workspace: Workspace) -> str:
    """Write the total, empty where the pack has no scores."""
    return points(workspace.score.total, workspace.pack.score_decimals)


def full_mark_text(score: EvaluationScore) -> str:
    """Write the points that can be reached: without indicators that are 不适用 or not self-scored."""
    return format_number(score.full_mark)


def missing_scores(score: EvaluationScore) -> int:
    """How many indicators cannot be scored yet."""
    return sum(item.state is ScoreState.INCOMPLETE for item in score.indicators)


def missing_words(score: EvaluationScore) -> str:
    """Say that the total is provisional, nothing once it is complete."""
    missing = missing_scores(score)
    return f"暂计，{missing}项待补充" if missing else ""


def _due_words(due: date | None) -> str:
    if due is None:
        return ""
    left = (due - timezone.localdate()).days
    if left < 0:
        return f"已逾期{-left}天"
    return f"还有{left}天" if left else "今天截止"
