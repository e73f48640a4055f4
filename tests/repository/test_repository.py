"""What stands around the book is valid, and what it tells people to do works."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from builds import tracked_files
from chapters import ROOT
from stage import program

EXPECTED_AT_THE_ROOT = set(
    """.ci .github .gitignore CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE
    LICENSE-CODE Makefile README.md _config.yml _toc.yml book press proofs
    pyproject.toml requirements.txt tests""".split()
)
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
HOSTS = set(
    """127.0.0.1 book.example.org colab.research.google.com doi.org
    download.pytorch.org example.org github.com mybinder.org pradyunsg.me schema.org
    spdx.org www.sitemaps.org www.w3.org""".split()
)


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


def texts():
    for path in tracked_files():
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            pass  # a font


def test_only_what_people_expect_is_at_the_root():
    assert {path.parts[0] for path in tracked_files()} == EXPECTED_AT_THE_ROOT


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("citation-file-format", "CITATION.cff"),
        ("dependabot", ".github/dependabot.yml"),
        ("github-workflows", ".github/workflows/book.yml"),
        ("github-workflows", ".github/workflows/weekly.yml"),
    ],
)
def test_files_for_others_keep_their_schemas(schema, file):
    program = Path(sys.executable).with_name("check-jsonschema")
    done = run(program, "--builtin-schema", f"vendor.{schema}", file)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_finds_nothing(command):
    done = run(sys.executable, "-m", "ruff", *command.split(), ".")
    assert done.returncode == 0, done.stdout


def test_the_version_that_is_cited_is_the_newest_of_the_changelog():
    """Else a number would be cited of a version in which it was another."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, *older = re.findall(r"^## (.*)$", text, re.M)
    if newest == "Unreleased":
        assert CFF["version"].endswith("-dev"), "CONTRIBUTING.md, A release, step 7"
        released = older[0].partition(" - ")[0].split(".")
        coming = CFF["version"].removesuffix("-dev").split(".")
        assert list(map(int, coming)) > list(map(int, released))
    else:
        assert newest == f"{CFF['version']} - {CFF['date-released']}"


def test_the_numbers_of_every_version_are_recorded():
    """Else a later one cannot say what was called Theorem 2.1."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d\S*) - ", text, re.M)
    recorded = {path.stem for path in (ROOT / "book" / "numbers").iterdir()}
    assert recorded == set(versions) != set(), "make numbers records those of a release"


def in_the_workflow(job, name, folder, tag):
    """What that step of the workflow does in that folder at that tag."""
    text = (ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"][job]["steps"]
    [script] = [step["run"] for step in steps if step.get("name") == name]
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "GITHUB_REF_NAME": tag},
        capture_output=True,
        text=True,
    )


def test_a_tag_that_is_not_the_version_is_refused():
    name, version = "Refuse a tag that is not the version", CFF["version"]
    assert in_the_workflow("site", name, ROOT, f"v{version}").returncode == 0
    for tag in ("v0.0.0", version):
        done = in_the_workflow("site", name, ROOT, tag)
        assert done.returncode != 0
        words = f"The tag is {tag}, but the version in CITATION.cff is {version}."
        assert words in done.stdout


def test_a_release_has_its_part_of_the_changelog_and_the_pack(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(
        """# Changelog\n
## Unreleased\n\nLater.\n
## 0.2.0 - 2027-01-31\n\n### Added\n\n- This.\n
## 0.1.0 - 2026-11-24\n\nBefore.\n""",
        encoding="utf-8",
    )
    (tmp_path / "rnns-by-hand-0.2.0.zip").touch()
    (tmp_path / "bin").mkdir()
    program(tmp_path, "gh", 'echo "$@"')
    name = "Publish the release with its notes and the offline pack"
    done = in_the_workflow("release", name, tmp_path, "v0.2.0")
    assert done.stdout.startswith("release create v0.2.0 rnns-by-hand-0.2.0.zip ")
    notes = (tmp_path / "notes.md").read_text(encoding="utf-8")
    assert notes.strip() == "### Added\n\n- This."


def test_every_make_command_that_is_named_exists():
    named = set()
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:`|^ *|cpu )make (\w+)", text, re.M))
    assert named >= {"book", "test", "watch"}
    listed = set(re.findall(r"make (\w+)", run("make", "help").stdout))
    assert named <= listed


def test_no_file_names_a_path_of_one_machine():
    for path, text in texts():
        found = re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/", text)
        assert not found, path


def test_no_file_but_the_book_names_an_unexpected_host():
    for path, text in texts():
        if path.parts[0] != "book" and path.name != "OFL.txt":
            hosts = set(re.findall(r"https?://([\w.-]+)", text))
            assert hosts - HOSTS == set(), path


def test_make_help_lines_up():
    lines = run("make", "--no-print-directory", "help").stdout.splitlines()
    columns = {re.match(r"make \w+ +", line).end() for line in lines}
    assert len(columns) == 1, "Widen the column of make help in Makefile."


def test_the_readme_begins_with_the_first_page_in_both_themes():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    picture = re.search(r"<picture>.*?</picture>", readme.split("\n\n")[1], re.S)[0]
    dark, light = re.findall(r'(?:srcset|src)="(.*?)"', picture)
    assert 'media="(prefers-color-scheme: dark)"' in picture
    for theme, name in (("dark", dark), ("light", light)):
        assert theme in name
        assert (ROOT / name).read_bytes().startswith(b"\x89PNG")
