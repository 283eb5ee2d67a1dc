"""Selectors are tested on a published year with the people of its department."""

import pytest

from tests.support.office import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    """The published year 2022 in 填写中."""
    return open_office()
