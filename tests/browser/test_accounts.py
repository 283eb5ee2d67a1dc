"""Entering final accounts: codes are picked and named, and what does not agree shows at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk
from tests.browser.filling import add_row
from tests.browser.people import People

pytestmark = pytest.mark.browser

BREAKDOWN = "sections/basic-expenditure"


def _computed(desk: Desk, key: str) -> Locator:
    return desk.page.locator(f'[data-computed="{key}"]')


def test_a_code_is_picked_and_named_and_a_difference_told(people: People) -> None:
    desk = people("accounts-preparer")
    desk.open_evaluation("accounts", BREAKDOWN)
    gap, told = (
        _computed(desk, "gap.economic_lines.actual_amount"),
        _computed(desk, "differences.economic_lines"),
    )
    expect(gap).to_have_text("0.00")
    expect(told).to_be_empty()
    row = add_row(desk, "economic_lines")
    functional = f"economic_lines.{row}.functional_code"
    desk.cell(functional).focus()
    # The pick list comes with the first code that is entered.
    expect(desk.cell(functional)).to_have_attribute("list", "accounts-functional")
    option = desk.page.locator('#accounts-functional option[value="2060101"]')
    expect(option).to_have_text("科学技术管理事务 行政运行")
    desk.enter(functional, "2060101")
    desk.enter(f"economic_lines.{row}.economic_code", "30211")
    desk.choose(f"economic_lines.{row}.nature", "operating")
    desk.enter(f"economic_lines.{row}.actual_amount", "1.5")
    desk.saved()
    expect(_computed(desk, f"account.economic_lines.{row}.functional_code")).to_have_text("行政运行")
    expect(_computed(desk, f"account.economic_lines.{row}.economic_code")).to_have_text("差旅费")
    expect(gap).to_have_text("1.50")
    # 58.61万元 of operating costs as published, and 1.5 too many
    expect(told).to_contain_text("经济分类明细合计 60.11万元，支出决算数 58.61万元，相差 1.50万元")
    desk.enter(f"economic_lines.{row}.actual_amount", "0")
    expect(gap).to_have_text("0.00")
    expect(told).to_be_empty()
    desk.saved()
    desk.photograph("accounts-breakdown")


def test_a_block_with_the_names_of_accounts_is_pasted_as_it_stands_in_a_workbook(people: People) -> None:
    desk = people("accounts-colleague")
    desk.open_evaluation("accounts", BREAKDOWN)
    row = add_row(desk, "economic_lines")
    block = (
        "2060101\t行政运行\t30202\t印刷费\t公用经费\t一般公共预算\t0\n"
        "2060101\t行政运行\t30215\t会议费\t公用经费\t一般公共预算\t0"
    )
    desk.paste(f"economic_lines.{row}.functional_code", block)
    desk.saved()
    named = desk.page.locator('[data-rows="economic_lines"] > tr').last.locator('[data-computed^="account."]')
    expect(named).to_have_text(["行政运行", "会议费"])
    message = desk.page.locator("#economic_lines [data-grid-message]").first
    expect(message).to_have_text("已粘贴 10 格，跳过 4 个只读格")


def test_the_name_of_an_account_is_put_beside_the_code_of_a_budget_line(people: People) -> None:
    desk = people("accounts-reviewer")
    desk.open_evaluation("accounts", BREAKDOWN)
    expect(desk.page.locator("[data-accounts].field")).to_have_count(0)
    desk = people("accounts-preparer")
    desk.open_evaluation("accounts", "sections/expenditure")
    row = add_row(desk, "budget_lines")
    desk.enter(f"budget_lines.{row}.functional_code", "2060703")
    expect(desk.cell(f"budget_lines.{row}.name")).to_have_value("青少年科技活动")
    desk.saved()
    # A name that was written stays.
    desk.enter(f"budget_lines.{row}.name", "科技夏令营")
    desk.enter(f"budget_lines.{row}.functional_code", "2060704")
    desk.saved()
    expect(desk.cell(f"budget_lines.{row}.name")).to_have_value("科技夏令营")
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.locator(f'[data-delete-row="budget_lines.{row}"]').click()
    expect(desk.page.locator(f'[data-row="{row}"]')).to_have_count(0)
