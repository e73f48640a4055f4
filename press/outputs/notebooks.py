"""Write each chapter as a notebook that stands alone: no MyST, no other file.

sphinx-tojupyter walks the resolved page, so that numbers and references are
those of the book. Written here is what it leaves out or takes for something
else: boxes, anchors, tables, figures, macros of formulas, citations, and links
to pages that a notebook does not have. Cells have no outputs; solutions stand
at the end, since a notebook cannot fold code in every program that opens it.

Only the build of the notebooks loads this extension, since sphinx-tojupyter
changes what MyST-NB chooses for every builder. Beside the notebooks it writes
``requirements.txt``, from which Binder installs what the chapters import.
"""

import base64
import re
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.locale import _
from sphinx.util.math import get_node_equation_number
from sphinx_proof.proof_type import PROOF_TYPES
from sphinx_tojupyter.builders.jupyter import JupyterBuilder
from sphinx_tojupyter.writers.translate_all import JupyterTranslator

from press.content.citation import results
from press.content.figures import translated

TORCH_FOR_CPU = "--extra-index-url https://download.pytorch.org/whl/cpu"
SPECIAL = re.compile(r"[\\`*<$]|(?<!\w)_|_(?!\w)")
BRACES = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
DISPLAYED = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.S | re.M)


def imported(srcdir):
    """The lines of requirements.txt that name what the chapters import."""
    last = Path(srcdir, "requirements.txt").read_text("utf-8").split("\n\n")[-1]
    return [line for line in last.splitlines() if not line.startswith("#")]


def expand(latex, macros):
    """The formula without the macros of the book, which only its pages know."""
    for name, body in macros.items():
        arguments = BRACES * len(set(re.findall(r"#\d", body)))
        use = re.compile(rf"\\{name}(?![A-Za-z]){arguments}")
        while found := use.search(latex):
            filled = re.sub(r"#(\d)", lambda m, found=found: found[int(m[1])], body)
            latex = latex[: found.start()] + filled + latex[found.end() :]
    return latex


def anchor(node):
    return f'<a id="{node["ids"][0]}"></a>\n\n' if node["ids"] else ""


def quoted(text):
    """A block quote. Jupyter takes the mark of a line within a formula for maths."""
    text = DISPLAYED.sub(lambda m: f"$${' '.join(m[1].split())}$$", text.strip())
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + "\n\n"


