"""Make the Furo theme work under Jupyter Book, which expects its own theme."""


def set_dark_style(app):
    # Furo registers this option only after _config.yml has been read, so that
    # naming it there is an "unknown config value" and fails under -W.
    if "pygments_dark_style" in app.config:
        app.config.pygments_dark_style = "a11y-high-contrast-dark"


def setup(app):
    # Jupyter Book always passes this option, and -W refuses an option that
    # no extension registers; sphinx_comments, which would, is not loaded.
    app.add_config_value("comments_config", {}, "env")
    # before Furo's own handler of the event, which reads the style
    app.connect("builder-inited", set_dark_style, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
