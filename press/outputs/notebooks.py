"""Write each page with cells as a notebook that stands alone: no MyST, no other file.

It is made of the resolved page, so that numbers and references are those of the
book. Cells have no outputs; solutions stand at the end, since a notebook cannot
fold code in every program that opens it. Beside the notebooks lies
``requirements.txt``, from which Binder installs what the chapters import, and in
``assignments`` each chapter once more, with blanks for the solutions.
"""

import base64
import mimetypes
import re
from functools import cached_property
from pathlib import Path

import nbformat
from docutils import nodes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.builders import Builder
from sphinx.locale import _
from sphinx_exercise.nodes import solution_node

from press.content.figures import translate_words
from press.content.numbers import is_chapter
from press.outputs.blanks import blanked
from press.outputs.markdown import Markdown, anchor

TORCH_FOR_CPU = "--extra-index-url https://download.pytorch.org/whl/cpu"
ASSIGNMENTS = "assignments"  # the folder of those with blanks
METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def imported(srcdir):
    """The lines of requirements.txt that name what the chapters import."""
    last = Path(srcdir, "requirements.txt").read_text("utf-8").split("\n\n")[-1]
    return [line for line in last.splitlines() if not line.startswith("#")]


def is_notebook(env, docname):
    """A chapter, or another page with cells."""
    return is_chapter(env, docname) or "kernelspec" in env.metadata.get(docname, {})


def depth(section):
    """1 for a page, 2 for a section of it."""
    within = isinstance(section.parent, nodes.section)
    return 1 + depth(section.parent) if within else 1


def without_sections(content):
    """The same, with the inside of a box in place of the box's section."""
    for node in content:
        if isinstance(node, nodes.section):
            yield from node
        else:
            yield node


class Chapter:
    """The cells of one chapter, or of another page."""

    def __init__(self, builder, docname, document):
        self.builder, self.config = builder, builder.config
        self.docname, self.document = docname, document
        self.numbers = builder.env.toc_secnumbers.get(docname, {})
        self.markdown = Markdown(builder, docname)
        self.solutions = []

    def notebook(self):
        cells = [*self.cells(self.document), *self.at_the_end()]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"  # else drawn at random
        title = self.builder.env.titles[self.docname].astext()
        return new_notebook(cells=cells, metadata={**METADATA, "title": title})

    def cells(self, content, text=""):
        """Those of a section, or of a solution, that begins with that Markdown."""
        for node in content:
            if isinstance(node, nodes.section):
                yield from self.text_cell(text)
                yield from self.cells(node[1:], self.heading(node))
                text = ""
            elif isinstance(node, solution_node):
                yield from self.text_cell(text)
                yield from self.in_place_of(node)
                text = ""
            elif "tag_explorer" in node.get("classes", ()):
                text += self.instead_of_explorer(node.parent)
            elif "cell" in node.get("classes", ()):
                yield from self.text_cell(text)
                yield from self.code_cell(node)
                text = "".join(map(self.markdown.drawn, node.findall(nodes.figure)))
            else:
                text += self.markdown.of(node)
        yield from self.text_cell(text)

    def text_cell(self, text):
        if text.strip():
            yield new_markdown_cell(text.rstrip())

    def in_place_of(self, solution):
        """What stands below an exercise: nothing."""
        self.solutions += self.solution(solution)
        return ()

    def code_cell(self, node):
        for block in node.findall(nodes.literal_block):
            if "cell_input" in block.parent["classes"]:
                yield new_code_cell(block.astext())

    def heading(self, section):
        level = depth(section)
        where = "" if level == 1 else f"#{section['ids'][0]}"
        number = ".".join(map(str, self.numbers.get(where, ())))
        title = self.markdown.inside(section[0])
        title = f"{number}. {title}" if number else title
        heading = f"{anchor(section)}{'#' * level} {title}\n\n"
        return heading + self.introduction(number) if level == 1 else heading

    def introduction(self, number):
        cff, address = self.config.cff, self.markdown.address
        prose, code = cff["license"]
        packages = (re.split(r"\W", line)[0] for line in imported(self.builder.srcdir))
        meta = next(self.document.findall(nodes.meta), None)
        description = f"*{meta['content']}*\n\n" if meta else ""
        place = _("Chapter {number} of {book}") if number else _("A page of {book}")
        book = f"[{cff['title']}]({address})" if address else cff["title"]
        return description + _(
            "{place}, version {version}, by {authors}. "
            "Prose and figures: {prose}. Code: {code}. "
            "Its code needs `pip install {packages}`.\n\n"
        ).format(
            place=place.format(number=number, book=book),
            version=cff["version"],
            authors=self.config.author,
            prose=prose,
            code=code,
            packages=" ".join(packages),
        )

    def instead_of_explorer(self, section):
        page = _("the page of this chapter")
        if address := self.markdown.address:
            page = f"[{page}]({address}{self.docname}.html#{section['ids'][0]})"
        sentence = _("Here is something to try out, but only on {page}.")
        return f"{sentence.format(page=page)}\n\n"

    def solution(self, node):
        title = f"{anchor(node)}### {self.markdown.inside(node[0])}\n\n"
        return self.cells(without_sections(node[1:]), title)

    def at_the_end(self):
        """What the cells before it have gathered: solutions, and what they cite."""
        if self.solutions:
            yield from self.text_cell("## " + _("Solutions"))
            yield from self.solutions
        if self.markdown.cited:
            entries = "".join(
                anchor(citation)
                + self.markdown.of(next(citation.findall(nodes.paragraph)))
                for name, citation in self.builder.citations.items()
                if name in self.markdown.cited
            )
            yield from self.text_cell("## " + _("References") + "\n\n" + entries)


