"""One's own account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.accounts import actions
from portal.accounts.forms import AbsenceForm, NameForm, PasswordForm
from portal.accounts.models import Absence, Session
from portal.accounts.pages.checking import checked_person
from portal.accounts.pages.signing_in import signed_out
from portal.accounts.queries import (
    Own,
    absences_of,
    colleagues_of,
    own_memberships,
    session_with,
)
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.kernel.errors import NotValid
from portal.web import redirects
from portal.web.flash import flash
from portal.web.forms import Form
from portal.web.handlers import prepares, reads, writes
from portal.web.page import Page
from portal.web.rate_limits import TooManyTries
from portal.web.session import acting, set_cookie


@dataclass(frozen=True, kw_only=True)
class Account(Page):
    template: ClassVar[str] = "accounts/account.html"
    name_form: NameForm
    password_form: PasswordForm
    absence_form: AbsenceForm
    wrong_form: Form | None
    """The form with errors, if any, for the summary on top."""
    memberships: list[Own]
    absences: list[Absence]
    session: Session


@reads
async def account(request: Request) -> Response:
    """Everything about the own account on one page."""
    return await _account_page(request)


@writes
async def rename(request: Request) -> Response:
    """Change the own name."""
    actor = acting(request)
    form = NameForm.parse(await request.form())
    if not form.validate():
        return await _account_page(request, name_form=form)
    await actions.rename(actor, form.name.data or "")
    return _saved(request, "Uw naam is opgeslagen.")


@prepares
async def change_password(request: Request) -> Response:
    """Set a new password; every other session ends."""
    actor = acting(request)
    session = await session_with(request.state.session_token)
    form = PasswordForm.parse(await request.form()).of(session.person.email)
    if not form.validate() or not await _knows_password(request, form):
        return await _account_page(request, password_form=form)
    password_hash = await actions.hash_password(form.new_password.data or "")
    token = request.state.session_token
    await committed(lambda: actions.change_password(actor, password_hash, token=token))
    return _saved(request, "Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd.")


async def _knows_password(request: Request, form: PasswordForm) -> bool:
    try:
        if await checked_person(request, form.address, form.password.data or ""):
            return True
        form.complain("password", "Dit is niet uw huidige wachtwoord.")
    except TooManyTries as error:
        form.complain("password", error.message)
    return False


@writes
async def sign_out_everywhere(request: Request) -> Response:
    """End every session, this one too."""
    await actions.sign_out_everywhere(acting(request))
    return signed_out(request, "U bent op al uw apparaten uitgelogd.")


@writes
async def switch(request: Request) -> Response:
    """Work as another of the own memberships, in a new session."""
    token = await actions.switch_to(
        acting(request),
        request.path_params["membership"],
        instead_of=request.state.session_token,
    )
    response = RedirectResponse("/", 303)
    set_cookie(response, "session", token)
    return response


@writes
async def set_reminders(request: Request) -> Response:
    """Receive reminders of this membership, or no longer."""
    wanted = (await request.form()).get("wanted") == "yes"
    membership = request.path_params["membership"]
    await actions.set_reminders(acting(request), membership, wanted=wanted)
    words = "U krijgt weer herinneringen." if wanted else "U krijgt geen herinneringen meer."
    return _saved(request, words)


@writes
async def announce_absence(request: Request) -> Response:
    """Be away, with a colleague standing in."""
    actor = acting(request)
    form = AbsenceForm.parse(await request.form()).offering(await colleagues_of(actor))
    if not form.validate():
        return await _account_page(request, absence_form=form)
    try:
        await actions.announce_absence(
            actor, form.period, deputy_id=int(form.deputy.data), on=today()
        )
    except NotValid as error:
        form.complain("until_on", error.message)
        return await _account_page(request, absence_form=form)
    return _saved(request, "Uw afwezigheid is opgeslagen. Uw vervanger krijgt de herinneringen.")


@writes
async def end_absence(request: Request) -> Response:
    """Be back early."""
    await actions.end_absence(acting(request), request.path_params["absence"])
    return _saved(request, "U krijgt uw herinneringen weer zelf.")


def _saved(request: Request, words: str) -> Response:
    return flash(redirects.to(request, "accounts:account"), words)


async def _account_page(request: Request, **wrong: Form) -> Response:
    actor = acting(request)
    colleagues = await colleagues_of(actor)
    forms: Mapping[str, Any] = {
        "name_form": NameForm.parse(name=actor.name),
        "password_form": PasswordForm.parse(),
        "absence_form": AbsenceForm.parse(),
        **wrong,
    }
    forms["absence_form"].offering(colleagues)
    page = Account(
        **forms,
        wrong_form=next(iter(wrong.values()), None),
        memberships=await own_memberships(actor.person_id),
        absences=await absences_of(actor.person_id, today=today()),
        session=await session_with(request.state.session_token),
    )
    return page.render(request, 422 if wrong else 200)


routes = [
    Route("/account/", account, name="accounts:account"),
    Route("/account/naam/", rename, methods=["POST"], name="accounts:name"),
    Route("/account/wachtwoord/", change_password, methods=["POST"], name="accounts:password"),
    Route(
        "/account/overal-uitloggen/",
        sign_out_everywhere,
        methods=["POST"],
        name="accounts:sign_out_everywhere",
    ),
    Route("/account/rol/{membership:int}/", switch, methods=["POST"], name="accounts:switch"),
    Route(
        "/account/herinneringen/{membership:int}/",
        set_reminders,
        methods=["POST"],
        name="accounts:reminders",
    ),
    Route("/account/afwezigheid/", announce_absence, methods=["POST"], name="accounts:absence"),
    Route(
        "/account/afwezigheid/{absence:int}/beeindigen/",
        end_absence,
        methods=["POST"],
        name="accounts:absence_end",
    ),
]
