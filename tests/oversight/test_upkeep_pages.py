"""How current the figures are: in groups, over time, and which are only ticked off."""

from datetime import timedelta

import pytest

from portal.availability.actions import reports
from portal.availability.actions.offerings import withdraw_offering
from portal.availability.models import Confirmation
from portal.availability.rules.figures import Channel
from portal.kernel.clock import today
from portal.oversight.queries.signals import signals_about
from portal.oversight.queries.upkeep import kept_in_region, said_lately, signed_in_ever
from portal.providers.actions import decide_subcontract
from portal.providers.models import Contract
from portal.providers.rules import SubcontractDecision
from tests import builders as make
from tests.availability.reminding import FOUR_WEEKS, reported
from tests.browser_client import Browser
from tests.cast import Cast
from tests.htmx import get_fragment, same, swapped
from tests.oversight.test_desk_pages import a_subcontract, cells, words

HERE = "/regio/actualiteit/"


async def test_each_grouping_counts_the_same_offerings(cast: Cast, browser: Browser) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=16)
    await reported(cast.aisha, cast.anker_thuis.id)
    await reported(cast.kim, cast.kade_thuis.id)
    await Contract.filter(id=cast.linde_dag.contract_id).update(manager_id=cast.rik.person_id)
    await browser.sign_in(cast.rik)
    per = {
        by: {row[0]: row[2:7] for row in cells((await browser.get(f"{HERE}?per={by}")).text)}
        for by in ("aanbieder", "perceel", "product", "contractmanager")
    }
    assert per["aanbieder"]["De Linde"] == ["2", "0 (0%)", "1", "0", "1"]
    assert per["perceel"]["Begeleiding"] == ["2", "1 (50%)", "1", "0", "0"]
    assert per["product"]["Dagbesteding A"] == ["1", "0 (0%)", "0", "0", "1"]
    assert per["contractmanager"]["Rik Jansen"] == ["1", "0 (0%)", "0", "0", "1"]
    assert per["contractmanager"]["Nog geen contractmanager"] == ["2", "1 (50%)", "1", "0", "0"]
    assert "De Kade" not in per["aanbieder"], "another region"
    assert "1 van 3 regels actueel (33%)" in (await browser.get(HERE)).text


async def test_a_lot_opens_on_its_providers(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    lot_id = cast.begeleiding.lot_id
    assert f'href="{HERE}?perceel={lot_id}"' in (await browser.get(f"{HERE}?per=perceel")).text
    page = (await browser.get(f"{HERE}?perceel={lot_id}")).text
    assert "Begeleiding: aanbieders" in page
    assert [row[2] for row in cells(page)] == ["1", "1"], "without the day activities"
    assert f"/regio/aanbieders/{cast.linde.id}/aanbod/" in page


async def test_another_regions_lot_shows_nothing(cast: Cast, browser: Browser) -> None:
    contract = await Contract.get(id=cast.kade_thuis.contract_id)
    await browser.sign_in(cast.rik)
    page = (await browser.get(f"{HERE}?perceel={contract.lot_id}")).text
    assert "Er is niets te tellen" in page
    assert "Ambulant" not in page


async def test_who_never_signed_in_is_told(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    await browser.sign_in(cast.rik)
    never = {row[0]: row[7] for row in cells((await browser.get(HERE)).text)}
    assert never == {"De Linde": "–", "Het Anker": "nooit"}
    assert await signed_in_ever([cast.linde.id, cast.anker.id]) == {cast.linde.id}
    per_lot = {row[0]: row[7] for row in cells((await browser.get(f"{HERE}?per=perceel")).text)}
    assert per_lot == {"Dagbesteding": "–", "Begeleiding": "1 aanbieder"}


async def test_past_contracts_and_undecided_subcontractors_do_not_count(
    cast: Cast, browser: Browser
) -> None:
    under = await a_subcontract(cast)
    await make.an_offering(under, cast.begeleiding)
    await Contract.filter(id=cast.linde_dag.contract_id).update(ends_on=today() - timedelta(days=1))
    await withdraw_offering(cast.rik, cast.linde_thuis.id)
    await browser.sign_in(cast.rik)
    assert [row[:3:2] for row in cells((await browser.get(HERE)).text)] == [["Het Anker", "1"]]
    await decide_subcontract(cast.rik, under.id, SubcontractDecision.AGREED)
    assert [row[:3:2] for row in cells((await browser.get(HERE)).text)] == [["Het Anker", "2"]]


async def test_the_chart_ends_with_what_the_table_says(cast: Cast, browser: Browser) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=40)
    await reported(cast.aisha, cast.anker_thuis.id, days_ago=1)
    await browser.sign_in(cast.rik)
    page = (await browser.get(HERE)).text
    weeks = [row for row in cells(page) if len(row) == 4]
    assert weeks[0][1:] == ["1", "3", "33%"], "today"
    assert [row[1] for row in weeks[-2:]] == ["1", "1"], "the first weeks after it was reported"
    assert 5 <= len(weeks) <= 7, "nothing before the first confirmation"
    assert 'role="img" aria-label="Grafiek: van 33% actueel naar 33%.' in page


async def test_a_confirmation_of_another_region_changes_nothing(cast: Cast) -> None:
    await reported(cast.kim, cast.kade_thuis.id, days_ago=30)
    kept = await kept_in_region(cast.rik)
    assert {one.row.id for one in kept} == {
        cast.linde_thuis.id,
        cast.linde_dag.id,
        cast.anker_thuis.id,
    }
    assert await said_lately(cast.rik, kept, today=today()) == {}


async def test_a_swap_shows_what_a_reload_would_show(cast: Cast, browser: Browser) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=40)
    await browser.sign_in(cast.otto)
    before = (await browser.get(HERE)).text
    address = f"{HERE}?per=product&volgorde=naam"
    fragment = await get_fragment(browser, address, "upkeep", "div")
    assert same(swapped(before, "upkeep", fragment), (await browser.get(address)).text)


