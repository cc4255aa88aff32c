"""Who works for an organisation, and who is invited to."""

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.accounts import actions
from portal.accounts.forms import InviteForm
from portal.accounts.queries import (
    Member,
    OpenInvitation,
    members_of,
    membership_administered_by,
    open_invitations_of,
    organisation_administered_by,
    organisations_administered_by,
    own_organisation,
)
from portal.accounts.rules import (
    ADMINISTERS,
    KIND_OF_SLUG,
    Organisation,
    OrganisationKind,
    may_lose,
    other_provider_role,
)
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound, NotValid
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import looks, reads, shown, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A member, and what the actor may do about the membership."""

    member: Member
    new_role: Role | None
    may_lose: bool


@dataclass(frozen=True, kw_only=True)
class Organisations(Page):
    template: ClassVar[str] = "accounts/organisations.html"
    groups: list[tuple[OrganisationKind, list[tuple[Organisation, int]]]]


@dataclass(frozen=True, kw_only=True)
class Members(Page):
    template: ClassVar[str] = "accounts/members.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"members"})
    organisation: Organisation
    rows: list[Row]
    invitations: list[OpenInvitation]


@dataclass(frozen=True, kw_only=True)
class Invite(Page):
    template: ClassVar[str] = "accounts/invite.html"
    organisation: Organisation
    form: InviteForm


@dataclass(frozen=True, kw_only=True)
class EndMembership(Page):
    template: ClassVar[str] = "accounts/end_membership.html"
    organisation: Organisation
    membership_id: int
    person_name: str


@reads
async def organisations(request: Request) -> Response:
    """Pick an organisation; who looks after only one goes straight to it."""
    actor = acting(request, *ADMINISTERS)
    if actor.is_provider:
        return _to_members(request, own_organisation(actor))
    kinds = [kind for kind in OrganisationKind if kind in ADMINISTERS[actor.role]]
    groups = [(kind, await organisations_administered_by(actor, kind)) for kind in kinds]
    return Organisations(groups=groups).render(request)


@looks
async def members(request: Request) -> Response:
    """The members of one organisation and its open invitations."""
    actor, organisation = await _organisation(request)
    found = await members_of(organisation)
    shown(request, "person", [member.person_id for member in found], action="members.listed")
    page = Members(
        organisation=organisation,
        rows=[_row(actor, member, found) for member in found],
        invitations=await open_invitations_of(organisation),
    )
    return page.render(request)


def _row(actor: Actor, member: Member, all_members: list[Member]) -> Row:
    others = [one for one in all_members if one != member and one.role == member.role]
    return Row(
        member=member,
        new_role=other_provider_role(member.role),
        may_lose=may_lose(
            member.role, own=member.person_id == actor.person_id, left_with_role=len(others)
        ),
    )


@reads
async def invite_form(request: Request) -> Response:
    """Ask whom to invite."""
    _, organisation = await _organisation(request)
    form = InviteForm.parse().offering(organisation.kind.roles)
    return Invite(organisation=organisation, form=form).render(request)


@writes
async def invite(request: Request) -> Response:
    """Mail an invitation, and answer the same whether the address exists."""
    actor, organisation = await _organisation(request)
    form = InviteForm.parse(await request.form()).offering(organisation.kind.roles)
    if not form.validate():
        return Invite(organisation=organisation, form=form).render(request, 422)
    email, name, role = form.email.data or "", form.name.data or "", Role(form.role.data)
    try:
        await actions.invite(actor, organisation, email=email, name=name, role=role)
    except NotValid as error:
        form.complain("email", error.message)
        return Invite(organisation=organisation, form=form).render(request, error.status)
    return flash(_to_members(request, organisation), "De uitnodiging is verstuurd.")


@writes
async def withdraw(request: Request) -> Response:
    """Let the link of an invitation stop working."""
    actor = acting(request, *ADMINISTERS)
    organisation = await actions.withdraw(actor, request.path_params["invitation"])
    return flash(_to_members(request, organisation), "De uitnodiging is ingetrokken.")


@writes
async def resend(request: Request) -> Response:
    """Mail a new link in the place of the old one."""
    actor = acting(request, *ADMINISTERS)
    organisation = await actions.resend(actor, request.path_params["invitation"])
    return flash(_to_members(request, organisation), "Er is een nieuwe uitnodiging verstuurd.")


@writes
async def change_role(request: Request) -> Response:
    """Make a member lead, or a lead member."""
    actor = acting(request, *ADMINISTERS)
    organisation = await actions.change_role(actor, request.path_params["membership"])
    return flash(_back(request, actor, organisation), "De rol is gewijzigd.")


@looks
async def end_form(request: Request) -> Response:
    """Ask whether to end this membership."""
    actor = acting(request, *ADMINISTERS)
    row, organisation = await membership_administered_by(actor, request.path_params["membership"])
    shown(request, "person", [row.person_id], action="membership.shown")
    page = EndMembership(
        organisation=organisation, membership_id=row.id, person_name=row.person.name
    )
    return page.render(request)


@writes
async def end(request: Request) -> Response:
    """End a membership and its sessions."""
    actor = acting(request, *ADMINISTERS)
    organisation = await actions.end_membership(actor, request.path_params["membership"])
    response = _back(request, actor, organisation)
    return flash(response, "De medewerker heeft geen toegang meer.")


async def _organisation(request: Request) -> tuple[Actor, Organisation]:
    actor = acting(request, *ADMINISTERS)
    kind = KIND_OF_SLUG.get(request.path_params["kind"])
    if kind is None:
        raise NotFound
    return actor, await organisation_administered_by(actor, kind, request.path_params["id"])


def _back(request: Request, actor: Actor, organisation: Organisation) -> RedirectResponse:
    """To the list, unless the actor just gave up the role that shows it."""
    if request.path_params["membership"] == actor.membership_id:
        return RedirectResponse("/", 303)
    return _to_members(request, organisation)


def _to_members(request: Request, organisation: Organisation) -> RedirectResponse:
    return redirects.to(
        request, "accounts:members", kind=organisation.kind.slug, id=organisation.id
    )


_MEMBERSHIP = "/medewerkers/lid/{membership:int}"
_INVITATION = "/medewerkers/uitnodiging/{invitation:int}"
routes = [
    Route("/medewerkers/", organisations, name="accounts:organisations"),
    Route(f"{_MEMBERSHIP}/rol/", change_role, methods=["POST"], name="accounts:role"),
    Route(f"{_MEMBERSHIP}/beeindigen/", end_form, name="accounts:end_form"),
    Route(f"{_MEMBERSHIP}/beeindigen/", end, methods=["POST"], name="accounts:end"),
    Route(f"{_INVITATION}/intrekken/", withdraw, methods=["POST"], name="accounts:withdraw"),
    Route(f"{_INVITATION}/opnieuw/", resend, methods=["POST"], name="accounts:resend"),
    Route("/medewerkers/{kind}/{id:int}/", members, name="accounts:members"),
    Route("/medewerkers/{kind}/{id:int}/uitnodigen/", invite_form, name="accounts:invite_form"),
    Route(
        "/medewerkers/{kind}/{id:int}/uitnodigen/",
        invite,
        methods=["POST"],
        name="accounts:invite",
    ),
]
