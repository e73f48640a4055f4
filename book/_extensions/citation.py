"""Read what the book says about itself from CITATION.cff, its only source.

Title, authors, version and year go to Sphinx's configuration. The directive
``book-citation`` prints the BibTeX entry of the book. The public address is
that of the environment variable ``SITE_URL`` or else ``url`` in CITATION.cff;
without either, nothing that needs an address is emitted.
"""

import os
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective


def author_name(author):
    return author.get("name") or f"{author['family-names']}, {author['given-names']}"


def configure(app, config):
    cff = yaml.safe_load(Path(app.srcdir, "CITATION.cff").read_text(encoding="utf-8"))
    authors = [author_name(author) for author in cff["authors"]]
    config.book_citation = {
        "title": cff["title"],
        "author": " and ".join(f"{{{name}}}" for name in authors),
        "year": str(cff["date-released"])[:4],
        "note": f"Version {cff['version']}",
    }
    config.project = config.html_title = cff["title"]
    config.author = ", ".join(authors)
    config.copyright = f"{config.book_citation['year']} {config.author}"
    config.version = config.release = cff["version"]
    if url := os.environ.get("SITE_URL") or cff.get("url"):
        config.html_baseurl = config.book_citation["url"] = url.rstrip("/") + "/"


class BookCitation(SphinxDirective):
    def run(self):
        self.env.note_dependency(str(Path(self.env.srcdir, "CITATION.cff")))
        fields = [f"  {k:<7}= {{{v}}}," for k, v in self.config.book_citation.items()]
        text = "\n".join(["@book{rnns-by-hand,", *fields, "}"])
        return [nodes.literal_block(text, text, language="bibtex")]


def setup(app):
    app.add_config_value("book_citation", {}, "env")
    app.add_directive("book-citation", BookCitation)
    app.connect("config-inited", configure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
