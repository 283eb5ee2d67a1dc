"""A person at a browser window: signing in, entering cells, waiting for what the page says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.browser.site import ROOT, Site

PICTURES = ROOT / "tests" / "pictures"
"""Photographs of every page, for people to look at; git ignores them."""
SAVE_SECONDS = 15

_PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

# The focus is on the place that a link names, within it, or in the editor of its text.
_LANDED = """(place) => {
  const cell = `[data-address="${CSS.escape(place)}"]`;
  const found = document.getElementById(place) || document.querySelector(cell);
  return Boolean(found) && (found.closest("[data-cell]") || found).contains(document.activeElement);
}"""

# Latin words on a page are slips of a programmer, but for formats that officials call so themselves, the
# technologies that a department writes about, and numbers such as that of a receipt.
_WORDS = re.compile(r"(?<![0-9a-zA-Z-])[a-zA-Z_]{2,}(?![0-9a-zA-Z-])")
_FORMATS = {"PDF", "DOCX", "DOC", "XLSX", "XLS", "OFD", "JPG", "JPEG", "PNG", "KB", "MB"}
_KNOWN_WORDS = _FORMATS | {"Excel", "WPS", "Micro", "LED"}


class Watch:
    """Notes what must never happen in a window: requests to other hosts, console errors, server faults.

    Chromium reports violations of the content security policy and failed requests as console errors.
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self._faults: list[str] = []
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._faults.append(f"script error: {error.error}"))

    def faults(self, *expected: str) -> list[str]:
        """Everything noted but what contains one of the ``expected`` words."""
        return [fault for fault in self._faults if not any(words in fault for words in expected)]

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:")):
            self._faults.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self._faults.append(f"server fault {response.status}: {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._faults.append(
                f"console {message.type} on {message.page and message.page.url}: {message.text}"
            )


@dataclass
class Desk:
    """One window of one person. ``expected`` are words of faults that the test brings about on purpose."""

    page: Page
    site: Site
    watch: Watch
    expected: tuple[str, ...] = ()

    def open(self, path: str = "/") -> Response:
        """Go to a page of the site."""
        return cast(Response, self.page.goto(f"{self.site.url}{path}"))

    def open_evaluation(self, code: str, rest: str = "") -> Response:
        """Go to a page of an evaluation: ``sections/finance``, ``scoring``, ``check`` …"""
        return self.open(f"/evaluations/{code}/{rest}")

    def cell(self, address: str) -> Locator:
        """The input of a cell."""
        return self.page.locator(f'[data-address="{address}"]')

    def note(self, address: str) -> Locator:
        """The message at a cell."""
        return self.page.locator(f'[id="note:{address}"]')

    def enter(self, address: str, text: str) -> None:
        """Type into a cell and leave it; the page saves by itself."""
        cell = self.cell(address)
        cell.fill(text)
        cell.blur()

    def choose(self, address: str, value: str) -> None:
        """Choose from the list of a cell."""
        self.cell(address).select_option(value)

    def paste(self, address: str, block: str) -> None:
        """Paste a block as a spreadsheet puts it on the clipboard, beginning at a cell."""
        cell = self.cell(address)
        cell.focus()
        cell.evaluate(_PASTE, block)

    def write(self, key: str, words: str) -> None:
        """Write a text of the report in its editor and leave it."""
        editor = self.page.locator(f'[id="text-{key}"] .text-editor')
        editor.fill(words)
        editor.blur()

    def saved(self) -> None:
        """Wait until the page says that everything is saved."""
        state = self.page.locator(".save-state")
        expect(state).to_have_attribute("data-save-state", "saved", timeout=SAVE_SECONDS * 1000)
        expect(state).to_have_text(re.compile(r"^已保存 \d\d:\d\d:\d\d$"))

    def not_saved(self) -> None:
        """Wait until the page says that something is not saved."""
        state = self.page.locator(".save-state")
        expect(state).to_have_attribute("data-save-state", "failed", timeout=SAVE_SECONDS * 1000)

    def go_on(self) -> None:
        """Press 保存并继续 and wait for the next page."""
        before = self.page.url.partition("#")[0]
        self.page.locator("#save-and-continue").click()
        self.page.wait_for_url(lambda url: url.partition("#")[0] != before)

    def photograph(self, name: str) -> None:
        """Keep a picture of the whole page, which must fit the window and speak Chinese."""
        # Fragments that the page fetches by itself belong to the picture.
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        size = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert size[0] <= size[1], f"{name}: the page scrolls sideways ({size[0]} of {size[1]} pixels)"
        words = set(_WORDS.findall(self.page.locator("body").inner_text())) - _KNOWN_WORDS
        assert not words, f"{name}: not Chinese: {sorted(words)}"

    def has_landed_on(self, place: str) -> bool:
        """Whether the focus is where a link with this anchor should put it."""
        return bool(self.page.evaluate(_LANDED, place))

    def total(self) -> str:
        """The total as the page shows it now."""
        return self.page.locator("header [data-total]").inner_text()

    def grade(self) -> str:
        """The grade as the page shows it now."""
        return self.page.locator("header [data-grade]").inner_text()
