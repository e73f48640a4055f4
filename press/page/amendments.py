"""Amend the HTML of other tools where it is invalid, has no name, or is English alone.

One table has every string that is replaced in a page, and what it becomes. The
templates pass the page through it: ``{{ amend(super()) }}``. A string that is no
longer where it is expected is a warning with the name of the tool: then the tool has
changed, and the amendment is to be changed or deleted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging

logger = logging.getLogger(__name__)


@dataclass
class Page:
    app: Sphinx
    name: str
    doctree: nodes.document | None  # of a page that is no file of the book, None


def every_page(page: Page) -> bool:
    return True


def page_of_the_book(page: Page) -> bool:
    return page.doctree is not None


def page_in_the_contents(page: Page) -> bool:
    return page_of_the_book(page) and page.name != page.app.config.root_doc


def page_beside_named_parts(page: Page) -> bool:
    contents = page.app.env.tocs[page.app.config.root_doc]
    return any(toctree["caption"] for toctree in contents.findall(addnodes.toctree))


def page_with_a_bibliography(page: Page) -> bool:
    return bool(page.doctree) and any(page.doctree.findall(nodes.citation))


@dataclass(frozen=True)
class Amendment:
    tool: str
    old: str
    new: str
    expected_on: Callable[[Page], bool] = every_page
    count: int = -1  # how often it is replaced; -1 is everywhere


def amendments(config: Any, below_title: str = "") -> list[Amendment]:
    """Every amendment, in the order in which they are made.

    ``below_title`` is HTML for a page of the book.
    """
    # outside of f-strings, in which Babel finds no message
    navigation, on_this_page = _("Site navigation"), _("On this page")
    drawers, page_tools, to_the_top = _("Drawers"), _("Page tools"), _("Back to top")
    ran_with = _("The chapters ran with %s.") % config.html_context["ran_with"]
    version = f"{_('Version')} {config.version}. {ran_with}"
    furo = "Furo 2025.12.19"
    # Furo has no catalogue, and marks only a part of its words for one
    english = {
        "Toggle Light / Dark / Auto color theme": _(
            "Toggle Light / Dark / Auto color theme"
        ),
        "Toggle site navigation sidebar": _("Toggle site navigation sidebar"),
        "Toggle table of contents sidebar": _("Toggle table of contents sidebar"),
    }
    icons = {
        "Contents": _("Contents"),
        "Menu": _("Menu"),
        "Expand": _("Expand"),
        "Light mode": _("Light mode"),
        "Dark mode": _("Dark mode"),
        "Auto light/dark, in light mode": _("Auto light/dark, in light mode"),
        "Auto light/dark, in dark mode": _("Auto light/dark, in dark mode"),
    }
    return [
        # part captions are headings without a level
        Amendment(
            "Sphinx 7.4.7",
            ' role="heading"',
            ' role="heading" aria-level="2"',
            page_beside_named_parts,
        ),
        # the link to the page itself looks so, but does not say so
        Amendment(
            furo,
            'class="current reference internal" href="#"',
            'class="current reference internal" href="#" aria-current="page"',
            page_in_the_contents,
        ),
        # a role that is deprecated and not allowed in a list
        Amendment(
            "docutils 0.21.2",
            'role="doc-biblioentry"',
            'role="listitem"',
            page_with_a_bibliography,
        ),
        # where the notebook of a chapter runs stands under its title
        Amendment(
            "docutils 0.21.2", "</h1>", f"</h1>{below_title}", page_of_the_book, count=1
        ),
        # screen readers list regions by their names
        Amendment(
            furo,
            '<aside class="sidebar-drawer">',
            f'<aside class="sidebar-drawer" aria-label="{navigation}">',
        ),
        Amendment(
            furo,
            '<aside class="toc-drawer',
            f'<aside aria-label="{on_this_page}" class="toc-drawer',
        ),
        # the switches of the drawers and the way to the top are in no region
        Amendment(
            furo,
            '<input type="checkbox" class="sidebar-toggle" name="__navigation"',
            f'<section aria-label="{drawers}"><input type="checkbox"'
            ' class="sidebar-toggle" name="__navigation"',
        ),
        Amendment(
            furo,
            'aria-label="Toggle table of contents sidebar">',
            'aria-label="Toggle table of contents sidebar"></section>',
        ),
        Amendment(
            furo,
            '<a href="#" class="back-to-top',
            f'<nav aria-label="{to_the_top}"><a href="#" class="back-to-top',
        ),
        Amendment(
            furo,
            '<div class="content-icon-container">',
            '</nav><div class="content-icon-container" role="region"'
            f' aria-label="{page_tools}">',
        ),
        # the numbers of a page are those of a version
        Amendment(
            furo,
            '<div class="left-details">',
            f'<div class="left-details"><div>{version}</div>',
        ),
        *(Amendment(furo, old, new) for old, new in english.items()),
        *(
            Amendment(furo, f"<title>{old}</title>", f"<title>{new}</title>")
            for old, new in icons.items()
        ),
        # in Spanish the author would stand behind Furo, whose page names him
        Amendment(
            furo,
            '<a class="muted-link" href="https://pradyunsg.me">@pradyunsg</a>\'s',
            "",
        ),
    ]


def amend(page: Page, html: str, below_title: str = "") -> str:
    """The HTML of a page with every amendment made."""
    for amendment in amendments(page.app.config, below_title):
        if amendment.old in html:
            html = html.replace(amendment.old, amendment.new, amendment.count)
        elif page.app.builder.name == "html" and amendment.expected_on(page):
            logger.warning(
                "%s no longer writes %r: change its row in press/page/amendments.py,"
                " or delete it",
                amendment.tool,
                amendment.old,
                location=page.name,
            )
    return html


def offer_amend(app, pagename, templatename, context, doctree):
    page = Page(app, pagename, doctree)
    context["amend"] = lambda html, below_title="": amend(page, html, below_title)


def setup(app):
    app.connect("html-page-context", offer_amend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
