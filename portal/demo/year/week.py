"""What happens in a week apart from answers to mails, and how a day passes."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from portal.availability.models import ManagerTask
from portal.demo.year.events import contracts, figures, members, stops
from portal.demo.year.post import Worker, crash, cut_off, read_mail
from portal.demo.year.world import Event, Year
from portal.kernel.clock import AMSTERDAM, now
from portal.kernel.time_travel import travelled_to

PER_WEEK: Final[Sequence[tuple[float, Event]]] = (
    (6.0, figures.unasked),
    (2.0, figures.mistake),
    (1.5, figures.two_in_one_row),
    (1.0, figures.contact_changed),
    (2.5, stops.asked),
    (0.15, contracts.ended),
    (0.3, contracts.narrowed),
    (0.3, contracts.other_cadence),
    (0.2, contracts.withdrawn),
    (0.15, contracts.begun),
    (0.15, contracts.begun_under_another),
    (1.0, members.invited),
    (0.5, members.left),
    (0.7, members.away),
    (1.0, members.forgot_password),
    (0.4, members.reminders_off),
    (0.2, members.revoked),
)
"""How often each kind of thing happens in a week among some fifty providers."""
MORNING: Final = time(7, 30)
ROUNDS: Final = (time(7, 45), time(18, 30))
RINGS: Final = 0.25
"""The chance of a day that the region rings a provider on its list."""


def plan_week(year: Year, monday: date, *, share: float) -> None:
    """Spread the things of one week over its days; `share` is less where fewer people live."""
    for rate, event in PER_WEEK:
        wanted = rate * share
        for _ in range(int(wanted) + year.chance(wanted % 1)):
            day = monday + timedelta(days=year.random.choice([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6]))
            year.plan(year.office_hour(day), event)


async def pass_day(
    year: Year, day: date, workers: Sequence[Worker], *, killing: bool, cutting: bool
) -> None:
    """One day: the workers do their rounds, and between them people do what they do."""
    morning = datetime.combine(day, MORNING, AMSTERDAM)
    if killing and morning < year.ends:
        await crash(year, morning)
    if cutting and morning < year.ends:
        await cut_off(year, morning)
    await _until(year, morning)
    for at in ROUNDS:
        moment = datetime.combine(day, at, AMSTERDAM)
        await _until(year, moment)
        if moment < year.ends:
            await do_rounds(year, workers, moment)
    with travelled_to(min(datetime.combine(day, ROUNDS[-1], AMSTERDAM), year.ends)):
        await _plan_ringing(year, day)


async def do_rounds(year: Year, workers: Sequence[Worker], moment: datetime) -> None:
    """Both workers do all jobs at once; then everybody reads the mail."""
    await asyncio.gather(*(worker.round(moment) for worker in workers))
    with travelled_to(moment):
        await read_mail(year)


async def _until(year: Year, moment: datetime) -> None:
    while (due := year.due(min(moment, year.ends))) is not None:
        at, event = due
        with travelled_to(at):
            await event(year)


async def _plan_ringing(year: Year, day: date) -> None:
    tasks = ManagerTask.filter(done_at=None, offering__withdrawn_at=None)
    found = await tasks.values_list("region_id", "offering__provider_id")
    for region, provider in sorted(set(found)):
        if year.chance(RINGS):
            at = year.office_hour(day + timedelta(days=1), not_before=now())
            year.plan(at, figures.rung(region, provider))
