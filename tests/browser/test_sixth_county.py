"""A bureau officer builds the form of an invented county from nothing; a department fills it in.

Names, formulas and results are those of ``tests.support.sixth_county``, which holds the same county as a
pack file. No JSON, YAML, brace or key is on any page; figures in texts and cells are chips.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser import filling
from tests.browser.desk import Desk
from tests.browser.pack_desk import PackDesk
from tests.browser.people import People
from tests.browser.seed import OFFICER
from tests.support import sixth_county as county

pytestmark = pytest.mark.browser

FINANCE = "预算及支出情况"
RESULTS = "绩效评价情况及结论"
CONCLUSION = "经自评，总得分{总得分}分，评价等级为“{评价等级}”。"
ASKED = {
    "年度数据表": ("支出预算与决算", "收入预算与决算", "“三公”经费"),
    "年度数值": ("上年结转和结余", "年末结转和结余"),
    "本体系包的数据项": tuple(figure.name for figure in county.FIGURES),
}
METHODS = {
    "预算执行率": "ratio_up",
    "举办科技培训场次": "ratio_up",
    "新认定科技型企业数": "ratio_up",
    "项目审批平均用时": "ratio_down",
    "会议费培训费控制率": "ratio_down",
    "科技创新氛围": "three_tier",
    "企业满意度": "ratio_up",
}
QUANTITIES = {
    "举办科技培训场次": ("个数", "场"),
    "新认定科技型企业数": ("个数", "家"),
    "项目审批平均用时": ("其他数值", "天"),
}
FIXED_TARGETS = {"会议费培训费控制率": "100", "企业满意度": "90"}
TIERS = (
    ("达成预期指标", "100", "80"),
    ("部分达成预期指标并具有一定效果", "80", "50"),
    ("未达成预期指标且效果较差", "50", "0"),
)
# Row heads and columns of the table; sums with the other names that they are made of.
BUDGET_CELLS = (
    "{=“三公”经费预算数+会议费培训费预算合计|数}",
    "{因公出国（境）费预算数|数}",
    "{公务用车购置费预算数|数}",
    "{公务用车运行维护费预算数|数}",
    "{公务接待费预算数|数}",
    "{会议费预算数|数}",
    "{培训费预算数|数}",
)


def test_a_county_is_built_from_nothing_and_filled_in(people: People) -> None:
    officer = PackDesk(people(OFFICER))
    begin(officer)
    define_figures(officer)
    build_tree(officer)
    build_outline(officer)
    write_text(officer)
    lay_table(officer)
    write_rule(officer)
    publish(officer)
    assert len(officer.seen) >= 12

    preparer = people("county-preparer")
    code = start_year(preparer)
    fill_in(preparer, code)
    expect(preparer.page.locator("header [data-total]")).to_have_text(county.TOTAL)
    expect(preparer.page.locator("header [data-grade]")).to_have_text(county.GRADE)
    see_finding(preparer, code)
    see_report(preparer, code)


# --- the officer --------------------------------------------------------------------------------------


def begin(officer: PackDesk) -> None:
    """A draft from nothing."""
    officer.desk.open("/packs/")
    officer.look()
    officer.page.locator("#pack-start").click()
    officer.look()
    officer.page.get_by_label("从空白开始", exact=False).check()
    officer.fill({"名称": county.PACK_NAME, "适用地区": county.JURISDICTION, "适用年度": str(county.YEAR)})
    officer.press("新建")
    expect(officer.page.get_by_text("编辑中").first).to_be_visible()


def define_figures(officer: PackDesk) -> None:
    """Four figures that the department enters, two that are computed."""
    officer.part("数据项")
    for figure in county.FIGURES:
        officer.fill({"名称": figure.name}, officer.page.locator("#add-form"))
        officer.press("增加")
        officer.part("数据项")
    for computed in county.COMPUTED:
        officer.fill({"名称": computed.name}, officer.page.locator("#add-form"))
        officer.press("增加")
        officer.fill({"取得方式": "按公式计算"})
        formula = officer.field("计算公式")
        for sign, name in zip(("", "+"), computed.formula.split("+"), strict=True):
            formula.press("End")
            formula.press_sequentially(sign)
            officer.pick(formula, name)
        assert formula.input_value() == computed.formula
        officer.press("保存")
        officer.part("数据项")


def build_tree(officer: PackDesk) -> None:
    """Seven indicators, two of them reverse, in two groups and one by itself."""
    officer.part("指标体系")
    for group in dict.fromkeys(one.group for one in county.INDICATORS if one.group):
        officer.fill(
            {"名称": group, "权重（分）": county.GROUPS[group][0]}, officer.page.locator("#add-form")
        )
        officer.press("增加")
        officer.part("指标体系")
    for one in county.INDICATORS:
        add = officer.page.locator("#add-form")
        officer.fill({"名称": one.name, "权重（分）": one.weight}, add)
        if one.group:
            place = add.get_by_label("位置")
            label = next(text for text in place.locator("option").all_inner_texts() if one.group in text)
            place.select_option(label=label)
        officer.press("增加")
        set_up(officer, one)
        officer.press("保存")
        officer.part("指标体系")
    expect(officer.page.locator(".tree-total")).to_contain_text("100")


def set_up(officer: PackDesk, one: county.CountyIndicator) -> None:
    """Formula, target and method of an indicator."""
    page = officer.page
    if one.formula:
        officer.field("计算公式").fill(one.formula)
    if one.name in QUANTITIES:
        quantity, unit = QUANTITIES[one.name]
        choose(officer, "数值种类", quantity)
        officer.fill({"计量单位": unit})
        choose(officer, "目标值", "由部门填报")
    if one.name in FIXED_TARGETS:
        choose(officer, "目标值", "由体系包规定")
        officer.fill({"规定的目标值": FIXED_TARGETS[one.name]})
    method = METHODS[one.name]
    if method == "three_tier":
        choose(officer, "性质", "定性指标")
    page.locator("#id_method").select_option(method)
    expect(page.locator("#method-fields input[name=method-shown]")).to_have_value(method)
    if method == "three_tier":
        rows = page.locator("#method-fields [data-row]")
        for index, tier in enumerate(TIERS):
            for field, text in zip(rows.nth(index).locator("input[type=text]").all(), tier, strict=True):
                field.fill(text)


def choose(officer: PackDesk, label: str, words: str) -> None:
    """Choose from a list by the words that begin its option."""
    field = officer.field(label)
    option = next(text for text in field.locator("option").all_inner_texts() if text.startswith(words))
    field.select_option(label=option)


def build_outline(officer: PackDesk) -> None:
    """Two sections; the first asks for 三公 and the new figures."""
    officer.part("报告提纲")
    for title in (FINANCE, RESULTS):
        officer.page.get_by_label("新增章节").fill(title)
        officer.press("添加章节")
    open_section(officer, RESULTS)
    officer.page.get_by_text("其他", exact=True).click()
    officer.page.get_by_label("指标评分").check()
    officer.press("保存")
    officer.field("文字").fill("评价结论")
    officer.press("添加文字")
    officer.write(officer.page.get_by_role("textbox", name="正文", exact=True).first, CONCLUSION)
    officer.press("保存")
    open_section(officer, RESULTS)
    officer.press("添加指标分析")
    open_section(officer, FINANCE)
    for group, names in ASKED.items():
        details = officer.page.locator("details.ask-group").filter(
            has=officer.page.get_by_text(group, exact=True)
        )
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        for name in names:
            details.get_by_label(name, exact=True).check()
    officer.press("保存")
    officer.page.get_by_role("link", name="报告提纲", exact=True).first.click()
    row = officer.page.locator(f'[data-section="{FINANCE}"]')
    for names in ASKED.values():
        for name in names:
            expect(row.get_by_text(name, exact=True)).to_be_visible()


def open_section(officer: PackDesk, title: str) -> None:
    """Open a section from the outline."""
    officer.part("报告提纲")
    officer.page.locator(f'[data-section="{title}"] a').first.click()
    expect(officer.page.locator("h1")).to_have_text(f"章节：{title}")
    officer.look()


def write_text(officer: PackDesk) -> None:
    """A paragraph with chips; the chosen year stands beside it."""
    open_section(officer, FINANCE)
    officer.field("文字").fill(county.TEXT_LABEL)
    officer.press("添加文字")
    editor = officer.page.get_by_role("textbox", name="正文", exact=True).first
    officer.write(editor, county.TEXT)
    expect(editor.locator(".chip")).to_have_count(5)
    expect(editor.locator(".chip").first).to_contain_text("会议费决算数")
    preview = officer.page.locator("#preview")
    expect(preview).to_contain_text("会议费支出〔未填：会议费决算数〕")
    officer.press("保存")
    again = officer.page.get_by_role("textbox", name="正文", exact=True).first
    expect(again.locator(".chip")).to_have_count(5)


def lay_table(officer: PackDesk) -> None:
    """三公 with two more columns: a head, and two rows of chips."""
    open_section(officer, FINANCE)
    officer.field("新表格").fill(county.TABLE_CAPTION)
    officer.press("添加新表格")
    expect(officer.page.locator("h1")).to_have_text(f"表格：{county.TABLE_CAPTION}")
    while officer.page.locator(".column-head").count() < len(county.TABLE_HEAD):
        officer.press("右侧加列")
    officer.press("在第1组行末尾加行")
    cells = officer.page.locator(".table-grid .text-editor")
    width = len(county.TABLE_HEAD)
    for index, text in enumerate(county.TABLE_HEAD):
        if text:
            officer.write(cells.nth(index), text)
    for row, head in enumerate(("预算数", "决算数"), start=1):
        officer.write(cells.nth(row * width), head)
        for column, text in enumerate(BUDGET_CELLS, start=1):
            officer.write(cells.nth(row * width + column), text.replace("预算", head[:2]))
    officer.fill({"单位": "单位：万元"})
    officer.press("保存")
    expect(cells.nth(width + 1).locator(".chip")).to_have_count(1)
    expect(officer.page.locator("#preview")).to_contain_text("培训费")


def write_rule(officer: PackDesk) -> None:
    """A relation with a message that names both figures."""
    officer.part("核对规则")
    officer.page.get_by_role("link", name="新增规则").click()
    officer.look()
    rule = county.CHECK
    for label, name in (("左边", rule.left), ("右边", rule.right)):
        officer.pick(officer.field(label), name)
    officer.page.get_by_label("关系").select_option(rule.relation)
    officer.page.get_by_label("不符时").select_option("warning")
    officer.write(officer.page.get_by_role("textbox", name="提示文字", exact=True).first, rule.message)
    officer.fill({"改正办法": rule.cure})
    officer.page.get_by_label("到哪里改正").select_option(label="本体系包的数据项 培训费决算数")
    expect(officer.page.locator("#preview")).to_contain_text("暂不判断")
    officer.press("保存")
    expect(officer.page.locator("main")).to_contain_text(f"{rule.left} {rule.relation} {rule.right}")


def publish(officer: PackDesk) -> None:
    """Nothing is wrong; from now on the pack may be used."""
    officer.part("问题")
    expect(officer.page.locator("main")).to_contain_text("没有问题")
    officer.part("发布")
    officer.page.get_by_label("已核对，确认发布").check()
    officer.press("发布第1版")
    expect(officer.page.locator('[data-pack-status="published"]')).to_be_visible()


# --- the department -----------------------------------------------------------------------------------


def start_year(desk: Desk) -> str:
    """Start the county's year under the published pack; return the evaluation's code."""
    desk.open("/years/start")
    desk.page.get_by_label("年度").select_option(label=f"{county.YEAR}年度")
    desk.page.get_by_label("体系包").select_option(label=f"{county.PACK_NAME} 第1版")
    desk.page.get_by_role("button", name="开始填报").click()
    desk.page.wait_for_url("**/evaluations/*/")
    return desk.page.url.rstrip("/").rpartition("/")[2]


def fill_in(desk: Desk, code: str) -> None:
    """Type in what the department has, in 万元, page by page."""
    desk.page.get_by_role("link", name=re.compile(FINANCE)).first.click()
    for line in county.BUDGET_LINES:
        row = filling.add_row(desk, "budget_lines")
        for column, typed in line.items():
            place = f"budget_lines.{row}.{column}"
            if column == "nature":
                desk.choose(place, typed)
            else:
                desk.enter(place, typed)
    for place, typed in county.CELLS.items():
        if not place.startswith("staffing."):
            desk.enter(place, typed)
    for figure in county.FIGURES:
        field = desk.page.get_by_label(figure.name, exact=True)
        field.fill(figure.typed)
        field.blur()
    desk.saved()
    expect(desk.page.locator(".text-editor").first).to_contain_text("120.00%")
    desk.open_evaluation(code, "scoring")
    for one in county.INDICATORS:
        row_of = desk.page.locator("[data-indicator]").filter(has_text=one.name).first
        indicator = str(row_of.get_attribute("data-indicator"))
        filling.open_details(desk, indicator)
        for column, typed in one.typed.items():
            place = f"indicator.{indicator}.{column}"
            if column == "tier":
                desk.choose(place, typed)
            else:
                desk.enter(place, typed)
        desk.saved()
        expect(row_of.locator("[data-score]")).to_have_text(f"{Decimal(one.points):.2f}")


def see_finding(desk: Desk, code: str) -> None:
    """The county's own rule is broken, with both figures and their difference."""
    desk.open_evaluation(code, "check")
    finding = desk.page.locator("main")
    for text in ("会议费、培训费决算数合计6.00万元，超过预算数5.00万元", *county.CHECK.found):
        expect(finding).to_contain_text(text)


def see_report(desk: Desk, code: str) -> None:
    """The report says the paragraph and prints the table with the added columns."""
    desk.open_evaluation(code, "preview/report")
    report = desk.page.locator(".report")
    expect(report).to_contain_text(county.PARAGRAPH)
    expect(report).to_contain_text(f"总得分{county.TOTAL}分，评价等级为“{county.GRADE}”")
    rows = report.locator("table").first.locator("tr")
    printed = [tuple(cell.strip() for cell in row.locator("th, td").all_inner_texts()) for row in rows.all()]
    assert printed == [county.TABLE_HEAD, *county.TABLE_ROWS]
    desk.photograph("sixth-county-report")
