"""The check page: findings page by page as in the outline, counts that fall as they are answered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from lxml import html

from selfeval.domain.sections import steps
from selfeval.models import Evaluation, FiscalYear, PackVersion
from selfeval.selectors.workspace import open_workspace
from selfeval.services import evaluations
from selfeval.services.carried_cells import mark_carried
from tests.support.office import Office
from tests.support.published import published_pack
from tests.web.support import People, edit, save, text_of, url


def _page(people: People, address: str) -> Any:
    return html.fromstring(text_of(people.preparer.get(address)))


def _empty(office: Office) -> Evaluation:
    """An evaluation that was only just started."""
    return evaluations.start(
        actor=office.preparer,
        department=office.department,
        fiscal_year=FiscalYear.objects.create(year=2024),
        pack_version=PackVersion.objects.latest("id"),
    )


def test_findings_stand_page_by_page_in_the_order_of_the_outline(people: People, office: Office) -> None:
    evaluation = _empty(office)
    page = _page(people, reverse("check", args=[evaluation.code]))
    heads = [head.text_content() for head in page.xpath("//section[contains(@class,'finding-group')]//h2/a")]
    pages = [f"{step.number}{step.title}" for step in steps(published_pack("bishan-2022"))]
    assert heads == [title for title in [*pages, "指标评分"] if title in heads]
    assert heads[0] == "一、（一）部门基本情况"
    assert heads[-1] == "指标评分"
    for section in page.xpath("//section[contains(@class,'finding-group')]"):
        order = [row.get("data-severity") for row in section.xpath(".//*[@data-severity]")]
        assert order == sorted(order, key=["error", "warning", "info"].index)
    findings = open_workspace(evaluation).findings
    assert len(page.xpath("//*[@data-finding]")) == len(findings)
    errors = sum(finding.severity == "error" for finding in findings)
    assert page.xpath("string(//*[@data-findings='error'])") == str(errors)


def test_the_counts_fall_when_a_warning_is_explained(people: People, office: Office) -> None:
    warnings = [finding for finding in open_workspace(office.evaluation).findings if finding.id == "W08"]
    address = f"explanation.{warnings[0].fingerprint}"
    count = "//section[@data-step='scoring']//*[@data-step-count]"
    given = open_workspace(office.evaluation).cells[address]
    save(people.preparer, office, edit(address, "", base=given))
    before = _page(people, url("check", office))
    (old,) = before.xpath(count)
    total = int(before.xpath("string(//*[@data-findings='warning'])"))
    answer = save(people.preparer, office, edit(address, "材料存放于办公室。")).json()
    assert answer["findings"]["warning"] == total - 1
    (new,) = _page(people, url("check", office)).xpath(count)
    assert int(new.text or 0) == int(old.text) - 1
    assert answer["steps"]["scoring"]["count"] == int(new.text or 0)


def test_a_count_of_indicators_has_its_unit(people: People, office: Office) -> None:
    (finding,) = (finding for finding in open_workspace(office.evaluation).findings if finding.id == "W08")
    assert finding.left == "8个"
    assert finding.message.startswith("8个指标得满分但没有佐证材料")


def test_the_counts_of_the_first_page_fall_too(people: People, office: Office) -> None:
    """General information: what was explained there is no longer counted in the outline."""
    office.save("text.preface", "根据有关要求，我局开展了自评。")
    mark_carried(office.evaluation, ["text.preface"])
    found = open_workspace(office.evaluation).findings
    (warning,) = (each for each in found if each.section == "overview" and each.severity == "warning")
    path = "//nav//a[@data-step='overview']//*[@data-step-count]"
    (count,) = _page(people, url("section", office)).xpath(path)
    assert (count.text, "hidden" in count.attrib) == ("1", False)
    office.save(f"explanation.{warning.fingerprint}", "引言每年相同。")
    (count,) = _page(people, url("section", office)).xpath(path)
    assert (count.text, "hidden" in count.attrib) == ("0", True)


def test_nothing_entered_is_waiting_not_wrong(people: People, office: Office) -> None:
    evaluation = _empty(office)
    page = _page(people, reverse("scoring", args=[evaluation.code]))
    rows = page.xpath("//article[@data-indicator]")
    assert len(rows) == 10
    assert [row.xpath("string(.//h3//*[contains(@class,'tag-waiting')])") for row in rows] == ["待填"] * 10
    assert page.xpath("//article//h3//*[contains(@class,'count-error')][text()]") == []


def test_what_was_begun_and_is_not_whole_is_wrong(people: People, office: Office) -> None:
    # the published year without its final budget: spending is there, the rate cannot be computed
    for line in office.evaluation.department_year.budget_lines.all():
        amount = "" if line.adjusted_amount is None else f"{line.adjusted_amount:.2f}"
        office.save(f"budget_lines.{line.row}.adjusted_amount", "", base=amount)
    page = _page(people, url("scoring", office))
    (row,) = page.xpath("//article[@data-indicator='execution']")
    assert row.xpath("string(.//h3//*[contains(@class,'count-error')])") == "!"
    assert row.xpath("string(.//h3//*[contains(@class,'tag-waiting')])") == ""
