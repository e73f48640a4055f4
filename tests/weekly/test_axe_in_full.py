"""axe compares the colours of every text of every page, which takes it many minutes.

`make test` looks at the same pages by the same rules, but not at every word of code,
and for contrast at some texts of each look (tests/site/axe.py) in half of the looks.
"""

from axe import assert_axe_finds_nothing_in
from browsing import every_page_in_both_languages, light_and_dark, wide_and_narrow


@wide_and_narrow
@light_and_dark
@every_page_in_both_languages
def test_axe_finds_nothing_anywhere(visit, address, viewport, scheme):
    page = visit(address, viewport, scheme, unfolded=True)
    assert_axe_finds_nothing_in(page, "html")