async def confirmed_again(cast: Cast, times: int) -> None:
    """De Linde reports once, and then confirms some times without changing anything."""
    (report,) = await reported(cast.sanne, cast.linde_thuis.id)
    for _ in range(times):
        await reports.confirm(cast.sanne, {cast.linde_thuis.id: report}, channel=Channel.MAIL)


@pytest.mark.parametrize(("times", "signals"), [(5, 0), (6, 1), (8, 1)])
async def test_six_times_the_same_is_a_signal(
    cast: Cast, browser: Browser, times: int, signals: int
) -> None:
    await confirmed_again(cast, times)
    await browser.sign_in(cast.rik)
    page = words((await browser.get("/regio/signalen/")).text)
    assert (f"{times} keer achter elkaar bevestigd" in page) == bool(signals)
    desk = words((await browser.get("/regio/")).text)
    assert ("1 signaal dat cijfers alleen worden afgevinkt" in desk) == bool(signals)


async def test_who_reads_a_signal_can_open_what_it_is_about(cast: Cast, browser: Browser) -> None:
    await confirmed_again(cast, 7)
    offering = cast.linde_thuis.id
    opened = {
        cast.rik: f"/regio/aanbod/{offering}/cijfers/",
        cast.otto: f"/beschikbaarheid/{offering}/",
    }
    for actor, path in opened.items():
        await browser.sign_in(actor)
        assert f'href="{path}"' in (await browser.get("/regio/signalen/")).text
        assert (await browser.get(path)).status_code == 200


async def test_a_change_ends_the_signal(cast: Cast) -> None:
    await confirmed_again(cast, 7)
    kept = await kept_in_region(cast.rik)
    assert len(await signals_about(cast.rik, kept)) == 1
    last = await Confirmation.filter(offering_id=cast.linde_thuis.id).order_by("-id").first()
    assert last
    other = FOUR_WEEKS.figures
    changed = type(FOUR_WEEKS)(figures=other, remark="Nu ook in de avond.")
    await reports.report(
        cast.sanne, cast.linde_thuis.id, changed, seen=last.report_id, channel=Channel.SCREEN
    )
    assert await signals_about(cast.rik, await kept_in_region(cast.rik)) == []


async def test_another_region_sees_no_signal(cast: Cast, browser: Browser) -> None:
    await confirmed_again(cast, 7)
    region = cast.midden_holland
    stranger = await make.a_member(cast.rik.role, of=region, name="Loes")
    await browser.sign_in(stranger)
    assert "Er zijn geen signalen" in (await browser.get("/regio/signalen/")).text
