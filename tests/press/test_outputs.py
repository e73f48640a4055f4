"""Notebooks and slides of tiny books: each kind of block, and drafts of any shape."""

import re
from base64 import b64decode

import nbformat
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from myst_nb.core.render import base_render_priority, get_mime_priority
from tiny_book import NOTEBOOK

from press.outputs import slides as slides_of
from press.outputs.markdown import expand, quoted
from press.tools import building

INDEX = {"index": "# A book\n\nText.\n"}
DRAFT = "# A draft\n\nNothing has a number here.\n"
FILES = {"requirements.txt": "# build\nsphinx\n\n# chapters\nnumpy>=2\n"}
SLIDES = ".slides > section > section"
INTRODUCTION_ENDS = "Its code needs `pip install numpy`.\n\n"
PICTURE = '<svg width="9"></svg>'
ON_WHITE = '<svg style="background: white" font-family="sans-serif" width="9"></svg>'


def read(book, name):
    return nbformat.read(book.outdir / f"{name}.ipynb", as_version=4)


def cells(tiny_book, text):
    """Those of the notebook of a chapter with that text."""
    pages = {**INDEX, "draft": text}
    return read(tiny_book(pages, builder="notebooks", files=FILES), "draft").cells


# drafts


def test_a_draft_without_anything_numbered_is_a_notebook(tiny_book):
    [cell] = cells(tiny_book, DRAFT)
    assert cell.source.startswith(
        '<a id="a-draft"></a>\n\n# 1. A draft\n\nChapter 1 of'
    )
    assert cell.source.endswith("Nothing has a number here.")


def test_a_draft_without_anything_numbered_has_slides(tiny_book):
    book = tiny_book({**INDEX, "draft": DRAFT}, builder="slides")
    slide = BeautifulSoup(book.page("draft"), "html.parser").select_one(".slides")
    assert slide.get_text().strip().startswith("1. A draftNothing has a number here.")


@pytest.mark.parametrize("code, output, slides", [(12, 4, 1), (12, 5, 2), (25, 0, 1)])
def test_an_output_that_would_make_its_cell_too_long_has_a_slide(code, output, slides):
    texts = [("cell_input", code), ("cell_output", output)]
    cell = nodes.container(classes=["cell"])
    for name, count in texts:
        if count:
            block = nodes.literal_block(text="\n".join(["x"] * count))
            cell += nodes.container("", block, classes=[name])
    parts = slides_of.parts(cell)
    assert len(parts) == slides
    shown = [block.astext() for part in parts for block in part.findall(nodes.Text)]
    assert shown == ["\n".join(["x"] * count) for _, count in texts if count]


def test_what_a_draft_cites_stands_at_its_end_and_no_more(tiny_book):
    pages = {
        "index": "# A book\n\n:::{bibliography}\n:::\n",
        "citing": "# Citing\n\nAs in {cite}`cho2014`.\n",
        "other": DRAFT,
    }
    book = tiny_book(pages, builder="notebooks", files=FILES)
    citing, other = (read(book, name).cells for name in ("citing", "other"))
    assert "](#cite-cho2014)" in citing[0].source
    assert citing[-1].source.startswith('## References\n\n<a id="cite-cho2014"></a>\n')
    assert len(other) == 1


def test_a_solution_with_its_cells_stands_at_the_end(tiny_book):
    text = f"""\
{NOTEBOOK}# A draft

```{{exercise-start}} Add
:label: exr-add
```
What is it?
```{{exercise-end}}
```

````{{solution-start}} exr-add
:label: sol-add
````
Two:

```{{code-cell}}
1 + 1
```
````{{solution-end}}
````

## After

Text.
"""
    found = cells(tiny_book, text)
    assert [cell.cell_type for cell in found] == [*["markdown"] * 4, "code"]
    assert '> <a id="exr-add"></a>\n>\n> **Exercise 1.1** (Add)' in found[0].source
    assert found[1].source == '<a id="after"></a>\n\n## 1.1. After\n\nText.'
    assert found[2].source == "## Solutions"
    assert found[3].source.startswith(
        '<a id="sol-add"></a>\n\n### Solution to [Exercise 1.1 (Add)](#exr-add)'
    )
    assert found[3].source.endswith("\n\nTwo:")
    assert found[4].source == "1 + 1"


