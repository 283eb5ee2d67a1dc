"""A year started from last year's: marks go as cells are edited or confirmed, figures are linked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk
from tests.browser.people import People

pytestmark = pytest.mark.browser

CODE = "carryover-2021"


def mark(desk: Desk, address: str) -> Locator:
    """The mark of a cell or text that stands as last year."""
    return desk.page.locator(f'[data-carried="{address}"]').first


def test_a_year_is_started_from_last_year(people: People) -> None:
    desk = people("carryover-preparer")
    desk.open("/years/start")
    desk.page.locator("#id_fiscal_year").select_option(label="2022年度")
    source = desk.page.locator("#id_source")
    expect(source.locator("option")).to_have_count(1)
    desk.page.locator("#id_fiscal_year").select_option(label="2021年度")
    expect(source.locator("option:checked")).to_contain_text("2020年度")
    desk.page.locator("#id_pack_version").select_option(label="璧山区部门整体支出绩效自评（2020年度） 第1版")
    desk.photograph("carryover-start")
    desk.page.get_by_role("button", name="开始填报").click()
    desk.page.wait_for_url(f"**/evaluations/{CODE}/")

    panel = desk.page.locator("#carried")
    expect(panel).to_contain_text("由2020年度自评带入")
    before = int(panel.locator(".count").inner_text())
    panel.get_by_text("逐项列出").click()
    desk.photograph("carryover-task-list")
    panel.locator('[data-carried-place="budget_lines"]').get_by_role("button").click()
    desk.page.wait_for_url("**#carried")
    # seven lines with code, name, nature and fund
    assert int(panel.locator(".count").inner_text()) == before - 28

    desk.open_evaluation(CODE, "sections/work")
    first = desk.page.locator('[data-rows="working_group"] tr').first
    key = first.get_attribute("data-row")
    position, duties = f"working_group.{key}.position", f"working_group.{key}.duties"
    expect(mark(desk, position)).to_be_visible()
    desk.photograph("carryover-table")
    desk.enter(position, "局长、党组书记")
    desk.saved()
    expect(mark(desk, position)).to_have_count(0)
    expect(mark(desk, duties)).to_be_visible()
    desk.cell(duties).focus()
    inspector = desk.page.locator("#inspector")
    inspector.get_by_role("button", name="仍然有效").click()
    expect(mark(desk, duties)).to_have_count(0)
    desk.page.get_by_role("button", name="整表仍然有效").first.click()
    expect(desk.page.locator('[data-carried^="working_group."]')).to_have_count(0)
    expect(desk.page.locator('[data-carried-group="working_group."]')).to_have_count(0)
    expect(desk.page.locator('[data-carried-group="timeline."]')).to_have_count(1)

    desk.open_evaluation(CODE, "sections/experience")
    text = mark(desk, "text.experience")
    expect(text).to_contain_text("沿用上年，未修改")
    desk.photograph("carryover-text")
    text.get_by_role("button", name="仍然有效").click()
    expect(text).to_have_count(0)
    desk.page.reload()
    expect(text).to_have_count(0)

    desk.open_evaluation(CODE, "check")
    told = desk.page.locator('[data-finding="W22"]')
    expect(told.filter(has_text="主要经验及做法")).to_have_count(0)
    expect(told.first).to_contain_text(re.compile("沿用上年的文字，尚未修改或确认"))

    plain = people("carryover-colleague", java_script_enabled=False)
    plain.open_evaluation(CODE, "sections/problems")
    mark(plain, "text.problems").get_by_role("button", name="仍然有效").click()
    plain.page.wait_for_url("**/sections/**#text.problems")
    expect(mark(plain, "text.problems")).to_have_count(0)
