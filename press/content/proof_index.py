"""List the definitions, theorems and other boxes of sphinx-proof as readers cite them.

Its own index names them by their labels alone, and their kinds in English.
"""

from sphinx.locale import get_translation
from sphinx_proof.domain import ProofIndex
from sphinx_proof.proof_type import PROOF_TYPES

translate = get_translation("proof")


def entries_by_kind(self, docnames=None):
    """For each kind its name, and the entries in the order of their numbers."""
    env = self.domain.env
    content = {}
    for kind in sorted(PROOF_TYPES):
        numbers = {
            (number, docname, anchor)
            for docname, kinds in env.toc_fignumbers.items()
            for anchor, number in kinds.get(kind, {}).items()
        }
        for number, docname, anchor in sorted(numbers):
            name = f"{translate(kind.title())} {'.'.join(map(str, number))}"
            chapter = env.titles[docname].astext()
            entry = (name, 0, docname, anchor, chapter, "", "")  # as in any index
            content.setdefault(translate(kind.title()), []).append(entry)
    return list(content.items()), False


def setup(app):
    ProofIndex.generate = entries_by_kind
    return {"parallel_read_safe": True, "parallel_write_safe": True}
