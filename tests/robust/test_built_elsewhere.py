"""The same source gives the same site: elsewhere, at another time, and offline."""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack

import pytest
from builds import copy_repository, edited, make
from chapters import ROOT

ELSEWHERE = {
    "LANGUAGE": "es",
    "LC_ALL": "C",
    "MALLOC_PERTURB_": "165",  # glibc fills memory: what reads it unset gets this
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
def elsewhere(tmp_path_factory, site, cut_off):
    """A copy of the repository in another folder, where every cell runs again."""
    folder = tmp_path_factory.mktemp("elsewhere")
    copy_repository(folder)
    if (ROOT / "_build" / "pdf").exists():
        shutil.copytree(ROOT / "_build" / "pdf", folder / "_build" / "pdf")
    make(folder, "book", within=cut_off, **ELSEWHERE)
    return folder


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
    assert_same(published(site), published(elsewhere / "_build" / "html"))


def test_no_published_file_names_the_folder_in_which_it_was_built(elsewhere):
    folder = str(elsewhere).encode()
    files = published(elsewhere / "_build" / "html")
    named = [name for name, body in files.items() if folder in body]
    assert named == []


def test_a_build_after_an_edit_gives_what_the_first_one_gave(elsewhere):
    first = published(elsewhere / "_build" / "html")
    paths = [elsewhere / "book" / f"{name}.md" for name in ("cell", "glossary")]
    with ExitStack() as stack:
        for path in paths:
            text = path.read_text(encoding="utf-8")
            stack.enter_context(edited(path, f"{text}\nA new sentence.\n"))
        make(elsewhere, "book")
        assert published(elsewhere / "_build" / "html") != first
    make(elsewhere, "book")
    assert_same(first, published(elsewhere / "_build" / "html"))


def test_the_build_needs_no_network(elsewhere, cut_off):
    assert cut_off, (
        "The build was not cut off from the network. That needs Linux, iproute2 and"
        " namespaces for every user, which Ubuntu allows after"
        " sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    )
