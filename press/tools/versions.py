"""Run the book on the oldest and on the newest versions that it admits.

Each Python of PYTHONS that is installed builds the book and runs the wrong programs,
in an environment of its own. What is oldest and newest uv reads in requirements.txt.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from press.tools import room

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "_build" / "versions"
UV = Path(sys.executable).with_name("uv")
PYTHONS = os.environ.get("PYTHONS", "3.11 3.12 3.13").split()
VERSIONS = os.environ.get("VERSIONS", "oldest newest").split()
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
PACKAGES = ["numpy", "torch", "matplotlib", "sympy"]
MEGABYTES = {"for graphics cards": 14000, "small": 4000}

# What is downloaded is kept, where make clean finds it.
ENVIRONMENT = {
    "UV_CACHE_DIR": str(FOLDER / "cache"),
    "UV_PYTHON_DOWNLOADS": "never",
    **os.environ,
}


def in_the_book(*command, **options):
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, text=True, **options)


def is_installed(python):
    """Whether uv finds that Python on this machine."""
    found = in_the_book(UV, "python", "find", "--system", python, capture_output=True)
    return found.returncode == 0


def installed_version(program, package):
    """Which version of a package that Python has, or none."""
    code = f"from importlib.metadata import version; print(version('{package}'))"
    asked = in_the_book(program, "-c", code, capture_output=True)
    return asked.stdout.strip() or "none"


def steps(python, which, folder):
    """What is run in turn, under the name of what went wrong if it fails."""
    program = folder / "bin" / "python"
    install = [
        UV,
        "pip",
        "install",
        "--python",
        program,
        "-r",
        "tests/requirements.txt",
    ]
    install += ["--resolution", RESOLUTIONS[which]]
    install += [f"--only-binary={package}" for package in PACKAGES]
    build = [folder / "bin" / "jupyter-book", "build", ".", "--path-output", folder]
    build += ["-W", "-n", "--keep-going"]
    return {
        "no environment": [UV, "venv", "--python", python, folder],
        "not installed": install,
        "the book fails": build,
        "its tests fail": [
            program,
            "-m",
            "pytest",
            "tests/programs/test_wrong_programs.py",
        ],
    }


def outcome(python, which):
    """What a pair of Python and versions came to: its versions, and its result."""
    folder = FOLDER / f"{python}-{which}"
    shutil.rmtree(folder, ignore_errors=True)
    run = steps(python, which, folder).items()
    failed = (name for name, step in run if in_the_book(*step).returncode != 0)
    result = next(failed, "passed")
    program = folder / "bin" / "python"
    versions = [installed_version(program, package) for package in PACKAGES]
    shutil.rmtree(folder, ignore_errors=True)
    return [python, *versions, result]


def check_room():
    """End the program if what uv fetches and installs has no room."""
    small = ENVIRONMENT.get("UV_TORCH_BACKEND") == "cpu" or platform.system() != "Linux"
    room.check(MEGABYTES["small" if small else "for graphics cards"])


def main():
    found = list(filter(is_installed, PYTHONS))
    if found:
        check_room()
    rows = [outcome(python, which) for python in found for which in VERSIONS]
    for cells in [["Python", *PACKAGES, "result"], *rows]:
        print(" ".join(f"{cell:12}" for cell in cells).rstrip())
    if missing := [python for python in PYTHONS if python not in found]:
        print("Not installed here: Python", *missing)
    sys.exit(not rows or any(cells[-1] != "passed" for cells in rows))


if __name__ == "__main__":
    main()
