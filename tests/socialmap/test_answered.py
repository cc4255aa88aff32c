"""What everybody may see is sent again as it was, until something changes or somebody asks."""

from typing import Any

import pytest

from portal.database.transactions import committed
from portal.web import public
from tests.browser_client import Browser
from tests.cast import Cast
from tests.socialmap.stories import a_facility

PAGES = ("/", "/zoeken/?bij=1621", "/gemeenten/hoorn/", "/wachttijden/westfriesland/")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which the portal itself had to answer."""
    paths: list[str] = []
    real = public.answer_with

    def noting(request: Any, *known: Any) -> Any:
        paths.append(request.url.path)
        return real(request, *known)

    monkeypatch.setattr(public, "answer_with", noting)
    return paths


async def test_a_page_goes_out_again_as_it_was_until_something_changes(
    cast: Cast, hoorn: None, kept: None, browser: Browser, made: list[str]
) -> None:
    for path in PAGES:
        first, again = await browser.get(path), await browser.get(path)
        assert (again.content, again.headers) == (first.content, first.headers), path
    assert len(made) == len(PAGES), "each once"
    await committed(lambda: a_facility(cast.noor, cast.hoorn.id))
    assert "Buurthuis De Werf" in (await browser.get("/zoeken/?bij=1621")).text


async def test_who_is_signed_in_gets_a_page_of_their_own(
    cast: Cast, hoorn: None, kept: None, browser: Browser
) -> None:
    path = "/gemeenten/hoorn/"
    stranger = (await browser.get(path)).text
    await browser.sign_in(cast.noor)
    mine = (await browser.get(path)).text
    assert "Uitloggen" in mine
    browser.cookies.clear()
    assert (await browser.get(path)).text == stranger


async def test_forms_of_one_address_are_kept_apart(
    cast: Cast, hoorn: None, kept: None, browser: Browser
) -> None:
    path, fragment = "/zoeken/?bij=1621", {"HX-Request": "true", "HX-Target": "section#search"}
    for _ in range(2):
        whole = await browser.get(path, headers={"Accept-Encoding": "br"})
        part = await browser.get(path, headers={"Accept-Encoding": "gzip", **fragment})
        assert whole.headers["content-encoding"] == "br"
        assert part.headers["content-encoding"] == "gzip"
        assert "<html" in whole.text
        assert "<html" not in part.text
        known = {"Accept-Encoding": "br", "If-None-Match": whole.headers["etag"]}
        assert (await browser.get(path, headers=known)).status_code == 304
        assert (await browser.head(path)).content == b""
        assert (await browser.get("/zoeken/?bij=atlantis-nergens")).status_code == 200
        assert (await browser.get("/gemeenten/atlantis/")).status_code == 404
