"""A project from its name to its total: funds, indicators from a spreadsheet, judgement, evidence, table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk
from tests.browser.people import People

pytestmark = pytest.mark.browser

NAME = "科技创新券补贴项目"
FUNDS = "item_funds.{item}.total.{column}"
# 二级指标、三级指标、性质、年度指标值（数值、文字）、单位、实际完成值（数值、文字）、分值
ROWS = (
    "数量指标\t支持企业数\t≥\t40\t\t家\t46\t\t20\n"
    "时效指标\t兑付完成时间\t定性\t\t2020年12月底前\t\t\t12月28日完成\t30\n"
)


def _add_project(desk: Desk, office: str) -> str:
    """Add the project on its section and return the code that it was given."""
    desk.open_evaluation(desk.site.codes[office], "sections/projects")
    expect(desk.page.locator("#items-project")).to_contain_text("还没有项目支出")
    desk.page.get_by_placeholder("项目支出名称").fill(NAME)
    desk.page.get_by_role("button", name="添加项目支出").click()
    desk.page.wait_for_url(re.compile(r"/items/\w+$"))
    return desk.page.url.rpartition("/")[2]


def _computed(desk: Desk, key: str) -> Locator:
    return desk.page.locator(f'[data-computed="{key}"]')


def _row(desk: Desk, group: str, number: int) -> str:
    """The key of an indicator's row in a group, counted from 0."""
    rows = desk.page.locator(f'[data-rows="{group}"] > tr[data-row]')
    key = rows.nth(number).get_attribute("data-row")
    assert key is not None
    return key


def _add_indicator(desk: Desk, group: str, label: str) -> str:
    rows = desk.page.locator(f'[data-rows="{group}"] > tr[data-row]')
    before = rows.count()
    desk.page.get_by_role("button", name=f"添加{label}").click()
    expect(rows).to_have_count(before + 1)
    return _row(desk, group, before)


def _judge(desk: Desk, row: str, points: str) -> None:
    desk.choose(f"item_indicators.{row}.tier", "达成年度指标")
    desk.enter(f"item_indicators.{row}.awarded_score", points)


def test_a_project_from_its_name_to_its_table(people: People, tmp_path: Path) -> None:
    desk = people("projects-preparer")
    item = _add_project(desk, "projects")
    page = desk.page
    desk.enter(FUNDS.format(item=item, column="whole_year_amount"), "388")
    desk.enter(FUNDS.format(item=item, column="executed_amount"), "339")
    expect(_computed(desk, "item.rate.total")).to_have_text("87.37%")
    expect(_computed(desk, "item.warning.funds")).to_contain_text("低于90%")
    desk.enter(FUNDS.format(item=item, column="reason"), "第四季度的兑付跨年办理")
    expect(_computed(desk, "item.warning.funds")).to_have_text("")

    first = _add_indicator(desk, "output", "产出指标")
    desk.paste(f"item_indicators.{first}.level2", ROWS)
    expect(page.locator('[data-rows="output"] > tr[data-row]')).to_have_count(2)
    desk.saved()
    expect(_computed(desk, f"item.score.{first}")).to_have_text("20.00")
    desk.cell(f"item_indicators.{first}.level2").press("Enter")
    expect(desk.cell(f"item_indicators.{_row(desk, 'output', 1)}.level2")).to_be_focused()
    expect(_computed(desk, "item.weights.output")).to_have_text("分值合计 50")
    expect(_computed(desk, "item.execution.score")).to_have_text("8.74")
    second = _row(desk, "output", 1)
    expect(desk.cell(f"item_indicators.{second}.nature")).to_have_value("qualitative")
    _judge(desk, second, "30")
    expect(_computed(desk, f"item.score.{second}")).to_have_text("30.00")

    benefit = _add_indicator(desk, "benefit", "效益指标")
    desk.choose(f"item_indicators.{benefit}.nature", "qualitative")
    desk.choose(f"item_indicators.{benefit}.level2", "社会效益指标")
    desk.enter(f"item_indicators.{benefit}.name", "企业创新能力")
    desk.enter(f"item_indicators.{benefit}.target_text", "有所提升")
    desk.enter(f"item_indicators.{benefit}.actual_text", "有所提升")
    desk.enter(f"item_indicators.{benefit}.weight", "30")
    # What is typed while the line is drawn anew stays in it.
    expect(desk.cell(f"item_indicators.{benefit}.name")).to_have_value("企业创新能力")
    expect(desk.cell(f"item_indicators.{benefit}.level2")).to_have_value("社会效益指标")
    expect(_computed(desk, f"item.error.{benefit}")).to_contain_text("尚未选择档次")
    _judge(desk, benefit, "30")
    expect(_computed(desk, f"item.error.{benefit}")).to_have_text("")

    satisfaction = _add_indicator(desk, "satisfaction", "满意度指标")
    for column, text in (
        ("name", "企业满意度"),
        ("target_value", "90"),
        ("unit", "%"),
        ("actual_value", "97"),
    ):
        desk.enter(f"item_indicators.{satisfaction}.{column}", text)
    desk.enter(f"item_indicators.{satisfaction}.weight", "9")
    expect(_computed(desk, "item.rule.satisfaction")).to_have_text("应为 10")
    desk.enter(f"item_indicators.{satisfaction}.weight", "10")
    expect(_computed(desk, "item.rule.satisfaction")).to_have_text("")
    # 87.37 % of ten points is 8.74; with 20, 30, 30 and 10 that makes 98.74
    expect(_computed(desk, "item.total")).to_have_text("98.74")
    expect(_computed(desk, "item.grade")).to_have_text("优")
    desk.saved()
    desk.photograph("project-filled")

    _attach_evidence(desk, first, tmp_path)
    _remove_an_indicator(desk)
    desk.open_evaluation(desk.site.codes["projects"], f"items/{item}")
    expect(_computed(desk, "item.total")).to_have_text("98.74")
    expect(page.locator(f'[data-step="item.{item}"]')).to_be_visible()
    page.get_by_role("link", name="预览自评表").click()
    paper = page.locator("#preview")
    for words in (NAME, "支持企业数", "87.37%", "98.74", "12月28日完成"):
        expect(paper).to_contain_text(words)
    desk.open_evaluation(desk.site.codes["projects"], "sections/projects")
    expect(page.locator(f'[id="item.{item}"]')).to_contain_text("98.74")
    desk.photograph("projects")


