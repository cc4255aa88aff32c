"""A browser without JavaScript, that looks at every page it is given."""

import re
from html import unescape
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from portal.accounts.actions import start_session
from portal.kernel.actor import Actor

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
INLINE_HANDLER = re.compile(r"<[^>]+\s(on\w+|style)\s*=", re.IGNORECASE)
TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')


class Browser(AsyncClient):
    """Sends what a browser sends, and fails on pages that no browser should get."""

    def __init__(self, transport: ASGITransport) -> None:
        super().__init__(
            transport=transport,
            base_url="http://portal.test",
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    async def request(self, *args: Any, **kwargs: Any) -> Response:
        response = await super().request(*args, **kwargs)
        if response.headers.get("content-type", "").startswith("text/html"):
            check_page(response)
        return response

    async def sign_in(self, actor: Actor) -> "Browser":
        """Become this person, without the slow password."""
        self.cookies.set("session", await start_session(actor), domain="portal.test")
        return self

    async def send_form(self, path: str, /, **values: Any) -> Response:
        """Post these fields with the form token of the page at `path` or of any page."""
        page = await self.get("/hulp/")
        found = TOKEN.search(page.text)
        return await self.post(path, data={"csrf_token": found.group(1) if found else "", **values})


def check_page(response: Response) -> None:
    text = response.text
    assert "{{" not in text, "a template left its braces"
    assert not INLINE_HANDLER.search(text), "the policy forbids inline handlers and styles"
    if text.lstrip().startswith("<!DOCTYPE"):
        title = TITLE.search(text)
        assert title, "every page has a title"
        assert len(unescape(title.group(1)).split(" - ")[0].strip()) > 2, "the title names the page"
        assert text.count("<h1") == 1, "every page has one h1"
