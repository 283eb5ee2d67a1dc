"""The outline beside a section page and the groups of the task list: the same steps, the same states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from selfeval.domain.checks.finding import Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.sections import OVERVIEW, SCORING, Step, steps
from selfeval.selectors.task_list import TaskState, TaskStatus
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.item_list import asks_for_items, item_lists
from selfeval.web.evaluations.places import step_url
from selfeval.web.shared.frame import UNSENT, loudness

OVERVIEW_TITLE = "报告信息和引言"
_DOTS = {
    TaskStatus.NOT_STARTED: ("empty", "未开始"),
    TaskStatus.IN_PROGRESS: ("started", "填写中"),
    TaskStatus.ATTENTION: ("problem", "有问题"),
    TaskStatus.COMPLETE: ("complete", "本节已填完"),
}
_MOST_MISSING = 2


@dataclass(frozen=True)
class OutlineItem:
    """A step with its state, or (without ``url``) a heading above steps."""

    key: str
    number: str
    title: str
    url: str = ""
    state: str = ""
    label: str = ""
    errors: int = 0
    warnings: int = 0
    missing: str = ""
    edited: str = ""
    is_under_heading: bool = False
    is_project: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether this only stands above steps."""
        return not self.url

    @property
    def count(self) -> int:
        """How many findings are open."""
        return self.errors + self.warnings

    @property
    def severity(self) -> str:
        """How loud to count them: a page nobody has begun is not a mistake yet."""
        return loudness(self.state, self.errors)


@dataclass(frozen=True)
class OutlineGroup:
    """A part of the outline with its items."""

    title: str
    items: tuple[OutlineItem, ...]


def outline(workspace: Workspace, projects_of: str = "") -> tuple[OutlineGroup, ...]:
    """Return the outline: general information, every document, scoring, check, submission.

    ``projects_of`` is the step whose projects are listed below it.
    """
    return (
        OutlineGroup("准备", (overview_item(workspace),)),
        *(OutlineGroup(title, items) for title, items in _documents(workspace, {projects_of})),
        OutlineGroup("评分", _scoring(workspace)),
        OutlineGroup("核对", (check_item(workspace),)),
        OutlineGroup("报送", (submit_item(workspace),)),
    )


def filling_items(workspace: Workspace) -> tuple[OutlineItem, ...]:
    """Return the steps of all documents and the scoring, with headings above and projects below them."""
    everywhere = {step.key for step in steps(workspace.pack)}
    sections = (item for _, items in _documents(workspace, everywhere) for item in items)
    return (*sections, *_scoring(workspace))


def overview_item(workspace: Workspace) -> OutlineItem:
    """Return the step with date, department and preface; complete once the date is there."""
    still_open = open_findings(workspace.findings, workspace.data)
    found = [finding for finding in still_open if finding.section == OVERVIEW]
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    state, label = ("empty", "未开始") if errors else ("complete", "本节已填完")
    if workspace.snapshot is not None:
        state, label = "locked", "查看"
    return OutlineItem(
        OVERVIEW,
        "",
        OVERVIEW_TITLE,
        url=step_url(workspace.evaluation.code, OVERVIEW),
        state=state,
        label=label,
        errors=errors,
        warnings=sum(finding.severity is Severity.WARNING for finding in found),
    )


def check_item(workspace: Workspace) -> OutlineItem:
    """Return the step on which every finding is cured or explained."""
    still_open = open_findings(workspace.findings, workspace.data)
    errors = sum(finding.severity is Severity.ERROR for finding in still_open)
    warnings = len(still_open) - errors
    state, label = (
        ("complete", "已核对")
        if not still_open
        else ("problem", "有问题")
        if errors
        else ("started", "待说明")
    )
    return OutlineItem(
        "check",
        "",
        "核对全部校验结果",
        url=reverse("check", args=[workspace.evaluation.code]),
        state=state,
        label=label,
        errors=errors,
        warnings=warnings,
        missing="必须改的逐项改正，需说明的逐项填写说明" if still_open else "",
    )


def submit_item(workspace: Workspace) -> OutlineItem:
    """Return the step that submits, or shows the receipt of what was submitted."""
    is_unsent = workspace.evaluation.status in UNSENT
    return OutlineItem(
        "submit",
        "",
        "核对无误后报送" if is_unsent else "查看报送回执",
        url=reverse("submit" if is_unsent else "receipt", args=[workspace.evaluation.code]),
        state="empty" if is_unsent else "complete",
        label="尚未报送" if is_unsent else "已提交",
    )


def state_item(workspace: Workspace, task: TaskState) -> OutlineItem:
    """Return a step of the task list as it is shown."""
    is_locked = workspace.snapshot is not None
    state, label = ("locked", "查看") if is_locked else _DOTS[task.status]
    messages = [finding.place_label or finding.message for finding in task.findings]
    missing = "、".join(dict.fromkeys(messages[:_MOST_MISSING]))
    more = f"等{len(messages)}处" if len(messages) > _MOST_MISSING else ""
    edited = ""
    if task.updated_by is not None and task.updated_at is not None:
        edited = f"{task.updated_by} {timezone.localtime(task.updated_at):%m-%d %H:%M}"
    return OutlineItem(
        key=task.key,
        number=task.number,
        title=task.title,
        url=step_url(workspace.evaluation.code, task.key),
        state=state,
        label=label,
        errors=task.errors,
        warnings=task.warnings,
        missing=f"{missing}{more}待处理" if missing else "",
        edited=edited,
    )


def step_states(workspace: Workspace) -> dict[str, dict[str, str | int]]:
    """Return the states of all steps for live updates, by step key."""
    items = [state_item(workspace, state) for state in workspace.sections]
    projects = (item for step in steps(workspace.pack) for item in _projects(workspace, step))
    return {
        item.key: {"state": item.state, "label": item.label, "count": item.count, "severity": item.severity}
        for item in (*items, *projects, overview_item(workspace), check_item(workspace))
    }


def _projects(workspace: Workspace, step: Step) -> Iterator[OutlineItem]:
    """The projects that a step asks for, each a page of its own."""
    for ask in asks_for_items(step.asks):
        for listed in item_lists(workspace, workspace.pack.money_unit, ask):
            for line in listed.lines:
                if line.url:
                    yield OutlineItem(
                        f"item.{line.code}",
                        "",
                        line.name,
                        url=line.url,
                        state=line.state,
                        label=line.label,
                        errors=line.errors,
                        warnings=line.warnings,
                        is_under_heading=True,
                        is_project=True,
                    )


def _scoring(workspace: Workspace) -> tuple[OutlineItem, ...]:
    return tuple(state_item(workspace, state) for state in workspace.sections if state.key == SCORING)


def _documents(workspace: Workspace, projects_of: set[str]) -> Iterator[tuple[str, tuple[OutlineItem, ...]]]:
    """Yield every document with steps: its label, then headings and steps in printing order.

    ``projects_of`` are the steps below which their projects are listed.
    """
    states = {state.key: state for state in workspace.sections}
    for report, pages in groupby(steps(workspace.pack), key=lambda step: step.report):
        items: list[OutlineItem] = []
        told: set[str] = set()
        for step in pages:
            for heading in step.above:
                if heading.key not in told:
                    told.add(heading.key)
                    items.append(OutlineItem(heading.key, heading.number, heading.title))
            item = state_item(workspace, states[step.key])
            is_under = step.level > 1
            items.append(replace(item, number=step.own_number, is_under_heading=True) if is_under else item)
            if step.key in projects_of:
                items += _projects(workspace, step)
        yield report.label, tuple(items)
