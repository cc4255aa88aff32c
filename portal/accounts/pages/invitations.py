"""The page behind the link of an invitation."""

from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.accounts import actions
from portal.accounts.forms import NewAccountForm, OwnPasswordForm
from portal.accounts.pages.checking import checked_person
from portal.accounts.queries import Invited, invited_with
from portal.database.transactions import committed
from portal.kernel.errors import NotFound
from portal.web.flash import flash
from portal.web.handlers import prepares, reads
from portal.web.page import Page
from portal.web.rate_limits import TooManyTries
from portal.web.session import set_cookie


@dataclass(frozen=True, kw_only=True)
class Invitation(Page):
    template: ClassVar[str] = "accounts/invitation.html"
    invited: Invited
    form: NewAccountForm | OwnPasswordForm


@dataclass(frozen=True, kw_only=True)
class InvitationEnded(Page):
    template: ClassVar[str] = "accounts/invitation_ended.html"
    invited: Invited | None


@reads
async def invitation(request: Request) -> Response:
    """Show who invites; looking at it changes nothing, since mail scanners open links too."""
    invited = await invited_with(request.path_params["token"])
    if invited is None or not invited.is_usable:
        return _ended(request, invited)
    # Where the organisation was invited as such, its name is nobody's own.
    name = "" if invited.name == invited.organisation_name else invited.name
    return Invitation(invited=invited, form=_form(invited, name=name)).render(request)


@prepares
async def accept(request: Request) -> Response:
    """Become a member, signed in: with a new account, or with the password of the own one."""
    token = request.path_params["token"]
    invited = await invited_with(token)
    if invited is None or not invited.is_usable:
        return _ended(request, invited)
    form = _form(invited, await request.form())
    values = await _confirmed(request, invited, form) if form.validate() else None
    if values is None:
        return Invitation(invited=invited, form=form).render(request, 422)
    before = request.state.session_token
    try:
        session = await committed(lambda: actions.accept(token, **values, instead_of=before))
    except NotFound:  # pressed twice, or withdrawn in this very moment
        return _ended(request, await invited_with(token))
    response = flash(
        RedirectResponse("/", 303),
        f"Welkom. U werkt nu voor {invited.organisation_name}.",
    )
    set_cookie(response, "session", session)
    return response


async def _confirmed(
    request: Request, invited: Invited, form: NewAccountForm | OwnPasswordForm
) -> dict[str, str] | None:
    """What the account needs; None, with a complaint in the form, for a wrong password."""
    if isinstance(form, NewAccountForm):
        password_hash = await actions.hash_password(form.new_password.data or "")
        return {"name": form.name.data or "", "password_hash": password_hash}
    try:
        if await checked_person(request, invited.email, form.password.data or ""):
            return {}
        form.complain("password", "Dit wachtwoord klopt niet.")
    except TooManyTries as error:
        form.complain("password", error.message)
    return None


def _form(invited: Invited, *posted: Any, **known: Any) -> NewAccountForm | OwnPasswordForm:
    if invited.has_account:
        return OwnPasswordForm.parse(*posted, **known)
    return NewAccountForm.parse(*posted, **known).of(invited.email)


def _ended(request: Request, invited: Invited | None) -> Response:
    return InvitationEnded(invited=invited).render(request, 410 if invited else 404)


routes = [
    Route("/uitnodiging/{token}/", invitation, name="accounts:invitation"),
    Route("/uitnodiging/{token}/", accept, methods=["POST"], name="accounts:accept"),
]
