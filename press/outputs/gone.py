"""Remove from a site what this build did not mean to be there.

Sphinx leaves the pages of a document that is gone from the contents, and pictures that
no page shows any more. What `make book` puts into the site goes, too, when a build
without it writes the same folder: nothing would lead there.
"""

import shutil
from pathlib import Path

from press.languages.editions import FOLDERS
from press.order import BuildFinished
from press.outputs.downloads import FOLDER


def files_of_gone_documents(app):
    """Pages, and the files beside them, whose document is no longer in the contents."""
    known = {Path(name).name for name in app.env.found_docs}
    folders = {Path(name).parent for name in app.env.found_docs}
    for folder in folders - {Path()}:  # where pages lie that Sphinx generates
        for path in Path(app.outdir, folder).glob("*.*"):
            if path.name.partition(".")[0] not in known:
                yield path


def pictures_that_no_page_shows(app):
    shown = {name for _, name in app.env.images.values()}
    for path in Path(app.outdir, "_images").glob("*"):
        if path.name not in shown:
            yield path


def remove_what_is_gone(app, exception):
    if exception or app.builder.name != "html":
        return
    for path in [*files_of_gone_documents(app), *pictures_that_no_page_shows(app)]:
        path.unlink()
    if not app.config.downloads:
        shutil.rmtree(Path(app.outdir, FOLDER), ignore_errors=True)
    if app.config.language == "en" and not app.config.twin:
        shutil.rmtree(Path(app.outdir, FOLDERS["es"]), ignore_errors=True)


def setup(app):
    app.connect("build-finished", remove_what_is_gone, BuildFinished.GONE)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
