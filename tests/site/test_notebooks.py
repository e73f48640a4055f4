"""Each page with cells is a notebook, too, that anybody can take away and run alone."""

import ast
import base64
import os
import re
import shutil
import subprocess
import sys
from symtable import symtable
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

import nbformat
import pytest
import yaml
from builds import ADDRESS, REPOSITORY
from chapters import CHAPTERS, ROOT, WITH_CELLS, solutions

from press.languages.comments import translated
from press.outputs.blanks import blanked

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
MACROS = CONFIG["sphinx"]["config"]["mathml_macros"]
MYST = re.compile(
    r":::|```\{|\{[a-z:]+\}`|^\([\w-]+\)=|^\$\$ *\(eq|"
    + "|".join(rf"\\{name}(?![a-zA-Z])" for name in MACROS),
    re.M,
)

every_page_with_cells = pytest.mark.parametrize(
    "chapter", WITH_CELLS, ids=lambda page: page.name
)


class Said(NamedTuple):
    """What a notebook says in the language of its edition."""

    folder: str
    book: str
    version: str
    proof: str
    answer: str
    solution: str
    solutions: str


ENGLISH = Said(
    *("", CFF["title"], "version", "Proof.", "Answer", "Solution to", "Solutions")
)
SPANISH = Said(
    *("es", "RNN a mano", "versión", "Demostración.", "Respuesta"),
    *("Solución del", "Soluciones"),
)


@pytest.fixture(params=[ENGLISH, SPANISH], ids=["English", "Spanish"])
def said(request):
    return request.param


@pytest.fixture
def edition(site, said):
    return site / said.folder


def read(folder, chapter, where="downloads"):
    return nbformat.read(folder / where / f"{chapter.name}.ipynb", as_version=4)


def text(notebook):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def page(folder, chapter):
    return (folder / "book" / f"{chapter.name}.html").read_text(encoding="utf-8")


def links(markdown):
    found = re.findall(r"\]\(([^()]*(?:\([^()]*\)[^()]*)*)\)", markdown)
    return found + re.findall(r'(?:href|src)="([^"]*)"', markdown)


def without_explorers(chapter):
    return [cell for cell in chapter.cells if "explorer" not in cell.tags]


@every_page_with_cells
def test_its_code_is_that_of_the_chapter_in_order_and_has_no_results(edition, chapter):
    notebook = read(edition, chapter)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown, expected = (
        [translated(cell.source, lambda text: "") for cell in some]
        for some in (cells, without_explorers(chapter))
    )  # comments are in the language of the edition
    assert shown == expected, (
        f"The notebook would not run as {chapter.path.name}: its solutions stand at the"
        " end (press/outputs/notebooks.py), so that no cell of the chapter may follow."
    )
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


def defined(cell):
    """Names that the cell leaves behind: not those of loops inside brackets."""
    names = symtable(cell.source, "cell", "exec").get_symbols()
    return {n.get_name() for n in names if n.is_assigned() or n.is_imported()}


def used(cell):
    names = (n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Load)}


@every_page_with_cells
def test_no_cell_needs_what_an_explorer_defines_since_a_notebook_has_none(chapter):
    of_explorers = set()
    for cell in chapter.cells:
        if "explorer" in cell.tags:
            of_explorers |= defined(cell)
            continue
        of_explorers -= defined(cell)
        needed = of_explorers & used(cell)
        assert not needed, (
            f"{chapter.path}:{cell.line} uses what only an explorer defines: {needed}."
            " Define it in a cell that is no explorer."
        )


@every_page_with_cells
def test_it_shows_no_myst(edition, chapter):
    assert MYST.findall(text(read(edition, chapter))) == []


@every_page_with_cells
def test_its_numbers_are_those_of_the_page(edition, chapter):
    html, markdown = page(edition, chapter), text(read(edition, chapter))
    headings = re.findall(r'<h\d><span class="section-number">([\d.]+) ', html)
    assert re.findall(r"^#+ ([\d.]+) ", markdown, re.M) == headings
    boxes = re.findall(
        r'id="([^"]+)">\s*<p class="admonition-title">'
        r'<span class="caption-number">(.+?) ?</span>',
        html,
    )
    in_notebook = r'^> <a id="([^"]+)"></a>\n>\n> \*\*(.+?)\*\*'
    assert re.findall(in_notebook, markdown, re.M) == boxes
    equations = re.findall(
        r'id="(equation-[^"]+)".*?<span class="eqno">\((.*?)\)', html, re.S
    )
    in_notebook = r'id="(equation-[^"]+)".*?\\tag\{(.*?)\}'
    assert re.findall(in_notebook, markdown, re.S) == equations
    kinds = r"((?:Fig\.|Tabl[ea]) .+?)"
    captions = re.findall(rf'<span class="caption-number">{kinds} <', html)
    in_notebook = rf"^\*\*{kinds}\.\*\*"
    assert re.findall(in_notebook, markdown, re.M) == captions


