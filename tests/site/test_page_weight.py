"""A first visit of a page loads at most 100 KB in at most 20 requests."""

from conftest import every_page_in_both_languages


@every_page_in_both_languages
def test_a_first_visit_is_light(open_page, server, address):
    page = open_page(server + address)
    page.locator("footer").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    weights = [
        (request.sizes()["responseBodySize"], request.url.removeprefix(server))
        for request in page.arrived
        if request.url.startswith(server)
    ]
    heaviest_first = sorted(weights, reverse=True)
    assert len(weights) <= 20, heaviest_first
    assert sum(weight for weight, _ in weights) <= 100_000, heaviest_first
