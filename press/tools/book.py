"""Build the book: ``make book``.

Cells run once. Then each language is read once, in a process of its own, and pages,
notebooks and slides are written from what was read. A folder in which nothing has
changed since is left alone.

``python -m press.tools.book FOLDER`` builds into another folder than ``_build``.
"""

import hashlib
import json
import os
import shutil
import sys
from importlib.metadata import distributions
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

from press.cells.running import run_chapters
from press.cells.versions import cache_path
from press.languages.editions import FOLDERS, NAMES
from press.outputs.downloads import FOLDER, PDF
from press.tools import building, room
from press.tools.building import ROOT

BUILD = ROOT / "_build"
ADVICE = "The book is not built. Run it again: all is read and written anew."
MEGABYTES = 200  # that a build takes
KINDS = ("html", "notebooks", "slides")
SOURCES = ("*.yml", "*.cff", "requirements.txt")
SOURCES += ("book/**/*.*", "press/**/*.*", "proofs/*.v")
OF_THE_ENVIRONMENT = ("GITHUB_REPOSITORY", "SITE_URL")
OF_THE_TOOLS = shutil.ignore_patterns("_static", "index.html", "jupyter_execute")


class Folders:
    """What is where in the folder of a build."""

    def __init__(self, build: Path):
        self.build = build
        self.site = build / "html"
        self.record = build / "finished.json"

    def doctrees(self, language: str) -> Path:
        return self.build / (
            ".doctrees" if language == "en" else f".doctrees-{language}"
        )

    def output(self, language: str, kind: str) -> Path:
        """English pages are where Jupyter Book writes them, too."""
        if (language, kind) == ("en", "html"):
            return self.site
        return self.build / language / kind

    def pdf(self, language: str) -> Path:
        return self.build / "pdf" / PDF[language]


# what was built of what


def digest_of(paths, describe) -> str:
    """One for the names of the files and what ``describe`` says of each."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path}\0".encode() + describe(path) + b"\0")
    return found.hexdigest()


def changed(path: Path) -> bytes:
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}".encode()


def state(folders: Folders) -> dict[str, str]:
    """Digests of all that a build depends on, and of the site that it made."""
    sources = {path for pattern in SOURCES for path in ROOT.glob(pattern)}
    sources = [p for p in sources if p.is_file() and p.suffix not in {".mo", ".pyc"}]
    packages = sorted(f"{d.name} {d.version}" for d in distributions())
    around = [*packages, sys.version, *map(os.environ.get, OF_THE_ENVIRONMENT)]
    site = [path for path in folders.site.rglob("*") if path.is_file()]
    printed = [path for path in map(folders.pdf, NAMES) if path.exists()]
    return {
        "sources": digest_of(sources, Path.read_bytes),
        "around": hashlib.sha256(repr(around).encode()).hexdigest(),
        "printed": digest_of(printed, changed),
        "site": digest_of(site, changed),
    }


def is_finished(folders: Folders) -> bool:
    """Whether the site is the one that the last build made of what there is now."""
    try:
        record = json.loads(folders.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return record == state(folders)


def run_cells(folders: Folders) -> bool:
    pages = [ROOT / f"{name}.md" for name in parse_toc_yaml(ROOT / "_toc.yml")]
    timeout = building.settings()["nb_execution_timeout"]
    run_chapters(pages, cache_path(folders.build), timeout, say)
    return True


def build_edition(folders: Folders, language: str) -> bool:
    """Pages, notebooks and slides of a language, read once."""
    kinds = [*KINDS[1:], *(["pdf"] if folders.pdf(language).exists() else [])]
    for kind in KINDS:
        done = building.run_sphinx(
            kind,
            folders.output(language, kind),
            folders.doctrees(language),
            language=language,
            editions=list(NAMES),
            downloads=kinds,
        )
        if not done:
            return False
    say(f"{NAMES[language]}: pages, notebooks and slides are written")
    return True


def say(text: str):
    print(text, flush=True)


# the site


def put_together(folders: Folders):
    """Put into the site what is written beside it, the English edition last."""
    for language in reversed(NAMES):
        pages = folders.output(language, "html")
        downloads = pages / FOLDER
        shutil.rmtree(downloads, ignore_errors=True)
        shutil.copytree(
            folders.output(language, "notebooks"), downloads, ignore=OF_THE_TOOLS
        )
        shutil.copytree(
            folders.output(language, "slides"),
            downloads / "slides",
            ignore=OF_THE_TOOLS,
        )
        if (pdf := folders.pdf(language)).exists():
            shutil.copy(pdf, downloads)
        if folder := FOLDERS[language]:
            published = folders.site / folder
            shutil.rmtree(published, ignore_errors=True)
            shutil.copytree(pages, published)


def build(folders: Folders):
    """Build the whole book, or end with the words of what went wrong."""
    room.check(MEGABYTES)
    folders.record.unlink(missing_ok=True)
    building.load()
    cells_ran = building.run_apart((run_cells, folders))
    editions = ((build_edition, folders, language) for language in NAMES)
    if cells_ran and building.run_apart(*editions):
        put_together(folders)
        folders.record.write_text(json.dumps(state(folders)), encoding="utf-8")
        return
    room.check(MEGABYTES)  # full only now
    if cells_ran:
        print(ADVICE, file=sys.stderr)
    sys.exit(1)


def main(folder: Path = BUILD):
    folders = Folders(Path(folder).resolve())
    if not is_finished(folders):
        build(folders)
    say(f"Open {(folders.site / 'index.html').as_uri()}")


if __name__ == "__main__":
    with building.interruptible():
        main(*sys.argv[1:])
