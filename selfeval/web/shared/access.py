"""The one gate before every view: deny by default, find the evaluation, ask for the right.

Views of an evaluation never look it up themselves: ``evaluation_of(request)`` is the one that this gate
found through ``visible_to``, and the view only runs where the declared action is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from selfeval.models import Evaluation, User
from selfeval.permissions.rules import can, can_edit_packs
from selfeval.permissions.urls import ACCESS, Access, Door
from selfeval.permissions.visibility import visible_to
from selfeval.services.errors import Conflict, NotAllowed, ServiceError, WrongState
from selfeval.web.shared.errors import error_page

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_STATUSES = {NotAllowed: 403, WrongState: 409, Conflict: 409}
_SIGNED_OUT = "登录已过期，在新窗口登录后回到本页，未保存的内容会自动保存"


class AccessMiddleware:
    """Refuses every request whose URL name or right is not declared in ``selfeval.permissions.urls``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through, or answer it here (sign in, 403, 404, 405, 409)."""
        match = request.resolver_match
        access = ACCESS.get(match.view_name) if match else None
        if access is None:
            raise PermissionDenied("此页面未登记访问权限")
        if access.door is Door.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return _sign_in(request)
        if access.door is Door.EVALUATION:
            return _enter(request, access, str(kwargs["code"]))
        is_edit = access.door is Door.PACK and request.method not in _SAFE
        if is_edit or access.door is Door.PACK_EDITOR:
            decision = can_edit_packs(request.user)
            return None if decision.allowed else error_page(request, 403, decision.reason)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the refusal of a service that no view has handled."""
        if not isinstance(exception, ServiceError):
            return None
        status = next((code for kind, code in _STATUSES.items() if isinstance(exception, kind)), 400)
        return error_page(request, status, exception.message)


def evaluation_of(request: HttpRequest) -> Evaluation:
    """The evaluation that the gate found for this request."""
    return cast(Evaluation, request.evaluation)  # type: ignore[attr-defined]  # set by the gate


def user_of(request: HttpRequest) -> User:
    """The signed-in user of a request that passed the gate."""
    return cast(User, request.user)


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a script that reads JSON."""
    return request.headers.get("Accept") == "application/json"


def _sign_in(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": _SIGNED_OUT}, status=401)
    response = redirect_to_login(request.get_full_path() if request.method in _SAFE else "/")
    if request.headers.get("HX-Request"):
        # A fragment must not be filled with the sign-in page: the whole page goes there.
        return HttpResponse(status=401, headers={"HX-Redirect": response.url})
    return response


def _enter(request: HttpRequest, access: Access, code: str) -> HttpResponse | None:
    user = user_of(request)
    found = visible_to(user).filter(code=code).first()
    if found is None:
        raise Http404
    action = access.read if request.method in _SAFE else access.write
    if action is None:
        response = error_page(request, 405)
        response["Allow"] = "POST" if access.read is None else "GET"
        return response
    request.evaluation = found  # type: ignore[attr-defined]
    decision = can(user, action, found)
    if not decision.allowed:
        return error_page(request, 409 if decision.wrong_state else 403, decision.reason)
    return None
