"""What people type and paste by mistake: taken where the meaning is plain, asked or refused at its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk
from tests.browser.people import People
from tests.support.published import published_pack

pytestmark = pytest.mark.browser

IN_YUAN = "sections/finance?unit=yuan"
OTHER_INCOME = "income_lines.other"


@pytest.fixture
def desk(people: People) -> Desk:
    """The preparer of a filled year at the page of amounts, shown in 元."""
    preparer = people("input-preparer")
    preparer.open_evaluation("input", IN_YUAN)
    return preparer


@pytest.mark.parametrize(
    ("address", "typed", "stored", "shown"),
    [
        ("year.overseas_person_count", "１２３", "123", "123"),
        ("year.carryover_in_amount", "1,234.56", "1234.56", "1,234.56"),
        ("year.carryover_in_amount", "１，２３４．５６", "1234.56", "1,234.56"),
    ],
)
def test_plain_numbers_are_taken(desk: Desk, address: str, typed: str, stored: str, shown: str) -> None:
    desk.enter(address, "")
    desk.saved()
    desk.enter(address, typed)
    desk.saved()
    expect(desk.cell(address)).to_have_attribute("data-base", stored)
    desk.page.reload()
    expect(desk.cell(address)).to_have_value(shown)


def test_an_amount_ten_times_too_large_is_asked_about(desk: Desk) -> None:
    address = f"{OTHER_INCOME}.actual_amount"
    desk.enter(f"{OTHER_INCOME}.adjusted_amount", "14,400.00")
    desk.saved()
    desk.enter(address, "143,539.21")
    note = desk.note(address)
    expect(note).to_contain_text("约为可比数的 10 倍")
    expect(note).to_contain_text("14,400.00元")
    desk.not_saved()
    expect(desk.cell(address)).to_have_value("143,539.21")
    assert [button.inner_text() for button in note.get_by_role("button").all()] == [
        "14,353.92元",
        "143,539.21元",
    ]
    desk.photograph("question")
    note.get_by_role("button", name="14,353.92元").click()
    desk.saved()
    expect(note).to_have_count(0)
    expect(desk.cell(address)).to_have_attribute("data-base", "14353.92")


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("139,26.31", "逗号从个位起每三位一个"), ("2464.3157.66", "只保留一个小数点")],
)
def test_malformed_numbers_are_refused_at_the_cell(desk: Desk, typed: str, rule: str) -> None:
    address = f"{OTHER_INCOME}.initial_amount"
    desk.enter(address, typed)
    note = desk.note(address)
    expect(note).to_contain_text(typed)
    expect(note).to_contain_text(rule)
    expect(desk.cell(address)).to_have_value(typed)
    expect(desk.cell(address)).to_have_attribute("aria-invalid", "true")
    desk.not_saved()
    desk.photograph("refused")
    # Nothing is lost by leaving: what was typed stands there again, with its message.
    desk.page.reload()
    expect(desk.cell(address)).to_have_value(typed)
    expect(desk.note(address)).to_contain_text(rule)
    desk.enter(address, "13,926.31")
    desk.saved()
    expect(desk.note(address)).to_have_count(0)
    desk.enter(address, "")
    desk.saved()


def test_typing_the_stored_value_back_takes_a_refused_one_away(desk: Desk) -> None:
    address = "year.carryover_out_amount"
    desk.enter(address, "1,200.00")
    desk.saved()
    desk.enter(address, "12,00")
    expect(desk.note(address)).to_be_visible()
    # Left at once, long before the pause after which typing is saved by itself.
    desk.enter(address, "1,200.00")
    expect(desk.note(address)).to_have_count(0)
    desk.saved()
    desk.page.reload()
    expect(desk.cell(address)).to_have_value("1,200.00")
    expect(desk.note(address)).to_have_count(0)


def test_a_wrong_pack_is_named_when_a_year_is_started(people: People) -> None:
    preparer = people("input-preparer")
    preparer.open("/years/start")
    offered = preparer.page.get_by_label("体系包").locator("option").all_inner_texts()
    assert any(published_pack("bishan-2022").name in name for name in offered)
    # The national framework is a library for authors of packs; nobody fills in a year with it.
    assert not any(published_pack("national-2013").name in name for name in offered)
    preparer.page.get_by_label("年度").select_option(label="2022年度")
    # The list of last year is fetched anew: nothing was filled in for 2021.
    expect(preparer.page.get_by_label("从上年沿用").locator("option")).to_have_count(1)
    preparer.page.get_by_label("体系包").select_option(label=f"{published_pack('bishan-2022').name} 第1版")
    preparer.expected = ("status of 422",)
    preparer.page.get_by_role("button", name="开始填报").click()
    expect(preparer.page.get_by_text("2022年度已开始填报，从“我的年度”中打开即可")).to_be_visible()


def test_an_empty_denominator_is_named_on_the_check_page(people: People) -> None:
    preparer = people("check-preparer")
    preparer.open_evaluation("check", "sections/finance")
    for row in preparer.page.locator('[data-rows="budget_lines"] > tr').all():
        preparer.enter(f"budget_lines.{row.get_attribute('data-row')}.adjusted_amount", "")
    preparer.saved()
    assert preparer.grade() == ""
    finding = _error(preparer, "indicator.execution")
    expect(finding).to_contain_text("预算执行率")
    expect(finding).to_contain_text("全年预算数")


def test_a_missing_section_is_named_on_the_check_page(people: People) -> None:
    preparer = people("check-preparer")
    preparer.open_evaluation("check", "sections/experience")
    preparer.write("experience", "")
    preparer.saved()
    finding = _error(preparer, "text.experience")
    expect(finding).to_contain_text("“主要经验及做法”没有内容，填写后继续")


def _error(desk: Desk, place: str) -> Locator:
    """The finding on the check page that links to a place, after its link has proved to land there."""
    desk.open_evaluation("check", "check")
    desk.page.locator(f'[data-severity="error"] a[href$="#{place}"]').click()
    desk.page.wait_for_url(f"**#{place}")
    desk.page.locator(":focus").wait_for()
    assert desk.has_landed_on(place)
    desk.page.go_back()
    return desk.page.locator(f'.finding-row[data-severity="error"]:has(a[href$="#{place}"])')
