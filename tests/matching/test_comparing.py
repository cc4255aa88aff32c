"""Noor picks some offerings, sets them side by side, and prints a sheet for her client."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from portal.availability.rules.figures import Announcement, Days, Figures, Statement, Status
from portal.availability.rules.row import Named, Row, Where
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.kernel.dates import dutch_date
from portal.matching.forms import asked_in_words
from portal.matching.rules.choices import choices
from portal.matching.rules.comparing import Comparison, Lines, comparison
from portal.matching.rules.sheet import Option, option
from portal.providers.models import AccessTeamContact
from portal.providers.rules import ContactPurpose
from portal.search.rules import Match, Search, seen
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.matching.test_pages import say, wait, words
from tests.search.made_up import HOORN, TODAY, TOWNS, a_known_row, a_row, a_stop, searched, stated

COMPARE = "/beschikbaarheid/vergelijken/"
SHEET = "/beschikbaarheid/overzicht/"
PLACE = Where(
    name="De Lindehof",
    street="Dorpsstraat 1",
    postcode="1621 AA",
    place="Hoorn",
    latitude=52.64,
    longitude=5.06,
    wheelchair_accessible=None,
)


def a_match(row: Row, municipality_id: int | None = None) -> Match:
    return seen(row, municipality_id, today=TODAY)


def beside(*rows: Row, municipality_id: int | None = None) -> Comparison:
    matches = [a_match(row, municipality_id) for row in rows]
    return comparison(matches, region_size=3)


def answer(compared: Comparison, label: str, side: int = 0) -> Lines:
    place = [question.label for question in compared.questions].index(label)
    return compared.sides[side].answers[place]


# Side by side


def test_what_nobody_stated_is_unknown_in_every_line() -> None:
    compared = beside(a_row(where=PLACE))
    for label in (
        "Wachttijd tot de start",
        "Plaatsen",
        "Wachtenden",
        "Talen naast Nederlands",
        "Met een rolstoel",
    ):
        assert answer(compared, label) == ("onbekend",), label
    assert answer(compared, "Beschikbaarheid") == ("Onbekend",)
    assert answer(compared, "Bijzonderheden") == ("geen",)


def test_what_all_have_alike_is_told_and_what_differs_is_not() -> None:
    soon = a_known_row(1, figures=stated(low=7))
    late = a_known_row(2, figures=stated(low=28))
    same = {question.label: question.same for question in beside(soon, late).questions}
    assert same["Product"]
    assert same["Contract"]
    assert not same["Wachttijd tot de start"]
    assert not any(question.same for question in beside(soon).questions), "one is like nothing"


def test_a_wait_says_what_it_rests_on_and_what_it_is_made_of() -> None:
    figures = Figures(status=Status.WAITLIST, intake=Days(7, 14), start=Days(28, 28))
    compared = beside(a_known_row(has_intake=True, figures=figures))
    assert answer(compared, "Wachttijd tot de start") == (
        "5 tot 6 weken",
        "Gebaseerd op: schatting",
        "Tot de intake: 1 tot 2 weken",
        "Daarna tot de start: 4 weken",
    )


def test_a_stop_takes_the_place_of_the_wait_and_an_announcement_is_told() -> None:
    until_on = TODAY + timedelta(days=30)
    stopped = a_known_row(stops=(a_stop(until_on=until_on),))
    assert answer(beside(stopped, municipality_id=1), "Wachttijd tot de start") == (
        f"Neemt tot en met {dutch_date(until_on)} geen nieuwe cliënten aan",
    )
    change = Announcement(from_on=TODAY + timedelta(days=40), start=Days(42, 42))
    announced = a_known_row(statement=Statement(figures=stated(), announcement=change))
    (note,) = answer(beside(announced), "Bijzonderheden")
    assert note.endswith("start 6 weken.")


def test_places_are_counted_and_half_days_named() -> None:
    figures = replace(stated(), places_free=2, places_max=8, half_days={"ma_o": 2}, waiting=1)
    compared = beside(a_known_row(figures=figures))
    assert answer(compared, "Plaatsen") == ("2 van 8 vrij", "Per dagdeel: maandagochtend 2")
    assert answer(compared, "Wachtenden") == ("1 persoon wacht",)
    none = beside(a_known_row(figures=replace(stated(), places_free=0)))
    assert answer(none, "Plaatsen") == ("0 vrij",), "none is not unknown"


def test_what_differs_per_municipality_is_told_for_each() -> None:
    statement = Statement(figures=stated(low=14), local={2: stated(low=70)})
    row = a_known_row(statement=statement, municipalities=TOWNS[:2])
    assert answer(beside(row), "Per gemeente") == (
        "Hoorn: wachttijd tot de start: 2 weken",
        "Medemblik: wachttijd tot de start: 10 weken",
    )


def test_who_does_not_serve_the_client_says_so() -> None:
    lines = answer(beside(a_known_row(), municipality_id=2), "Waar")
    assert "Niet voor cliënten uit de gemeente van uw zoekvraag" in lines
    assert len(answer(beside(a_known_row(), municipality_id=1), "Waar")) == 1


def test_languages_wheelchairs_and_contracts_are_told() -> None:
    row = a_row(languages=("ar", "tr"), main_contractor=Named(id=9, name="Het Anker"), norm_days=42)
    compared = beside(row)
    assert answer(compared, "Talen naast Nederlands") == ("Arabisch en Turks",)
    assert answer(compared, "Met een rolstoel") == ("niet nodig: bij de cliënt thuis",)
    assert answer(compared, "Contract") == (
        "Loopt tot en met 30 juni 2027",
        "Norm voor de wachttijd: 6 weken",
        "Onderaannemer van Het Anker",
    )


async def pick(browser: Browser, path: str, *ids: int, **asked_for: str) -> str:
    pairs = [*asked_for.items(), *(("vergelijk", str(number)) for number in ids)]
    answer = await browser.get(f"{path}?{urlencode(pairs)}")
    assert answer.status_code == 200
    return answer.text


def _tree(page: str) -> Any:
    return html.document_fromstring(page)  # pyright: ignore[reportUnknownVariableType]


def hrefs(page: str, words_of_link: str) -> list[str]:
    found = _tree(page).xpath(
        f"//main//a[starts-with(normalize-space(.), '{words_of_link}')]/@href"
    )
    return [str(href) for href in found]


async def test_noor_sets_two_side_by_side_and_takes_one_away(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(28, 42, waiting=7))
    await browser.sign_in(cast.noor)
    page = await pick(browser, COMPARE, cast.linde_thuis.id, cast.anker_thuis.id, product="02BGB")
    assert [str(name) for name in _tree(page).xpath("//th[@scope='row']/a[1]/text()")] == [
        "De Linde",
        "Het Anker",
    ]
    labels = {str(td) for td in _tree(page).xpath("//td/@data-label")}
    heads = {str(th.text) for th in _tree(page).xpath("//th[@scope='col']")}
    assert labels == heads - {"Aanbieder"}, "a phone shows the same labels"
    assert "4 tot 6 weken" in page
    assert "7 mensen wachten" in page
    assert "Sanne" not in page
    without_linde, _ = hrefs(page, "Weghalen")
    rest = await browser.get(COMPARE + without_linde)
    assert "Kies er nog een bij" in rest.text
    assert "De Linde</a>" not in rest.text
    assert "product=02BGB" in without_linde, "the search stays as it was"


async def test_back_leads_to_the_results_as_they_were(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    asked_for = {"zoek": "linde", "binnen": "4"}
    page = await pick(browser, COMPARE, cast.linde_thuis.id, cast.anker_thuis.id, **asked_for)
    (back,) = hrefs(page, "Terug naar de resultaten")
    results = (await browser.get(back)).text
    assert "U vergelijkt 2" in results
    assert 'value="linde"' in results
    (again,) = hrefs(results, "Naast elkaar zetten")
    assert (await browser.get(again)).text == page


async def test_nothing_picked_is_told_in_a_sentence(cast: Cast, browser: Browser) -> None:
    page = await pick(await browser.sign_in(cast.noor), COMPARE)
    assert "U koos nog niets om te vergelijken." in page
    assert "<table" not in page
    assert "om te printen" not in page, "there is nothing to print yet"


@pytest.mark.parametrize("path", [COMPARE, SHEET])
async def test_what_lies_in_another_region_does_not_exist(
    cast: Cast, browser: Browser, path: str
) -> None:
    await browser.sign_in(cast.noor)
    page = await pick(browser, path, cast.linde_thuis.id, cast.kade_thuis.id, 999_999)
    assert "2 keer aanbod dat u koos, bestaat niet of niet meer in uw regio." in words(page)
    assert "De Kade" not in page
    assert "De Linde" in page
    await browser.sign_in(cast.guus)
    page = await pick(browser, path, cast.linde_thuis.id, cast.kade_thuis.id)
    assert "1 aanbod dat u koos, bestaat niet of niet meer" in words(page)
    assert "De Linde" not in page


@pytest.mark.parametrize("path", [COMPARE, SHEET])
async def test_comparing_four_reads_no_more_than_comparing_one(
    cast: Cast, browser: Browser, path: str, kept: None
) -> None:
    await browser.sign_in(cast.noor)
    ids = [cast.linde_thuis.id, cast.anker_thuis.id, cast.linde_dag.id]
    await pick(browser, path, ids[0])
    with counted_queries() as one:
        await pick(browser, path, ids[0])
    with counted_queries() as many:
        await pick(browser, path, *ids)
    assert len(many.statements) == len(one.statements)
    assert len(many.statements) <= 4


# The sheet


def told(row: Row, municipality_id: int | None = 1) -> Option:
    return option(a_match(row, municipality_id))


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        (28, 42, "4 tot 6 weken"),
        (0, 8, "Hooguit 8 dagen"),
        (0, 0, "U hoeft niet te wachten"),
    ],
)
def test_a_client_reads_the_wait_and_when_it_was_said(low: int, high: int, sentence: str) -> None:
    one = told(a_known_row(days_ago=3, figures=stated(low=low, high=high)))
    assert (one.wait, one.instead) == (sentence, "")
    assert one.confirmed == "Opgegeven op 17 november 2026"


def test_a_client_is_promised_nothing_that_is_old_or_unknown() -> None:
    old = told(a_known_row(days_ago=60))
    assert (old.wait, old.confirmed) == ("", "")
    assert old.instead == "De wachttijd is niet recent bevestigd. Bel de aanbieder."
    assert told(a_row()).instead == "De wachttijd is niet bekend. Bel de aanbieder."
    stopped = told(a_known_row(stops=(a_stop(),)))
    assert stopped.instead == "Neemt voorlopig geen nieuwe cliënten aan."
    assert stopped.wait == ""


def test_old_figures_of_what_comes_along_are_no_promise_either() -> None:
    day = a_known_row(1, product_code="07DBA", location_id=1, where=PLACE)
    along = {"product": Named(id=3, name="Vervoer"), "product_code": "08VVZ", "where": PLACE}
    ride = a_known_row(2, days_ago=60, location_id=1, companion_of=1, **along)
    search = Search(products=("07DBA",), also=("08VVZ",), municipality_id=1)
    (match,) = searched([day, ride], search).matches
    one = option(match)
    assert one.product == "Begeleiding basis en Vervoer"
    assert "niet recent bevestigd" in one.instead


def test_a_client_reads_where_it_is_and_how_far() -> None:
    assert told(a_row()).where == "Bij u thuis"
    (match,) = searched([a_row(where=PLACE)], Search(municipality_id=1, near=HOORN)).matches
    assert option(match).where == "De Lindehof, Dorpsstraat 1, Hoorn (minder dan 1 km)"


def test_what_was_asked_is_told_in_words() -> None:
    rows = [a_row(), a_row(2, target_group="Ouderen")]
    offered = choices(rows, TOWNS, 1)
    search = Search(
        products=("02BGB",),
        municipality_id=1,
        near=HOORN,
        within_weeks=6,
        languages=("tr",),
        starts_on=TODAY,
    )
    assert asked_in_words(search, offered) == [
        "Begeleiding basis",
        "binnen 6 weken",
        "Turks",
        "gemeente Hoorn",
        "bij Hoorn",
        "vanaf 20 november 2026",
    ]
    around = replace(search, radius_km=10)
    assert "binnen 10 km van Hoorn" in asked_in_words(around, offered)
    assert "bij Hoorn" not in asked_in_words(around, offered), "once is enough"


async def test_the_sheet_holds_what_was_picked(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(28, 42))
    await browser.sign_in(cast.noor)
    page = await pick(browser, SHEET, cast.linde_thuis.id, cast.linde_dag.id, binnen="8")
    told = words(page)
    assert dutch_date(today()) in told
    assert "U zoekt: binnen 8 weken · gemeente Hoorn" in told
    assert "U kunt kiezen uit deze 2 mogelijkheden." in told
    assert "4 tot 6 weken" in told
    assert "Bij u thuis" in told
    assert "Het Anker" not in told
    assert "Noor Bakker" not in page.split("<main")[1].split("</main>")[0]


async def test_without_picks_the_sheet_holds_the_first_ten(cast: Cast, browser: Browser) -> None:
    lot = await cast.begeleiding.lot
    for number in range(12):
        contract = await make.a_contract(await make.a_provider(f"Zorg {number}"), lot)
        await make.an_offering(contract, cast.begeleiding)
    await browser.sign_in(cast.noor)
    page = await pick(browser, SHEET, product="02BGB")
    assert page.count('class="sheet__option"') == 10
    assert "Er zijn nog 4 andere mogelijkheden." in words(page)
    nothing = await pick(browser, SHEET, zoek="bestaat niet")
    assert "Er is niemand gevonden die bij uw vraag past." in nothing


async def test_the_sheet_names_the_team_that_clients_call(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    assert "helpt u verder" not in await pick(browser, SHEET)
    for purpose, phone in (
        (ContactPurpose.RESIDENTS, "14 0229"),
        (ContactPurpose.CLIENTS, "0229 1"),
    ):
        await committed(
            lambda purpose=purpose, phone=phone: AccessTeamContact.create(
                access_team=cast.hoorn_team, purpose=purpose, name="Loket", phone=phone
            )
        )
        assert f"Wijkteam Hoorn helpt u verder: Loket, {phone}" in words(await pick(browser, SHEET))
    await browser.sign_in(cast.rik)
    assert "helpt u verder" not in await pick(browser, SHEET), "of no municipality in particular"
    assert "Wijkteam Hoorn helpt u verder" in words(await pick(browser, SHEET, gemeente="hoorn"))


async def test_the_sheet_prints_with_a_button_that_needs_javascript(
    cast: Cast, browser: Browser
) -> None:
    page = await pick(await browser.sign_in(cast.noor), SHEET)
    (button,) = _tree(page).xpath("//button[@data-print]")
    assert button.get("hidden") is not None, "without JavaScript it would do nothing"
