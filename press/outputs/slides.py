"""Turn each chapter into a deck of slides for a lecturer.

A deck is the resolved page taken apart, so that formulas, numbers, code and its
output are those of the site. What is prose becomes the speaker's notes. Style,
font and plots are the site's, in which the decks lie, and all links lead there.

sphinx-revealjs packs reveal.js for Python; its builder is not used, since it makes
one slide of a section, takes formulas out of the notes and colours code with a script.
"""

import re
import shutil
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import _
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node
from sphinx_revealjs.utils import get_revealjs_path

from press.content.exhibits import styles
from press.content.numbers import is_chapter
from press.page.folded_cells import only_imports
from press.page.light import with_light_code

logger = logging.getLogger(__name__)

SITE = "../../"  # seen from downloads/slides/
REVEAL = ("dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js", "LICENSE")
DROPPED = nodes.target | solution_node
LINES, COLUMNS = 16, 79  # of code that fits on a slide as large as it is
TILES = 6  # of the wall of the museum
SERIES = nodes.paragraph | nodes.math_block | exercise_enumerable_node
PICTURES = nodes.math_block | nodes.figure


def html(text):
    return nodes.raw("", text, format="html")


def is_prose(node):
    return isinstance(node, nodes.paragraph)


def is_cell(node):
    return "cell" in node["classes"]


def told(section, level=1):
    """What a lecturer does, in order: pairs of "h1", "h2", "show" or "say", and a node.

    Prose and imports are said when the next thing is shown, or else at the end of the
    section. The first paragraphs of a chapter are shown, and a section that is nothing
    but prose.
    """
    content = [child for child in section[1:] if not isinstance(child, DROPPED)]
    if any("tag_explorer" in child["classes"] for child in content):
        return
    yield f"h{level}", section
    first = list(takewhile(is_prose, content))
    if level == 1 or first == content:
        yield from (("show", paragraph) for paragraph in first)
        content = content[len(first) :]
    said = []
    for child in content:
        if is_prose(child) or (is_cell(child) and only_imports(child)):
            said.append(("say", child))
        elif isinstance(child, nodes.section):
            yield from said
            said = []
            yield from told(child, level + 1)
        else:
            for part in parts(child):
                yield "show", part
                yield from said
                said = []
    yield from said


def parts(node):
    """What of it has a slide each."""
    if "predict" in node["classes"]:
        answer = node.pop()
        answer["classes"] = ["predict"]
        return [node, answer]
    if "wall" in node["classes"]:
        rows = [node[n : n + TILES] for n in range(0, len(node), TILES)]
        walls = (nodes.bullet_list("", *row, classes=["wall"]) for row in rows)
        return [nodes.container("", wall) for wall in walls]
    if "tag_hide-input" in node["classes"]:
        return list(node.findall(nodes.figure))
    if is_cell(node) and len(node) > 1 and lines(node) > LINES:
        code = node.deepcopy()
        code[1:], node[:1] = [], []
        return [code, node]
    if isinstance(node, exercise_enumerable_node):
        del node[1:]
    return [node]


