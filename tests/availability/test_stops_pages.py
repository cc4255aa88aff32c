"""Intake stops: asked on the desk, decided by the municipality or the region on its behalf."""

from datetime import timedelta

from portal.accounts.models import Person
from portal.availability.models import IntakeStop, StopConsent
from portal.availability.queries import row_for
from portal.availability.rules.stops import StopDecision
from portal.kernel.clock import today
from portal.mail.models import OutboxMail
from tests.browser_client import Browser
from tests.cast import Cast
from tests.htmx import get_fragment, same, swapped

REASON = "Twee collega's zijn ziek"


async def asked(cast: Cast, browser: Browser, *municipality_ids: int) -> IntakeStop:
    """Sanne asks for a stop of begeleiding thuis in these municipalities, from today."""
    await browser.sign_in(cast.sanne)
    answer = await browser.send_form(
        f"/aanbieder/aanbod/{cast.linde_thuis.id}/stop/",
        reason=REASON,
        from_on=today().isoformat(),
        municipalities=[str(one) for one in municipality_ids],
    )
    assert answer.status_code == 303
    return await IntakeStop.get()


async def test_a_requested_stop_shows_as_requested_and_changes_nothing(
    cast: Cast, browser: Browser
) -> None:
    await asked(cast, browser, cast.hoorn.id, cast.medemblik.id)
    desk = (await browser.get("/aanbieder/")).text
    assert "Aanmeldstop aangevraagd vanaf" in desk
    assert ": Hoorn en Medemblik." in desk
    assert not (await row_for(cast.noor, cast.linde_thuis.id)).stopped_in(today=today())


async def test_mila_is_mailed_agrees_and_sanne_hears_of_it(cast: Cast, browser: Browser) -> None:
    stop = await asked(cast, browser, cast.hoorn.id)
    mila = (await Person.get(id=cast.mila.person_id)).email
    assert (await OutboxMail.get(to=mila)).subject == "De Linde vraagt een aanmeldstop aan"
    await browser.sign_in(cast.mila)
    page = (await browser.get("/aanmeldstops/")).text
    assert "Te beslissen (1)" in page
    assert "Twee collega&#39;s zijn ziek" in page
    await browser.send_form(f"/aanmeldstops/{stop.id}/{cast.hoorn.id}/", decision="agreed")
    assert "Akkoord vastgelegd." in (await browser.get("/aanmeldstops/")).text
    assert (await row_for(cast.noor, cast.linde_thuis.id)).stopped_in(today=today()) == {
        cast.hoorn.id
    }
    answer = await OutboxMail.get(to="sanne@linde.example")
    assert answer.subject == "Hoorn gaat akkoord met uw aanmeldstop"


async def test_where_a_municipality_has_no_members_the_region_is_asked(
    cast: Cast, browser: Browser
) -> None:
    stop = await asked(cast, browser, cast.medemblik.id)
    assert await OutboxMail.all().count() == 1
    await browser.sign_in(cast.rik)
    page = (await browser.get("/aanmeldstops/")).text
    assert "Akkoord namens Medemblik" in page
    path = f"/aanmeldstops/{stop.id}/{cast.medemblik.id}/"
    await browser.send_form(path, decision="refused", note="Eerst overleg")
    consent = await StopConsent.get()
    assert (consent.decision, consent.on_behalf) == (StopDecision.REFUSED, True)
    assert "regio namens de gemeente" in (await browser.get("/aanmeldstops/")).text
    await browser.sign_in(cast.sanne)
    told = (await browser.get(f"/aanbieder/aanbod/{cast.linde_thuis.id}/stop/")).text
    assert "Eerst overleg" in told


async def test_who_refuses_says_why(cast: Cast, browser: Browser) -> None:
    stop = await asked(cast, browser, cast.hoorn.id)
    await browser.sign_in(cast.mila)
    answer = await browser.send_form(
        f"/aanmeldstops/{stop.id}/{cast.hoorn.id}/", decision="refused", note=""
    )
    assert answer.status_code == 422
    assert "Schrijf op waarom u weigert." in answer.text
    assert (await StopConsent.get()).decision is None


async def test_strangers_do_not_decide(cast: Cast, browser: Browser) -> None:
    stop = await asked(cast, browser, cast.medemblik.id)
    for stranger in (cast.mila, cast.sanne, cast.noor, cast.kim):
        await browser.sign_in(stranger)
        path = f"/aanmeldstops/{stop.id}/{cast.medemblik.id}/"
        assert (await browser.send_form(path, decision="agreed")).status_code == 404
    for stranger in (cast.sanne, cast.noor, cast.otto):
        await browser.sign_in(stranger)
        assert (await browser.get("/aanmeldstops/")).status_code == 404


