"""Turn each chapter of the first part into a deck of slides for a lecturer.

A deck is the resolved page taken apart, so that formulas, numbers, code and its
output are those of the site. What is prose becomes the speaker's notes. Style,
font and plots are the site's, in which the decks lie, and all links lead there.

Only the build of the slides loads this extension. sphinx-revealjs packs reveal.js
for Python; its builder is not used, since it makes one slide of a section, takes
formulas out of the notes and colours code with a script.
"""

import shutil
from itertools import takewhile
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import base_render_priority
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import _
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node
from sphinx_revealjs.utils import get_revealjs_path

SITE = "../../"  # seen from downloads/slides/
REVEAL = ("dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js", "LICENSE")
DROPPED = nodes.target | solution_node
SERIES = nodes.math_block | exercise_enumerable_node


def html(text):
    return nodes.raw("", text, format="html")


def is_prose(node):
    return isinstance(node, nodes.paragraph)


class Slide:
    def __init__(self, heading):
        self.heading, self.shown, self.said = heading, [], []

    def has_room(self, node):
        last = self.shown[-1:]
        return not last or isinstance(node, SERIES) and type(node) is type(last[0])

    def nodes(self):
        said = [html('<aside class="notes">'), *self.said, html("</aside>")]
        inside = [*self.heading, *self.shown, *(said if self.said else [])]
        return [html("<section>"), *inside, html("</section>\n")]


class Deck:
    """The slides of a chapter: for each section those of its own and of those in it."""

    def __init__(self, chapter, numbers):
        self.numbers = numbers
        self.stacks = []
        self.take(chapter, 1)

    def take(self, section, level):
        children = [c for c in section[1:] if not isinstance(c, DROPPED)]
        if any("tag_explorer" in child["classes"] for child in children):
            return
        name = section["ids"][0]
        number = self.numbers["" if level == 1 else f"#{name}"]
        dotted = ".".join(map(str, number))
        self.place = nodes.inline("", f"{dotted}. ", *section[0].children)
        link = nodes.reference("", "¶", refid=name, classes=["headerlink"])
        link["reftitle"] = _("Link to this heading")
        opening = html(f'<h{level} id="{name}">')
        if level < 3:
            self.stacks.append([])
        heading = nodes.inline("", "", self.place, link)
        self.add(Slide([opening, heading, html(f"</h{level}>")]))
        lead = list(takewhile(is_prose, children))
        if level == 1 or lead == children:
            self.slide.shown = lead
            children = children[len(lead) :]
        said = []
        for child in children:
            if isinstance(child, nodes.section):
                self.slide.said += said
                self.take(child, level + 1)
                said = []
            elif is_prose(child):
                said.append(child)
            else:
                for part in self.parts(child):
                    self.show(part)
                    self.slide.said += said
                    said = []
        self.slide.said += said

    def parts(self, node):
        """What of it has a slide each."""
        if "predict" in node["classes"]:
            answer = node.pop()
            answer["classes"] = ["predict"]
            return [node, answer]
        if "tag_hide-input" in node["classes"]:
            return list(node.findall(nodes.figure))
        if isinstance(node, exercise_enumerable_node):
            del node[1:]
        return [node]

    def show(self, node):
        if not self.slide.has_room(node):
            place = nodes.paragraph("", "", self.place.deepcopy(), classes=["place"])
            self.add(Slide([place]))
        self.slide.shown.append(node)

    def add(self, slide):
        self.slide = slide
        self.stacks[-1].append(slide)

    def nodes(self):
        for stack in self.stacks:
            inside = [node for slide in stack for node in slide.nodes()]
            yield from (html("<section>"), *inside, html("</section>\n"))


class Translator(HTML5Translator):
    """What is still a section is the inside of a box, and to reveal.js a slide."""

    def visit_section(self, node):
        self.body.append(self.starttag(node, "div"))

    def depart_section(self, node):
        self.body.append("</div>\n")


class Slides(StandaloneHTMLBuilder):
    name = "slides"
    default_translator_class = Translator
    search = False

    def get_theme_config(self):
        return "basic", {}

    def get_outdated_docs(self):
        """All of them: it takes two seconds."""
        return self.config.external_site_map.root.subtrees[0].files()

    def get_relative_uri(self, from_, to, typ=None):
        return f"{SITE}{to}.html"

    def prepare_writing(self, docnames):
        super().prepare_writing(docnames)
        self.folder = Path(self.outdir)
        Path(self.folder, "reveal").mkdir(parents=True, exist_ok=True)
        for name in REVEAL:
            shutil.copy(get_revealjs_path() / name, self.folder / "reveal")

    def write_doc(self, docname, doctree):
        if docname not in self.get_outdated_docs():  # the root of the contents
            return
        doctree.settings = self.docsettings
        self.post_process_images(doctree)
        self.imgpath = f"{SITE}_images"
        self.secnumbers = self.env.toc_secnumbers[docname]
        self.fignumbers = self.env.toc_fignumbers[docname]
        [description] = doctree.findall(nodes.meta)
        [chapter] = (child for child in doctree if isinstance(child, nodes.section))
        deck = Deck(chapter, self.secnumbers)
        doctree.children = list(deck.nodes())
        translator = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        page = self.get_relative_uri("", docname)
        context = {
            "author": self.config.author,
            "body": "".join(translator.body).replace('href="#', f'href="{page}#'),
            "cff": self.config.cff,
            "description": description["content"],
            "language": self.config.language,
            "page": page,
            "site": SITE,
            "title": self.env.titles[docname].astext(),
        }
        name = docname.rpartition("/")[2]
        text = self.templates.render("slides.html", context)
        Path(self.folder, f"{name}.html").write_text(text, "utf-8")

    def copy_assets(self):
        """The site has them. MyST-NB puts a stylesheet where it thinks they are."""
        Path(self.outdir, "_static").mkdir(exist_ok=True)

    def finish(self):
        """There is nothing else to write."""


def setup(app):
    app.add_builder(Slides)
    # MyST-NB gives outputs only to the builders that it knows
    app.config.nb_mime_priority_overrides = [
        ("slides", *mime) for mime in base_render_priority()["html"].items()
    ]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
