"""Do what a build that did not end well has done anew, until one ends well.

Sphinx forgets the warnings of pages that have not changed, so that with -W the
same tree would pass at the second try. And it keeps what it has read before it
writes, so that a page half written when a build is killed would stay so.
"""

from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util.logging import getLogger

from press.order import BuildFinished

logger = getLogger(__name__)


def mark(app):
    return Path(app.doctreedir, "unfinished")


def begin(app, env):
    mark(app).touch()


def end(app, exception):
    if exception:
        logger.info("The build broke off. Run it again: all is read and written anew.")
    elif not (app.keep_going and app._warncount):
        mark(app).unlink()


def forget(app, config):
    if mark(app).exists():
        Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)
        # a warning if it is half written
        Path(app.outdir, ".buildinfo").unlink(missing_ok=True)


def setup(app):
    app.connect("config-inited", forget)
    app.connect("env-updated", begin)
    app.connect("build-finished", end, BuildFinished.FINISHED)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
