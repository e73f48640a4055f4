"""What a site needs where people find and share it, if the build knows its address.

The address is ``html_baseurl``, which ``press.content.citation`` sets. With it
every page of the contents has an Open Graph card, and the site a sitemap and
a page for addresses at which there is nothing. Without it there is none of these.
"""

from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from docutils import nodes
from matplotlib.figure import Figure
from sphinx.locale import _

from press.languages.editions import FOLDERS
from press.order import ConfigInited

CARD, NOT_FOUND, SITEMAP = "card.png", "404.html", "sitemap.xml"


def turn_on_sharing(app, config):
    address = config.html_baseurl
    if not address:
        app.connect("build-finished", remove_what_an_earlier_build_left)
        return
    config.ogp_site_url = address
    config.ogp_image = CARD
    config.ogp_image_alt = _("{title}, beside an arrow that turns back").format(
        title=config.project
    )
    config.ogp_custom_meta_tags = [
        '<meta name="twitter:card" content="summary_large_image" />'
    ]
    app.connect("html-page-context", prefer_own_description)
    app.connect("build-finished", write_card_and_sitemap)
    app.setup_extension("sphinxext.opengraph")
    if config.language == "es":
        return  # one page for both languages, in English first
    config.notfound_urls_prefix = urlsplit(address).path
    config.notfound_template = NOT_FOUND
    config.notfound_context = {"title": "404"}
    app.setup_extension("notfound.extension")


def prefer_own_description(app, pagename, templatename, context, doctree):
    """Prefer the page's own description to its first words, which have formulas."""
    for meta in doctree.findall(nodes.meta) if doctree else ():
        if meta.get("name") == "description":
            description = {"og:description": escape(meta["content"], quote=False)}
            context["meta"] = (context["meta"] or {}) | description


def draw_card(title):
    """The favicon and the title, in the size that the services ask for."""
    card = Figure(figsize=(12, 6.3), dpi=100, facecolor="#aa3e09")
    icon = card.add_axes((0.06, 0.3, 0.21, 0.4), xlim=(4, 28), ylim=(26, 2))
    icon.set_axis_off()
    line = {"color": "white", "linewidth": 22, "solid_capstyle": "round"}
    icon.plot([9, 23, 23, 9], [21, 21, 11, 11], **line, solid_joinstyle="round")
    icon.plot([13, 9, 13], [7, 11, 15], **line, solid_joinstyle="round")
    card.text(
        *(0.32, 0.5), title, color="white", size=66, va="center", family="DejaVu Sans"
    )
    return card


def write_card_and_sitemap(app, exception):
    if exception or app.builder.name != "html":
        return
    draw_card(app.config.project).savefig(Path(app.outdir, CARD))
    if app.config.language == "es":
        return  # its pages are in the sitemap of the site
    # sphinx-sitemap would list only those pages that this build has written anew
    urlset = ElementTree.Element(
        "urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    )
    for language in filter(None, (app.config.language, app.config.twin)):
        for docname in sorted(app.env.found_docs):
            page = FOLDERS[language] + app.builder.get_target_uri(docname)
            url = ElementTree.SubElement(urlset, "url")
            address = urljoin(app.config.html_baseurl, page)
            ElementTree.SubElement(url, "loc").text = address
    ElementTree.ElementTree(urlset).write(
        Path(app.outdir, SITEMAP), encoding="utf-8", xml_declaration=True
    )


def remove_what_an_earlier_build_left(app, exception):
    for name in (CARD, NOT_FOUND, SITEMAP):
        Path(app.outdir, name).unlink(missing_ok=True)


def setup(app):
    app.connect("config-inited", turn_on_sharing, ConfigInited.NEEDS_ADDRESS)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
