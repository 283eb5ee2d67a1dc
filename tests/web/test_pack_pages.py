"""Pages of packs: who may open them, what they show, and that forms come back as they were sent."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from selfeval.domain.roles import Role
from selfeval.models import PackVersion, User
from selfeval.services import pack_drafts
from tests.support.office import Office, make_user
from tests.web.support import signed_in

PARTS = ["pack", "pack-problems", "pack-publish"]
WRITTEN = [*PARTS, "pack-discard"]


@dataclass(frozen=True)
class Bureau:
    """An officer with a draft that is a copy of the published pack."""

    officer: User
    client: Client
    draft: PackVersion
    published: PackVersion

    def url(self, name: str, **arguments: object) -> str:
        """The address of a page of the draft."""
        return _url(self.draft, name, **arguments)


def _url(version: PackVersion, name: str, **arguments: object) -> str:
    return reverse(name, kwargs={"pack": version.pack.code, "version": version.version, **arguments})


@pytest.fixture
def bureau(office: Office) -> Bureau:
    officer = make_user("officer", office.department, Role.BUREAU_OFFICER)
    published = office.evaluation.pack_version
    draft = pack_drafts.start(actor=officer, name="某县整体支出绩效自评", source=published)
    return Bureau(officer, signed_in(officer), draft, published)


@pytest.mark.parametrize("name", PARTS)
def test_the_officer_opens_every_part_of_a_draft(bureau: Bureau, name: str) -> None:
    assert bureau.client.get(bureau.url(name)).status_code == 200
