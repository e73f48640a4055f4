"""What press/README.md says is patched still is as the patch expects.

Each test looks, on a tiny book, at what a patch is for: it goes red when the tool has
changed so that the patch has no effect. Where a fault of a tool is mended, a second
test shows that the fault is still there: it goes red when the patch can be deleted.
"""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pybtex.plugin
from bs4 import BeautifulSoup
from chapters import ROOT
from pybtex.database import parse_file
from pybtex.style.formatting.plain import Style as Plain
from sphinx.environment import BuildEnvironment

from press.content import bibliography, numbers
from press.languages import translation
from press.page import generated_pages, light, unique_ids

FIRST = "# A book\n\nText.\n"
BOXES = """\
---
myst:
  html_meta:
    description: A description.
---

# One

*Text*.

:::{prf:theorem} Name
:label: thm-one

Text.
:::

:::{prf:proof}
Text.
:::

:::{prf:theorem} Other name
:label: thm-other

Text.
:::

:::{exercise} A title
:label: exr-one

Text.
:::

:::{exercise}
:label: exr-other

Text.
:::

:::{solution} exr-one
:class: dropdown

Text.
:::

:::{admonition} A question
:class: dropdown

Text.
:::

$$ x = 1 $$ (eq-one)

:::{table} A caption
:name: tbl-one

| x | y |
| - | - |
| 1 | 2 |
:::
"""
SPANISH = {
    "A description.": "Una descripción.",
    "A title": "Un título",
    "Part": "Parte",
    "*Text*.": "*Texto*.",
}
PAGES = {"index": FIRST, "first": BOXES}


def without(monkeypatch, transform):
    """The transform of the press does nothing."""
    method = "run" if hasattr(transform, "run") else "apply"
    monkeypatch.setattr(transform, method, lambda self, **kwargs: None)


def find(html, selector):
    return BeautifulSoup(html, "html.parser").select(selector)


def description(page):
    return find(page, "meta[name=description]")[0]["content"]


def test_every_patch_of_the_list_has_its_test():
    table = (ROOT / "press" / "README.md").read_text(encoding="utf-8")
    folder = Path(__file__).parents[1]
    tests = "".join(path.read_text() for path in folder.glob("*/test_*.py"))
    table = table.partition("## What is patched")[2]
    rows = re.findall(r"^\| `.*\.(?:py|html)` .*$", table, re.MULTILINE)
    assert len(rows) > 40
    for row in rows:
        named = row.split("|")[-2]
        lost = [
            name
            for name in re.findall(r"`(test_\w+)`", named)
            if f"def {name}(" not in tests
        ]
        assert not lost, f"press/README.md names {lost}, which no file in tests has."
        assert "`test_" in named or "any build" in named or "those of" in named, (
            f"press/README.md, What is patched: name the test of this row: {row}"
        )


# Sphinx


def test_sphinx_leaves_many_documents_without_us(tiny_book, monkeypatch):
    """That OneDocument removes them is in test_languages.py."""
    without(monkeypatch, translation.OneDocument)
    doctree = tiny_book(PAGES, "es", catalogue=SPANISH).doctree("book/first")
    documents = {id(node.document) for node in doctree.findall()}
    assert len(documents) > 1, (
        "Sphinx no longer leaves the documents of messages: delete OneDocument in"
        " press/languages/translation.py and press/upstream/sphinx-locale-leak.md."
    )


TWO_FIGURES = """\
# One

```{figure} https://example.org/one.svg
:name: fig-one

One.
```

```{figure} https://example.org/other.svg
:name: fig-other

Another.
```
"""
REFERRING = (
    "# Two\n\nIn {numref}`fig-one`, {numref}`fig-other`, {numref}`ch. %s <first>`."
)


def unpickled(tiny_book, monkeypatch):
    """The pages that are read from the disk to write a book with three numbers."""
    read, get_doctree = [], BuildEnvironment.get_doctree

    def noted(env, docname):
        read.append(docname)
        return get_doctree(env, docname)

    monkeypatch.setattr(BuildEnvironment, "get_doctree", noted)
    pages = {"index": FIRST, "first": f"(first)=\n{TWO_FIGURES}", "other": REFERRING}
    html = tiny_book(pages).page("book/other")
    assert [link.get_text() for link in find(html, "p a.reference")] == [
        "Fig. 1.1",
        "Fig. 1.2",
        "ch. 1",
    ]
    return Counter(read)


