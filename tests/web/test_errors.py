"""Error pages say in Chinese what happened and what to do, and show nothing of the fault."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import Resolver404, path, resolve

from selfeval import urls
from selfeval.permissions.urls import ACCESS, SIGNED_IN
from tests.support.office import Office
from tests.web.support import People, text_of, url


def _failing(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the fault")


class _WithFault:
    urlpatterns = [*urls.urlpatterns, path("fault", _failing, name="fault")]  # noqa: RUF012
    handler500 = urls.handler500


def test_a_fault_shows_what_to_do_and_nothing_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACCESS, "fault", SIGNED_IN)
    client = Client(raise_request_exception=False)
    client.force_login(office.preparer)
    with override_settings(ROOT_URLCONF=_WithFault):
        page = client.get("/fault")
        as_json = client.get("/fault", headers={"Accept": "application/json"})
    assert page.status_code == 500
    assert "稍后重试" in text_of(page)
    assert "secret" not in text_of(page)
    assert as_json.json().keys() == {"message"}


def test_a_refused_action_names_the_reason_and_leads_back(people: People, office: Office) -> None:
    office.submit()
    response = people.preparer.post(url("section", office))
    page = text_of(response)
    assert response.status_code == 409
    assert "本自评现为“部门待审”" in page
    assert f'href="{url("evaluation", office)}"' in page


def test_a_request_that_is_too_large_is_refused_in_chinese(people: People, office: Office) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        response = people.preparer.post(
            url("cells", office),
            b'{"edits": [' + b" " * 200 + b"]}",
            content_type="application/json",
            headers={"Accept": "application/json"},
        )
    assert response.status_code == 400
    assert "核对后重新提交" in response.json()["message"]


@pytest.mark.parametrize(
    "address",
    [
        "/evaluations/{}/",
        "/evaluations/{}/cells",
        "/evaluations/bishan-2022/sections/{}",
        "/evaluations/bishan-2022/texts/{}/reset",
        "/evaluations/bishan-2022/evidence/{}/upload",
        "/evaluations/bishan-2022/preview/{}",
    ],
)
def test_an_address_with_a_control_character_is_not_found(people: People, address: str) -> None:
    # PostgreSQL refuses to look for a NUL: such an address must not get as far as the database.
    for character in ("\x00", "a\x00b", "\n"):
        with pytest.raises(Resolver404):
            resolve(address.format(character))
    response = people.preparer.get(address.format("%00"))
    assert response.status_code == 404
    assert "没有找到此页" in text_of(response)
