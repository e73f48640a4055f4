"""ruff checks and formats the cells of the chapters, like all other code."""

import json
import subprocess
import sys
from difflib import ndiff
from pathlib import Path

import nbformat
from chapters import ROOT, WITH_CELLS, Chapter
from nbformat.v4 import new_code_cell, new_notebook

PYTHON = {"language_info": {"name": "python"}}  # else ruff passes over it


def ruff(command, *arguments):
    done = subprocess.run(
        [Path(sys.executable).with_name("ruff"), command, *arguments]
        + ["--config", ROOT / "pyproject.toml", "--line-length=79", "--no-cache"],
        capture_output=True,
        text=True,
    )
    assert done.stderr == "", f"ruff cannot read the cells: {done.stderr}"
    return done.stdout


def complaints(chapters, folder):
    """What ruff would change in the chapters, each with its place."""
    cells = {}
    for chapter in chapters:
        path = folder / f"{chapter.name}.ipynb"
        cells[path] = [(f"book/{chapter.path.name}", cell) for cell in chapter.cells]
        sources = [new_code_cell(cell.source) for cell in chapter.cells]
        nbformat.write(new_notebook(cells=sources, metadata=PYTHON), path)

    found = []
    for finding in json.loads(ruff("check", "--output-format=json", folder)):
        page, cell = cells[Path(finding["filename"])][finding["cell"] - 1]
        line = cell.line + finding["location"]["row"] - 1
        found.append(f"{page}:{line}: {finding['code']} {finding['message']}")

    ruff("format", "--quiet", folder)
    for path in cells:
        formatted = nbformat.read(path, as_version=4).cells
        for (page, cell), after in zip(cells[path], formatted, strict=True):
            if cell.source != after.source:
                lines = ndiff(cell.source.split("\n"), after.source.split("\n"))
                change = "\n".join(line for line in lines if line[0] in "-+")
                found.append(f"{page}:{cell.line}: ruff format makes it\n{change}")
    return found


def test_least_squares_name_a_driver():
    """The default, gelsy, reads memory that nobody has set (pytorch issue 92537).

    With columns that nearly depend on each other two runs differ then by much.
    """
    silent = [
        f"{chapter.path.name}:{cell.line}: {call[:60]}"
        for chapter in WITH_CELLS
        for cell in chapter.cells
        for call in cell.source.split("lstsq(")[1:]
        if "driver=" not in call.split("\n")[0]
    ]
    assert not silent, 'Say driver="gelsd" in ' + ", ".join(silent)


def test_the_cells_of_the_chapters_are_clean(tmp_path):
    found = complaints(WITH_CELLS, tmp_path)
    assert not found, (
        "Mend each of these cells in its chapter. A line with + is what a line with -"
        " becomes:\n" + "\n".join(found)
    )


def test_a_complaint_names_its_place(tmp_path):
    chapter = tmp_path / "small.md"
    chapter.write_text(
        "# Small\n\n```{code-cell} python\nimport json\nimport math\n```\n\n"
        "```{code-cell} python\n---\ntags: [hide-input]\n---\n"
        "print(math.pi)\nprint( math.e )\n```\n",
        encoding="utf-8",
    )
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    assert complaints([Chapter(chapter)], notebooks) == [
        "book/small.md:4: F401 `json` imported but unused",
        "book/small.md:12: ruff format makes it\n- print( math.e )\n+ print(math.e)",
    ]
