"""A few weeks of the simulated year, and that each check notices what it is there for."""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import Membership
from portal.availability.models import Confirmation, Current, ManagerTask, Offering, ReminderLink
from portal.database.connecting import database, is_postgres
from portal.demo.year import checks
from portal.demo.year.checks import CHECKS, Check, what_differs
from portal.demo.year.model import Asked
from portal.demo.year.replay import Plan, replay
from portal.demo.year.screens import first_screens_are_right
from portal.demo.year.world import Year
from portal.journal.actions import record_change
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.kernel.errors import NotAllowed
from portal.kernel.time_travel import travelled_to
from portal.mail.models import OutboxMail
from tests.cast import Cast
from tests.databases import fresh_sqlite

SIX_WEEKS = Plan(seed=7, weeks=6, most=2, month=5)
TWO_WEEKS = Plan(weeks=2, most=2, month=3)
THREE_WEEKS = Plan(seed=7, weeks=3, most=2, month=99)


@pytest.mark.slow
async def test_six_weeks_with_a_crash_end_as_the_model_says(db: str, in_the_demo: None) -> None:
    told: list[str] = []
    year, differences = await replay(db, SIX_WEEKS, told.append)
    assert differences == []
    assert year.model.kills == 1
    assert len(told) == 1, "one look at the invariants, after five weeks"
    assert year.did["answered by mail"] > 0
    assert year.did["worker killed"] == 1
    assert year.did["transition carried out"] > 5
    assert year.did["transition undone"] == 1
    assert sum(year.model.reports.values()) > 20


@pytest.mark.slow
async def test_the_same_seed_gives_the_same_year(
    sqlite_template: Path, tmp_path: Path, in_the_demo: None
) -> None:
    """Whatever the workers do first; only the last day is shorter or longer."""

    async def lived(name: str, seed: int) -> list[Any]:
        async with fresh_sqlite(sqlite_template, tmp_path / name) as url:
            year, _ = await replay(url, replace(TWO_WEEKS, seed=seed), lambda _: None)
            said = Confirmation.filter(at__lt=year.ends - timedelta(days=1)).order_by("id")
            return await said.values_list("offering_id", "at", "by_id", "channel", "report_id")

    first, again, other = await lived("1.db", 4), await lived("2.db", 4), await lived("3.db", 5)
    assert len(first) > 10
    assert first == again
    assert first != other


async def test_a_database_that_holds_something_is_left_alone(
    db: str, cast: Cast, in_the_demo: None
) -> None:
    with pytest.raises(NotAllowed, match="al gevuld"):
        await replay(db, THREE_WEEKS, lambda _: None)


@pytest.mark.slow
async def test_each_check_notices_what_it_is_there_for(db: str, in_the_demo: None) -> None:
    year, differences = await replay(db, THREE_WEEKS, lambda _: None)
    assert differences == []
    whole = deepcopy(year.model)
    for check, tamper in TAMPERED if is_postgres() else [*IN_SQLITE, *TAMPERED]:
        with travelled_to(year.ends):
            assert await check(year) == [], check.__name__
            await tamper(year)
            assert await check(year), f"{check.__name__} does not see {tamper.__name__}"
            year.model = deepcopy(whole)
            await mended(year)
    noticed = {check for check, _ in [*IN_SQLITE, *TAMPERED]}
    assert noticed == {*CHECKS, first_screens_are_right}
    year.differences.append("what an action did otherwise")
    assert "what an action did otherwise" in await what_differs(year, [])


_broken: list[str] = []


async def run(sql: str) -> None:
    await database().execute_script(sql)


async def mended(year: Year) -> None:
    """Take back what a tampering left in the database."""
    while _broken:
        await run(_broken.pop())


async def a_confirmation_is_forgotten(year: Year) -> None:
    one = max(year.model.told, key=lambda offering: len(year.model.told[offering]))
    year.model.told[one].pop(0)


async def a_confirmation_is_by_another(year: Year) -> None:
    own = next(iter(year.model.told.values()))
    own[0] = replace(own[0], by=own[0].by + 1)


async def a_report_is_counted_twice(year: Year) -> None:
    year.model.reports[next(iter(year.model.told))] += 1


async def other_figures_stand_there(year: Year) -> None:
    own = next(iter(year.model.told.values()))
    own[-1] = replace(own[-1], statement=replace(own[-1].statement, remark="Iets anders"))


async def another_cadence_holds(year: Year) -> None:
    for offer in year.model.offers.values():
        offer.cadence = 1 if year.model.state(offer.id, today()) == "fresh" else 900


async def an_offering_is_gone(year: Year) -> None:
    next(iter(year.model.offers.values())).withdrawn = True


async def the_newest_points_back(year: Year) -> None:
    kept = await Current.all().first()
    assert kept
    older = await Confirmation.filter(offering_id=kept.offering_id).order_by("id").first()
    newest = kept.confirmation_id
    assert older
    if older.id == newest:
        others = Confirmation.filter(region_id=kept.region_id)
        other = await others.exclude(offering_id=kept.offering_id).first()
        assert other
        older = other
    await Current.filter(id=kept.id).update(confirmation_id=older.id)
    _broken.append(f"UPDATE current_report SET confirmation_id = {newest} WHERE id = {kept.id}")


