"""Render maths at build time as MathML, which browsers show without scripts.

The conversion is math-core's. LaTeX that it cannot read is a warning with
file and line, so that a build with -W fails.

Options: ``mathml_macros``, a dictionary of LaTeX macros (``#1`` for the first
argument), as in ``{"R": r"\\mathbb{R}"}``.
"""

from xml.etree import ElementTree

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx import addnodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

# what letters with an index stand for; book.css gives each role its colour
ROLES = {"x": "input", "h": "state", "c": "state", "y": "output"}
GATES = {"book/lstm": "ifgo", "book/gru": "rzn"}
PRIMES = {"′", "″", "‴"}
TALL = {"mfrac", "munder", "mover", "munderover", "msqrt"}


def keep_fences_small(row: ElementTree.Element) -> None:
    """Chromium gives a fence that may stretch the width of its widest form."""
    is_tall = TALL & {part.tag for part in row.iter()}
    if not is_tall and all(len(table) == 1 for table in row.iter("mtable")):
        for fence in {row[0], row[-1]}:
            if fence.tag == "mo":
                fence.set("stretchy", "false")


def set_primes(script: ElementTree.Element) -> None:
    """A prime is drawn raised: as a superscript it would be small and too high.

    With an index below it stays one: else Firefox and WebKit would set the formula
    higher than Chromium does.
    """
    signs = script[-1] if script[-1].tag == "mrow" else [script[-1]]
    primes = [sign for sign in signs if sign.text in PRIMES]
    if not primes:
        return
    base = ElementTree.Element("mrow")
    base.append(script[0])
    for prime in primes:
        prime.attrib |= {"lspace": "0", "rspace": "0"}
        base.append(prime)
    script[0] = base
    if len(primes) < len(signs):
        for prime in primes:
            script[-1].remove(prime)
    else:
        script.remove(script[-1])
        script.tag = "mrow"


def finish(mathml: str, roles: dict[str, str]) -> str:
    """Have three browsers draw a formula alike, and give its letters their roles."""
    math = ElementTree.fromstring(mathml.replace("&ApplyFunction;", "\u2061"))
    for part in math.iter():
        if part.tag == "mrow" and len(part) > 1:
            keep_fences_small(part)
        elif part.tag == "mo" and part.text == "⊙":
            part.set("largeop", "false")  # Firefox would draw it as it draws a sum
        elif part.tag == "mover" and part[1].text == "ˆ":
            part[1].attrib.pop("stretchy", None)  # else WebKit draws it far above
        elif part.tag in ("msub", "msup", "msubsup"):
            if part.tag != "msup" and part[0].text in roles:
                part[0].set("class", roles[part[0].text])
            for sign in part[1:]:
                if sign.tag == "mo":  # around which WebKit would set space
                    sign.attrib |= {"lspace": "0", "rspace": "0"}
            if part.tag == "msup":
                set_primes(part)
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def docname(translator: HTML5Translator, node: nodes.Element) -> str:
    """The file of the formula, also where all are on a single page."""
    while node := node.parent:
        if isinstance(node, addnodes.start_of_file):
            return node["docname"]
    return translator.builder.current_docname


def to_mathml(translator: HTML5Translator, node: nodes.Element, display: bool) -> str:
    """The formula as MathML, or as code with a warning."""
    latex = node.astext().strip()
    try:
        mathml = translator.builder.app.latex_to_mathml.convert_with_local_state(
            latex, displaystyle=display
        )
    except LatexError as error:
        logger.warning("maths: %s in %r", error, latex, location=node)
        return f"<code>{translator.encode(latex)}</code>"
    gates = dict.fromkeys(GATES.get(docname(translator, node), ""), "gate")
    return finish(mathml, ROLES | gates)


def write_inline_formula(self, node):
    self.body.append(to_mathml(self, node, display=False))
    raise nodes.SkipNode


def write_displayed_formula(self, node):
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(to_mathml(self, node, display=True))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def make_mathml_converter(app):
    app.latex_to_mathml = LatexToMathML(
        macros=app.config.mathml_macros, allow_unreliable_rendering=True
    )


def setup(app):
    app.add_config_value("mathml_macros", {}, "env")
    app.add_html_math_renderer(
        "mathml", (write_inline_formula, None), (write_displayed_formula, None)
    )
    app.connect("builder-inited", make_mathml_converter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