@every_page_with_cells
def test_it_names_the_chapters_that_the_page_names(edition, chapter):
    """By their numbers of today; test_slides.py compares all prose of the slides."""
    named = re.compile(r"(?:chapters?|capítulos?)\s+(\d+)")
    article = page(edition, chapter).split("<article")[1].split('id="cite"')[0]
    on_the_page = named.findall(re.sub(r"<[^>]+>", "", article))
    assert sorted(named.findall(text(read(edition, chapter)))) == sorted(on_the_page)


@every_page_with_cells
def test_its_answers_are_folded_and_its_solutions_at_the_end(edition, said, chapter):
    markdown = text(read(edition, chapter))
    body, _, solutions = markdown.partition(f"\n## {said.solutions}\n")
    answers = chapter.text.count(":class: predict")
    assert body.count(f"<details><summary>{said.answer}</summary>\n>\n") == answers
    assert body.count("> </details>") == answers
    titles = chapter.text.count("```{solution-start}")
    assert solutions.count(f"\n### {said.solution} [") == titles


def test_the_assignments_are_listed_in_the_order_of_the_chapters(site):
    page = (site / "book" / "how-to-cite-and-teach.html").read_text(encoding="utf-8")
    listed = re.findall(r'href="[^"]*/assignments/([\w-]+)\.ipynb"', page)
    assert listed == [chapter.name for chapter in CHAPTERS]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_its_assignment_has_blanks_below_the_exercises_and_no_solution(
    edition, said, chapter
):
    notebook = read(edition, chapter, "downloads/assignments")
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    expected, answers = [], solutions(chapter)
    solved = {number for numbers in answers.values() for number in numbers}
    for number, cell in enumerate(chapter.cells):
        if number not in solved and "explorer" not in cell.tags:
            expected.append(cell.source)
    blanks = [
        blanked("\n\n".join(chapter.cells[number].source for number in numbers))
        for numbers in answers.values()
    ]
    expected += filter(None, blanks)
    shown, expected = (
        [ast.dump(ast.parse(translated(source, lambda text: ""))) for source in some]
        for some in (code, expected)
    )  # comments are in the language of the edition
    assert blanks and shown == expected
    places = [
        any(f'id="{label}"' in cell.source for label in answers)
        for cell in notebook.cells
    ]
    assert sum(places) == len(blanks)
    assert said.solution not in text(notebook)
    check_links(
        edition, chapter, os.environ.get("SITE_URL", ""), "downloads/assignments"
    )


@every_page_with_cells
def test_a_proof_is_announced_once(edition, said, chapter):
    html, markdown = page(edition, chapter), text(read(edition, chapter))
    assert markdown.count(said.proof) == html.count(f"<p>{said.proof}")


@every_page_with_cells
def test_its_tables_have_one_width(edition, chapter):
    for table in re.findall(r"(?:^\|.*\n)+", text(read(edition, chapter)), re.M):
        assert len({row.count("|") for row in table.splitlines()}) == 1, table


def check_links(folder, chapter, address, where="downloads"):
    """Every link arrives: in the notebook, in the site, or at another host."""
    markdown = text(read(folder, chapter, where))
    anchors = re.findall(r'<a id="([^"]+)"></a>', markdown)
    assert len(anchors) == len(set(anchors)) > chapter.text.count("\n## ")
    for link in links(markdown):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif address and link.startswith(address):
            url = urlsplit(link.removeprefix(address))
            if url.path:
                target = (folder / url.path).read_text(encoding="utf-8")
                assert f'id="{url.fragment}"' in target or not url.fragment, link
        else:
            assert link.startswith(("https://", "http://", "data:")), link


def check_figures(folder, chapter, address):
    """Each has words and a picture that needs nothing from the page."""
    markdown = text(read(folder, chapter))
    figures = re.findall(r'<img alt="([^"]+)" src="([^"]+)">', markdown)
    assert len(figures) == chapter.text.count("```{figure}") == markdown.count("<img")
    for alt, source in figures:
        assert len(alt) > 40
        if address:
            svg = (folder / source.removeprefix(address)).read_text(encoding="utf-8")
        else:
            svg = base64.b64decode(source.removeprefix("data:image/svg+xml;base64,"))
        assert ElementTree.fromstring(svg).tag.endswith("svg")