async def a_stop_holds_that_nobody_knows(year: Year) -> None:
    asked = {stop.offering for stop in year.model.stops}
    offer = next(o for o in year.model.offers.values() if o.municipalities and o.id not in asked)
    answers: dict[int, bool | None] = dict.fromkeys(offer.municipalities, True)
    year.model.stops.append(
        Asked(id=0, offering=offer.id, from_on=today(), until_on=None, answers=answers)
    )


async def two_stops_share_a_day(year: Year) -> None:
    for number in (1, 2):
        stop = Asked(id=number, offering=1, from_on=today(), until_on=None, answers={1: None})
        year.model.stops.append(stop)


async def a_mail_came_twice(year: Year) -> None:
    year.model.letters[next(iter(year.model.letters))] += year.model.kills + 1


async def a_mail_never_came(year: Year) -> None:
    del year.model.letters[next(iter(year.model.letters))]


async def a_mail_came_from_nowhere(year: Year) -> None:
    year.model.letters["<other@elsewhere.example>"] += 1


async def a_mail_waits(year: Year) -> None:
    mail = await OutboxMail.all().first()
    assert mail
    assert mail.sent_at
    await OutboxMail.filter(id=mail.id).update(sent_at=None)
    sent = mail.sent_at.isoformat(sep=" ")
    _broken.append(f"UPDATE outbox_mail SET sent_at = '{sent}' WHERE id = {mail.id}")


async def a_second_digest_went_out(year: Year) -> None:
    link = await ReminderLink.all().order_by("-digest_on").first()
    assert link
    extra = await ReminderLink.create(
        token_hash="tampered",
        membership_id=link.membership_id,
        digest_on=link.digest_on + timedelta(days=2),
        created_at=link.created_at,
        expires_at=link.expires_at,
    )
    _broken.append(f"DELETE FROM reminder_link WHERE id = {extra.id}")


async def a_task_was_forgotten(year: Year) -> None:
    told = next(one for one, own in year.model.told.items() if own)
    offering = await Offering.get(id=told)
    since = (year.model.told[told][0].at - timedelta(days=1)).date()
    task = await ManagerTask.create(region_id=offering.region_id, offering_id=told, since_on=since)
    _broken.append(f"DELETE FROM manager_task WHERE id = {task.id}")


async def a_moment_is_later_than_the_end(year: Year) -> None:
    year.ends -= timedelta(days=30)


async def a_desk_counts_otherwise(year: Year) -> None:
    year.model.offers.popitem()


async def somebody_more_works_there(year: Year) -> None:
    year.model.members[next(iter(year.model.offers.values())).provider] += 1


async def a_stop_waits_that_nobody_sees(year: Year) -> None:
    mila = await Membership.filter(role=Role.MUNICIPALITY_MEMBER).order_by("id").first()
    assert mila
    assert mila.municipality_id
    offer = next(o for o in year.model.offers.values() if mila.municipality_id in o.municipalities)
    answers: dict[int, bool | None] = {mila.municipality_id: None}
    year.model.stops.append(
        Asked(id=0, offering=offer.id, from_on=today(), until_on=None, answers=answers)
    )


async def a_trigger_is_dropped(year: Year) -> None:
    where = " ON report" if is_postgres() else ""
    await run(f"DROP TRIGGER report_no_update{where}")


async def nobody_did_it(year: Year) -> None:
    await record_change(None, "offering.confirmed", subject="offering", ids=[1])


async def a_row_points_at_nothing(year: Year) -> None:
    await run("PRAGMA foreign_keys=OFF")
    await run("INSERT INTO manager_task (region_id, offering_id, since_on) VALUES (1, 0, '2026')")
    await run("PRAGMA foreign_keys=ON")
    _broken.append("DELETE FROM manager_task WHERE offering_id = 0")


# Those that cannot be taken back stand last.
Tamper = Callable[[Year], Awaitable[None]]
IN_SQLITE: list[tuple[Check, Tamper]] = [(checks.foreign_keys_hold, a_row_points_at_nothing)]
TAMPERED: list[tuple[Check, Tamper]] = [
    (checks.nothing_was_lost_or_added, a_confirmation_is_forgotten),
    (checks.nothing_was_lost_or_added, a_confirmation_is_by_another),
    (checks.nothing_was_lost_or_added, a_report_is_counted_twice),
    (checks.the_newest_is_shown, other_figures_stand_there),
    (checks.the_newest_is_shown, another_cadence_holds),
    (checks.the_newest_is_shown, an_offering_is_gone),
    (checks.pointers_are_newest, the_newest_points_back),
    (checks.stops_are_as_agreed, a_stop_holds_that_nobody_knows),
    (checks.stops_are_as_agreed, two_stops_share_a_day),
    (checks.mails_came_once, a_mail_came_twice),
    (checks.mails_came_once, a_mail_never_came),
    (checks.mails_came_once, a_mail_came_from_nowhere),
    (checks.nothing_waits_to_be_sent, a_mail_waits),
    (checks.one_digest_a_week, a_second_digest_went_out),
    (checks.tasks_end_with_an_answer, a_task_was_forgotten),
    (first_screens_are_right, a_desk_counts_otherwise),
    (first_screens_are_right, somebody_more_works_there),
    (first_screens_are_right, a_stop_waits_that_nobody_sees),
    (checks.history_is_guarded, a_trigger_is_dropped),
    (checks.everything_has_an_actor, nobody_did_it),
    (checks.no_moment_lies_ahead, a_moment_is_later_than_the_end),
]
