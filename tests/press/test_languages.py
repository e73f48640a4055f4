"""What the press says is in the language of the page, whatever was built before."""

import ast

import pytest
from chapters import ROOT
from pybtex.style.template import words

from press.content import bibliography

MODULES = sorted((ROOT / "press").rglob("*.py"))
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def run_at_import(node):
    """The nodes below that Python evaluates when it imports the module."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            evaluated = [*child.args.defaults, *filter(None, child.args.kw_defaults)]
            evaluated += getattr(child, "decorator_list", [])
        else:
            evaluated = [child]
        for part in evaluated:
            yield part
            yield from run_at_import(part)


def translators(module):
    """The names by which a module translates: ``_``, and what get_translation gives."""
    names = {"_", "__"}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and "get_translation" in ast.unparse(node):
            names |= {n.id for n in ast.walk(node.targets[0]) if hasattr(n, "id")}
    return names


def translated_at_import(source):
    module = ast.parse(source)
    names = translators(module)
    return [
        node.lineno
        for node in run_at_import(module)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_translates_when_it_is_imported(path):
    lines = translated_at_import(path.read_text(encoding="utf-8"))
    assert not lines, (
        f"{path.relative_to(ROOT)}, lines {lines}: _() at import gives the language of"
        " the first build of a process to every later one. Call it in a function."
    )


@pytest.mark.parametrize(
    "source",
    [
        'WORD = _("word")',
        'WORDS = {"word": _("word")}',
        'class Part:\n    name = _("word")',
        'def part(name=_("word")): ...',
        'say = get_translation("proof")\nWORD = say("word")',
    ],
)
def test_a_translation_at_import_is_found(source):
    assert translated_at_import(source)


@pytest.mark.parametrize(
    "source", ['def part():\n    return _("word")', 'part = lambda: _("word")']
)
def test_a_translation_in_use_is_no_fault(source):
    assert not translated_at_import(source)


WORDS_OF_THE_PRESS = {
    "index": "# A book\n\nText.\n",
    "first": """\
# One

:::{prf:theorem} Name
:label: thm-one

Text.
:::

:::{exercise}
:label: exr-one

Text {cite}`hochreiter1997`.
:::

:::{solution} exr-one
:class: dropdown

Text.
:::

:::{bibliography}
:::
""",
}


def test_both_languages_can_be_built_in_one_process(tiny_book):
    names = ("book/first", "prf-prf", "genindex", "search")
    built = {}
    for turn, language in enumerate(["en", "es", "en", "es"]):
        book = tiny_book(WORDS_OF_THE_PRESS, language)
        built[turn] = {name: book.page(name) for name in names}
    assert "Index of definitions and theorems" in built[0]["prf-prf"]
    assert "Theorem 1.1" in built[0]["prf-prf"]
    assert "Teorema 1.1" in built[1]["prf-prf"]
    for turn in (2, 3):
        for name in names:
            assert built[turn][name] == built[turn - 2][name], (
                f"{name}.html depends on the language of the build before: a part of"
                " the press keeps a translation between builds."
            )


def test_a_translated_page_keeps_one_document(tiny_book):
    sentences = {f"Sentence *{n}*.": f"Frase *{n}*." for n in range(20)}
    text = "# One\n\n" + "\n\n".join(sentences) + "\n"
    pages = {"index": "# A book\n\nText.\n", "first": text}
    book = tiny_book(pages, "es", catalogue=sentences)
    doctree = book.doctree("book/first")
    assert "Frase 19." in doctree.astext()
    documents = {id(node.document) for node in doctree.findall()}
    assert documents == {id(doctree)}, (
        f"The doctree keeps {len(documents)} documents, one a translated message:"
        " OneDocument in press/languages/translation.py does not reach them."
    )


def test_the_words_of_a_reference_are_in_the_language_of_the_page(tiny_book):
    text = "{cite:t}`hochreiter1997` and {cite}`cho2014`."
    pages = {"index": f"# A book\n\n{text}\n\n:::{{bibliography}}\n:::\n"}
    english, spanish, again = (
        tiny_book(pages, language).page("book/index") for language in ("en", "es", "en")
    )
    assert "and Yoshua Bengio" in english and " In <em" in english
    assert "y Yoshua Bengio" in spanish and " En <em" in spanish
    assert "Hochreiter and Schmidhuber" in english
    assert "Hochreiter y Schmidhuber" in spanish
    assert again == english


def test_a_template_of_pybtex_stays_as_it_was(monkeypatch):
    """Several templates, and both languages, share its parts."""
    template = words(sep=" and ")["In", words["of"]]
    before = repr(template)
    monkeypatch.setattr(bibliography, "translate_word", str.upper)
    translated = bibliography.translate_template(template)
    assert repr(translated) == "words(sep=' AND ') ['IN', words ['OF']]"
    assert repr(template) == before
