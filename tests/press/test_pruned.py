"""A stylesheet keeps what the pages of the site can use, and nothing else."""

import re

import pytest

from press.page.pruned import IN_A_PAGE, pruned, words_of_the_site

CSS = """\
body { --used: red; --inner: 1px; --unused: url("a;b{}"); margin: var(--used); }
body { --of-another: 2px; }
.used, .gone { color: var(--used); padding: 0; }
.gone:hover { color: blue }
#used .used:not(.gone) { top: 0; }
@media (max-width: 82em) { .gone { left: 0 } .scripted { left: 1px; } }
@media print { .gone { left: 0 } }
@font-face { font-family: "A" }
"""


def test_a_rule_stays_if_a_page_or_a_script_has_its_names():
    words = {"body", "used", "scripted"}
    assert pruned(CSS, words, {"--of-another"}).splitlines() == [
        "body{--used: red;margin: var(--used);}",
        "body{--of-another: 2px;}",
        ".used{color: var(--used);padding: 0;}",
        "#used .used:not(.gone){top: 0;}",
        "@media (max-width: 82em) {.scripted{left: 1px;}}",
        '@font-face { font-family: "A" }',
    ]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.html").write_text(
        '<p class="one two" id="three">four</p><script>f("five")</script>'
    )
    (tmp_path / "b.js").write_text('add("six-seven")')
    return tmp_path


def test_names_are_those_of_pages_and_the_words_of_scripts(folder):
    assert words_of_the_site(folder) == {
        "p",
        "one",
        "two",
        "three",
        "f",
        "five",
        "add",
        "six-seven",
    }


def test_the_site_has_a_rule_for_each_name_for_which_furo_has_one(site):
    """The same page with all of Furo's rules would look the same."""
    furo = (site / "_static" / "styles" / "furo.css").read_text(encoding="utf-8")
    page = (site / "book" / "cell.html").read_text(encoding="utf-8")
    names = {word for found in IN_A_PAGE.findall(page) for word in found[2].split()}
    for name in ("sidebar-drawer", "toc-tree", "admonition", "table-wrapper"):
        assert name in names
        assert re.search(rf"\.{name}\b", furo)
    assert ".sig" not in furo