class Assignment(Chapter):
    """The same for those who are to solve the exercises, whom the checks tell."""

    def introduction(self, number):
        return super().introduction(number) + _(
            "This is an assignment. Below each exercise with code stands a cell with"
            " its checks. Put your answer in place of each `...`; you may write as many"
            " lines as you like. Your answer passes if the cell runs without an error."
            "\n\n"
        )

    def in_place_of(self, solution):
        blocks = (
            cell.source
            for node in solution.findall(
                lambda n: "cell" in getattr(n, "attributes", {}).get("classes", ())
            )
            for cell in self.code_cell(node)
        )
        if code := blanked("\n\n".join(blocks)):
            yield new_code_cell(code)


class Notebooks(Builder):
    name = "notebooks"
    format = "ipynb"

    def get_outdated_docs(self):
        """All of them: it takes two seconds."""
        return "all pages with cells"

    def get_target_uri(self, docname, typ=None):
        return docname

    def get_relative_uri(self, from_, to, typ=None):
        """The name of the page; its address depends on whether there is a site."""
        return "" if from_ == to else to

    @cached_property
    def citations(self):
        """The book's bibliography: for each anchor in it, its entry."""
        bibliographies = self.env.get_domain("cite").bibliographies
        pages = (
            self.env.get_and_resolve_doctree(docname, self)
            for docname in sorted({key.docname for key in bibliographies})
        )
        entries = (entry for page in pages for entry in page.findall(nodes.citation))
        return {entry["ids"][0]: entry for entry in entries}

    def picture(self, uri):
        """The picture itself, or its address, which Colab wants, if it is published."""
        file = Path(uri)
        content = Path(self.srcdir, file).read_bytes()
        if file.suffix == ".svg":
            svg = translate_words(content.decode("utf-8"))
            white = '<svg style="background: white" font-family="sans-serif" '
            content = svg.replace("<svg ", white, 1).encode("utf-8")
        if address := self.config.html_baseurl:
            published = Path(self.outdir, "figures", file.name)
            published.parent.mkdir(exist_ok=True)
            published.write_bytes(content)
            return f"{address}downloads/figures/{file.name}"
        kind = mimetypes.guess_type(uri)[0]
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def prepare_writing(self, docnames):
        folder = Path(self.outdir)
        for old in [*folder.rglob("*.ipynb"), *folder.glob("figures/*")]:
            old.unlink()
        Path(folder, ASSIGNMENTS).mkdir(exist_ok=True)
        lines = [TORCH_FOR_CPU, *imported(self.srcdir)]
        Path(folder, "requirements.txt").write_text("\n".join(lines) + "\n", "utf-8")

    def write_doc(self, docname, doctree):
        name = docname.rpartition("/")[2]
        if is_notebook(self.env, docname):
            notebook = Chapter(self, docname, doctree).notebook()
            nbformat.write(notebook, Path(self.outdir, f"{name}.ipynb"))
        if is_chapter(self.env, docname):
            notebook = Assignment(self, docname, doctree).notebook()
            nbformat.write(notebook, Path(self.outdir, ASSIGNMENTS, f"{name}.ipynb"))


def setup(app):
    app.add_builder(Notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
