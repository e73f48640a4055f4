"""The same source gives the same site: elsewhere, at another time, and offline."""

import os
import shutil
import subprocess
import sys

import pytest
from builds import STRICT, jupyter_book_build, make
from chapters import ROOT

ELSEWHERE = {
    "LANGUAGE": "es",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "1",
    "TZ": "Pacific/Kiritimati",
}
CUT_OFF = [
    *("env", "unshare", "--map-root-user", "--net"),
    *("sh", "-c", 'ip link set lo up && exec "$@"', "sh"),
]
ASK = "import socket; socket.create_connection(('192.0.2.1', 80))"


@pytest.fixture(scope="module")
def cut_off():
    """What to put before a command so that it has no network, if that works here."""
    command = [*CUT_OFF, sys.executable, "-c", ASK]
    done = subprocess.run(command, capture_output=True, text=True)
    return CUT_OFF if "Network is unreachable" in done.stderr else []


@pytest.fixture(scope="module")
def elsewhere(copy, cut_off):
    """The site of another folder, where every page is read and every cell runs."""
    shutil.rmtree(copy / "_build" / ".jupyter_cache")
    for printed in (ROOT / "_build" / "downloads").rglob("*.pdf"):
        path = copy / printed.relative_to(ROOT)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(printed, path)
    make(copy, "book", within=cut_off, **ELSEWHERE)
    return copy / "_build" / "html"


def published(site):
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def assert_same(one, other):
    differences = []
    for name in sorted(one.keys() | other.keys()):
        if name not in one or name not in other:
            differences.append(f"{name} is in one of them only")
        elif one[name] != other[name]:
            at = len(os.path.commonprefix([one[name], other[name]]))
            here = slice(max(at - 60, 0), at + 60)
            differences.append(
                f"{name}, byte {at}: {one[name][here]} or {other[name][here]}"
            )
    assert not differences, "\n".join(differences)


def test_every_published_file_has_the_same_bytes(site, elsewhere):
    assert_same(published(site), published(elsewhere))


def test_no_published_file_names_the_folder_in_which_it_was_built(copy, elsewhere):
    folder = str(copy).encode()
    named = [name for name, body in published(elsewhere).items() if folder in body]
    assert named == []


def test_a_build_after_an_edit_gives_what_the_first_one_gave(copy, elsewhere):
    first = published(elsewhere)
    for name in ("cell", "glossary"):
        (copy / "book" / f"{name}.md").touch()
    status, output = jupyter_book_build(copy, *STRICT)
    assert status == 0, output
    assert_same(first, published(elsewhere))


def test_the_build_needs_no_network(elsewhere, cut_off):
    assert cut_off, (
        "The build was not cut off from the network. That needs Linux, iproute2 and"
        " namespaces for every user, which Ubuntu allows after"
        " sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    )
