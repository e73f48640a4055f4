"""Show the comments and docstrings of a cell in the language of the page.

Each comment, and each line of a docstring, is a message of its page. The code around
them stays, and so does a line for which there is no translation.
"""

import ast
import io
import tokenize
from collections.abc import Iterator

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.languages.translation import translator
from press.order import Reading, Writing

DOCUMENTED = ast.FunctionDef | ast.ClassDef | ast.Module


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each line of a docstring, without quotes and indentation."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node):
            first = node.body[0]
            lines = source.split("\n")[first.lineno - 1 : first.end_lineno]
            for number, line in enumerate(lines, first.lineno):
                yield number, line.strip().removeprefix('"""').removesuffix('"""')


def comments(source: str) -> list[tuple[int, str]]:
    """Line of the source and text of each comment and each line of a docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    found = [
        (token.start[0], token.string.removeprefix("#").strip())
        for token in tokens
        if token.type == tokenize.COMMENT
    ]
    return sorted((line, text) for line, text in [*found, *docstrings(source)] if text)


def translated(source: str, translate) -> str:
    """The source with each comment and docstring replaced by its translation."""
    lines = source.split("\n")
    for number, text in comments(source):
        line = lines[number - 1]
        before, after = line.rsplit(text, 1)
        lines[number - 1] = before + translate(text) + after
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
            for line, text in comments(block.astext()):
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
