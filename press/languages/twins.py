"""Say in both languages what a reader of either looks for.

Beside each term of the glossary stands its twin, from the catalogue, unless it is the
same word; the terms are in the order of the page's language. The page for addresses at
which there is nothing is one for both editions, since a host has one.
"""

from pathlib import Path
from unicodedata import normalize

from babel.messages.pofile import read_po
from docutils import nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.languages.editions import FOLDERS
from press.order import Writing

GLOSSARY = "book/glossary"


def spanish_messages(srcdir: str | Path, name: str) -> dict[str, str]:
    """The messages of a catalogue and their translations."""
    path = Path(srcdir, "book", "locale", "es", "LC_MESSAGES", f"{name}.po")
    with path.open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id and not m.fuzzy}


def sort_key(text):
    """What a dictionary sorts by: small letters without accents."""
    return normalize("NFKD", text.casefold()).encode("ascii", "ignore")


class Twins(SphinxPostTransform):
    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        if self.env.docname != GLOSSARY:
            return
        for terms in self.document.findall(nodes.definition_list):
            terms.children.sort(key=lambda entry: sort_key(entry[0].astext()))
        twins, language = spanish_messages(self.env.srcdir, GLOSSARY), "es"
        if self.config.language == "es":
            twins, language = {twin: term for term, twin in twins.items()}, "en"
        for term in self.document.findall(nodes.term):
            twin = twins.get(term.astext())
            if twin and twin != term.astext():
                classes = ["twin", f"language-{language}"]
                term += [nodes.Text(" "), nodes.inline("", twin, classes=classes)]


def say_that_nothing_is_here(app, pagename, templatename, context, doctree):
    if pagename != "404":
        return
    heading, text, description = (
        _("Page not found"),
        _(
            'There is nothing at this address. Begin at the <a href="{first}">first'
            ' page</a> or <a href="{search}">search</a> the book.'
        ),
        _("There is no page at this address."),
    )
    said = {"en": (heading, text, description)}
    if app.config.twin:
        twin = spanish_messages(app.srcdir, "sphinx")
        said["es"] = tuple(twin.get(message, message) for message in said["en"])
    context["not_found"] = [
        (language, FOLDERS[language], *said[language][:2]) for language in said
    ]
    headings, _texts, descriptions = zip(*said.values(), strict=True)
    context["title"] = " · ".join(headings)
    words = " ".join(descriptions)
    context["metatags"] = f'<meta name="description" content="{words}">'


def setup(app):
    app.add_post_transform(Twins)
    app.connect("html-page-context", say_that_nothing_is_here)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
