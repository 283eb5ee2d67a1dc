"""Several people, and machines that fail: returned reports, one cell, double submits, a stopped server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.people import People

pytestmark = pytest.mark.browser

CARS_KEPT = "year.vehicle_kept_count"
CARS_BOUGHT = "year.vehicle_purchased_count"
RECEPTIONS = "three_public.reception.actual_amount"
NO_CONNECTION = ("ERR_CONNECTION", "htmx:")
"""What the console says while the server is away, of autosave and of the inspector."""


def test_a_returned_report_shows_the_comments_at_their_places(people: People) -> None:
    reviewer, preparer = people("review-reviewer"), people("review-preparer")
    reviewer.open_evaluation("review", "review")
    reviewer.expected = ("status of 422",)
    reviewer.page.locator("#return").click()
    expect(reviewer.page.locator("#return-form")).to_contain_text("意见")
    comment(reviewer, "“三公”经费", "公务接待费减少的原因写得过于简略")
    comment(reviewer, "预算执行率", "补充说明未执行资金的去向")
    reviewer.page.locator("#return").click()
    reviewer.page.wait_for_url("**/evaluations/review/")

    preparer.open()
    preparer.page.locator("#waiting").get_by_role("link", name="修改").click()
    returned = preparer.page.locator("#returned")
    expect(returned).to_contain_text("被退回 2 项")
    preparer.photograph("returned-task-list")
    returned.get_by_role("link", name="三公").click()
    preparer.page.locator(":focus").wait_for()
    assert preparer.has_landed_on("three_public")
    expect(preparer.page.locator("main").get_by_text("过于简略")).to_be_visible()
    preparer.photograph("returned-finance")
    preparer.enter("three_public.reception.reason", "严格执行接待标准，接待批次减少")
    preparer.saved()
    preparer.open_evaluation("review", "scoring#indicator.execution")
    expect(preparer.page.locator('[data-indicator="execution"]')).to_contain_text("未执行资金的去向")
    preparer.photograph("returned-scoring")
    preparer.enter("indicator.execution.deduction_reason", "财政资金调度紧张，未执行的指标年末由财政收回")
    preparer.saved()
    preparer.open_evaluation("review", "submit")
    preparer.page.get_by_role("button", name="报送").click()
    preparer.page.wait_for_url("**/receipt")

    reviewer.open_evaluation("review", "review")
    expect(reviewer.page.locator(".page-head")).to_contain_text("第2轮")
    expect(reviewer.page.locator("#report")).to_contain_text("年末由财政收回")


def comment(desk: Desk, place: str, words: str) -> None:
    """Write a review comment at a place that the list offers."""
    form = desk.page.locator("#comment-form")
    labels = form.locator("option").all_inner_texts()
    form.locator("select").select_option(label=next(label for label in labels if label.strip() == place))
    form.get_by_label("意见").fill(words)
    form.get_by_role("button", name="添加意见").click()
    expect(desk.page.locator("#comments")).to_contain_text(words)


def test_two_people_in_one_section_keep_what_both_entered(people: People) -> None:
    first, second = people("together-preparer"), people("together-colleague")
    for desk in (first, second):
        desk.open_evaluation("together", "sections/finance")
    first.enter(CARS_KEPT, "3")
    first.saved()
    second.enter(CARS_BOUGHT, "2")
    second.saved()
    for desk in (first, second):
        desk.page.reload()
        expect(desk.cell(CARS_KEPT)).to_have_value("3")
        expect(desk.cell(CARS_BOUGHT)).to_have_value("2")


def test_the_same_cell_asks_and_nothing_is_overwritten(people: People) -> None:
    first, second, witness = (people(f"together-{post}") for post in ("preparer", "colleague", "reviewer"))
    for desk in (first, second):
        desk.open_evaluation("together", "sections/finance")
    first.enter(RECEPTIONS, "1.20")
    first.saved()
    second.enter(RECEPTIONS, "1.25")
    note = second.note(RECEPTIONS)
    for words in ("公务接待费", "1.2", "填报人"):
        expect(note).to_contain_text(words)
    expect(second.cell(RECEPTIONS)).to_have_value("1.25")
    second.not_saved()
    second.photograph("conflict")
    witness.open_evaluation("together", "sections/finance")
    expect(witness.cell(RECEPTIONS)).to_have_attribute("data-base", "12000.00")

    note.get_by_role("button", name="采用对方的").click()
    expect(note).to_have_count(0)
    expect(second.cell(RECEPTIONS)).to_have_attribute("data-base", "12000.00")
    first.enter(RECEPTIONS, "1.30")
    first.saved()
    second.enter(RECEPTIONS, "1.35")
    second.note(RECEPTIONS).get_by_role("button", name="保留我的").click()
    second.saved()
    witness.page.reload()
    expect(witness.cell(RECEPTIONS)).to_have_attribute("data-base", "13500.00")


# Sends the submit form twice at the same moment, as a hasty machine would; gives where both ended.
SEND_TWICE = """async () => {
  const form = document.getElementById("submit-form");
  const send = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const answers = await Promise.all([send(), send()]);
  return answers.map((answer) => `${answer.status} ${answer.url.split("/").pop()}`);
}"""


def test_a_double_submit_gives_one_receipt(people: People) -> None:
    preparer, colleague = people("double-preparer"), people("double-colleague")
    for desk in (preparer, colleague):
        desk.open_evaluation("double", "submit")
    assert preparer.page.evaluate(SEND_TWICE) == ["200 receipt", "200 receipt"]
    preparer.open_evaluation("double", "receipt")
    number = preparer.page.locator("[data-receipt]").inner_text()
    colleague.page.get_by_role("button", name="报送").dblclick()
    expect(colleague.page.locator("[data-receipt]")).to_have_text(number)
    expect(colleague.page.get_by_text("以下是该次提交的回执")).to_be_visible()
    colleague.open_evaluation("double", "submit")
    expect(colleague.page.locator("[data-receipt]")).to_have_text(number)


def test_typing_while_the_server_is_stopped_is_kept_and_saved_later(people: People) -> None:
    preparer, closed = people("offline-preparer"), people("offline-colleague")
    preparer.expected = closed.expected = NO_CONNECTION
    preparer.open_evaluation("offline", "sections/finance")
    closed.open_evaluation("offline", "sections/results")
    site = preparer.site
    site.stop_web()
    try:
        for number, column in enumerate(
            ("overseas_trip_count", "overseas_person_count", "vehicle_kept_count")
        ):
            preparer.enter(f"year.{column}", str(number + 5))
        preparer.not_saved()
        expect(preparer.page.locator("#connection-banner")).to_be_visible()
        expect(preparer.page.locator(".save-state")).to_have_text("未保存：连接中断，已暂存在本机")
        preparer.photograph("offline")
        closed.enter("figures.correspondents.district.value", "32")
        closed.not_saved()
        closed.page.close()
    finally:
        site.start_web()
    preparer.saved()
    expect(preparer.page.locator("#connection-banner")).to_be_hidden()
    preparer.page.reload()
    for number, column in enumerate(("overseas_trip_count", "overseas_person_count", "vehicle_kept_count")):
        expect(preparer.cell(f"year.{column}")).to_have_attribute("data-base", str(number + 5))
    # The window that was closed meanwhile brings its entry along when it opens again.
    closed.page = closed.page.context.new_page()
    closed.open_evaluation("offline", "sections/results")
    closed.saved()
    closed.page.reload()
    expect(closed.cell("figures.correspondents.district.value")).to_have_attribute("data-base", "32")
