"""Let the catalogues of ``book/locale`` translate all words of a page.

Sphinx translates paragraphs and headings; what it cannot reach is translated here:
formulas with words, the titles of exercises and solutions, and what other tools
put into the page too late, the captions of the parts and the description.
"""

import gettext
from collections.abc import Callable
from pathlib import Path

import sphinx_exercise.directive
import sphinx_exercise.nodes
from docutils import nodes
from docutils.transforms.components import Filter
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.i18n import docname_to_domain
from sphinx_exercise.directive import ExerciseDirective
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_subtitle
from sphinx_external_toc.events import InsertToctrees
from sphinx_proof.domain import ProofIndex

from press.order import Reading, Writing


def translator(env) -> Callable[[str], str]:
    """What translates a message of the page that is read; others stay as they are."""
    return gettext.translation(
        docname_to_domain(env.docname, env.config.gettext_compact),
        Path(env.srcdir, *env.config.locale_dirs),
        [env.config.language],
        fallback=True,
    ).gettext


class TranslateFormulas(SphinxTransform):
    """Sphinx makes a line with two colons of the translation of a formula."""

    default_priority = Reading.BEFORE_TRANSLATION

    def apply(self, **kwargs):
        translate = translator(self.env)
        for formula in self.document.findall(nodes.math_block):
            text = translate(formula.rawsource or formula.astext())
            formula.rawsource, formula[:] = text, [nodes.Text(text)]


class PlainDescriptions(SphinxTransform):
    """Sphinx marks what it has translated, and docutils writes the mark into HTML."""

    default_priority = Reading.AFTER_TRANSLATION

    def apply(self, **kwargs):
        for meta in self.document.findall(nodes.meta):
            meta.attributes.pop("translated", None)


class OneDocument(SphinxTransform):
    """Sphinx leaves the document of its message on translated inline nodes.

    It is pickled with the page, which then is up to twenty times as large. The fault
    is written up in press/upstream/sphinx-locale-leak.md.
    """

    default_priority = Reading.ONE_DOCUMENT

    def apply(self, **kwargs):
        for node in self.document.findall():
            node.document = self.document


class Exercise(ExerciseDirective):
    """Its title says where it comes from; without that it would be no message."""

    def run(self):
        exercises = super().run()
        for exercise in exercises:
            for title in exercise.findall(exercise_subtitle):
                title.rawsource = self.arguments[0]
                self.set_source_info(title)
        return exercises


class TitlesAsMessages(SphinxPostTransform):
    """sphinx-exercise makes a plain text of the title, even for the catalogue."""

    default_priority = Writing.EXERCISE_TITLES
    builders = ("gettext",)

    def run(self, **kwargs):
        for title in list(self.document.findall(exercise_subtitle)):
            title.parent.replace_self(title)


class TranslateTitlesOfSolutions(SphinxTransform):
    """They repeat the title of the exercise, kept before it was translated."""

    default_priority = Reading.AFTER_TRANSLATION

    def apply(self, **kwargs):
        for exercise in self.document.findall(exercise_enumerable_node):
            kept = self.env.sphinx_exercise_registry[exercise["label"]]
            kept["node"] = exercise.deepcopy()


def translate_exercise(message, own=sphinx_exercise.directive.translate):
    """As sphinx-exercise does, which says "Solución a Ejercicio"."""
    return _("Solution to") if message == "Solution to" else own(message)


def translate_tools(app, config):
    sphinx_exercise.directive.translate = translate_exercise
    sphinx_exercise.nodes.translate = translate_exercise
    config.nb_code_prompt_show = _("Show the code")
    config.nb_code_prompt_hide = _("Hide the code")
    ProofIndex.localname = _("Index of definitions and theorems")


def setup(app):
    InsertToctrees.default_priority = Reading.TOCTREES
    Filter.default_priority = Reading.BEFORE_TRANSLATION
    app.connect("config-inited", translate_tools)
    app.add_transform(TranslateFormulas)
    app.add_transform(PlainDescriptions)
    app.add_transform(OneDocument)
    app.add_transform(TranslateTitlesOfSolutions)
    app.add_post_transform(TitlesAsMessages)
    app.add_directive("exercise", Exercise, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
