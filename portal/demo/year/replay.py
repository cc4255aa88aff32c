"""The year from its first day to now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

from portal.accounts.actions.passwords import hash_password
from portal.accounts.models import Membership
from portal.accounts.rules import DEMO_PASSWORD
from portal.database.transactions import committed
from portal.demo.fill import is_filled, settle
from portal.demo.year.checks import CHECKS, what_differs
from portal.demo.year.events import transitions
from portal.demo.year.post import Worker, two_workers
from portal.demo.year.screens import first_screens_are_right
from portal.demo.year.week import do_rounds, pass_day, plan_week
from portal.demo.year.world import Year
from portal.kernel.actor import PROVIDER_ROLES
from portal.kernel.clock import AMSTERDAM, local_date, now
from portal.kernel.errors import NotAllowed
from portal.kernel.time_travel import travelled_to
from portal.settings import settings

WEEKS: Final = 52
MONTH: Final = 4
"""Weeks between two looks at the invariants, each with a crash of the workers before it."""
PROVIDERS: Final = 54


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which year: how long, of how many providers per region, by which chances."""

    seed: int = 1
    weeks: int = WEEKS
    most: int | None = None
    month: int = MONTH

    @property
    def share(self) -> float:
        """How much happens beside a full year."""
        return 1.0 if self.most is None else min(1.0, self.most * 2 / PROVIDERS * 3)


Tell = Callable[[str], None]


async def replay(database_url: str, plan: Plan, tell: Tell) -> tuple[Year, list[str]]:
    """Live the year in an empty database; the year, and what differs from the model.

    Raises NotAllowed when something is there already, NotInTheDemo outside the demo.
    """
    if await is_filled():
        raise NotAllowed(
            "Deze database is al gevuld. Een jaar naspelen kan alleen in een lege database."
        )
    year = await _begun(database_url, plan)
    first = local_date(year.ends) - timedelta(weeks=plan.weeks)
    with travelled_to(datetime.combine(first, time(6), AMSTERDAM)):
        await _settled(year, plan, first)
    async with two_workers(database_url) as workers:
        for week in range(plan.weeks + 1):
            begins = first + timedelta(weeks=week)
            await _pass_week(year, plan, week, begins, workers)
            if (week + 1) % plan.month == 0:
                await _look(year, week + 1, begins + timedelta(days=6), tell)
        await do_rounds(year, workers, year.ends)
    with travelled_to(year.ends):
        return year, await what_differs(
            year, (*CHECKS, transitions.every_place_was_kept, first_screens_are_right)
        )


async def _begun(database_url: str, plan: Plan) -> Year:
    mail = settings().mail_directory
    return Year(
        random=Random(plan.seed),
        database_url=database_url,
        mail=mail or Path("var/mail"),
        password_hash=await hash_password(DEMO_PASSWORD),
        ends=now().replace(microsecond=0),
    )


async def _settled(year: Year, plan: Plan, first: date) -> None:
    west, _, _ = await committed(lambda: settle(year.random, first, most=plan.most))
    await transitions.begin(year, west, first)
    for contract in {
        o.contract: o for o in year.model.offers.values() if o.main is not None
    }.values():
        if not contract.approved:
            year.model.subcontracts_open[contract.contract] = contract.region
    members = Membership.filter(role__in=PROVIDER_ROLES, ended_at=None)
    for provider in await members.values_list("provider_id", flat=True):
        year.model.members[int(str(provider))] += 1


async def _pass_week(year: Year, plan: Plan, week: int, first: date, workers: list[Worker]) -> None:
    plan_week(year, first, share=plan.share)
    ends_month = week % plan.month == plan.month - 1
    worst = year.random.randint(0, 4)
    for number in range(7):
        day = first + timedelta(days=number)
        await pass_day(
            year,
            day,
            workers,
            killing=ends_month and number == worst,
            cutting=week % plan.month == 1 and number == worst,
        )


async def _look(year: Year, week: int, day: date, tell: Tell) -> None:
    evening = datetime.combine(day, time(19), AMSTERDAM)
    with travelled_to(min(evening, year.ends)):
        found = await what_differs(year)
    did, read = sum(year.did.values()), sum(year.model.letters.values())
    tell(f"week {week}, {day}: {did} things done, {read} mails read, {len(found)} differences")
    for one in found:
        tell(f"  {one}")
