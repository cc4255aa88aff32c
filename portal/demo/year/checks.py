"""What must always hold, each told as a list of what differs; nothing when all is well."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final, cast

from portal.availability.models import (
    Confirmation,
    Current,
    ManagerTask,
    Offering,
    ReminderLink,
    Report,
)
from portal.availability.queries import rows
from portal.availability.rules.row import Row
from portal.database.connecting import database, is_postgres
from portal.demo.year.model import Asked, Told
from portal.demo.year.world import Year
from portal.journal.models import JournalEntry
from portal.kernel.clock import AMSTERDAM, local_date, now, today
from portal.mail.models import OutboxMail

SHOWN: Final = 10
BY_ITSELF: Final = frozenset(
    {
        "invitation.accepted",
        "mail.given_up",
        "manager_task.opened",
        "password.reset",
        "password.reset_requested",
        "reminder.sent",
    }
)
"""What the portal does itself, or somebody who is not signed in; all else has an actor."""
GUARDED: Final = ("confirmation", "journal_entry", "report", "stated_figures")
FROM: Final = time(7, 30)

Check = Callable[[Year], Awaitable[list[str]]]


async def nothing_was_lost_or_added(year: Year) -> list[str]:
    """Every report and confirmation is there once, in order, by whom and how it was said."""
    stored: dict[int, list[tuple[datetime, int, str, bool]]] = defaultdict(list)
    found = Confirmation.all().order_by("id")
    for offering, *rest in await found.values_list(
        "offering_id", "at", "by_id", "channel", "unchanged"
    ):
        stored[offering].append(tuple(rest))
    reports: dict[int, int] = defaultdict(int)
    for offering in await Report.all().values_list("offering_id", flat=True):
        reports[int(str(offering))] += 1
    model = year.model
    known = sorted({*stored, *reports, *model.told})
    told = {one: [_line(told) for told in model.told.get(one, [])] for one in known}
    return [
        f"offering {one}: {len(stored[one])} confirmations, {reports[one]} reports; "
        f"the model has {len(told[one])} and {model.reports[one]}"
        for one in known
        if stored[one] != told[one] or reports[one] != model.reports[one]
    ]


def _line(told: Told) -> tuple[datetime, int, str, bool]:
    return told.at, told.by, told.channel, told.unchanged


async def the_newest_is_shown(year: Year) -> list[str]:
    """Each offering shows what was said last, by whom, and how far that may be trusted."""
    every = await rows(Offering.filter(withdrawn_at=None))
    known = {offer.id for offer in year.model.offers.values() if not offer.withdrawn}
    missing = known ^ {row.id for row in every}
    differing = [told for row in every if row.id in known for told in _beside(year, row, today())]
    return [*(f"offering {one} is there or gone" for one in sorted(missing)), *differing]


def _beside(year: Year, row: Row, day: date) -> list[str]:
    newest, state = year.model.newest(row.id), year.model.state(row.id, day)
    told = [] if row.statement == year.model.shown(row.id) else ["other figures"]
    if (row.confirmed.at if row.confirmed else None) != (newest.at if newest else None):
        told.append("another moment")
    if row.freshness(today=day) != state:
        told.append(f"{row.freshness(today=day).value} instead of {state}")
    return [f"offering {row.id} shows {what}" for what in told]


async def pointers_are_newest(_year: Year) -> list[str]:
    """What is kept as the newest has the highest number."""
    newest: dict[int, int] = {}
    for offering, own in await Confirmation.all().values_list("offering_id", "id"):
        newest[offering] = max(own, newest.get(offering, 0))
    kept = dict(await Current.all().values_list("offering_id", "confirmation_id"))
    return [
        f"offering {one} points at an older row" for one in newest if newest[one] != kept.get(one)
    ]


async def stops_are_as_agreed(year: Year) -> list[str]:
    """Stops in force are the model's, and no municipality has two on one day."""
    every = await rows(Offering.filter(withdrawn_at=None))
    own: dict[int, list[Asked]] = defaultdict(list)
    for stop in year.model.stops:
        own[stop.offering].append(stop)
    told = [
        f"offering {row.id} is stopped for other municipalities"
        for row in every
        if row.stopped_in(today=today()) != frozenset(_stopped(year, row.id, own[row.id]))
    ]
    doubles = [f"offering {one} has two stops" for one in own if _overlap(own[one])]
    return [*told, *doubles, *_doubles_shown(every)]


def _stopped(year: Year, offering: int, stops: Iterable[Asked]) -> set[int]:
    served = year.model.offers[offering].municipalities
    return {
        municipality
        for stop in stops
        for municipality, agreed in stop.answers.items()
        if agreed
        and municipality in served
        and stop.withdrawn_on is None
        and stop.shares_a_day_with(today(), today())
    }


def _overlap(stops: Sequence[Asked]) -> bool:
    return any(
        one.stands_for(m)
        and other.stands_for(m)
        and one.shares_a_day_with(other.from_on, other.until_on)
        for number, one in enumerate(stops)
        for other in stops[number + 1 :]
        for m in one.answers
    )


