"""Chromium, and windows in which people have signed in."""

from __future__ import annotations

import shutil
from typing import Any

from playwright.sync_api import Browser, Playwright, expect

from tests.browser.desk import Desk, Watch
from tests.browser.seed import PASSWORD
from tests.browser.site import Site

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


def launch_chromium(playwright: Playwright) -> Browser:
    """Start Debian's Chromium."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed; script/bootstrap installs it"
    expect.set_options(timeout=WAIT_MILLISECONDS)
    return playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_SWITCHES))


class People:
    """Opens windows: one per person and call, all watched. ``tokens`` keeps who has signed in."""

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


def sign_in(desk: Desk, username: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page and press the button."""
    desk.open("/login")
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(password)
    desk.page.get_by_role("button", name="登录").click()
    desk.page.wait_for_url(f"{desk.site.url}/")
