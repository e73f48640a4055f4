"""Name the place of an issue: a lone number would look like that of an equation.

``[750](https://github.com/pytorch/pytorch/issues/750)`` becomes pytorch#750, and so do
"PR 750" and "Pytorch 750".
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from press.order import Writing

ISSUE = re.compile(r"https://github.com/[^/]+/([^/]+)/(?:issues|pull)/(\d+)$")


class NameIssues(SphinxPostTransform):
    default_priority = Writing.FIRST
    formats = ("html",)

    def run(self, **kwargs):
        for link in self.document.findall(nodes.reference):
            if found := ISSUE.match(link.get("refuri", "")):
                project, number = found.groups()
                names = {number, f"PR {number}", f"{project.capitalize()} {number}"}
                if link.astext() in names:
                    link[:] = [nodes.Text(f"{project}#{number}")]
                    link["classes"].append("issue")


def setup(app):
    app.add_post_transform(NameIssues)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
