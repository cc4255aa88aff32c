"""The municipality's first screen."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from portal.availability.actions import stops
from portal.availability.actions.stops import StopWish
from portal.availability.models import Confirmation, Offering, StatedFigures
from portal.availability.queries import rows
from portal.availability.rules.stops import StopDecision
from portal.catalogue.models import Product
from portal.kernel.clock import local_date, today
from portal.oversight.queries.municipality import area
from tests.browser_client import Browser
from tests.builders import a_location, a_product, an_offering, days_ago
from tests.cast import Cast
from tests.counting import counted_queries
from tests.oversight.a_past import a_random_past, stated_on

KNOWN: dict[str, Any] = {"intake_low": 7, "intake_high": 7, "start_low": 7, "start_high": 21}


async def test_mila_starts_at_her_municipality(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.mila)
    assert (await browser.get("/")).headers["location"] == "/gemeente/"
    page = (await browser.get("/gemeente/")).text
    assert "Er wacht geen aanvraag op uw besluit." in page
    assert "/beschikbaarheid/?gemeente=hoorn" in page


async def test_a_stop_shows_who_asks_and_from_when(cast: Cast, browser: Browser) -> None:
    asked = [cast.hoorn.id, cast.medemblik.id]
    wish = StopWish(reason="Ziekte", from_on=today(), until_on=None, municipality_ids=asked)
    stop = await stops.request_stop(cast.sanne, cast.linde_thuis.id, wish, on=today())
    await browser.sign_in(cast.mila)
    page = (await browser.get("/gemeente/")).text
    assert "Aanmeldstops om over te besluiten (1)" in page
    assert "De Linde, Begeleiding basis" in page
    assert f"#stop-{stop.id}-{cast.hoorn.id}" in page
    assert f'id="stop-{stop.id}-{cast.hoorn.id}"' in (await browser.get("/aanmeldstops/")).text
    await stops.decide_stop(cast.mila, stop.id, cast.hoorn.id, StopDecision.AGREED)
    assert "Er wacht geen aanvraag" in (await browser.get("/gemeente/")).text


async def test_what_lacks_is_named(cast: Cast) -> None:
    lot = await cast.begeleiding.lot
    nobody = await a_product(lot, "Begeleiding specialistisch")
    await Product.filter(id=cast.begeleiding.id).update(norm_days=14)
    await stated_on(cast.linde_thuis, today(), by=cast.sanne, **KNOWN)
    gaps = {one.product.id: one.gap for one in (await area(cast.mila, today=today())).products}
    assert gaps[nobody.id] == "Geen aanbieder"
    assert gaps[cast.dagbesteding.id] == "Wachttijd onbekend"
    assert gaps[cast.begeleiding.id] == "Langer dan de norm (2 weken)"
    await Product.filter(id=cast.begeleiding.id).update(norm_days=42)
    again = await area(cast.mila, today=today())
    assert next(o for o in again.products if o.product.id == cast.begeleiding.id).gap == ""
    assert again.gaps == 2


async def test_with_a_stop_everywhere_nobody_can_go_there(cast: Cast) -> None:
    wish = StopWish(reason="Vol", from_on=today(), until_on=None, municipality_ids=[cast.hoorn.id])
    stop = await stops.request_stop(cast.sanne, cast.linde_dag.id, wish, on=today())
    await stops.decide_stop(cast.mila, stop.id, cast.hoorn.id, StopDecision.AGREED)
    found = {one.product.id: one for one in (await area(cast.mila, today=today())).products}
    assert found[cast.dagbesteding.id].gap == "Overal een aanmeldstop"


@pytest.mark.parametrize("seed", range(4))
async def test_every_number_is_what_counting_by_hand_gives(cast: Cast, seed: int) -> None:
    await a_random_past(cast, until=today() - timedelta(days=Random(seed).randrange(20)), seed=seed)
    found = {one.product.id: one for one in (await area(cast.mila, today=today())).products}
    for product in (cast.begeleiding, cast.dagbesteding):
        shortest, free, fresh, providers = list[int](), list[int](), 0, set[int]()
        for offering in await Offering.filter(product_id=product.id):
            row = (await rows(Offering.filter(id=offering.id)))[0]
            providers.add(offering.provider_id)
            newest = (await Confirmation.filter(offering_id=offering.id).order_by("-at", "-id"))[0]
            age = (today() - local_date(newest.at)).days
            fresh += row.due_on(today=today()) >= today()
            figures = await StatedFigures.get(report_id=newest.report_id)
            stopped = any(one.stop.in_force(cast.hoorn.id, today=today()) for one in row.stops)
            if stopped or age > 42:
                continue
            if figures.intake_high is not None and figures.start_high is not None:
                shortest.append(figures.intake_high + figures.start_high)
            free += [] if figures.places_free is None else [figures.places_free]
        one = found[product.id]
        assert (one.shortest.high if one.shortest else None) == min(shortest, default=None)
        assert one.places_free == (sum(free) if free else None)
        assert (one.fresh, one.providers) == (fresh, len(providers))


async def test_gouda_is_no_part_of_it(cast: Cast, browser: Browser) -> None:
    await stated_on(cast.kade_thuis, today(), by=cast.kim, **KNOWN)
    await browser.sign_in(cast.mila)
    assert "Ambulante begeleiding" not in (await browser.get("/gemeente/")).text
    for stranger in (cast.rik, cast.otto, cast.bo, cast.noor, cast.evi, cast.sanne):
        await browser.sign_in(stranger)
        assert (await browser.get("/gemeente/")).status_code == 404


async def test_more_offerings_ask_no_more_queries(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.mila)
    await stated_on(cast.linde_dag, days_ago(1), by=cast.sanne, **KNOWN)
    await browser.get("/gemeente/")
    with counted_queries() as few:
        await browser.get("/gemeente/")
    for _ in range(6):
        there = await a_location(cast.linde, cast.hoorn)
        more = await an_offering(await cast.linde_dag.contract, cast.dagbesteding, location=there)
        await stated_on(more, days_ago(1), by=cast.sanne, **KNOWN)
    with counted_queries() as many:
        await browser.get("/gemeente/")
    assert len(many.statements) == len(few.statements)
