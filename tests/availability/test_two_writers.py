"""Two people, one row, at the same moment: one wins, the other is told, nothing is lost."""

import asyncio
from asyncio.subprocess import Process

from portal.availability.actions import reports
from portal.availability.actions.reports import ChangedMeanwhile
from portal.availability.actions.sheets import Wish, save_sheet
from portal.availability.models import Confirmation, Report
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Figures, Statement, Status
from portal.availability.rules.row import Row
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from tests import talking
from tests.cast import Cast


def waiting(number: int) -> Statement:
    return Statement(figures=Figures(status=Status.WAITLIST, waiting=number))


async def reported(actor: Actor, offering_id: int, number: int, seen: int | None = None) -> Row:
    """In a transaction of its own, as each request has."""
    return await committed(
        lambda: reports.report(
            actor, offering_id, waiting(number), seen=seen, channel=Channel.SCREEN
        )
    )


async def test_of_two_tasks_one_wins_and_the_other_is_told(cast: Cast) -> None:
    home = cast.linde_thuis.id
    seen = (await reported(cast.sanne, home, 1)).report_id
    outcomes = await asyncio.gather(
        *(reported(cast.daan, home, number, seen) for number in range(2, 8)),
        return_exceptions=True,
    )
    winners = [one for one in outcomes if isinstance(one, Row)]
    told = [one for one in outcomes if isinstance(one, ChangedMeanwhile)]
    assert (len(winners), len(told)) == (1, 5)
    assert (await row_for(cast.sanne, home)).statement == winners[0].statement
    assert all(one.theirs.statement == winners[0].statement for one in told)
    assert await Report.filter(offering_id=home).count() == 2


async def test_the_first_two_to_fill_in_a_row_do_not_overwrite_each_other(cast: Cast) -> None:
    outcomes = await asyncio.gather(
        reported(cast.sanne, cast.linde_thuis.id, 3),
        reported(cast.daan, cast.linde_thuis.id, 4),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ChangedMeanwhile) for one in outcomes) == 1
    assert await Report.all().count() == 1


async def test_a_confirmation_and_a_change_at_once_lose_nothing(cast: Cast) -> None:
    home = cast.linde_thuis.id
    seen = (await reported(cast.sanne, home, 1)).report_id
    assert seen
    outcome, row = await asyncio.gather(
        committed(lambda: reports.confirm(cast.daan, {home: seen}, channel=Channel.MAIL)),
        reported(cast.sanne, home, 2, seen),
    )
    assert row.statement == waiting(2)
    assert (await row_for(cast.sanne, home)).statement == waiting(2)
    confirmed = await Confirmation.filter(unchanged=True).count()
    assert confirmed == len(outcome.confirmed)
    assert len(outcome.confirmed) + len(outcome.changed_meanwhile) == 1


async def test_two_uploads_of_the_same_rows_never_wait_for_each_other(cast: Cast) -> None:
    rows = [cast.linde_thuis.id, cast.linde_dag.id]
    seen = {row: (await reported(cast.sanne, row, 1)).report_id for row in rows}

    async def upload(actor: Actor, number: int, order: list[int]) -> int:
        wishes = {row: Wish(statement=waiting(number), seen=seen[row]) for row in order}
        done = await committed(lambda: save_sheet(actor, wishes, {}))
        return len(done.changed)

    changed = await asyncio.wait_for(
        asyncio.gather(upload(cast.sanne, 2, rows), upload(cast.daan, 3, rows[::-1])), 20
    )
    assert sorted(changed) == [0, 2]


async def test_of_two_processes_one_wins_and_the_other_is_told(db: str, cast: Cast) -> None:
    home = cast.linde_thuis.id
    seen = (await reported(cast.sanne, home, 1)).report_id
    assert seen
    writers = [
        await _started(db, actor, home, seen, number)
        for actor, number in ((cast.sanne, 2), (cast.daan, 3), (cast.rik, 4))
    ]
    ready = await asyncio.gather(*map(talking.line_of, writers))
    assert ready == ["ready"] * 3
    ends = await asyncio.gather(*map(talking.rest_of, writers))
    assert sorted(ends) == ["saved", "told", "told"]
    assert await Report.filter(offering_id=home).count() == 2


async def _started(url: str, actor: Actor, offering: int, seen: int, number: int) -> Process:
    numbers = (actor.membership_id, offering, seen, number)
    return await talking.started("-m", "tests.availability.writer", url, *map(str, numbers))
