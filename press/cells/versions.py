"""Say with which versions the chapters ran, and run them again with others.

The cache of executions compares the code of a chapter, not the packages that ran
it. Here each set of versions has a cache of its own, and the foot of each page
names the set.
"""

import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("NumPy", "PyTorch", "Matplotlib", "SymPy")
DISTRIBUTIONS = {"PyTorch": "torch"}


def ran_with():
    """Pairs of a name and its version, without the build's suffix."""
    yield "Python", platform.python_version()
    for name in PACKAGES:
        yield name, version(DISTRIBUTIONS.get(name, name.lower())).split("+")[0]


def name_versions(app, config):
    versions = [f"{name} {number}" for name, number in ran_with()]
    folder = "-".join(versions).replace(" ", "-").lower()
    cache = Path(app.doctreedir).parent / ".jupyter_cache" / folder
    config.nb_execution_cache_path = str(cache)
    config.html_context["ran_with"] = ", ".join(versions)


def setup(app):
    app.connect("config-inited", name_versions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
