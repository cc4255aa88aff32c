"""What a public page tells search engines: a sentence, its one address, and facts as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from portal.settings import settings
from portal.web.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A page as a search engine shows it."""

    description: str
    path: str
    data: Mapping[str, Any] | None = None
    """Facts in the words of schema.org."""
    is_indexed: bool = True

    @property
    def canonical(self) -> str:
        """The one address of this page, without what somebody asked."""
        return address(self.path)


@dataclass(frozen=True, kw_only=True)
class PublicPage(Page):
    """A page that residents read."""

    template: ClassVar[str]
    about: About


def address(path: str) -> str:
    """This path with the host by which the portal is known."""
    return settings().base_url.rstrip("/") + path
