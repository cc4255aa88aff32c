"""Where an address lies is asked of the Locatieserver; silence never holds anybody up."""

import json
from typing import Any

import pytest

from portal.catalogue.imports.pdok import files_of, middles
from portal.catalogue.models import Municipality, Place
from portal.importing.imports import run_import
from portal.outside.fetching import Unusable
from portal.outside.locatieserver import Addresses
from portal.settings import settings
from portal.socialmap.models import Facility
from tests.browser_client import Browser
from tests.cast import Cast
from tests.outside.elsewhere import QUICK, Told, elsewhere
from tests.outside.pdok import Locatieserver, a_doc

WERF = ("Kerkweg 1", "1621 AA", "Hoorn")
BY_POSTCODE = (52.64, 5.06)


async def test_an_address_is_asked_once_and_remembered() -> None:
    addresses = Addresses(QUICK)
    async with elsewhere(Locatieserver(a_doc("adres"))) as (address, asked):
        for _ in range(3):
            assert await addresses.position(f"{address}/v3_1", *WERF) == (52.6411, 5.0602)
        assert len(asked) == 1
        assert asked[0].query["q"] == "Kerkweg 1 1621 AA Hoorn"


@pytest.mark.parametrize(
    "server",
    [
        Locatieserver(),
        Locatieserver(a_doc("adres", centroide_ll="")),
        Locatieserver(a_doc("adres", centroide_ll="POINT(x y)")),
        Locatieserver(a_doc("adres", postcode="1999ZZ")),
        Locatieserver(fails=Told(status=400)),
        Locatieserver(fails=Told(body=b"[]")),
        Locatieserver(fails=Told(body=b'{"response": {"numFound": "1", "docs": {}}}')),
        Locatieserver(fails=Told(body=b"<html>")),
    ],
)
async def test_an_answer_that_says_nothing_is_no_position(server: Locatieserver) -> None:
    async with elsewhere(server) as (address, _):
        assert await Addresses(QUICK).position(f"{address}/v3_1", *WERF) is None


@pytest.mark.parametrize("fails", [Told(status=500), Told(after=2)])
async def test_a_service_that_is_silent_is_left_alone_for_a_while(fails: Told) -> None:
    addresses = Addresses(QUICK)
    async with elsewhere(Locatieserver(fails=fails)) as (address, asked):
        assert await addresses.position(f"{address}/v3_1", *WERF) is None
        tries = len(asked)
        assert await addresses.position(f"{address}/v3_1", "Dorpsstraat 2", *WERF[1:]) is None
        assert len(asked) == tries


async def test_nobody_is_asked_where_nobody_is_named_or_half_an_address_is_given() -> None:
    addresses = Addresses(QUICK)
    async with elsewhere(Locatieserver(a_doc("adres"))) as (address, asked):
        assert await addresses.position("", *WERF) is None
        assert await addresses.position(address, "", "1621 AA", "Hoorn") is None
        assert asked == []


async def keep(browser: Browser, cast: Cast, **other: Any) -> Facility:
    """Noor puts De Werf on the map."""
    await browser.sign_in(cast.noor)
    values = {
        "name": "De Werf",
        "summary": "Koffie en een praatje.",
        "themes": "ontmoeten",
        "cost": "free",
        "owner": "Welzijn Hoorn",
        "town": str(cast.hoorn.id),
        "street": WERF[0],
        "postcode": WERF[1],
        "place": WERF[2],
        **other,
    }
    answer = await browser.send_form("/voorzieningen/nieuw/", **values)
    assert answer.status_code == 303, answer.text
    return await Facility.get(name="De Werf")


