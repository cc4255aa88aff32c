"""What a public page tells search engines: a sentence, its one address, and facts as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import Request

from portal.kernel.texts import DUTCH, ENGLISH, UNDER, local
from portal.settings import settings
from portal.web.languages import switching
from portal.web.page import Page, templates


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A page as a search engine shows it."""

    description: str
    path: str
    """Of the Dutch page."""
    query: str = ""
    """What of the address the page answers to, for the link to the other language."""
    data: Mapping[str, Any] | None = None
    """Facts in the words of schema.org."""
    is_indexed: bool = True

    @property
    def canonical(self) -> str:
        """The one address of this page, without what somebody asked."""
        return address(local(self.path))

    @property
    def alternates(self) -> Sequence[tuple[str, str]]:
        """The same page in each language, and for who speaks neither."""
        dutch, english = address(self.path), address(UNDER + self.path)
        return ((DUTCH, dutch), (ENGLISH, english), ("x-default", dutch))

    @property
    def switch_href(self) -> str:
        """The same page in the other language."""
        return switching(self.path, self.query)


@dataclass(frozen=True, kw_only=True)
class PublicPage(Page):
    """A page that residents read."""

    template: ClassVar[str]
    about: About

    def fragment(self, request: Request, block: str) -> str:
        """The HTML of one fragment, and the link that leads from it to the other language."""
        switch = templates.env.get_template("socialmap/_switch.html")
        beside = switch.render(about=self.about, out_of_band=True)
        return super().fragment(request, block) + beside


def address(path: str) -> str:
    """This path with the host by which the portal is known."""
    return settings().base_url.rstrip("/") + path
