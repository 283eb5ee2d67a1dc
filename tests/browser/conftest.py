"""The running site, Chromium, and people who sign in; what went wrong is shown with a failed test."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.desk import PICTURES
from tests.browser.people import People, launch_chromium
from tests.browser.site import ROOT, Site, running_site


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
    with sync_playwright() as playwright:
        opened = launch_chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def _tokens() -> dict[str, Any]:
    return {}


@pytest.fixture
def people(browser: Browser, site: Site, _tokens: dict[str, Any]) -> Iterator[People]:
    """Windows for a test; afterwards nothing unwanted may have happened in any of them."""
    site.check()
    site.mark_logs()
    opened = People(browser, site, _tokens)
    yield opened
    faults = [fault for desk in opened.desks for fault in desk.watch.faults(*desk.expected)]
    for desk in opened.desks:
        desk.page.context.close()
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
