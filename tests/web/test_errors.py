"""One family of error pages, in Dutch, that cannot itself fail."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.app import create_app
from portal.kernel.errors import NotAllowed, NotFound, NotValid, PortalError
from portal.web import page
from portal.web.handlers import Handler, reads
from portal.web.pages import Help
from tests.browser_client import Browser

ERRORS: dict[str, tuple[Exception, int, str, str]] = {
    "conflict": (PortalError("De rij is al gewijzigd."), 409, "Dit kan nu niet", "al gewijzigd"),
    "gone": (NotFound(), 404, "Deze pagina bestaat niet", "Deze pagina bestaat niet"),
    "forbidden": (NotAllowed("Alleen lezen."), 403, "Dit kan niet", "Alleen lezen."),
    "invalid": (NotValid("Onleesbaar <b>."), 422, "Er is een probleem", "Onleesbaar &lt;b&gt;."),
    "bug": (RuntimeError("BSN 111222333"), 500, "Er ging iets mis", "niet opgeslagen"),
    "teapot": (HTTPException(418), 418, "Er ging iets mis", "opnieuw"),
    "busy": (HTTPException(503), 503, "Het portaal is even", "minuut"),
}


def raising(error: Exception) -> Handler:
    async def handler(_request: Request) -> Response:
        raise error

    return handler


async def help_page(request: Request) -> Response:
    return Help().render(request)


@pytest.fixture
async def somebody(db: str) -> AsyncIterator[Browser]:
    """A browser before a portal where each of these errors has a page."""
    app = create_app(with_lifespan=False)
    for name, (error, *_) in ERRORS.items():
        app.router.routes.insert(0, Route(f"/{name}/", reads(raising(error))))
    async with Browser(ASGITransport(app, raise_app_exceptions=False)) as browser:
        yield browser


@pytest.mark.parametrize("name", ERRORS)
async def test_an_error_is_a_whole_page_in_dutch(somebody: Browser, name: str) -> None:
    _, status, title, text = ERRORS[name]
    answer = await somebody.get(f"/{name}/")
    assert answer.status_code == status
    assert '<html lang="nl">' in answer.text
    assert re.search(rf"<h1>{title}", answer.text)
    assert text in answer.text
    assert "Naar de startpagina" in answer.text


@pytest.mark.parametrize("name", ERRORS)
async def test_htmx_gets_the_same_words_as_a_notice_above_the_page(
    somebody: Browser, name: str
) -> None:
    _, status, title, text = ERRORS[name]
    answer = await somebody.get(f"/{name}/", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text
    assert title in answer.text
    assert text in answer.text
    assert answer.headers["HX-Retarget"] == "#flashes"
    assert answer.headers["HX-Push-Url"] == "false"


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/bestaat-niet/", 404, "Deze pagina bestaat niet"),
        ("GET", "/bestaat-niet.php", 404, "Deze pagina bestaat niet"),
        ("DELETE", "/hulp/", 405, "Dit kan niet op deze pagina"),
        ("POST", "/hulp/", 405, "Dit kan niet op deze pagina"),
    ],
)
async def test_what_the_router_refuses_is_in_dutch_too(
    somebody: Browser, method: str, path: str, status: int, words: str
) -> None:
    answer = await somebody.request(method, path)
    assert answer.status_code == status
    assert words in answer.text


async def test_an_unreadable_form_is_refused_in_dutch(somebody: Browser) -> None:
    answer = await somebody.post(
        "/inloggen/",
        content=b"--nothing",
        headers={"Content-Type": "multipart/form-data; boundary=grens"},
    )
    assert answer.status_code in {400, 422}
    assert '<html lang="nl">' in answer.text


async def test_a_bug_tells_the_visitor_nothing(
    somebody: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await somebody.get("/bug/")
    for secret in ("111222333", "RuntimeError", "Traceback", "/bug/"):
        assert secret not in answer.text
    assert "RuntimeError" in capsys.readouterr().out


async def test_a_bug_is_apologised_for_even_when_no_template_works(
    somebody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.templates, "TemplateResponse", None)
    answer = await somebody.get("/hulp/")
    assert answer.status_code == 500
    assert "Er ging iets mis aan onze kant" in answer.text


async def test_a_bug_still_reaches_whoever_runs_the_portal(db: str) -> None:
    app = create_app(with_lifespan=False)
    app.router.routes.insert(0, Route("/bug/", raising(RuntimeError("a bug"))))
    async with Browser(ASGITransport(app)) as browser:
        with pytest.raises(RuntimeError, match="a bug"):
            await browser.get("/bug/")
