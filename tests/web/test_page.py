"""A page and its fragments, the sentence that survives one redirect, and safe ways on."""

import base64

import pytest

from portal.web.redirects import safe_path
from portal.web.session import cookie_name
from tests.browser_client import Browser
from tests.cast import Cast

VARY = "HX-Request, HX-Request-Type, HX-Target"


@pytest.mark.parametrize("target", ["section#unknown", "main#main", "", "#", "div#<script>"])
async def test_an_unknown_target_gets_the_full_page(browser: Browser, target: str) -> None:
    answer = await browser.get("/hulp/", headers={"HX-Request": "true", "HX-Target": target})
    assert "<html" in answer.text
    assert answer.headers["vary"] == VARY


async def test_a_known_target_gets_its_fragment_and_a_reload_the_page(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    headers = {"HX-Request": "true", "HX-Target": "section#search"}
    part = await browser.get("/beschikbaarheid/", headers=headers)
    assert 'id="search"' in part.text
    assert "<html" not in part.text
    assert part.headers["vary"] == VARY
    full = await browser.get("/beschikbaarheid/", headers=headers | {"HX-Request-Type": "full"})
    assert "<html" in full.text


async def test_a_sentence_is_shown_once(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    await browser.send_form("/uitloggen/")
    assert "U bent uitgelogd." in (await browser.get("/inloggen/")).text
    assert "U bent uitgelogd." not in (await browser.get("/inloggen/")).text


@pytest.mark.parametrize(
    "value", ["geen", "W10=", base64.b64encode(b'["x", "y"]').decode(), "////", "e30="]
)
async def test_an_unreadable_sentence_is_nothing(browser: Browser, value: str) -> None:
    browser.cookies.set(cookie_name("flash"), value)
    assert (await browser.get("/inloggen/")).status_code == 200


async def test_a_sentence_cannot_bring_markup_along(browser: Browser) -> None:
    forged = base64.urlsafe_b64encode(b'["success", "<script>alert(1)</script>"]').decode()
    browser.cookies.set(cookie_name("flash"), forged)
    assert "<script>alert" not in (await browser.get("/inloggen/")).text


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/aanbieder/", "/aanbieder/"),
        ("/aanbieder/?groep=locatie", "/aanbieder/?groep=locatie"),
        ("//elsewhere.test/", "/"),
        ("/\\elsewhere.test", "/"),
        ("https://elsewhere.test/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\tx", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
        ("inloggen/", "/"),
    ],
)
def test_the_way_on_stays_within_the_portal(asked: str, given: str) -> None:
    assert safe_path(asked) == given
