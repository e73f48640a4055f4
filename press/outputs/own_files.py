"""Build every page anew when a style, template or extension of the book changes.

Sphinx compares only the pages themselves with what it has built. Here a digest
of the book's other files is part of the configuration, which it compares, too.
"""

import hashlib
from pathlib import Path

FILES = ("press/**/*.*", "book/**/sphinx.po")


def digest_own_files(app, config):
    digest = hashlib.sha256()
    for pattern in FILES:
        for path in sorted(Path(app.srcdir).glob(pattern)):
            if path.suffix != ".pyc":
                digest.update(path.name.encode() + path.read_bytes())
    config.own_files = digest.hexdigest()


def setup(app):
    app.add_config_value("own_files", "", "env")
    app.connect("config-inited", digest_own_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
