"""Who signed a file, when, whether it is whole, and which version of which report it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from selfeval.models import EvaluationSnapshot
from selfeval.reports.signing.verify import FileReport, verify_pdf
from selfeval.selectors.snapshots import newest_snapshot, snapshot_of_file
from selfeval.selectors.trust import trusted_roots
from selfeval.web.verify.forms import VerifyForm


@dataclass(frozen=True)
class Record:
    """What this system knows of the report that a file was made from."""

    department: str
    year: int
    code: str
    sequence: int
    taken_at: str
    sha256: str
    is_newest: bool


@dataclass(frozen=True)
class Result:
    """The answer about one file: ``verdict`` is sound, broken or unsigned."""

    name: str
    size: int
    sha256: str
    verdict: str
    heading: str
    report: FileReport
    record: Record | None


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show the form, and after a file was given the judgement on it. Nothing is stored."""
    if request.method == "GET":
        return render(request, "verify/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "verify/verify.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    return render(
        request, "verify/verify.html", {"form": VerifyForm(), "result": _result(file.name, file.read())}
    )


def _result(name: str, content: bytes) -> Result:
    report = verify_pdf(content, trusted=trusted_roots(), at=timezone.now())
    if report.is_sound:
        verdict, heading = "sound", "签名有效，文件自签名后没有改动"
    elif report.signatures:
        verdict, heading = "broken", "验证没有通过，不能确认这份文件与签名时一致"
    else:
        verdict, heading = "unsigned", "这份文件没有可以验证的电子签名"
    return Result(
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        verdict=verdict,
        heading=heading,
        report=report,
        # an identifier can be copied into any file: it counts only where a sound signature covers it
        record=_record(snapshot_of_file(report.document_id)) if report.is_sound else None,
    )


def _record(snapshot: EvaluationSnapshot | None) -> Record | None:
    if snapshot is None:
        return None
    year = snapshot.evaluation.department_year
    newest = newest_snapshot(snapshot.evaluation)
    return Record(
        department=year.department.name,
        year=year.fiscal_year.year,
        code=snapshot.evaluation.code,
        sequence=snapshot.sequence,
        taken_at=f"{timezone.localtime(snapshot.created_at):%Y-%m-%d %H:%M}",
        sha256=snapshot.sha256,
        is_newest=newest is not None and newest.sha256 == snapshot.sha256,
    )
