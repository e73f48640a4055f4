"""Put the site into one zip, the offline pack: unpack it and open index.html.

The same site gives the same bytes: files are sorted and carry no time.
"""

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import yaml

from press.tools.book import BUILD, Folders, is_finished
from press.tools.building import ROOT


def pack(site: Path, path: Path):
    """Write the zip, whose files lie in a folder of its name."""
    part = path.with_suffix(".part")
    with ZipFile(part, "w") as archive:
        for file in sorted(site.rglob("*")):
            if file.is_file():
                name = Path(path.stem, file.relative_to(site)).as_posix()
                entry = ZipInfo(name)
                entry.external_attr = 0o644 << 16  # else nobody may read it
                archive.writestr(entry, file.read_bytes(), ZIP_DEFLATED)
    part.replace(path)


def main(build: Path = BUILD):
    folders = Folders(build)
    if not is_finished(folders):
        sys.exit("There is no finished site to pack. Run make pdf book first.")
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    path = build / f"rnns-by-hand-{cff['version']}.zip"
    pack(folders.site, path)
    print("Packed", path)


if __name__ == "__main__":
    main()