def _attach_evidence(desk: Desk, row: str, folder: Path) -> None:
    file = folder / "企业名单.pdf"
    file.write_bytes(b"%PDF-1.7 list")
    more = desk.page.locator(f'[data-more="{row}"]')
    more.locator("summary").click()
    more.get_by_role("link", name="上传佐证材料").click()
    more.locator("input[type=file]").set_input_files(file)
    with desk.page.expect_navigation():
        more.get_by_role("button", name="上传").click()
    expect(desk.page.locator(f'[data-more="{row}"]')).to_contain_text("企业名单.pdf")


def _remove_an_indicator(desk: Desk) -> None:
    """An indicator added by mistake goes with both of its lines."""
    row = _add_indicator(desk, "benefit", "效益指标")
    more = desk.page.locator(f'[data-more="{row}"]')
    more.locator("summary").click()
    desk.page.once("dialog", lambda dialog: dialog.accept())
    more.get_by_role("button", name="删除这个指标").click()
    expect(desk.page.locator(f'[data-row="{row}"], [data-more="{row}"]')).to_have_count(0)


def test_a_project_is_filled_in_as_plain_forms(people: People) -> None:
    desk = people("projects-scriptless-preparer", java_script_enabled=False)
    item = _add_project(desk, "projects-scriptless")
    desk.cell(FUNDS.format(item=item, column="whole_year_amount")).fill("100")
    desk.cell(FUNDS.format(item=item, column="executed_amount")).fill("95")
    desk.page.get_by_role("button", name="添加产出指标").click()
    desk.page.wait_for_url(re.compile(r"#item_indicators\.\w+\.name$"))
    expect(_computed(desk, "item.rate.total")).to_have_text("95.00%")
    row = _row(desk, "output", 0)
    desk.cell(f"item_indicators.{row}.name").fill("支持企业数")
    desk.cell(f"item_indicators.{row}.level2").select_option("数量指标")
    desk.cell(f"item_indicators.{row}.weight").fill("50")
    desk.page.locator("#save-and-continue").click()
    desk.page.wait_for_url(re.compile(r"/sections/projects"))
    expect(desk.page.locator(f'[id="item.{item}"]')).to_contain_text("95.00%")
    line = desk.page.locator(f'[id="item.{item}"]')
    line.locator("summary").click()
    line.get_by_role("button", name="删除项目支出").click()
    expect(desk.page.locator("#items-project")).to_contain_text("还没有项目支出")
