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


def playwrights_own():
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def runs(program):
    """Ubuntu has a chromium-browser that only says where to get the real one."""
    try:
        return (
            subprocess.run([program, "--version"], capture_output=True).returncode == 0
        )
    except OSError:
        return False


def find():
    """Path of a browser that runs, or None."""
    if named := os.environ.get("CHROMIUM"):
        if not runs(named):
            sys.exit(f"CHROMIUM={named} does not run. Name a Chromium or Chrome.")
        return named
    for program in filter(None, map(shutil.which, NAMES)):
        if runs(program):
            return program
    own = playwrights_own()
    return own if runs(own) else None


def get():
    """Install a browser: Debian's as root, else Playwright's."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        if subprocess.run(["apt-get", "update"]).returncode == 0:
            subprocess.run(["apt-get", "install", "-y", "chromium"])
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def main():
    if not find():
        get()
    if not find():
        sys.exit(
            "No Chromium or Chrome is found. Install one (Debian: apt install"
            " chromium; macOS: brew install --cask google-chrome), or name it, as in"
            " make test CHROMIUM=/path/to/chrome"
        )


if __name__ == "__main__":
    main()
