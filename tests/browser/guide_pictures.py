"""Pictures of README and guide in ``docs/pictures``, taken from the running product; see ``script/pictures``.

Every picture has an office of its own or leaves it as it found it, so that any of them can be made alone.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, expect, sync_playwright

from tests.browser import files
from tests.browser.desk import Desk
from tests.browser.filling import add_row, open_details
from tests.browser.people import People, launch_chromium, sign_in
from tests.browser.site import ENTRY, ROOT, Site
from tests.browser.test_together import comment

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 256
MARGIN = 12
LAPTOP_HEIGHT = 768
RECEPTIONS = "three_public.reception.actual_amount"
PASTED = """2060404\t科技成果转化与扩散\t项目支出\t一般公共预算\t10.00\t12.00\t11.50
2060499\t其他技术研究与开发支出\t项目支出\t一般公共预算\t30.00\t30.00\t28.40
"""

Clip = tuple[float, float, float, float]


class GuideSite(Site):
    """The offices of the browser tests, and the demo as a visitor finds it."""

    def prepare(self) -> None:
        """Make the offices and load the demo."""
        super().prepare()
        self._run(ENTRY, "manage", "demo")

    @property
    def demo_password(self) -> str:
        """The password of the demo accounts."""
        return (self.folder / "demo-password").read_text("utf-8").strip()


def keep(desk: Desk, name: str, clip: Clip | None = None) -> None:
    """Keep what the window shows, or a part of it (left, top, width, height), with few colours."""
    desk.page.wait_for_load_state("networkidle")
    picture: Image.Image = Image.open(io.BytesIO(desk.page.screenshot()))
    if clip:
        left, top, width, height = clip
        picture = picture.crop((int(left), int(top), int(left + width), int(top + height)))
    save(picture, name)


def keep_part(desk: Desk, name: str, *parts: Locator) -> None:
    """Keep the part of the window that shows all ``parts``, as wide as the first, with a margin."""
    desk.page.wait_for_load_state("networkidle")
    boxes = [box for part in parts if (box := part.bounding_box())]
    left = max(0.0, boxes[0]["x"] - MARGIN)
    top = max(0.0, min(box["y"] for box in boxes) - MARGIN)
    right = boxes[0]["x"] + boxes[0]["width"] + MARGIN
    bottom = min(LAPTOP_HEIGHT, max(box["y"] + box["height"] for box in boxes) + MARGIN)
    keep(desk, name, (left, top, right - left, bottom - top))


def to_top(part: Locator) -> None:
    """Scroll until a part stands right below the bar and the head of the table."""
    part.evaluate("(part) => window.scrollBy(0, part.getBoundingClientRect().top - 90)")


def save(picture: Image.Image, name: str) -> None:
    """Write a picture with a palette instead of true colours: a fraction of the size, looks the same."""
    small = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(PICTURES / f"{name}.png", optimize=True)


def demo(people: People, site: GuideSite, username: str = "preparer") -> Desk:
    """A window of a demo account."""
    desk = people.visitor()
    sign_in(desk, username, site.demo_password)
    return desk


def home(people: People, site: GuideSite) -> None:
    """What the preparer of the demo sees first."""
    keep(demo(people, site), "home", (0, 0, 1366, 640))


def task_list(people: People, site: GuideSite) -> None:
    """The task list with the score beside it."""
    desk = demo(people, site)
    desk.open_evaluation("bishan-2022")
    keep(desk, "task-list")


def score_rises(people: People, site: GuideSite) -> None:
    """A changed figure, the new rate and the new total; afterwards the figure is put back."""
    desk = demo(people, site)
    desk.open_evaluation("bishan-2022", "sections/finance")
    row = desk.page.locator('[data-rows="budget_lines"] > tr').nth(2).get_attribute("data-row")
    spent = f"budget_lines.{row}.actual_amount"
    desk.enter(spent, "2,466.19")
    desk.saved()
    desk.cell(spent).focus()
    steps = desk.page.locator("#inspector-body .arithmetic").first
    expect(steps).to_be_visible()
    steps.evaluate("(steps) => steps.scrollIntoView({ block: 'end' })")
    desk.page.evaluate("window.scrollTo(0, 0)")
    keep(desk, "score-rises", (0, 0, 1366, 768))
    desk.enter(spent, "829.56")
    desk.saved()


def scoring(people: People, site: GuideSite) -> None:
    """The scoring page of a tree, with the basis of the indicator under the cursor."""
    desk = people("filled-tree-preparer")
    desk.open_evaluation("filled-tree", "scoring#indicator.three_public_control")
    desk.page.get_by_role("tab", name="依据").click()
    expect(desk.page.locator("#inspector-body .arithmetic").first).to_be_visible()
    to_top(desk.page.get_by_role("heading", name="预算执行", exact=True))
    keep(desk, "scoring")


def indicator(people: People, site: GuideSite) -> None:
    """Everything that stands behind an indicator: rule, steps, exemption, not applicable, evidence."""
    desk = people("filled-tree-preparer")
    desk.open_evaluation("filled-tree", "scoring#indicator.budget_adjustment")
    open_details(desk, "budget_adjustment")
    article = desk.page.locator('[data-indicator="budget_adjustment"]')
    to_top(article)
    keep_part(desk, "indicator", article)


def grid_paste(people: People, site: GuideSite) -> None:
    """Two lines pasted from a spreadsheet."""
    desk = people("input-preparer")
    desk.open_evaluation("input", "sections/finance")
    row = add_row(desk, "budget_lines")
    desk.paste(f"budget_lines.{row}.functional_code", PASTED)
    desk.saved()
    grid = desk.page.locator('[data-grid="budget_lines"]')
    to_top(grid)
    keep_part(desk, "grid-paste", grid)


def projects(people: People, site: GuideSite) -> None:
    """The projects of a year with their rates and scores."""
    desk = demo(people, site)
    desk.open_evaluation("lanzhou-2020", "sections/projects")
    keep(desk, "projects", (0, 0, 1366, 520))


def project(people: People, site: GuideSite) -> None:
    """The page of a project: its funds, the rate, the indicators of a group."""
    desk = demo(people, site)
    desk.open_evaluation("lanzhou-2020", "items/car_rental")
    desk.page.locator('[data-grid="item_funds"] .field').nth(5).focus()
    expect(desk.page.locator("#inspector-body .arithmetic").first).to_be_visible()
    to_top(desk.page.get_by_role("heading", name="项目资金").first)
    keep(desk, "project")


def accounts(people: People, site: GuideSite) -> None:
    """Lines by economic classification with the names of their codes; income that differs from its total."""
    desk = people("accounts-preparer")
    desk.open_evaluation("accounts", "sections/basic-expenditure")
    keep(desk, "accounts-grid", (0, 0, 1366, 480))
    desk.open_evaluation("accounts", "sections/accounts-income")
    grid = desk.page.locator('[data-grid="income_details"]')
    line = grid.locator("tbody tr").last
    amount = f"income_details.{line.get_attribute('data-row')}.actual_amount"
    entered = desk.cell(amount).input_value()
    desk.enter(amount, "10.00")
    desk.saved()
    expect(grid.locator(".grid-differences")).not_to_be_empty()
    to_top(grid.locator("tbody tr").nth(-4))
    boxes = [
        part.bounding_box() for part in (grid.locator("tbody tr").nth(-4), grid.locator(".grid-differences"))
    ]
    top, bottom = (box for box in boxes if box)
    height = bottom["y"] + bottom["height"] - top["y"]
    keep(
        desk,
        "accounts-difference",
        (top["x"] - MARGIN, top["y"], top["width"] + 2 * MARGIN, height + MARGIN / 2),
    )
    desk.enter(amount, entered)
    desk.saved()


def disclosure(people: People, site: GuideSite) -> None:
    """The published accounts as a whole, and the first of the annex tables."""
    desk = demo(people, site)
    desk.open_evaluation("luzhou-2020", "preview/disclosure")
    desk.page.get_by_text("图1：", exact=False).last.evaluate(
        "(caption) => window.scrollBy(0, caption.getBoundingClientRect().top - 640)"
    )
    keep(desk, "disclosure")
    desk.open_evaluation("luzhou-2020", "preview/tables")
    to_top(desk.page.get_by_text("收入决算表", exact=True).first)
    keep(desk, "annex-table")


def packs(people: People, site: GuideSite) -> None:
    """A pack in the hands of the bureau officer, from the list to what stands in the way of publishing."""
    desk = demo(people, site, "bureau-officer")
    page = desk.page
    desk.open("/packs/")
    page.locator('[data-pack="bishan-2020"]').get_by_role("link", name="复制").click()
    page.locator("#id_name").fill("某区部门整体支出绩效自评（2023年度）")
    page.locator("#id_jurisdiction").fill("某区")
    page.locator("#id_fiscal_year").fill("2023")
    with page.expect_navigation():
        page.get_by_role("button", name="新建", exact=True).click()
    draft = page.url.removeprefix(site.url)
    desk.open("/packs/")
    keep(desk, "packs", (0, 0, 1366, 551))
    desk.open(f"{draft}outline/report/totals")
    keep(desk, "pack-section")
    desk.open(f"{draft}texts/expenditure")
    page.locator(".text-editor .chip").nth(1).click()
    page.locator(".chip-menu select").wait_for()
    keep(desk, "pack-text")
    desk.open(f"{draft}tables/input-scores")
    keep(desk, "pack-table")
    desk.open(f"{draft}indicators")
    weight = page.locator("tr", has_text="在职人员控制率").locator("input[type=text]").first
    weight.fill("3")
    expect(page.locator(".weight-wrong").first).to_be_visible()
    keep(desk, "pack-tree")
    with page.expect_navigation():
        page.get_by_role("button", name="保存权重").first.click()
    desk.open(f"{draft}problems")
    keep(desk, "pack-problems", (0, 0, 1366, 436))
    desk.open(f"{draft}difference")
    keep(desk, "pack-difference", (0, 0, 1366, 525))
    desk.open(f"{draft}publish")
    page.get_by_text("放弃此稿").first.click()
    page.get_by_label("确认放弃").check()
    with page.expect_navigation():
        page.get_by_role("button", name="放弃此稿").click()


def number_question(people: People, site: GuideSite) -> None:
    """An amount with a unit that is not the column's."""
    _answer(people, "number-question", "125000元")


