"""A provider works through its lists: who is next, and what becomes of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.queries import row_for
from portal.availability.rules.desk import name_of
from portal.kernel.actor import PROVIDER_ROLES, Actor
from portal.kernel.clock import today
from portal.kernel.dates import dutch_date
from portal.waitlists.actions import calling, clients, leaving
from portal.waitlists.forms import deeds as forms
from portal.waitlists.pages.consulting import SHARED
from portal.waitlists.pages.deeds import ROLES_OF_PROVIDER, About, Deed, Side
from portal.waitlists.queries import callable_ahead_of, entry_for
from portal.waitlists.queries.desk import lists_of, placed_lately, waitlist_of
from portal.waitlists.rules.desk import Placed, WaitList
from portal.web.handlers import looks, shown
from portal.web.page import Page
from portal.web.session import acting

LISTS: Final = "/aanbieder/wachtlijst/"
NAMED: Final = 5


@dataclass(frozen=True, kw_only=True)
class Lists(Page):
    template: ClassVar[str] = "waitlists/lists.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"lists"})
    provider_name: str
    lists: Sequence[WaitList]
    empty: Sequence[WaitList]


@dataclass(frozen=True, kw_only=True)
class OneList(Page):
    template: ClassVar[str] = "waitlists/list.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"list"})
    list: WaitList
    placed: Sequence[Placed]


@looks
async def lists(request: Request) -> Response:
    """Every list with who is next."""
    actor = acting(request, *PROVIDER_ROLES)
    every = await lists_of(actor, on=today())
    waiting = [one for one in every if one.people]
    named = [one.next.client_id for one in waiting if one.next]
    shown(request, "client", set(named), action="client.listed")
    empty = [one for one in every if not one.people]
    page = Lists(provider_name=actor.organisation_name, lists=waiting, empty=empty)
    return page.render(request)


@looks
async def one_list(request: Request) -> Response:
    """One list in order."""
    actor = acting(request, *PROVIDER_ROLES)
    found = await waitlist_of(actor, request.path_params["offering"], on=today())
    placed = await placed_lately(actor, found.offering_id, on=today())
    ids = {one.client_id for one in [*found.people, *placed]}
    shown(request, "client", ids, action="client.listed")
    return OneList(list=found, placed=placed).render(request)


async def _entry(actor: Actor, entry_id: int) -> About:
    entry = await entry_for(actor, entry_id)
    client = entry.need.client
    row = await row_for(actor, entry.offering_id)
    home = f"{LISTS}{entry.offering_id}/"
    return About(
        id=entry.id,
        client_id=client.id,
        reference=client.reference or "",
        home=home,
        trail=[("Wachtlijst", LISTS), (name_of(row), home)],
        notes=[f"Aangemeld op {dutch_date(entry.registered_on)}"],
        entry=entry,
    )


async def _who_is_passed(_actor: Actor, about: About) -> About:
    """Say whom this invitation would pass."""
    assert about.entry
    passed = await callable_ahead_of(about.entry, on=today())
    await about.entry.fetch_related("need__client")
    if not passed:
        return replace(about, notes=["Deze cliënt is de volgende. U hoeft geen reden te geven."])
    for one in passed[:NAMED]:
        await one.fetch_related("need__client")
    named = [
        f"{one.need.client.reference}, aangemeld {dutch_date(one.registered_on)}"
        for one in passed[:NAMED]
    ]
    more = len(passed) - NAMED
    many = "1 cliënt" if len(passed) == 1 else f"{len(passed)} cliënten"
    names = "; ".join(named) + (f"; en nog {more}" if more > 0 else "")
    ids = [one.need.client_id for one in passed[:NAMED]]
    return replace(about, notes=[f"U slaat {many} over: {names}."], also_shown=ids)


async def _ask_why(_actor: Actor, about: About, form: forms.InviteForm) -> None:
    """Only who passes somebody has to say why."""
    form.reason.flags.required = bool(about.also_shown)


async def _invite(actor: Actor, entry_id: int, form: forms.InviteForm, on: date) -> object:
    return await calling.invite(actor, entry_id, on=on, reason=form.reason.data or "")


async def _withdraw(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    return await calling.withdraw_invitation(actor, entry_id, on=on)


async def _place(actor: Actor, entry_id: int, form: forms.PlacedForm, on: date) -> object:
    assert form.placed_on.data
    return await calling.place(actor, entry_id, placed_on=form.placed_on.data, on=on)


async def _fail(actor: Actor, entry_id: int, form: forms.FailForm, on: date) -> object:
    assert form.failed_on.data
    return await calling.fail_start(actor, entry_id, failed_on=form.failed_on.data, on=on)


async def _give_back(actor: Actor, entry_id: int, form: forms.ReasonForm, on: date) -> object:
    return await leaving.return_to_consultant(actor, entry_id, reason=form.reason.data or "", on=on)


async def _number(actor: Actor, entry_id: int, form: forms.NumberForm, _on: date) -> object:
    return await clients.number_client(actor, entry_id, form.number.data or "")


DEEDS: Final = {
    **SHARED,
    "uitnodigen": Deed(
        title="Uitnodigen",
        label="Uitnodigen",
        told="Uitgenodigd. De consulent weet het nu.",
        do=_invite,
        form=forms.InviteForm,
        fill=_ask_why,
        tell=_who_is_passed,
    ),
    "intrekken": Deed(
        title="Terug naar wachten",
        label="Terug naar wachten",
        told="De cliënt wacht weer, met dezelfde datum en plaats.",
        do=_withdraw,
    ),
    "geplaatst": Deed(
        title="Geplaatst",
        label="Plaatsing opslaan",
        told="Geplaatst. Kijk of uw vrije plaatsen nog kloppen.",
        do=_place,
        form=forms.PlacedForm,
        known=lambda _entry: {"placed_on": today()},
    ),
    "mislukt": Deed(
        title="Start mislukt",
        label="Opslaan",
        told="Opgeslagen. De consulent kan de cliënt met de oude datum laten terugkomen.",
        do=_fail,
        form=forms.FailForm,
        known=lambda _entry: {"failed_on": today()},
    ),
    "teruggeven": Deed(
        title="Teruggeven aan consulent",
        label="Teruggeven aan consulent",
        told="Teruggegeven. De cliënt houdt datum en plaats; de consulent besluit.",
        do=_give_back,
        form=forms.ReasonForm,
    ),
    "nummer": Deed(
        title="Eigen cliëntnummer",
        label="Nummer opslaan",
        told="Uw cliëntnummer is opgeslagen.",
        do=_number,
        form=forms.NumberForm,
    ),
}
of_list: Final = Side(
    name="list_deed",
    path=f"{LISTS}plek/{{id:int}}/{{deed}}/",
    roles=ROLES_OF_PROVIDER,
    deeds=DEEDS,
    find=_entry,
)
routes = [
    Route(LISTS, lists, name="waitlists:lists"),
    Route(f"{LISTS}{{offering:int}}/", one_list, name="waitlists:list"),
    *of_list.routes(),
]
