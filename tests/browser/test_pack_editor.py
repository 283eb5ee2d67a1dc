"""The officer copies a pack, changes its tree with sums and points shown at once, and publishes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.people import People

pytestmark = pytest.mark.browser

COPIED = "璧山区部门整体支出绩效自评（2022年度）"
NAME = "某县部门整体支出绩效自评（2024年度）"


def copy_pack(officer: Desk) -> None:
    """Begin a draft as a copy, and open its tree."""
    officer.open("/packs/")
    row = officer.page.get_by_role("row").filter(
        has=officer.page.get_by_role("link", name=COPIED, exact=True)
    )
    row.get_by_role("link", name="复制").click()
    officer.page.get_by_role("textbox", name="名称").fill(NAME)
    officer.page.get_by_role("button", name="新建").click()
    expect(officer.page.get_by_text("已新建，发布之前可以随时修改。")).to_be_visible()
    part(officer, "指标体系")


def part(officer: Desk, name: str) -> None:
    """Open a part of the pack from the left column."""
    officer.page.get_by_role("navigation", name="体系包的各部分").get_by_role("link", name=name).click()


def test_a_copied_pack_is_changed_published_and_used(people: People) -> None:
    officer = people("officer")
    page = officer.page
    copy_pack(officer)
    if page.locator("#sample").count():
        page.locator("#sample").select_option(value="filled")

    # weights: sums at once, before anything is saved
    execution = page.get_by_role("textbox", name="预算执行率的权重")
    expect(execution).to_have_value("10")
    total = page.locator("#sum-all")
    expect(total).to_have_text("100 / 100")
    execution.fill("8")
    expect(total).to_have_text("98 / 100 不相等")
    officer.photograph("pack-tree")

    # moving a row keeps the weight that was typed beside it
    page.get_by_role("button", name="下移“预算执行率”").click()
    expect(page.get_by_text("已移动。")).to_be_visible()
    expect(page.get_by_role("textbox", name="预算执行率的权重")).to_have_value("8")
    expect(page.locator("#problem-count")).to_contain_text("1 处错误")

    # a new indicator, with its formula tried on the chosen year while it is typed
    add = page.locator("#add-form")
    add.get_by_label("名称").fill("支出控制率")
    add.get_by_label("权重（分）").fill("2")
    add.get_by_role("button", name="增加").click()
    expect(page.get_by_role("heading", name="支出控制率")).to_be_visible()
    page.get_by_label("计算公式").fill("支出决算数÷全年预算数×100%")
    expect(page.locator("#id_formula_result")).to_contain_text("1,209.56万元÷2,851.19万元")
    page.locator("#id_method").select_option(label="分档计分")
    rows = page.locator("#method-fields [data-row]")
    expect(rows).to_have_count(2)
    page.get_by_label("指标解释").fill("年度支出决算数与全年预算数的比率。")
    rows.nth(0).locator("input").nth(2).fill("50%")
    rows.nth(0).locator("input").nth(4).fill("100%")
    page.get_by_role("button", name="再加一行").click()
    expect(rows).to_have_count(3)
    rows.nth(1).locator("input").nth(4).fill("0")
    expect(page.locator("#trial")).to_contain_text("42.42%")
    expect(page.locator("#trial .trial-points")).to_have_text("2 / 2 分")
    officer.photograph("pack-indicator")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("“支出控制率”已保存。")).to_be_visible()
    expect(page.locator("#problem-count")).to_have_text("没有问题")

    # what has changed, then publishing
    part(officer, "与上一版比较")
    expect(page.get_by_role("row").filter(has_text="支出控制率")).to_contain_text("新增")
    expect(page.get_by_role("row").filter(has_text="次序")).to_contain_text("移动")
    weight = page.get_by_role("row").filter(has_text="权重").filter(has_text="预算执行率")
    expect(weight).to_contain_text("10分")
    expect(weight).to_contain_text("8分")
    officer.photograph("pack-difference")
    part(officer, "发布")
    officer.expected = ("status of 422",)
    page.get_by_role("button", name="发布第1版").click()
    expect(page.get_by_role("alert")).to_contain_text("先勾选确认")
    page.get_by_label("已核对，确认发布").check()
    page.get_by_role("button", name="发布第1版").click()
    expect(page.get_by_text("已发布，可以用于填报。")).to_be_visible()
    expect(page.locator("[data-pack-status=published]")).to_be_visible()
    part(officer, "指标体系")
    expect(page.locator("main input")).to_have_count(0)
    officer.photograph("pack-published")

    # an evaluation under it
    preparer = people("packs-preparer")
    preparer.open("/years/start")
    preparer.page.get_by_label("体系包").select_option(label=f"{NAME} 第1版")
    preparer.page.get_by_role("button", name="开始填报").click()
    preparer.page.wait_for_url("**/evaluations/**")
    preparer.page.goto(f"{preparer.page.url.rstrip('/')}/scoring")
    expect(preparer.page.get_by_role("heading", name="支出控制率")).to_be_visible()


def test_errors_are_listed_with_the_way_to_their_cure(people: People) -> None:
    officer = people("officer")
    page = officer.page
    copy_pack(officer)
    page.get_by_role("textbox", name="预算执行率的权重").fill("9")
    page.locator("#save-weights").click()
    expect(page.get_by_text("权重已保存。")).to_be_visible()
    page.locator("#problem-count").click()
    row = page.get_by_role("row").filter(has_text="全部指标权重合计99分，满分为100分")
    officer.photograph("pack-problems")
    row.get_by_role("link", name="去修改").click()
    expect(page.get_by_role("heading", name="指标体系")).to_be_visible()
    part(officer, "发布")
    expect(page.locator("#publish-errors")).to_contain_text("有1处错误，改正后才能发布")
    page.locator("summary", has_text="放弃此稿").click()
    page.get_by_label("确认放弃").check()
    page.get_by_role("button", name="放弃此稿").click()
    expect(page.get_by_text(f"已放弃“{NAME}”的编辑稿。")).to_be_visible()
