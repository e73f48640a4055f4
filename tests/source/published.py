"""Add to tests/published.txt the permalinks that the sources have and it lacks.

``make published`` runs it. Lecturers cite what is listed, so it takes nothing away.
"""

import json

from chapters import ROOT
from reading import read_apart

LIST = ROOT / "tests" / "published.txt"


def published():
    return set(LIST.read_text(encoding="utf-8").split())


def main():
    new = sorted({*json.loads(read_apart())["permalinks"]} - published())
    text = "".join(f"{link}\n" for link in sorted({*new, *published()}))
    LIST.write_text(text, encoding="utf-8")
    print(f"Added to {LIST.relative_to(ROOT)}: {', '.join(new) or 'nothing'}")


if __name__ == "__main__":
    main()