def test_a_page_is_read_once_for_all_numbers_that_others_refer_to(
    tiny_book, monkeypatch
):
    ours = unpickled(tiny_book, monkeypatch)["book/first"]
    monkeypatch.setattr(numbers, "resolve_number_quickly", numbers.resolve_number)
    assert unpickled(tiny_book, monkeypatch)["book/first"] == ours + 2, (
        "Sphinx no longer reads a page anew for each number: delete ReadOnce in"
        " press/content/numbers.py."
    )


def test_a_formula_with_words_is_translated(tiny_book):
    formula = "\nx \\text{ is one} :\n"
    catalogue = {formula: formula.replace(" is one", " es uno")}
    page = {"index": f"# A book\n\n$${formula}$$\n"}
    html = tiny_book(page, "es", catalogue=catalogue).page("book/index")
    assert "es\xa0uno" in find(html, "div.math math")[0].get_text()


def test_files_that_are_left_out_would_be_there(tiny_book, monkeypatch):
    offered = set()
    files_without = light.files_without

    def note(files, names):
        kept = files_without(files, names)
        offered.update(
            name for name in names if len(files_without(files, {name})) < len(files)
        )
        return kept

    monkeypatch.setattr(light, "files_without", note)
    tiny_book(PAGES, "es")
    gone = (light.STYLES | light.SCRIPTS) - offered
    assert not gone, f"No tool adds {gone} to a page: change STYLES in light.py."


def test_equations_are_numbered_and_linked_by_sphinx(tiny_book):
    [number] = find(tiny_book(PAGES).page("book/first"), ".math > .eqno")
    assert number.get_text() == "(1.1)¶"
    assert number.a["href"] == "#equation-eq-one"


def test_what_is_folded_on_a_page_is_not_on_the_single_page(tiny_book):
    title = ".admonition > .admonition-title"
    folded = find(tiny_book(PAGES).page("book/first"), f"details{title}")
    single = tiny_book(PAGES, builder="singlehtml").page("book/index")
    printed = find(single, f"div{title}")
    for titles in (folded, printed):
        said = [element.get_text() for element in titles]
        assert "A question" in said
        assert any("Solution to" in each for each in said)
    assert not find(single, "details")


# docutils and sphinx-external-toc, whose transforms now come before the translation


def test_the_description_is_translated(tiny_book):
    page = tiny_book(PAGES, "es", catalogue=SPANISH).page("book/first")
    assert description(page) == "Una descripción."
    assert "translated=" not in page


def test_the_names_of_parts_are_translated(tiny_book):
    page = tiny_book(PAGES, "es", catalogue=SPANISH).page("book/first")
    [part] = find(page, ".sidebar-tree .caption")
    assert part.get_text() == "Parte"


# sphinx-exercise


def test_exercises_and_solutions_are_in_spanish(tiny_book):
    page = tiny_book(PAGES, "es", catalogue=SPANISH).page("book/first")
    exercise = find(page, ".exercise > .admonition-title")[0]
    assert "Ejercicio 1.1" in exercise.get_text()
    assert "Un título" in exercise.get_text()
    solution = find(page, "summary.admonition-title")[0]
    assert solution.get_text() == "Solución del Ejercicio 1.1 (Un título)"


def test_the_title_of_an_exercise_is_a_message(tiny_book):
    book = tiny_book(PAGES, builder="gettext")
    template = (book.outdir / "book" / "first.pot").read_text(encoding="utf-8")
    assert 'msgid "A title"' in template


# sphinx-proof


def test_the_index_has_names_and_numbers(tiny_book):
    book = tiny_book(PAGES)
    entries = find(book.page("prf-prf"), "article li")
    assert [entry.get_text() for entry in entries] == [
        "Theorem 1.1 (One)",
        "Theorem 1.2 (One)",
    ]


def test_the_index_is_named_in_spanish(tiny_book):
    page = tiny_book(PAGES, "es").page("prf-prf")
    assert find(page, "h1")[0].get_text() == "Índice de definiciones y teoremas"


def shared_ids(book):
    ids = Counter(element["id"] for element in find(book.page("book/first"), "[id]"))
    return {name for name, count in ids.items() if count > 1}


def test_an_id_is_that_of_one_element(tiny_book):
    book = tiny_book(PAGES)
    assert not shared_ids(book)
    assert not find(book.page("book/first"), "#proof-content, #proof")


