"""Make the Furo theme work under Jupyter Book, which expects its own theme."""

from press.order import BuilderInited


def set_dark_style(app):
    # Furo registers this option only after _config.yml has been read, so that
    # naming it there is an "unknown config value" and fails under -W.
    if "pygments_dark_style" in app.config:
        app.config.pygments_dark_style = "github-dark"


def setup(app):
    # Jupyter Book always passes these options, and -W refuses an option that no
    # extension registers; the extensions that would are not loaded.
    for option in (
        "comments_config",
        "use_jupyterbook_latex",
        "use_multitoc_numbering",
    ):
        app.add_config_value(option, None, "")
    app.connect("builder-inited", set_dark_style, BuilderInited.DARK_STYLE)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
