"""Show the comments, docstrings and labels of a cell in the language of the page.

Each comment, each line of a docstring and each text that the cell writes into a plot
is a message of its page. The code around them stays, and so does a line for which
there is no translation.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.languages.translation import translator
from press.order import Reading, Writing

DOCUMENTED = ast.FunctionDef | ast.ClassDef | ast.Module
LABELLING = {"annotate", "set_title", "set_xlabel", "set_ylabel", "text"}
WORD = re.compile("[a-z]{2}")  # no symbol, number or abbreviation


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each line of a docstring, without quotes and indentation."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node):
            first = node.body[0]
            lines = source.split("\n")[first.lineno - 1 : first.end_lineno]
            for number, line in enumerate(lines, first.lineno):
                yield number, line.strip().removeprefix('"""').removesuffix('"""')


def words(source: str) -> list[tuple[int, str]]:
    """Line and text of each label with words that Matplotlib writes into a plot."""
    return [
        (argument.lineno, argument.value)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr in LABELLING
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        if WORD.search(argument.value)
    ]


def comments(source: str) -> list[tuple[int, str]]:
    """Line of the source and text of each comment and each line of a docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    found = [
        (token.start[0], token.string.removeprefix("#").strip())
        for token in tokens
        if token.type == tokenize.COMMENT
    ]
    return sorted((line, text) for line, text in [*found, *docstrings(source)] if text)


def messages(source: str) -> list[tuple[int, str]]:
    """Line and text of all that is translated in a cell."""
    return sorted([*comments(source), *words(source)])


def translated(source: str, translate) -> str:
    """The source with each comment, docstring and label replaced by its translation."""
    lines = source.split("\n")
    for number, text in comments(source):
        line = lines[number - 1]
        before, after = line.rsplit(text, 1)
        lines[number - 1] = before + translate(text) + after
    for number, text in words(source):
        line = lines[number - 1]  # where options, as ha="left", stand behind it
        lines[number - 1] = line.replace(f'"{text}"', f'"{translate(text)}"', 1)
    return "\n".join(lines)


def cells(document: nodes.document) -> Iterator[nodes.literal_block]:
    for block in document.findall(nodes.literal_block):
        if "cell_input" in block.parent.get("classes", ()):
            yield block


class CommentsAsMessages(SphinxPostTransform):
    """Put what is to be translated behind its cell, where Sphinx looks for messages."""

    default_priority = Writing.FIRST
    builders = ("gettext",)

    def run(self, **kwargs):
        for block in list(cells(self.document)):
            for line, text in messages(block.astext()):
                message = nodes.paragraph(text, text)
                message.source, message.line = block.source, (block.line or 0) + line
                message.uid = ""  # without one, Sphinx passes over it
                block.parent.append(message)


class TranslateComments(SphinxTransform):
    default_priority = Reading.AFTER_TRANSLATION

    def apply(self, **kwargs):
        translate = translator(self.env)
        for block in cells(self.document):
            text = translated(block.astext(), translate)
            block.rawsource, block[:] = text, [nodes.Text(text)]


def setup(app):
    app.add_post_transform(CommentsAsMessages)
    app.add_transform(TranslateComments)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
