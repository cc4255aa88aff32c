"""Proof that a swap shows what a reload would show."""

# lxml's own types do not tell text from bytes.
# pyright: basic, reportReturnType=false, reportArgumentType=false, reportCallIssue=false

from httpx import AsyncClient
from lxml import html


async def get_fragment(browser: AsyncClient, path: str, name: str, tag: str = "section") -> str:
    """What htmx 4 gets when it targets the element with this id."""
    response = await browser.get(
        path,
        headers={
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Target": f"{tag}#{name}",
        },
    )
    assert "<html" not in response.text, "htmx got a whole page instead of the fragment"
    return response.text


def swapped(page: str, name: str, fragment: str) -> str:
    """The page after htmx put the fragment in the place of the element with this id (outerHTML).

    What comes beside it goes to its own place (out of band).
    """
    tree = html.document_fromstring(page)
    (target,) = tree.xpath(f'//*[@id="{name}"]')
    new, *beside = html.fragments_fromstring(fragment.strip())
    assert new.get("id") == name, f"the fragment is not #{name}"
    target.getparent().replace(target, new)
    for one in beside:
        assert one.attrib.pop("data-hx-swap-oob") == "true", "this has no place on the page"
        (before,) = tree.xpath(f'//*[@id="{one.get("id")}"]')
        before.getparent().replace(before, one)
    return html.tostring(tree, encoding="unicode")


def same(one: str, other: str) -> bool:
    """Whether two pages are alike but for white space."""
    return _canonical(one) == _canonical(other)


def _canonical(page: str) -> list[str]:
    text = html.tostring(html.document_fromstring(page), encoding="unicode")
    return [line for line in (" ".join(part.split()) for part in text.split(">")) if line]
