"""What follows from a save shows at once, without a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.filling import open_details
from tests.browser.people import People

pytestmark = pytest.mark.browser


def test_the_full_mark_follows_an_indicator_that_does_not_apply(people: People) -> None:
    preparer = people("together-preparer")
    preparer.open_evaluation("together", "scoring")
    # In the bar and below the indicators; the published weight of contests is 10.
    full_marks = preparer.page.locator("[data-full-mark]")
    expect(full_marks).to_have_text(["100", "100"])
    open_details(preparer, "contests")
    box = preparer.cell("indicator.contests.not_applicable")
    box.check()
    expect(full_marks).to_have_text(["90", "90"])
    box.uncheck()
    expect(full_marks).to_have_text(["100", "100"])
    preparer.saved()
