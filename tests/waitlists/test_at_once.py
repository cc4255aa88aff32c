"""Two people act on one list at the same moment: one wins, the other is told, nothing is double."""

import asyncio
from asyncio.subprocess import Process

from portal.database.transactions import committed
from portal.kernel.actor import Actor, Role
from portal.waitlists.models import Departure, Entry, IntakeInvitation, Placement
from portal.waitlists.rules.moves import Outcome, Status
from tests import talking
from tests.builders import a_member
from tests.cast import Cast
from tests.waitlists.deed import invite
from tests.waitlists.stories import client_of, free, fresh, registered

Deed = tuple[Actor, str, int, str]


async def at_once(url: str, *deeds: Deed) -> list[str]:
    """What became of each, all started when all are ready, each in a process of its own."""
    processes = [await started(url, *deed) for deed in deeds]
    assert await asyncio.gather(*map(talking.line_of, processes)) == ["ready"] * len(deeds)
    return await asyncio.gather(*map(talking.rest_of, processes))


async def started(url: str, actor: Actor, deed: str, number: int, reference: str) -> Process:
    values = (url, str(actor.membership_id), deed, str(number), reference)
    return await talking.started("-m", "tests.waitlists.deed", *values)


async def test_two_workers_and_one_free_place(db: str, cast: Cast) -> None:
    first, second = await registered(cast), await registered(cast)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    outcomes = await at_once(
        db, (cast.sanne, "invite", first.id, ""), (cast.daan, "invite", second.id, "")
    )
    assert sorted(outcomes) == ["done", "told"]
    assert await IntakeInvitation.all().count() == 1
    assert await Entry.filter(status=Status.INVITED).count() == 1


async def test_two_workers_invite_the_same_client(db: str, cast: Cast) -> None:
    entry = await registered(cast)
    await free(cast.sanne, cast.linde_thuis.id, 2)
    outcomes = await at_once(
        db, (cast.sanne, "invite", entry.id, ""), (cast.daan, "invite", entry.id, "")
    )
    assert sorted(outcomes) == ["done", "told"]
    assert await IntakeInvitation.all().count() == 1


async def test_two_consultants_register_the_same_client(db: str, cast: Cast) -> None:
    colleague = await a_member(Role.CONSULTANT, of=cast.hoorn_team, name="Els Kok")
    known = await registered(cast, cast.linde_dag.id)
    reference = (await client_of(known)).reference or ""
    home = cast.linde_thuis.id
    outcomes = await at_once(
        db, (cast.noor, "register", home, reference), (colleague, "register", home, reference)
    )
    assert sorted(outcomes) == ["done", "told"]
    assert await Entry.filter(offering_id=home).count() == 1


async def test_a_departure_during_an_invitation(db: str, cast: Cast) -> None:
    entry = await registered(cast)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    invited, left = await at_once(
        db, (cast.sanne, "invite", entry.id, ""), (cast.noor, "leave", entry.id, "")
    )
    assert left == "done"
    assert (await fresh(entry)).status is Status.LEFT
    outcomes = [one.outcome for one in await IntakeInvitation.all()]
    assert outcomes == ([Outcome.LEFT] if invited == "done" else [])


async def test_a_departure_and_a_placement(db: str, cast: Cast) -> None:
    entry = await registered(cast)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    await committed(lambda: invite(cast.sanne, entry.id, ""))
    outcomes = await at_once(
        db, (cast.sanne, "place", entry.id, ""), (cast.noor, "leave", entry.id, "")
    )
    assert sorted(outcomes) == ["done", "told"]
    placed, left = await Placement.all().count(), await Departure.all().count()
    assert placed + left == 1
    expected = Status.PLACED if placed else Status.LEFT
    assert (await fresh(entry)).status is expected
