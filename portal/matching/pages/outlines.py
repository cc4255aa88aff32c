"""HTML with holes: a template draws it once, and each answer only fills it in."""

import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

_HOLE: Final = re.compile("<!--([a-z0-9-]+)-->")


def hole(name: str) -> Markup:
    """What a template shows in a place that is filled in later.

    Text cannot pass for one: a template escapes its first sign.
    """
    return Markup(f"<!--{name}-->")  # noqa: S704  a name of our own


class Outline:
    """What a template drew around its holes."""

    def __init__(self, html: str) -> None:
        self._parts = _HOLE.split(html)
        self._names = self._parts[1::2]

    def filled(self, safe: Mapping[str, str]) -> Markup:
        """The HTML with these in its holes; each is escaped already."""
        parts = self._parts.copy()
        parts[1::2] = [safe[name] for name in self._names]
        return Markup("".join(parts))  # noqa: S704  each part is safe
