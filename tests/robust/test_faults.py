"""A build that is disturbed says so, loses nothing, and the next one is right."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from resource import RLIMIT_FSIZE, setrlimit

import psutil
import pytest
from builds import (
    JUPYTER_BOOK,
    STRICT,
    assert_runs,
    copy_repository,
    edited,
    run,
)
from stage import with_own_mounts

from press.languages.editions import NAMES
from press.tools.book import Folders

TOC = """\
format: jb-book
root: book/index
defaults:
  numbered: true
parts:
  - caption: Part
    chapters:
      - file: book/first
      - file: book/second
"""
HEAD = """\
---
file_format: mystnb
kernelspec:
  display_name: Python 3
  name: python3
myst:
  html_meta:
    description: A page of a short book.
---

"""
WAIT = """\
```{code-cell} python
import os
import time
from pathlib import Path

print("a line of output")
here = Path(os.environ["HERE"])
while (here / "wait").exists():
    (here / "TITLE begins").touch()
    time.sleep(0.02)
```
"""
FIRST = f"""{HEAD}# First

{WAIT.replace("TITLE", "first")}
See {{doc}}`second`.
"""
SECOND = f"""{HEAD}# Second

{WAIT.replace("TITLE", "second")}
```{{code-cell}} python
import matplotlib.pyplot as plt
```

```{{code-cell}} python
---
mystnb:
  figure: {{name: fig-second, caption: A line}}
---
plt.plot(range(3000), [n**2 % 7 for n in range(3000)], "o");  # no small file
```
"""


BOOK = [sys.executable, "-m", "press.tools.book"]  # which `make book` runs
PLAIN = [JUPYTER_BOOK, "build", ".", *STRICT]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A book of two chapters in the clothes of this one, built without a fault."""
    folder = tmp_path_factory.mktemp("undisturbed") / "small"
    copy_repository(folder)
    os.environ["HERE"] = str(folder)  # chapters run in folders of their own
    (folder / "_toc.yml").write_text(TOC, encoding="utf-8")
    texts = {"index": "# Index\n", "first": FIRST, "second": SECOND}
    for name, text in texts.items():
        (folder / "book" / f"{name}.md").write_text(text, encoding="utf-8")
    assert_builds(folder)
    shutil.copytree(folder / "_build", folder.with_name("built"))
    return folder


@pytest.fixture
def small(undisturbed):
    """The same folder, in which nothing has happened after the build."""
    shutil.rmtree(undisturbed / "_build", ignore_errors=True)
    shutil.copytree(undisturbed.with_name("built"), undisturbed / "_build")
    return undisturbed


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_builds(folder):
    output = assert_runs(BOOK, folder, VERBOSE="1")
    assert "Executing notebook using" not in output  # MyST-NB finds all in the cache


def assert_builds_as_undisturbed(folder):
    assert_builds(folder)
    built = contents(folder / "_build" / "html")
    right = contents(folder.with_name("built") / "html")
    assert built.keys() == right.keys()
    assert [path for path in right if built[path] != right[path]] == []


def damage(path, change):
    path.write_bytes(change(path.read_bytes()))


