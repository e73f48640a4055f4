"""axe compares the colours of every text of every page, which takes it many minutes.

`make test` looks at the same pages by the same rules, but for contrast only at some
texts of each look (tests/site/axe.py). This shows that it misses nothing by that.
"""

from axe import assert_axe_finds_nothing
from browsing import every_page_in_both_languages, light_and_dark, wide_and_narrow


@wide_and_narrow
@light_and_dark
@every_page_in_both_languages
def test_axe_finds_nothing_anywhere(visit, address, viewport, scheme):
    page = visit(address, viewport, scheme, unfolded=True)
    assert_axe_finds_nothing(page, everywhere=True)
