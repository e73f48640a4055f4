"""A label that was ever published leads to what it named, or to where that went."""

import pytest
from published import broken, moved, published
from reading import permalinks

PAGES = {
    "index": "# A book\n\nText.\n",
    "old": """\
(ch-old)=
# Old

(sec-old-one)=
## One

:::{prf:theorem}
:label: thm-old

Text.
:::

$$ a = b $$ (eq-old)

(sec-old-two)=
## Two

Text.
""",
    "new": "(ch-new)=\n# New\n\n(sec-new-one)=\n## One\n\nText.\n",
}
LISTED = """\
new.html#ch-new
new.html#cite
new.html#sec-new-one
old.html#ch-old
old.html#cite
old.html#equation-eq-old
old.html#sec-old-one
old.html#sec-old-two
old.html#thm-old
"""
TWO = "## Two\n\nText.\n"
AT_ONE = LISTED.replace("sec-old-two", "sec-old-two -> old.html#sec-old-one")
AT_NEW = LISTED.replace("sec-old-two", "sec-old-two -> new.html#sec-new-one")
TWO_LABELS = LISTED.replace("sec-old-two", "sec-old-two -> old.html#sec-old-three")
TO_NEW = "See {ref}`sec-new-one`.\n"
TO_OLD = "See {ref}`sec-old-one`.\n"
THEOREM = ":::{prf:theorem}\n:label: thm-old\n\nText.\n:::\n"


@pytest.fixture
def found(tiny_book):
    """Where the permalinks of a book lead if a part of the old page is another one."""

    def found(before="", after=""):
        assert before in PAGES["old"]
        pages = {**PAGES, "old": PAGES["old"].replace(before, after)}
        return permalinks(tiny_book(pages, builder="gettext").env)

    return found


def test_what_is_of_its_kind_leads_to_itself(found):
    links = found()
    assert links == {link: link for link in LISTED.split()} == published(LISTED)
    assert [*broken(published(LISTED), links)] == []


@pytest.mark.parametrize(
    ("listed", "after"),
    [
        (AT_NEW, TO_NEW),  # a line with a link
        (AT_ONE, "Text.\n"),  # an anchor at what has stayed
        (TWO_LABELS, "(sec-old-three)=\n## Three\n"),  # for one section
        (AT_ONE, TO_OLD),  # a sentence with a link within the page
        (LISTED, "## Another name\n\nText.\n"),
    ],
)
def test_a_section_that_is_gone_leads_to_where_it_went(found, listed, after):
    links = found(TWO, after)
    assert [*broken(published(listed), links)] == []
    gone = moved(published(LISTED), links)
    assert published(LISTED) | gone == published(listed)


@pytest.mark.parametrize(
    ("listed", "before", "after", "said"),
    [
        (LISTED, f"(sec-old-two)=\n{TWO}", "", "sec-old-two is gone"),
        (
            LISTED,
            TWO,
            "Text.\n",
            "is no longer what it was, and leads to old.html#sec-",
        ),
        (LISTED, TWO, TO_NEW, "is no longer what it was, and leads to new.html#sec-"),
        (AT_NEW, TWO, TO_OLD, "is no longer what it was, and leads to old.html#sec-"),
        (
            AT_NEW,
            TWO,
            "Text.\n",
            "is no longer what it was, and leads to old.html#sec-",
        ),
        (AT_NEW, "", "", "is no longer what it was, and leads to old.html#sec-old-two"),
        (
            AT_NEW.replace("> new.html#sec-new-one", "> new.html#x"),
            TWO,
            TO_NEW,
            "new.html#x, which is gone",
        ),
        (LISTED, THEOREM, "(thm-old)=\nText.\n", "thm-old is no longer what it was"),
        (LISTED, THEOREM, THEOREM.replace("theorem", "lemma"), "thm-old is no longer"),
        (LISTED, THEOREM, "(thm-old)=\n### A section\n", "thm-old is no longer what"),
        (LISTED, "$$ a = b $$ (eq-old)\n", "(equation-eq-old)=\nText.\n", "no longer"),
        (
            LISTED.replace("thm-old", "thm-old -> new.html#sec-new-one"),
            THEOREM,
            f"(thm-old)=\n{TO_NEW}",
            "thm-old has a number, so that it cannot lead elsewhere",
        ),
    ],
)
def test_what_leads_to_something_else_is_named(found, listed, before, after, said):
    [wrong] = broken(published(listed), found(before, after))
    assert said in wrong