def lines(cell):
    """How many lines its code and its output take on a slide."""
    text = "\n".join(block.astext() for block in cell.findall(nodes.literal_block))
    return sum(1 + len(line) // COLUMNS for line in text.split("\n"))


@dataclass
class Slide:
    heading: list[nodes.Node]
    name: str  # of its section
    shown: list[nodes.Node] = field(default_factory=list)
    said: list[nodes.Node] = field(default_factory=list)

    def has_room(self, node):
        """A slide has one thing, a series, or code beside formulas or a figure."""
        if not self.shown:
            return True
        series = isinstance(node, SERIES) and type(node) is type(self.shown[-1])
        both = [*self.shown, node]
        cells = [part for part in both if is_cell(part)]
        pair = (
            len(cells) == 1
            and all(is_cell(part) or isinstance(part, PICTURES) for part in both)
            and len(both) <= 3
            and sum(isinstance(part, nodes.figure) for part in both) <= 1
            and lines(cells[0]) <= LINES - 6
        )
        return series or pair

    @property
    def is_pair(self):
        return len(self.shown) > 1 and any(map(is_cell, self.shown))


class Deck:
    """The slides of a chapter: a list for each section, with those of what is in it."""

    def __init__(self, chapter, numbers):
        self.numbers = {f"#{chapter['ids'][0]}": numbers[""], **numbers}
        self.sections = []
        for kind, node in told(chapter):
            if kind == "show":
                self.show(node)
            elif kind == "say":
                self.slide.said.append(node)
            else:
                self.begin(node, kind)

    @property
    def slide(self):
        """The last one."""
        return self.sections[-1][-1]

    def begin(self, section, kind):
        """A slide with the heading of a section."""
        name = section["ids"][0]
        number = ".".join(map(str, self.numbers[f"#{name}"]))
        self.name, words = name, section[0].children
        self.place = nodes.inline(
            "", f"{number}. ", *(word.deepcopy() for word in words)
        )
        link = nodes.reference("", f"{number}.", refid=name, classes=["headerlink"])
        link["reftitle"] = _("Link to this heading")
        title = nodes.inline("", "", link, nodes.Text(" "), *words)
        if kind in ("h1", "h2"):
            self.sections.append([])
        self.sections[-1].append(
            Slide([html(f'<{kind} id="{name}">'), title, html(f"</{kind}>")], name)
        )

    def show(self, node):
        if not self.slide.has_room(node):
            place = nodes.paragraph("", "", self.place.deepcopy(), classes=["place"])
            self.sections[-1].append(Slide([place], self.name))
        self.slide.shown.append(node)


class Translator(HTML5Translator):
    """What is still a section is the inside of a box, and to reveal.js a slide."""

    def visit_section(self, node):
        self.body.append(self.starttag(node, "div"))

    def depart_section(self, node):
        self.body.append("</div>\n")

    def html(self, content):
        self.body = []
        for node in content:
            node.walkabout(self)
        return "".join(self.body)


def words_of_reveal(name):
    """What a file of reveal.js says on the screen, and what it says on these slides."""
    if name.endswith("notes.js"):
        return {
            "Click to Reset": _("Click to Reset"),
            "Default": _("Default"),
            "Layout": _("Layout"),
            "Loading speaker view...": _("Loading speaker view..."),
            "Notes": _("Notes"),
            "Notes only": _("Notes only"),
            "Pacing – Time to finish current slide": _(
                "Pacing – Time to finish current slide"
            ),
            "Speaker notes view": _("Speaker notes view"),
            "Tall": _("Tall"),
            "Time": _("Time"),
            "Upcoming": _("Upcoming"),
            "Wide": _("Wide"),
            "reveal.js - Speaker View": _("reveal.js - Speaker View"),
        }
    return {
        "ACTION": _("ACTION"),
        "Fullscreen": _("Fullscreen"),
        "Jump to first/last slide": _("Jump to first/last slide"),
        "Jump to slide": _("Jump to slide"),
        "KEY": _("KEY"),
        "Keyboard Shortcuts": _("Keyboard Shortcuts"),
        "Navigate without fragments": _("Navigate without fragments"),
        "Next slide": _("Next slide"),
        "Pause": _("Pause"),
        "Previous slide": _("Previous slide"),
        "Resume presentation": _("Resume presentation"),
        "Slide overview": _("Slide overview"),
        "above slide": _("above slide"),
        "below slide": _("below slide"),
        "next slide": _("next slide"),
        "previous slide": _("previous slide"),
    }


def translate_reveal(name, text):
    """The script with its words in the language of the deck, as texts or elements."""
    for word, translation in words_of_reveal(name).items():
        text, count = re.subn(
            f"(?<=[\"'>]){re.escape(word)}(?= ?[\"'<])", translation, text
        )
        if not count:
            logger.warning("%s no longer says %r: see %s", name, word, __name__)
    return text


def link_numbers(text):
    """The number itself is the permalink, without a sign of its own."""
    return re.sub(
        r'<span class="(caption-number|eqno)">([^<]+)'
        r'((?:(?!<span class="(?:caption-number|eqno)">).)*?)'
        r'<a (class="headerlink[^>]*)>¶</a>',
        r'<span class="\1"><a \4>\2</a>\3',
        text,
        flags=re.S,
    )


class Slides(StandaloneHTMLBuilder):
    name = "slides"
    default_translator_class = Translator
    search = False

    def get_theme_config(self):
        return "basic", {}

    def get_outdated_docs(self):
        """All of them: it takes a few seconds."""
        return "all chapters"

    def get_relative_uri(self, from_, to, typ=None):
        return f"{SITE}{to}.html"

    def prepare_writing(self, docnames):
        super().prepare_writing(docnames)
        folder = Path(self.outdir)
        for old in folder.glob("*.html"):
            old.unlink()
        Path(folder, "reveal").mkdir(exist_ok=True)
        for name in REVEAL:
            path = get_revealjs_path() / name
            if path.suffix == ".js":
                text = translate_reveal(name, path.read_text("utf-8"))
                Path(folder, "reveal", path.name).write_text(text, "utf-8")
            else:
                shutil.copy(path, folder / "reveal")

    def write_doc(self, docname, doctree):
        if not is_chapter(self.env, docname):
            return
        doctree.settings = self.docsettings
        self.post_process_images(doctree)
        self.imgpath = f"{SITE}_images"
        self.secnumbers = self.env.toc_secnumbers[docname]
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        meta = next(doctree.findall(nodes.meta), {"content": ""})
        [chapter] = (child for child in doctree if isinstance(child, nodes.section))
        translator = self.create_translator(doctree, self)
        page = self.get_relative_uri("", docname)
        context = {
            "author": self.config.author,
            "cff": self.config.cff,
            "description": meta["content"],
            "html": translator.html,
            "language": self.config.language,
            "page": page,
            "sections": Deck(chapter, self.secnumbers).sections,
            "site": SITE,
            "styles": styles(doctree),
            "title": self.env.titles[docname].astext(),
        }
        text = self.templates.render("slides.html", context)
        # a plot uses its own marks by href as well
        text = re.sub(r'(<a\b[^>]* href=")#', rf"\1{page}#", link_numbers(text))
        text = with_light_code(text)
        name = docname.rpartition("/")[2]
        Path(self.outdir, f"{name}.html").write_text(text, "utf-8")

    def copy_assets(self):
        """The site has them. MyST-NB puts a stylesheet where it thinks they are."""
        Path(self.outdir, "_static").mkdir(exist_ok=True)

    def finish(self):
        """There is nothing else to write."""


def setup(app):
    app.add_builder(Slides)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
