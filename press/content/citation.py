"""Let readers cite the book, a chapter or a single result of it.

CITATION.cff is the only source of title, authors, version, date and licence;
they go to Sphinx's configuration. The public address is that of the
environment variable ``SITE_URL`` or else ``url`` in CITATION.cff; without
either, nothing that needs an address is emitted.

The address is no part of what is read: another one writes pages anew and reads none.

The directive ``book-citation`` prints the BibTeX entry of the book. A chapter
gets Highwire tags, JSON-LD, and, through cite.html, the box "Cite this
chapter"; beside the page lie its BibTeX, RIS and CSL-JSON files. The BibTeX
file has an entry for every numbered result, too.
"""

import json
import os
import re
from html import escape
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import solution_node

from press.content.numbers import is_chapter, results
from press.languages.editions import FOLDERS
from press.order import ConfigInited, Reading, Writing


def author_name(author):
    return author.get("name") or f"{author['family-names']}, {author['given-names']}"


def configure(app, config):
    cff = yaml.safe_load(Path(app.srcdir, "CITATION.cff").read_text(encoding="utf-8"))
    published = cff.pop("url", "")
    if url := os.environ.get("SITE_URL") or published:
        config.html_baseurl = f"{url.rstrip('/')}/{FOLDERS[config.language]}"
    cff["key"] = cff["title"].lower().replace(" ", "-")  # one for both editions
    cff["title"] = _(cff["title"])
    for author in cff["authors"]:
        if "name" in author:  # of a group, which is words
            author["name"] = _(author["name"])
    cff["date-released"] = str(cff["date-released"])
    config.cff = cff
    config.project = config.html_title = cff["title"]
    config.author = ", ".join(map(author_name, cff["authors"]))
    config.copyright = f"{cff['date-released'][:4]} {config.author}"
    config.version = config.release = cff["version"]


def bibtex(config, kind, key, note="", address="", **fields):
    """A BibTeX entry; pybtex would escape the address, which then leads nowhere."""
    cff = config.cff
    authors = " and ".join(f"{{{author_name(author)}}}" for author in cff["authors"])
    version = _("Version") + f" {cff['version']}"
    fields = {
        "author": authors,
        **fields,
        "year": cff["date-released"][:4],
        "note": f"{note}. {version}" if note else version,
    }
    lines = {k: re.sub(r"([&%#_])", r"\\\1", v) for k, v in fields.items()}
    if config.html_baseurl:
        lines["url"] = config.html_baseurl + address
    width = max(map(len, lines))
    inside = "".join(f"  {k:<{width}} = {{{v}}},\n" for k, v in lines.items())
    return f"@{kind}{{{key},\n{inside}}}\n"


class BookCitation(SphinxDirective):
    def run(self):
        return [nodes.literal_block(classes=["book-citation"], language="bibtex")]


class FillBookCitation(SphinxPostTransform):
    """Only now, since the address in the entry is no part of what is read."""

    default_priority = Writing.FIRST

    def run(self, **kwargs):
        for block in self.document.findall(nodes.literal_block):
            if "book-citation" in block["classes"]:
                block["classes"].remove("book-citation")
                title = self.config.cff["title"]
                key = self.config.cff["key"]
                text = bibtex(self.config, "book", key, title=f"{{{title}}}")
                block.rawsource, block[:] = text, [nodes.Text(text)]


class LabelsFirst(SphinxTransform):
    """A heading's permalink is its label, which stays, not an id made of its words."""

    default_priority = Reading.LABELS

    def apply(self, **kwargs):
        kept = self.document.nametypes
        for section in self.document.findall(nodes.section):
            labels = [self.document.nameids[n] for n in section["names"] if kept.get(n)]
            section["ids"].sort(key=lambda name: name not in labels)


class Permalinks(SphinxPostTransform):
    """A permalink for the boxes of sphinx-proof and sphinx-exercise, too.

    A folded solution has none: it would stand in what a click opens.
    """

    default_priority = Writing.PERMALINKS
    formats = ("html",)

    def run(self, **kwargs):
        for title in self.document.findall(nodes.title):
            box = title.parent
            if box["ids"] and not isinstance(
                box, nodes.section | nodes.table | solution_node
            ):
                title += nodes.reference(
                    "",
                    "¶",
                    refid=box["ids"][0],
                    reftitle=_("Link to this box"),
                    classes=["headerlink"],
                )


