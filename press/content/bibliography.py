"""Say the words of a reference that are no part of a title in the language of the page.

pybtex and sphinxcontrib-bibtex say "and" and "In" in English only. The styles here
are theirs, ``plain`` and ``author_year``, with these words from the catalogue; so
are the fields of ``references.bib`` that are words.
"""

import re
from copy import copy
from dataclasses import dataclass, field
from functools import cache

import pybtex.plugin
from docutils import nodes
from pybtex.database import Person
from pybtex.style import FormattedEntry
from pybtex.style.formatting.plain import Style as Plain
from pybtex.style.template import Node
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from press.order import Writing

FIELDS = {"edition", "howpublished", "type"}  # of references.bib, which are words

# of pybtex, which asks all installed packages at each citation
load_plugin = cache(pybtex.plugin._load_entry_point)


def translate_word(text):
    """A word of pybtex in the language of the page; other texts as they are."""
    words = {
        " and ": _(" and "),
        ", and ": _(", and "),
        "In": _("In"),
        "edition": _("edition"),
        "of": _("of"),
        "others": _("others"),
        "volume": _("volume"),
    }
    return str(words.get(text, text))


def translate_template(part):
    """A template of pybtex with its words translated: strings in a tree of nodes."""
    if isinstance(part, str):
        return translate_word(part)
    if isinstance(part, list):
        return [translate_template(child) for child in part]
    if isinstance(part, Node):
        # a copy, since several templates share a node
        part = copy(part)
        part.children = translate_template(part.children)
        part.kwargs = {k: translate_template(v) for k, v in part.kwargs.items()}
    return part


class Style(Plain):
    def format_entry(self, label, entry, bib_data=None):
        """As pybtex does, with the words of the template translated."""
        template = getattr(self, f"get_{entry.type}_template")(entry)
        context = {"entry": entry, "style": self, "bib_data": bib_data}
        text = translate_template(template).format_data(context)
        return FormattedEntry(entry.key, text, label)


@dataclass
class ReferenceStyle(AuthorYearReferenceStyle):
    person: PersonStyle = field(
        default_factory=lambda: PersonStyle(
            sep2=translate_word(" and "), last_sep=translate_word(", and ")
        )
    )


class BeforeTheSoundOfI(SphinxPostTransform):
    """In Spanish "y" is "e" there, as in "Zaremba e Ilya Sutskever"."""

    default_priority = Writing.CITATIONS

    def run(self, **kwargs):
        if self.config.language == "es":
            for citation in self.document.findall(nodes.citation):
                for text in list(citation.findall(nodes.Text)):
                    text.parent.replace(text, nodes.Text(euphonic(text)))
            for link in self.document.findall(nodes.reference):
                if "#cite-" in link.get("refuri", ""):
                    link["reftitle"] = euphonic(link["reftitle"])


def euphonic(text):
    return re.sub(r"\by (?=H?[IÍ])", "e ", text)


def translate_entries(app, env, docnames):
    for entry in env.get_domain("cite").bibdata.data.entries.values():
        for name in FIELDS & set(entry.fields):
            entry.fields[name] = str(_(entry.fields[name]))
        if "year" not in entry.fields:
            entry.fields["year"] = _("n.d.")
        for persons in entry.persons.values():
            if str(persons[-1]) == "others":
                persons[-1] = Person(translate_word("others"))


def setup(app):
    pybtex.plugin._load_entry_point = load_plugin
    pybtex.plugin.register_plugin("pybtex.style.formatting", "book", Style)
    group = "sphinxcontrib.bibtex.style.referencing"
    register_plugin(group, "book", ReferenceStyle)
    app.add_post_transform(BeforeTheSoundOfI)
    app.connect("env-before-read-docs", translate_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
