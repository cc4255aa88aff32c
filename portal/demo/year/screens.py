"""Everybody's first screen, asked of the real application, beside what the model says."""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any, Final

from starlette.types import ASGIApp

from portal.accounts.actions.sessions import end_sessions_of, start_session
from portal.accounts.models import Membership
from portal.accounts.queries import actor_with_membership
from portal.app import create_app
from portal.availability.models import ManagerTask
from portal.database.transactions import committed
from portal.demo.year.model import Model, Offer
from portal.demo.year.world import Year
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.providers.models import AccessTeam, Contract

COUNT: Final = re.compile(r'id="results-count"[^>]*>(?:(\d+) resultaten van )?(\d+) aanbieder')
FIRST: Final = 3
"""How many of those to ring stand on the first screen of the region."""
MEMBERS: Final = re.compile(r'>Aanbieders</th>.*?data-label="Medewerkers">(\d+)<', re.DOTALL)
DECIDING: Final = re.compile(r'method="post" action="/aanmeldstops/\d+/\d+/"')


async def first_screens_are_right(year: Year) -> list[str]:
    """Everybody who works with the portal signs in and sees the numbers of the model."""
    app = create_app(with_lifespan=False)
    ids: list[Any] = (
        await Membership.filter(ended_at=None).order_by("id").values_list("id", flat=True)
    )
    told: list[str] = []
    for membership_id in ids:
        actor = await actor_with_membership(membership_id)
        assert actor is not None, "a membership that did not end"
        told += [
            f"{actor.role.value} {membership_id}: {one}" for one in await _seen(year, app, actor)
        ]
    return told


async def _seen(year: Year, app: ASGIApp, actor: Actor) -> list[str]:
    token = await committed(lambda: start_session(actor))
    home = await get(app, "/", token)
    page = await get(app, home.location, token)
    told = [] if page.status == 200 else [f"{home.location} answers {page.status}"]
    if missing := MISSING.get(actor.role):
        told += await missing(Look(year.model, app, actor, token, page.text, today()))
    await committed(lambda: end_sessions_of(actor.person_id))
    return told


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody's first screen, and the way to further ones."""

    model: Model
    app: ASGIApp
    actor: Actor
    token: str
    text: str
    day: date

    async def at(self, path: str, *, query: str = "") -> str:
        """What another page says."""
        return (await get(self.app, path, self.token, query=query)).text


async def _at_provider(look: Look) -> list[str]:
    return _absent(look.text, [desk_figure(look.model, look.actor.provider_id or 0, look.day)])


async def _at_consultant(look: Look) -> list[str]:
    every = await look.at("/beschikbaarheid/", query="gemeente=alle")
    team = await AccessTeam.get(id=look.actor.access_team_id)
    return _counted(every, choices_of(look.model, team.region_id, look.day))


async def _at_region(look: Look) -> list[str]:
    told, to_ring = await region_figures(look.model, look.actor.region_id or 0, look.day)
    return _absent(look.text, told) + _absent(await look.at("/regio/bellen/"), to_ring)


async def _at_inspector(look: Look) -> list[str]:
    own = look.model.of_region(look.actor.region_id or 0)
    return _absent(look.text, [current(look.model, own, look.day)])


async def _at_administrator(look: Look) -> list[str]:
    wanted = await members_of(look.model, look.actor.region_id or 0)
    found = MEMBERS.search(look.text)
    seen = int(found[1]) if found else None
    return [] if seen == wanted else [f"counts {seen} members, the model has {wanted}"]


async def _at_municipality(look: Look) -> list[str]:
    """The first screen tells how many stops wait; where they are decided, each has its buttons."""
    model, here, day = look.model, look.actor.municipality_id or 0, look.day
    wanted = decisions_of(model, here, day)
    title = f"besluiten ({wanted})" if wanted else "Er wacht geen aanvraag op uw besluit."
    absent = _absent(look.text, [title, current(model, given_in(model, here, day), day)])
    found = len(DECIDING.findall(await look.at("/aanmeldstops/")))
    return absent if found == wanted else [*absent, f"{found} to decide, the model has {wanted}"]


MISSING: Final[Mapping[Role, Callable[[Look], Awaitable[list[str]]]]] = {
    Role.PROVIDER_MEMBER: _at_provider,
    Role.PROVIDER_LEAD: _at_provider,
    Role.CONSULTANT: _at_consultant,
    Role.REGION_MANAGER: _at_region,
    Role.INSPECTOR: _at_inspector,
    Role.ADMINISTRATOR: _at_administrator,
    Role.MUNICIPALITY_MEMBER: _at_municipality,
}
"""What a first screen should say and does not, by the role of who looks."""


def _absent(text: str, wanted: list[str]) -> list[str]:
    said = unescape(text)
    return [f"does not say ‘{words}’" for words in wanted if words not in said]


