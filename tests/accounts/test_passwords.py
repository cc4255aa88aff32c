"""A forgotten password, and changing one's own."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher

from portal.accounts import actions
from portal.accounts.models import PasswordReset, Person, Session
from portal.accounts.pages import passwords
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from tests.accounts.stories import PASSWORD, give_password, journal_of, link_mailed_to, mails_to
from tests.browser_client import Browser
from tests.cast import Cast

SANNE = "sanne@linde.example"
NEW = "een heel ander wachtwoord"


async def test_sanne_forgot_her_password_and_sets_a_new_one(cast: Cast, browser: Browser) -> None:
    await give_password(cast.sanne)
    elsewhere = await actions.start_session(cast.sanne)
    asked = await browser.post("/wachtwoord-vergeten/", data={"email": " Sanne@Linde.example"})
    assert asked.headers["location"] == "/wachtwoord-vergeten/verstuurd/"
    link = await link_mailed_to(SANNE)
    assert (await browser.get(link)).status_code == 200
    answer = await browser.post(link, data={"new_password": NEW})
    assert answer.headers["location"] == "/inloggen/"
    assert "Uw nieuwe wachtwoord is opgeslagen." in (await browser.get("/inloggen/")).text
    assert await actions.person_with_password(SANNE, NEW)
    assert not await actions.person_with_password(SANNE, PASSWORD)

    browser.cookies.set("session", elsewhere, domain="portal.test")
    assert (await browser.get("/account/")).status_code == 303, "every session ended"
    assert [mail.subject for mail in await mails_to(SANNE)] == [
        "Nieuw wachtwoord voor de Beschikbaarheidswijzer",
        "Uw wachtwoord is gewijzigd",
    ]
    for action in ("password.reset_requested", "password.reset"):
        (row,) = await journal_of(action)
        assert row.subject_ids == [cast.sanne.person_id]


async def test_the_answer_is_the_same_for_an_address_that_nobody_has(
    cast: Cast, browser: Browser
) -> None:
    known = await browser.post("/wachtwoord-vergeten/", data={"email": SANNE})
    unknown = await browser.post("/wachtwoord-vergeten/", data={"email": "sonne@linde.example"})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.headers == unknown.headers
    assert not await mails_to("sonne@linde.example")


async def test_a_link_works_once_and_for_an_hour(cast: Cast, browser: Browser) -> None:
    await actions.request_reset(SANNE)
    link = await link_mailed_to(SANNE)
    row = await PasswordReset.get()
    assert row.expires_at - row.created_at < timedelta(hours=1, seconds=5)
    await browser.post(link, data={"new_password": NEW})
    for again in (await browser.get(link), await browser.post(link, data={"new_password": NEW})):
        assert again.status_code == 410
        assert "Nieuwe link aanvragen" in again.text
    await actions.request_reset(SANNE)
    await PasswordReset.filter(used_at=None).update(expires_at=now() - timedelta(seconds=1))
    late = await link_mailed_to(SANNE)
    assert late != link
    assert (await browser.get(late)).status_code == 410
    with pytest.raises(NotFound):
        await actions.reset_password(late.split("/")[2], "hash")


async def test_only_the_newest_link_works(cast: Cast, browser: Browser) -> None:
    await actions.request_reset(SANNE)
    first = await link_mailed_to(SANNE)
    await actions.request_reset(SANNE)
    assert (await browser.get(first)).status_code == 410
    assert (await browser.get(await link_mailed_to(SANNE))).status_code == 200


async def test_looking_at_the_link_changes_nothing_and_a_weak_password_neither(
    cast: Cast, browser: Browser
) -> None:
    await actions.request_reset(SANNE)
    link = await link_mailed_to(SANNE)
    await browser.get(link)
    answer = await browser.post(link, data={"new_password": "welkom2026!!"})
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.text
    assert (await PasswordReset.get()).used_at is None


async def test_asking_again_and_again_has_to_wait_known_or_not(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "EVENLY", 0)
    for email in (SANNE, "sonne@linde.example"):
        answers = [
            (await browser.post("/wachtwoord-vergeten/", data={"email": email})).status_code
            for _ in range(6)
        ]
        assert answers == [303] * 5 + [429]


async def test_an_address_that_is_none_is_told_so(cast: Cast, browser: Browser) -> None:
    answer = await browser.post("/wachtwoord-vergeten/", data={"email": "sanne"})
    assert answer.status_code == 422
    assert "Vul een e-mailadres in" in answer.text


async def test_outside_the_demo_its_accounts_get_no_link(cast: Cast, db: str) -> None:
    await give_password(cast.sanne, email="aanbieder@demo.test")
    await actions.request_reset("aanbieder@demo.test")
    assert not await mails_to("aanbieder@demo.test")


# One's own password ------------------------------------------------------------------------


async def test_a_changed_password_ends_the_other_sessions_only(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.sanne)
    elsewhere = await actions.start_session(cast.sanne)
    await browser.sign_in(cast.sanne)
    here = browser.cookies["session"]
    answer = await browser.send_form("/account/wachtwoord/", password=PASSWORD, new_password=NEW)
    assert answer.status_code == 303
    shown = await browser.get("/account/")
    assert "Uw wachtwoord is gewijzigd." in shown.text
    browser.cookies.set("session", elsewhere, domain="portal.test")
    assert (await browser.get("/account/")).status_code == 303
    browser.cookies.set("session", here, domain="portal.test")
    assert (await browser.get("/account/")).status_code == 200
    assert await actions.person_with_password(SANNE, NEW)
    assert len(await journal_of("password.changed")) == 1
    assert await Session.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("password", "new_password", "words"),
    [
        ("fout", NEW, "Dit is niet uw huidige wachtwoord."),
        (PASSWORD, "te kort", "Gebruik ten minste 12 tekens."),
        (PASSWORD, SANNE, "Gebruik niet uw e-mailadres"),
        ("", NEW, "Vul uw wachtwoord in."),
    ],
)
async def test_a_password_that_cannot_be_changed_stays(
    cast: Cast, browser: Browser, password: str, new_password: str, words: str
) -> None:
    await give_password(cast.sanne)
    await browser.sign_in(cast.sanne)
    before = await Person.get(id=cast.sanne.person_id).values()
    answer = await browser.send_form(
        "/account/wachtwoord/", password=password, new_password=new_password
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Fout: " in answer.text
    assert await Person.get(id=cast.sanne.person_id).values() == before


async def test_who_sits_at_an_open_session_cannot_guess_for_ever(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.sanne)
    await browser.sign_in(cast.sanne)
    for _ in range(10):
        await browser.send_form("/account/wachtwoord/", password="fout", new_password=NEW)
    answer = await browser.send_form("/account/wachtwoord/", password=PASSWORD, new_password=NEW)
    assert "U hebt dit te vaak geprobeerd." in answer.text


async def test_pressing_twice_sets_the_new_password_once(cast: Cast, browser: Browser) -> None:
    await actions.request_reset(SANNE)
    link = await link_mailed_to(SANNE)
    values = {"new_password": "vier losse woorden"}
    answers = await asyncio.gather(*(browser.post(link, data=values) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410]
    assert len(await journal_of("password.reset")) == 1


def test_a_password_that_leaks_is_slow_to_guess(slow_passwords: PasswordHasher) -> None:
    """The second choice of RFC 9106: three passes over 64 MiB, in four lanes."""
    kept = slow_passwords.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert slow_passwords.verify(kept, PASSWORD)


async def test_the_answer_takes_as_long_for_an_address_that_does_not_exist(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    monkeypatch.setattr(passwords, "asyncio", SimpleNamespace(gather=asyncio.gather, sleep=pause))
    for address in (SANNE, "niemand@nergens.example"):
        await browser.post("/wachtwoord-vergeten/", data={"email": address})
    assert paused == [passwords.EVENLY] * 2
