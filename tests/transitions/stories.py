"""What happens again and again in stories about transitions: De Linde stops, Het Anker receives."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.catalogue.models import Product
from portal.database.transactions import committed
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.transitions.actions.collecting import Care, collect, save_care
from portal.transitions.actions.deciding import Wish, decide
from portal.transitions.actions.executing import Done, execute
from portal.transitions.actions.presenting import present
from portal.transitions.actions.setting_up import Plan, add_receiving, set_up
from portal.transitions.models import Participant, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import Choice
from portal.waitlists.actions.registering import Registration, register
from portal.waitlists.models import Entry
from tests.builders import a_member, an_access_team
from tests.cast import Cast

DAY = timedelta(days=1)


def cut_over() -> date:
    """The day on which the clients go over."""
    return today() + 30 * DAY


def final() -> date:
    """The last day on which anybody may still be with who stops."""
    return today() + 300 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A transition that was set up, with open entries and running care in two municipalities."""

    transition: Transition
    joris: Actor
    """Consultant in Medemblik."""
    hoorn: list[Entry]
    """Three on De Linde's list, one of whom stands on Het Anker's too."""
    medemblik: list[Entry]
    there: list[Entry]
    """On Het Anker's list: somebody else, and the one of Hoorn."""


async def entered(actor: Actor, offering_id: int, municipality_id: int, **known: Any) -> Entry:
    wish = Registration(offering_id=offering_id, municipality_id=municipality_id, **known)
    return await committed(lambda: register(actor, wish, on=known.get("on_day", today())))


async def reference_of(entry: Entry) -> str:
    await entry.fetch_related("need__client")
    return entry.need.client.reference or ""


async def told(cast: Cast) -> Story:
    """Set up and collected; nothing was put before the access teams yet."""
    team = await an_access_team([cast.medemblik], "Wijkteam Medemblik")
    joris = await a_member(Role.CONSULTANT, of=team, name="Joris Kok", email="joris@team.example")
    home, anker = cast.linde_thuis.id, cast.anker_thuis.id
    hoorn = [await at(cast.noor, home, cast.hoorn.id, days) for days in (40, 20, 10)]
    medemblik = [await at(joris, home, cast.medemblik.id, days) for days in (30, 5)]
    other = await at(cast.noor, anker, cast.hoorn.id, 35)
    again = await at(
        cast.noor, anker, cast.hoorn.id, 38, client_reference=await reference_of(hoorn[2])
    )
    transition = await committed(lambda: set_up(cast.rik, plan(cast), on=today()))
    await committed(lambda: add_receiving(cast.rik, transition.id, anker, 1))
    await committed(lambda: collect(cast.rik, transition.id))
    return Story(
        transition=transition, joris=joris, hoorn=hoorn, medemblik=medemblik, there=[other, again]
    )


async def at(
    actor: Actor, offering_id: int, municipality_id: int, days: int, **known: Any
) -> Entry:
    """Registered so many days ago."""
    wish = Registration(offering_id=offering_id, municipality_id=municipality_id, **known)
    return await committed(lambda: register(actor, wish, on=today() - days * DAY))


def plan(cast: Cast, **known: Any) -> Plan:
    values: dict[str, Any] = {
        "name": "De Linde stopt",
        "releasing_id": cast.linde.id,
        "cut_over_on": cut_over(),
        "final_on": final(),
        "bridging_days": 90,
    }
    return Plan(**{**values, **known})


async def presented(cast: Cast) -> Story:
    story = await told(cast)
    await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    return story


async def parts(story: Story) -> dict[int, Part]:
    """By entry id; running care by minus its participant's id."""
    return {part.entry_id or -part.id: part for part in await parts_of(story.transition)}


async def part_of(story: Story, entry: Entry) -> Part:
    return (await parts(story))[entry.id]


async def decided(
    story: Story, actor: Actor, *entries: Entry, choice: Choice = Choice.PROPOSAL, **known: Any
) -> int:
    found = await parts(story)
    ids = [found[entry.id].id for entry in entries]
    wish = Wish(choice=choice, **known)
    return await committed(lambda: decide(actor, story.transition.id, ids, wish, on=today()))


async def executed(cast: Cast, story: Story, municipality_id: int, **known: Any) -> Done:
    values: dict[str, Any] = {"on": today(), **known}
    return await committed(
        lambda: execute(cast.rik, story.transition.id, municipality_id, **values)
    )


async def care(cast: Cast, story: Story, number: str, **known: Any) -> Part:
    """Running care of De Linde in Hoorn since a year ago."""
    values: dict[str, Any] = {
        "provider_id": cast.linde.id,
        "product_id": cast.begeleiding.id,
        "municipality_id": cast.hoorn.id,
        "provider_number": number,
        "case_reference": f"Z-{number}",
        "care_since_on": today() - 365 * DAY,
        "allocation_ends_on": None,
        "registered_on": None,
        "weekly_volume": 4.0,
    }
    made = Care(**{**values, **known})
    care_id = await committed(lambda: save_care(cast.rik, story.transition, None, made))
    participant = await Participant.get(running_care_id=care_id)
    return (await parts(story))[-participant.id]


async def ends_on(product: Product, day: date) -> None:
    """The product is given until that day only."""
    await Product.filter(id=product.id).update(valid_until=day)
