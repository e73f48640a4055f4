"""Hang the exhibits of the museum: a card for each, and all of them on a wall.

The directive ``exhibit`` stands at the head of a section:

    ```{exhibit}
    :year: 2022
    :wrong: h = step(x_t, start)
    :right: h = step(x_t, h)

    Who published it, with a link.

    What it computes instead, in a line.

    Greatest difference: {}
    ```

For each ``{}`` the cells of its section print one line, so that no number is typed.
Where it is words that are wrong, ``wrong-words`` and ``right-words`` say so, in MyST.
Where neither line is wrong in itself, ``wrong-verdict`` and ``right-verdict`` say what
stands in place of "Wrong" and "Right". A comment behind a line is shown above it, and
translated if a cell of the page has it, too.
The directive ``exhibits`` is the wall: a tile for each card of the page.
"""

import re
from itertools import chain

from docutils import nodes
from docutils.parsers.rst.directives import unchanged_required
from docutils.statemachine import StringList
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from press.languages.comments import translated
from press.languages.translation import translator
from press.order import Writing

NO_DATE = "no date"
YEAR = re.compile(rf"{NO_DATE}|\d{{4}}((–|, )\d{{4}})?")
PARAGRAPHS = "who published it, what it computes instead, and by how much it differs"
VALUE = "{}"
COMMENT = re.compile("  (?=# )")
FEW = 18  # characters, of a line that can be large in its frame
STYLE = "museum.css"
AFTER_BOOK_CSS = 900

logger = logging.getLogger(__name__)


class exhibit(nodes.General, nodes.Element):
    """Its ``year``; its children are sources, meaning, measure, and both sides.

    A side is a container with a line of code or a paragraph, and perhaps before it a
    paragraph with the verdict.
    """


class exhibits(nodes.General, nodes.Element):
    """Where the wall is to be."""


def year(text):
    if not YEAR.fullmatch(text or ""):
        raise ValueError(f"a year is 2017, 2017–2019, 2017, 2019 or {NO_DATE}")
    return text


class Exhibit(SphinxDirective):
    has_content = True
    option_spec = {
        "year": year,
        "wrong": unchanged_required,
        "wrong-words": unchanged_required,
        "wrong-verdict": unchanged_required,
        "right": unchanged_required,
        "right-words": unchanged_required,
        "right-verdict": unchanged_required,
    }

    def run(self):
        if "year" not in self.options:
            raise self.error("an exhibit needs the option year")
        text = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, text)
        if [type(child) for child in text] != [nodes.paragraph] * 3:
            raise self.error(f"an exhibit has three paragraphs: {PARAGRAPHS}")
        sides = [self.side("wrong"), self.side("right")]
        card = exhibit("", *text.children, *sides, year=self.options["year"])
        self.set_source_info(card)
        return [card]

    def side(self, name):
        verdict = self.options.get(f"{name}-verdict")
        heading = [self.paragraph(verdict)] if verdict else []
        return nodes.container("", *heading, self.shown(name), classes=[name])

    def shown(self, name):
        """A line of code, or a paragraph."""
        code, words = (self.options.get(key) for key in (name, f"{name}-words"))
        if (code is None) == (words is None):
            raise self.error(
                f"an exhibit needs one of the options {name} and {name}-words"
            )
        if code:
            code = translated(code, translator(self.env))
            code = "\n".join(reversed(COMMENT.split(code)))
            return nodes.literal_block(code, code, language="python")
        return self.paragraph(words)

    def paragraph(self, words):
        text = nodes.Element()
        content = StringList([words], self.get_source_info()[0])
        self.state.nested_parse(content, 0, text)
        return text[0]


class Exhibits(SphinxDirective):
    def run(self):
        return [exhibits()]


def printed(section):
    """The lines that the cells of a section print."""
    blocks = section.findall(nodes.literal_block)
    outputs = [block.astext() for block in blocks if "stream" in block["classes"]]
    return [line for output in outputs for line in output.splitlines()]


