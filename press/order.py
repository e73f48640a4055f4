"""When each part acts: the priority of every handler and transform, by name.

Sphinx calls the handlers of an event, and runs transforms, from the lowest number to
the highest. A handler that is not named here has Sphinx's own priority, 500, and
its place among the others does not matter.
"""

from myst_nb.sphinx_ import HideInputCells
from sphinx.transforms.i18n import Locale
from sphinx_exercise.post_transforms import ResolveTitlesInExercises


class ConfigInited:
    """Sphinx checks the configuration at 800."""

    ADDRESS = 500  # title, authors and address, from CITATION.cff
    MIME_TYPES = 500  # before MyST-NB reads them, when the builder is there
    NEEDS_ADDRESS = 600  # sharing, downloads, editions


class BuilderInited:
    DARK_STYLE = 100  # before Furo reads it, at 500
    CACHE = 600  # after MyST-NB has made its configuration, at 500


class PageContext:
    """The event html-page-context."""

    AFTER_FURO = 900  # what changes what Furo and the other parts gave the page


class BuildFinished:
    GONE = 900  # the others have written their files
    SMALLER = 910  # the pages that use the files are those that stay
    FINISHED = 950  # nothing is written after it


class Reading:
    """Transforms of what has been read, around Sphinx's translation of it."""

    TOCTREES = Locale.default_priority - 11  # before Sphinx keeps the originals
    BEFORE_TRANSLATION = Locale.default_priority - 1
    ONE_DOCUMENT = Locale.default_priority + 1
    AFTER_TRANSLATION = Locale.default_priority + 2
    LABELS = 700  # after docutils has given them to their headings


class Writing:
    """Transforms of what is to be written, after references at about 10."""

    FIRST = 5  # before Sphinx collects images, and resolves references
    EXERCISE_TITLES = ResolveTitlesInExercises.default_priority - 1
    FOLDS = HideInputCells.default_priority - 1
    CARDS = 200  # links are resolved
    PREVIEWS = 200  # so they are
    UNPRINTED = 200  # so they are
    CHECKS = 300  # the outputs of a cell are there
    STATEMENTS = 300  # what they show refers to nothing
    IDS = 600  # Furo has put boxes around tables and formulas
    PERMALINKS = 610  # ids are unique
    CITATIONS = 900  # references are put together
