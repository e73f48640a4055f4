"""What has a number in the book: its chapters, and all that is numbered in them."""

from functools import cache
from typing import NamedTuple

from docutils import nodes
from sphinx.domains.std import StandardDomain
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.locale import _, get_translation
from sphinx_proof.proof_type import PROOF_TYPES

proof, exercise = get_translation("proof"), get_translation("exercise")


class Numbered(NamedTuple):
    kind: str
    label: str
    number: str
    docname: str
    anchor: str  # its place in the page

    @property
    def name(self) -> str:
        """As readers cite it: "Theorem 2.1"."""
        return name(self.kind, self.number)


def names() -> dict[str, str]:
    """Of each kind, in the order in which they are listed."""
    return {
        "chapter": _("Chapter {}"),
        "section": _("Section {}"),
        "equation": _("Equation ({})"),
        "exercise": f"{exercise('Exercise')} {{}}",
        "figure": _("Figure {}"),
        "table": _("Table {}"),
        **{kind: f"{proof(kind.title())} {{}}" for kind in PROOF_TYPES},
    }


def name(kind: str, number: str) -> str:
    return names()[kind].format(number)


def is_chapter(env, docname: str) -> bool:
    """Whether the page has a number."""
    return "" in env.toc_secnumbers.get(docname, {})


def results(env, docname: str) -> list[Numbered]:
    """All that has a number in a chapter, but for the chapter itself."""
    kinds = {
        "section": env.toc_secnumbers.get(docname, {}),
        **env.toc_fignumbers.get(docname, {}),
    }
    kinds["equation"] = kinds.pop("displaymath", {})
    found = []
    for kind in filter(kinds.get, names()):
        for place, parts in kinds[kind].items():
            if place:  # that of the chapter is empty
                anchor = place.removeprefix("#")
                label = anchor.removeprefix("equation-")
                number = ".".join(map(str, parts))
                found.append(Numbered(kind, label, number, docname, anchor))
    return found


def all_numbered(env) -> list[Numbered]:
    """All that has a number, in the order of the book."""
    found = []
    for docname in filter(env.toc_secnumbers.get, env.chapter_labels):
        if is_chapter(env, docname):
            [number] = env.toc_secnumbers[docname][""]
            label = env.chapter_labels[docname]
            found.append(Numbered("chapter", label, str(number), docname, label))
        found += results(env, docname)
    return sorted(found, key=lambda one: int(one.number.partition(".")[0]))


class ChapterLabels(EnvironmentCollector):
    """The label of each page, in ``env.chapter_labels``."""

    def clear_doc(self, app, env, docname):
        env.chapter_labels.pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        env.chapter_labels.update(
            {name: other.chapter_labels[name] for name in docnames}
        )

    def process_doc(self, app, doctree):
        for section in doctree.findall(nodes.section):
            app.env.chapter_labels[app.env.docname] = section["ids"][0]
            break


def begin(app, env, docnames):
    if not hasattr(env, "chapter_labels"):
        env.chapter_labels = {}


class ReadOnce:
    """An environment that reads a page once for all who only look at it."""

    def __init__(self, env):
        self.env = env
        self.get_doctree = cache(env.get_doctree)

    def __getattr__(self, name):
        return getattr(self.env, name)


resolve_number = StandardDomain._resolve_numref_xref


def resolve_number_quickly(domain, env, docname, builder, *rest):
    """As Sphinx does, which reads the page of the target anew for each reference."""
    read_once = vars(builder).setdefault("read_once", ReadOnce(env))
    return resolve_number(domain, read_once, docname, builder, *rest)


def setup(app):
    StandardDomain._resolve_numref_xref = resolve_number_quickly
    app.add_env_collector(ChapterLabels)
    app.connect("env-before-read-docs", begin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
