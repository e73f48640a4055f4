"""Let a build that failed for its warnings fail again, until they are mended.

Sphinx forgets the warnings of pages that have not changed, so that with -W the
same tree would pass at the second try.
"""

from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME


def read_all_next_time(app, exception):
    if app.keep_going and app._warncount:  # Sphinx sets its status after this event
        Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def setup(app):
    app.connect("build-finished", read_all_next_time)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