def half(content):
    return content[: len(content) // 2]


def garbage(content):
    return b"\0garbage" * (len(content) // 8)


def nothing(content):
    return b""


def soon(condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("not within a minute")


def processes_in(folder):
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(folder):
                yield process
        except psutil.Error:  # it has ended or is another user's
            continue


def at_rest(folder):
    """No process there computes: it waits for what this test holds back."""

    def used():
        return [sum(process.cpu_times()[:2]) for process in processes_in(folder)]

    before = used()
    time.sleep(0.3)
    return used() == before


@contextmanager
def building(folder, command):
    """A build that runs meanwhile, in a process group as a terminal starts it."""
    log = folder.with_name("log")
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
        process_group=0,
        # else a shell that started the tests in the background has Ctrl-C ignored
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    try:
        yield process, log
    finally:
        for left in processes_in(folder):
            left.kill()
        process.wait()


both_signals = pytest.mark.parametrize(
    ("how", "group"),
    [(signal.SIGKILL, False), (signal.SIGINT, True)],
    ids=["kill -9", "Ctrl-C"],
)


every_way = pytest.mark.parametrize("command", [BOOK, PLAIN], ids=["book", "plain"])


def end(process, log, how, group):
    (os.killpg if group else os.kill)(process.pid, how)
    assert process.wait(timeout=60) != 0
    said = log.read_text(encoding="utf-8")
    assert ("Interrupted!" in said) == (how == signal.SIGINT)
    assert "Traceback" not in said


@every_way
@both_signals
def test_killed_while_cells_run(small, how, group, command):
    shutil.rmtree(small / "_build")
    wait, *begun = (small / name for name in ("wait", "first begins", "second begins"))
    wait.touch()
    with building(small, command) as build:
        soon(lambda: all(path.exists() for path in begun))
        end(*build, how, group)
        soon(lambda: not any(processes_in(small)))
    for path in (wait, *begun):
        path.unlink()
    assert_builds_as_undisturbed(small)


@every_way
@pytest.mark.parametrize("language", ["en", "es"])
@both_signals
def test_killed_while_pages_are_written(small, how, group, command, language):
    if (command, language) == (PLAIN, "es"):
        return  # the plain way builds English pages alone
    folders = Folders(small / "_build")
    shutil.rmtree(folders.doctrees(language))
    folders.record.unlink()
    site = folders.output(language, "html")
    first, second = (site / "book" / f"{name}.html" for name in ("first", "second"))
    first.unlink()
    part = half(second.read_bytes())
    second.unlink()
    os.mkfifo(second)  # who writes it waits for a reader
    with building(small, command) as build:
        soon(lambda: first.exists() and at_rest(small))
        end(*build, how, group)
    second.unlink()
    second.write_bytes(part)
    for file in ("_static/book.css", ".buildinfo"):
        damage(site / file, half)
    assert_builds_as_undisturbed(small)


@pytest.mark.parametrize(
    ("pattern", "change"),
    [
        ("*/global.db", half),
        ("*/global.db", garbage),
        ("*/global.db", nothing),
        ("*/executed/*/base.ipynb", half),
        ("*/executed/*/base.ipynb", None),
    ],
)
def test_a_damaged_cache_is_made_anew(small, pattern, change):
    for language in NAMES:
        doctrees = Folders(small / "_build").doctrees(language)
        damage(doctrees / "environment.pickle", half)
    (small / "_build" / "finished.json").unlink()
    paths = list((small / "_build" / "cells").glob(pattern))
    assert paths
    for path in paths:
        damage(path, change) if change else path.unlink()
    assert_builds_as_undisturbed(small)


def test_other_versions_run_the_cells_again(small):
    program = small / "press" / "cells" / "versions.py"
    cells = small / "_build" / "cells"
    before = {*cells.iterdir()}
    with edited(program, program.read_text().replace("('+')[0]}", "('+')[0]}.1")):
        assert_builds(small)
    [other] = {*cells.iterdir()} - before
    assert len([*other.glob("executed/*/base.ipynb")]) == 2
    assert_builds_as_undisturbed(small)


@every_way
def test_a_damaged_page_of_sphinx_is_read_again(small, command):
    damage(small / "_build" / ".doctrees" / "book" / "second.doctree", half)
    (small / "_build" / "html" / "book" / "second.html").unlink()
    status, output = run(command, small)
    assert status != 0
    assert "pickle data was truncated" in output
    assert "Run it again: all is read and written anew." in output
    assert_builds_as_undisturbed(small)


def with_cell(text, code):
    return f"{text}\n```{{code-cell}} python\n{code}\n```\n"


@every_way
def test_a_cell_that_hangs_and_one_that_ends_its_process_are_named(small, command):
    first, second, config = (
        small / name for name in ("book/first.md", "book/second.md", "_config.yml")
    )
    kill = "import os\n\nos.kill(os.getpid(), 9)"
    with (
        edited(config, config.read_text().replace("timeout: 300", "timeout: 5")),
        edited(first, with_cell(FIRST, "while True:\n    pass")),
        edited(second, with_cell(f"{HEAD}# Second\n", kill)),
    ):
        status, output = run(command, small)
    assert status != 0
    end = output[output.index(f"\n{first}:") :]
    line = FIRST.count("\n") + 3
    assert f"{first}:{line}: cell 2 of first.md does not end within 5 s" in end
    line = HEAD.count("\n") + 4
    assert f"{second}:{line}: cell 1 of second.md ends its process" in end
    assert "Traceback" not in end
    assert not any(processes_in(small))
    assert_builds_as_undisturbed(small)


def test_a_disk_full_in_mid_build(small):
    plain, book = (shlex.join(map(str, command)) for command in (PLAIN, BOOK))
    done = with_own_mounts(
        small,
        f"""
        mount -t tmpfs -o size=300m tmpfs _build
        cp -r ../built/cells _build
        for kilobytes in 0 100 600; do
          free=$(df --output=avail -k _build | tail -1)
          head -c $((free - kilobytes))K /dev/zero > _build/filler
          if {book} > log 2>&1; then exit 1; fi
          grep "disk is full" log
          if {plain} > log 2>&1; then exit 1; fi
          grep -E "No space left on device|disk is full" log
          rm _build/filler
        done
        {book}
        diff -r _build/html ../built/html
        """,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout


def with_small_files(program, folder, size):
    """Run the Python program there, in which no file may have more bytes."""
    return subprocess.run(
        [sys.executable, *program],
        cwd=folder,
        preexec_fn=partial(setrlimit, RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
    )


PACK = "from pathlib import Path; from press.outputs.pack import pack;"
PACK += "pack(Path('_build/html'), Path('book.zip'))"


def test_a_pack_that_was_broken_off_is_none(small):
    done = with_small_files(["-c", PACK], small, 1000)
    assert "File too large" in done.stderr
    assert not (small / "book.zip").exists()


def test_a_plot_that_was_broken_off_is_written_anew(small):
    [plot] = (small / "_build" / "jupyter_execute").glob("*.svg")
    size = plot.stat().st_size - 1
    plot.unlink()
    shutil.rmtree(small / "_build" / ".doctrees")
    (small / "_build" / "finished.json").unlink()
    done = with_small_files(BOOK[1:], small, size)
    assert done.returncode != 0
    assert "File too large" in done.stdout + done.stderr
    assert_builds_as_undisturbed(small)


PRINT_TOO_MUCH = """
import resource
from press.outputs import pdf

pdf.build_page = lambda language: pdf.BUILD / "index.html"
pdf.print_page = lambda page, language: bytes(1000)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
pdf.print_book("en")
"""


def test_a_print_that_was_broken_off_leaves_the_pdf_before_it(small):
    before = Folders(small / "_build").pdf("en")
    before.parent.mkdir(exist_ok=True)
    before.write_text("whole", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PRINT_TOO_MUCH],
        cwd=small,
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
    )
    assert "File too large" in done.stderr
    assert before.read_text(encoding="utf-8") == "whole"


def test_a_site_that_is_not_finished_is_not_packed(small):
    (small / "_build" / "html" / "index.html").write_text("another", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "press.outputs.pack"],
        cwd=small,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert done.stderr.startswith("There is no finished site to pack.")


def test_an_edited_style_reaches_the_built_pages(small):
    page = small / "_build" / "html" / "book" / "first.html"

    def style():
        assert_builds(small)
        return re.search(r"book\.css\?v=\w+", page.read_text(encoding="utf-8"))[0]

    before = style()
    css = small / "press" / "theme" / "static" / "book.css"
    with edited(css, css.read_text(encoding="utf-8") + "body { color: red }\n"):
        assert style() != before
    assert_builds_as_undisturbed(small)


def test_where_nothing_has_changed_nothing_is_built(small):
    before = {path: path.stat().st_mtime_ns for path in (small / "_build").rglob("*")}
    output = assert_runs(BOOK, small)
    assert output.startswith("Open file://") and output.count("\n") == 1
    after = {path: path.stat().st_mtime_ns for path in (small / "_build").rglob("*")}
    assert before == after


def test_a_chapter_that_is_gone_leaves_every_output(small):
    toc = small / "_toc.yml"
    with edited(toc, TOC.replace("      - file: book/second\n", "")):
        with edited(small / "book" / "first.md", FIRST.replace("See {doc}", "No ")):
            assert_builds(small)
    left = [p for p in (small / "_build" / "html").rglob("*") if "second" in p.name]
    assert left == []
    assert_builds_as_undisturbed(small)


def test_a_part_that_does_not_load_is_named_with_its_reason(small):
    part = small / "press" / "page" / "previews.py"
    text = part.read_text(encoding="utf-8")
    with edited(part, f"import no_such_module\n{text}"):
        for command in (BOOK, PLAIN):
            status, output = run(command, small)
            assert status != 0
            assert "press.page.previews" in output
            assert "No module named 'no_such_module'" in output
        assert "Traceback" not in run(BOOK, small)[1]
    assert_builds_as_undisturbed(small)
