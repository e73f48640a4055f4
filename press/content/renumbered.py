"""Say which numbers are no longer those of an earlier version, by their labels.

The directive ``numbers-since`` takes a version, whose numbers ``make numbers`` has
recorded in ``book/numbers``. Each line there is a label and what it was called, as
``thm-cell,theorem,3.1``. There is a table for each chapter of that version, or, if
every number is as it was, a sentence.

A label that is gone is a warning, and so is one that has lost its number, unless it was
that of a section: what the section said may stand elsewhere, without a heading.
"""

import csv
from collections import ChainMap
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from press.content.numbers import Numbered, all_numbered, name
from press.order import Writing

FOLDER = "book/numbers"
FIELDS = ["label", "kind", "number"]

logger = logging.getLogger(__name__)


class numbers_since(nodes.General, nodes.Element):
    """Where the tables of a version are to stand."""


class NumbersSince(SphinxDirective):
    required_arguments = 1

    def run(self):
        version = self.arguments[0]
        file = f"{FOLDER}/{version}.csv"
        self.env.note_dependency(file)
        if not Path(self.env.srcdir, file).exists():
            raise self.error(f"{file} is missing: there are no numbers of {version}")
        return [numbers_since(version=version)]


class Change(NamedTuple):
    kind: str
    label: str
    old: str
    new: str  # or that of the section in which the label stands now
    has_number: bool
    docname: str
    anchor: str

    @property
    def chapter(self) -> str:
        return self.old.partition(".")[0]

    def moved_with(self, chapter: "Change | None") -> bool:
        """Whether nothing has changed but the number of the chapter."""
        new, _, rest = self.new.partition(".")
        moved_to = chapter.new if chapter else self.chapter
        same = rest == self.old.partition(".")[2]
        return self.has_number and same and new == moved_to


def section_of(env, docname, anchor) -> tuple[str, bool]:
    """The number of the section with that label, or of the one in which it stands."""
    numbers = env.toc_secnumbers[docname]
    for node in env.get_doctree(docname).findall(nodes.Element):
        if anchor in node["ids"]:
            is_heading = isinstance(node, nodes.section)
            while not isinstance(node, nodes.section):
                node = node.parent
            number = numbers.get(f"#{node['ids'][0]}") or numbers[""]
            return ".".join(map(str, number)), is_heading
    raise KeyError(anchor)


def change_of(env, now, label, kind, old) -> Change | None:
    """How the number of a label has changed; a KeyError if there is no such thing."""
    if label in now and now[label].kind == kind:
        _, _, new, *place = now[label]
        has_number = True
    elif kind == "section":
        place = env.get_domain("std").anonlabels[label][:2]
        new, has_number = section_of(env, *place)
    else:
        raise KeyError(label)
    if has_number and new == old:
        return None
    return Change(kind, label, old, new, has_number, *place)


def changes(env, version) -> list[Change]:
    """What has another number than in that version, in its order."""
    now = {numbered.label: numbered for numbered in all_numbered(env)}
    path, found = Path(env.srcdir, FOLDER, f"{version}.csv"), []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label, kind, old = (row[field] for field in FIELDS)
            try:
                change = change_of(env, now, label, kind, old)
            except KeyError:
                logger.warning(
                    "%s/%s.csv: no %s has the label %s any more, which was that of %s."
                    " Give it back: others cite it",
                    *(FOLDER, version, kind, label, old),
                )
                continue
            if change:
                found.append(change)
    return found


def record(numbered: list[Numbered], path: Path):
    with path.open("x", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(FIELDS)
        table.writerows((one.label, one.kind, one.number) for one in numbered)


class Versions(EnvironmentCollector):
    """In ``env.numbers_since``, for each page, versions and what has changed since."""

    def clear_doc(self, app, env, docname):
        env.numbers_since.pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        found = {name: other.numbers_since.get(name) for name in docnames}
        env.numbers_since.update({name: v for name, v in found.items() if v})

    def process_doc(self, app, doctree):
        versions = {node["version"]: None for node in doctree.findall(numbers_since)}
        if versions:
            app.env.numbers_since[app.env.docname] = versions


def begin(app, env, docnames):
    if not hasattr(env, "numbers_since"):
        env.numbers_since = {}


def find_changes(app, env):
    """When all numbers are known, which pages have another table than before."""
    for docname, versions in env.numbers_since.items():
        found = {version: changes(env, version) for version in versions}
        if found != versions:
            env.numbers_since[docname] = found
            yield docname


# on the page


def entry(*content):
    return nodes.entry("", nodes.paragraph("", "", *content))


class Tables(SphinxPostTransform):
    default_priority = Writing.FIRST

    def run(self, **kwargs):
        # the single page is all pages
        found = ChainMap(*self.env.numbers_since.values())
        for node in list(self.document.findall(numbers_since)):
            version = node["version"]
            node.replace_self(list(self.content(version, found[version])))

    def content(self, version, found):
        if not found:
            sentence = _("Every number is that of version {}.").format(version)
            yield nodes.paragraph("", sentence)
            return
        sentence = _(
            "These numbers have changed since version {}. Open the chapter in which the"
            " number was, or search this page for it, or for its label."
        )
        yield nodes.paragraph("", sentence.format(version))
        for number, rows in groupby(found, lambda change: change.chapter):
            rows = list(rows)
            chapters = [change for change in rows if change.kind == "chapter"]
            chapter = chapters[0] if chapters else None
            others = [change for change in rows if not change.moved_with(chapter)]
            yield nodes.admonition(
                "",
                nodes.title("", self.title(number, chapter, others, rows)),
                self.table(version, rows, others if chapter else []),
                classes=["dropdown", "renumbered"],
            )

    def title(self, number, chapter, others, rows):
        title = self.env.titles[rows[0].docname].astext()
        if not chapter:
            return _("Chapter {number}, {title}").format(number=number, title=title)
        sentence = _("Chapter {old} is now {new}, {title}: each {old}.x is {new}.x")
        if others:
            sentence = _(
                "Chapter {old} is now {new}, {title}: each {old}.x is {new}.x, but for"
                " those in bold"
            )
        return sentence.format(old=number, new=chapter.new, title=title)

    def table(self, version, rows, in_bold):
        headings = (f"{_('Version')} {version}", _("Now"), _("Label"))
        group = nodes.tgroup("", cols=len(headings))
        group += [nodes.colspec(colwidth=1) for _heading in headings]
        head = nodes.row("", *(entry(nodes.Text(text)) for text in headings))
        body = (self.row(change, change in in_bold) for change in rows)
        group += [nodes.thead("", head), nodes.tbody("", *body)]
        return nodes.table("", group)

    def row(self, change, in_bold):
        number = f"({change.new})" if change.kind == "equation" else change.new
        text = nodes.Text(number if change.has_number else _("in {}").format(number))
        link = make_refnode(
            self.app.builder,
            self.env.docname,
            change.docname,
            change.anchor,
            nodes.strong("", "", text) if in_bold else text,
        )
        old = nodes.Text(name(change.kind, change.old))
        return nodes.row(
            "", entry(old), entry(link), entry(nodes.literal("", change.label))
        )


def setup(app):
    app.add_node(numbers_since)
    app.add_directive("numbers-since", NumbersSince)
    app.add_env_collector(Versions)
    app.add_post_transform(Tables)
    app.connect("env-before-read-docs", begin)
    app.connect("env-get-updated", find_changes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