async def test_another_provider_neither_asks_nor_withdraws(cast: Cast, browser: Browser) -> None:
    stop = await asked(cast, browser, cast.hoorn.id)
    await browser.sign_in(cast.aisha)
    path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/stop/"
    assert (await browser.get(path)).status_code == 404
    assert (await browser.send_form(path, reason="Zomaar")).status_code == 404
    assert (await browser.send_form(f"/aanbieder/stop/{stop.id}/intrekken/")).status_code == 404


async def test_sanne_takes_her_request_back(cast: Cast, browser: Browser) -> None:
    stop = await asked(cast, browser, cast.hoorn.id)
    await browser.send_form(f"/aanbieder/stop/{stop.id}/intrekken/")
    page = (await browser.get(f"/aanbieder/aanbod/{cast.linde_thuis.id}/stop/")).text
    assert "ingetrokken op" in page
    await browser.sign_in(cast.mila)
    assert "Er wacht geen aanvraag" in (await browser.get("/aanmeldstops/")).text


async def test_what_was_typed_stays_when_a_stop_is_not_right(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.send_form(
        f"/aanbieder/aanbod/{cast.linde_thuis.id}/stop/",
        reason="Bel jan@linde.example",
        from_on=(today() - timedelta(days=1)).isoformat(),
    )
    assert answer.status_code == 422
    assert "Bel jan@linde.example" in answer.text
    assert "Hier staat een e-mailadres in" in answer.text
    assert "Kies een of meer gemeenten." in answer.text
    assert await IntakeStop.all().count() == 0


async def test_the_same_stop_is_not_asked_twice(cast: Cast, browser: Browser) -> None:
    await asked(cast, browser, cast.hoorn.id)
    answer = await browser.send_form(
        f"/aanbieder/aanbod/{cast.linde_thuis.id}/stop/",
        reason=REASON,
        from_on=(today() + timedelta(days=3)).isoformat(),
        municipalities=[str(cast.hoorn.id), str(cast.medemblik.id)],
    )
    assert answer.status_code == 422
    assert "Voor Hoorn is in deze periode al een aanmeldstop aangevraagd." in answer.text


async def test_deciding_in_place_shows_what_a_reload_would_show(
    cast: Cast, browser: Browser
) -> None:
    stop = await asked(cast, browser, cast.hoorn.id)
    await browser.sign_in(cast.mila)
    await browser.get("/aanmeldstops/")  # takes the sentence that Sanne left
    before = (await browser.get("/aanmeldstops/")).text
    await browser.send_form(f"/aanmeldstops/{stop.id}/{cast.hoorn.id}/", decision="agreed")
    browser.cookies.delete("flash")
    fragment = await get_fragment(browser, "/aanmeldstops/", "decisions", tag="div")
    reloaded = (await browser.get("/aanmeldstops/")).text
    assert same(swapped(before, "decisions", fragment), reloaded)


async def test_only_saying_so_is_consent(cast: Cast, browser: Browser) -> None:
    stop = await asked(cast, browser, cast.hoorn.id)
    await browser.sign_in(cast.mila)
    path = f"/aanmeldstops/{stop.id}/{cast.hoorn.id}/"
    for said in ({}, {"decision": ""}, {"decision": "misschien"}):
        answer = await browser.send_form(path, note="Even overleggen", **said)
        assert answer.status_code == 422
        assert "Kies of u akkoord gaat of weigert." in answer.text
        assert "Even overleggen" in answer.text
    assert (await StopConsent.get()).decision is None


async def test_a_stop_ends_on_a_day_that_people_mean(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.send_form(
        f"/aanbieder/aanbod/{cast.linde_thuis.id}/stop/",
        reason=REASON,
        from_on=today().isoformat(),
        until_on="9999-12-31",
        municipalities=str(cast.hoorn.id),
    )
    assert answer.status_code == 422
    assert "Vul een datum in tussen 1990 en 2100." in answer.text
    assert not await IntakeStop.exists()


async def test_after_withdrawing_a_stop_in_force_the_figures_have_to_be_confirmed(
    cast: Cast, browser: Browser
) -> None:
    stop = await asked(cast, browser, cast.hoorn.id, cast.medemblik.id)
    await browser.sign_in(cast.rik)
    for municipality in (cast.hoorn, cast.medemblik):
        path = f"/aanmeldstops/{stop.id}/{municipality.id}/"
        await browser.send_form(path, decision="agreed")
    await browser.sign_in(cast.sanne)
    await browser.send_form(f"/aanbieder/stop/{stop.id}/intrekken/")
    row = await row_for(cast.noor, cast.linde_thuis.id)
    assert not row.is_stopped(today=today())
    assert row.asks_again_on() == [today()]
