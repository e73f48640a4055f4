"""Give the builders of the press the outputs of cells, in the order that html has.

MyST-NB knows for each builder which form of an output is best, and gives none to a
builder that it does not know. What _config.yml says of other builders stays.
"""

from myst_nb.core.render import base_render_priority

from press.order import ConfigInited

BUILDERS = ("notebooks", "slides")


def add_builders(app, config):
    config.nb_mime_priority_overrides = [
        *config.nb_mime_priority_overrides,
        *(
            (builder, *priority)
            for builder in BUILDERS
            for priority in base_render_priority()["html"].items()
        ),
    ]


def setup(app):
    app.connect("config-inited", add_builders, ConfigInited.MIME_TYPES)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
