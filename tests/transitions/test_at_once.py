"""A batch that dies leaves nothing behind, and nobody places a client whom a batch moves."""

import asyncio
from asyncio.subprocess import Process

from portal.kernel.actor import Actor
from portal.transitions.models import Batch, Transfer
from portal.waitlists.models import Entry, Link, Placement
from portal.waitlists.queries import in_order
from portal.waitlists.rules.moves import Status
from tests import talking
from tests.cast import Cast
from tests.talking import go_on, line_of, rest_of
from tests.transitions.stories import Story, decided, executed, presented
from tests.waitlists.stories import free, fresh
from tests.waitlists.test_at_once import started


async def begun(db: str, actor: Actor, story: Story, municipality_id: int) -> Process:
    """A batch that has moved everybody and did not commit yet."""
    numbers = (actor.membership_id, story.transition.id, municipality_id)
    process = await talking.started("-m", "tests.transitions.batch", db, *map(str, numbers))
    assert await line_of(process) == "ready"
    await go_on(process)
    assert await line_of(process) == "began"
    return process


async def test_a_killed_batch_leaves_nothing_and_the_next_does_it_all(db: str, cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    before = await Entry.all().count(), await Link.all().count()
    process = await begun(db, cast.rik, story, cast.hoorn.id)
    process.kill()
    await process.communicate()
    assert (await Entry.all().count(), await Link.all().count()) == before
    assert (await Batch.all().count(), await Transfer.all().count()) == (0, 0)
    assert await Entry.filter(status=Status.TRANSFERRED).count() == 0
    assert (await executed(cast, story, cast.hoorn.id)).total == 3


async def test_a_placement_while_a_batch_executes_comes_too_late(db: str, cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    process = await begun(db, cast.rik, story, cast.hoorn.id)
    inviting = await started(db, cast.sanne, "invite", story.hoorn[0].id, "")
    assert await line_of(inviting) == "ready"
    told = asyncio.ensure_future(rest_of(inviting))
    await asyncio.sleep(0.3)
    assert not told.done()  # it waits for the batch
    await go_on(process)
    assert await line_of(process) == "3"
    assert await told == "told"
    assert await Placement.all().count() == 0
    assert (await fresh(story.hoorn[0])).status is Status.TRANSFERRED
    assert len(await in_order(cast.anker_thuis.id)) == 4
