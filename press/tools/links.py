"""Ask every other host whether what the book links is still there: ``make links``.

doi.org itself is asked for a DOI, since many a publisher turns robots away.
"""

import sys

import requests

from press.tools import building, room
from press.tools.building import ROOT

BUILD = ROOT / "_build"
ALWAYS_THERE = ("https://doi.org", "https://github.com")


def answers(address: str) -> bool:
    """Whether a host answers, whatever it says."""
    try:
        requests.head(address, timeout=15)
    except requests.RequestException:
        return False
    return True


def at_doi_org(app, uri: str) -> str:
    return uri.replace("https://doi.org/", "https://doi.org/api/handles/")


def main():
    if not any(map(answers, ALWAYS_THERE)):
        sys.exit(
            f"No link can be asked for, since neither {' nor '.join(ALWAYS_THERE)}"
            " answers. Connect to a network and run make links again."
        )
    room.check(200)
    extensions = [*building.settings()["extensions"], "press.tools.links"]
    folders = BUILD / "links", BUILD / ".doctrees-links"
    if not building.run_sphinx("linkcheck", *folders, extensions=extensions):
        sys.exit(f"{folders[0] / 'output.txt'} lists every link.")


def setup(app):
    app.connect("linkcheck-process-uri", at_doi_org)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    with building.interruptible():
        main()