class Markdown(JupyterTranslator):
    def __init__(self, builder, document):
        super().__init__(builder, document)
        self.env, self.config = builder.env, builder.config
        self.docname = builder.docname
        self.address = self.config.cff.get("url")
        self.names = {where: name for where, _, name in results(self.env, self.docname)}
        builder.fignumbers = self.env.toc_fignumbers[self.docname]
        bibliographies = self.env.get_domain("cite").bibliographies
        self.bibliography = next(iter(bibliographies)).docname
        self.cited, self.solutions = set(), []

    def within(self, node):
        """The Markdown of what is inside."""
        outside, self.markdown_lines = self.markdown_lines, []
        for child in node.children:
            child.walkabout(self)
        inside, self.markdown_lines = "".join(self.markdown_lines), outside
        return inside

    def write(self, text):
        self.markdown_lines.append(text)
        raise nodes.SkipNode

    def skip(self, node):
        raise nodes.SkipNode

    visit_raw = visit_target = skip

    # chapter and sections

    def visit_section(self, node):
        if not node["ids"]:  # the inside of a box
            return
        self.add_markdown_cell()
        self.section_level += 1
        for child in list(node):
            if "tag_explorer" in child.get("classes", ()):
                node.replace(child, self.instead_of_explorer(node["ids"][0]))

    def instead_of_explorer(self, label):
        place = nodes.Text(_("the page of this chapter"))
        if self.address:
            page = f"{self.address}{self.docname}.html#{label}"
            place = nodes.reference("", "", place, refuri=page)
        before, after = _("Here is something to try out, but only on {page}.").split(
            "{page}"
        )
        return nodes.paragraph("", before, place, nodes.Text(after))

    def depart_section(self, node):
        if node["ids"]:
            self.section_level -= 1

    def visit_title(self, node):
        section = node.parent
        where = "" if self.section_level == 1 else f"#{section['ids'][0]}"
        number = ".".join(map(str, self.env.toc_secnumbers[self.docname][where]))
        heading = f"{'#' * self.section_level} {number}. {self.within(node)}"
        text = f"{anchor(section)}{heading}\n\n"
        if self.section_level == 1:
            self.title = node.astext()
            text += self.introduction(number)
        self.write(text)

    def introduction(self, number):
        cff = self.config.cff
        prose, code = cff["license"]
        meta = next(self.document.findall(nodes.meta))
        packages = [re.split(r"\W", line)[0] for line in imported(self.env.srcdir)]
        return _(
            "*{description}*\n\n"
            "Chapter {number} of {book}, version {version}, by {authors}. "
            "Prose and figures: {prose}. Code: {code}. "
            "Its code needs `pip install {packages}`.\n\n"
        ).format(
            description=meta["content"],
            number=number,
            book=f"[{cff['title']}]({self.address})" if self.address else cff["title"],
            version=cff["version"],
            authors=self.config.author,
            prose=prose,
            code=code,
            packages=" ".join(packages),
        )

    def depart_document(self, node):
        self.add_markdown_cell()
        if self.solutions:
            self.markdown_lines.append("## " + _("Solutions"))
            self.add_markdown_cell()
            self.output.cells += self.solutions
        if self.cited:
            self.markdown_lines.append("## " + _("References") + "\n\n")
            source = self.env.get_and_resolve_doctree(self.bibliography, self.builder)
            for citation in source.findall(nodes.citation):
                if citation["ids"][0] in self.cited:
                    entry = next(citation.findall(nodes.paragraph))
                    self.markdown_lines.append(anchor(citation))
                    entry.walkabout(self)
        super().depart_document(node)

    # words

    def visit_Text(self, node):
        text = node.astext()
        if not self.in_code_block:
            text = text.replace("\n", " ")
            if not isinstance(node.parent, nodes.literal):
                text = SPECIAL.sub(r"\\\g<0>", text)
        (self.code_lines if self.in_code_block else self.markdown_lines).append(text)

    def visit_math(self, node):
        self.write(f"${expand(node.astext().strip(), self.config.mathml_macros)}$")

    def visit_math_block(self, node):
        latex = expand(node.astext().strip(), self.config.mathml_macros)
        if node["number"]:
            latex += rf" \tag{{{get_node_equation_number(self, node)}}}"
        self.write(f"{anchor(node)}$$\n{latex}\n$$\n\n")

    def visit_reference(self, node):
        text = self.within(node)
        space = " " * text.startswith(" ")
        address = node.get("refuri") or f"#{node['refid']}"
        if node.get("internal"):
            page, _, where = address.partition("#")
            if page == self.bibliography:
                self.cited.add(where)
            if page and page != self.bibliography:
                address = self.address and f"{self.address}{page}.html#{where}"
            else:
                address = f"#{where}"
        if address:
            self.write(f"{space}[{text.strip()}]({address})")
        title = next(node.findall(nodes.inline), {"classes": ()})
        self.write(f"*{text}*" if "std-ref" in title["classes"] else text)

    visit_number_reference = visit_reference

    # blocks

    def visit_paragraph(self, node):
        self.write(f"{self.within(node).strip()}\n\n")

    def list_of(self, node, marks):
        for mark, item in zip(marks, node.children, strict=True):
            inside = self.within(item).strip().replace("\n", "\n" + " " * len(mark))
            self.markdown_lines.append(f"{mark}{inside}\n")
        self.write("\n")

    def visit_bullet_list(self, node):
        self.list_of(node, ["- "] * len(node))

    def visit_enumerated_list(self, node):
        self.list_of(node, [f"{n}. " for n in range(1, len(node) + 1)])

    def visit_block_quote(self, node):
        self.write(quoted(self.within(node)))

    def caption(self, node, kind):
        numbers = self.builder.fignumbers[kind][node["ids"][0]]
        name = self.config.numfig_format[kind] % ".".join(map(str, numbers))
        [words] = node.findall(nodes.caption if kind == "figure" else nodes.title)
        return f"**{name}.** {self.within(words).strip()}\n\n"

    def visit_table(self, node):
        def row(entries):
            cells = [self.within(entry).strip() for entry in entries]
            return f"| {' | '.join(cells)} |\n"

        head, *body = node.findall(nodes.row)
        lines = [row(head), "|" + " --- |" * len(head) + "\n", *map(row, body)]
        self.write(f"{anchor(node)}{self.caption(node, 'table')}{''.join(lines)}\n")

    def visit_figure(self, node):
        drawn_by_cell = isinstance(node.parent, nodes.container)
        picture = "" if drawn_by_cell else f"{self.picture(node[0])}\n\n"
        self.write(f"{anchor(node)}{picture}{self.caption(node, 'figure')}")

    def picture(self, node):
        """The file itself; or, if it is published, its address, which Colab wants."""
        file = Path(node["uri"])
        svg = translated(Path(self.env.srcdir, file).read_text("utf-8"))
        svg = svg.replace(
            "<svg ", '<svg style="background: white" font-family="sans-serif" ', 1
        )
        if self.address:
            published = Path(self.builder.outdir, "figures", file.name)
            published.parent.mkdir(exist_ok=True)
            published.write_text(svg, "utf-8")
            source = f"{self.address}downloads/figures/{file.name}"
        else:
            data = base64.b64encode(svg.encode()).decode()
            source = f"data:image/svg+xml;base64,{data}"
        alt = node["alt"].replace('"', "&quot;")
        return f'<img alt="{alt}" src="{source}">'

    # boxes

    def visit_box(self, node):
        name = f"{anchor(node)}**{self.names[node['ids'][0]]}**"
        title = self.within(node.pop(0)).strip()
        self.write(quoted(f"{name} {title}\n\n{self.within(node)}"))

    visit_exercise_enumerable_node = visit_box

    def visit_admonition(self, node):
        if "proof" in node["classes"]:  # it begins with the word
            self.write(re.sub(r"^\w+\.", r"*\g<0>*", self.within(node)))
        title, inside = self.within(node.pop(0)), self.within(node)
        if "dropdown" in node["classes"]:
            self.write(f"<details><summary>{title}</summary>\n\n{inside}</details>\n\n")
        self.write(quoted(f"**{title}**\n\n{inside}"))

    def visit_solution_node(self, node):
        self.add_markdown_cell()
        self.kept, self.output.cells = self.output.cells, []
        title = self.within(node.pop(0))
        self.markdown_lines.append(f"{anchor(node)}### {title}\n\n")

    def depart_solution_node(self, node):
        self.add_markdown_cell()
        self.solutions += self.output.cells
        self.output.cells = self.kept

    # cells

    def visit_container(self, node):
        if "cell_output" in node["classes"]:
            for figure in node.findall(nodes.figure):
                figure.walkabout(self)
            raise nodes.SkipNode


