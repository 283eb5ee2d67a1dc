"""The life of an evaluation: start, submit, recall, approve, return, comment.

Status changes happen here only, along ``selfeval.domain.workflow``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from selfeval.domain.cell_values import clean_text
from selfeval.domain.cells import LONGEST_TEXT
from selfeval.domain.checks.finding import Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.workflow import Action, Status, Transition, transition_for
from selfeval.models import (
    Department,
    DepartmentYear,
    Evaluation,
    EvaluationSnapshot,
    FiscalYear,
    PackStatus,
    PackVersion,
    ReviewComment,
    Submission,
    User,
)
from selfeval.permissions.rules import Decision, can_start
from selfeval.selectors.workspace import open_workspace
from selfeval.services.audit import record
from selfeval.services.errors import BlockedByFindings, Conflict, Refused, WrongState
from selfeval.services.locking import enforce, lock_evaluation, require, update_versioned
from selfeval.services.snapshots import confirm_snapshot, take_snapshot

LONGEST_KEY = 64


@dataclass(frozen=True)
class Comment:
    """A review comment: ``place`` is an address or section key, empty for the whole evaluation."""

    text: str
    place: str = ""


@transaction.atomic
def start(
    *, actor: User, department: Department, fiscal_year: FiscalYear, pack_version: PackVersion
) -> Evaluation:
    """Start the evaluation of a department's year under a pack, and return it in 填写中.

    The year is made where it is not there yet, and linked to the year before. Raises NotAllowed, WrongState
    (closed year, or an evaluation under this pack exists), Refused (a pack that is not for use).
    """
    decision = can_start(actor, department, fiscal_year)
    enforce(decision)
    _check_usable(pack_version)
    department_year, _ = DepartmentYear.objects.get_or_create(
        department=department,
        fiscal_year=fiscal_year,
        defaults={"prior_year": _year_before(department, fiscal_year)},
    )
    locked_year = DepartmentYear.objects.select_for_update().get(pk=department_year.pk)
    existing = Evaluation.objects.filter(department_year=locked_year, pack_version__pack=pack_version.pack)
    if existing.exists():
        raise WrongState(f"{department.name}{fiscal_year.year}年度已开始填报，从“我的年度”中打开即可")
    at = timezone.now()
    evaluation = Evaluation.objects.create(
        code=_free_code(department, fiscal_year, pack_version),
        department_year=locked_year,
        pack_version=pack_version,
        created_at=at,
        created_by=actor,
    )
    transition = _transition(Action.START, evaluation)
    _move(evaluation, transition, {})
    _record(
        actor,
        decision,
        transition,
        evaluation,
        {"pack": str(pack_version.pack), "pack_version": pack_version.version},
    )
    return evaluation


@transaction.atomic
def submit(*, actor: User, evaluation: Evaluation, idempotency_key: str) -> Submission:
    """Submit for department review and return the submission with its receipt number.

    Every check runs again on what is stored now. The same key gives the same submission, however often it
    is sent. Raises BlockedByFindings, NotAllowed, WrongState, Refused (unusable key).
    """
    if not 0 < len(idempotency_key) <= LONGEST_KEY or not idempotency_key.isprintable():
        raise Refused("提交请求不完整，返回核对页重新提交")
    locked = lock_evaluation(evaluation)
    replayed = Submission.objects.filter(idempotency_key=idempotency_key).first()
    if replayed is not None:
        if replayed.evaluation_id != locked.pk or replayed.submitted_by_id != actor.pk:
            raise Conflict("这次提交请求已用于另一份自评，返回核对页重新提交")
        return replayed
    decision = require(actor, Action.SUBMIT, locked)
    transition = _transition(Action.SUBMIT, locked)
    if transition.checks_required:
        _check(locked)
    at = timezone.now()
    snapshot = take_snapshot(evaluation=locked, purpose=Action.SUBMIT, actor=actor, at=at)
    submission = Submission.objects.create(
        evaluation=locked,
        idempotency_key=idempotency_key,
        receipt_number=_receipt_number(locked),
        snapshot=snapshot,
        submitted_at=at,
        submitted_by=actor,
    )
    _move(locked, transition, {"submitted_at": at, "submitted_by": actor, "round": locked.round + 1})
    details = {"receipt": submission.receipt_number, **_snapshot_details(snapshot)}
    _record(actor, decision, transition, locked, details)
    return submission


@transaction.atomic
def recall(*, actor: User, evaluation: Evaluation) -> Evaluation:
    """Take a submission back one step. Raises NotAllowed, WrongState."""
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.RECALL, locked)
    transition = _transition(Action.RECALL, locked)
    _move(locked, transition, _cleared(transition))
    _record(actor, decision, transition, locked, {})
    return locked


@transaction.atomic
def approve(*, actor: User, evaluation: Evaluation) -> EvaluationSnapshot:
    """Approve what was submitted, and return the snapshot of it. Raises NotAllowed, WrongState."""
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.APPROVE, locked)
    transition = _transition(Action.APPROVE, locked)
    at = timezone.now()
    snapshot = confirm_snapshot(evaluation=locked, purpose=Action.APPROVE, actor=actor, at=at)
    _move(locked, transition, {"approved_at": at, "approved_by": actor})
    _record(actor, decision, transition, locked, _snapshot_details(snapshot))
    return snapshot


@transaction.atomic
def return_for_changes(
    *, actor: User, evaluation: Evaluation, comments: Sequence[Comment] = ()
) -> Evaluation:
    """Return a submission to the preparer. At least one comment goes with it, here or earlier in this round.

    Raises Refused without a comment, NotAllowed, WrongState.
    """
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.RETURN_FOR_CHANGES, locked)
    transition = _transition(Action.RETURN_FOR_CHANGES, locked)
    at = timezone.now()
    for item in comments:
        _keep_comment(locked, actor, item, at)
    given = ReviewComment.objects.filter(evaluation=locked, round=locked.round).count()
    if transition.comment_required and not given:
        raise Refused("退回修改至少要写一条意见，说明需要修改什么")
    _move(locked, transition, _cleared(transition))
    _record(actor, decision, transition, locked, {"comments": given})
    return locked


@transaction.atomic
def comment(*, actor: User, evaluation: Evaluation, comment: Comment) -> ReviewComment:
    """Write a comment at a place of a submission. Raises Refused for an empty one, NotAllowed, WrongState."""
    locked = lock_evaluation(evaluation)
    decision = require(actor, Action.COMMENT, locked)
    kept = _keep_comment(locked, actor, comment, timezone.now())
    record(
        actor=actor,
        action="evaluation.commented",
        subject=locked.code,
        details={"place": kept.place, "text": kept.text},
        role=decision.role,
    )
    return kept


def _check_usable(pack_version: PackVersion) -> None:
    if pack_version.is_library:
        raise Refused(f"“{pack_version.name}”是供编制体系包使用的框架，不能直接用于填报，选择其他体系包")
    if pack_version.status != PackStatus.PUBLISHED.value:
        raise Refused(f"“{pack_version.name}”尚未发布，发布后才能用于填报")


def _year_before(department: Department, fiscal_year: FiscalYear) -> DepartmentYear | None:
    return DepartmentYear.objects.filter(
        department=department, fiscal_year__year=fiscal_year.year - 1
    ).first()


def _free_code(department: Department, fiscal_year: FiscalYear, pack_version: PackVersion) -> str:
    code = f"{department.code}-{fiscal_year.year}"
    return code if not Evaluation.objects.filter(code=code).exists() else f"{code}-{pack_version.pack.code}"


def _transition(action: Action, evaluation: Evaluation) -> Transition:
    """The row to take; ``can`` has already said that there is one."""
    department = evaluation.department_year.department
    found = transition_for(action, Status(evaluation.status), has_bureau=department.has_bureau)
    assert found is not None
    return found


def _check(evaluation: Evaluation) -> None:
    workspace = open_workspace(evaluation)
    still_open = open_findings(workspace.findings, workspace.data)
    if still_open:
        raise BlockedByFindings(
            errors=[finding for finding in still_open if finding.severity is Severity.ERROR],
            unexplained=[finding for finding in still_open if finding.severity is not Severity.ERROR],
        )


def _move(evaluation: Evaluation, transition: Transition, values: Mapping[str, Any]) -> None:
    """Change the status from the transition's source to its target, and from nothing else."""
    if evaluation.status != transition.source:
        raise Conflict("自评的状态刚被他人改变，刷新页面后再办理")
    update_versioned(evaluation, {**values, "status": transition.target.value})


