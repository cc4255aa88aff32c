"""What no browser sends by itself: every answer is a page of ours, and nothing leaks."""

import base64
import json

import pytest
from httpx import ASGITransport
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.accounts.models import Person
from portal.app import create_app
from portal.kernel.errors import trace_of
from portal.kernel.ids import as_id
from portal.web.forms import storable
from tests.browser_client import Browser
from tests.cast import Cast

TOO_LONG = ["9223372036854775808", "9" * 5000]


@pytest.mark.parametrize("number", TOO_LONG, ids=len)
async def test_an_id_that_no_database_can_hold_names_no_page(
    browser: Browser, cast: Cast, number: str
) -> None:
    await browser.sign_in(cast.sanne)
    for path in (f"/aanbieder/aanbod/{number}/", f"/medewerkers/aanbieder/{number}/"):
        assert (await browser.get(path)).status_code == 404
    answer = await browser.send_form(f"/aanbieder/aanbod/{number}/stop/", reason="Ziek")
    assert answer.status_code == 404


@pytest.mark.parametrize("number", TOO_LONG, ids=len)
async def test_a_number_in_the_address_bar_that_is_too_long_counts_for_nothing(
    browser: Browser, cast: Cast, number: str
) -> None:
    await browser.sign_in(cast.sanne)
    assert (await browser.get(f"/aanbieder/?opgeslagen={number}")).status_code == 200
    target = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"li#row-{number}"}
    assert (await browser.get("/aanbieder/", headers=target)).status_code == 200
    await browser.sign_in(cast.rik)
    assert (await browser.get(f"/regio/aanbieders/?pagina={number}")).status_code == 200


def test_only_plain_digits_make_an_id() -> None:
    assert as_id("12") == 12
    assert {as_id(text) for text in ("", "-1", "1.0", "٣", "\uff11", "1e3", *TOO_LONG)} == {None}


async def test_signs_that_nothing_can_store_are_left_out_of_what_was_typed(
    browser: Browser, cast: Cast
) -> None:
    await browser.sign_in(cast.sanne)
    assert (await browser.send_form("/account/naam/", name="San\0ne")).status_code == 303
    assert (await Person.get(id=cast.sanne.person_id)).name == "Sanne"


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "undefined", "idna", "\xff"])
async def test_a_form_in_another_writing_than_ours_is_refused(
    browser: Browser, charset: str
) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nik\\ud800\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}".encode("latin-1")
    answer = await browser.post("/inloggen/", content=body, headers={b"Content-Type": kind})
    assert answer.status_code == 400


async def test_our_own_writing_may_be_named(browser: Browser) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nik\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset=UTF-8"
    answer = await browser.post("/inloggen/", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 422


async def test_a_file_in_the_place_of_a_text_is_an_empty_text(browser: Browser) -> None:
    answer = await browser.post("/inloggen/", files={"email": ("a.txt", b"ik@hier.example")})
    assert answer.status_code == 422
    assert "Vul uw e-mailadres in." in answer.text


def test_controls_and_halves_of_a_sign_cannot_be_stored() -> None:
    assert storable("a\ud800\0b\x1b\uffff\U0001f469\n") == "ab\U0001f469\n"


async def test_nul_signs_in_the_sign_in_form_are_a_wrong_address(
    browser: Browser, cast: Cast
) -> None:
    answer = await browser.post("/inloggen/", data={"email": "a\0b@c.example", "password": "x\0"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "content",
    ["[" * 20_000, '[[], "x"]', '["success", "\\ud800"]', '["success", 3]', '["success"]', "{}"],
    ids=["deep", "list", "half a sign", "number", "short", "object"],
)
async def test_a_made_up_flash_says_nothing(browser: Browser, content: str) -> None:
    packed = base64.urlsafe_b64encode(content.encode()).decode()
    answer = await browser.get("/hulp/", headers={"Cookie": f"flash={packed}"})
    assert answer.status_code == 200


async def test_a_flash_of_our_own_is_shown_as_text(browser: Browser) -> None:
    packed = base64.urlsafe_b64encode(json.dumps(["info", "<b>"]).encode()).decode()
    answer = await browser.get("/hulp/", headers={"Cookie": f"flash={packed}"})
    assert "&lt;b&gt;" in answer.text


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://", "portal.test"])
async def test_an_origin_that_is_no_address_is_another_site(db: str, origin: str) -> None:
    async with Browser(ASGITransport(create_app(with_lifespan=False))) as somebody:
        del somebody.headers["Sec-Fetch-Site"]
        answer = await somebody.post("/inloggen/", data={}, headers={"Origin": origin})
    assert answer.status_code == 403


async def bug(request: Request) -> Response:
    raise ValueError("Sanne de Wit") from KeyError((await request.form()).get("email"))


async def test_the_log_tells_where_a_bug_is_and_not_what_was_typed(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(with_lifespan=False)
    app.router.routes.insert(0, Route("/bug/", bug, methods=["POST"]))
    async with Browser(ASGITransport(app, raise_app_exceptions=False)) as somebody:
        answer = await somebody.post("/bug/", data={"email": "sanne@linde.example"})
    assert answer.status_code == 500
    logged = capsys.readouterr().out
    assert "test_hostile.py" in logged
    assert "KeyError" in logged
    assert "sanne@linde.example" not in logged


def test_a_trace_names_the_errors_behind_an_error() -> None:
    error = LookupError("geheim")
    error.__cause__ = ValueError("ook geheim")
    assert trace_of(error) == "LookupError\nValueError\n"
