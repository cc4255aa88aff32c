"""Signing in and out."""

from dataclasses import dataclass
from typing import ClassVar, Final, Self
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.accounts import actions
from portal.accounts.forms import SignInForm
from portal.accounts.models import Person
from portal.accounts.pages.checking import checked_person
from portal.accounts.queries import demo_actors, signed_in_with
from portal.accounts.rules import DEMO_ADDRESSES
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound
from portal.settings import settings
from portal.web.flash import flash
from portal.web.handlers import prepares, reads, writes
from portal.web.page import Page
from portal.web.rate_limits import TooManyTries
from portal.web.redirects import path_of, safe_path
from portal.web.session import actor_of, drop_cookie, set_cookie

NOT_KEPT: Final = frozenset({"csrf_token", "password", "new_password"})
IN_PLACE_OF_THE_PAGE: Final = {
    "HX-Retarget": "body",
    "HX-Reswap": "outerHTML show:top",
    "HX-Push-Url": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What somebody had typed when the session turned out to have ended, and for which page."""

    path: str = ""
    values: list[tuple[str, str]]

    @classmethod
    def of(cls, path: str, posted: FormData) -> Self:
        """What was posted to this path; files cannot be kept, passwords are not."""
        typed = [(k, v) for k, v in posted.multi_items() if isinstance(v, str)]
        return cls(path=path, values=[(k, v) for k, v in typed if k not in NOT_KEPT])

    @classmethod
    def along_with(cls, posted: FormData) -> Self:
        """What the sign-in form carried along."""
        path = posted.get("kept_for")
        values = [
            (name.removeprefix("kept:"), value)
            for name, value in posted.multi_items()
            if name.startswith("kept:") and isinstance(value, str)
        ]
        return cls(path=safe_path(path) if isinstance(path, str) and path else "", values=values)


NOTHING: Final = Kept(values=[])


@dataclass(frozen=True, kw_only=True)
class SignIn(Page):
    template: ClassVar[str] = "accounts/sign_in.html"
    form: SignInForm
    kept: Kept
    demo_accounts: list[tuple[str, Actor]]


@dataclass(frozen=True, kw_only=True)
class Resume(Page):
    template: ClassVar[str] = "accounts/resume.html"
    kept: Kept


@reads
async def sign_in_form(request: Request) -> Response:
    """Show the form; `next` says where to go afterwards."""
    form = SignInForm.parse(next=safe_path(request.query_params.get("next", "/")))
    return await _sign_in_page(request, form)


@prepares
async def sign_in(request: Request) -> Response:
    """Check the password outside any transaction: the hash is slow on purpose."""
    posted = await request.form()
    form, kept = SignInForm.parse(posted), Kept.along_with(posted)
    if not form.validate():
        return await _sign_in_page(request, form, kept, status=422)
    try:
        person = await checked_person(request, form.email.data or "", form.password.data or "")
    except TooManyTries as error:
        form.complain("password", error.message)
        return await _sign_in_page(request, form, kept, status=error.status)
    token = await _session_of(request, person) if person else None
    if token is None:
        form.complain("password", "Het e-mailadres of het wachtwoord klopt niet.")
        return await _sign_in_page(request, form, kept, status=422)
    return await _go_on(request, token, safe_path(form.next.data or "/"), kept)


async def _session_of(request: Request, person: Person) -> str | None:
    before = request.state.session_token
    return await committed(lambda: actions.sign_in(person, instead_of=before))


async def _go_on(request: Request, token: str, path: str, kept: Kept = NOTHING) -> Response:
    if kept.path:
        # The form on the page that follows must carry the token of the new session.
        request.state.session_token = token
        known = await signed_in_with(token)
        request.state.actor = known.actor if known else None
        response: Response = Resume(kept=kept).render(request)
    else:
        response = RedirectResponse(path, 303)
    set_cookie(response, "session", token)
    return response


@writes
async def sign_in_to_demo(request: Request) -> Response:
    """One press for each account of the demo; outside the demo there is no such page."""
    email = (await request.form()).get("email")
    if not settings().demo or email not in DEMO_ADDRESSES:
        raise NotFound
    person = await Person.get_or_none(email=email)
    token = await actions.sign_in(person, instead_of=request.state.session_token) if person else ""
    if not token:
        raise NotFound
    return await _go_on(request, token, "/")


@writes
async def sign_out(request: Request) -> Response:
    """End the session."""
    actor = actor_of(request)
    if actor is not None:
        await actions.sign_out(actor, request.state.session_token)
    return signed_out(request, "U bent uitgelogd.")


def signed_out(request: Request, words: str) -> Response:
    """Back to the sign-in page, without the cookie."""
    response = flash(RedirectResponse(path_of(request, "accounts:sign_in"), 303), words)
    drop_cookie(response, "session")
    return response


async def sign_in_first(request: Request, _error: Exception) -> Response:
    """The answer to SignInNeeded and FormExpired: what was typed is kept and offered again."""
    if actor_of(request) is not None:
        return await _offer_again(request)
    if request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return _elsewhere(request, f"/inloggen/?next={quote(here, safe='/')}")
    kept = Kept.of(request.url.path, await request.form())
    page = await _sign_in_page(request, SignInForm.parse(next=kept.path), kept, status=401)
    return _in_place_of_the_page(request, page)


async def _offer_again(request: Request) -> Response:
    """A form of an earlier session, by somebody who signed in again in another tab."""
    posted = await request.form()
    kept = Kept.of(request.url.path, posted)
    if request.url.path == path_of(request, "accounts:session"):
        kept = Kept.along_with(posted)
    if not kept.path:
        return RedirectResponse("/", 303)
    return _in_place_of_the_page(request, Resume(kept=kept).render(request, 403))


def _in_place_of_the_page(request: Request, page: Response) -> Response:
    if request.headers.get("HX-Request") == "true":
        page.headers.update(IN_PLACE_OF_THE_PAGE)
    return page


def _elsewhere(request: Request, path: str) -> Response:
    if request.headers.get("HX-Request") == "true":
        return Response(headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)


async def _sign_in_page(
    request: Request, form: SignInForm, kept: Kept = NOTHING, *, status: int = 200
) -> Response:
    accounts = await demo_actors() if settings().demo else []
    return SignIn(form=form, kept=kept, demo_accounts=accounts).render(request, status)


routes = [
    Route("/inloggen/", sign_in_form, name="accounts:sign_in"),
    Route("/inloggen/", sign_in, methods=["POST"], name="accounts:session"),
    Route("/inloggen/demo/", sign_in_to_demo, methods=["POST"], name="accounts:demo_session"),
    Route("/uitloggen/", sign_out, methods=["POST"], name="accounts:sign_out"),
]
