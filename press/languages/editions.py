"""Lead from each page to its twin in the other language.

``editions`` names the languages whose editions stand in one site, each in its folder.
`make book` builds them side by side and says so; a build of one edition leads nowhere.
"""

from html import escape

from press.order import ConfigInited

NAMES = {"en": "English", "es": "Español"}
FOLDERS = {"en": "", "es": "es/"}  # in the site


def find_twin(app, config):
    others = [name for name in config.editions if name != config.language]
    config.twin = others[0] if others else ""


def lead_to_twin(app, pagename, templatename, context, doctree):
    twin = app.config.twin
    if not twin or app.builder.name != "html" or pagename == "404":
        return
    page = app.builder.get_target_uri(pagename)
    way = FOLDERS[twin] or "../"
    context["twin"] = {
        "address": context["pathto"](way + page, resource=True),
        "language": twin,
        "name": NAMES[twin],
    }
    if address := app.config.html_baseurl:
        site = address.removesuffix(FOLDERS[app.config.language])
        languages = {**FOLDERS, "x-default": ""}
        context["metatags"] += "".join(
            f'<link rel="alternate" hreflang="{language}"'
            f' href="{escape(site + folder + page)}" />\n'
            for language, folder in languages.items()
        )


def setup(app):
    app.add_config_value("editions", [], "html")
    app.add_config_value("twin", "", "html")
    app.connect("config-inited", find_twin, ConfigInited.NEEDS_ADDRESS)
    app.connect("html-page-context", lead_to_twin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
