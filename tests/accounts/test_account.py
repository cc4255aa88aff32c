"""One's own account: name, roles, reminders, absence, sessions."""

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts import actions
from portal.accounts.models import Absence, Membership, Session
from portal.kernel.actor import Role
from portal.kernel.clock import now, today
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.ids import hashed
from portal.kernel.periods import Period
from tests.accounts.stories import journal_of
from tests.availability.reminding import days_ahead
from tests.browser_client import Browser
from tests.cast import Cast


async def also_at_het_anker(cast: Cast) -> Membership:
    return await Membership.create(
        person_id=cast.sanne.person_id,
        role=Role.PROVIDER_MEMBER,
        provider_id=cast.anker.id,
        since_at=now(),
    )


async def test_everybody_who_is_signed_in_has_an_account_page(cast: Cast, browser: Browser) -> None:
    for actor in (cast.sanne, cast.noor, cast.rik, cast.mila, cast.otto, cast.bo, cast.evi):
        await browser.sign_in(actor)
        shown = await browser.get("/account/")
        assert shown.status_code == 200
        assert actor.role_name in shown.text
    browser.cookies.clear()
    assert (await browser.get("/account/")).headers["location"] == "/inloggen/?next=/account/"


async def test_sanne_changes_her_name(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    await browser.send_form("/account/naam/", name="  Sanne Jansen ")
    shown = (await browser.get("/account/")).text
    assert "Uw naam is opgeslagen." in shown
    assert 'value="Sanne Jansen"' in shown
    (row,) = await journal_of("person.renamed")
    assert "Jansen" not in str(row.details)


async def test_an_empty_name_is_refused(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.send_form("/account/naam/", name=" ")
    assert answer.status_code == 422
    assert "<title>Fout: Mijn account" in answer.text
    assert '<a href="#name">Vul een naam in.</a>' in answer.text


async def test_signing_out_everywhere_ends_every_session(cast: Cast, browser: Browser) -> None:
    elsewhere = await actions.start_session(cast.sanne)
    daans = await actions.start_session(cast.daan)
    await browser.sign_in(cast.sanne)
    await browser.send_form("/account/overal-uitloggen/")
    for token, ended in ((elsewhere, True), (daans, False)):
        row = await Session.get(token_hash=hashed(token))
        assert (row.ended_at is not None) is ended
    assert (await browser.get("/account/")).status_code == 303
    assert len(await journal_of("session.all_ended")) == 1


async def test_sanne_goes_on_as_member_of_het_anker_in_a_new_session(
    cast: Cast, browser: Browser
) -> None:
    other = await also_at_het_anker(cast)
    await browser.sign_in(cast.sanne)
    before = browser.cookies["session"]
    shown = await browser.get("/account/")
    assert "Werk als medewerker aanbieder" in shown.text
    answer = await browser.send_form(f"/account/rol/{other.id}/")
    assert answer.headers["location"] == "/"
    assert browser.cookies["session"] != before
    assert (await Session.get(token_hash=hashed(before))).ended_at is not None
    assert "Het Anker · Medewerker aanbieder" in (await browser.get("/hulp/")).text


async def test_with_one_role_there_is_nothing_to_switch(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.daan)
    assert "Werk als" not in (await browser.get("/account/")).text


async def test_a_role_that_ended_cannot_be_taken_up(cast: Cast, browser: Browser) -> None:
    other = await also_at_het_anker(cast)
    await Membership.filter(id=other.id).update(ended_at=now())
    await browser.sign_in(cast.sanne)
    assert (await browser.send_form(f"/account/rol/{other.id}/")).status_code == 404


async def test_reminders_are_stopped_and_taken_up_per_role(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    path = f"/account/herinneringen/{cast.sanne.membership_id}/"
    for wanted, expected in (("no", False), ("yes", True)):
        await browser.send_form(path, wanted=wanted)
        assert (await Membership.get(id=cast.sanne.membership_id)).receives_reminders is expected
    assert [row.details["wanted"] for row in await journal_of("membership.reminders_set")] == [
        False,
        True,
    ]
    daans = f"/account/herinneringen/{cast.daan.membership_id}/"
    assert (await browser.send_form(daans, wanted="no")).status_code == 404


async def test_daan_stands_in_while_sanne_is_away_until_she_is_back(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.send_form(
        "/account/afwezigheid/",
        from_on=days_ahead(1).isoformat(),
        until_on=days_ahead(8).strftime("%d-%m-%Y"),
        deputy=str(cast.daan.person_id),
    )
    assert answer.status_code == 303
    row = await Absence.get()
    assert (row.from_on, row.until_on, row.deputy_id) == (
        days_ahead(1),
        days_ahead(8),
        cast.daan.person_id,
    )
    assert "Daan Vos krijgt dan uw herinneringen." in (await browser.get("/account/")).text
    await browser.send_form(f"/account/afwezigheid/{row.id}/beeindigen/")
    assert "Daan Vos krijgt dan" not in (await browser.get("/account/")).text
    for action in ("absence.announced", "absence.ended"):
        (noted,) = await journal_of(action)
        assert noted.subject_ids == [row.id]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until_on": today().isoformat()}, "De laatste dag ligt vóór de eerste dag."),
        ({"from_on": "morgen"}, "Vul een datum in"),
        ({"deputy": ""}, "Kies een collega."),
        ({"deputy": "999999"}, "Kies een van de mogelijkheden."),
        ({"from_on": "2020-01-01", "until_on": "2020-01-02"}, "De laatste dag is al geweest."),
    ],
)
async def test_an_absence_that_makes_no_sense_is_refused_and_stays_typed(
    cast: Cast, browser: Browser, change: dict[str, str], words: str
) -> None:
    await browser.sign_in(cast.sanne)
    values: dict[str, Any] = {
        "from_on": days_ahead(1).isoformat(),
        "until_on": days_ahead(8).isoformat(),
        "deputy": str(cast.daan.person_id),
        **change,
    }
    answer = await browser.send_form("/account/afwezigheid/", **values)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{values["until_on"]}"' in answer.text
    assert not await Absence.exists()


async def test_two_absences_do_not_overlap(cast: Cast, db: str) -> None:
    async def away(first: int, last: int) -> None:
        days = Period(today() + timedelta(days=first), today() + timedelta(days=last))
        await actions.announce_absence(cast.sanne, days, deputy_id=cast.daan.person_id, on=today())

    await away(3, 5)
    with pytest.raises(NotValid, match="al een afwezigheid"):
        await away(5, 9)
    await away(6, 9)


async def test_nobody_from_elsewhere_stands_in_and_nobody_ends_the_absence_of_another(
    cast: Cast, browser: Browser
) -> None:
    days = Period(days_ahead(1), days_ahead(8))
    with pytest.raises(NotFound):
        await actions.announce_absence(cast.sanne, days, deputy_id=cast.aisha.person_id, on=today())
    await actions.announce_absence(cast.sanne, days, deputy_id=cast.daan.person_id, on=today())
    row = await Absence.get()
    await browser.sign_in(cast.daan)
    answer = await browser.send_form(f"/account/afwezigheid/{row.id}/beeindigen/")
    assert answer.status_code == 404


async def test_evi_is_asked_for_no_absence(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.evi)
    page = (await browser.get("/account/")).text
    assert "Afwezigheid" not in page, "she gets no reminders of a provider"
