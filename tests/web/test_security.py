"""Every answer carries the security headers; no other site can send our forms."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, Response
from starlette.requests import Request
from starlette.routing import Route

from portal.app import create_app
from portal.settings import settings
from portal.web.static import static
from tests.browser_client import Browser
from tests.cast import Cast


async def broken(_request: Request) -> Any:
    raise RuntimeError("a bug")


@pytest.fixture
async def tls_browser(db: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Browser]:
    """A browser before a portal that is reached over TLS, with a bug at /kapot/."""
    monkeypatch.setenv("PORTAL_BASE_URL", "https://portal.test")
    settings.cache_clear()
    app = create_app(with_lifespan=False)
    app.router.routes.insert(0, Route("/kapot/", broken))
    async with Browser(ASGITransport(app, raise_app_exceptions=False)) as somebody:
        somebody.base_url = "https://portal.test"
        yield somebody
    settings.cache_clear()


ANSWERS = {
    "a page": ("GET", "/inloggen/", 200),
    "a redirect": ("GET", "/account/", 303),
    "a missing page": ("GET", "/bestaat-niet/", 404),
    "a wrong method": ("POST", "/hulp/", 405),
    "a bug": ("GET", "/kapot/", 500),
    "a style sheet": ("GET", static("portal.css"), 200),
    "a missing file": ("GET", "/static/niets.css", 404),
    "a form of another site": ("POST", "/inloggen/", 403),
    "a form that is too large": ("POST", "/inloggen/", 413),
    "a form with errors": ("POST", "/inloggen/", 422),
}


@pytest.mark.parametrize("kind", ANSWERS)
async def test_every_kind_of_answer_meets_what_the_observatory_asks_for_its_highest_mark(
    tls_browser: Browser, kind: str
) -> None:
    method, path, status = ANSWERS[kind]
    site = "cross-site" if status == 403 else "same-origin"
    body = b"a" * 600_000 if status == 413 else None
    answer = await tls_browser.request(method, path, content=body, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == status
    assert_hardened(answer)


def assert_hardened(answer: Response) -> None:
    """The checks of the MDN HTTP Observatory that lie with the application."""
    given = {name: answer.headers.get_list(name) for name in answer.headers}
    policy = answer.headers["content-security-policy"]
    rules: dict[str, str] = {}
    for part in policy.split(";"):
        name, _, sources = part.strip().partition(" ")
        rules[name] = sources
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "*" not in policy
    assert given["x-content-type-options"] == ["nosniff"]
    assert given["x-frame-options"] == ["DENY"]
    assert given["referrer-policy"] == ["same-origin"]
    assert given["cross-origin-resource-policy"] == ["same-origin"]
    assert given["cross-origin-opener-policy"] == ["same-origin"]
    seconds = int(given["strict-transport-security"][0].split(";")[0].removeprefix("max-age="))
    assert seconds >= 180 * 24 * 3600
    assert "access-control-allow-origin" not in given
    assert len(given["cache-control"]) == 1
    assert "server" not in given


async def test_pages_are_never_stored_and_files_are_kept_for_ever(browser: Browser) -> None:
    assert (await browser.get("/inloggen/")).headers["cache-control"] == "no-store"
    assert "immutable" in (await browser.get(static("portal.css"))).headers["cache-control"]


async def test_without_tls_the_portal_does_not_ask_for_it(browser: Browser) -> None:
    assert "strict-transport-security" not in (await browser.get("/inloggen/")).headers


async def test_cookies_over_tls_belong_to_this_host_alone(cast: Cast, tls_browser: Browser) -> None:
    tls_browser.cookies.set("__Host-session", "unknown")
    answer = await tls_browser.post("/uitloggen/")
    for line in answer.headers.get_list("set-cookie"):
        assert line.startswith("__Host-")
        assert "domain" not in line.lower()
        for wanted in ("httponly", "secure", "samesite=lax", "path=/"):
            assert wanted in line.lower(), line
    assert "__Host-flash" in str(answer.headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://portal.test"},
        {"Origin": "http://elsewhere.test"},
        {"Origin": "http://portal.test.elsewhere.test"},
        {"Origin": "http://portal.test:81"},
        {"Origin": "null"},
        {"Origin": ""},
        {},
    ],
)
async def test_a_form_of_another_site_is_refused(
    cast: Cast, browser: Browser, headers: dict[str, str]
) -> None:
    await browser.sign_in(cast.sanne)
    del browser.headers["Sec-Fetch-Site"]
    answer = await browser.post("/uitloggen/", headers=headers)
    assert answer.status_code == 403
    assert "Er is niets gewijzigd" in answer.text
    assert "Sanne de Wit" in (await browser.get("/hulp/")).text


async def test_an_old_browser_that_tells_only_its_origin_may_send_a_form(
    cast: Cast, browser: Browser
) -> None:
    del browser.headers["Sec-Fetch-Site"]
    answer = await browser.post(
        "/inloggen/",
        data={"email": "wie@dan.example", "password": "geen"},
        headers={"Origin": "http://portal.test"},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("token", ["", "wrong", "é", "0" * 32])
async def test_a_form_without_the_token_of_this_session_changes_nothing(
    cast: Cast, browser: Browser, token: str
) -> None:
    await browser.sign_in(cast.sanne)
    answer = await browser.post("/uitloggen/", data={"csrf_token": token})
    assert answer.status_code in {401, 403}
    assert "Sanne de Wit" in (await browser.get("/hulp/")).text