def number_refused(people: People, site: GuideSite) -> None:
    """An amount whose commas stand in the wrong places."""
    _answer(people, "number-refused", "139,26.31")


def _answer(people: People, name: str, typed: str) -> None:
    desk = people("input-preparer")
    desk.open_evaluation("input", "sections/finance")
    desk.page.locator('[data-grid="income_lines"]').evaluate(
        "(grid) => window.scrollTo(0, grid.offsetTop - 60)"
    )
    address = "income_lines.other.actual_amount"
    desk.enter(address, typed)
    desk.not_saved()
    grid = desk.page.locator('[data-grid="income_lines"]')
    to_top(grid)
    keep_part(desk, name, grid.locator(".grid-title"), desk.note(address))
    desk.enter(address, "0")
    desk.saved()


def conflict(people: People, site: GuideSite) -> None:
    """Two people change the same cell."""
    first, second = people("together-colleague"), people("together-preparer")
    for desk in (first, second):
        desk.open_evaluation("together", "sections/finance")
    first.enter(RECEPTIONS, "1.20")
    first.saved()
    second.enter(RECEPTIONS, "1.25")
    second.not_saved()
    grid = second.page.locator('[data-grid="three_public"]')
    to_top(grid)
    keep_part(second, "conflict", grid.locator(".grid-title"), second.note(RECEPTIONS))


