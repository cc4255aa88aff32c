"""A template uses exactly what its page offers, and each fragment stands on its own."""

import re
from dataclasses import fields
from functools import cache

import pytest
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

import portal.routes
from portal.web.page import Page, templates

ALWAYS = {"request", "chrome", *templates.env.globals}


def every_page(base: type[Page] = Page) -> list[type[Page]]:
    """All pages that name a template, once the route table has imported them."""
    assert portal.routes.routes
    below = [page for child in base.__subclasses__() for page in (child, *every_page(child))]
    return sorted({p for p in below if "template" in vars(p)}, key=lambda p: p.__qualname__)


PAGES = pytest.mark.parametrize("page", every_page(), ids=lambda page: page.__qualname__)


@cache
def parsed(template: str) -> nodes.Template:
    assert templates.env.loader
    source, _, _ = templates.env.loader.get_source(templates.env, template)
    return templates.env.parse(source)


def family(template: str) -> list[nodes.Template]:
    """The template with the layouts it extends and the parts it includes."""
    tree = parsed(template)
    named = [n.template for n in tree.find_all((nodes.Extends, nodes.Include))]
    names = [str(n.value) for n in named if isinstance(n, nodes.Const)]
    return [tree, *(one for name in names for one in family(name))]


def declared(page: type[Page]) -> set[str]:
    return {field.name for field in fields(page)}


@PAGES
def test_a_template_uses_exactly_what_its_page_offers(page: type[Page]) -> None:
    trees = family(page.template)
    used = {name for tree in trees for name in find_undeclared_variables(tree)} - ALWAYS
    assert used - {name for tree in trees for name in _named(tree)} == declared(page)


@PAGES
def test_a_fragment_is_a_block_with_one_element_of_its_name(page: type[Page]) -> None:
    for name in page.fragments:
        block = _block(page, name)
        text = "".join(data.data for data in block.find_all(nodes.TemplateData))
        ids = re.findall(
            r'\bid="([^"-][^"]*)"', text
        )  # none where a macro or a number makes the id
        assert not ids or ids.count(name) == 1, f"not one element has the id {name}"


@PAGES
def test_a_fragment_needs_nothing_from_outside_its_block(page: type[Page]) -> None:
    for name in page.fragments:
        alone = nodes.Template(_block(page, name).body, lineno=1)
        alone.set_environment(templates.env)
        missing = find_undeclared_variables(alone) - ALWAYS - declared(page) - _set(alone)
        assert not missing, f"import these inside the block {name}: {missing}"


def _block(page: type[Page], name: str) -> nodes.Block:
    trees = family(page.template)
    blocks = [b for tree in trees for b in tree.find_all(nodes.Block) if b.name == name]
    assert blocks, f"{page.template} has no block {name}"
    return blocks[0]


def _named(tree: nodes.Template) -> set[str]:
    """What the template itself gives a name: by import, with or set."""
    named = _set(tree)
    for one in tree.find_all(nodes.FromImport):
        named |= {name if isinstance(name, str) else name[1] for name in one.names}
    named |= {one.target for one in tree.find_all(nodes.Import)}
    for one in tree.find_all(nodes.With):
        named |= {target.name for target in one.targets if isinstance(target, nodes.Name)}
    return named


def _set(tree: nodes.Template) -> set[str]:
    targets = [one.target for one in tree.find_all(nodes.Assign)]
    return {target.name for target in targets if isinstance(target, nodes.Name)}
