"""Build every page anew when a style, template, proof or part of the press changes.

Sphinx compares only the pages themselves with what it has built. Here digests of the
other files are part of the configuration, which it compares, too: what changes how
pages are read, and what changes only how they are written.
"""

import hashlib
from pathlib import Path

READ = ("press/**/*.py", "book/**/sphinx.po")
WRITTEN = (
    "press/theme/static/**/*.*",
    "press/theme/templates/**/*.*",
    "proofs/*.v",
)


def digest(root: Path, patterns) -> str:
    """One for the names and contents of all files that the patterns match."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
        name = path.relative_to(root).as_posix()
        found.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def digest_own_files(app, config):
    root = Path(app.srcdir)
    config.own_files_read = digest(root, READ)
    config.own_files_written = digest(root, WRITTEN)


def setup(app):
    app.add_config_value("own_files_read", "", "env")
    app.add_config_value("own_files_written", "", "html")
    app.connect("config-inited", digest_own_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