def _counted(text: str, wanted: list[Offer]) -> list[str]:
    found = COUNT.search(text)
    providers = len({offer.provider for offer in wanted})
    expected = (len(wanted), providers)
    seen = (int(found[1] or found[2]), int(found[2])) if found else None
    return [] if seen == expected else [f"finds {seen}, the model has {expected}"]


def desk_figure(model: Model, provider: int, day: date) -> str:
    """How many of a provider's own figures are current."""
    own = [offer.id for offer in model.offers.values() if offer.edited_by(provider)]
    fresh = sum(model.state(one, day) == "fresh" for one in own)
    return f"{fresh} van {len(own)} actueel" if own else ""


def current(model: Model, offers: list[Offer], day: date) -> str:
    """How many of these are current."""
    fresh = sum(model.state(offer.id, day) == "fresh" for offer in offers)
    return f"{fresh} van {len(offers)}"


def looked_after(model: Model, region: int, day: date) -> list[Offer]:
    """Of what a region asks that somebody keeps it current."""
    agreed = [o for o in model.of_region(region) if o.main is None or o.approved]
    return [offer for offer in agreed if offer.starts_on <= day <= offer.ends_on]


async def region_figures(model: Model, region: int, day: date) -> tuple[list[str], list[str]]:
    """What the desk of a region says of today, and the names on its list of whom to ring."""
    own = looked_after(model, region, day)
    said = [f"{current(model, own, day)} regels actueel."]
    stops = model.to_decide(region, day)
    if stops:
        said.append(f"{stops} {'besluit' if stops == 1 else 'besluiten'} over aanmeldstops")
    asked = _asked_of(model, region, day)
    if asked:
        said.append(f"{asked} {'verzoek' if asked == 1 else 'verzoeken'} om met een")
    names = await _silent(model, region, own)
    more = len(names) - FIRST
    if more > 0:
        said.append(f"Nog {more} {'aanbieder' if more == 1 else 'aanbieders'} om te bellen")
    return [*said, *(f"{name} bellen" for name in names[:FIRST])], names


def _asked_of(model: Model, region: int, day: date) -> int:
    over = {offer.contract for offer in model.offers.values() if offer.ends_on < day}
    open_still = model.subcontracts_open.items()
    return sum(its == region and contract not in over for contract, its in open_still)


async def _silent(model: Model, region: int, own: list[Offer]) -> list[str]:
    """Who answers for figures that no mail could get confirmed; who waits longest first."""
    names = {offer.provider: offer.provider_name for offer in model.offers.values()}
    looked = {offer.id: offer for offer in own}
    since: dict[str, date] = {}
    for task in await ManagerTask.filter(region_id=region, done_at=None).order_by("since_on"):
        if offer := looked.get(task.offering_id):
            itself = offer.main is None or offer.delegates
            since.setdefault(names[offer.provider if itself else offer.main or 0], task.since_on)
    return sorted(since, key=lambda name: (since[name], name))


async def members_of(model: Model, region: int) -> int:
    """How many people work for the providers of a region."""
    here = Contract.filter(region_id=region).distinct()
    return sum([model.members[one] async for one in here.values_list("provider_id", flat=True)])


def given_in(model: Model, municipality: int, day: date) -> list[Offer]:
    """What clients of this municipality may be assigned today."""
    here = [o for o in model.offers.values() if municipality in o.municipalities]
    return [o for o in here if not o.withdrawn and o.starts_on <= day <= o.ends_on]


def decisions_of(model: Model, municipality: int, day: date) -> int:
    """How many stops wait for an answer of this municipality."""
    given = {offer.id for offer in model.offers.values() if not offer.withdrawn}
    return sum(stop.waits(municipality, day) for stop in model.stops if stop.offering in given)


def choices_of(model: Model, region: int, day: date) -> list[Offer]:
    """What a client of this region may choose: with a contract on the day that it would begin."""
    open_to = [o for o in model.of_region(region) if o.main is None or o.approved]
    return [o for o in open_to if o.starts_on <= _begins(model, o, day) <= o.ends_on]


def _begins(model: Model, offer: Offer, day: date) -> date:
    shown = model.shown(offer.id)
    if shown is None or shown.figures.start is None:
        return day
    figures = shown.figures
    if not offer.has_intake or figures.start is None:
        return day + timedelta(days=figures.start.high if figures.start else 0)
    if figures.intake is None:
        return day
    return day + timedelta(days=figures.intake.high + figures.start.high)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal answered."""

    status: int
    location: str
    text: str


async def get(app: ASGIApp, path: str, token: str, *, query: str = "") -> Answer:
    """One page as a signed-in browser without JavaScript gets it."""
    status, location, body = 0, "", b""

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status, location, body
        sent = dict(message.get("headers", ()))
        location = sent.get(b"location", location.encode()).decode()
        status = message.get("status", status)
        body += message.get("body", b"")

    headers = [(b"host", b"portal.test"), (b"cookie", f"session={token}".encode())]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("portal.test", 80),
    }
    await app(scope, receive, send)
    return Answer(status, location, body.decode())