def offline(people: People, site: GuideSite) -> None:
    """The connection is lost while somebody fills in."""
    desk = people("offline-preparer")
    desk.open_evaluation("offline", "sections/finance")
    desk.page.context.set_offline(True)
    desk.enter("year.vehicle_kept_count", "5")
    desk.not_saved()
    expect(desk.page.locator("#connection-banner")).to_be_visible()
    keep(desk, "offline", (0, 0, 1366, 260))
    desk.page.context.set_offline(False)


def text_editor(people: People, site: GuideSite) -> None:
    """A text whose figures are references, and the list to insert one from."""
    desk = people("filled-preparer")
    desk.open_evaluation("filled", "sections/problems")
    desk.page.get_by_role("button", name="插入数据").click()
    desk.page.get_by_label("查找数据项").fill("执行")
    desk.page.locator(".picker li").first.wait_for()
    keep_part(desk, "text-editor", desk.page.locator(".text-block"), desk.page.locator(".picker"))


def preview(people: People, site: GuideSite) -> None:
    """A section with its printed form beside it."""
    desk = people("filled-preparer")
    desk.open_evaluation("filled", "sections/finance#text.spending-notes")
    desk.page.get_by_role("tab", name="预览").click()
    desk.page.locator("#inspector-preview svg").first.wait_for()
    keep(desk, "preview")


def check(people: People, site: GuideSite) -> None:
    """Findings of both kinds."""
    desk = people("check-preparer")
    desk.open_evaluation("check", "scoring")
    desk.enter("indicator.contests.actual_value", "")
    desk.saved()
    desk.open_evaluation("check", "check")
    keep(desk, "check")
    desk.open_evaluation("check", "scoring")
    desk.enter("indicator.contests.actual_value", "1")
    desk.saved()


