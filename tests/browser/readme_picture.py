"""Makes the picture that the README shows, from the running product.

    .venv/bin/python -m tests.browser.readme_picture

writes docs/pictures/scoring.png: the scoring page of the filled-in demo year on a laptop's screen.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.people import People, launch_chromium
from tests.browser.site import ROOT, running_site

PICTURE = ROOT / "docs" / "pictures" / "scoring.png"


def main() -> None:
    """Run the site, open the page as the preparer, take the picture."""
    with (
        TemporaryDirectory() as folder,
        running_site(Path(folder), None) as site,
        sync_playwright() as playwright,
    ):
        browser = launch_chromium(playwright)
        desk = People(browser, site, {})("filled-preparer")
        desk.open_evaluation("filled", "scoring")
        # The inspector follows the focus: it shows how the first score comes about.
        desk.page.locator('[data-inspect="indicator.execution"]').focus()
        desk.page.locator("#inspector .arithmetic").first.wait_for()
        PICTURE.parent.mkdir(exist_ok=True)
        desk.page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
