"""What was measured stands beside what a provider states, for whoever looks."""

from datetime import timedelta

import pytest

from portal.availability.models import MeasuredWait
from portal.database.transactions import committed
from portal.kernel.clock import today
from tests.browser_client import Browser
from tests.cast import Cast
from tests.waitlists.stories import free, placed, registered

DAY = timedelta(days=1)
HALF = "de helft startte binnen 60 dagen"


async def five_start(cast: Cast, *, but: int = 0) -> None:
    """Five (but so many) start after 40 to 80 days; De Linde states one to two weeks."""
    await free(cast.sanne, cast.linde_thuis.id, 9)
    waits = (40, 50, 60, 70, 80)[: 5 - but]
    entries = [await registered(cast, on=today() - days * DAY) for days in waits]
    for entry in entries:
        await placed(cast.sanne, entry)
    await registered(cast, on=today() - DAY)


@pytest.mark.usefixtures("kept")
async def test_the_next_search_shows_what_was_measured_just_now(
    cast: Cast, browser: Browser
) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 9)
    await browser.sign_in(cast.noor)
    public = f"/aanbod/{cast.linde_thuis.id}/"
    for path in ("/beschikbaarheid/", public):
        before = (await browser.get(path)).text
        assert "Gemeten" not in before
        assert "In het portaal wacht" not in before, "where no list is kept nothing is known"
        assert "wachtte de helft" not in before
    await five_start(cast)
    one = f"/beschikbaarheid/{cast.linde_thuis.id}/"
    assert HALF.capitalize()[3:] in (await browser.get("/beschikbaarheid/")).text
    page = (await browser.get(one)).text
    assert f"{HALF}, 9 van de 10 binnen 80 dagen (5 cliënten)".replace("de h", "De h", 1) in page
    assert "wachtte de helft hooguit 60 dagen" in (await browser.get(public)).text
    change = MeasuredWait.filter(offering_id=cast.linde_thuis.id)
    await committed(lambda: change.update(started_median=61))
    assert "startte binnen 61 dagen" in (await browser.get("/beschikbaarheid/")).text
    assert "hooguit 61 dagen" in (await browser.get(public)).text


async def test_the_provider_sees_it_on_its_desk_and_the_region_hears_of_it(
    cast: Cast, browser: Browser
) -> None:
    await five_start(cast)
    await browser.sign_in(cast.sanne)
    assert HALF[3:] in (await browser.get("/aanbieder/")).text
    assert HALF[3:] in (await browser.get(f"/aanbieder/aanbod/{cast.linde_thuis.id}/")).text
    await browser.sign_in(cast.rik)
    signals = (await browser.get("/regio/signalen/")).text
    assert "Opgegeven en gemeten wachttijd verschillen" in signals
    assert f"Opgegeven tot de start: 2 tot 3 weken. Gemeten: {HALF}" in signals


async def test_of_four_nobody_is_told_how_long_they_waited(cast: Cast, browser: Browser) -> None:
    await five_start(cast, but=1)
    await browser.sign_in(cast.noor)
    for path in (
        "/beschikbaarheid/",
        f"/beschikbaarheid/{cast.linde_thuis.id}/",
        f"/aanbod/{cast.linde_thuis.id}/",
    ):
        assert "de helft" not in (await browser.get(path)).text.lower()
    await browser.sign_in(cast.rik)
    assert "verschillen</strong>" not in (await browser.get("/regio/signalen/")).text
