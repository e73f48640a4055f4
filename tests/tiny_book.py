"""Tiny books, on which tests/press tests the parts of the press without a kernel.

It is a plugin that tests/conftest.py loads: a second conftest.py, in tests/press,
would hide the first from the tests that import it.
"""

import pickle
import re
import shutil
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from babel.messages import Catalog
from babel.messages.pofile import write_po
from chapters import ROOT
from sphinx.environment import BuildEnvironment
from sphinx.testing.util import SphinxTestApp

from press.tools import building

ANSI = re.compile(r"\x1b\[[\d;]*m")
WITHOUT_CELLS = {**building.settings(), "nb_execution_mode": "off"}
NOTEBOOK = """\
---
file_format: mystnb
kernelspec:
  name: python3
  language: python
---

"""  # how a page with cells begins
CATALOGUE = "book/locale/es/LC_MESSAGES/{}.po"


@dataclass
class TinyBook:
    """A book that has been built: where its files are, and what its build said."""

    srcdir: Path
    outdir: Path
    doctreedir: Path
    app: SphinxTestApp  # its ``env``, ``config`` and ``builder`` can be read
    warnings: list[str] = field(default_factory=list)

    @property
    def env(self) -> BuildEnvironment:
        return self.app.env

    def page(self, name: str) -> str:
        """The HTML of a page: ``page("book/first")``."""
        return (self.outdir / f"{name}.html").read_text(encoding="utf-8")

    def pickled_doctree(self, name: str) -> bytes:
        return (self.doctreedir / f"{name}.doctree").read_bytes()

    def doctree(self, name: str):
        return pickle.loads(self.pickled_doctree(name))


def write_sources(srcdir, pages, contents, files):
    names = [f"book/{name}" for name in pages]
    if contents is None:
        contents = {"root": names[0]}
        if names[1:]:
            chapters = [{"file": name} for name in names[1:]]
            contents["parts"] = [{"caption": "Part", "chapters": chapters}]
        contents |= {"format": "jb-book", "defaults": {"numbered": True}}
    texts = {
        f"{name}.md": text for name, text in zip(names, pages.values(), strict=True)
    } | files
    texts["_toc.yml"] = yaml.safe_dump(contents)
    for name, text in texts.items():
        path = srcdir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")  # else a warm build reads it anew


def write_catalogue(path, messages):
    catalogue = Catalog(locale="es")
    for english, spanish in messages.items():
        catalogue.add(english, spanish)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


def prepare_folder(srcdir):
    """What every book has: who made it, its references, its Spanish, and the press."""
    for name in ("CITATION.cff", "book/references.bib", CATALOGUE.format("sphinx")):
        (srcdir / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, srcdir / name)
    (srcdir / "press").symlink_to(ROOT / "press")
    (srcdir / "conf.py").touch()


@pytest.fixture
def tiny_book(tmp_path, monkeypatch):
    """Build a book of a few pages with the press: ``tiny_book(pages={...})``.

    ``pages``: the name of each page, without ``book/``, and its MyST; the first is the
    first page of the book, the others are numbered chapters of one part.
    ``language``, ``builder``: ``"en"``, ``"html"``.
    ``catalogue``: English sentences and their Spanish, for all pages.
    ``files``: other files of the book, by their path and text.
    ``contents``: what stands in ``_toc.yml`` instead.
    ``warns``: whether the build may warn; otherwise a warning fails the test.
    ``config``: any option of ``conf.py``.

    A second call of a test builds in the same folder, anew where ``fresh`` is true,
    and otherwise as a warm build does. It returns a ``TinyBook``; a build takes about
    a second.
    """
    srcdir = tmp_path / "tiny"
    prepare_folder(srcdir)
    for name in ("SITE_URL", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)

    def build(
        pages,
        language="en",
        builder="html",
        catalogue=None,
        files=None,
        contents=None,
        warns=False,
        fresh=True,
        **config,
    ):
        write_sources(srcdir, pages, contents, files or {})
        for name in pages if catalogue else ():
            write_catalogue(srcdir / CATALOGUE.format(f"book/{name}"), catalogue)
        builddir = srcdir / "_build" / language
        if fresh:
            shutil.rmtree(builddir, ignore_errors=True)
        settings = deepcopy(WITHOUT_CELLS)  # extensions append to its lists
        app = SphinxTestApp(
            builder,
            srcdir,
            builddir,
            confoverrides={**settings, "language": language, **config},
        )
        try:
            app.build()
        finally:
            app.cleanup()
        said = ANSI.sub("", app.warning.getvalue())
        warnings = said.splitlines()
        assert warns or not warnings, f"The build of the tiny book warns:\n{said}"
        return TinyBook(srcdir, Path(app.outdir), Path(app.doctreedir), app, warnings)

    return build
