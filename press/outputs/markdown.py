"""The Markdown of a chapter's nodes, as Jupyter, Colab and GitHub show it.

One method for each kind of node: it takes the node and returns its Markdown. A kind
that has none is found by its base class, so that theorem_node is an Admonition; one
without any is a warning.
"""

import re
from functools import singledispatchmethod
from itertools import count, repeat

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util.logging import getLogger
from sphinx_proof.nodes import proof_node

from press.content.numbers import proof, results

SPECIAL = re.compile(r"[\\`*<$]|(?<!\w)_|_(?!\w)")
DISPLAYED = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.S | re.M)

NAMELESS = nodes.section | nodes.container | nodes.compound | nodes.inline | proof_node
INVISIBLE = nodes.Invisible | nodes.raw | nodes.target | nodes.meta | addnodes.index

logger = getLogger(__name__)


def in_braces(latex, start):
    """What stands in the braces that open at ``start``, and where they end."""
    depth = 0
    for end in range(start, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[end], 0)
        if not depth:
            return latex[start + 1 : end], end + 1
    raise ValueError(f"a brace is not closed: {latex}")


def expand(latex, macros):
    r"""The formula without the macros of the book, which only its pages know.

    A macro is its name and its meaning, in which #1 is its first argument:
    {"step": "{#1}^{\langle #2 \rangle}"}.
    """
    for name, meaning in macros.items():
        use = re.compile(rf"\\{name}(?![A-Za-z])")
        while found := use.search(latex):
            expanded, end = meaning, found.end()
            for number in sorted(set(re.findall(r"#\d", meaning))):
                argument, end = in_braces(latex, end)
                expanded = expanded.replace(number, argument)
            latex = latex[: found.start()] + expanded + latex[end:]
    return latex


def anchor(node):
    """What a link to the node leads to."""
    return f'<a id="{node["ids"][0]}"></a>\n\n' if node["ids"] else ""


def quoted(text):
    """A block quote. Jupyter takes the mark of a line within a formula for maths."""
    text = DISPLAYED.sub(lambda m: f"$${' '.join(m[1].split())}$$", text.strip())
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + "\n\n"