for kind in PROOF_TYPES:
    if kind != "proof":
        setattr(Markdown, f"visit_{kind}_node", Markdown.visit_box)
        setattr(Markdown, f"depart_{kind}_node", JupyterTranslator.default_departure)
Markdown.visit_proof_node = Markdown.depart_proof_node = (
    JupyterTranslator.default_departure
)


class Notebooks(JupyterBuilder):
    urlpath = tojupyter_image_urlpath = None  # what its writer would set

    def init(self):
        super().init()
        self.config.tojupyter_lang_synonyms = ["ipython3"]  # else cells are text

    def get_outdated_docs(self):
        """All of them: it takes two seconds."""
        return self.env.found_docs

    def get_target_uri(self, docname, typ=None):
        return docname

    def get_relative_uri(self, from_, to, typ=None):
        """The name of the page; its address depends on whether there is a site."""
        return "" if from_ == to else to

    def prepare_writing(self, docnames):
        folder = Path(self.outdir)
        for old in [*folder.glob("*.ipynb"), *folder.glob("figures/*")]:
            old.unlink()
        lines = [TORCH_FOR_CPU, *imported(self.srcdir)]
        Path(folder, "requirements.txt").write_text("\n".join(lines) + "\n", "utf-8")

    def write_doc(self, docname, doctree):
        if "" not in self.env.toc_secnumbers.get(docname, {}):  # no chapter
            return
        self.docname = docname
        translator = Markdown(self, doctree)
        doctree.walkabout(translator)
        notebook = translator.output
        for number, cell in enumerate(notebook.cells):
            cell.id = f"cell-{number}"  # else drawn at random
            cell.metadata.clear()
        notebook.metadata = {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
            "title": translator.title,
        }
        name = docname.rpartition("/")[2]
        nbformat.write(notebook, Path(self.outdir, f"{name}.ipynb"))

    def finish(self):
        """Instead of the builder's, which ends Python with exit status 0."""


def setup(app):
    app.setup_extension("sphinx_tojupyter")
    app.add_builder(Notebooks, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
