"""The check page: every finding with both figures, linked to its field; explanations of warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.cells import LONGEST_FINGERPRINT, CellMap
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.registry import open_findings
from selfeval.selectors.workspace import Workspace, open_workspace
from selfeval.web.evaluations.fields import Field, FieldMaker
from selfeval.web.evaluations.places import finding_url
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
    """The findings of one severity."""

    severity: str
    hint: str
    items: tuple[FindingView, ...]


_HINTS = {
    Severity.ERROR: "改正后自动消失，全部改正才能报送",
    Severity.WARNING: "核实后填写说明，或改正数据",
    Severity.INFO: "供参考，不影响报送",
}


def check(request: HttpRequest, code: str) -> HttpResponse:
    """All findings in three groups; a post saves the explanations."""
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
        "is_clear": not open_findings(workspace.findings, workspace.data),
        "unit": fields.unit.value,
        "rendered": memo(fields.rendered),
        "problems": _summary(posted),
    }
    return render(request, "evaluations/check.html", context, status=422 if posted else 200)


def finding_groups(workspace: Workspace, fields: FieldMaker) -> list[FindingGroup]:
    """Return the findings by severity, gravest first; groups without findings are left out."""
    still_open = set(open_findings(workspace.findings, workspace.data))
    groups = []
    for severity in Severity:
        items = tuple(_views(workspace, fields, severity, still_open))
        if items:
            groups.append(FindingGroup(severity.value, _HINTS[severity], items))
    return groups


def _views(
    workspace: Workspace, fields: FieldMaker, severity: Severity, still_open: set[Finding]
) -> Iterator[FindingView]:
    code = workspace.evaluation.code
    for finding in workspace.findings:
        if finding.severity is not severity:
            continue
        explanation = None
        if severity is Severity.WARNING and len(finding.fingerprint) <= LONGEST_FINGERPRINT:
            label = f"{finding.place_label} 说明"
            explanation = fields.field(f"explanation.{finding.fingerprint}", label=label)
        yield FindingView(
            finding,
            finding_url(code, workspace.pack, finding),
            explanation,
            finding in still_open,
        )


def _summary(posted: Posted | None) -> list[dict[str, str]]:
    if posted is None:
        return []
    return [{"url": f"#{address}", "message": item.message} for address, item in posted.problems.items()]