def test_an_explorer_is_only_on_the_page(tiny_book):
    text = f"""\
{NOTEBOOK}# A draft

## To try

```{{code-cell}}
:tags: [hide-input, explorer]
print("{{}}")
```

## To read

Text.
"""
    found = cells(tiny_book, text)
    assert [cell.cell_type for cell in found] == ["markdown"] * 3
    assert found[1].source.endswith("but only on the page of this chapter.")
    book = tiny_book({**INDEX, "draft": text}, builder="slides")
    slides = BeautifulSoup(book.page("draft"), "html.parser").select(SLIDES)
    assert ["To try" in slide.get_text() for slide in slides] == [False, False]


# each kind of block

BLOCKS = [
    ("*a* **b** `c_d` e_f 2 * 3", r"*a* **b** `c_d` e_f 2 \* 3"),
    ("- a\n- b\n\n  - c", "- a\n- b\n  \n  - c"),
    ("3. a\n4. b", "3. a\n4. b"),
    ("word\n: meaning\n", "- **word**\n  \n  meaning"),
    ("> said", "> said"),
    ("above\n\n---\n\nbelow", "above\n\n---\n\nbelow"),
    ("```text\na\n```", "```text\na\n```"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
    (":::{note}\nMind.\n:::", "> **Note**\n>\n> Mind."),
    (":::{admonition} Trap\nMind.\n:::", "> **Trap**\n>\n> Mind."),
    (
        ":::{admonition} Answer\n:class: dropdown\nYes.\n:::",
        "<details><summary>Answer</summary>\n\nYes.\n\n</details>",
    ),
    (
        ":::{prf:remark}\n:label: rem-a\n:nonumber:\nMind.\n:::",
        "> **Remark**\n>\n> Mind.",
    ),
    (
        ":::{prf:lemma} Small\n:label: lem-a\nMind.\n:::",
        '> <a id="lem-a"></a>\n>\n> **Lemma CHAPTER.1** (Small)\n>\n> Mind.',
    ),
    (":::{prf:proof}\nBy $x$.\n:::", "*Proof.* By $x$."),
    (
        "$$\nx\n$$ (eq-a)\n\nSee {eq}`eq-a`.",
        '<a id="equation-eq-a"></a>\n\n$$\nx \\tag{CHAPTER.1}\n$$\n\n'
        "See [(CHAPTER.1)](#equation-eq-a).",
    ),
]


def test_a_block_is_the_markdown_that_shows_it(tiny_book):
    """Each in a chapter of its own, so that one build is enough."""
    texts = {f"block-{n}": f"# A block\n\n{b[0]}" for n, b in enumerate(BLOCKS, 1)}
    book = tiny_book({**INDEX, **texts}, builder="notebooks", files=FILES)
    for number, (text, expected) in enumerate(BLOCKS, 1):
        notebook = read(book, f"block-{number}")
        found = notebook.cells[0].source.partition(INTRODUCTION_ENDS)[2]
        assert found == expected.replace("CHAPTER", str(number)), (
            f"press/outputs/markdown.py writes something else for this MyST:\n{text}"
        )


def test_a_block_without_markdown_is_a_warning_that_says_where_to_add_it(tiny_book):
    pages = {**INDEX, "draft": "# A draft\n\nAn {abbr}`RNN (network)`.\n"}
    book = tiny_book(pages, builder="notebooks", files=FILES, warns=True)
    [warning] = book.warnings
    assert "draft.md" in warning
    assert "a notebook has no Markdown for 'abbreviation'" in warning
    assert warning.endswith("add it to press/outputs/markdown.py")


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_picture_is_data_without_an_address_and_a_file_with_one(
    tiny_book, monkeypatch, ending
):
    text = (
        f"```{{figure}} figures/a.{ending}\n:alt: A line.\n:name: fig-a\n\nWords.\n```"
    )
    files = {**FILES, f"book/figures/a.{ending}": PICTURE}
    pages = {**INDEX, "draft": f"# A draft\n\n{text}"}
    kind = {"svg": r"svg\+xml", "png": "png"}[ending]
    for address in ("", "https://example.org/"):
        monkeypatch.setenv("SITE_URL", address)
        book = tiny_book(pages, builder="notebooks", files=files)
        [cell] = read(book, "draft").cells
        assert cell.source.endswith("**Fig. 1.1.** Words.")
        published = book.outdir / "figures" / f"a.{ending}"
        assert published.exists() == bool(address)
        if not address:
            [data] = re.findall(rf'src="data:image/{kind};base64,(.*?)"', cell.source)
            content = b64decode(data).decode()
        else:
            assert f'src="{address}downloads/figures/a.{ending}"' in cell.source
            content = published.read_text(encoding="utf-8")
        assert content == (ON_WHITE if ending == "svg" else PICTURE)
        assert '<a id="fig-a"></a>\n\n<img alt="A line." src="' in cell.source


def test_macros_are_expanded_within_each_other_and_by_their_whole_name():
    macros = {"R": r"\mathbb{R}", "step": r"{#1}^{\langle #2 \rangle}"}
    assert expand(r"\R^n \Rightarrow \R", macros) == (
        r"\mathbb{R}^n \Rightarrow \mathbb{R}"
    )
    assert expand(r"\step{\step{a}{1}}{t_{i_{j_k}}}", macros) == (
        r"{{a}^{\langle 1 \rangle}}^{\langle t_{i_{j_k}} \rangle}"
    )
    with pytest.raises(ValueError, match="a brace is not closed"):
        expand(r"\step{a", macros)


def test_a_formula_in_a_quote_stands_on_one_line():
    assert quoted("a\n\n$$\nx\n> y\n$$\n") == "> a\n>\n> $$x > y$$\n\n"


# one reading for all


@pytest.mark.parametrize("language", ["en", "es"])
def test_notebooks_and_slides_read_nothing_that_the_pages_have_read(
    tiny_book, language
):
    pages = {**INDEX, "draft": DRAFT}
    tiny_book(pages, language, files=FILES)
    for builder in ("notebooks", "slides"):
        book = tiny_book(pages, language, builder, files=FILES, fresh=False)
        assert "0 added, 0 changed, 0 removed" in book.app.status.getvalue(), (
            f"The builder {builder} changes a setting that Sphinx reads pages with."
        )


def test_a_chapter_that_is_gone_leaves_no_notebook_and_no_slides(tiny_book):
    for builder, kind in (("notebooks", "ipynb"), ("slides", "html")):
        pages = {**INDEX, "one": DRAFT, "two": DRAFT}
        book = tiny_book(pages, builder=builder, files=FILES)
        assert (book.outdir / f"two.{kind}").exists()
        del pages["two"]
        (book.srcdir / "book" / "two.md").unlink()
        book = tiny_book(pages, builder=builder, files=FILES, fresh=False)
        assert (book.outdir / f"one.{kind}").exists()
        assert not (book.outdir / f"two.{kind}").exists()


def test_only_notebooks_and_slides_show_other_outputs_than_the_configuration_says(
    tiny_book,
):
    """These two show what a page shows."""
    app = tiny_book({**INDEX, "draft": DRAFT}).app
    settings = app.config.nb_mime_priority_overrides
    of_config = building.settings()["nb_mime_priority_overrides"]
    assert ["gettext", "image/svg+xml", 1] in of_config
    for builder in base_render_priority():
        as_configured = get_mime_priority(builder, of_config)
        assert get_mime_priority(builder, settings) == as_configured, builder
    for builder in ("notebooks", "slides"):
        as_html = get_mime_priority("html", of_config)
        assert get_mime_priority(builder, settings) == as_html, builder


# slides

TOLD = """\
# A draft

First.

Second.

$$
x
$$

Before the trap.

:::{admonition} Trap
Mind.
:::

After the trap.

## All prose

One.

Two.

## More

Before the section.

### Below

Before the table.

| head |
|------|
| 1    |

$$
y
$$ (eq-y)

$$
z
$$ (eq-z)
"""


def test_prose_is_said_where_the_next_thing_is_shown(tiny_book):
    book = tiny_book({**INDEX, "draft": TOLD}, builder="slides")
    soup = BeautifulSoup(book.page("draft"), "html.parser")
    colophon = soup.select_one(".colophon").extract().get_text()
    assert "version" in colophon
    slides = []
    for slide in soup.select(SLIDES):
        notes = [notes.extract() for notes in slide.select(".notes")]
        said = [p.get_text() for note in notes for p in note.select("p")]
        slides.append((" ".join(slide.get_text(" ").replace("¶", "").split()), said))
    assert slides == [
        ("1. A draft First. Second.", []),
        ("1. A draft x", []),
        ("1. A draft Trap Mind.", ["Before the trap.", "After the trap."]),
        ("1.1. All prose One. Two.", []),
        ("1.2. More", ["Before the section."]),
        ("1.2.1. Below head 1", ["Before the table."]),
        ("1.2.1. Below y (1.1) z (1.2)", []),
    ]
    counts = [
        len(section.select("section")) for section in soup.select(".slides > section")
    ]
    assert counts == [3, 1, 3], "A section of the chapter is a stack of slides."
