"""What CI runs is whole, and installs what a machine lacks before that."""

import re
import shlex
import subprocess
import sys

import pytest
import yaml
from builds import copy_repository
from chapters import ROOT
from stage import program
from test_set_up import only_line

CI = ROOT / ".ci" / "run"
PARTS = re.search(r"set -- (.*)", CI.read_text(encoding="utf-8"))[1].split()
BOOK = (ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8")
JOBS = yaml.safe_load(BOOK)["jobs"]
BROWSERS = ["firefox-esr", "webkit2gtk-driver", "xvfb"]
INSTALL = "apt-get install --no-install-recommends"


@pytest.fixture
def bare(tmp_path):
    """A copy of the repository on a machine with nearly no program."""
    copy_repository(tmp_path)
    (tmp_path / "bin").mkdir()
    python = f'exec {shlex.quote(sys.executable)} "$@"'
    scripts = {name: "true" for name in ("git", "java")}
    scripts |= {name: f'echo {name} "$@"' for name in ("apt-get", "make")}
    scripts |= {"python3": python, "dirname": "echo .ci", "id": "echo 0"}
    for name, script in scripts.items():
        program(tmp_path, name, script)
    return tmp_path


def on(machine, *command):
    return subprocess.run(
        command,
        cwd=machine,
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
    )


def of_ci(machine, *parts):
    done = on(machine, "/bin/bash", ".ci/run", *parts)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_ci_proves_all_parts_in_turn(bare):
    assert {"test", "robust", "browsers", "proofs"} <= set(PARTS)
    made = [line for line in of_ci(bare) if line.startswith("make ")]
    assert made == [f"make {part}" for part in PARTS]


def test_ci_installs_firefox_and_webkit_for_the_part_that_needs_them(bare):
    packages = f"{INSTALL} {' '.join(BROWSERS)} -y"
    assert of_ci(bare, "browsers") == ["apt-get update", packages, "make browsers"]
    assert of_ci(bare, "test") == ["make test"]


def test_ci_installs_only_what_lacks(bare):
    for name in ("firefox-esr", "WebKitWebDriver"):
        program(bare, name, "true")
    assert f"{INSTALL} xvfb -y" in of_ci(bare, "browsers")
    program(bare, "Xvfb", "true")
    assert of_ci(bare, "browsers") == ["make browsers"]


def test_a_missing_firefox_or_webkit_is_named_with_what_to_install(bare):
    done = on(bare, sys.executable, "-S", "tests/browsers/needed.py")
    assert done.returncode != 0
    assert f"on Debian 13, {INSTALL} {' '.join(BROWSERS)}" in only_line(done.stderr)


def commands(job):
    return [step.get("run") for step in JOBS[job]["steps"]]


@pytest.mark.parametrize("part", PARTS)
def test_the_workflow_proves_what_ci_proves_before_it_publishes(part):
    assert {f"make {part}", f".ci/run {part}"}.intersection(commands(part))
    for job in ("notebooks", "release"):
        assert part in JOBS[job]["needs"]


def test_the_workflow_installs_the_browsers_that_the_tests_name():
    assert JOBS["browsers"]["container"].startswith("debian:trixie")
    assert "$(python3 tests/browsers/needed.py --install) -y" in commands("browsers")
