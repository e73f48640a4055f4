"""The press: the one Sphinx extension that prints this book. README.md is its map."""

# in the order in which Sphinx loads them: a part comes after the tool that it changes
EXTENSIONS = [
    "press.theme.furo",
    "press.content.numbers",
    "press.content.renumbered",
    "press.content.citation",
    "press.page.sharing",
    "press.page.generated_pages",
    "press.outputs.downloads",
    "press.languages.editions",
    "press.languages.twins",
    "press.content.search",
    "myst_nb",
    "sphinx_external_toc",
    "sphinxcontrib.bibtex",
    "press.content.bibliography",
    "sphinx_proof",
    "press.content.proof_index",
    "sphinx_exercise",
    "press.cells.versions",
    "press.languages.translation",
    "press.languages.comments",
    "press.cells.running",
    "press.cells.mime_types",
    "press.page.mathml",
    "press.page.unbroken",
    "press.page.issues",
    "press.content.exhibits",
    "press.content.figures",
    "press.content.plots",
    "press.page.folded",
    "press.page.folded_cells",
    "press.page.cards",
    "press.page.checked",
    "press.page.checks",
    "press.page.unique_ids",
    "press.page.amendments",
    "press.page.light",
    "press.page.pruned",
    "press.explorers",
    "press.page.previews",
    "press.outputs.unfinished",
    "press.outputs.gone",
    "press.outputs.own_files",
    "press.outputs.single_page",
    "press.outputs.notebooks",
    "press.outputs.slides",
    "press.outputs.poster",
]


def setup(app):
    for extension in EXTENSIONS:
        app.setup_extension(extension)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
