"""What follows from a save shows at once, without a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.filling import open_details
from tests.browser.people import People

pytestmark = pytest.mark.browser


def test_the_full_mark_follows_an_indicator_that_does_not_apply(people: People) -> None:
    preparer = people("together-preparer")
    preparer.open_evaluation("together", "scoring")
    # In the bar and below the indicators; the published weight of contests is 10.
    full_marks = preparer.page.locator("[data-full-mark]")
    expect(full_marks).to_have_text(["100", "100"])
    open_details(preparer, "contests")
    box = preparer.cell("indicator.contests.not_applicable")
    box.check()
    expect(full_marks).to_have_text(["90", "90"])
    box.uncheck()
    expect(full_marks).to_have_text(["100", "100"])
    preparer.saved()


def test_the_mark_of_a_text_follows_and_an_edit_is_only_given_up_when_confirmed(people: People) -> None:
    preparer = people("together-preparer")
    preparer.open_evaluation("together", "sections/finance")
    block = preparer.page.locator("#text-spending")
    mark, restore = block.locator("[data-text-mark]"), block.get_by_text("恢复为自动生成")
    expect(mark).to_have_text("自动生成")
    expect(restore).to_be_hidden()
    preparer.write("spending", "自己写的支出情况。")
    expect(mark).to_have_text("已人工修改")
    restore.click()
    preparer.saved()
    expect(block.locator(".text-editor")).to_have_text("自己写的支出情况。")
    block.get_by_role("button", name="放弃修改并恢复").click()
    expect(mark).to_have_text("自动生成")
    expect(block.locator(".text-editor")).to_contain_text("1,209.56万元")
    preparer.write("spending", "又写了一遍。")
    expect(mark).to_have_text("已人工修改")
    preparer.write("spending", "")
    expect(mark).to_have_text("自动生成")
    expect(block.locator(".text-editor")).to_contain_text("1,209.56万元")
    preparer.saved()


def test_a_text_without_a_generated_one_waits_to_be_written(people: People) -> None:
    preparer = people("together-preparer")
    preparer.open_evaluation("together", "sections/experience")
    block = preparer.page.locator("#text-experience")
    mark = block.locator("[data-text-mark]")
    words = block.locator(".text-editor").inner_text()
    expect(mark).to_have_text("已人工修改")
    expect(block.get_by_text("恢复为自动生成")).to_be_hidden()
    preparer.write("experience", "")
    expect(mark).to_have_text("尚未填写")
    preparer.write("experience", words)
    expect(mark).to_have_text("已人工修改")
    preparer.saved()