class Markdown:
    def __init__(self, builder, docname):
        self.builder, self.config = builder, builder.config
        self.address = builder.config.html_baseurl
        self.names = {
            result.anchor: result.name for result in results(builder.env, docname)
        }
        self.numbers = builder.env.toc_fignumbers.get(docname, {})
        self.cited = set()

    @singledispatchmethod
    def of(self, node) -> str:
        logger.warning(
            "a notebook has no Markdown for %r: add it to press/outputs/markdown.py",
            node.tagname,
            location=node,
            once=True,
        )
        return self.inside(node)

    def inside(self, parent) -> str:
        """The Markdown of all children of a node, or of all nodes of a list."""
        return "".join(self.of(node) for node in parent)

    @of.register
    def nameless(self, node: NAMELESS) -> str:
        return self.inside(node)

    @of.register
    def invisible(self, node: INVISIBLE) -> str:
        return ""

    # words

    @of.register
    def text(self, node: nodes.Text) -> str:
        return SPECIAL.sub(r"\\\g<0>", node.astext().replace("\n", " "))

    @of.register
    def literal(self, node: nodes.literal) -> str:
        words = node.astext().replace("\n", " ")
        return f"`{words}`"

    @of.register
    def emphasis(self, node: nodes.emphasis) -> str:
        return f"*{self.inside(node)}*"

    @of.register
    def strong(self, node: nodes.strong) -> str:
        return f"**{self.inside(node)}**"

    @of.register
    def math(self, node: nodes.math) -> str:
        return f"${self.latex(node)}$"

    def latex(self, node):
        return expand(node.astext().strip(), self.config.mathml_macros)

    @of.register
    def reference(self, node: nodes.reference) -> str:
        text = self.inside(node)
        if address := self.target(node):
            space = " " * text.startswith(" ")
            return f"{space}[{text.strip()}]({address})"
        title = next(node.findall(nodes.inline), {"classes": ()})
        return f"*{text}*" if "std-ref" in title["classes"] else text

    def target(self, node):
        """Where the link leads: within the notebook, to a page, or nowhere."""
        if "refid" in node:
            return f"#{node['refid']}"
        if not node.get("internal"):
            return node["refuri"]
        page, _, place = node["refuri"].partition("#")
        if place in self.builder.citations:
            self.cited.add(place)
            page = ""
        if not page:
            return f"#{place}"
        return self.address and f"{self.address}{page}.html#{place}"

    # blocks

    @of.register
    def paragraph(self, node: nodes.paragraph) -> str:
        return f"{self.inside(node).strip()}\n\n"

    @of.register
    def math_block(self, node: nodes.math_block) -> str:
        latex = self.latex(node)
        if number := self.number("displaymath", node):
            latex += rf" \tag{{{number}}}"
        return f"{anchor(node)}$$\n{latex}\n$$\n\n"

    @of.register
    def literal_block(self, node: nodes.literal_block) -> str:
        return f"```{node.get('language', '')}\n{node.astext().rstrip()}\n```\n\n"

    @of.register
    def transition(self, node: nodes.transition) -> str:
        return "---\n\n"

    @of.register
    def block_quote(self, node: nodes.block_quote) -> str:
        return quoted(self.inside(node))

    @of.register
    def bullet_list(self, node: nodes.bullet_list) -> str:
        return self.list_of(node, repeat("- "))

    @of.register
    def enumerated_list(self, node: nodes.enumerated_list) -> str:
        return self.list_of(node, (f"{n}. " for n in count(node.get("start", 1))))

    @of.register
    def definition_list(self, node: nodes.definition_list) -> str:
        return self.list_of(node, repeat("- "))

    @of.register
    def term(self, node: nodes.term) -> str:
        return f"**{self.inside(node)}**\n\n"

    @of.register
    def definition(self, node: nodes.definition) -> str:
        return self.inside(node)

    def list_of(self, items, marks):
        lines = []
        for item, mark in zip(items, marks, strict=False):  # there are marks for ever
            inside = self.inside(item).strip().replace("\n", "\n" + " " * len(mark))
            lines.append(f"{mark}{inside}\n")
        return "".join(lines) + "\n"

    # what has a caption

    def number(self, kind, node):
        """As on the page; empty where the book numbers nothing of that kind."""
        name = next(iter(node["ids"]), None)
        return ".".join(map(str, self.numbers.get(kind, {}).get(name, ())))

    def caption(self, node, kind):
        number = self.number(kind, node)
        name = f"**{self.config.numfig_format[kind] % number}.** " if number else ""
        words = "".join(
            self.inside(child).strip()
            for child in node
            if isinstance(child, nodes.caption | nodes.title)
        )
        return f"{name}{words}\n\n" if name or words else ""

    @of.register
    def table(self, node: nodes.table) -> str:
        def line(row):
            return f"| {' | '.join(self.inside(entry).strip() for entry in row)} |\n"

        head, *body = node.findall(nodes.row)
        lines = [line(head), "|" + " --- |" * len(head) + "\n", *map(line, body)]
        return f"{anchor(node)}{self.caption(node, 'table')}{''.join(lines)}\n"

    @of.register
    def figure(self, node: nodes.figure) -> str:
        [image] = node.findall(nodes.image)
        return f"{anchor(node)}{self.of(image)}\n\n{self.caption(node, 'figure')}"

    @of.register
    def image(self, node: nodes.image) -> str:
        alt = node.get("alt", "").replace('"', "&quot;")
        return f'<img alt="{alt}" src="{self.builder.picture(node["uri"])}">'

    def drawn(self, figure):
        """A figure that a cell draws, which the notebook has when the cell has run."""
        return f"{anchor(figure)}{self.caption(figure, 'figure')}"

    # boxes

    @of.register
    def box(self, node: nodes.Admonition) -> str:
        """A theorem or an exercise has a name and a title; a note has only a name."""
        titled = isinstance(node[0], nodes.title)
        title, content = (node[0], node[1:]) if titled else ([], node)
        words = f"{anchor(node)}**{self.name(node)}** {self.inside(title).strip()}"
        return quoted(f"{words.rstrip()}\n\n{self.inside(content)}")

    def name(self, box):
        label = next(iter(box["ids"]), None)
        if "realtype" in box.attributes:  # of sphinx-proof
            return self.names.get(label) or proof(box["realtype"].title())
        return self.names.get(label) or admonitionlabels[box.tagname]

    @of.register
    def admonition(self, node: nodes.admonition) -> str:
        if "proof" in node["classes"]:  # it begins with the word
            return re.sub(r"^\w+\.", r"*\g<0>*", self.inside(node))
        title, inside = self.inside(node[0]), self.inside(node[1:])
        if "dropdown" in node["classes"]:
            return f"<details><summary>{title}</summary>\n\n{inside}</details>\n\n"
        return quoted(f"**{title}**\n\n{inside}")
