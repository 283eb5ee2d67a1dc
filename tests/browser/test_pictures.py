"""Photographs of every page, empty and filled, and of every page of the files, into ``tests/pictures``.

Each picture is also a test: the page answers as it should, fits a laptop's window, and speaks Chinese.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize

from selfeval.domain.sections import steps
from tests.browser import files, filling
from tests.browser.desk import PICTURES
from tests.browser.people import People
from tests.support.published import published_pack

pytestmark = pytest.mark.browser

DESKTOP: ViewportSize = {"width": 1920, "height": 1080}
RESOLUTION = "60"

READING = {"task-list": "", "check": "check", "preview": "preview/report", "documents": "documents"}
MAIN = {"task-list": "", "finance": "sections/finance", "scoring": "scoring", "check": "check"}
"""Pages by the name of their picture, as addresses below the evaluation."""


def filling_pages(pack: str) -> dict[str, str]:
    """The pages that are filled in: general information, every step of the pack, scoring, submitting."""
    sections = {step.key: f"sections/{step.key}" for step in steps(published_pack(pack))}
    return {"overview": "sections/overview", **sections, "scoring": "scoring", "submit": "submit"}


@pytest.mark.parametrize(
    ("office", "post", "pages"),
    [
        ("started", "preparer", READING | filling_pages("bishan-2022")),
        (
            "filled",
            "preparer",
            READING | filling_pages("bishan-2022") | {"table": "preview/self-score-table"},
        ),
        (
            "filled-tree",
            "preparer",
            READING | filling_pages("bishan-2020") | {"table": "preview/self-score-table"},
        ),
        ("submitted", "reviewer", {"task-list": "", "review": "review", "receipt": "receipt", **MAIN}),
        ("approved", "preparer", {"task-list": "", "receipt": "receipt", "review": "review"}),
        ("approved-tree", "reviewer", {"receipt": "receipt", **MAIN}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pages_of_an_evaluation(people: People, office: str, post: str, pages: dict[str, str]) -> None:
    desk = people(f"{office}-{post}")
    code = desk.site.codes[office]
    for name, address in pages.items():
        response = desk.open_evaluation(code, address)
        assert response.status == 200, f"{address} answers {response.status}"
        desk.photograph(f"{office}-{name}")


def test_pages_on_a_large_screen(people: People) -> None:
    desk = people("filled-preparer", viewport=DESKTOP)
    for name, address in (MAIN | {"preview": "preview/report"}).items():
        desk.open_evaluation("filled", address)
        desk.photograph(f"large-{name}")
    reviewer = people("submitted-reviewer", viewport=DESKTOP)
    reviewer.open_evaluation("submitted", "review")
    reviewer.photograph("large-review")


def test_pages_around_the_evaluations(people: People) -> None:
    visitor = people.visitor()
    visitor.open("/login")
    visitor.photograph("login")
    visitor.page.get_by_label("用户名").fill("preparer")
    visitor.page.get_by_label("密码").fill("wrong-password")
    visitor.page.get_by_role("button", name="登录").click()
    visitor.page.get_by_text("不正确").wait_for()
    visitor.photograph("login-refused")
    newcomer = people("empty-preparer")
    newcomer.open()
    newcomer.photograph("home-empty")
    newcomer.open("/years/start")
    newcomer.photograph("start")
    for office, post in (("filled", "preparer"), ("submitted", "reviewer"), ("approved", "preparer")):
        desk = people(f"{office}-{post}")
        desk.open()
        desk.photograph(f"home-{office}-{post}")


def test_what_opens_on_the_pages(people: People) -> None:
    desk = people("filled-preparer")
    desk.open_evaluation("filled", "scoring#indicator.execution")
    for tab in ("依据", "上年", "校验", "记录"):
        desk.page.get_by_role("tab", name=tab).click()
        desk.photograph(f"inspector-{tab}")
    filling.open_details(desk, "execution")
    desk.page.locator('[data-indicator="execution"]').get_by_role("link", name="上传佐证材料").click()
    desk.page.locator("input[type=file]").wait_for(state="attached")
    desk.photograph("evidence-form")
    desk.open_evaluation("filled", "evidence/execution/upload")
    desk.photograph("evidence-page")
    desk.open_evaluation("filled", "sections/problems#text.problems")
    desk.page.get_by_role("button", name="插入数据").click()
    desk.page.locator(".picker li").first.wait_for()
    desk.photograph("picker")
    desk.page.get_by_role("tab", name="预览").click()
    desk.page.locator("#inspector-preview .inspector-panel").wait_for()
    desk.photograph("inspector-预览")


def test_errors_are_pages_in_chinese(people: People) -> None:
    preparer = people("submitted-preparer")
    preparer.expected = ("status of 4",)
    assert preparer.open_evaluation("filled").status == 404
    preparer.photograph("error-404")
    for name, address, status in (("403", "review/approve", 403), ("409", "sections/finance", 409)):
        preparer.open_evaluation("submitted", "documents")
        with preparer.page.expect_navigation() as navigation:
            preparer.page.evaluate(POST_ELSEWHERE, address)
        assert navigation.value.status == status
        preparer.photograph(f"error-{name}")
    preparer.open_evaluation("submitted", "documents")
    preparer.page.locator('button[value="pdf"]').first.evaluate("(button) => { button.value = '图片'; }")
    preparer.page.locator('button[value="图片"]').click()
    preparer.page.wait_for_url("**/documents/request")
    preparer.photograph("error-400")
    preparer.open_evaluation("submitted", "documents")
    preparer.page.locator("[name=csrfmiddlewaretoken]").first.evaluate("(field) => { field.value = 'old'; }")
    preparer.page.locator("header form button").click()
    preparer.page.wait_for_url("**/logout")
    preparer.photograph("error-expired")


# Sends a form of the page to another address of the same evaluation.
POST_ELSEWHERE = """(address) => {
  const form = document.querySelector("main form");
  form.action = form.action.replace(/documents\\/request$/, address);
  form.submit();
}"""


@pytest.mark.parametrize("office", ["approved", "approved-tree"])
def test_pages_of_the_files(people: People, office: str, tmp_path: Path) -> None:
    desk = people(f"{office}-preparer")
    code = desk.site.codes[office]
    desk.open_evaluation(code, "documents")
    kinds = [document.kind for document in published_pack(PACKS[office]).documents]
    for kind in kinds:
        files.order(desk, kind, "pdf")
    for kind in kinds:
        pdf = files.download(desk, kind, "pdf", tmp_path)
        print_pages(pdf, f"{office}-{kind}")
    desk.photograph(f"{office}-documents")


PACKS = {"approved": "bishan-2022", "approved-tree": "bishan-2020"}


def print_pages(pdf: Path, name: str) -> None:
    """Keep a picture of every page of a file."""
    PICTURES.mkdir(exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-r", RESOLUTION, "-png", str(pdf), str(PICTURES / f"pdf-{name}")], check=True
    )
    assert list(PICTURES.glob(f"pdf-{name}-*.png"))