def _cleared(transition: Transition) -> dict[str, None]:
    """What no longer holds after going back: the approval, and in 填写中 the submission too."""
    approval = {"approved_at": None, "approved_by": None}
    if transition.target is not Status.DRAFTING:
        return approval
    return approval | {"submitted_at": None, "submitted_by": None}


def _receipt_number(evaluation: Evaluation) -> str:
    """Year, department and running number in that year; the year's lock keeps the number unique."""
    year = evaluation.department_year
    count = Submission.objects.filter(evaluation__department_year=year).count()
    return f"{year.fiscal_year.year}-{year.department.code.upper()}-{count + 1:04d}"


def _snapshot_details(snapshot: EvaluationSnapshot) -> dict[str, Any]:
    return {"snapshot": snapshot.sequence, "sha256": snapshot.sha256}


def _keep_comment(evaluation: Evaluation, actor: User, given: Comment, at: datetime) -> ReviewComment:
    text = clean_text(given.text, one_line=False)
    if not text.strip():
        raise Refused("审核意见没有内容，写明需要修改什么")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"审核意见共{len(text)}字，超过{LONGEST_TEXT}字的上限，删减后保存")
    place = clean_text(given.place, one_line=True)[:200]
    return ReviewComment.objects.create(
        evaluation=evaluation,
        round=evaluation.round,
        place=place,
        text=text,
        created_at=at,
        created_by=actor,
    )


def _record(
    actor: User,
    decision: Decision,
    transition: Transition,
    evaluation: Evaluation,
    details: Mapping[str, Any],
) -> None:
    record(
        actor=actor,
        action=f"evaluation.{transition.action}",
        subject=evaluation.code,
        details={"from": transition.source.value, "to": transition.target.value, **details},
        role=decision.role,
    )
