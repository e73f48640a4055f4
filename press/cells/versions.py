"""Say with which versions the chapters ran, and run them again with others.

The cache of executions compares the code of a chapter, not the packages that ran
it. Here each set of versions has a cache of its own, and the foot of each page
names the set.
"""

import platform
from importlib.metadata import version
from pathlib import Path

from press.order import BuilderInited

PACKAGES = ("NumPy", "PyTorch", "Matplotlib", "SymPy")
DISTRIBUTIONS = {"PyTorch": "torch"}


def ran_with() -> list[str]:
    """Names with their versions, without a build's suffix, as "NumPy 2.4.6"."""
    numbers = (version(DISTRIBUTIONS.get(name, name.lower())) for name in PACKAGES)
    packages = zip(PACKAGES, numbers, strict=True)
    versions = [f"{name} {number.split('+')[0]}" for name, number in packages]
    return [f"Python {platform.python_version()}", *versions]


def cache_path(build: Path) -> Path:
    """Where the results of these versions are kept in the folder of a build."""
    return build / "cells" / "-".join(ran_with()).replace(" ", "-").lower()


def name_versions(app, config):
    config.html_context["ran_with"] = ", ".join(ran_with())


def choose_cache(app):
    """Where it lies is no option of Sphinx, which would read all pages again."""
    path = cache_path(Path(app.doctreedir).parent)
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_cache_path=str(path))


def setup(app):
    app.connect("config-inited", name_versions)
    app.connect("builder-inited", choose_cache, BuilderInited.CACHE)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
