"""The open findings of one project, by the spot of its page at which they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.sections import item_at
from selfeval.selectors.workspace import Workspace

_SHOWN = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True)
class Notice:
    """What stands at a spot: a text for each severity, empty where nothing is found there."""

    spot: str
    error: str
    warning: str

    @property
    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """Severity, key for live updates and text."""
        return tuple(
            (severity.value, f"item.{severity.value}.{self.spot}", getattr(self, severity.value))
            for severity in _SHOWN
        )


class ItemFindings:
    """The findings of one project. Spots are those of the checks, ``text.<key>`` for its texts."""

    def __init__(self, workspace: Workspace, item_code: str, item_name: str) -> None:
        self._name = item_name
        self._found: dict[tuple[str, Severity], list[str]] = defaultdict(list)
        self.errors = self.warnings = 0
        for finding in open_findings(workspace.findings, workspace.data):
            if item_at(finding.place) == item_code:
                self.errors += finding.severity is Severity.ERROR
                self.warnings += finding.severity is Severity.WARNING
                self._found[_spot(finding), finding.severity].append(self._own_words(finding.message))

    def at(self, spot: str, *, shown_as: str | None = None) -> Notice:
        """Return what stands at a spot; ``shown_as`` is its name on the page where that differs."""
        error, warning = ("；".join(self._found.get((spot, severity), ())) for severity in _SHOWN)
        return Notice(spot if shown_as is None else shown_as, error, warning)

    def _own_words(self, message: str) -> str:
        """The message without the project's name, which heads the page."""
        own = message.removeprefix(f"“{self._name}”")
        return message if own == message else own.lstrip("的，：")


def _spot(finding: Finding) -> str:
    if finding.place.startswith("text."):
        return f"text.{finding.place.split('.', 3)[3]}" if finding.place.count(".") > 2 else ""
    return finding.spot


def counts_by_item(workspace: Workspace) -> dict[str, tuple[int, int]]:
    """Return how many errors and warnings are open for every project that has any."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for code, severity in _named(workspace):
        if severity in _SHOWN:
            counts[code][_SHOWN.index(severity)] += 1
    return {code: (errors, warnings) for code, (errors, warnings) in counts.items()}


def _named(workspace: Workspace) -> Iterator[tuple[str, Severity]]:
    for finding in open_findings(workspace.findings, workspace.data):
        code = item_at(finding.place)
        if code:
            yield code, finding.severity
