"""The office of the services' tests, with signed-in browsers."""

from __future__ import annotations

import pytest

from tests.support.office import Office, open_office
from tests.web.bureau import Bureau, open_bureau
from tests.web.support import People, people_of


@pytest.fixture
def office(db: None) -> Office:
    """The published year 2022 in 填写中."""
    return open_office()


@pytest.fixture
def people(office: Office) -> People:
    """Signed-in clients of every role, and of another department."""
    return people_of(office)


@pytest.fixture
def bureau(office: Office) -> Bureau:
    """An officer with a draft, beside the office."""
    return open_bureau(office)
