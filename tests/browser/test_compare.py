"""Two packs side by side, as a reader of the evaluation sees them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import People

pytestmark = pytest.mark.browser


def test_a_year_under_another_pack(people: People) -> None:
    desk = people("filled-preparer")
    desk.open_evaluation("filled")
    desk.page.get_by_role("link", name="按另一体系包计分对比").click()
    desk.page.get_by_label("对比的体系包").select_option(
        label="璧山区部门整体支出绩效自评（2022年度，按预算执行率封顶）"
    )
    desk.page.get_by_role("button", name="对比").click()
    expect(desk.page.locator('[data-side="own"]')).to_contain_text("94.24")
    expect(desk.page.locator('[data-side="other"]')).to_contain_text("59.00")
    expect(desk.page.locator('[data-side="other"] .grade')).to_have_text("差")
    desk.photograph("compare-caps")
    desk.page.get_by_label("对比的体系包").select_option(label="璧山区部门整体支出绩效自评（2020年度）")
    desk.page.get_by_role("button", name="对比").click()
    expect(desk.page.locator("#missing")).to_contain_text("绩效目标合理性")
    desk.photograph("compare-trees")
