"""A forgotten password."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.accounts import actions
from portal.accounts.forms import ForgottenForm, NewPasswordForm
from portal.accounts.pages.checking import count_reset
from portal.accounts.queries import person_to_reset
from portal.database.transactions import committed
from portal.kernel.errors import NotFound
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import prepares, reads
from portal.web.page import Page
from portal.web.rate_limits import TooManyTries

EVENLY: Final = 0.2
"""Seconds that a request for a new password takes, whether the address exists or not."""


@dataclass(frozen=True, kw_only=True)
class Forgotten(Page):
    template: ClassVar[str] = "accounts/forgotten.html"
    form: ForgottenForm


@dataclass(frozen=True, kw_only=True)
class ResetSent(Page):
    template: ClassVar[str] = "accounts/reset_sent.html"


@dataclass(frozen=True, kw_only=True)
class NewPassword(Page):
    template: ClassVar[str] = "accounts/new_password.html"
    form: NewPasswordForm
    email: str
    """For the password manager: whose password this is."""


@dataclass(frozen=True, kw_only=True)
class ResetLinkEnded(Page):
    template: ClassVar[str] = "accounts/reset_link_ended.html"


@reads
async def forgotten(request: Request) -> Response:
    """Ask for the address."""
    return Forgotten(form=ForgottenForm.parse()).render(request)


@prepares
async def request_reset(request: Request) -> Response:
    """Mail a link, and answer the same whether the address exists."""
    form = ForgottenForm.parse(await request.form())
    if not form.validate():
        return Forgotten(form=form).render(request, 422)
    email = form.email.data or ""
    try:
        await count_reset(request, email)
    except TooManyTries as error:
        form.complain("email", error.message)
        return Forgotten(form=form).render(request, error.status)
    # Queuing a mail takes milliseconds more than not doing so: both answers last as long.
    await asyncio.gather(committed(lambda: actions.request_reset(email)), asyncio.sleep(EVENLY))
    return redirects.to(request, "accounts:reset_sent")


@reads
async def reset_sent(request: Request) -> Response:
    """Say what happens next."""
    return ResetSent().render(request)


@reads
async def new_password(request: Request) -> Response:
    """The page of the mailed link; looking at it changes nothing."""
    person = await person_to_reset(request.path_params["token"])
    if person is None:
        return ResetLinkEnded().render(request, 410)
    return NewPassword(form=NewPasswordForm.parse(), email=person.email).render(request)


@prepares
async def reset(request: Request) -> Response:
    """Set the new password, once."""
    token = request.path_params["token"]
    person = await person_to_reset(token)
    if person is None:
        return ResetLinkEnded().render(request, 410)
    form = NewPasswordForm.parse(await request.form()).of(person.email)
    if not form.validate():
        return NewPassword(form=form, email=person.email).render(request, 422)
    password_hash = await actions.hash_password(form.new_password.data or "")
    try:
        await committed(lambda: actions.reset_password(token, password_hash))
    except NotFound:  # pressed twice
        return ResetLinkEnded().render(request, 410)
    return flash(
        redirects.to(request, "accounts:sign_in"),
        "Uw nieuwe wachtwoord is opgeslagen. Log ermee in.",
    )


routes = [
    Route("/wachtwoord-vergeten/", forgotten, name="accounts:forgotten"),
    Route("/wachtwoord-vergeten/", request_reset, methods=["POST"], name="accounts:request_reset"),
    Route("/wachtwoord-vergeten/verstuurd/", reset_sent, name="accounts:reset_sent"),
    Route("/wachtwoord-vergeten/{token}/", new_password, name="accounts:new_password"),
    Route("/wachtwoord-vergeten/{token}/", reset, methods=["POST"], name="accounts:reset"),
]
