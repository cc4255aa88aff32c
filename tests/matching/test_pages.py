"""Noor, a consultant in Hoorn, searches with her client at the table."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import pytest
from lxml import html

from portal.availability.actions.reports import report
from portal.availability.actions.stops import StopWish, decide_stop, request_stop
from portal.availability.models import Offering
from portal.availability.queries import row_for
from portal.availability.rules.figures import (
    Announcement,
    Channel,
    Days,
    Figures,
    Statement,
    Status,
)
from portal.availability.rules.row import Named
from portal.availability.rules.stops import StopDecision
from portal.catalogue.models import Municipality, Product
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.kernel.clock import now, today
from portal.matching.forms import asked, query
from portal.matching.rules.choices import choices
from portal.providers.models import Contract, Provider, SubcontractApproval
from portal.providers.rules import SubcontractDecision
from portal.search.queries import open_rows
from portal.search.rules import Search, Sort
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped
from tests.search.made_up import CODES, HOORN, LOTS, PRODUCTS, TOWNS, a_row, some_search
from tests.search.reference import expected_ids
from tests.seeds import each_seed

HERE = "/beschikbaarheid/"


async def say(
    actor: Actor,
    offering: Offering,
    figures: Figures,
    *,
    channel: Channel = Channel.SCREEN,
    **rest: Any,
) -> None:
    """State these figures of an offering, over whatever stood there."""
    seen = (await row_for(actor, offering.id)).report_id
    await report(actor, offering.id, Statement(figures=figures, **rest), seen=seen, channel=channel)


def wait(low: int, high: int | None = None, **known: Any) -> Figures:
    start = Days(low, low if high is None else high)
    return Figures(status=Status.WAITLIST, intake=Days(0, 0), start=start, **known)


def found_ids(page: str) -> list[int]:
    """The offerings of the list, from top to bottom."""
    return [int(number) for number in re.findall(r'id="aanbod-(\d+)"', page)]


def _tree(page: str) -> Any:
    return html.document_fromstring(page)  # pyright: ignore[reportUnknownVariableType]


def words(page: str) -> str:
    return " ".join(" ".join(_tree(page).itertext()).split())


def hrefs(page: str, path: str) -> list[str]:
    """Where the links on this XPath lead."""
    return [str(href) for href in _tree(page).xpath(f"{path}/@href")]


async def search(browser: Browser, **asked_for: str) -> str:
    answer = await browser.get(f"{HERE}?{urlencode(asked_for)}")
    assert answer.status_code == 200
    return answer.text


# The list


async def test_noor_sees_at_once_what_sanne_saved(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    assert "Wachttijd onbekend. Bel de aanbieder." in await search(browser)
    await say(cast.sanne, cast.linde_thuis, wait(28, 42, waiting=7), remark="Ook in de avond.")
    seen = words(await search(browser))
    assert "Wachttijd tot de start: 4 tot 6 weken" in seen
    assert "Gebaseerd op: schatting 7 mensen wachten" in seen
    assert "Ook in de avond." in seen
    day = today()
    assert f"Bevestigd vandaag ({day.day} " in seen
    assert "door De Linde" in seen
    assert "Sanne" not in seen, "who works at a provider is not the consultant's business"


async def test_who_starts_soonest_stands_first_and_the_rest_below_its_heading(
    cast: Cast, browser: Browser
) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(28))
    await say(cast.aisha, cast.anker_thuis, wait(14))
    page = await search(await browser.sign_in(cast.noor))
    assert found_ids(page) == [cast.anker_thuis.id, cast.linde_thuis.id, cast.linde_dag.id]
    assert page.index("4 weken") < page.index("Wachttijd onbekend</h2>")
    assert "Wie het snelst kan starten staat bovenaan." in page
    assert "3 resultaten van 2 aanbieders" in page
    assert "… nog" not in page, "nothing was left out"


async def test_filters_leave_out_what_was_not_asked(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(28))
    await say(cast.aisha, cast.anker_thuis, wait(14))
    await browser.sign_in(cast.noor)
    assert found_ids(await search(browser, product="07DBA")) == [cast.linde_dag.id]
    assert found_ids(await search(browser, zoek="anker")) == [cast.anker_thuis.id]
    soon = await search(browser, binnen="2", product="02BGB")
    assert found_ids(soon) == [cast.anker_thuis.id]
    assert "Filteren (2)" in soon
    assert "Nog 1 boven 2 weken, met een onbekende wachttijd of een aanmeldstop." in words(soon)
    (more,) = hrefs(soon, "//a[starts-with(., 'Toon deze')]")
    assert len(found_ids((await browser.get(HERE + more)).text)) == 2


async def test_a_search_begins_with_the_municipality_of_the_access_team(
    cast: Cast, browser: Browser
) -> None:
    provider = await make.a_provider("Alleen Medemblik")
    contract = await make.a_contract(provider, await cast.begeleiding.lot)
    area = await make.a_service_area(provider, [cast.medemblik], "Medemblik")
    offering = await make.an_offering(contract, cast.begeleiding, service_area=area)
    await browser.sign_in(cast.noor)
    assert offering.id not in found_ids(await search(browser))
    assert offering.id in found_ids(await search(browser, gemeente="medemblik"))
    assert offering.id in found_ids(await search(browser, gemeente="alle"))
    await browser.sign_in(cast.rik)
    assert offering.id in found_ids(await search(browser))


async def test_a_municipality_sees_its_own_figures_and_stops(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(14), local={cast.medemblik.id: wait(70)})
    stop = await request_stop(
        cast.sanne,
        cast.linde_thuis.id,
        StopWish(
            reason="Ziekte",
            from_on=today(),
            until_on=today() + timedelta(days=30),
            municipality_ids=[cast.hoorn.id],
        ),
        on=today(),
    )
    await browser.sign_in(cast.noor)
    asked_for = {"zoek": "linde", "product": "02BGB"}
    assert "Aanmeldstop gevraagd vanaf" in await search(browser, **asked_for)
    await decide_stop(cast.mila, stop.id, cast.hoorn.id, StopDecision.AGREED)
    assert "geen nieuwe cliënten aan" in await search(browser, **asked_for)
    elsewhere = await search(browser, gemeente="medemblik", **asked_for)
    assert "Wachttijd tot de start: 10 weken" in words(elsewhere)
    assert "geen nieuwe cliënten aan" not in elsewhere
    everywhere = await search(browser, gemeente="alle", **asked_for)
    assert "De wachttijd verschilt per gemeente." in everywhere
    assert "in Hoorn." in everywhere


async def test_a_change_that_was_announced_is_told(cast: Cast, browser: Browser) -> None:
    on = today() + timedelta(days=40)
    await say(
        cast.sanne,
        cast.linde_thuis,
        wait(14),
        announcement=Announcement(from_on=on, start=Days(42, 42)),
    )
    page = await search(await browser.sign_in(cast.noor))
    assert f"Vanaf {on.day} " in page
    assert "start 6 weken" in page


async def test_figures_by_telephone_are_told_as_such(cast: Cast, browser: Browser) -> None:
    await say(cast.rik, cast.linde_thuis, wait(14), channel=Channel.PHONE)
    assert "telefonisch via de regio" in await search(await browser.sign_in(cast.noor))


async def test_an_empty_list_names_the_wish_to_let_go(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(28))
    page = await search(await browser.sign_in(cast.noor), zoek="linde", product="02BGB", binnen="2")
    told = words(page)
    assert "Geen aanbieder past bij al uw keuzes. Zonder ‘binnen 2 weken’ is er 1." in told
    (href,) = hrefs(page, "//a[starts-with(., 'Toon')]")
    assert found_ids((await browser.get(HERE + href)).text) == [cast.linde_thuis.id]


async def test_where_no_single_wish_helps_all_can_be_let_go(cast: Cast, browser: Browser) -> None:
    page = await search(await browser.sign_in(cast.noor), zoek="bestaat niet", vrij="ja")
    assert "Zonder al deze keuzes samen zijn er 3." in words(page)


async def test_a_subcontractor_is_found_once_the_region_agreed(
    cast: Cast, browser: Browser
) -> None:
    main = await Contract.get(id=cast.linde_thuis.contract_id)
    lot = await cast.begeleiding.lot
    contract = await make.a_contract(cast.anker, lot, main_contract=main)
    offering = await make.an_offering(contract, cast.begeleiding)
    approval = await SubcontractApproval.create(
        contract=contract, requested_by_id=cast.sanne.person_id, requested_at=now()
    )
    await browser.sign_in(cast.noor)
    assert offering.id not in found_ids(await search(browser))
    assert (await browser.get(f"{HERE}{offering.id}/")).status_code == 404
    approval.decision, approval.decided_at = SubcontractDecision.AGREED, now()
    approval.decided_by_id = cast.rik.person_id
    await approval.save()
    assert offering.id in found_ids(await search(browser))
    assert "Onderaannemer van De Linde" in await search(browser)


# The address bar


@pytest.mark.parametrize(
    ("asked_for", "sentence"),
    [
        ({"product": "99XXX"}, "We kennen geen product ‘99XXX’."),
        ({"gemeente": "gouda"}, "We kennen in uw regio geen gemeente ‘gouda’."),
        ({"binnen": "-3"}, "U kunt niet zoeken op een start binnen ‘-3’ weken."),
        ({"binnen": "٤"}, "U kunt niet zoeken op een start"),
        ({"actueel": "misschien"}, "Bij ‘actueel’ kan alleen ‘ja’ staan."),
        ({"vrij": "1"}, "Bij ‘vrij’ kan alleen ‘ja’ staan."),
        ({"na": "nul"}, "We kennen deze pagina niet."),
        ({"voor": "1~2~3~99999999999999999999999"}, "We kennen deze pagina niet."),
        ({"ook": "99XXX"}, "We kennen geen product ‘99XXX’."),
        ({"perceel": "wonen"}, "Bij ‘perceel’ kennen we geen ‘wonen’."),
        ({"bij": "Atlantis"}, "We kennen geen plaats of postcode ‘Atlantis’."),
        ({"bij": "Hoorn", "straal": "7"}, "Bij ‘straal’ kennen we geen ‘7’."),
        ({"vanaf": "2027-02-30"}, "‘2027-02-30’ is geen datum zoals 1-7-2027."),
        ({"vanaf": "morgen"}, "‘morgen’ is geen datum zoals 1-7-2027."),
        ({"volume": "-4"}, "‘-4’ is geen aantal per week zoals 4 of 2,5."),
        ({"volume": "9e99"}, "‘9e99’ is geen aantal per week"),
        ({"status": "vol"}, "Bij ‘status’ kennen we geen ‘vol’."),
        ({"dagdeel": "ma_n"}, "Bij ‘dagdeel’ kennen we geen ‘ma_n’."),
        ({"intensiteit": "4"}, "Bij ‘intensiteit’ kennen we geen ‘4’."),
        ({"taal": "xx"}, "Bij ‘taal’ kennen we geen ‘xx’."),
        ({"volgorde": "duur"}, "We kennen geen volgorde ‘duur’."),
        ({"volgorde": "afstand"}, "Voor afstand is een plaats nodig."),
        ({"vergelijk": "geen"}, ""),
        ({"zoek": "a" * 3_000}, "Uw zoektekst is te lang."),
    ],
)
async def test_what_cannot_be_understood_is_told_and_left_out(
    cast: Cast, browser: Browser, asked_for: Mapping[str, str], sentence: str
) -> None:
    page = await search(await browser.sign_in(cast.noor), **asked_for)
    assert sentence in page
    assert len(found_ids(page)) == (0 if "zoek" in asked_for else 3)


async def test_a_page_beyond_the_last_shows_the_last(cast: Cast, browser: Browser) -> None:
    page = await search(await browser.sign_in(cast.noor), na="9~9~9~9")
    assert len(found_ids(page)) == 3


async def test_pages_follow_each_other_and_lead_back(cast: Cast, browser: Browser) -> None:
    lot = await cast.begeleiding.lot
    contract = await make.a_contract(cast.anker, lot)
    for number in range(60):
        area = await make.a_service_area(cast.anker, [cast.hoorn], f"Gebied {number}")
        await make.an_offering(contract, cast.begeleiding, service_area=area)
    page = await search(await browser.sign_in(cast.noor))
    assert "63 resultaten van 2 aanbieders · 1 tot en met 25" in words(page)
    seen = found_ids(page)
    for _ in range(2):
        (following,) = hrefs(page, "//a[@rel='next']")
        page = (await browser.get(HERE + following)).text
        seen += found_ids(page)
    assert len(set(seen)) == len(seen) == 63
    assert not hrefs(page, "//a[@rel='next']")
    (back,) = hrefs(page, "//a[@rel='prev']")
    assert found_ids((await browser.get(HERE + back)).text) == seen[25:50]


async def test_strange_signs_in_the_address_bar_break_nothing(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    for strange in ("%00", "%FF%FE", quote("<script>"), quote("' OR 1=1"), "%F0%9F%98%80", "+"):
        answer = await browser.get(f"{HERE}?zoek={strange}&product={strange}&gemeente={strange}")
        assert answer.status_code == 200
        assert "<script>" not in answer.text.split("<main")[1]


@each_seed(40)
def test_the_address_bar_says_again_what_was_asked(seed: int) -> None:
    random = Random(seed)
    rows = [a_row(1, target_group="Ouderen")] + [
        a_row(2, product=product, product_code=code, lot=lot, target_group="Jongeren")
        for product, code, lot in zip(PRODUCTS, CODES, LOTS, strict=True)
    ]
    offered = choices(rows, TOWNS, random.choice((None, 1, 2)))
    search = replace(some_search(random), words=random.choice(("", "Ánker & co~")))
    search = search if search.near else replace(search, radius_km=None, sort=Sort.START)
    after = random.choice((None, (0, 14, 7, 123456789)))
    after = after if search.sort is Sort.START else None
    address = query(search, offered, after=after, compared=(3, 5))
    given = parse_qs(address.removeprefix("?"))
    again = asked(given, offered, {"hoorn": HOORN})
    assert again.ignored == []
    assert (_unordered(again.search), again.compared) == (_unordered(search), (3, 5))
    assert again.after == after


def _unordered(search: Search) -> Search:
    """The address bar lists choices in the order of the form."""
    return replace(
        search, **{name: tuple(sorted(getattr(search, name))) for name in ("statuses", "half_days")}
    )


async def test_htmx_pushes_the_shortest_address(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    answer = await browser.get(
        f"{HERE}?zoek=&product=02BGB&gemeente=hoorn&binnen=", headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Push-Url"] == f"{HERE}?product=02BGB"


async def test_filtering_with_htmx_shows_what_a_reload_would_show(
    cast: Cast, browser: Browser
) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(14))
    await browser.sign_in(cast.noor)
    before, address = await search(browser), f"{HERE}?product=02BGB&binnen=2&vrij=ja"
    fragment = await get_fragment(browser, address, "search")
    assert same(swapped(before, "search", fragment), (await browser.get(address)).text)
    assert 'data-announce="Geen aanbieders"' in fragment


async def test_the_form_asks_what_its_fields_say(cast: Cast, browser: Browser) -> None:
    """A browser without JavaScript sends every field, the empty ones too."""
    await browser.sign_in(cast.noor)
    tree = _tree(await search(browser))
    (form,) = tree.xpath("//form[@aria-label='Filteren']")
    form.fields["product"], form.fields["binnen"], form.fields["zoek"] = "02BGB", "4", "anker"
    form.inputs["actueel"].checked = form.inputs["vrij"].checked = True
    answer = await browser.get(f"{form.action}?{urlencode(form.form_values())}")
    assert "Filteren (5)" in answer.text
    assert "Niet alles in het adres" not in answer.text
    again = _tree(answer.text).xpath("//form[@aria-label='Filteren']")[0]
    chosen = [[pair for pair in one.form_values() if pair[1]] for one in (form, again)]
    assert chosen[0] == chosen[1], "what was chosen stays chosen"


# Who sees what


async def test_a_remark_is_shown_and_never_run(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(14), remark='<b onclick=x>Vol</b> & "klaar"')
    await browser.sign_in(cast.noor)
    for path in (HERE, f"{HERE}{cast.linde_thuis.id}/"):
        page = (await browser.get(path)).text
        assert "&lt;b onclick=x&gt;Vol&lt;/b&gt; &amp;" in page


async def test_regions_never_see_each_other(cast: Cast, browser: Browser) -> None:
    ambulant = await make.a_lot(cast.midden_holland, "Ambulant II")
    product = await make.a_product(ambulant, "Ambulant licht", code="LIC")
    both = await make.an_offering(await make.a_contract(cast.linde, ambulant), product)
    await browser.sign_in(cast.guus)
    page = await search(browser, gemeente="alle")
    assert set(found_ids(page)) == {cast.kade_thuis.id, both.id}
    assert "Hoorn" not in page.split("<main")[1]
    await browser.sign_in(cast.noor)
    page = await search(browser, gemeente="alle")
    assert set(found_ids(page)) == {cast.linde_thuis.id, cast.linde_dag.id, cast.anker_thuis.id}
    assert "Gouda" not in page
    for hidden in (cast.kade_thuis, both):
        assert (await browser.get(f"{HERE}{hidden.id}/")).status_code == 404


@pytest.mark.parametrize("who", ["noor", "rik", "mila", "otto"])
async def test_who_searches_has_the_page_in_the_menu(
    cast: Cast, browser: Browser, who: str
) -> None:
    page = await search(await browser.sign_in(getattr(cast, who)))
    assert "Beschikbaarheid zoeken</a>" in page
    assert (await browser.get(f"{HERE}{cast.linde_thuis.id}/")).status_code == 200


@pytest.mark.parametrize("who", ["sanne", "daan", "aisha", "bo", "evi", "kim"])
async def test_for_others_the_pages_do_not_exist(cast: Cast, browser: Browser, who: str) -> None:
    await browser.sign_in(getattr(cast, who))
    assert (await browser.get(HERE)).status_code == 404
    assert (await browser.get(f"{HERE}{cast.linde_thuis.id}/")).status_code == 404


async def test_without_signing_in_one_is_asked_to(cast: Cast, browser: Browser) -> None:
    for path in (HERE, f"{HERE}{cast.linde_thuis.id}/"):
        assert (await browser.get(path)).headers["location"].startswith("/inloggen/")


async def test_an_offering_that_was_withdrawn_is_gone(cast: Cast, browser: Browser) -> None:
    await Offering.filter(id=cast.linde_thuis.id).update(withdrawn_at=now())
    await browser.sign_in(cast.noor)
    assert cast.linde_thuis.id not in found_ids(await search(browser))
    assert (await browser.get(f"{HERE}{cast.linde_thuis.id}/")).status_code == 404
    assert (await browser.get(f"{HERE}999999/")).status_code == 404


# One offering


async def test_the_page_of_an_offering_tells_all_of_it(cast: Cast, browser: Browser) -> None:
    await Offering.filter(id=cast.linde_dag.id).update(contact_name="Petra Vos")
    await say(cast.sanne, cast.linde_dag, wait(42), local={cast.medemblik.id: wait(70)})
    await say(cast.sanne, cast.linde_dag, wait(28), local={cast.medemblik.id: wait(70)})
    await browser.sign_in(cast.noor)
    told = words((await browser.get(f"{HERE}{cast.linde_dag.id}/?binnen=12")).text)
    for part in (
        "De Linde",
        "Dagbesteding A (07DBA)",
        "De Lindehof, Dorpsstraat 1, 1621 AA Hoorn",
        "Contract tot en met 30 juni 2099",
        "Petra Vos",
        "Cijfers voor cliënten uit Hoorn",
        "Wachttijd tot de start: 4 weken",
        "Medemblik Wachtlijst Wachttijd tot de start: 10 weken",
        "Gewijzigd door De Linde",
    ):
        assert part in told
    assert told.index("4 weken") < told.index("6 weken"), "the newest comes first"


async def test_the_way_back_leads_to_the_same_results(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    page = await search(browser, product="02BGB", gemeente="medemblik")
    there = hrefs(page, "//h3[contains(@class, 'result__title')]/a")[0]
    detail = await browser.get(there)
    assert "Cijfers voor cliënten uit Medemblik" in detail.text
    (back,) = hrefs(detail.text, "//nav[@aria-label='Kruimelpad']//a")
    assert (await browser.get(back)).text == page


async def test_of_an_offering_without_figures_nothing_is_made_up(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    told = words((await browser.get(f"{HERE}{cast.linde_thuis.id}/")).text)
    assert "Wachttijd onbekend. Bel de aanbieder." in told
    assert "Er is nog niets gemeld over dit aanbod." in told


# Many


async def many(cast: Cast, number: int) -> None:
    lot = await cast.begeleiding.lot
    area = await make.a_service_area(cast.anker, [cast.hoorn, cast.medemblik])
    for _ in range(number):
        contract = await make.a_contract(cast.anker, lot)
        offering = await make.an_offering(contract, cast.begeleiding, service_area=area)
        await say(cast.aisha, offering, wait(14))


async def test_sixty_offerings_take_as_many_queries_as_five(cast: Cast, browser: Browser) -> None:
    await many(cast, 5)
    await browser.sign_in(cast.noor)
    await search(browser)
    with counted_queries() as with_five:
        await search(browser)
    await many(cast, 55)
    with counted_queries() as with_sixty:
        await search(browser)
    assert len(with_sixty.statements) == len(with_five.statements)


async def test_while_nothing_changes_a_search_asks_the_database_nothing(
    cast: Cast, browser: Browser, kept: None
) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(28))
    await browser.sign_in(cast.noor)
    await search(browser)
    await search(browser, gemeente="medemblik")
    with counted_queries() as asked_for:
        page = await search(browser, gemeente="alle", zoek="linde", binnen="8")
    assert found_ids(page) == [cast.linde_thuis.id]
    assert asked_for.statements == []


async def test_what_is_kept_is_what_is_saved(cast: Cast, browser: Browser, kept: None) -> None:
    """Every kind of change is seen by the next search, though nothing is read anew."""
    await browser.sign_in(cast.noor)
    await search(browser)
    await committed(lambda: say(cast.sanne, cast.linde_thuis, wait(28)))
    assert "Wachttijd tot de start: 4 weken" in words(await search(browser))
    await committed(lambda: Provider.filter(id=cast.linde.id).update(name="De Nieuwe Linde"))
    assert "De Nieuwe Linde" in await search(browser)
    await committed(lambda: Product.filter(id=cast.begeleiding.id).update(name="Begeleiding thuis"))
    assert "Begeleiding thuis" in await search(browser)
    await committed(lambda: Offering.filter(id=cast.linde_dag.id).update(withdrawn_at=now()))
    assert cast.linde_dag.id not in found_ids(await search(browser))
    await committed(lambda: Offering.filter(id=cast.linde_dag.id).update(withdrawn_at=None))
    assert cast.linde_dag.id in found_ids(await search(browser))
    ended = {"ends_on": today() - timedelta(days=1)}
    await committed(lambda: Contract.filter(id=cast.anker_thuis.contract_id).update(**ended))
    assert cast.anker_thuis.id not in found_ids(await search(browser))


@pytest.mark.parametrize("seed", range(8))
async def test_the_list_is_what_the_agreement_says(cast: Cast, browser: Browser, seed: int) -> None:
    """Through report, stop, database and page: what is listed is what a naive reader expects."""
    random = Random(seed)
    await _an_untidy_region(cast, random)
    await browser.sign_in(cast.noor)
    rows = await open_rows(cast.westfriesland.id)
    towns = [Named(id=one.id, name=one.name) for one in (cast.hoorn, cast.medemblik)]
    offered = choices(rows, towns, cast.hoorn.id)
    for _ in range(12):
        wanted = Search(
            words=random.choice(("", "", "anker", "medemblik", "LINDEHOF")),
            products=random.choice(((), ("02BGB",))),
            municipality_id=random.choice((None, cast.hoorn.id, cast.medemblik.id)),
            within_weeks=random.choice((None, 2, 6)),
            only_fresh=random.random() < 0.2,
            only_capacity=random.random() < 0.2,
        )
        page = (await browser.get(HERE + query(wanted, offered))).text
        assert found_ids(page) == expected_ids(rows, wanted, today())[:25], wanted


async def _an_untidy_region(cast: Cast, random: Random) -> None:
    lot, towns = await cast.begeleiding.lot, [cast.hoorn, cast.medemblik]
    for _ in range(random.randint(4, 12)):
        served = random.sample(towns, random.randint(1, 2))
        ends_on = today() + timedelta(days=random.choice((10, 30, 900)))
        contract = await make.a_contract(cast.anker, lot, ends_on=ends_on)
        area = await make.a_service_area(cast.anker, served)
        offering = await make.an_offering(contract, cast.begeleiding, service_area=area)
        if random.random() < 0.8:
            local = {town.id: _some_wait(random) for town in served if random.random() < 0.3}
            await say(cast.aisha, offering, _some_wait(random), local=local)
        if random.random() < 0.4:
            await _some_stop(cast, offering, served, random)


def _some_wait(random: Random) -> Figures:
    low = random.choice((0, 7, 28))
    start = random.choice((None, Days(low, low + random.choice((0, 14)))))
    status = random.choice(list(Status))
    return Figures(status=status, intake=Days(0, 7), start=start)


async def _some_stop(
    cast: Cast, offering: Offering, served: list[Municipality], random: Random
) -> None:
    wish = StopWish(
        reason="Ziekte",
        from_on=today() + timedelta(days=random.choice((0, 0, 5))),
        until_on=None,
        municipality_ids=[town.id for town in served],
    )
    stop = await request_stop(cast.aisha, offering.id, wish, on=today())
    for town in served:
        if random.random() < 0.7:
            decision = random.choice(list(StopDecision))
            await decide_stop(cast.rik, stop.id, town.id, decision)
