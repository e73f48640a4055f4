"""The Chromium or Chrome that tests and prints: ``find`` it; as a program, get it."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

NAMES = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]


def succeeds(*command):
    """Whether a command runs and ends well; what it says is not shown."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def is_browser(program):
    """Ubuntu has a chromium-browser that only says where to get the real one."""
    return succeeds(program, "--version")


def playwrights_own():
    """Path of the browser that Playwright installs, whether it is there or not."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find():
    """Path of a browser that runs, or None."""
    if named := os.environ.get("CHROMIUM"):
        if not is_browser(named):
            sys.exit(f"CHROMIUM={named} does not run. Name a Chromium or Chrome.")
        return named
    for program in filter(None, map(shutil.which, NAMES)):
        if is_browser(program):
            return program
    own = playwrights_own()
    return own if is_browser(own) else None


def install_browser():
    """Debian's as root, else Playwright's."""
    print("No Chromium or Chrome is found: one is fetched, about 170 MB.", flush=True)
    if os.geteuid() == 0 and succeeds("apt-get", "update"):
        succeeds("apt-get", "install", "-y", "chromium")
    if not find():
        succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def main():
    if not find():
        install_browser()
    if not find():
        sys.exit(
            "No Chromium or Chrome is found, and none can be fetched. Install one"
            " (Debian: apt install chromium; macOS: brew install --cask google-chrome),"
            " or name it, as in make test CHROMIUM=/path/to/chrome"
        )


if __name__ == "__main__":
    main()
