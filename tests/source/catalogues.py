"""The Spanish catalogues, and what they are called in a complaint."""

from babel.messages.pofile import read_po
from chapters import ROOT

LOCALE = ROOT / "book" / "locale" / "es" / "LC_MESSAGES"
CATALOGUES = sorted(path.relative_to(LOCALE) for path in LOCALE.rglob("*.po"))


def read(name):
    with (LOCALE / name).open("rb") as file:
        return read_po(file, locale="es")


def messages(name):
    return [message for message in read(name) if message.id]


def place(name, message=None):
    """The file, with the line of the message."""
    line = f":{message.lineno}" if message else ""
    return f"{(LOCALE / name).relative_to(ROOT)}{line}"