@every_page_with_cells
def test_every_link_arrives_and_every_figure_is_there(edition, chapter):
    address = os.environ.get("SITE_URL") or CFF.get("url", "")
    check_links(edition, chapter, address)
    check_figures(edition, chapter, address)


@every_page_with_cells
def test_it_says_what_it_is_and_what_it_needs(edition, said, chapter):
    notebook = read(edition, chapter)
    [title] = re.findall(r"<h1>(?:<.*?</span>)?(.*?)<a", page(edition, chapter))
    first = notebook.cells[0].source
    assert title in first and said.book in first
    assert f"{said.version} {CFF['version']}" in first
    assert all(name in first for name in CFF["license"])
    imports = set()
    for cell in chapter.cells:
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                imports |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imports.add(node.module.split(".")[0])
    [packages] = re.findall(r"`pip install (.*?)`", first)
    assert imports - sys.stdlib_module_names <= set(packages.split())
    lines = (edition / "downloads" / "requirements.txt").read_text().split("\n")
    assert {re.split("[>=<]", line)[0] for line in lines[1:-1]} == set(packages.split())
    assert lines[0].startswith("--extra-index-url") and lines[0].endswith("/whl/cpu")
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8").split("\n")
    assert set(lines[1:]) <= set(locked)


def run_links(folder, name):
    html = (folder / "book" / f"{name}.html").read_text(encoding="utf-8")
    return [
        link
        for line in re.findall(r'<p class="run">(.*?)</p>', html, re.S)
        for link in re.findall(r'href="([^"]*)"', line)
    ]


def test_a_fork_links_itself(told):
    for chapter in WITH_CELLS:
        download, colab, binder = run_links(told, chapter.name)[:3]
        name = f"{chapter.name}.ipynb"
        assert (told / "book" / download).resolve() == told / "downloads" / name
        assert colab.endswith(f".google.com/github/{REPOSITORY}/blob/notebooks/{name}")
        assert binder.endswith(f"/v2/gh/{REPOSITORY}/notebooks?labpath={name}")
        assert f"]({ADDRESS})" in read(told, chapter).cells[0].source
        check_links(told, chapter, ADDRESS)
        check_figures(told, chapter, ADDRESS)


def test_a_home_without_a_repository_links_no_other_host(tiny_book):
    pages = {"index": "# A book\n", "first": "# One\n"}
    book = tiny_book(pages, downloads=["notebooks"])
    [line] = re.findall(r'<p class="run">(.*?)</p>', book.page("book/first"), re.S)
    assert re.findall(r'href="([^"]*)"', line) == ["../downloads/first.ipynb"]


def test_the_workflow_pushes_what_colab_and_binder_open(site, tmp_path):
    workflow = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text())
    steps = workflow["jobs"]["notebooks"]["steps"]
    [script] = [step["run"] for step in steps if "run" in step]
    folder = next(s["with"]["path"] for s in steps if "download" in s.get("uses", ""))

    def git(folder, *command):
        command = ["git", "-c", "user.name=x", "-c", "user.email=x", *command]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    git(tmp_path, "init", "--quiet", "origin")
    (tmp_path / "origin" / "Makefile").write_text("all:\n")
    git(tmp_path / "origin", "add", ".")
    git(tmp_path / "origin", "commit", "--quiet", "-m", "x")
    names = [f"{chapter.name}.ipynb" for chapter in WITH_CELLS]
    for checkout in ("first", "second"):  # again, over what is there
        git(tmp_path, "clone", "--quiet", "origin", checkout)
        downloaded = tmp_path / checkout / folder
        for edition in ("downloads", "es/downloads"):
            kept = shutil.ignore_patterns("figures", "slides", "assignments", "*.pdf")
            shutil.copytree(site / edition, downloaded / edition, ignore=kept)
            if edition.startswith("es"):  # as the workflow uploads it
                (downloaded / edition / "requirements.txt").unlink()
        done = subprocess.run(["bash", "-e", "-c", script], cwd=downloaded.parent)
        assert done.returncode == 0
    pushed = git(tmp_path / "origin", "ls-tree", "-r", "--name-only", "notebooks")
    spanish = [f"es/{name}" for name in names]
    assert pushed.split() == sorted([*names, *spanish, "requirements.txt"])
    assert git(tmp_path / "origin", "rev-list", "--count", "notebooks") == "1\n"
