"""Record which number each label has in this version: ``make numbers``, at a release.

The page for lecturers compares them with those of a later version.
"""

import pickle
import sys

import yaml

from press.content.numbers import all_numbered
from press.content.renumbered import FOLDER, record
from press.tools.building import ROOT

ENVIRONMENT = ROOT / "_build" / ".doctrees" / "environment.pickle"


def main():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    path = ROOT / FOLDER / f"{cff['version']}.csv"
    name = path.relative_to(ROOT)
    if path.exists():
        sys.exit(f"{name} is there. The numbers of a version do not change any more.")
    numbered = all_numbered(pickle.loads(ENVIRONMENT.read_bytes()))
    path.parent.mkdir(exist_ok=True)
    record(numbered, path)
    print(f"{name}: {len(numbered)} labels and their numbers")


if __name__ == "__main__":
    main()
