"""A process of its own that does one deed on a waitlist.

It prints "done", or "told" when somebody else was first. Run as
`python -m tests.waitlists.deed URL MEMBERSHIP DEED NUMBER [REFERENCE]`; the number is an entry,
for a registration the offering.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from portal.accounts.queries import actor_with_membership
from portal.database.connecting import connect, disconnect
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.kernel.errors import PortalError
from portal.providers.models import AccessTeamArea
from portal.waitlists.actions import calling, leaving, registering
from portal.waitlists.rules.moves import DepartureReason


async def invite(actor: Actor, entry: int, _: str) -> object:
    return await calling.invite(actor, entry, on=today(), reason="Past beter")


async def place(actor: Actor, entry: int, _: str) -> object:
    return await calling.place(actor, entry, placed_on=today(), on=today())


async def leave(actor: Actor, entry: int, _: str) -> object:
    return await leaving.leave(actor, entry, reason=DepartureReason.OWN_WISH, on=today())


async def register(actor: Actor, offering: int, reference: str) -> object:
    area = await AccessTeamArea.get(access_team_id=actor.access_team_id)
    wish = registering.Registration(
        offering_id=offering,
        municipality_id=area.municipality_id,
        client_reference=reference,
    )
    return await registering.register(actor, wish, on=today())


DEEDS: Final[dict[str, Callable[[Actor, int, str], Awaitable[object]]]] = {
    "invite": invite,
    "place": place,
    "leave": leave,
    "register": register,
}


async def done(url: str, membership: int, deed: str, number: int, reference: str) -> str:
    await connect(url)
    try:
        actor = await actor_with_membership(membership)
        assert actor is not None
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        await committed(lambda: DEEDS[deed](actor, number, reference))
    except PortalError:
        return "told"
    finally:
        await disconnect()
    return "done"


if __name__ == "__main__":
    url, membership, deed, number, *reference = sys.argv[1:]
    print(asyncio.run(done(url, int(membership), deed, int(number), "".join(reference))))  # noqa: T201
