"""发布 and 放弃: the two ways in which a draft ends."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from selfeval.domain.checks.finding import Severity
from selfeval.selectors.packs import version_before
from selfeval.services import pack_drafts
from selfeval.services.errors import ServiceError
from selfeval.web.packs.frame import OpenPack, open_pack, pack_url, render_part
from selfeval.web.packs.problems import problem_rows
from selfeval.web.shared.access import user_of


def publish(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Ask before publishing, and show what keeps the draft from it; a confirmed post publishes."""
    opened = open_pack(request, pack, version)
    if not opened.is_draft:
        return redirect(opened.url("pack"))
    if request.method != "POST":
        return _page(opened)
    if request.POST.get("confirmed") != "yes":
        return _page(opened, refusal="发布后内容不能再改，先勾选确认，再发布。", status=422)
    try:
        published = pack_drafts.publish(
            actor=user_of(request), version_id=opened.version.pk, base=request.POST.get("base", "")
        )
    except ServiceError as error:
        return _page(open_pack(request, pack, version), refusal=error.message, status=422)
    messages.success(request, f"“{published.name}”第{published.version}版已发布，可以用于填报。")
    return redirect(pack_url(published, "pack"))


def discard(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Delete a draft for good."""
    opened = open_pack(request, pack, version)
    if not opened.is_draft:
        return redirect(opened.url("pack"))
    if request.method != "POST":
        return redirect(opened.url("pack-publish"))
    if request.POST.get("confirmed") != "yes":
        return _page(opened, refusal="放弃后无法恢复，先勾选确认，再放弃。", status=422)
    name = opened.pack.name
    try:
        pack_drafts.discard(
            actor=user_of(request), version_id=opened.version.pk, base=request.POST.get("base", "")
        )
    except ServiceError as error:
        return _page(open_pack(request, pack, version), refusal=error.message, status=422)
    messages.success(request, f"已放弃“{name}”的编辑稿。")
    return redirect("pack-list")


def _page(opened: OpenPack, *, refusal: str = "", status: int = 200) -> HttpResponse:
    errors = [problem for problem in opened.problems if problem.severity is Severity.ERROR]
    return render_part(
        opened,
        "pack-publish",
        "packs/publish.html",
        {
            "rows": problem_rows(opened, errors),
            "refusal": refusal,
            "leaves": sum(1 for _ in opened.pack.leaves()),
            "is_first": opened.version.version == 1,
            "has_source": version_before(opened.version) is not None,
            "difference_url": opened.url("pack-difference"),
            "discard_url": opened.url("pack-discard"),
        },
        status=status,
    )