def test_elements_share_ids_without_us(tiny_book, monkeypatch):
    without(monkeypatch, unique_ids.UniqueIds)
    shared = shared_ids(tiny_book(PAGES))
    assert {
        "proof-content",
        "exercise-content",
        "tbl-one",
        "equation-eq-one",
    } <= shared, (
        f"Only {shared} are shared without press/page/unique_ids.py: delete what it"
        " does for the other tools."
    )


# pybtex


def test_entries_are_formatted_as_pybtex_does():
    """Style.format_entry repeats a method of pybtex, and translates within it."""
    references = parse_file(ROOT / "book" / "references.bib")
    ours, theirs = (
        [
            entry.text.render_as("html")
            for entry in style().format_bibliography(references)
        ]
        for style in (bibliography.Style, Plain)
    )
    assert ours == theirs


# sphinxcontrib-bibtex


def test_pybtex_asks_the_installed_packages_once_for_a_plugin(tiny_book, monkeypatch):
    asked, entry_points = [], pybtex.plugin.entry_points

    def noted(**named):
        asked.append(named["name"])
        return entry_points(**named)

    monkeypatch.setattr(pybtex.plugin, "entry_points", noted)
    anew = bibliography.load_plugin.__wrapped__
    for load in (anew, anew, cache(anew)):
        monkeypatch.setattr(pybtex.plugin, "_load_entry_point", load)
        for _ in range(2):
            pybtex.plugin.find_plugin("pybtex.backends", "plaintext")
    assert asked == ["plaintext"] * 5, (
        "pybtex no longer asks at each citation: delete load_plugin in"
        " press/content/bibliography.py."
    )
    tiny_book({"index": FIRST})
    assert pybtex.plugin._load_entry_point is bibliography.load_plugin


def test_fields_that_are_words_are_in_spanish(tiny_book):
    text = "# A book\n\nText {cite}`hochreiter1991`.\n\n:::{bibliography}\n:::\n"
    page = tiny_book({"index": text}, "es").page("book/index")
    assert "Tesis de diploma" in find(page, ".citation-list")[0].get_text()


# sphinxext-opengraph, Furo and sphinx-external-toc


ADDRESS = "https://book.example.org/book/"


def test_the_first_page_has_the_head_of_the_book(tiny_book, monkeypatch):
    monkeypatch.setenv("SITE_URL", ADDRESS)
    page = tiny_book({"index": BOXES}).page("index")
    assert description(page) == "A description."
    assert find(page, "meta[property='og:title']")
    assert find(page, "meta[name='twitter:card']")
    [canonical] = find(page, "link[rel=canonical]")
    assert canonical["href"] == f"{ADDRESS}book/index.html"


def test_a_head_that_is_written_otherwise_is_a_warning(tiny_book, monkeypatch):
    monkeypatch.setenv("SITE_URL", ADDRESS)
    monkeypatch.setattr(generated_pages, "SHARED", "<meta [^>]*description.*?>")
    said = "".join(tiny_book({"index": BOXES}, warns=True).warnings)
    assert "no 'canonical' in book/index.html: change SHARED in" in said


# What is read of the tools' results: numbers, ids, contents


def test_an_entry_for_each_number_leads_to_its_place(tiny_book):
    """Ids and numbers are Sphinx's, sphinx-proof's and sphinx-exercise's."""
    book = tiny_book(PAGES)
    entries = (book.outdir / "book" / "first.bib").read_text(encoding="utf-8")
    found = dict(
        re.findall(r"rnns-by-hand:(\S+),(?:.*\n)*?.* note += \{(.*)\. ", entries)
    )
    assert found == {
        "thm-one": "Theorem 1.1",
        "thm-other": "Theorem 1.2",
        "exr-one": "Exercise 1.1",
        "exr-other": "Exercise 1.2",
        "eq-one": "Equation (1.1)",
        "tbl-one": "Table 1.1",
    }, "See results in press/content/numbers.py."
    ids = {element["id"] for element in find(book.page("book/first"), "[id]")}
    anchors = {result.anchor for result in numbers.results(book.env, "book/first")}
    assert anchors <= ids, "See results in press/content/numbers.py."


def test_a_heading_is_linked_by_its_label(tiny_book):
    text = "# A book\n\n(sec-one)=\n## A section\n\nText.\n"
    page = tiny_book({"index": text}).page("book/index")
    [link] = find(page, "h2 > .headerlink")
    assert link["href"] == "#sec-one", "See LabelsFirst in press/content/citation.py."


