"""From nothing to the files: a department fills in 2022 through the pages, submits, approves, downloads.

The figures are those of the published report; what must come out is what it prints: 42.42%, 94.24 points, 优.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import files, filling
from tests.browser.desk import Desk
from tests.browser.people import People

pytestmark = pytest.mark.browser


def test_a_year_goes_from_nothing_to_the_files(people: People, tmp_path: Path) -> None:
    preparer = people("vacant-preparer")
    code = start_year(preparer)
    fill_in(preparer, code)
    explain_and_check(preparer, code)
    number = submit(preparer, code)
    approve(people("vacant-reviewer"), code, number)
    preparer.open_evaluation(code, "documents")
    wanted = (("report", "pdf"), ("report", "docx"), ("self-score-table", "pdf"))
    for kind, format in wanted:
        files.order(preparer, kind, format)
    report, editable, table = (files.download(preparer, *each, tmp_path) for each in wanted)
    for text in (files.pdf_text(report), files.docx_text(editable), files.pdf_text(table)):
        assert "94.24" in text
        assert "42.42%" in text
        assert "优" in text
        assert "草稿" not in text


def start_year(desk: Desk) -> str:
    """Start 2022 from the list of years; return the evaluation's code."""
    desk.open()
    desk.page.get_by_role("link", name="新建年度自评").click()
    desk.page.get_by_label("年度").select_option(label="2022年度")
    desk.page.get_by_label("体系包").select_option(label="璧山区部门整体支出绩效自评（2022年度） 第1版")
    desk.page.get_by_role("button", name="开始填报").click()
    desk.page.wait_for_url("**/evaluations/*/")
    expect(desk.page.get_by_text("尚未报送").first).to_be_visible()
    return desk.page.url.rstrip("/").rpartition("/")[2]


def fill_in(desk: Desk, code: str) -> None:
    """Fill in every page in its order; the total follows each save and is the server's."""
    desk.page.locator("#task-department a").click()
    filling.fill_department(desk)
    assert_total(desk, "0.00", "")
    desk.go_on()
    filling.fill_finance(desk)
    assert_total(desk, "4.24", "")
    desk.go_on()
    filling.fill_evaluation_work(desk)
    desk.saved()
    desk.go_on()
    filling.fill_text_page(desk, "experience")
    desk.go_on()
    filling.fill_results(desk)
    desk.saved()
    desk.go_on()
    filling.fill_text_page(desk, "problems")
    desk.go_on()
    filling.fill_text_page(desk, "advice")
    desk.go_on()
    assert desk.page.url.endswith("/scoring")
    filling.fill_scoring(desk)
    assert_total(desk, "94.24", "优")
    execution = desk.page.locator('[data-indicator="execution"]')
    expect(execution.locator("[data-score]")).to_have_text("4.24")
    expect(execution.locator('[data-computed="actual.execution"]')).to_have_text("42.42%")


def assert_total(desk: Desk, total: str, grade: str) -> None:
    """The total shown live is ``total``, and so it is when the server draws the page anew."""
    desk.saved()
    assert (desk.total(), desk.grade()) == (total, grade)
    desk.page.reload()
    assert (desk.total(), desk.grade()) == (total, grade)


def explain_and_check(desk: Desk, code: str) -> None:
    """Every finding names its field by a link; every warning takes an explanation; then nothing is open."""
    desk.open_evaluation(code, "check")
    expect(desk.page.locator('[data-severity="error"]')).to_have_count(0)
    warnings = desk.page.locator('.finding-row[data-severity="warning"]')
    assert warnings.count() == 3
    for number in range(3):
        link = warnings.nth(number).get_by_role("link", name="去修改")
        target = str(link.get_attribute("href"))
        desk.open(target)
        place = target.partition("#")[2]
        assert desk.has_landed_on(place), f"the link does not land on {place}"
        desk.open_evaluation(code, "check")
    for number in range(3):
        answer = warnings.nth(number).get_by_label("说明")
        answer.fill("情况属实，资料随自评工作底稿存放，可供查阅。")
        answer.blur()
    desk.saved()
    desk.page.reload()
    expect(desk.page.get_by_text("没有待处理的问题")).to_be_visible()


def submit(desk: Desk, code: str) -> str:
    """Submit from the check page; return the receipt's number."""
    desk.page.get_by_role("link", name="下一步：报送").click()
    expect(desk.page.get_by_text("94.24").first).to_be_visible()
    desk.page.get_by_role("button", name="报送").click()
    desk.page.wait_for_url("**/receipt")
    number = desk.page.locator("[data-receipt]").inner_text()
    assert re.search(r"\d", number)
    assert re.fullmatch(r"[0-9a-f]{64}", desk.page.locator("[data-hash]").inner_text())
    desk.page.go_back()
    expect(desk.page.locator("[data-receipt]")).to_have_text(number)
    return number


def approve(desk: Desk, code: str, number: str) -> None:
    """The department reviewer finds the evaluation waiting, reads it and approves."""
    desk.open()
    desk.page.locator("#waiting").get_by_role("link", name="审核").click()
    expect(desk.page.locator("#report")).to_contain_text("42.42%")
    desk.page.locator("#approve").click()
    desk.page.wait_for_url("**/receipt")
    expect(desk.page.locator("[data-receipt]")).to_have_text(number)
    expect(desk.page.locator('#receipt [data-status="final"]')).to_be_visible()
