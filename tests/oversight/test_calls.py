"""Ringing the providers that answer no mail."""

import pytest

from portal.availability.models import ManagerTask
from portal.journal.models import JournalEntry
from portal.kernel.clock import now, today
from portal.kernel.errors import NotFound
from portal.oversight.actions.calls import note_no_answer
from portal.oversight.models import CallAttempt
from portal.providers.actions import decide_subcontract
from portal.providers.models import Contract
from portal.providers.rules import SubcontractDecision
from tests import builders as make
from tests.availability.reminding import reported
from tests.browser_client import Browser
from tests.cast import Cast
from tests.htmx import get_fragment, same, swapped
from tests.oversight.test_desk_pages import a_subcontract, a_task, words

HERE = "/regio/bellen/"


async def test_the_list_says_whom_to_ring_about_what_and_since_when(
    cast: Cast, browser: Browser
) -> None:
    await a_task(cast.linde_thuis, days_ago=4)
    await a_task(cast.linde_dag)
    await browser.sign_in(cast.rik)
    page = (await browser.get(HERE)).text
    told = words(page)
    assert "0229 000 000" in told
    assert "Begeleiding basis, Hoorn en Medemblik" in told
    assert "Dagbesteding A, De Lindehof" in told
    assert f"/regio/aanbod/{cast.linde_thuis.id}/wijzigen/" in page, "straight to filling it in"


async def test_nobody_answered_and_tomorrows_colleague_knows(cast: Cast, browser: Browser) -> None:
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"{HERE}{cast.linde.id}/", note="Belt morgen terug.")
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    told = words((await browser.get(HERE)).text)
    assert "Genoteerd: gebeld, geen gehoor." in told
    assert "Rik Jansen Belt morgen terug." in told
    assert "Gebeld, geen gehoor: " in words((await browser.get("/regio/")).text)
    assert await ManagerTask.filter(done_at=None).count() == 1, "it stays to be done"
    entry = await JournalEntry.get(action="call.no_answer")
    assert (entry.person_id, entry.subject_ids) == (cast.rik.person_id, [cast.linde.id])
    assert "Belt" not in str(entry.details), "the journal holds no free text"


async def test_pressing_twice_makes_one_note(cast: Cast, browser: Browser) -> None:
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.rik)
    for _ in range(2):
        assert (await browser.send_form(f"{HERE}{cast.linde.id}/")).status_code == 303
    assert await CallAttempt.all().count() == 1


async def test_a_confirmed_offering_leaves_the_list_by_itself(cast: Cast, browser: Browser) -> None:
    await a_task(cast.linde_thuis)
    await reported(cast.rik, cast.linde_thuis.id)
    await browser.sign_in(cast.rik)
    assert "Er is niemand om te bellen" in (await browser.get(HERE)).text
    assert (await browser.send_form(f"{HERE}{cast.linde.id}/")).status_code == 404


async def test_an_older_call_is_not_about_this_task(cast: Cast, browser: Browser) -> None:
    await CallAttempt.create(
        region=cast.westfriesland,
        provider=cast.linde,
        by_id=cast.rik.person_id,
        at=now().replace(year=2020),
        note="Lang geleden.",
    )
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.rik)
    assert "Lang geleden." not in (await browser.get(HERE)).text


@pytest.mark.parametrize("note", ["Bel Piet op 0612345678", "mail piet@linde.example", "a" * 301])
async def test_a_note_holds_no_personal_data(cast: Cast, browser: Browser, note: str) -> None:
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"{HERE}{cast.linde.id}/", note=note)
    assert answer.status_code == 422
    assert "Er is een probleem" in answer.text
    assert note in answer.text, "what was typed stays"
    assert await CallAttempt.all().count() == 0


async def test_the_inspector_reads_and_rings_nobody(cast: Cast, browser: Browser) -> None:
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.otto)
    page = (await browser.get(HERE)).text
    assert "De Linde" in page
    assert "<form" not in page.partition("<main")[2]
    assert "/wijzigen/" not in page
    figures = f"/beschikbaarheid/{cast.linde_thuis.id}/"
    assert f'href="{figures}"' in page
    assert (await browser.get(figures)).status_code == 200
    assert (await browser.send_form(f"{HERE}{cast.linde.id}/")).status_code == 404


async def test_a_task_of_another_region_is_not_mine(cast: Cast) -> None:
    await a_task(cast.kade_thuis)
    with pytest.raises(NotFound):
        await note_no_answer(cast.rik, cast.kade.id, note="", on=today())


async def test_attempts_of_another_region_stay_there(cast: Cast, browser: Browser) -> None:
    """De Linde works in both regions; who rang it there is not told here."""
    loes = await make.a_member(cast.rik.role, of=cast.midden_holland, name="Loes")
    lot = await (await Contract.get(id=cast.kade_thuis.contract_id)).lot
    product = await make.a_product(lot)
    there = await make.an_offering(await make.a_contract(cast.linde, lot), product)
    await a_task(there)
    await a_task(cast.linde_thuis)
    await note_no_answer(loes, cast.linde.id, note="Elders gebeld.", on=today())
    await browser.sign_in(cast.rik)
    assert "Elders gebeld." not in (await browser.get(HERE)).text
    await browser.sign_in(loes)
    assert "Elders gebeld." in (await browser.get(HERE)).text


async def test_for_a_subcontractor_one_rings_who_answers_for_it(
    cast: Cast, browser: Browser
) -> None:
    under = await a_subcontract(cast)
    await a_task(await make.an_offering(under, cast.begeleiding))
    await decide_subcontract(cast.rik, under.id, SubcontractDecision.AGREED)
    await browser.sign_in(cast.rik)
    assert f'id="aanbieder-{cast.linde.id}"' in (await browser.get(HERE)).text
    assert (await browser.send_form(f"{HERE}{cast.linde.id}/")).status_code == 303
    await Contract.filter(id=under.id).update(delegates_editing=True)
    assert f'id="aanbieder-{cast.anker.id}"' in (await browser.get(HERE)).text


async def test_a_swap_shows_what_a_reload_would_show(cast: Cast, browser: Browser) -> None:
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.rik)
    before = (await browser.get(HERE)).text
    await note_no_answer(cast.rik, cast.linde.id, note="Geen gehoor.", on=today())
    fragment = await get_fragment(browser, HERE, "calls", "div")
    assert same(swapped(before, "calls", fragment), (await browser.get(HERE)).text)
