"""Run the book on the oldest and on the newest versions that it admits.

Each Python of PYTHONS that is installed builds the book and runs the wrong programs,
in an environment of its own. What is oldest and newest uv reads in requirements.txt.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "_build" / "versions"
UV = Path(sys.executable).with_name("uv")
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
PACKAGES = ["numpy", "torch", "matplotlib", "sympy"]

# What is downloaded is kept, where make clean finds it.
ENVIRONMENT = {
    "UV_CACHE_DIR": str(FOLDER / "cache"),
    "UV_PYTHON_DOWNLOADS": "never",
    **os.environ,
}


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, text=True, **options)


def installed(python):
    found = run(UV, "python", "find", "--system", python, capture_output=True)
    return found.returncode == 0


def version(python, package):
    code = f"from importlib.metadata import version; print(version('{package}'))"
    return run(python, "-c", code, capture_output=True).stdout.strip() or "none"


def row(python, which):
    """What a pair of Python and versions came to: its versions, and its result."""
    folder = FOLDER / f"{python}-{which}"
    program = folder / "bin" / "python"
    shutil.rmtree(folder, ignore_errors=True)
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
    steps = {
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
    failed = (name for name, step in steps.items() if run(*step).returncode != 0)
    result = next(failed, "passed")
    versions = [version(program, package) for package in PACKAGES]
    shutil.rmtree(folder, ignore_errors=True)
    return [python, *versions, result]


def main():
    pythons = os.environ.get("PYTHONS", "3.11 3.12 3.13").split()
    which = os.environ.get("VERSIONS", "oldest newest").split()
    found = [python for python in pythons if installed(python)]
    rows = [row(python, versions) for python in found for versions in which]
    for cells in [["Python", *PACKAGES, "result"], *rows]:
        print(" ".join(f"{cell:12}" for cell in cells).rstrip())
    if missing := [python for python in pythons if python not in found]:
        print("Not installed here: Python", *missing)
    sys.exit(not rows or any(cells[-1] != "passed" for cells in rows))


if __name__ == "__main__":
    main()
