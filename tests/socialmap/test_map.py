"""The map beside the list: only for who asks, with the same results, and nobody else is asked."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from pydantic import ValidationError

from portal.kernel.errors import NotFound
from portal.settings import Settings, settings
from portal.socialmap.actions.guides import add_guide, end_guide
from portal.socialmap.models import LocalGuide
from portal.web.middleware import CONTENT_SECURITY_POLICY, policy_with_images_from
from tests.browser_client import Browser
from tests.cast import Cast
from tests.matching.test_pages import hrefs, words
from tests.socialmap.stories import a_facility
from tests.socialmap.test_pages import see

TILES = "https://tiles.example/{z}/{x}/{y}.png"
MAPPED = re.compile(
    r'<li class="find" id="(\w+)"[^>]*data-point="([\d.]+,[\d.]+)" data-pin="(\d+)"'
)


@pytest.fixture
def with_tiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This installation asks another host for the ground of the map."""
    monkeypatch.setenv("PORTAL_MAP_TILES", TILES)
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def test_the_map_is_fetched_only_when_somebody_asks(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    page = await see(browser, "/zoeken/?bij=1621")
    assert "leaflet" not in page
    assert "data-point" not in page
    (ask,) = hrefs(page, "//div[@class='map-ask']/a")
    mapped = await see(browser, "/zoeken/" + ask)
    assert mapped.count("leaflet") == 2
    assert "data-tiles" not in mapped
    found = re.search(r'data-places="([^"]+)"', mapped)
    assert found
    places = [place[0] for place in json.loads(unescape(found[1]))]
    assert {"Hoorn", "Medemblik"} <= set(places), "the ground is what we know ourselves"
    assert "Gouda" not in places


async def test_the_list_and_the_map_show_the_same(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    for number in range(8):
        await a_facility(cast.noor, cast.hoorn.id, {"name": f"Buurthuis {number}"})
    page = await see(browser, "/zoeken/?bij=1621&kaart=ja")
    pins = MAPPED.findall(page)
    listed = re.findall(r'<li class="find" id="(\w+)"', page)
    mapped = [name for name, _, _ in pins]
    assert mapped == [name for name in listed if name in mapped], "in the order of the list"
    assert [int(pin) for _, _, pin in pins] == list(range(1, len(pins) + 1))
    assert len(pins) >= 8, "more than the first six"
    (hide,) = hrefs(page, "//p[contains(@class, 'mapview__note')]/a")
    assert "kaart" not in hide
    for link in hrefs(page, "//p[@class='find__keep']/a"):
        assert "kaart=ja" in link, "what is chosen next keeps the map"


async def test_an_entry_has_a_small_map_and_the_way_there(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    page = await see(browser, f"/voorziening/{werf.id}/?kaart=ja")
    assert page.count("data-point=") == 1
    assert "Plan uw route" in page
    at_home = await see(browser, f"/aanbod/{cast.linde_thuis.id}/?kaart=ja")
    assert "data-point=" not in at_home


async def test_only_a_page_with_the_map_lets_the_ground_in(
    cast: Cast, hoorn: None, browser: Browser, with_tiles: None
) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    without = await browser.get("/zoeken/?bij=1621")
    assert without.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "De ondergrond komt van tiles.example." in words(without.text), "told before"
    mapped = await browser.get("/zoeken/?bij=1621&kaart=ja")
    assert mapped.headers["content-security-policy"] == policy_with_images_from("tiles.example")
    assert "img-src https://tiles.example 'self'" in policy_with_images_from("tiles.example")
    assert f'data-tiles="{TILES}"' in mapped.text
    assert "data-places" not in mapped.text
    start = await browser.get("/?kaart=ja")
    assert start.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "wrong", ["http://tiles.example/{z}", "https://{s}.tiles.example/{z}", "https://a; x/", "tiles"]
)
def test_a_ground_that_would_open_the_policy_stops_the_start(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(map_tiles=wrong)


async def test_who_keeps_facilities_says_which_guides_exist(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    path = "/voorzieningen/gidsen/"
    wrong = await browser.send_form(path, town=cast.hoorn.id, name="", url="hoorn")
    assert wrong.status_code == 422
    assert "Vul een webadres in, zoals https://voorbeeld.nl." in words(wrong.text)
    guide = {"town": cast.hoorn.id, "name": "Hoorn helpt", "url": "https://helpt.example"}
    assert (await browser.send_form(path, **guide)).status_code == 303
    assert (await browser.send_form(path, **guide)).status_code == 422, "it stands there"
    browser.cookies.clear()
    assert "https://helpt.example" in await see(browser, "/gemeenten/hoorn/")


async def test_a_guide_of_another_town_is_not_ours(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await add_guide(cast.noor, cast.medemblik.id, name="Gids", url="https://g.example")
    theirs = await LocalGuide.create(
        municipality=cast.medemblik, name="Medekernen", url="https://medekernen.example"
    )
    with pytest.raises(NotFound):
        await end_guide(cast.noor, theirs.id)
    assert await end_guide(cast.rik, theirs.id) == "Medekernen"
    assert not await LocalGuide.exists()
