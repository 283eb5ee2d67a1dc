"""Error pages in Chinese that say what happened and what to do; the same as JSON where a script asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse


@dataclass(frozen=True)
class _Page:
    heading: str
    reason: str
    cure: str


_PAGES = {
    400: _Page("提交的内容无法读取", "收到的内容不完整或格式不符。", "返回上一页核对后重新提交。"),
    403: _Page(
        "没有办理权限", "您的角色不能办理此事项。", "由有权限的人员办理，或联系本部门系统管理人员调整角色。"
    ),
    404: _Page("没有找到此页", "地址有误，或该内容不属于您所在的部门。", "从“我的年度”重新进入。"),
    405: _Page("此处不接受这种操作", "该地址只能由页面上的按钮提交。", "从“我的年度”重新进入。"),
    409: _Page("当前状态不能办理", "该自评的状态已经变化。", "返回任务列表查看最新状态。"),
    500: _Page(
        "系统出现故障",
        "本次操作没有完成，已保存的内容不受影响。",
        "稍后重试；仍不成功时，把出现的时间告知系统管理人员。",
    ),
}


_EXPIRED = _Page("页面需要刷新", "页面已过期，通常是在其他窗口重新登录所致。", "返回上一页，刷新后重新提交。")


def error_page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """Answer with the page (or JSON) of a status.

    ``reason`` replaces the general one and says its own cure.
    """
    page = _PAGES[status]
    return _answer(request, status, _Page(page.heading, reason, "") if reason else page)


def _answer(request: HttpRequest, status: int, page: _Page) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"message": f"{page.reason}{page.cure}"}, status=status)
    context = {"heading": page.heading, "reason": page.reason, "cure": page.cure, "status": status}
    match = request.resolver_match
    if status in {403, 409} and match and "code" in match.kwargs:
        context |= {
            "back_url": reverse("evaluation", args=[match.kwargs["code"]]),
            "back_label": "返回任务列表",
        }
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason that the rule gave."""
    return error_page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; nothing of the fault is shown."""
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's mark of origin is missing or old, mostly after signing in again in another window."""
    return _answer(request, 403, _EXPIRED)
