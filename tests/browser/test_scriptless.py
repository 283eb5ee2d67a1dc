"""Everything needed to fill in works as plain forms where the browser runs no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import People

pytestmark = pytest.mark.browser

BAD = "income_lines.other.initial_amount"
GOOD = "year.vehicle_kept_count"


def test_a_form_post_saves_what_is_good_and_keeps_what_is_not(people: People) -> None:
    preparer = people("scriptless-preparer", java_script_enabled=False)
    preparer.expected = ("status of 422",)
    preparer.open_evaluation("scriptless", "sections/finance")
    preparer.cell(GOOD).fill("４")
    preparer.cell(BAD).fill("139,26.31")
    preparer.page.locator("#save-and-continue").click()
    summary = preparer.page.locator("#error-summary")
    expect(summary).to_contain_text("有 1 处需要修改")
    expect(summary.get_by_role("link")).to_contain_text("139,26.31")
    expect(preparer.note(BAD)).to_contain_text("逗号从个位起每三位一个")
    expect(preparer.cell(BAD)).to_have_value("139,26.31")
    expect(preparer.cell(GOOD)).to_have_value("4")
    preparer.photograph("scriptless-refused")
    preparer.cell(BAD).fill("")
    preparer.page.locator("#save-and-continue").click()
    preparer.page.wait_for_url("**/sections/evaluation-work")


def test_rows_and_texts_work_as_plain_forms(people: People) -> None:
    preparer = people("scriptless-preparer", java_script_enabled=False)
    preparer.open_evaluation("scriptless", "sections/evaluation-work")
    rows = preparer.page.locator('[data-rows="working_group"] > tr')
    before = rows.count()
    preparer.page.locator('[data-add-row="working_group"]').click()
    expect(rows).to_have_count(before + 1)
    rows.nth(before).get_by_role("button", name="删除").click()
    expect(rows).to_have_count(before)
    preparer.open_evaluation("scriptless", "sections/advice")
    preparer.cell("text.advice").fill("加强与财政部门的衔接，把预算执行率{预算执行率}提上来。")
    preparer.page.locator("#save-and-continue").click()
    preparer.page.wait_for_url("**/scoring")
    preparer.open_evaluation("scriptless", "sections/overview")
    preparer.cell("text.preface").fill("自己写的引言。")
    # The Enter key saves; it neither deletes a row nor restores a text.
    preparer.cell("report.report_date").press("Enter")
    preparer.page.wait_for_url(lambda url: not url.endswith("/overview"))
    preparer.open_evaluation("scriptless", "sections/overview")
    expect(preparer.cell("text.preface")).to_have_value("自己写的引言。")
    restore = preparer.page.get_by_role("button", name="放弃修改并恢复")
    expect(restore).to_be_hidden()
    preparer.page.locator("#text-preface summary").click()
    restore.click()
    expect(preparer.page.locator("#text-preface [data-text-mark]")).to_have_text("自动生成")
    preparer.open_evaluation("scriptless", "preview/report")
    expect(preparer.page.locator("#preview")).to_contain_text("把预算执行率42.42%提上来")


def test_submitting_and_approving_work_as_plain_forms(people: People) -> None:
    preparer = people("scriptless-preparer", java_script_enabled=False)
    preparer.open_evaluation("scriptless", "submit")
    preparer.page.get_by_role("button", name="报送").click()
    preparer.page.wait_for_url("**/receipt")
    reviewer = people("scriptless-reviewer", java_script_enabled=False)
    reviewer.open_evaluation("scriptless", "review")
    reviewer.page.locator("#approve").click()
    reviewer.page.wait_for_url("**/receipt")
    expect(reviewer.page.locator('#receipt [data-status="final"]')).to_be_visible()
