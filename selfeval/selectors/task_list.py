"""The task list: every page of the wizard with its state, what is open there, and who was there last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.data import EvaluationData, FigureValue, YearData
from selfeval.domain.pack import Pack
from selfeval.domain.sections import ITEM_ASKS, SCORING, Step, steps
from selfeval.models import Evaluation, SectionState, User

SCORING_TITLE = "指标评分"


class TaskStatus(StrEnum):
    """Where a page stands; ATTENTION is one called complete that has blocking findings."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    ATTENTION = "attention"
    COMPLETE = "complete"

    @property
    def label(self) -> str:
        """The state's Chinese name."""
        labels = {
            "not_started": "未开始",
            "in_progress": "填写中",
            "attention": "需修改",
            "complete": "已完成",
        }
        return labels[self.value]


@dataclass(frozen=True)
class TaskState:
    """A page of the wizard; ``findings`` are the open ones that it cures, errors first."""

    key: str
    number: str
    title: str
    status: TaskStatus
    is_marked_complete: bool
    findings: tuple[Finding, ...]
    updated_by: User | None
    updated_at: datetime | None

    @property
    def errors(self) -> int:
        """How many findings block submission here."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings still want an explanation here."""
        return len(self.findings) - self.errors


def task_list(
    evaluation: Evaluation, pack: Pack, data: EvaluationData, findings: tuple[Finding, ...]
) -> tuple[TaskState, ...]:
    """Return the pages of the wizard in order, the scoring page last where there is something to score."""
    stored = SectionState.objects.select_related("updated_by").filter(evaluation=evaluation)
    states = {state.section: state for state in stored}
    still_open = open_findings(findings, data)
    tasks = [
        _task(step.key, step.number, step.title, _is_started(step, data), states, still_open)
        for step in steps(pack)
    ]
    if pack.indicators:
        tasks.append(_task(SCORING, "", SCORING_TITLE, bool(data.entries), states, still_open))
    return tuple(tasks)


def _task(
    key: str,
    number: str,
    title: str,
    is_started: bool,
    states: dict[str, SectionState],
    still_open: Iterable[Finding],
) -> TaskState:
    state = states.get(key)
    found = tuple(finding for finding in still_open if finding.section == key)
    is_complete = state is not None and state.is_complete
    if is_complete:
        blocked = any(finding.severity is Severity.ERROR for finding in found)
        status = TaskStatus.ATTENTION if blocked else TaskStatus.COMPLETE
    else:
        status = TaskStatus.IN_PROGRESS if is_started or state is not None else TaskStatus.NOT_STARTED
    return TaskState(
        key=key,
        number=number,
        title=title,
        status=status,
        is_marked_complete=is_complete,
        findings=found,
        updated_by=state.updated_by if state is not None else None,
        updated_at=state.updated_at if state is not None else None,
    )


def _is_started(step: Step, data: EvaluationData) -> bool:
    texts = {text.key for text in step.texts}
    return any(_is_filled(ask, data.year) for ask in step.asks) or any(
        text.key in texts for text in data.texts
    )


def _is_filled(ask: str, year: YearData) -> bool:
    head, _, rest = ask.partition(":") if ask in ITEM_ASKS else ask.partition(".")
    if head == "figures":
        return any(_is_given(figure) for figure in year.figures if figure.key == rest)
    if head == "year":
        return getattr(year, rest) is not None
    if ask in ITEM_ASKS:
        return any(rest in ("", item.kind) for item in year.items)
    return bool(getattr(year, ask, ()))


def _is_given(figure: FigureValue) -> bool:
    return figure.value is not None or figure.not_applicable
