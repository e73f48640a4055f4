"""A stylesheet keeps what the pages of the site can use, and nothing else."""

import pytest

from press.page.pruned import (
    files_of,
    gathered,
    pruned,
    set_for_all,
    without_comments,
    words_of,
)

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
    assert pruned(CSS, words, {"--of-another"}, set()).splitlines() == [
        "body{--used:red;margin:var(--used)}",
        "body{--of-another:2px}",
        ".used{color:var(--used);padding:0}",
        "#used .used:not(.gone){top:0}",
        "@media (max-width: 82em) {.scripted{left:1px}}",
        '@font-face { font-family: "A" }',
    ]


def test_a_variable_that_is_set_again_for_all_is_not_needed():
    assert set_for_all("body,p{--a:1px;top:0}\ni{--b:1px}") == {"--a"}
    first, *_ = pruned(CSS, {"body"}, set(), {"--used"}).splitlines()
    assert first == "body{margin:var(--used)}"


def test_words_of_code_that_look_alike_have_one_rule():
    code = """\
.highlight .k { color: red } /* Keyword */
.highlight .s { color: blue } /* String */
.highlight .kn { color: red } /* Keyword.Namespace */
body .highlight .k { color: red } /* Keyword */
"""
    assert gathered(code).splitlines() == [
        ".highlight .k, .highlight .kn { color: red }",
        ".highlight .s { color: blue }",
        "body .highlight .k { color: red }",
    ]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.html").write_text(
        '<p class="one two" id="three">four</p><script>f("five")</script>'
    )
    (tmp_path / "b.js").write_text('add("six-seven")')
    for later in ("es", "downloads/slides"):
        (tmp_path / later).mkdir(parents=True)
        (tmp_path / later / "a.html").write_text('<i class="eight">')
    return tmp_path


def test_names_are_those_of_pages_and_the_words_of_scripts(folder):
    assert words_of(files_of(folder, ".html", ".js")) == {
        "p",
        "one",
        "two",
        "three",
        "f",
        "five",
        "add",
        "six-seven",
    }


def test_our_own_rules_lose_their_comments_alone():
    css = "/* a */ .b { --c: 1px; /* d */ color: var(--e); }"
    css += "\n@media print { i { top: 0 } }"
    assert without_comments(css).splitlines() == [
        ".b{--c:1px;color:var(--e)}",
        "@media print {i{top:0}}",
    ]
