"""Whoever takes away one notebook and nothing else can run it."""

import nbformat
import pytest
from chapters import CHAPTERS
from nbclient import NotebookClient


@pytest.mark.parametrize("name", [chapter.name for chapter in CHAPTERS])
def test_a_notebook_runs_alone_in_an_empty_folder(site, tmp_path, name):
    notebook = nbformat.read(site / "downloads" / f"{name}.ipynb", as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, resources=resources).execute()
