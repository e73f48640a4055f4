"""The first page shows the chapters as cards, by part, with number and picture."""

from bs4 import BeautifulSoup
from chapters import CHAPTERS, ROOT


def test_the_chapters_are_cards_by_part(site):
    html = (site / "book" / "index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    cards = page.select("dl.cards > .card")
    shown = [card.select_one(".number").text.strip() for card in cards]
    assert shown == [str(n) for n in range(1, len(CHAPTERS) + 1)]
    for card, chapter in zip(cards, CHAPTERS, strict=True):
        assert card.select_one("dt a")["href"].startswith(f"{chapter.name}.html")
        assert card.select_one("dd").text.strip()
        cover = ROOT / "book" / "figures" / f"{chapter.name}-cover.svg"
        drawn = BeautifulSoup(cover.read_text(encoding="utf-8"), "html.parser")
        picture = card.select_one("dt > svg[aria-hidden=true]")
        assert len(picture.find_all()) == len(drawn.svg.find_all())
    parts = [rubric.text for rubric in page.select("p.rubric")]
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert all(f"caption: {part}" in toc for part in parts)
    assert len(parts) == len(page.select("dl.cards")) > 3
