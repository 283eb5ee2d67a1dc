"""Comparing two packs on the page: totals, grades, every indicator, what the other pack needs."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from selfeval.models import AuditEvent, PackVersion
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.services import packs
from tests.support.office import Office
from tests.support.published import published_pack
from tests.web.support import People, text_of


def compared(people: People, office: Office, pack: str) -> Any:
    """Open the comparison with a pack and return the page."""
    packs.load(actor=None, pack=published_pack(pack))
    version = PackVersion.objects.get(pack__code=pack)
    address = reverse("compare", args=[office.evaluation.code])
    response = people.leader.get(address, {"pack": version.pk})
    assert response.status_code == 200
    return html.fromstring(text_of(response))


def words(page: Any, path: str) -> str:
    """The words of the one element at a path."""
    (found,) = page.xpath(path)
    return " ".join(found.text_content().split())


def test_the_published_year_falls_from_excellent_to_poor_under_the_caps(
    people: People, office: Office
) -> None:
    page = compared(people, office, "bishan-2022-cap")
    own, other = (words(page, f"//section[@data-side='{side}']") for side in ("own", "other"))
    assert "94.24/ 100 分优" in own
    assert "59.00/ 100 分差" in other
    assert "预算执行率低于50%，总分不高于59分，由94.24分降为此分" in other
    assert words(page, "//b[@data-total-difference]") == "-35.24"
    rules = words(page, "//section[@id='rules']")
    assert "增加封顶规则：预算执行率低于50%，总分不高于59分（总分由94.24分降为59分）" in rules
    chart = words(page, "//div[@id='steps']")
    assert "总分相差-35.24分" in chart
    rows = page.xpath("//tr[@data-compared]")
    assert len(rows) == 10
    execution = next(row for row in rows if "执行率" in row.get("data-compared"))
    cells = [cell.text_content().strip() for cell in execution.xpath("td")]
    assert cells[1:8] == ["10", "42.42%", "4.24", "10", "42.42%", "4.24", "0.00"]
    assert not page.xpath("//section[@id='missing']")


def test_packs_with_other_indicators_list_them_apart_and_name_what_is_missing(
    people: People, office: Office
) -> None:
    page = compared(people, office, "bishan-2020")
    apart = [row.get("data-compared") for row in page.xpath("//tr[.//td[text()='没有这一指标']]")]
    assert "绩效目标合理性" in apart
    assert "绩效目标合理性" in words(page, "//section[@id='missing']")
    assert "不评等级" in words(page, "//section[@data-side='other']")


def test_a_pack_without_scores_says_so(people: People, office: Office) -> None:
    page = compared(people, office, "jiangxi-2021")
    assert "本体系包不评分" in words(page, "//section[@data-side='other']")
    assert "不评分，没有总分和等级" in words(page, "//section[@id='rules']")
    assert not page.xpath("//div[@id='steps']")


def test_nothing_is_stored(people: People, office: Office) -> None:
    before, events = evaluation_data(office.evaluation), AuditEvent.objects.count()
    compared(people, office, "bishan-2020")
    assert evaluation_data(office.evaluation) == before
    # loading the pack is the one thing that happened
    assert AuditEvent.objects.count() == events + 1


def test_only_published_packs_for_use_are_offered(people: People, office: Office) -> None:
    packs.load(actor=None, pack=published_pack("national-2013"))
    packs.load(actor=None, pack=published_pack("bishan-2022-cap"))
    address = reverse("compare", args=[office.evaluation.code])
    page: Any = html.fromstring(text_of(people.preparer.get(address)))
    offered = [option.text_content() for option in page.xpath("//select[@name='pack']/option")]
    assert offered == ["选择体系包", "璧山区部门整体支出绩效自评（2022年度，按预算执行率封顶）"]
    library = PackVersion.objects.get(pack__code="national-2013")
    assert people.preparer.get(address, {"pack": library.pk}).status_code == 404
    assert people.preparer.get(address, {"pack": "x"}).status_code == 404


def test_a_submitted_year_is_compared_as_it_was_submitted(people: People, office: Office) -> None:
    office.submit()
    page = compared(people, office, "bishan-2022-cap")
    assert "94.24" in words(page, "//section[@data-side='own']")


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_others_do_not_see_it(people: People, office: Office, who: str) -> None:
    address = reverse("compare", args=[office.evaluation.code])
    assert getattr(people, who).get(address).status_code in {302, 404}