def records(config, docname, title, number, found):
    """The chapter in the formats that programs for references read, by file ending."""
    cff, page = config.cff, f"{docname}.html"
    key = f"{cff['key']}-{docname.rpartition('/')[2]}"
    fields = {
        "title": f"{{{title}}}",
        "booktitle": f"{{{cff['title']}}}",
        "chapter": number,
    }
    chapter = bibtex(config, "incollection", key, address=page, **fields)
    entries = [
        bibtex(
            config,
            "incollection",
            f"{cff['key']}:{result.label}",
            note=result.name,
            address=f"{page}#{result.anchor}",
            **fields,
        )
        for result in found
    ]
    authors = [author_name(author) for author in cff["authors"]]
    url = {"URL": config.html_baseurl + page} if config.html_baseurl else {}
    ris = [
        ("TY", "CHAP"),
        *(("AU", author) for author in authors),
        ("TI", title),
        ("T2", cff["title"]),
        ("PY", cff["date-released"][:4]),
        ("ET", cff["version"]),
        ("LA", config.language),
        *(("UR", address) for address in url.values()),
        ("ER", ""),
    ]
    csl = {
        "id": key,
        "type": "chapter",
        "title": title,
        "container-title": cff["title"],
        "chapter-number": number,
        "author": [{"literal": author} for author in authors],
        "issued": {"date-parts": [list(map(int, cff["date-released"].split("-")))]},
        "version": cff["version"],
        "language": config.language,
        **url,
    }
    return {
        "bib": "\n".join([chapter, *entries]),
        "ris": "".join(f"{tag}  - {value}\r\n" for tag, value in ris),
        "json": json.dumps([csl], indent=1, ensure_ascii=False) + "\n",
    }, chapter


def tags(config, docname, title, number):
    """Highwire tags, which Google Scholar and Zotero read, and JSON-LD."""
    cff = config.cff
    authors = [author_name(author) for author in cff["authors"]]
    home = config.html_baseurl
    url = {"url": f"{home}{docname}.html"} if home else {}
    highwire = [
        ("title", title),
        *(("author", author) for author in authors),
        ("publication_date", cff["date-released"].replace("-", "/")),
        ("inbook_title", cff["title"]),
        ("language", config.language),
        *(("fulltext_html_url", address) for address in url.values()),
    ]
    linked = {
        "@context": "https://schema.org",
        "@type": ["Chapter", "LearningResource"],
        "name": title,
        "position": number,
        "inLanguage": config.language,
        "datePublished": cff["date-released"],
        "version": cff["version"],
        "license": [f"https://spdx.org/licenses/{name}" for name in cff["license"]],
        "author": [{"@type": "Organization", "name": author} for author in authors],
        **url,
        "isPartOf": {
            "@type": "Book",
            "name": cff["title"],
            **({"url": home} if home else {}),
        },
    }
    script = json.dumps(linked, ensure_ascii=False).replace("<", r"\u003c")
    return (
        "".join(
            f'<meta name="citation_{name}" content="{escape(value)}" />\n'
            for name, value in highwire
        )
        + f'<script type="application/ld+json">{script}</script>\n'
    )


def add_to_page(app, pagename, templatename, context, doctree):
    if doctree is None or app.builder.format != "html":
        return
    if not is_chapter(app.env, pagename):
        return
    title = app.env.titles[pagename].astext()
    number = str(app.env.toc_secnumbers[pagename][""][0])
    found = results(app.env, pagename)
    files, chapter = records(app.config, pagename, title, number, found)
    page = Path(app.outdir, pagename)
    page.parent.mkdir(parents=True, exist_ok=True)
    for ending, text in files.items():
        page.with_suffix(f".{ending}").write_text(text, encoding="utf-8", newline="")
    context["metatags"] += tags(app.config, pagename, title, number)
    context["cite"] = {
        "key": app.config.cff["key"],
        "name": page.name,
        "bibtex": app.builder.highlighter.highlight_block(chapter, "bibtex"),
        "results": found,
    }


def setup(app):
    app.add_config_value("cff", {}, "env")
    app.add_directive("book-citation", BookCitation)
    app.add_transform(LabelsFirst)
    app.add_post_transform(FillBookCitation)
    app.add_post_transform(Permalinks)
    app.connect("config-inited", configure, ConfigInited.ADDRESS)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