def fill_in(paragraph, values):
    """Put the values, in bold, where the paragraph has ``{}``."""
    values = iter(values)
    for text in list(paragraph.findall(nodes.Text)):
        before, *rest = text.split(VALUE)
        pairs = ([nodes.strong("", next(values)), nodes.Text(part)] for part in rest)
        text.parent.replace(text, [nodes.Text(before), *chain.from_iterable(pairs)])


def date(card):
    return _("no date") if card["year"] == NO_DATE else card["year"]


def painted(code):
    """A line of code in its colours, below its comment."""
    *comment, code = code.split("\n")
    for text in comment:
        yield nodes.literal("", text, classes=["code"], language="python")
        yield nodes.Text(" ")
    yield nodes.literal("", code, classes=["code"], language="python")


def tile(number, card):
    """Painting and plaque, whose title is the heading of the section.

    What is wrong with it the card says: who looks at the wall may guess.
    """
    *_texts, (*_verdict, wrong), _right = card
    section = card.parent
    title = nodes.reference(
        "",
        "",
        *(child.deepcopy() for child in section[0]),
        refid=section["ids"][0],
        internal=True,
    )
    is_code = isinstance(wrong, nodes.literal_block)
    painting = painted(wrong.astext()) if is_code else wrong.deepcopy().children
    size = ["large"] if is_code and len(wrong.astext()) <= FEW else []
    return nodes.list_item(
        "",
        nodes.paragraph(
            "",
            "",
            nodes.strong("", str(number)),
            nodes.Text(" "),
            title,
            nodes.Text(", "),
            nodes.inline("", date(card), classes=["year"]),
            classes=["plaque"],
        ),
        nodes.paragraph("", "", *painting, classes=["painting", *size]),
    )


def wall(cards):
    tiles = (tile(number, card) for number, card in enumerate(cards, 1))
    return nodes.bullet_list("", *tiles, classes=["wall"])


def judge(side, sign, heading):
    """Give a side its sign, and the heading if it has no verdict of its own."""
    if len(side) == 1:
        side.insert(0, nodes.paragraph("", heading))
    side[0].insert(0, nodes.Text(f"{sign} "))
    side[0]["classes"].append("verdict")


def label(number, card):
    """The card as a reader sees it, a box with a title in every kind of output."""
    sources, meaning, measure, wrong, right = card
    title = _("Exhibit {number} · {year}").format(number=number, year=date(card))
    sources["classes"].append("sources")
    measure["classes"].append("measure")
    judge(wrong, "✗", _("Wrong"))
    judge(right, "✓", _("Right"))
    pair = nodes.container("", wrong, right, classes=["pair"])
    box = nodes.admonition("", nodes.title("", title), sources, pair, meaning, measure)
    box["classes"].append("exhibit")
    return box


class Hang(SphinxPostTransform):
    """In place of the nodes of both directives, what every builder knows."""

    default_priority = Writing.FIRST

    def run(self, **kwargs):
        cards = list(self.document.findall(exhibit))
        for place in list(self.document.findall(exhibits)):
            place.replace_self(wall(cards))
        for number, card in enumerate(cards, 1):
            self.measure(card)
            card.replace_self(label(number, card))

    def measure(self, card):
        values, wanted = printed(card.parent), card[2].astext().count(VALUE)
        if len(values) == wanted:
            fill_in(card[2], values)
        elif self.config.nb_execution_mode != "off":
            logger.warning(
                "an exhibit has %s for values, and its cells print %s lines",
                f"{wanted} {VALUE}",
                len(values),
                location=card,
            )


def styles(document):
    """The stylesheets that a page needs for what hangs on it."""
    lists = document.findall(nodes.bullet_list)
    return [STYLE] if any("wall" in found["classes"] for found in lists) else []


def add_styles(app, pagename, templatename, context, doctree):
    for style in styles(doctree) if doctree else []:
        app.add_css_file(style, priority=AFTER_BOOK_CSS)


def setup(app):
    app.add_node(exhibit)
    app.add_node(exhibits)
    app.add_directive("exhibit", Exhibit)
    app.add_directive("exhibits", Exhibits)
    app.add_post_transform(Hang)
    app.connect("html-page-context", add_styles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
