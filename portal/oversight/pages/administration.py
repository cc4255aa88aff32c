"""The administrator's first screen, and the yearly review of rights. No clients here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.accounts.rules import Organisation
from portal.catalogue.models import Region
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.kernel.ids import as_id
from portal.oversight.actions.administration import confirm_rights, end_right
from portal.oversight.queries.administration import (
    counts_per_kind,
    region_of,
    right_reviewed_by,
    rights_reviewed_by,
)
from portal.oversight.rules.administration import (
    KindCount,
    Progress,
    Right,
    in_order,
    progress,
)
from portal.web.flash import flash
from portal.web.handlers import looks, reads, shown, writes
from portal.web.page import Page
from portal.web.session import acting

PER_PAGE: Final = 50
ALL: Final = "alles"


@dataclass(frozen=True, kw_only=True)
class Administration(Page):
    template: ClassVar[str] = "oversight/administration.html"
    region: Region
    progress: Progress
    counts: Sequence[KindCount]


@dataclass(frozen=True, kw_only=True)
class Rights(Page):
    template: ClassVar[str] = "oversight/rights.html"
    progress: Progress
    rights: Sequence[Right]
    total: int
    organisations: Sequence[Organisation]
    organisation: str
    shows_all: bool
    page: int
    pages: int
    query: str
    today: date


@dataclass(frozen=True, kw_only=True)
class EndRight(Page):
    template: ClassVar[str] = "oversight/end_right.html"
    right: Right
    today: date


@reads
async def administration(request: Request) -> Response:
    """What there is to do, and who works with the portal."""
    actor = acting(request, Role.ADMINISTRATOR)
    page = Administration(
        region=await region_of(actor),
        progress=progress(await rights_reviewed_by(actor), today=today()),
        counts=await counts_per_kind(actor),
    )
    return page.render(request)


@looks
async def rights(request: Request) -> Response:
    """Who has what since when; what asks for a look comes first."""
    every = in_order(await rights_reviewed_by(acting(request, Role.ADMINISTRATOR)), today=today())
    page = _rights_page(request, every)
    ids = {right.person_id for right in page.rights}
    shown(request, "person", ids, action="rights.listed")
    return page.render(request)


def _rights_page(request: Request, every: Sequence[Right]) -> Rights:
    asked = request.query_params.get("organisatie", "")
    shows_all = request.query_params.get("toon") == ALL
    organisations = {key_of(right.organisation): right.organisation for right in every}
    found = [
        right
        for right in every
        if (shows_all or right.is_due(today=today()))
        and (asked not in organisations or key_of(right.organisation) == asked)
    ]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, as_id(request.query_params.get("pagina", "")) or 1), pages)
    return Rights(
        progress=progress(every, today=today()),
        rights=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        organisations=sorted(organisations.values(), key=lambda one: (one.kind, one.name)),
        organisation=asked if asked in organisations else "",
        shows_all=shows_all,
        page=page,
        pages=pages,
        query=urlencode(
            [("organisatie", asked)] * (asked in organisations) + [("toon", ALL)] * shows_all
        ),
        today=today(),
    )


def key_of(organisation: Organisation) -> str:
    """How an organisation stands in the address."""
    return f"{organisation.kind.slug}-{organisation.id}"


@writes
async def confirm(request: Request) -> Response:
    """These people still need their access."""
    actor = acting(request, Role.ADMINISTRATOR)
    chosen = [as_id(str(one)) or 0 for one in (await request.form()).getlist("membership")]
    back = RedirectResponse(_back(request), 303)
    if not chosen:
        return flash(back, "Kies eerst van wie u de toegang bevestigt.", kind="error")
    count = await confirm_rights(actor, chosen, on=today())
    people = "1 medewerker" if count == 1 else f"{count} medewerkers"
    return flash(
        back,
        f"Bevestigd: {people} houdt toegang."
        if count == 1
        else f"Bevestigd: {people} houden toegang.",
    )


def _back(request: Request) -> str:
    here = request.app.url_path_for("oversight:rights")
    return f"{here}?{request.url.query}" if request.url.query else str(here)


@looks
async def end_form(request: Request) -> Response:
    """Ask whether this access should end."""
    actor = acting(request, Role.ADMINISTRATOR)
    right = await right_reviewed_by(actor, request.path_params["membership"])
    shown(request, "person", [right.person_id], action="membership.shown")
    return EndRight(right=right, today=today()).render(request)


@writes
async def end(request: Request) -> Response:
    """End this access, at once."""
    actor = acting(request, Role.ADMINISTRATOR)
    await end_right(actor, request.path_params["membership"], on=today())
    return flash(RedirectResponse(_back(request), 303), "De medewerker heeft geen toegang meer.")


_RIGHTS: Final = "/beheer/rechten/"
_END: Final = f"{_RIGHTS}{{membership:int}}/beeindigen/"
routes = [
    Route("/beheer/", administration, name="oversight:administration"),
    Route(_RIGHTS, rights, name="oversight:rights"),
    Route(_RIGHTS, confirm, methods=["POST"], name="oversight:confirm_rights"),
    Route(_END, end_form, name="oversight:end_right_form"),
    Route(_END, end, methods=["POST"], name="oversight:end_right"),
]