def test_the_tags_of_a_chapter_have_its_number(tiny_book):
    page = tiny_book(PAGES).page("book/first")
    [script] = find(page, "script[type='application/ld+json']")
    position = json.loads(script.string)["position"]
    assert position == "1", "See add_to_page in press/content/citation.py."


def test_chapters_with_a_number_have_slides_and_no_other_page_has_any(tiny_book):
    """Sphinx numbers a chapter at the place of its whole page, which is empty."""
    contents = {
        "format": "jb-book",
        "root": "book/index",
        "defaults": {"numbered": True},
        "parts": [
            {"caption": "Part", "chapters": [{"file": "book/first"}]},
            {"caption": "Other part", "chapters": [{"file": "book/other"}]},
            {
                "caption": "Back matter",
                "numbered": False,
                "chapters": [{"file": "book/last"}],
            },
        ],
    }
    text = "# A page\n\nText.\n"
    pages = {**PAGES, "other": text, "last": text}
    book = tiny_book(pages, builder="slides", contents=contents)
    written = {path.stem for path in book.outdir.glob("*.html")}
    assert written - {"index"} == {"first", "other"}, (  # it leads to the first page
        "See is_chapter in press/content/numbers.py."
    )


def test_a_deck_has_all_that_its_page_loads(tiny_book):
    """sphinx-revealjs brings reveal.js along, and Sphinx writes nothing beside it."""
    book = tiny_book(PAGES, builder="slides")
    page = book.page("first")
    loaded = [e.get("src") or e["href"] for e in find(page, "script[src], link[href]")]
    ours = [name for name in loaded if name.startswith("reveal/")]
    assert len(ours) >= 3
    lacking = [name for name in ours if not (book.outdir / name).exists()]
    assert not lacking, (
        f"A deck loads {lacking}: see REVEAL in press/outputs/slides.py."
    )
    written = {path.name for path in book.outdir.iterdir()}
    assert written == {"first.html", "index.html", "reveal", "_static"}, (
        "The site has the rest: see copy_assets and finish in press/outputs/slides.py."
    )


SECTIONS = "\n(sec-{0})=\n## A section {0}\n\nSee {{ref}}`sec-{1}`.\n"


def test_chapters_stand_behind_the_first_page_of_the_single_page(tiny_book):
    """Sphinx makes them sections of it, and its links lead to another page."""
    pages = {
        "index": "# A book\n\nSee {ref}`an index <prf-prf>`.\n"
        + SECTIONS.format("before", "within"),
        "first": BOXES + SECTIONS.format("within", "before"),
    }
    page = tiny_book(pages, builder="singlehtml").page("book/index")
    [article] = find(page, "article")
    chapters = article.select(":scope > .chapter-0 > [id^='document-']")
    assert [chapter["id"] for chapter in chapters] == ["document-book/first"], (
        "Sphinx puts chapters elsewhere: change Chapters in"
        " press/outputs/single_page.py."
    )
    assert not article.select("section [id^='document-']"), (
        "See Chapters in press/outputs/single_page.py."
    )
    contents = find(page, ".page-list li a")
    assert any("A section within" in entry.get_text() for entry in contents), (
        "The contents lack sections: change list_sections in single_page.py."
    )
    ids = {element["id"] for element in find(page, "[id]")}
    links = [link["href"] for link in find(page, ".page-list a, article a.reference")]
    assert links
    lost = [link for link in links if link.removeprefix("#") not in ids]
    assert not lost, (
        f"{lost} lead away from the single page: change this_page in single_page.py."
    )


def test_a_term_has_its_twin_in_the_other_language(tiny_book):
    """docutils keeps terms and definitions in pairs, which are sorted."""
    glossary = "# Glossary\n\n:::{glossary}\nzebra\n  Text.\n\ngate\n  Text.\n:::\n"
    pages = {"index": FIRST, "glossary": glossary}
    twins = {"zebra": "cebra", "gate": "puerta"}
    for language, expected in (
        ("en", [("gate", "puerta"), ("zebra", "cebra")]),
        ("es", [("cebra", "zebra"), ("puerta", "gate")]),
    ):
        page = tiny_book(pages, language, catalogue=twins).page("book/glossary")
        terms = [
            (term.contents[0].strip(), term.select_one(".twin").get_text())
            for term in find(page, "dl.glossary > dt")
        ]
        assert terms == expected, "See Twins in press/languages/twins.py."
