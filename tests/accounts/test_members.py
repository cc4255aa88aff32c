"""The people of an organisation: who sees them, who changes what they may."""

import pytest

from portal.accounts import actions
from portal.accounts.models import Membership
from portal.accounts.queries import memberships_of
from portal.journal.models import JournalEntry, Kind
from portal.kernel.actor import Actor, Role
from tests import builders as make
from tests.accounts.stories import journal_of, provider
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped


def page_of(cast: Cast) -> str:
    return f"/medewerkers/aanbieder/{cast.linde.id}/"


async def test_sanne_goes_straight_to_the_people_of_de_linde(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.get("/medewerkers/")
    assert answer.headers["location"] == page_of(cast)
    shown = (await browser.get(page_of(cast))).text
    for words in ("Sanne de Wit (u)", "Daan Vos", "Hoofdgebruiker aanbieder", "nog niet"):
        assert words in shown
    assert "Aisha Karimi" not in shown
    assert '<a href="/medewerkers/" aria-current="page">Medewerkers</a>' in shown


async def test_whoever_looks_is_written_down_with_whom_they_saw(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.rik)
    await browser.get(page_of(cast))
    (row,) = await JournalEntry.filter(kind=Kind.SEEN)
    assert (row.person_id, row.action) == (cast.rik.person_id, "members.listed")
    assert row.subject_ids == sorted([cast.sanne.person_id, cast.daan.person_id])


async def test_the_region_picks_an_organisation_of_its_own(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    shown = (await browser.get("/medewerkers/")).text
    for name in ("De Linde", "Het Anker", "Wijkteam Hoorn", "Hoorn", "Medemblik"):
        assert name in shown
    for name in ("De Kade", "Gouda", "Regio</h2>"):
        assert name not in shown
    await browser.sign_in(cast.bo)
    assert "Regio</h2>" in (await browser.get("/medewerkers/")).text


async def test_to_everybody_else_the_page_does_not_exist(cast: Cast, browser: Browser) -> None:
    for stranger in (cast.daan, cast.aisha, cast.kim, cast.noor, cast.guus, cast.mila, cast.otto):
        await browser.sign_in(stranger)
        assert (await browser.get(page_of(cast))).status_code == 404, stranger.name
    for stranger in (cast.daan, cast.noor, cast.mila, cast.otto, cast.evi):
        await browser.sign_in(stranger)
        assert (await browser.get("/medewerkers/")).status_code == 404, stranger.name
    browser.cookies.clear()
    assert (await browser.get(page_of(cast))).headers["location"].startswith("/inloggen/")


async def test_a_swap_shows_what_a_reload_would_show(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    before = (await browser.get(page_of(cast))).text
    await actions.invite(
        cast.sanne,
        provider(cast.linde),
        email="jan@linde.example",
        name="Jan",
        role=Role.PROVIDER_LEAD,
    )
    fragment = await get_fragment(browser, page_of(cast), "members")
    reloaded = (await browser.get(page_of(cast))).text
    assert same(swapped(before, "members", fragment), reloaded)


async def test_daan_becomes_lead_and_member_again(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    for role in (Role.PROVIDER_LEAD, Role.PROVIDER_MEMBER):
        answer = await browser.send_form(f"/medewerkers/lid/{cast.daan.membership_id}/rol/")
        assert answer.headers["location"] == page_of(cast)
        (daan,) = await memberships_of(cast.daan.person_id)
        assert daan.role is role
    first, second = await journal_of("membership.role_changed")
    assert first.details == {"role": "provider_lead", "was": "provider_member"}
    assert second.subject_ids == [cast.daan.membership_id]


async def test_daan_leaves_and_is_signed_out_at_once(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.daan)
    daans = browser.cookies["session"]
    await browser.sign_in(cast.sanne)
    path = f"/medewerkers/lid/{cast.daan.membership_id}/beeindigen/"
    asked = await browser.get(path)
    assert "Toegang van Daan Vos beëindigen?" in asked.text
    assert await Membership.exists(id=cast.daan.membership_id, ended_at=None)
    await browser.send_form(path)
    assert "Daan Vos" not in (await browser.get(page_of(cast))).text
    assert (await browser.send_form(path)).status_code == 404, "it ended already"
    browser.cookies.set("session", daans, domain="portal.test")
    assert (await browser.get("/account/")).headers["location"].startswith("/inloggen/")
    (row,) = await journal_of("membership.ended")
    assert row.details == {"person": cast.daan.person_id}


@pytest.mark.parametrize("verb", ["rol", "beeindigen"])
async def test_the_only_lead_cannot_leave_de_linde_without_one(
    cast: Cast, browser: Browser, verb: str
) -> None:
    await browser.sign_in(cast.sanne)
    assert "U bent de enige met deze rol" in (await browser.get(page_of(cast))).text
    path = f"/medewerkers/lid/{cast.sanne.membership_id}/{verb}/"
    answer = await browser.send_form(path)
    assert answer.status_code == 409
    assert "Geef eerst een collega deze rol" in answer.text
    await actions.change_role(cast.sanne, cast.daan.membership_id)
    assert (await browser.send_form(path)).headers["location"] == "/"


async def test_the_region_may_take_the_last_lead_away(cast: Cast, db: str) -> None:
    await actions.end_membership(cast.rik, cast.sanne.membership_id)
    assert not await memberships_of(cast.sanne.person_id)


async def test_nobody_changes_a_membership_elsewhere(cast: Cast, browser: Browser) -> None:
    strangers: list[tuple[Actor, Actor]] = [
        (cast.aisha, cast.daan),
        (cast.kim, cast.daan),
        (cast.daan, cast.sanne),
        (cast.noor, cast.daan),
        (cast.rik, cast.kim),
        (cast.rik, cast.guus),
        (cast.rik, cast.bo),
        (cast.bo, cast.kim),
    ]
    for actor, other in strangers:
        await browser.sign_in(actor)
        for verb in ("rol", "beeindigen"):
            path = f"/medewerkers/lid/{other.membership_id}/{verb}/"
            assert (await browser.send_form(path)).status_code == 404, (actor.name, other.name)
        path = f"/medewerkers/lid/{other.membership_id}/beeindigen/"
        assert (await browser.get(path)).status_code == 404
    assert not await Membership.exclude(ended_at=None).exists()


async def test_a_consultant_has_no_other_role_to_change_to(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"/medewerkers/lid/{cast.noor.membership_id}/rol/")
    assert answer.status_code == 404


async def test_an_empty_organisation_says_what_to_do(cast: Cast, browser: Browser) -> None:
    eik = await make.a_provider("De Eik")
    await make.a_contract(eik, await make.a_lot(cast.westfriesland))
    await browser.sign_in(cast.rik)
    shown = await browser.get(f"/medewerkers/aanbieder/{eik.id}/")
    assert "Hier werkt nog niemand met het portaal." in shown.text


async def test_a_long_list_takes_no_more_queries_than_a_short_one(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.rik)
    await browser.get(page_of(cast))  # the first read opens a connection, which counts too
    sizes: list[int] = []
    for _ in range(2):
        with counted_queries() as counted:
            await browser.get(page_of(cast))
            await browser.get("/medewerkers/")
        sizes.append(len(counted.statements))
        for _ in range(8):
            await make.a_member(Role.PROVIDER_MEMBER, of=cast.linde)
            await make.a_contract(await make.a_provider(), await make.a_lot(cast.westfriesland))
    assert sizes[0] == sizes[1]
