"""Every text that residents read: what passes `t` in code and templates, and what data holds."""

import ast
from collections.abc import Iterator
from functools import cache

from jinja2 import nodes

from portal.settings import ROOT
from portal.socialmap.rules.themes import themes
from portal.web.page import templates

CODE = ROOT / "portal"
SAYS = frozenset({"t", "later", "ErrorText"})


@cache
def public_texts() -> frozenset[str]:
    """All of them, in Dutch."""
    return frozenset([*_in_code(), *_in_templates(), *_in_data()])


def _in_code() -> Iterator[str]:
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYS:
                yield from (
                    one.value
                    for one in node.args
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


def _in_templates() -> Iterator[str]:
    for name in templates.env.list_templates(["html", "txt"]):
        for call in parsed(name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                yield from _constants(call.args[0])


def _constants(node: nodes.Expr) -> Iterator[str]:
    """Of a choice between two texts both."""
    if isinstance(node, nodes.Const):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        for one in (node.expr1, node.expr2):
            if one is not None:
                yield from _constants(one)


def parsed(name: str) -> nodes.Template:
    """The tree of a template."""
    assert templates.env.loader
    source, _, _ = templates.env.loader.get_source(templates.env, name)
    return templates.env.parse(source)


def _in_data() -> Iterator[str]:
    for theme in themes():
        yield from (theme.name, theme.sentence)
