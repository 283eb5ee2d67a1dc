"""A form without scores: no scoring page, no total, and the wizard ends at the check page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from selfeval.domain.roles import Role
from selfeval.models import Evaluation
from selfeval.services import package, packs
from tests.support.office import make_user
from tests.support.published import published_pack, published_year


@pytest.fixture
def narrative(db: None) -> Evaluation:
    """The published narrative year of Jiangxi."""
    packs.load(actor=None, pack=published_pack("jiangxi-2021"))
    return package.load(actor=None, data=published_year("xinfeng-2021"))


@pytest.fixture
def preparer(narrative: Evaluation, client: Client) -> Client:
    """Its preparer, signed in."""
    client.force_login(make_user("narrator", narrative.department_year.department, Role.PREPARER))
    return client


def test_every_page_opens_without_a_score(narrative: Evaluation, preparer: Client) -> None:
    code = narrative.code
    overview = preparer.get(reverse("evaluation", args=[code])).content.decode()
    assert "指标评分" not in overview
    assert "data-total" not in overview
    assert "不评分" in preparer.get(reverse("evaluation-score", args=[code])).content.decode()
    for name in ("check", "submit", "documents"):
        assert preparer.get(reverse(name, args=[code])).status_code == 200
    assert preparer.get(reverse("scoring", args=[code])).status_code == 404


def test_last_section_leads_to_the_check_page(narrative: Evaluation, preparer: Client) -> None:
    last = preparer.get(reverse("evaluation", args=[narrative.code])).context["groups"][1].tasks[-1]
    answer = preparer.post(last.url, {"is_complete": "no"})
    assert answer.headers["Location"] == reverse("check", args=[narrative.code])
