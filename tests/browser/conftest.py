"""The running site, Chromium, and people who sign in; what went wrong is shown with a failed test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.desk import PICTURES, Desk, Watch
from tests.browser.seed import PASSWORD
from tests.browser.site import ROOT, Site, running_site

CHROMIUM_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LAPTOP = {"width": 1366, "height": 768}
WAIT_MILLISECONDS = 15000


# Of the package, not of the session: Playwright's loop runs while it is open, and Django would refuse the
# database to tests that come after.
@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product, on SQLite or on the PostgreSQL server that SELFEVAL_TEST_DATABASE_URL names."""
    server = os.environ.get("SELFEVAL_TEST_DATABASE_URL") or None
    with running_site(tmp_path_factory.mktemp("site"), server) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed; script/bootstrap installs it"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_SWITCHES))
        yield opened
        opened.close()


class People:
    """Opens windows: one per person and call, all watched."""

    def __init__(self, browser: Browser, site: Site, tokens: dict[str, Any]) -> None:
        self._browser = browser
        self._site = site
        self._tokens = tokens
        self.desks: list[Desk] = []

    def visitor(self, **options: Any) -> Desk:
        """A window in which nobody has signed in; ``options`` are those of a browser context."""
        context = self._browser.new_context(
            **{"viewport": LAPTOP, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
        )
        context.set_default_timeout(WAIT_MILLISECONDS)
        desk = Desk(context.new_page(), self._site, Watch(context, self._site.url))
        self.desks.append(desk)
        return desk

    def __call__(self, username: str, **options: Any) -> Desk:
        """A window of a person who has signed in (through the page, the first time)."""
        if username not in self._tokens:
            desk = self.visitor()
            sign_in(desk, username)
            self._tokens[username] = desk.page.context.storage_state()
        return self.visitor(storage_state=self._tokens[username], **options)

    def contexts(self) -> Iterator[BrowserContext]:
        """All open windows."""
        return (desk.page.context for desk in self.desks)


def sign_in(desk: Desk, username: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page and press the button."""
    desk.open("/login")
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(password)
    desk.page.get_by_role("button", name="登录").click()
    desk.page.wait_for_url(f"{desk.site.url}/")


@pytest.fixture(scope="package")
def _tokens() -> dict[str, Any]:
    return {}


@pytest.fixture
def people(
    request: pytest.FixtureRequest, browser: Browser, site: Site, _tokens: dict[str, Any]
) -> Iterator[People]:
    """Windows for a test; afterwards nothing unwanted may have happened in any of them."""
    site.mark_logs()
    opened = People(browser, site, _tokens)
    yield opened
    faults = [fault for desk in opened.desks for fault in desk.watch.faults(*desk.expected)]
    for context in opened.contexts():
        context.close()
    assert not faults, "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the logs to the report of a failed test, and a picture of every window."""
    report = yield
    arguments: dict[str, Any] = getattr(item, "funcargs", {})
    if report.failed and "site" in arguments:
        report.sections.append(("site", arguments["site"].log_tail()))
    if report.failed and report.when == "call" and "people" in arguments:
        for number, desk in enumerate(arguments["people"].desks):
            path = PICTURES / "failures" / f"{item.name}-{number}.png"
            desk.page.screenshot(path=path)
            report.sections.append(("picture", f"{desk.page.url}\n{path.relative_to(ROOT)}"))
    return report
