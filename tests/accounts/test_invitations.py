"""Inviting a colleague: the mail, the link, and that nobody learns who has an account."""

import asyncio
import re
from datetime import timedelta

import pytest
from httpx import Response

from portal.accounts import actions
from portal.accounts.models import Invitation, Membership, Person, Session
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.ids import hashed
from tests.accounts.stories import (
    PASSWORD,
    give_password,
    journal_of,
    link_mailed_to,
    mails_to,
    provider,
)
from tests.browser_client import Browser
from tests.cast import Cast

JAN = "jan@linde.example"


async def invite_jan(cast: Cast, *, email: str = JAN, by: Actor | None = None) -> str:
    """Invite Jan for De Linde; the path of the link that he gets."""
    await actions.invite(
        by or cast.sanne,
        provider(cast.linde),
        email=email,
        name="Jan de Vries",
        role=Role.PROVIDER_MEMBER,
    )
    return await link_mailed_to(email)


async def fill_in(browser: Browser, cast: Cast, **values: str) -> Response:
    typed = {"name": "Jan de Vries", "email": JAN, "role": "provider_member", **values}
    return await browser.send_form(f"/medewerkers/aanbieder/{cast.linde.id}/uitnodigen/", **typed)


# The whole story ---------------------------------------------------------------------------


