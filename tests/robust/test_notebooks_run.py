"""Whoever takes away one notebook and nothing else can run it.

Its code is that of the chapter, in the same order, and without the cells of explorers,
which no other cell needs (tests/site/test_notebooks.py); and the build runs every
chapter. So one notebook of each language is run, of a chapter that has an explorer.
"""

import nbformat
import pytest
from chapters import CHAPTERS
from nbclient import NotebookClient

WITH_EXPLORER = next(
    chapter.name
    for chapter in CHAPTERS
    if any("explorer" in cell.tags for cell in chapter.cells)
)


@pytest.mark.parametrize("folder", ["", "es"], ids=["English", "Spanish"])
def test_a_notebook_runs_alone_in_an_empty_folder(site, tmp_path, folder):
    path = site / folder / "downloads" / f"{WITH_EXPLORER}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, resources=resources).execute()
