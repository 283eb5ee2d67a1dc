"""Starting from last year on the pages: choosing it, the marks, confirming, the list of what is left."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from selfeval.domain.items.tree import target_text
from selfeval.domain.numbers import format_number
from selfeval.models import Evaluation, FiscalYear, PackVersion
from selfeval.selectors.workspace import open_workspace
from selfeval.services import packs
from tests.support.office import Office, open_office
from tests.support.published import published_pack
from tests.web.support import People, people_of, signed_in, text_of


@pytest.fixture
def last_year(db: None) -> Office:
    """The published year 2020, and an open year after it."""
    office = open_office("bishan-2020")
    FiscalYear.objects.filter(year=2020).update(is_open=False)
    FiscalYear.objects.create(year=2021)
    return office


@pytest.fixture
def people(last_year: Office) -> People:
    """Its people, signed in."""
    return people_of(last_year)


def start(client: Client, office: Office, **changes: Any) -> Any:
    """Post the form that starts 2021 from 2020."""
    fields = {
        "department": office.department.pk,
        "fiscal_year": FiscalYear.objects.get(year=2021).pk,
        "pack_version": PackVersion.objects.latest("id").pk,
        "source": office.evaluation.pk,
    }
    return client.post(reverse("year-start"), {**fields, **changes})


def started(client: Client, office: Office, **changes: Any) -> Evaluation:
    """Start 2021 and return its evaluation."""
    assert start(client, office, **changes).status_code == 302
    return Evaluation.objects.get(department_year__fiscal_year__year=2021)


def test_last_years_evaluation_is_offered_first(people: People, last_year: Office) -> None:
    page = text_of(people.preparer.get(reverse("year-start")))
    chosen = f'<option value="{last_year.evaluation.pk}" selected>2020年度'
    assert chosen in page
    assert "不沿用，从空白开始" in page


def test_the_list_follows_the_year(people: People, last_year: Office) -> None:
    later = FiscalYear.objects.create(year=2023)
    page = text_of(people.preparer.get(reverse("year-start"), {"fiscal_year": later.pk}))
    assert "不沿用，从空白开始" in page
    assert "2020年度　" not in page


def test_starting_from_nothing_brings_nothing(people: People, last_year: Office) -> None:
    evaluation = started(people.preparer, last_year, source="")
    workspace = open_workspace(evaluation)
    assert workspace.carried == frozenset()
    assert workspace.data.texts == ()
    assert "沿用上年" not in text_of(people.preparer.get(reverse("evaluation", args=[evaluation.code])))


def test_another_departments_evaluation_is_refused(people: People, last_year: Office) -> None:
    response = start(people.preparer, last_year, source="999999")
    assert response.status_code == 422
    assert "所选自评不是本部门上年度的自评" in text_of(response)
    assert not Evaluation.objects.filter(department_year__fiscal_year__year=2021).exists()


def test_the_task_list_names_what_is_unchanged_and_confirms_it(people: People, last_year: Office) -> None:
    evaluation = started(people.preparer, last_year)
    address = reverse("evaluation", args=[evaluation.code])
    page = text_of(people.preparer.get(address))
    assert "由2020年度自评带入" in page
    assert 'data-carried-place="working_group"' in page
    assert 'data-carried-place="text.problems"' in page
    assert "项目“" not in page
    response = people.preparer.post(
        reverse("carried-confirm", args=[evaluation.code]), {"place": "working_group", "back": "carried"}
    )
    assert (response.status_code, response["Location"]) == (302, f"{address}#carried")
    page = text_of(people.preparer.get(address))
    assert 'data-carried-place="working_group"' not in page
    assert 'data-carried-place="text.problems"' in page


def test_marks_stand_at_cells_and_texts(people: People, last_year: Office) -> None:
    evaluation = started(people.preparer, last_year)
    key = open_workspace(evaluation).rows["working_group"][0]
    steps = {finding.place: finding.section for finding in open_workspace(evaluation).findings}
    page = text_of(people.preparer.get(reverse("section", args=[evaluation.code, steps["working_group"]])))
    assert f'data-carried="working_group.{key}.role"' in page
    assert "整表仍然有效" in page
    page = text_of(people.preparer.get(reverse("section", args=[evaluation.code, "experience"])))
    assert 'data-carried="text.experience"' in page
    scoring = text_of(people.preparer.get(reverse("scoring", args=[evaluation.code])))
    assert 'data-carried="text.analysis.talent"' in scoring
    seen = text_of(people.auditor.get(reverse("section", args=[evaluation.code, "experience"])))
    assert "沿用上年，未修改" in seen
    assert "仍然有效</button>" not in seen


def test_scripts_are_told_which_marks_go(people: People, last_year: Office) -> None:
    evaluation = started(people.preparer, last_year)
    url = reverse("carried-confirm", args=[evaluation.code])
    response = people.preparer.post(url, {"place": "text.problems"}, headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert json.loads(response["HX-Trigger"]) == {"carried-confirmed": ["text.problems"]}
    assert "text.problems" not in open_workspace(evaluation).carried


def test_the_inspector_confirms_a_single_cell(people: People, last_year: Office) -> None:
    evaluation = started(people.preparer, last_year)
    key = open_workspace(evaluation).rows["working_group"][0]
    address = f"working_group.{key}.duties"
    url = reverse("inspector", args=[evaluation.code])
    assert "沿用上年，未修改" in text_of(people.preparer.get(url, {"address": address}))
    confirm = reverse("carried-confirm", args=[evaluation.code])
    people.preparer.post(confirm, {"place": address}, headers={"HX-Request": "true"})
    assert "沿用上年，未修改" not in text_of(people.preparer.get(url, {"address": address}))
    assert f"working_group.{key}.role" in open_workspace(evaluation).carried


def test_what_could_not_be_brought_is_named(people: People, last_year: Office) -> None:
    packs.load(actor=None, pack=published_pack("bishan-2022"))
    evaluation = started(people.preparer, last_year)
    page = text_of(people.preparer.get(reverse("evaluation", args=[evaluation.code])))
    assert 'id="left-out"' in page
    assert "新体系包没有这一指标" in page


def test_only_who_fills_in_confirms(people: People, last_year: Office) -> None:
    evaluation = started(people.preparer, last_year)
    url = reverse("carried-confirm", args=[evaluation.code])
    assert people.auditor.post(url, {"place": "working_group"}).status_code == 403
    assert people.stranger.post(url, {"place": "working_group"}).status_code == 404


def test_projects_of_a_published_year_come_along_and_are_confirmed_one_by_one(db: None) -> None:
    """Four projects and five transfer payments of 2020 begin 2021 without a figure, each on its own page."""
    office = open_office("lanzhou-2020")
    FiscalYear.objects.create(year=2021)
    client = signed_in(office.preparer)
    evaluation = started(client, office)
    workspace = open_workspace(evaluation)
    assert len(workspace.data.year.items) == 9
    assert workspace.data.year.item_funds == ()
    assert all(row.actual_value is None for row in workspace.data.year.item_indicators)
    assert all(item.stated_score is None for item in workspace.data.year.items)
    code = workspace.data.year.items[0].code
    # 3.39 万元 were spent on car rental in 2020
    assert workspace.score.item(code).case.prior_total is not None
    page: Any = html.fromstring(text_of(client.get(reverse("evaluation", args=[evaluation.code]))))
    (row,) = page.xpath(f"//tr[@data-carried-place='item.{code}']")
    (link,) = row.xpath(".//a/@href")
    own = text_of(client.get(link.partition("#")[0]))
    assert 'class="carried' in own
    confirm = reverse("carried-confirm", args=[evaluation.code])
    client.post(confirm, {"place": f"item.{code}", "back": "carried"})
    left = open_workspace(evaluation).data.carried
    assert not any(address.startswith("items.r1.") for address in left)
    assert any(address.startswith("items.r2.") for address in left)


def test_the_inspector_tells_what_was_achieved_last_year(db: None) -> None:
    office = open_office("bishan-2022")
    FiscalYear.objects.create(year=2021)
    year = FiscalYear.objects.create(year=2023)
    client = signed_in(office.preparer)
    assert start(client, office, fiscal_year=year.pk).status_code == 302
    evaluation = Evaluation.objects.get(department_year__fiscal_year__year=2023)
    inspector = reverse("inspector", args=[evaluation.code])
    for field in ("actual_value", "target_value"):
        page = text_of(client.get(inspector, {"address": f"indicator.technology_companies.{field}"}))
        assert "实际完成值 171家" in page
    assert "没有上年的同一项数据" in text_of(client.get(inspector, {"address": "indicator.execution"}))


def test_the_inspector_tells_last_years_row_of_a_projects_indicator(db: None) -> None:
    office = open_office("lanzhou-2020")
    FiscalYear.objects.create(year=2021)
    client = signed_in(office.preparer)
    evaluation = started(client, office)
    workspace = open_workspace(evaluation)
    assert workspace.data.prior_year is not None
    position, then = next(
        (position, row)
        for position, row in enumerate(workspace.data.prior_year.item_indicators)
        if row.actual_value is not None and row.target_value is not None
    )
    row = workspace.rows["item_indicators"][position]
    assert then.actual_value is not None
    inspector = reverse("inspector", args=[evaluation.code])
    page = text_of(client.get(inspector, {"address": f"item_indicators.{row}.actual_value"}))
    assert f"指标值 {target_text(then)}，实际完成值 {format_number(then.actual_value)}{then.unit}" in page
