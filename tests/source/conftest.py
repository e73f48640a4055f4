"""The sources as Sphinx reads them, and the choice of one chapter."""

import json
from pathlib import Path

import pytest
from chapters import WITH_CELLS, Chapter
from filelock import FileLock
from reading import Reading, read_apart


def pytest_addoption(parser):
    parser.addoption("--chapter", help="prove this chapter, and the book as a whole")


def pytest_collection_modifyitems(config, items):
    """Leave out the tests of the other chapters if one is named."""
    chosen, chapters = config.getoption("--chapter", None), {c.name for c in WITH_CELLS}
    if chosen and chosen not in chapters:
        raise pytest.UsageError(
            f"No chapter of _toc.yml is called {chosen}. These are: "
            f"{', '.join(sorted(chapters))}. make chapter NAME={chosen} begins one."
        )
    if chosen:
        items[:] = [item for item in items if not subjects(item) & chapters - {chosen}]


def subjects(item):
    """The pages for which a test runs once each."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    paths = [v.path if isinstance(v, Chapter) else v for v in values]
    return {path.stem for path in paths if isinstance(path, Path)}


@pytest.fixture(scope="session")
def reading(tmp_path_factory, testrun_uid):
    """The sources as Sphinx reads them; of several processes, one reads for all."""
    path = tmp_path_factory.getbasetemp().parent / f"reading-{testrun_uid}.json"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            path.write_text(read_apart(), encoding="utf-8")
    return Reading(**json.loads(path.read_text(encoding="utf-8")))
