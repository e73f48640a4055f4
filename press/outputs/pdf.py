"""Print the whole book and its poster, once for each language, by Chromium.

The book is one page of HTML. The numbers of pages in the contents are read from what
it printed before. The same page gives the same bytes.
"""

import re
import sys
from io import BytesIO
from pathlib import Path

import yaml
from pikepdf import Dictionary, ObjectStreamMode, Pdf
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from press.content.citation import author_name
from press.languages.editions import NAMES
from press.languages.twins import spanish_messages
from press.outputs.poster import FILE as POSTER
from press.tools import browser, building, room
from press.tools.book import BUILD, MEGABYTES, Folders
from press.tools.building import ROOT

# A section may begin at the end of a page and its heading on the next one: links
# shall lead to the heading.
PREPARE = """
pages => {
  for (const section of document.querySelectorAll("section[id]")) {
    const {id} = section;
    section.removeAttribute("id");
    section.querySelector("h1, h2, h3, h4").id = id;
  }
  for (const link of document.querySelectorAll(".page-list a"))
    link.dataset.page = pages[decodeURIComponent(link.hash.slice(1))];
  return [...document.querySelectorAll("h1, h2, h3, h4")].map(heading => {
    const words = heading.cloneNode(true);
    words.querySelector(".headerlink")?.remove();
    return words.textContent;
  });
}
"""


def build_page(language: str) -> Path:
    """The whole book as one page of HTML."""
    # MyST-NB writes beside this folder, for both languages at the same time
    folder = BUILD / "singlehtml" / language / "page"
    doctrees = BUILD / f".doctrees-pdf-{language}"
    if not building.run_sphinx("singlehtml", folder, doctrees, language=language):
        sys.exit("The book is not printed.")
    # all addresses in the page are relative to the folder above its own
    return (folder / "book" / "index.html").replace(folder / "index.html")


def pages(printed):
    """By the name of a place in the book the number of its page."""
    reader = PdfReader(BytesIO(printed))
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def renumbered(printed):
    """Chromium counts on from print to print for the ids of the cells of tables.

    The new ids are as long and in the same order, so that all else stays in place.
    """
    ids = sorted(set(re.findall(rb"\(node\d{8}\)", printed)))
    new = {name: b"(node%08d)" % number for number, name in enumerate(ids)}
    return re.sub(rb"\(node\d{8}\)", lambda name: new[name[0]], printed)


def entries(entry):
    """An entry of the outline, those below it, and those after it."""
    while entry:
        yield entry
        yield from entries(entry.get("/First"))
        entry = entry.get("/Next")


def authors(cff, language):
    """As the pages of that language name them."""
    words = spanish_messages(ROOT, "sphinx") if language == "es" else {}
    names = map(author_name, cff["authors"])
    return ", ".join(words.get(name, name) for name in names)


def finish(printed, language, headings=()):
    """Make it a third as large; authors and date are those of CITATION.cff.

    Chromium leaves out of the outline the space at which a heading is broken.
    """
    whole = {"".join(text.split()): " ".join(text.split()) for text in headings}
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    date = f"D:{cff['date-released']:%Y%m%d}"
    finished = BytesIO()
    with Pdf.open(BytesIO(renumbered(printed))) as pdf:
        title = pdf.docinfo["/Title"]
        del pdf.docinfo
        pdf.docinfo["/Title"] = title
        pdf.docinfo["/Author"] = authors(cff, language)
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = date
        outlines = pdf.Root.get("/Outlines", {})
        for entry in entries(outlines.get("/First")):
            title = str(entry.Title)
            entry.Title = whole.get("".join(title.split()), title)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.save(
            finished,
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return finished.getvalue()


def print_page(path, language):
    """Print it until two prints in turn are the same.

    The first one has no numbers of pages in the contents. Chromium on a busy
    machine now and then moves a word by a tenth of a pixel.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find())
        known, before = {}, b""
        for _ in range(8):
            tab = chromium.new_page()  # in a used one, pages may end elsewhere
            tab.goto(path.as_uri())
            headings = tab.evaluate(PREPARE, known)
            printed = tab.pdf(prefer_css_page_size=True, tagged=True, outline=True)
            tab.close()
            finished = finish(printed, language, headings)
            if finished == before:
                return finished
            known, before = pages(finished), finished
    sys.exit("Chromium printed the book eight times, never twice the same.")


def print_book(language: str) -> bool:
    path = Folders(BUILD).pdf(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    page = build_page(language)
    for source, target in (
        (page.with_name(POSTER), path.with_stem(f"{path.stem}-poster")),
        (page, path),
    ):
        part = target.with_suffix(".part")
        part.write_bytes(print_page(source, language))
        part.replace(target)
        print("Open", target.as_uri(), flush=True)
    return True


def main():
    room.check(MEGABYTES)
    building.load()
    if not building.run_apart(*((print_book, language) for language in NAMES)):
        room.check(MEGABYTES)  # full only now
        sys.exit(1)


if __name__ == "__main__":
    with building.interruptible():
        main()
