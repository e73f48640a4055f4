"""Say in one line what has no room: a folder that cannot be written, or a full disk.

``python -m press.tools.room 200`` asks for 200 MB where the book is built. It runs
before anything is installed, so it needs nothing but Python.
"""

import os
import shutil
import sys
from pathlib import Path

HERE = Path()
ADVICE = "Make room and run make again."


def refuse_unwritable(folder):
    """End the program if the folder cannot be written."""
    if not os.access(folder, os.W_OK):
        sys.exit(
            f"The folder {folder.resolve()} cannot be written. Make it so, or run make"
            " in a copy."
        )


def refuse_full(folder, megabytes, advice=ADVICE):
    """End the program if the disk of the folder has fewer megabytes free."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        where = "here" if folder == HERE else f"in {folder.resolve()}"
        sys.exit(
            f"The disk is full: {megabytes} MB are needed {where}, {free} MB are free."
            f" {advice}"
        )


def check(megabytes):
    """End the program if what make builds has no room, before or after it was built."""
    for folder in filter(Path.exists, (HERE, Path("_build"))):
        refuse_unwritable(folder)
        refuse_full(folder, megabytes)


if __name__ == "__main__":
    check(int(sys.argv[1]))
