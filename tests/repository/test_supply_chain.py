"""What the workflows install is locked, and they can do no more than they must."""

import os
import re
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from chapters import ROOT
from fontTools.ttLib import TTFont
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from test_repository import run

LOCK = (ROOT / ".github" / "locked.txt").read_text(encoding="utf-8")
ENTRY = re.compile(r"^(\S.*)(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n", re.M)
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
FONTS = ROOT / "press" / "theme" / "static" / "fonts"


OWN = ("requirements.txt", "press/tools/authors.txt", "tests/requirements.txt")
# comes in many builds, so that make lock leaves it out
NOT_LOCKED = "torch"


def listed(*paths):
    """What files of requirements ask for."""
    return [
        Requirement(line)
        for path in paths
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines()
        if re.match(r"\w", line)
    ]


def of_torch():
    """What torch asks for; only its builds for graphics cards name a platform."""
    needs = map(Requirement, requires("torch"))
    return [r for r in needs if not re.search("extra|platform", str(r.marker))]


def locked(python):
    """The version of each package that the lock names for a Python."""
    entries = map(Requirement, ENTRY.findall(LOCK))
    environment = {"python_full_version": f"{python}.9", "python_version": python}
    return {
        canonicalize_name(entry.name): str(entry.specifier).removeprefix("==")
        for entry in entries
        if not entry.marker or entry.marker.evaluate(environment)
    }


def test_all_that_is_locked_has_its_hashes():
    assert re.sub(r"#.*\n", "", ENTRY.sub("", LOCK)) == ""


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_lock_is_in_step_with_what_is_required(python):
    versions = locked(python)
    wrong = [
        str(requirement)
        for requirement in listed(*OWN) + of_torch()
        if requirement.name != NOT_LOCKED
        and versions.get(canonicalize_name(requirement.name), "none")
        not in requirement.specifier
    ]
    assert wrong == [], "Run make lock: .github/locked.txt has not what these ask for."
    assert NOT_LOCKED not in versions, "Have make lock leave it out in Makefile."


def brought_along(names):
    """What packages ask for here, and what these ask for, and so on."""
    found, left = set(), set(names)
    while left:
        name = left.pop()
        found.add(name)
        needs = [Requirement(need) for need in requires(name) or []]
        asked = {
            canonicalize_name(need.name)
            for need in needs
            if not need.marker or need.marker.evaluate({"extra": ""})
        }
        left |= asked - found
    return found


def test_setting_up_the_tests_undoes_nothing_of_the_book():
    book = {canonicalize_name(r.name) for r in listed(OWN[0])}
    brought = brought_along(book)
    undone = [
        str(requirement)
        for requirement in listed(*OWN[1:])
        if canonicalize_name(requirement.name) in brought
        and {specifier.operator for specifier in requirement.specifier} != {">="}
    ]
    assert undone == [], "The book brings these in some version: write >= for ==."


def test_all_that_is_required_has_a_lower_bound():
    without = [
        str(requirement)
        for requirement in listed(*OWN)
        if not {s.operator for s in requirement.specifier} & {">=", "=="}
    ]
    assert without == [], "Write == or >= and a version: make versions tries it."


def test_a_python_that_make_versions_cannot_try_is_named():
    environment = {**os.environ, "PYTHONS": "3.1"}
    done = run(sys.executable, "-m", "press.tools.versions", env=environment)
    assert done.returncode != 0
    assert done.stdout.splitlines()[-1] == "Not installed here: Python 3.1"


def test_zizmor_finds_nothing_in_the_workflows():
    program = Path(sys.executable).with_name("zizmor")
    done = run(program, "--offline", "--quiet", ".github")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_says_its_rights_and_its_end_and_no_step_runs_what_others_write(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
        scripts = "".join(step.get("run", "") for step in job["steps"])
        assert "${{" not in scripts
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == ("git push" in scripts)


def test_a_font_says_where_it_is_from():
    origin = (FONTS / "README.txt").read_text(encoding="utf-8")
    for path in FONTS.iterdir():
        assert path.name in origin or path.name == "README.txt"
        if path.suffix == ".woff2":
            assert f", {TTFont(path)['name'].getDebugName(5)}, by" in origin


def test_the_published_reveal_js_has_its_licence(site):
    licence = site / "downloads" / "slides" / "reveal" / "LICENSE"
    assert "Permission is hereby granted" in licence.read_text(encoding="utf-8")
