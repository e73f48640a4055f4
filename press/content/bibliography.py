"""Say the words of a reference that are no part of a title in the language of the page.

pybtex and sphinxcontrib-bibtex say "and" and "In" in English only. The styles here
are theirs, ``plain`` and ``author_year``, with these words from the catalogue; so
are the fields of ``references.bib`` that are words.
"""

import re
from dataclasses import dataclass, field

import pybtex.plugin
from docutils import nodes
from pybtex.database import Person
from pybtex.style.formatting.plain import Style as Plain
from pybtex.style.template import Node
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from press.order import Writing

WORDS = {
    " and ": _(" and "),
    ", and ": _(", and "),
    "In": _("In"),
    "edition": _("edition"),
    "of": _("of"),
    "others": _("others"),
    "volume": _("volume"),
}
FIELDS = {"edition", "howpublished", "type"}


def translated(template):
    """The template of pybtex, whose words are strings between its nodes."""
    if isinstance(template, Node):
        template.children = [translated(child) for child in template.children]
        separators = {"sep2", "last_sep"} & template.kwargs.keys()
        for name in separators:
            template.kwargs[name] = translated(template.kwargs[name])
    elif isinstance(template, list):
        return [translated(child) for child in template]
    elif isinstance(template, str):
        return str(WORDS.get(template, template))
    return template


class Style(Plain):
    def __getattribute__(self, name):
        value = super().__getattribute__(name)
        if name.startswith("get_") and name.endswith("_template"):
            return lambda entry: translated(value(entry))
        return value


@dataclass
class ReferenceStyle(AuthorYearReferenceStyle):
    person: PersonStyle = field(
        default_factory=lambda: PersonStyle(
            sep2=translated(" and "), last_sep=translated(", and ")
        )
    )


class BeforeTheSoundOfI(SphinxPostTransform):
    """In Spanish "y" is "e" there, as in "Zaremba e Ilya Sutskever"."""

    default_priority = Writing.CITATIONS

    def run(self, **kwargs):
        if self.config.language == "es":
            for citation in self.document.findall(nodes.citation):
                for text in list(citation.findall(nodes.Text)):
                    mended = re.sub(r"\by (?=H?[IÍ])", "e ", text)
                    text.parent.replace(text, nodes.Text(mended))


def translate_entries(app, env, docnames):
    for entry in env.get_domain("cite").bibdata.data.entries.values():
        for name in FIELDS & set(entry.fields):
            entry.fields[name] = str(_(entry.fields[name]))
        for persons in entry.persons.values():
            if str(persons[-1]) == "others":
                persons[-1] = Person(translated("others"))


def setup(app):
    pybtex.plugin.register_plugin("pybtex.style.formatting", "book", Style)
    group = "sphinxcontrib.bibtex.style.referencing"
    register_plugin(group, "book", ReferenceStyle)
    app.add_post_transform(BeforeTheSoundOfI)
    app.connect("env-before-read-docs", translate_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
