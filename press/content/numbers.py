"""What has a number in the book: its chapters, and all that is numbered in them."""

from typing import NamedTuple

from sphinx.locale import _, get_translation
from sphinx_proof.proof_type import PROOF_TYPES

proof, exercise = get_translation("proof"), get_translation("exercise")


class Numbered(NamedTuple):
    kind: str  # as Sphinx calls it, or "chapter"
    anchor: str  # its place in the page
    label: str
    number: str

    @property
    def name(self) -> str:
        """As readers cite it: "Theorem 2.1"."""
        return names()[self.kind].format(self.number)


def names() -> dict[str, str]:
    """Of each kind, in the order in which they are listed."""
    return {
        "chapter": _("Chapter {}"),
        "section": _("Section {}"),
        "displaymath": _("Equation ({})"),
        "exercise": f"{exercise('Exercise')} {{}}",
        "figure": _("Figure {}"),
        "table": _("Table {}"),
        **{kind: f"{proof(kind.title())} {{}}" for kind in PROOF_TYPES},
    }


def is_chapter(env, docname) -> bool:
    """Whether the page has a number."""
    return "" in env.toc_secnumbers.get(docname, {})


def results(env, docname) -> list[Numbered]:
    """All that has a number in a chapter."""
    numbered = {"section": env.toc_secnumbers.get(docname, {})}
    numbered |= env.toc_fignumbers.get(docname, {})
    found = []
    for kind in filter(numbered.get, names()):
        for place, number in numbered[kind].items():
            if place:  # that of the chapter is empty
                anchor = place.removeprefix("#")
                label = anchor.removeprefix("equation-")
                number_as_text = ".".join(map(str, number))
                found.append(Numbered(kind, anchor, label, number_as_text))
    return found