def receipt(people: People, site: GuideSite) -> None:
    """The receipt of a submission."""
    desk = people("submitted-preparer")
    desk.open_evaluation("submitted", "receipt")
    keep_part(desk, "receipt", desk.page.locator("#receipt"), desk.page.locator(".actions"))


def review(people: People, site: GuideSite) -> None:
    """The reviewer's page: the report as submitted, decision, comments and scores."""
    desk = people("submitted-reviewer")
    desk.open_evaluation("submitted", "review")
    keep(desk, "review")


def returned(people: People, site: GuideSite) -> None:
    """What the preparer sees of a returned evaluation."""
    reviewer, preparer = people("review-reviewer"), people("review-preparer")
    reviewer.open_evaluation("review", "review")
    comment(reviewer, "“三公”经费", "公务接待费减少的原因写得过于简略。")
    comment(reviewer, "预算执行率", "补充说明未执行资金的去向。")
    reviewer.page.locator("#return").click()
    reviewer.page.wait_for_url("**/evaluations/review/")
    preparer.open_evaluation("review")
    keep(preparer, "returned", (0, 0, 1366, 420))


def documents(people: People, site: GuideSite) -> None:
    """Finished files, and two pages of the report."""
    desk = people("approved-preparer")
    desk.open_evaluation("approved", "documents")
    files.order(desk, "report", "docx")
    files.order(desk, "report", "pdf")
    with tempfile.TemporaryDirectory() as folder:
        report = files.download(desk, "report", "pdf", Path(folder))
        files.row(desk, "report", "docx").get_by_role("link", name="下载").wait_for(timeout=90_000)
        keep(desk, "documents", (0, 0, 1366, 510))
        _keep_pages(report, "report-pages", (1, 3))


def _keep_pages(report: Path, name: str, numbers: tuple[int, ...]) -> None:
    """Keep pages of a PDF side by side."""
    pages = []
    for number in numbers:
        command = ["pdftoppm", "-r", "72", "-f", str(number), "-l", str(number), "-png", str(report)]
        done = subprocess.run(command, capture_output=True, check=True)
        pages.append(Image.open(io.BytesIO(done.stdout)).convert("RGB"))
    width = sum(page.width for page in pages) + MARGIN * (len(pages) + 1)
    sheet = Image.new("RGB", (width, pages[0].height + 2 * MARGIN), "#d9dde3")
    left = MARGIN
    for page in pages:
        sheet.paste(page, (left, MARGIN))
        left += page.width + MARGIN
    save(sheet, name)


def carried_over(people: People, site: GuideSite) -> None:
    """A table of a year that was started from last year's, with its marks."""
    desk = people("carryover-preparer")
    desk.open("/years/start")
    desk.page.locator("#id_fiscal_year").select_option(label="2021年度")
    expect(desk.page.locator("#id_source option:checked")).to_contain_text("2020年度")
    desk.page.locator("#id_pack_version").select_option(label="璧山区部门整体支出绩效自评（2020年度） 第1版")
    desk.page.get_by_role("button", name="开始填报").click()
    desk.page.wait_for_url("**/evaluations/carryover-2021/")
    desk.open_evaluation("carryover-2021", "sections/work")
    keep(desk, "carried-over", (0, 0, 1366, 560))


def compare(people: People, site: GuideSite) -> None:
    """The same year under two packs."""
    desk = people("filled-preparer")
    desk.open_evaluation("filled", "compare")
    desk.page.get_by_label("对比的体系包").select_option(
        label="璧山区部门整体支出绩效自评（2022年度，按预算执行率封顶）"
    )
    desk.page.get_by_role("button", name="对比").click()
    expect(desk.page.locator('[data-side="other"] .grade')).to_have_text("差")
    keep(desk, "compare")


TAKEN: tuple[Callable[[People, GuideSite], None], ...] = (
    home,
    task_list,
    score_rises,
    scoring,
    indicator,
    grid_paste,
    projects,
    project,
    accounts,
    disclosure,
    packs,
    number_question,
    number_refused,
    conflict,
    offline,
    text_editor,
    preview,
    check,
    receipt,
    review,
    returned,
    documents,
    carried_over,
    compare,
)


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    wanted = [take for take in TAKEN if not names or take.__name__.replace("_", "-") in names]
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = GuideSite(Path(folder), None)
        browser = launch_chromium(playwright)
        try:
            site.prepare()
            site.start_worker()
            site.start_web()
            people = People(browser, site, {})
            for take in wanted:
                take(people, site)
                sys.stdout.write(f"{take.__name__}\n")
                sys.stdout.flush()
        finally:
            browser.close()
            site.stop()
