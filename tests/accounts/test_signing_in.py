"""Signing in and out, and what happens to typed words when a session ends."""

import re
from datetime import timedelta

import pytest
from httpx import Response
from starlette.requests import Request

from portal.accounts import actions
from portal.accounts.actions import passwords
from portal.accounts.models import Membership, Person, Session
from portal.accounts.pages import checking, signing_in
from portal.kernel.actor import Role
from portal.kernel.clock import now
from portal.kernel.ids import hashed
from portal.settings import Settings, settings
from portal.web import page, session
from tests.accounts.stories import PASSWORD, give_password, journal_of
from tests.browser_client import Browser
from tests.cast import Cast

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


async def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> Response:
    return await browser.post("/inloggen/", data={"email": email, "password": password})


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    showing = Settings(demo=True)
    for module in (page, signing_in, passwords):
        monkeypatch.setattr(module, "settings", lambda: showing)


async def test_sanne_signs_in_with_her_password(cast: Cast, browser: Browser) -> None:
    await give_password(cast.sanne)
    answer = await sign_in(browser, " Sanne@Linde.example ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Sanne de Wit" in (await browser.get("/hulp/")).text
    (row,) = await journal_of("session.started")
    assert row.person_id == cast.sanne.person_id


async def test_after_signing_in_one_goes_where_one_wanted_to_be(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.sanne)
    asked = await browser.get("/account/?van=mail")
    assert asked.headers["location"] == "/inloggen/?next=/account/%3Fvan%3Dmail"
    form = await browser.get(asked.headers["location"])
    assert 'name="next" value="/account/?van=mail"' in form.text
    answer = await browser.post(
        "/inloggen/",
        data={"email": "sanne@linde.example", "password": PASSWORD, "next": "/account/?van=mail"},
    )
    assert answer.headers["location"] == "/account/?van=mail"


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/", "//kwaad.example", "/\\kwaad"])
async def test_nobody_is_sent_to_another_site(cast: Cast, browser: Browser, elsewhere: str) -> None:
    await give_password(cast.sanne)
    answer = await browser.post(
        "/inloggen/",
        data={"email": "sanne@linde.example", "password": PASSWORD, "next": elsewhere},
    )
    assert answer.headers["location"] == "/"


async def test_a_wrong_password_says_nothing_about_the_address(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.sanne)
    known = await sign_in(browser, "sanne@linde.example", "fout")
    unknown = await sign_in(browser, "sonne@linde.example", "fout")
    assert known.status_code == unknown.status_code == 422
    assert known.content == unknown.content.replace(b"sonne@", b"sanne@")
    assert known.headers.keys() == unknown.headers.keys()


async def test_an_account_without_password_lets_nobody_in(cast: Cast, browser: Browser) -> None:
    for guess in ("", "nobody has this password"):
        assert (await sign_in(browser, "sanne@linde.example", guess)).status_code == 422


async def test_who_belongs_nowhere_any_more_is_not_let_in(cast: Cast, browser: Browser) -> None:
    await give_password(cast.sanne)
    await Membership.filter(id=cast.sanne.membership_id).update(ended_at=now())
    answer = await sign_in(browser, "sanne@linde.example")
    assert "Het e-mailadres of het wachtwoord klopt niet." in answer.text


async def test_signing_out_ends_the_session(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    stolen = browser.cookies["session"]
    await browser.send_form("/uitloggen/")
    browser.cookies.set("session", stolen, domain="portal.test")
    assert "Sanne de Wit" not in (await browser.get("/hulp/")).text
    assert len(await journal_of("session.ended")) == 1


async def test_each_sign_in_brings_a_new_token_and_ends_the_one_before(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.sanne)
    await sign_in(browser, "sanne@linde.example")
    first = browser.cookies["session"]
    page_shown = await browser.get("/hulp/")
    token = re.search(r'name="csrf_token" value="(\w+)"', page_shown.text)
    assert token
    await browser.post(
        "/inloggen/",
        data={
            "email": "sanne@linde.example", "password": PASSWORD, "csrf_token": token.group(1),
        },
    )  # fmt: skip
    assert browser.cookies["session"] != first
    assert (await Session.get(token_hash=hashed(first))).ended_at is not None


async def test_a_session_lasts_twelve_hours(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    row = await Session.get(token_hash=hashed(browser.cookies["session"]))
    assert row.expires_at - row.created_at < timedelta(hours=12, seconds=5)
    assert row.expires_at - row.created_at > timedelta(hours=11, minutes=59)
    await Session.filter(id=row.id).update(expires_at=now() - timedelta(seconds=1))
    assert (await browser.get("/account/")).headers["location"].startswith("/inloggen/")


async def test_only_the_hash_of_a_token_is_kept(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    token = browser.cookies["session"]
    (row,) = await Session.all().values()
    assert token not in str(row)


async def test_over_tls_the_cookie_is_bound_to_this_host(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await give_password(cast.sanne)
    monkeypatch.setattr(session, "settings", lambda: Settings(base_url="https://portaal.example"))
    answer = await sign_in(browser, "sanne@linde.example")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "domain" not in cookie.lower()


async def test_one_works_on_in_the_role_used_last(cast: Cast, browser: Browser) -> None:
    await give_password(cast.sanne)
    other = await Membership.create(
        person_id=cast.sanne.person_id,
        role=Role.PROVIDER_MEMBER,
        provider_id=cast.anker.id,
        since_at=now(),
    )
    await Session.create(
        token_hash="0" * 64,
        person_id=cast.sanne.person_id,
        membership_id=other.id,
        created_at=now(),
        expires_at=now(),
    )
    await sign_in(browser, "sanne@linde.example")
    assert "Het Anker" in (await browser.get("/hulp/")).text


# Guessing ----------------------------------------------------------------------------------


async def test_after_ten_tries_of_one_address_it_has_to_wait_known_or_not(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.sanne)
    answers: dict[str, Response] = {}
    for address in ("sanne@linde.example", "sonne@linde.example"):
        statuses = [(await sign_in(browser, address, "fout")).status_code for _ in range(10)]
        assert statuses == [422] * 10
        answers[address] = await sign_in(browser, address)
        assert answers[address].status_code == 429
    known, unknown = answers.values()
    assert "U hebt dit te vaak geprobeerd. Wacht een kwartier" in known.text
    assert known.content == unknown.content.replace(b"sonne@", b"sanne@")


async def test_the_right_password_starts_the_count_anew(cast: Cast, browser: Browser) -> None:
    await give_password(cast.sanne)
    for _ in range(2):
        for _ in range(9):
            await sign_in(browser, "sanne@linde.example", "fout")
        assert (await sign_in(browser, "sanne@linde.example")).status_code == 303
        browser.cookies.clear()


async def test_fifty_wrong_tries_from_one_connection_are_enough(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(_email: str, _password: str) -> None:
        return None

    monkeypatch.setattr(checking.actions, "person_with_password", nobody)
    tries = [await sign_in(browser, f"n{i}@voorbeeld.example", "fout") for i in range(51)]
    assert [answer.status_code for answer in tries] == [422] * 50 + [429]


async def test_a_town_hall_behind_one_address_signs_in_on_monday(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor = await Person.get(id=cast.noor.person_id)

    async def noor_again(_email: str, _password: str) -> Person:
        return noor

    monkeypatch.setattr(checking.actions, "person_with_password", noor_again)
    for number in range(55):
        browser.cookies.clear()
        answer = await sign_in(browser, f"consulent{number}@hoorn.example")
        assert answer.status_code == 303


def test_a_header_of_a_proxy_is_not_believed_by_the_portal_itself() -> None:
    scope = {
        "type": "http",
        "client": ("192.0.2.7", 5000),
        "headers": [(b"x-forwarded-for", b"203.0.113.9")],
    }
    assert checking.client_address(Request(scope)) == "192.0.2.7"


# What was typed ----------------------------------------------------------------------------


def hidden_in(text: str) -> dict[str, str]:
    return dict(HIDDEN.findall(text))


async def test_what_was_typed_when_the_session_ended_is_saved_after_all(
    cast: Cast, browser: Browser
) -> None:
    await give_password(cast.sanne)
    await browser.sign_in(cast.sanne)
    await Session.all().update(expires_at=now() - timedelta(seconds=1))
    asked = await browser.post("/account/naam/", data={"name": "Sanne Jansen", "csrf_token": "x"})
    assert asked.status_code == 401
    assert "Wat u had ingevuld is bewaard" in asked.text
    kept = hidden_in(asked.text)
    assert kept["kept:name"] == "Sanne Jansen"
    assert "kept:csrf_token" not in kept

    mistaken = await browser.post(
        "/inloggen/", data={**kept, "email": "sanne@linde.example", "password": "fout"}
    )
    assert hidden_in(mistaken.text)["kept:name"] == "Sanne Jansen"

    resumed = await browser.post(
        "/inloggen/", data={**kept, "email": "sanne@linde.example", "password": PASSWORD}
    )
    assert "Verder met opslaan" in resumed.text
    assert 'action="/account/naam/"' in resumed.text
    await browser.post("/account/naam/", data=hidden_in(resumed.text))
    assert "Sanne Jansen" in (await browser.get("/account/")).text


async def test_who_signed_in_again_in_another_tab_loses_nothing_in_this_one(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    values = {"name": "Sanne Jansen", "csrf_token": "of-the-session-before"}
    asked = await browser.post("/account/naam/", data=values)
    assert asked.status_code == 403
    assert "Verder met opslaan" in asked.text
    assert "Sanne Jansen" not in (await browser.get("/account/")).text
    again = {"kept_for": "/account/naam/", "kept:name": "Sanne Jansen", "email": "x"}
    assert hidden_in((await browser.post("/inloggen/", data=again)).text) == hidden_in(asked.text)
    await browser.post("/account/naam/", data=hidden_in(asked.text))
    assert "Sanne Jansen" in (await browser.get("/account/")).text


async def test_signing_in_twice_at_once_just_goes_on(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.post("/inloggen/", data={"email": "sanne@linde.example"})
    assert answer.headers["location"] == "/"


async def test_with_htmx_the_sign_in_page_takes_the_place_of_the_whole_page(
    cast: Cast, browser: Browser
) -> None:
    answer = await browser.post(
        "/account/naam/",
        data={"name": "Sanne Jansen"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "form#name"},
    )
    assert answer.status_code == 401
    assert answer.text.lstrip().startswith("<!DOCTYPE html>")
    assert answer.headers["HX-Retarget"] == "body"
    assert answer.headers["HX-Reswap"].startswith("outerHTML")
    assert answer.headers["HX-Push-Url"] == "false"


async def test_an_htmx_read_after_the_session_ended_goes_to_the_sign_in_page(
    cast: Cast, browser: Browser
) -> None:
    answer = await browser.get("/account/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/inloggen/?next=/account/"


async def test_a_password_that_was_typed_is_never_kept_in_a_page(
    cast: Cast, browser: Browser
) -> None:
    answer = await browser.post(
        "/account/wachtwoord/", data={"password": "geheim-1", "new_password": "geheim-2"}
    )
    assert "geheim-" not in answer.text


# The demo ----------------------------------------------------------------------------------


async def test_in_the_demo_one_press_signs_in(cast: Cast, browser: Browser, demo: None) -> None:
    await give_password(cast.sanne, email="aanbieder@demo.test")
    shown = await browser.get("/inloggen/")
    assert "aanbieder@demo.test" in shown.text
    assert "ontvangend@demo.test" not in shown.text, "only accounts that exist are offered"
    answer = await browser.post("/inloggen/demo/", data={"email": "aanbieder@demo.test"})
    assert answer.status_code == 303
    assert "Sanne de Wit" in (await browser.get("/hulp/")).text


async def test_in_the_demo_only_its_own_accounts_need_no_password(
    cast: Cast, browser: Browser, demo: None
) -> None:
    for email in ("sanne@linde.example", "ontvangend@demo.test"):
        answer = await browser.post("/inloggen/demo/", data={"email": email})
        assert answer.status_code == 404


async def test_outside_the_demo_its_accounts_do_not_sign_in(cast: Cast, browser: Browser) -> None:
    assert not settings().demo
    await give_password(cast.sanne, email="aanbieder@demo.test")
    assert (await sign_in(browser, "aanbieder@demo.test")).status_code == 422
    pressed = await browser.post("/inloggen/demo/", data={"email": "aanbieder@demo.test"})
    assert pressed.status_code == 404
    assert "demo.test" not in (await browser.get("/inloggen/")).text


async def test_switching_to_a_membership_of_somebody_else_is_impossible(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.send_form(f"/account/rol/{cast.daan.membership_id}/")
    assert answer.status_code == 404
    assert await actions.sign_in(await Person.get(id=cast.sanne.person_id))
