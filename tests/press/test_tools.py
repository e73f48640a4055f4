"""How a build is run: with which settings, side by side, and what it says."""

import sys
import time
from urllib.request import urlopen

import pytest
from chapters import ROOT
from jupyter_book.config import get_final_config
from tiny_book import ANSI
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from press.tools import building, watch

INDEX = {"index": "# A book\n\nText.\n"}


# settings


@pytest.fixture
def of_jupyter_book(monkeypatch):
    """The settings with which Jupyter Book starts Sphinx for this book."""
    monkeypatch.setattr(sys, "path", [*sys.path])  # it appends the folder of the press
    settings, _ = get_final_config(
        user_yaml=ROOT / "_config.yml",
        cli_config={"latex_individualpages": False},
        sourcedir=ROOT,
    )
    return settings


def test_what_make_book_has_read_jupyter_book_need_not_read_again(
    tiny_book, of_jupyter_book
):
    ours, theirs = building.settings(), of_jupyter_book
    assert ours.keys() <= theirs.keys(), (
        f"Jupyter Book no longer sets {ours.keys() - theirs.keys()}: change ADDED in"
        " press/tools/building.py."
    )
    off = {"nb_execution_mode": "off"}
    first = tiny_book(INDEX)
    second = tiny_book(INDEX, fresh=False, **{**theirs, **off})
    before = {value.name: value.value for value in first.app.config}
    unlike = {
        value.name: (before[value.name], value.value)
        for value in second.app.config
        if value.rebuild in ("env", "html") and value.value != before[value.name]
    }
    assert not unlike, (
        f"make book and Jupyter Book set {unlike}: change ADDED in"
        " press/tools/building.py."
    )
    said = second.app.status.getvalue()
    for nothing in ("0 added, 0 changed", "targets for 0 source files"):
        assert nothing in said, "See ADDED in press/tools/building.py."


# loading


