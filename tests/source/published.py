"""Bring tests/published.txt up to date with the sources: ``make published``.

Lecturers cite what is listed, so nothing is taken away. A permalink that the sources
have and the list lacks is added. Where a section is gone whose label has stayed, its
line says where that leads now: ``cell.html#sec-cell-old -> gru.html#sec-gru-new``. From
then on it leads there, or a test fails.
"""

import json

from chapters import ROOT
from reading import read_apart

LIST = ROOT / "tests" / "published.txt"
ARROW = " -> "


def published(text=None):
    """Each permalink, and where it leads: to itself, or where a section has gone."""
    lines = (text or LIST.read_text(encoding="utf-8")).splitlines()
    pairs = (line.partition(ARROW) for line in lines)
    return {link: there or link for link, _, there in pairs}


def broken(listed, found):
    """What is wrong with each permalink that no longer leads where it is said to."""
    for link, there in listed.items():
        label = link.partition("#")[2]
        if link not in found:
            yield f"{link} is gone"
        elif there != link and not label.startswith("sec-"):
            yield f"{link} has a number, so that it cannot lead elsewhere: {there}"
        elif there not in (link, found.get(there)):
            yield f"{link} leads to {there}, which is gone"
        elif found[link] != there:
            yield f"{link} is no longer what it was, and leads to {found[link]}"


def moved(listed, found):
    """Sections that are gone, by their labels, and where these lead now."""
    return {
        link: found[link]
        for link in listed
        if "#sec-" in link and found.get(link, link) != listed[link]
    }


def main():
    listed, found = published(), json.loads(read_apart())["permalinks"]
    gone = moved(listed, found)
    new = sorted(found.keys() - listed.keys())
    links = listed | {link: found[link] for link in new} | gone
    lines = (
        link if link == there else f"{link}{ARROW}{there}"
        for link, there in sorted(links.items())
    )
    LIST.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"Added to {LIST.relative_to(ROOT)}: {', '.join(new) or 'nothing'}")
    for link, there in gone.items():
        print(f"No section has {link} any more. See whether what it said is at {there}")


if __name__ == "__main__":
    main()