def _doubles_shown(every: Iterable[Row]) -> list[str]:
    """The same by the portal's own rows: standing stops of one municipality never share a day."""
    return [
        f"offering {row.id} has two standing stops"
        for row in every
        for number, one in enumerate(row.stops)
        for other in row.stops[number + 1 :]
        if not (one.stop.withdrawn or other.stop.withdrawn)
        and one.stop.period.overlaps(other.stop.period)
        and one.stop.agreed_by() & other.stop.agreed_by()
    ]


async def mails_came_once(year: Year) -> list[str]:
    """Every mail that was written arrived; twice at most as often as a worker was killed."""
    letters = year.model.letters
    known = set(await OutboxMail.all().values_list("message_id", flat=True))
    doubles = sum(times - 1 for times in letters.values())
    told = [f"mail {one} was never written" for one in sorted(set(letters) - known)]
    told += [f"mail {one} never came" for one in sorted(known - set(letters))]
    if doubles > year.model.kills:
        told.append(f"{doubles} mails came twice, {year.model.kills} workers were killed")
    keys = await OutboxMail.all().values_list("dedupe_key", flat=True)
    return told if len(set(keys)) == len(keys) else [*told, "a dedupe key stands twice"]


async def nothing_waits_to_be_sent(_year: Year) -> list[str]:
    """The outbox is empty, and nothing was given up."""
    waiting = await OutboxMail.filter(sent_at=None, given_up_at=None).count()
    given_up = await OutboxMail.exclude(given_up_at=None).count()
    return [f"{waiting} mails wait, {given_up} were given up"] if waiting or given_up else []


async def one_digest_a_week(_year: Year) -> list[str]:
    """Nobody gets two digests in one week."""
    days: dict[int, list[date]] = defaultdict(list)
    for membership, day in (
        await ReminderLink.all().order_by("digest_on").values_list("membership_id", "digest_on")
    ):
        days[membership].append(day)
    return [
        f"membership {membership} got two digests in a week"
        for membership, own in days.items()
        if any(after - before < timedelta(days=7) for before, after in pairwise(own))
    ]


async def tasks_end_with_an_answer(year: Year) -> list[str]:
    """A task of the contract manager is done once, and only when, somebody gave an answer."""
    told: list[str] = []
    for task in await ManagerTask.all():
        since = datetime.combine(task.since_on, FROM, AMSTERDAM)
        answers = [told.at for told in year.model.told.get(task.offering_id, []) if told.at > since]
        if year.model.offers[task.offering_id].withdrawn:
            told += [] if task.done_at else [f"task {task.id} stays open for what is gone"]
        elif task.done_at != (answers[0] if answers else None):
            told.append(f"task {task.id} was done at {task.done_at}, not with the first answer")
    return told


async def everything_has_an_actor(_year: Year) -> list[str]:
    """A journal row without an actor is of what the portal does by itself."""
    nobody = JournalEntry.filter(person_id=None).exclude(action__in=BY_ITSELF)
    late = await JournalEntry.filter(at__gt=now()).count()
    told = [f"journal row {row.id}, {row.action}, has no actor" for row in await nobody]
    return [*told, f"{late} journal rows are of later"] if late else told


async def foreign_keys_hold(_year: Year) -> list[str]:
    """No row points at nothing. PostgreSQL holds this itself."""
    if is_postgres():
        return []
    broken = cast(Any, await database().execute_query_dict("PRAGMA foreign_key_check"))
    return [f"{row['table']} {row['rowid']} points at nothing" for row in broken]


async def history_is_guarded(_year: Year) -> list[str]:
    """The triggers that keep history from being changed are still there."""
    sql = (
        "SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal"
        if is_postgres()
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    raw = cast(Any, await database().execute_query_dict(sql))
    names = {row["name"] for row in raw}
    wanted = [f"{table}_no_{verb}" for table in GUARDED for verb in ("update", "delete")]
    return [f"trigger {name} is gone" for name in wanted if name not in names]


async def no_moment_lies_ahead(year: Year) -> list[str]:
    """Nothing was said after the end."""
    ahead = await Confirmation.filter(at__gt=year.ends).count()
    return [f"{ahead} confirmations are of later than {local_date(year.ends)}"] if ahead else []


CHECKS: Final[tuple[Check, ...]] = (
    nothing_was_lost_or_added,
    the_newest_is_shown,
    pointers_are_newest,
    stops_are_as_agreed,
    mails_came_once,
    nothing_waits_to_be_sent,
    one_digest_a_week,
    tasks_end_with_an_answer,
    everything_has_an_actor,
    foreign_keys_hold,
    history_is_guarded,
    no_moment_lies_ahead,
)


async def what_differs(year: Year, checks: Sequence[Check] = CHECKS) -> list[str]:
    """What does not hold, by check, the first few of each."""
    told: list[str] = list(year.differences)
    for check in checks:
        found = await check(year)
        name = check.__name__.replace("_", " ")
        told += [f"{name}: {one}" for one in found[:SHOWN]]
        told += [f"{name}: and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return told