async def test_a_facility_lies_at_its_address_and_by_its_postcode_when_the_service_is_down(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Place.create(
        pc4="1621", name="Hoorn", municipality=cast.hoorn, latitude=52.64, longitude=5.06
    )
    server = Locatieserver(a_doc("adres"))
    async with elsewhere(server) as (address, _):
        monkeypatch.setenv("PORTAL_LOCATIESERVER_URL", f"{address}/v3_1")
        monkeypatch.setattr("portal.socialmap.pages.editing.addresses", Addresses(QUICK))
        settings.cache_clear()
        try:
            werf = await keep(browser, cast)
            assert (werf.latitude, werf.longitude) == (52.6411, 5.0602)
            server.fails = Told(status=500)
            path = f"/voorzieningen/{werf.id}/wijzigen/"
            same = dict(zip(("street", "postcode", "place"), WERF, strict=True))
            facts = {"name": "De Werf", "summary": "Koffie.", "themes": "ontmoeten", "cost": "free"}
            await browser.send_form(path, **facts, **same, seen="1")
            await werf.refresh_from_db()
            assert (werf.summary, werf.latitude) == ("Koffie.", 52.6411), "it did not move"
            await browser.send_form(path, **facts, **{**same, "street": "Elders 2"}, seen="2")
            await werf.refresh_from_db()
            assert (werf.latitude, werf.longitude) == BY_POSTCODE
        finally:
            settings.cache_clear()


async def test_a_postcode_of_a_visitor_is_asked_of_nobody(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with elsewhere(Locatieserver(a_doc("adres"))) as (address, asked):
        monkeypatch.setenv("PORTAL_LOCATIESERVER_URL", f"{address}/v3_1")
        settings.cache_clear()
        try:
            for path in ("/zoeken/?bij=1621 AB", "/hsds/v3/services?postcode=1621AB"):
                await browser.get(path)
            assert asked == []
        finally:
            settings.cache_clear()


# Places ---------------------------------------------------------------------------------------


def hoorn_by_postcode(count: int = 250) -> Locatieserver:
    codes = [
        a_doc("postcode", number, postcode=f"{1621 + number % 2}A{chr(65 + number % 26)}")
        for number in range(count)
    ]
    return Locatieserver(a_doc("gemeente", postcode=""), *codes)


async def test_municipalities_and_places_come_page_by_page(cast: Cast) -> None:
    async with elsewhere(hoorn_by_postcode()) as (address, asked):
        files = await files_of(f"{address}/v3_1", ["GM0405"], QUICK)
        assert [one.query.get("start") for one in asked] == ["0", "0", "100", "200"]
    for kind, content in files.items():
        for again in (False, True):
            result = await run_import(kind, content, region_id=cast.westfriesland.id)
            assert result.preview.faults == []
            assert not (again and result.written)
    hoorn = await Municipality.get(code="GM0405")
    assert (hoorn.latitude, hoorn.longitude) == (52.6411, 5.0602)
    places = await Place.filter(municipality_id=hoorn.id).order_by("pc4")
    assert [(one.pc4, one.name) for one in places] == [("1621", "Hoorn"), ("1622", "Hoorn")]


async def test_a_place_lies_in_the_middle_of_its_postcodes() -> None:
    docs = [
        a_doc("postcode", number, centroide_ll=f"POINT(5.{number} 52.{number})")
        for number in (1, 3)
    ]
    async with elsewhere(Locatieserver(a_doc("gemeente"), *docs)) as (address, _):
        content = (await files_of(f"{address}/v3_1", ["GM0405"], QUICK))["places"].decode()
    assert "1621;Hoorn;GM0405;52,200000;5,200000" in content
    assert middles([]) == {}


SLY: dict[str, dict[str, Any]] = {
    "kent geen gemeente": {"response": {"numFound": 0, "docs": []}},
    "herhalen zich": {"response": {"numFound": 500, "docs": [a_doc("gemeente")]}},
    "gaf niet alles": {"response": {"numFound": 500, "docs": []}},
    "niet te lezen": {"response": None},
    "te veel": {"response": {"numFound": 10**9, "docs": []}},
}


@pytest.mark.parametrize(("words", "answer"), list(SLY.items()))
async def test_half_an_answer_is_no_list_of_places(words: str, answer: Any) -> None:
    told = Told(body=json.dumps(answer).encode())
    async with elsewhere(Locatieserver(fails=told)) as (address, _):
        with pytest.raises(Unusable, match=words):
            await files_of(f"{address}/v3_1", ["GM0405"], QUICK)