async def test_sanne_invites_jan_and_jan_works_at_de_linde(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    answer = await fill_in(browser, cast, email="Jan@Linde.example ")
    assert answer.status_code == 303
    list_shown = await browser.get(answer.headers["location"])
    assert "De uitnodiging is verstuurd." in list_shown.text
    assert JAN in list_shown.text

    browser.cookies.clear()
    link = await link_mailed_to(JAN)
    shown = await browser.get(link)
    assert "Sanne de Wit nodigt u uit" in shown.text
    assert "Medewerker aanbieder" in shown.text
    accepted = await browser.post(link, data={"name": "Jan", "new_password": "vier losse woorden"})
    assert accepted.status_code == 303
    assert "De Linde · Medewerker aanbieder" in (await browser.get("/hulp/")).text
    jan = await Person.get(email=JAN)
    assert jan.password_hash.startswith("$argon2id$")
    membership = await Membership.get(person_id=jan.id)
    (row,) = await journal_of("invitation.accepted")
    assert row.subject_ids == [membership.id]


async def test_the_mail_says_who_what_for_whom_and_until_when(cast: Cast, db: str) -> None:
    link = await invite_jan(cast)
    (mail,) = await mails_to(JAN)
    assert mail.subject == "Sanne de Wit nodigt u uit voor de Beschikbaarheidswijzer"
    for text in (mail.text, mail.html):
        assert "Sanne de Wit" in text
        assert "De Linde" in text
        assert "medewerker aanbieder" in text
        assert "Wat is dit portaal?" in text
        assert link in text
        assert re.search(r"werkt tot en met \d+ \w+ \d{4} om \d\d\.\d\d uur", text)
    assert re.fullmatch(r"/uitnodiging/[\w-]{43}/", link), "the path holds a token, nothing else"


async def test_only_the_hash_of_the_link_is_kept(cast: Cast, db: str) -> None:
    token = (await invite_jan(cast)).split("/")[2]
    (row,) = await Invitation.all().values()
    assert row["token_hash"] == hashed(token)
    assert token not in str(row)
    (sent,) = await journal_of("invitation.sent")
    assert sent.subject_ids == [row["id"]]
    assert JAN not in str(sent.details)


async def test_looking_at_the_link_changes_nothing(cast: Cast, browser: Browser) -> None:
    link = await invite_jan(cast)
    before = await Invitation.all().values()
    for _ in range(3):
        assert (await browser.get(link)).status_code == 200
    assert await Invitation.all().values() == before


@pytest.mark.parametrize(
    "password", ["te kort", JAN, "Beschikbaarheidswijzer", "wachtwoord2026", ""]
)
async def test_a_weak_password_is_refused_and_the_name_stays(
    cast: Cast, browser: Browser, password: str
) -> None:
    link = await invite_jan(cast)
    answer = await browser.post(link, data={"name": "Jan Janssen", "new_password": password})
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.text
    assert "Er is een probleem" in answer.text
    assert 'value="Jan Janssen"' in answer.text
    assert not await Person.exists(email=JAN)


# No hint -----------------------------------------------------------------------------------


async def test_the_inviter_cannot_tell_whether_an_address_has_an_account(
    cast: Cast, browser: Browser
) -> None:
    """Aisha works at Het Anker; nieuw@ is nobody. What Sanne gets is alike, byte for byte."""
    await give_password(cast.aisha, email="aisha@anker.example")
    await browser.sign_in(cast.sanne)
    seen: list[tuple[int, bytes, str, str]] = []
    for email in ("aisha@anker.example", "nieuw@anker.example"):
        answer = await fill_in(browser, cast, email=email)
        page = await browser.get(answer.headers["location"])
        (mail,) = await mails_to(email)
        link = await link_mailed_to(email)
        row = await Invitation.get(email=email)
        neutral = re.sub(rb"uitnodiging/\d+/", b"", page.content.replace(email.encode(), b"@"))
        seen.append((answer.status_code, neutral, mail.subject, mail.text.replace(link, "")))
        await actions.withdraw(cast.sanne, row.id)
    known, unknown = seen
    assert known[0] == unknown[0]
    assert known[1] == unknown[1]
    assert known[2:] == unknown[2:]


async def test_who_has_an_account_confirms_with_the_own_password(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.aisha, email="aisha@anker.example")
    link = await invite_jan(cast, email="aisha@anker.example")
    shown = await browser.get(link)
    assert "Bevestig met uw wachtwoord" in shown.text
    for refused in ({"password": "fout"}, {"name": "X", "new_password": "vier losse woorden"}):
        assert (await browser.post(link, data=refused)).status_code == 422
    before = await Person.get(id=cast.aisha.person_id).values()
    assert (await browser.post(link, data={"password": PASSWORD})).status_code == 303
    assert await Person.get(id=cast.aisha.person_id).values() == before
    assert await Membership.filter(person_id=cast.aisha.person_id, ended_at=None).count() == 2


async def test_the_password_of_an_invited_account_cannot_be_guessed_for_ever(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.aisha, email="aisha@anker.example")
    link = await invite_jan(cast, email="aisha@anker.example")
    for _ in range(10):
        await browser.post(link, data={"password": "fout"})
    answer = await browser.post(link, data={"password": PASSWORD})
    assert "U hebt dit te vaak geprobeerd." in answer.text


async def test_a_colleague_who_is_there_already_is_not_invited_again(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.daan, email="daan@linde.example")
    await browser.sign_in(cast.sanne)
    answer = await fill_in(browser, cast, email="daan@linde.example", role="provider_lead")
    assert answer.status_code == 422
    assert "Deze persoon is al medewerker van deze organisatie." in answer.text
    assert 'value="daan@linde.example"' in answer.text


# Links that work no longer -----------------------------------------------------------------


async def test_a_link_works_once(cast: Cast, browser: Browser) -> None:
    link = await invite_jan(cast)
    values = {"name": "Jan", "new_password": "vier losse woorden"}
    await browser.post(link, data=values)
    browser.cookies.clear()
    for again in (await browser.get(link), await browser.post(link, data=values)):
        assert again.status_code == 410
        assert "U hebt deze uitnodiging al aangenomen" in again.text
    assert await Membership.filter(person__email=JAN).count() == 1


async def test_pressing_twice_makes_one_account_and_says_so(cast: Cast, browser: Browser) -> None:
    link = await invite_jan(cast)
    values = {"name": "Jan", "new_password": "vier losse woorden"}
    answers = await asyncio.gather(*(browser.post(link, data=values) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410]
    assert await Membership.filter(person__email=JAN).count() == 1


async def test_after_seven_days_the_page_says_whom_to_ask(cast: Cast, browser: Browser) -> None:
    link = await invite_jan(cast)
    row = await Invitation.get(email=JAN)
    assert row.expires_at - row.created_at < timedelta(days=7, seconds=5)
    await Invitation.filter(id=row.id).update(expires_at=now() - timedelta(seconds=1))
    answer = await browser.get(link)
    assert answer.status_code == 410
    assert "Vraag Sanne de Wit om een nieuwe uitnodiging." in answer.text
    with pytest.raises(NotFound):
        await actions.accept(link.split("/")[2], name="Jan", password_hash="x")


async def test_a_link_that_never_was_explains_itself(cast: Cast, browser: Browser) -> None:
    answer = await browser.get("/uitnodiging/geen-echte-link/")
    assert answer.status_code == 404
    assert "Vraag degene die u uitnodigde" in answer.text


async def test_a_withdrawn_invitation_is_dead_and_a_new_one_replaces_the_old(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    first = await invite_jan(cast)
    row = await Invitation.get(email=JAN)
    await browser.send_form(f"/medewerkers/uitnodiging/{row.id}/opnieuw/")
    second = await link_mailed_to(JAN)
    assert (await browser.get(first)).status_code == 410
    assert (await browser.get(second)).status_code == 200
    newest = await Invitation.get(email=JAN, withdrawn_at=None)
    await browser.send_form(f"/medewerkers/uitnodiging/{newest.id}/intrekken/")
    assert (await browser.get(second)).status_code == 410
    assert len(await journal_of("invitation.withdrawn")) == 1
    assert len(await mails_to(JAN)) == 2


# Who may invite whom -----------------------------------------------------------------------


async def test_who_invites_where(cast: Cast, browser: Browser) -> None:
    places = {
        "linde": f"/medewerkers/aanbieder/{cast.linde.id}/uitnodigen/",
        "anker": f"/medewerkers/aanbieder/{cast.anker.id}/uitnodigen/",
        "kade": f"/medewerkers/aanbieder/{cast.kade.id}/uitnodigen/",
        "team": f"/medewerkers/lokale-toegang/{cast.hoorn_team.id}/uitnodigen/",
        "hoorn": f"/medewerkers/gemeente/{cast.hoorn.id}/uitnodigen/",
        "gouda": f"/medewerkers/gemeente/{cast.gouda.id}/uitnodigen/",
        "regio": f"/medewerkers/regio/{cast.westfriesland.id}/uitnodigen/",
        "buren": f"/medewerkers/regio/{cast.midden_holland.id}/uitnodigen/",
        "niets": f"/medewerkers/buurthuis/{cast.linde.id}/uitnodigen/",
    }
    region = {"linde", "anker", "team", "hoorn"}
    expected: list[tuple[Actor, set[str]]] = [
        (cast.sanne, {"linde"}),
        (cast.rik, region),
        (cast.bo, {*region, "regio"}),
        *((actor, set()) for actor in (cast.daan, cast.noor, cast.mila, cast.otto, cast.evi)),
    ]
    for actor, may in expected:
        await browser.sign_in(actor)
        found = {name for name, path in places.items() if (await browser.get(path)).is_success}
        assert found == may, actor.name


async def test_a_role_of_another_kind_of_organisation_is_no_choice(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    for role in ("administrator", "consultant", "koning", ""):
        assert (await fill_in(browser, cast, role=role)).status_code == 422
    with pytest.raises(NotValid):
        await actions.invite(
            cast.sanne, provider(cast.linde), email=JAN, name="Jan", role=Role.ADMINISTRATOR
        )
    assert not await Invitation.exists()


async def test_nobody_touches_the_invitations_of_another_organisation(
    cast: Cast, browser: Browser
) -> None:
    await invite_jan(cast)
    row = await Invitation.get(email=JAN)
    for stranger in (cast.aisha, cast.kim, cast.daan, cast.noor):
        await browser.sign_in(stranger)
        for verb in ("intrekken", "opnieuw"):
            answer = await browser.send_form(f"/medewerkers/uitnodiging/{row.id}/{verb}/")
            assert answer.status_code == 404
    await row.refresh_from_db()
    assert row.withdrawn_at is None


@pytest.mark.parametrize("email", ["jan", "jan@linde", "jan@linde.example, piet@linde.example"])
async def test_what_is_no_single_address_is_refused(
    cast: Cast, browser: Browser, email: str
) -> None:
    await browser.sign_in(cast.sanne)
    answer = await fill_in(browser, cast, email=email)
    assert answer.status_code == 422
    assert "Vul een e-mailadres in, zoals naam@voorbeeld.nl." in answer.text
    assert 'value="Jan de Vries"' in answer.text


async def test_a_name_with_invisible_signs_breaks_no_mail(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    assert (await fill_in(browser, cast, name="Jan\u200b\r\nBcc: x")).status_code == 303
    assert (await Invitation.get(email=JAN)).name == "JanBcc: x"


# The command line --------------------------------------------------------------------------


async def test_the_first_administrator_comes_from_the_command_line(
    cast: Cast, browser: Browser
) -> None:
    link = await actions.create_user(
        "Eerste@Regio.example", "Eerste Beheerder", Role.ADMINISTRATOR, "westfriesland"
    )
    path = link.removeprefix("http://127.0.0.1:8000")
    assert "De beheerder van het portaal nodigt u uit" in (await browser.get(path)).text
    await browser.post(path, data={"name": "Eerste", "new_password": "vier losse woorden"})
    assert "Westfriesland · Beheerder" in (await browser.get("/hulp/")).text
    assert await Session.all().count() == 1
    assert not await mails_to("eerste@regio.example")


async def test_an_organisation_that_is_not_there_is_named(cast: Cast, db: str) -> None:
    with pytest.raises(NotFound, match="De Eik"):
        await actions.create_user("a@b.example", "A", Role.PROVIDER_LEAD, "De Eik")
