"""What a page costs its reader, scrolled to the foot: bytes as they travel."""

from pathlib import PurePath

from browsing import every_page_in_both_languages

FONTS, CODE = {".woff2"}, {".css", ".js"}
SHARED = FONTS | CODE  # a reader who comes from another page has them


def assert_at_most(limit, weights, suffixes=None):
    """All files, or those of these kinds, have at most so many bytes together."""
    counted = [
        (weight, path)
        for path, weight in weights.items()
        if suffixes is None or PurePath(path).suffix in suffixes
    ]
    total = sum(weight for weight, _ in counted)
    heaviest_first = sorted(counted, reverse=True)
    assert total <= limit, f"{total} bytes are too many: {heaviest_first}"


@every_page_in_both_languages
def test_a_visit_is_light(visit, server, address):
    weights = {
        url.removeprefix(server).partition("?")[0]: weight
        for weight, url in visit(address).weights
        if url.startswith(server)
    }
    assert len(weights) <= 20, f"too many requests: {sorted(weights)}"
    assert_at_most(120_000, weights)
    assert_at_most(50_000, weights, FONTS)
    if "search" not in address:  # whose page loads the whole index
        assert_at_most(20_000, weights, CODE)
    new = {p: w for p, w in weights.items() if PurePath(p).suffix not in SHARED}
    assert_at_most(60_000, new)
