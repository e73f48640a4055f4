"""Take the pictures of the first page with which README.md begins, one for each theme.

``make picture`` does so after a build. The pictures are of this machine's Chromium, so
they are made when the first page has changed, and no build depends on them.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from press.tools import browser

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "_build" / "html" / "book" / "index.html"
FOLDER = Path(__file__).parents[1] / "theme" / "pictures"
SIZE = {"width": 1200, "height": 760}


def main():
    if not PAGE.exists():
        sys.exit("There is no first page yet: run make book, and then make picture.")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find())
        for theme in ("light", "dark"):
            page = chromium.new_page(viewport=SIZE, color_scheme=theme)
            page.goto(PAGE.as_uri())
            page.evaluate("document.fonts.ready.then(() => true)")
            page.locator(".explorer .foot button").first.wait_for()
            page.screenshot(path=FOLDER / f"first-page-{theme}.png")
            page.close()
        chromium.close()
    print(f"Written: {FOLDER.relative_to(ROOT)}/first-page-light.png and -dark.png")


if __name__ == "__main__":
    main()