def test_a_part_that_does_not_load_is_named_with_its_place(tmp_path, monkeypatch):
    part = tmp_path / "broken_part.py"
    part.write_text("x = 1\n\n1 / (x - 1)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(building, "EXTENSIONS", ["press.order", "broken_part"])
    with pytest.raises(SystemExit) as ended:
        building.load()
    assert ended.value.code == (
        f"The part broken_part does not load: {part}:3:"
        " ZeroDivisionError: division by zero"
    ), "See load in press/tools/building.py."


# side by side

APART = "See run_apart in press/tools/building.py."


def right(path=None):
    if path:
        path.touch()
    return True


def fails():
    return False


def raises():
    raise ValueError("of the job")


def ends():
    sys.exit("words of the job")


def meets(own, other):
    """Whether the other job runs meanwhile."""
    own.touch()
    for _ in range(600):
        if other.exists():
            return True
        time.sleep(0.1)
    return False


def test_jobs_that_are_right_run_at_the_same_time(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert building.run_apart((meets, one, two), (meets, two, one)), APART


@pytest.mark.parametrize(
    ("job", "words"),
    [(fails, ""), (raises, "ValueError: of the job"), (ends, "words of the job")],
)
def test_a_job_that_is_not_right_is_told_when_the_others_have_ended(
    tmp_path, capfd, job, words
):
    other = tmp_path / "other"
    assert building.run_apart((job,), (right, other)) is False, APART
    assert other.exists(), APART
    assert building.run_apart((right, other), (job,)) is False, APART
    assert words in capfd.readouterr().err, APART


# Sphinx

SAYS = "See run_sphinx in press/tools/building.py."


@pytest.fixture
def run_sphinx(tiny_book, monkeypatch, capfd):
    """Build in a fork as the commands do: whether it was right, and what it said."""
    settings = {**building.settings(), "nb_execution_mode": "off"}
    folder = tiny_book(INDEX).srcdir
    monkeypatch.setattr(building, "ROOT", folder)
    monkeypatch.setattr(building, "settings", lambda: settings)

    def run(text, *builders, strict=True):
        (folder / "book" / "index.md").write_text(text, encoding="utf-8")
        build = folder / "_build"

        def job():
            return all(
                building.run_sphinx(name, build / name, build / "trees", strict=strict)
                for name in builders or ["html"]
            )

        capfd.readouterr()
        return building.run_apart((job,)), ANSI.sub("", capfd.readouterr().err)

    return run


def test_a_build_says_each_warning_and_is_not_right(run_sphinx):
    right = run_sphinx("# A book\n\nText.\n", "html", "html")
    assert right == (True, ""), SAYS
    wrong = "# A book\n\n{eq}`one` and {eq}`two`\n"
    done, said = run_sphinx(wrong)
    assert not done, SAYS
    for label in ("one", "two"):
        assert f"equation not found: {label}" in said, SAYS
    done, said = run_sphinx(wrong + "\nMore.\n", strict=False)
    assert done, SAYS
    assert "equation not found: one" in said, SAYS


def test_an_error_is_said_as_sphinx_says_it_without_a_trace(run_sphinx):
    (building.ROOT / "_toc.yml").write_text("format: none\n", encoding="utf-8")
    done, said = run_sphinx("# A book\n")
    assert not done, SAYS
    assert "Extension error:\n[etoc] 'format' key value" in said, SAYS
    assert "Traceback" not in said, SAYS


# sphinx-autobuild


def note(language, changed_paths):
    """Stands for a build."""
    names = sorted(path.name for path in changed_paths)
    (watch.BUILD / "watch" / language / "changed").write_text(" ".join(names), "utf-8")


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A folder served as by make watch: its address, what is watched, the pages."""
    watched, pages = tmp_path / "book", tmp_path / "watch" / "en"
    watched.mkdir()
    pages.mkdir(parents=True)
    (pages / "index.html").write_text("<p>A page</p>", encoding="utf-8")
    monkeypatch.setattr(watch, "BUILD", tmp_path)
    monkeypatch.setattr(watch, "WATCHED", [watched])
    monkeypatch.setattr(watch, "rebuild", note)
    with watch.socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = building.fork.Process(
        target=watch.serve, args=("en", ("127.0.0.1", port))
    )
    process.start()
    yield f"127.0.0.1:{port}", watched, pages
    process.terminate()
    process.join()


def soon(attempt):
    """What it returns, once the server answers and that is something."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if found := attempt():
                return found
        except (OSError, WebSocketException):
            pass
        time.sleep(0.1)
    raise AssertionError(
        "No answer within half a minute: sphinx-autobuild watches, builds or reloads"
        " otherwise than serve in press/tools/watch.py expects."
    )


def test_an_edit_is_built_and_the_page_is_loaded_again(served):
    address, watched, pages = served
    page = soon(lambda: urlopen(f"http://{address}/index.html").read().decode())
    assert page.startswith("<p>A page</p>")
    socket = f"ws://{address}/websocket-reload"
    assert f'new WebSocket("{socket}")' in page, (
        "sphinx-autobuild reloads a page otherwise: change serve in"
        " press/tools/watch.py."
    )
    with connect(socket) as connection:

        def edited():
            (watched / "page.md").write_text(str(time.time()), encoding="utf-8")
            return connection.recv(timeout=1)

        assert soon(edited) == "refresh"
    assert (pages / "changed").read_text(encoding="utf-8") == "page.md"


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("book/first.md", False),
        ("press/theme/static/book.css", False),
        ("_toc.yml", False),
        ("book/locale/es/LC_MESSAGES/book/first.po", False),
        ("book/locale/es/LC_MESSAGES/book/first.mo", True),
        ("press/__pycache__/order.cpython-311.pyc", True),
        ("book/first.md~", True),
        ("book/.first.md.swp", True),
    ],
)
def test_only_what_an_author_writes_is_built(name, ignored):
    assert watch.IGNORED(str(ROOT / name)) == ignored, "See IGNORED in watch.py."
