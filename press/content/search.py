"""Let a search, and the index, lead to where a term is defined.

A chapter defines a term of the glossary where it has it in bold; the first such place
of the book is an entry of the index beside that of the glossary. Sphinx's search
shows entries of the index first.
"""

import snowballstemmer
from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.search.es import SearchSpanish

from press.content.numbers import is_chapter
from press.languages.twins import sort_key
from press.order import PageContext
from press.page.unique_ids import SHARED

STEMMERS = {"en": "english", "es": "spanish"}


class WordsInBold(EnvironmentCollector):
    """Pairs (text, id of the place around it) of each document, in ``env.bold``."""

    def clear_doc(self, app, env, docname):
        env.bold.pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        env.bold.update({name: other.bold[name] for name in docnames})

    def process_doc(self, app, doctree):
        app.env.bold[app.env.docname] = [
            (strong.astext(), place(strong)) for strong in doctree.findall(nodes.strong)
        ]


def place(node):
    """The nearest id around a node that stays on the page."""
    while not (ids := [name for name in node.get("ids", []) if name not in SHARED]):
        node = node.parent
    return ids[0]


def begin(app, env, docnames):
    if not hasattr(env, "bold"):
        env.bold, env.definitions = {}, {}


def definitions(env):
    """{term: (document, id)}: the first place in the book that has it in bold."""
    stem = snowballstemmer.stemmer(STEMMERS[env.config.language]).stemWords
    stems = {
        tuple(stem(name.lower().split())): name
        for name, _, kind, *_ in env.get_domain("std").get_objects()
        if kind == "term"
    }
    found = {}
    for docname in env.toctree_includes.get(env.config.root_doc, []):
        for text, anchor in env.bold.get(docname, []):
            name = stems.get(tuple(stem(text.lower().split())))
            if name:
                found.setdefault(name, (docname, anchor))
    return found


def put_definitions_into_the_index(app, env):
    """The entries of documents that were not read again are those of the last build."""
    entries = env.get_domain("index").entries
    for name, (docname, anchor) in env.definitions.items():
        before = entries.get(docname, [])
        entries[docname] = [e for e in before if e[1:3] != (name, anchor)]
    env.definitions = definitions(env)
    for name, (docname, anchor) in env.definitions.items():
        entry = ("single", name, anchor, "main", None)
        entries.setdefault(docname, []).append(entry)
    return []  # documents to be written


def sort_as_a_dictionary(app, pagename, templatename, context, doctree):
    if pagename == "genindex":
        for _, entries in context["genindexentries"]:
            entries.sort(key=lambda entry: sort_key(entry[0]))


def complete_the_search(app):
    """Give Sphinx's search the whole index, and take from it what no page has.

    Sphinx reads entries anew only of pages that it writes, keeps a word that no page
    has any more, and takes the sign of a permalink for a part of a title. Of pages that
    fit equally well the search shows the lowest title first, where 10 is below 2.
    """
    if app.builder.search:
        indexer = app.builder.indexer
        indexer._index_entries = {
            docname: sorted({entry[1:4] for entry in entries})
            for docname, entries in sorted(app.env.get_domain("index").entries.items())
        }
        for docname, title in indexer._titles.items():
            title = title.partition("-->")[2] or title  # of the last build
            if is_chapter(app.env, docname):
                [number] = app.env.toc_secnumbers[docname][""]
                title = f"<!--{number:03}-->{title}"
            indexer._titles[docname] = title
        for titles in indexer._all_titles.values():
            titles[:] = [(title.strip(" ¶"), anchor) for title, anchor in titles]
        for words in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return []  # pages to be added


class Spanish(SearchSpanish):
    """Sphinx looks for no form of estar, and a state is one."""

    stopwords = SearchSpanish.stopwords - {"estado", "estados"}


def setup(app):
    app.add_env_collector(WordsInBold)
    app.add_search_language(Spanish)
    app.connect("env-before-read-docs", begin)
    app.connect("env-updated", put_definitions_into_the_index)
    app.connect("html-page-context", sort_as_a_dictionary, PageContext.AFTER_FURO)
    app.connect("html-collect-pages", complete_the_search)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
