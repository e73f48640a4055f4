"""The offline pack is the whole site, and the same site gives the same bytes."""

import os
from pathlib import Path
from zipfile import ZipFile

import pytest
from chapters import WITH_CELLS

from press.outputs import pack


def test_the_pack_unpacks_to_the_whole_site(site, tmp_path):
    path = tmp_path / "rnns-by-hand-1.0.0.zip"
    pack.pack(site, path)
    with ZipFile(path) as archive:
        archive.extractall(tmp_path)
    unpacked = tmp_path / "rnns-by-hand-1.0.0"
    files = [file.relative_to(site) for file in site.rglob("*") if file.is_file()]
    assert {Path("index.html")} < set(files)
    for chapter in WITH_CELLS:
        assert Path("book", f"{chapter.name}.html") in files
        assert Path("downloads", f"{chapter.name}.ipynb") in files
    for file in files:
        assert (unpacked / file).read_bytes() == (site / file).read_bytes()
    assert sum(file.is_file() for file in unpacked.rglob("*")) == len(files)


@pytest.fixture
def two_sites(tmp_path):
    """The same site, written in another order and at another time."""
    files = {"index.html": "begin", "book/cell.html": "cell", "downloads/a.pdf": "pdf"}
    for name, order, time in (("one", 1, 1_000_000_000), ("two", -1, 1_700_000_000)):
        for file, text in list(files.items())[::order]:
            path = tmp_path / name / "html" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600 if order > 0 else 0o644)
            os.utime(path, (time, time))
    return tmp_path / "one", tmp_path / "two"


def test_the_same_site_gives_the_same_bytes(two_sites):
    for folder in two_sites:
        pack.pack(folder / "html", folder / "pack.zip")
    one, two = ((folder / "pack.zip").read_bytes() for folder in two_sites)
    assert one == two


def test_a_pack_may_be_read_by_whoever_unpacks_it(two_sites):
    folder, _ = two_sites
    pack.pack(folder / "html", folder / "pack.zip")
    with ZipFile(folder / "pack.zip") as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}


def test_without_a_finished_site_it_says_what_to_make(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").touch()
    with pytest.raises(SystemExit) as ended:
        pack.main(tmp_path)
    words = "There is no finished site to pack. Run make pdf book first."
    assert ended.value.code == words
