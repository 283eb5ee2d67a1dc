"""Deny by default: every address declares who may open it, and every role meets its limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from selfeval import urls
from selfeval.domain.workflow import Action
from selfeval.permissions.urls import ACCESS, Door
from tests.support.office import Office
from tests.web.support import QUERIES, People, save, url

OF_EVALUATION = {name: access for name, access in ACCESS.items() if access.door is Door.EVALUATION}
READ = sorted(name for name, access in OF_EVALUATION.items() if access.read)
WRITTEN = sorted(name for name, access in OF_EVALUATION.items() if access.write)
ONLY_WRITTEN = sorted(set(WRITTEN) - set(READ))
# Rows that do not exist, and a receipt that is not there yet, are honestly not found.
NOT_THERE = {"evidence-download", "document-status", "document-download", "receipt"} | {
    "item",
    "item-preview",
    "item-indicator",
    "item-evidence",
}
EDITED = sorted(name for name in WRITTEN if OF_EVALUATION[name].write is Action.EDIT)


def _patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_every_address_declares_its_access_and_nothing_else_is_declared() -> None:
    names = [pattern.name for pattern in _patterns(get_resolver(urls.__name__).url_patterns)]
    assert None not in names
    assert len(names) == len(set(names))
    assert set(names) == set(ACCESS)


def test_everything_about_an_evaluation_asks_for_a_right_on_it() -> None:
    for pattern in _patterns(get_resolver(urls.__name__).url_patterns):
        assert pattern.name is not None
        is_of_evaluation = "code" in pattern.pattern.regex.groupindex
        assert is_of_evaluation == (ACCESS[pattern.name].door is Door.EVALUATION), pattern.name
    for name, access in OF_EVALUATION.items():
        assert access.read or access.write, name


def _forgotten(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


class _WithForgotten:
    urlpatterns = [*urls.urlpatterns, path("forgotten", _forgotten, name="forgotten")]  # noqa: RUF012
    handler403 = urls.handler403


def test_an_undeclared_address_is_refused_even_to_people_with_every_role(people: People) -> None:
    with override_settings(ROOT_URLCONF=_WithForgotten):
        response = people.preparer.get("/forgotten")
    assert response.status_code == 403
    assert b"secret" not in response.content


@pytest.mark.parametrize("role", ["preparer", "department_reviewer", "leader", "auditor"])
@pytest.mark.parametrize("name", READ)
def test_everybody_of_the_department_may_read(people: People, office: Office, name: str, role: str) -> None:
    client: Client = getattr(people, role)
    response = client.get(url(name, office), QUERIES.get(name))
    if name in NOT_THERE:
        assert response.status_code == 404
    elif name == "submit" and role != "preparer":
        assert response.status_code == 403
    else:
        assert response.status_code == 200


@pytest.mark.parametrize("name", sorted(OF_EVALUATION))
def test_another_department_finds_nothing(people: People, office: Office, name: str) -> None:
    for method in (people.stranger.get, people.stranger.post):
        response = method(url(name, office))
        assert response.status_code == 404
        assert office.department.name not in response.content.decode()


@pytest.mark.parametrize("name", sorted(OF_EVALUATION))
def test_nobody_is_asked_to_sign_in(people: People, office: Office, name: str) -> None:
    for method in (people.nobody.get, people.nobody.post):
        response = method(url(name, office))
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("role", ["department_reviewer", "leader", "auditor"])
@pytest.mark.parametrize("name", EDITED)
def test_only_preparers_change_anything(people: People, office: Office, name: str, role: str) -> None:
    client: Client = getattr(people, role)
    response = client.post(url(name, office))
    assert response.status_code == 403
    assert "填报人" in response.content.decode()


@pytest.mark.parametrize("name", EDITED)
def test_nothing_changes_after_submission(people: People, office: Office, name: str) -> None:
    office.submit()
    response = people.preparer.post(url(name, office))
    assert response.status_code == 409
    assert "部门待审" in response.content.decode()


@pytest.mark.parametrize("name", ["review-approve", "review-return"])
def test_the_reviewer_waits_for_the_submission_and_the_preparer_never_reviews(
    people: People, office: Office, name: str
) -> None:
    assert people.department_reviewer.post(url(name, office)).status_code == 409
    office.submit()
    assert people.preparer.post(url(name, office)).status_code == 403


@pytest.mark.parametrize("name", ONLY_WRITTEN)
def test_changes_are_never_made_by_following_a_link(people: People, office: Office, name: str) -> None:
    response = people.preparer.get(url(name, office))
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


def test_a_form_without_its_token_is_refused_in_chinese(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.preparer)
    response = client.post(url("section", office), {"unit": "yuan"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_scripts_learn_of_an_ended_session_as_json(people: People, office: Office) -> None:
    response = save(people.nobody, office)
    assert response.status_code == 401
    assert "登录已过期" in response.json()["message"]


def test_a_fragment_sends_the_whole_page_to_sign_in(people: People, office: Office) -> None:
    response = people.nobody.get(url("section-preview", office), headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith(reverse("login"))


def test_health_answers_without_signing_in(people: People) -> None:
    assert people.nobody.get(reverse("health")).json() == {"status": "ok"}


def test_unknown_pages_say_what_to_do(people: People) -> None:
    response = people.preparer.get("/no-such-page")
    assert response.status_code == 404
    assert "从“我的年度”重新进入" in response.content.decode()


def test_signing_in_tells_nothing_about_accounts(office: Office) -> None:
    client = Client()
    known = client.post(reverse("login"), {"username": office.preparer.username, "password": "wrong"})
    unknown = client.post(reverse("login"), {"username": "no-such-user", "password": "wrong"})
    for response in (known, unknown):
        assert response.status_code == 200
        assert "用户名或密码不正确" in response.content.decode()
    signed_in = client.post(
        reverse("login"), {"username": office.preparer.username, "password": "only-for-tests"}
    )
    assert signed_in.headers["Location"] == reverse("home")
