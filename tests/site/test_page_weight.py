"""A first visit of a page loads at most 100 KB in at most 20 requests."""

from browsing import every_page_in_both_languages


@every_page_in_both_languages
def test_a_first_visit_is_light(visit, server, address):
    weights = [
        (weight, url.removeprefix(server))
        for weight, url in visit(address).weights
        if url.startswith(server)
    ]
    heaviest_first = sorted(weights, reverse=True)
    assert len(weights) <= 20, f"too many requests: {heaviest_first}"
    total = sum(weight for weight, _ in weights)
    assert total <= 100_000, f"{total} bytes are too many: {heaviest_first}"
