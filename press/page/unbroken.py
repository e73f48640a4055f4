"""Keep in one line what is read as one: short code, 15 %, a formula and its stop."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing

UNBROKEN = "unbroken"  # the class, to which book.css gives the rule
CODE = (nodes.literal, nodes.literal_block, nodes.raw, nodes.math, nodes.math_block)
SHORT = 24  # characters of code, which have room in a line of a phone


class KeepPunctuation(SphinxPostTransform):
    """Bind a formula to the punctuation after it: browsers would break between."""

    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        for math in list(self.document.findall(nodes.math)):
            after = math.next_node(descend=False, siblings=True)
            if isinstance(after, nodes.Text) and after[0] in ".,;:!?)’":
                bound = nodes.inline(classes=[UNBROKEN])
                place = math.parent.index(math)  # a text would be found by its words
                math.parent[place : place + 2] = [bound, nodes.Text(after[1:])]
                bound += [math, nodes.Text(after[0])]


class KeepShortCode(SphinxPostTransform):
    """Browsers would break at a space: two boxes would look like two codes."""

    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        for code in self.document.findall(nodes.literal):
            if len(code.astext()) <= SHORT:
                code["classes"].append(UNBROKEN)


class KeepPercent(SphinxPostTransform):
    """Bind the sign to its number."""

    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        for text in list(self.document.findall(nodes.Text)):
            if " %" in text and not isinstance(text.parent, CODE):
                text.parent.replace(text, nodes.Text(text.replace(" %", "\u00a0%")))


def setup(app):
    app.add_post_transform(KeepPunctuation)
    app.add_post_transform(KeepShortCode)
    app.add_post_transform(KeepPercent)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
