"""A bureau officer at the pages of a pack: every page is looked at before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk

_RAW = re.compile(r"[{}\[\]]|[a-z]+_[a-z0-9]+|[a-z]+\.[a-z]+|for_each|null|true|false")
"""What is never on a page: braces of JSON and templates, keys, words of YAML."""


class PackDesk:
    """The window of an officer in a draft; ``seen`` are the pages that were looked at."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.page = desk.page
        self.seen: set[str] = set()

    def look(self) -> None:
        """The page speaks Chinese, and fits the window."""
        words = self.page.locator("body").inner_text()
        shown = [
            field.input_value()
            for field in self.page.locator("textarea:visible, input[type=text]:visible").all()
        ]
        raw = _RAW.findall("\n".join([words, *shown]))
        assert raw == [], (self.page.url, raw)
        self.desk.photograph(f"pack-{len(self.seen):02d}")
        self.seen.add(re.sub(r"[a-z]+_\d+|section_\d+", "*", self.page.url.partition("/packs/")[2]))

    def part(self, label: str) -> None:
        """Open a part from the column at the left."""
        self.page.locator(".pack-parts").get_by_role("link", name=label).click()
        expect(self.page.locator("h1")).to_contain_text(label)
        self.look()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button that leads to another page, or to the same one anew; look at it."""
        scope = within or self.page.locator("main")
        with self.page.expect_navigation():
            scope.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("networkidle")
        errors = self.page.locator("[role=alert] li").all_inner_texts()
        assert errors == [], (name, errors)
        self.look()

    def fill(self, fields: Mapping[str, str], within: Locator | None = None) -> None:
        """Type into fields, or choose from lists, by their labels."""
        scope = within or self.page.locator("main")
        for label, text in fields.items():
            field = self.field(label, scope)
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=text)
            else:
                field.fill(text)

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """The field of a label, which may be marked as required."""
        scope = within or self.page.locator("main")
        return scope.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")).first

    def write(self, editor: Locator, text: str) -> None:
        """Write a text into an editor: words by the keyboard, every name in braces picked from the list."""
        editor.click()
        for piece in re.split(r"(\{[^{}]*\})", text):
            if not piece.startswith("{"):
                self.page.keyboard.insert_text(piece)
                continue
            name, _, writing = piece[1:-1].partition("|")
            self.pick(editor, name)
            if writing:
                self.rewrite(editor.locator(".chip").last, writing)

    def pick(self, field: Locator, name: str) -> None:
        """Insert a figure from the list at the place of the caret."""
        scope = field.locator("xpath=ancestor::*[contains(@class,'text-block') or @data-reference-scope][1]")
        scope.get_by_role("button", name="插入数据").first.click()
        search = scope.get_by_label("查找数据项").first
        search.fill(name)
        option = scope.get_by_role("option").filter(
            has=self.page.locator("span", has_text=re.compile(f"^{re.escape(name)}$"))
        )
        option.first.click()
        expect(search).to_be_hidden()

    def rewrite(self, chip: Locator, writing: str) -> None:
        """Choose how a figure prints."""
        chip.click()
        self.page.locator(".chip-menu select").select_option(writing)
        expect(self.page.locator(".chip-menu")).to_have_count(0)
