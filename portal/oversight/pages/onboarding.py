"""The board of providers that join, and inviting many of them at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.oversight.actions.onboarding import Sent, invite_many
from portal.oversight.forms.onboarding import (
    CHOSEN,
    addresses_form,
    addresses_in,
    chosen_ids,
)
from portal.oversight.queries.onboarding import joining
from portal.oversight.rules.onboarding import Joining, Skipped, Stage, counts, in_order, skipped
from portal.web import redirects
from portal.web.flash import flash
from portal.web.forms import Form
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class Onboarding(Page):
    template: ClassVar[str] = "oversight/onboarding.html"
    providers: Sequence[Joining]
    counts: Mapping[Stage, int]
    joined: int
    """For how many of them somebody signed in."""
    moment: datetime
    may_invite: bool


@dataclass(frozen=True, kw_only=True)
class Invitations(Page):
    template: ClassVar[str] = "oversight/invitations.html"
    getting: Sequence[Joining]
    """Who gets a mail, once its address is filled in."""
    left_alone: Sequence[tuple[Joining, Skipped]]
    form: Form


@reads
async def board(request: Request) -> Response:
    """How far each provider has come."""
    actor = acting(request, Role.REGION_MANAGER, Role.INSPECTOR)
    found, moment = await joining(actor, today=today()), now()
    return Onboarding(
        providers=in_order(found, now=moment),
        counts=counts(found, now=moment),
        joined=sum(one.stage(now=moment).joined for one in found),
        moment=moment,
        may_invite=actor.has(Role.REGION_MANAGER),
    ).render(request)


@reads
async def preview(request: Request) -> Response:
    """Who would get a mail, at which address, and who would not and why."""
    actor = acting(request, Role.REGION_MANAGER)
    ids = chosen_ids(request.query_params.getlist(CHOSEN))
    if not ids:
        gone = redirects.to(request, "oversight:onboarding")
        return flash(gone, "Kies eerst een of meer aanbieders.", "warning")
    getting, left_alone = await _sorted(actor, ids)
    return Invitations(getting=getting, left_alone=left_alone, form=addresses_form(getting)).render(
        request
    )


@writes
async def invite(request: Request) -> Response:
    """Mail them; pressed twice it sends nothing more."""
    actor = acting(request, Role.REGION_MANAGER)
    posted = await request.form()
    getting, left_alone = await _sorted(actor, chosen_ids(posted.getlist(CHOSEN)))
    form = addresses_form(getting, posted)
    if not form.validate():
        return Invitations(getting=getting, left_alone=left_alone, form=form).render(request, 422)
    addresses = addresses_in(form, getting) | {one.provider.id: "" for one, _ in left_alone}
    sent = await invite_many(actor, addresses, on=today())
    gone = redirects.to(request, "oversight:onboarding")
    return flash(gone, _told(sent), "success" if sent.sent else "warning")


async def _sorted(
    actor: Actor, ids: Sequence[int]
) -> tuple[list[Joining], list[tuple[Joining, Skipped]]]:
    """Who may get a mail, and who is left alone whatever the address."""
    found, moment = await joining(actor, today=today(), only=ids), now()
    reasons = [(one, skipped(one, "filled in", now=moment)) for one in found]
    return (
        [one for one, why in reasons if why is None],
        [(one, why) for one, why in reasons if why is not None],
    )


def _told(sent: Sent) -> str:
    """What happened, in a sentence or two."""
    number = len(sent.sent)
    words = "uitnodiging is" if number == 1 else "uitnodigingen zijn"
    told = f"{number} {words} verstuurd." if number else "Er is geen uitnodiging verstuurd."
    if not sent.skipped:
        return told
    reasons = Counter(sent.skipped.values())
    why = ", ".join(f"{count} {reason.label}" for reason, count in reasons.items())
    return f"{told} Overgeslagen: {why}."


_HERE = "/regio/aansluiten/"
routes = [
    Route(_HERE, board, name="oversight:onboarding"),
    Route(f"{_HERE}uitnodigen/", preview, name="oversight:invite_preview"),
    Route(f"{_HERE}uitnodigen/", invite, methods=["POST"], name="oversight:invite_many"),
]
