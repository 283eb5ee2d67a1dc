"""The check page: every finding with both figures, linked to its field; explanations of warnings."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.cells import LONGEST_FINGERPRINT, CellMap
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.domain.sections import OVERVIEW
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.web.evaluations.fields import Field, FieldMaker
from selfeval.web.evaluations.outline import OVERVIEW_TITLE
from selfeval.web.evaluations.places import finding_url, step_url
from selfeval.web.evaluations.posting import Posted, memo, save_posted
from selfeval.web.shared.access import evaluation_of, user_of
from selfeval.web.shared.frame import frame_of


@dataclass(frozen=True)
class FindingView:
    """A finding with the link that cures it and, for a warning, the field that explains it."""

    finding: Finding
    url: str
    explanation: Field | None
    is_open: bool


@dataclass(frozen=True)
class FindingGroup:
    """The findings that one page cures, gravest first; ``count`` are those still open.

    ``url`` is empty for findings that no page of the outline cures.
    """

    key: str
    title: str
    url: str
    count: int
    severity: str
    items: tuple[FindingView, ...]


@dataclass(frozen=True)
class SeverityCount:
    """How many findings of a severity are open, and what to do about them."""

    severity: str
    count: int
    hint: str


_HINTS = {
    Severity.ERROR: "改正后自动消失，全部改正才能报送",
    Severity.WARNING: "核实后填写说明，或改正数据",
    Severity.INFO: "供参考，不影响报送",
}
_ORDER = {severity: position for position, severity in enumerate(Severity)}


def check(request: HttpRequest, code: str) -> HttpResponse:
    """All findings page by page; a post saves the explanations."""
    evaluation = evaluation_of(request)
    posted = save_posted(request, evaluation) if request.method == "POST" else None
    if posted is not None and not posted.problems:
        return redirect("check", code)
    workspace = open_workspace(evaluation)
    frame = frame_of(workspace, user_of(request))
    fields = FieldMaker(
        CellMap(workspace.pack),
        workspace.cells,
        workspace.pack.money_unit,
        can_edit=frame.can_edit,
        problems=posted.problems if posted else None,
    )
    groups = finding_groups(workspace, fields)
    context = {
        "frame": frame,
        "groups": groups,
        "counts": severity_counts(workspace),
        "is_clear": not open_findings(workspace.findings, workspace.data),
        "unit": fields.unit.value,
        "rendered": memo(fields.rendered),
        "problems": _summary(posted),
    }
    return render(request, "evaluations/check.html", context, status=422 if posted else 200)


def severity_counts(workspace: Workspace) -> list[SeverityCount]:
    """Return how many findings are open by severity; what never was found is left out, hints count all."""
    still_open = set(open_findings(workspace.findings, workspace.data))
    counts = []
    for severity in Severity:
        found = [finding for finding in workspace.findings if finding.severity is severity]
        if found:
            is_hint = severity is Severity.INFO
            count = sum(is_hint or finding in still_open for finding in found)
            counts.append(SeverityCount(severity.value, count, _HINTS[severity]))
    return counts


def finding_groups(workspace: Workspace, fields: FieldMaker) -> list[FindingGroup]:
    """Return the findings by the page that cures them, in the order of the outline."""
    still_open = set(open_findings(workspace.findings, workspace.data))
    titles = {OVERVIEW: OVERVIEW_TITLE}
    titles |= {state.key: f"{state.number}{state.title}" for state in workspace.sections}
    by_page: dict[str, list[Finding]] = {key: [] for key in titles}
    for finding in workspace.findings:
        by_page.setdefault(finding.section, []).append(finding)
    code = workspace.evaluation.code
    return [
        _group(workspace, fields, key, titles.get(key, ""), step_url(code, key), found, still_open)
        for key, found in by_page.items()
        if found
    ]


def _group(
    workspace: Workspace,
    fields: FieldMaker,
    key: str,
    title: str,
    url: str,
    found: list[Finding],
    still_open: set[Finding],
) -> FindingGroup:
    opened = [finding for finding in found if finding in still_open]
    return FindingGroup(
        key=key,
        title=title or "其他",
        url=url if title else "",
        count=len(opened),
        severity=min((finding.severity for finding in opened), key=_ORDER.__getitem__, default=""),
        items=tuple(
            _view(workspace, fields, finding, is_open=finding in still_open)
            for finding in sorted(found, key=lambda finding: _ORDER[finding.severity])
        ),
    )


def _view(workspace: Workspace, fields: FieldMaker, finding: Finding, *, is_open: bool) -> FindingView:
    explanation = None
    if finding.severity is Severity.WARNING and len(finding.fingerprint) <= LONGEST_FINGERPRINT:
        label = f"{finding.place_label} 说明"
        explanation = fields.field(f"explanation.{finding.fingerprint}", label=label)
    url = finding_url(workspace.evaluation.code, workspace.pack, finding)
    return FindingView(finding, url, explanation, is_open)


def _summary(posted: Posted | None) -> list[dict[str, str]]:
    if posted is None:
        return []
    return [{"url": f"#{address}", "message": item.message} for address, item in posted.problems.items()]
