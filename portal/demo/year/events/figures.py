"""Keeping figures: answering reminders, changing rows, mistakes, two people in one row."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from portal.availability.actions.reminders import Said, answer
from portal.availability.actions.reports import ChangedMeanwhile, change_contact, confirm, report
from portal.availability.actions.reports import undo as undo_report
from portal.availability.actions.sheets import Wish, save_sheet
from portal.availability.forms.sheets.columns import COLUMNS
from portal.availability.forms.sheets.reading import Compared, Outcome, compared
from portal.availability.forms.sheets.writing import as_table, as_workbook
from portal.availability.queries import offerings_editable_by, rows
from portal.availability.queries.reminders import OpenLink, listed_rows, open_link
from portal.availability.rules.figures import Channel, Statement
from portal.availability.rules.row import Row
from portal.database.transactions import committed
from portal.demo.year.model import Told
from portal.demo.year.people import Habit, Way, absurd, next_statement, other_wait, some_way
from portal.demo.year.world import Event, Year, keeper, refused, some_offer, somebody
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.tables import Row as Line
from portal.spreadsheets.tables import Table

TITLES: Final = {column.name: column.title for column in COLUMNS}


def answered(token: str) -> Event:
    """Somebody answers a reminder: by its link, on the screen, or with a sheet."""

    async def event(year: Year) -> None:
        link = await open_link(token, now=now())
        if link is None or link.actor.provider_id is None:
            year.did["link no longer worked"] += 1
            return
        habit = year.habit_of(link.actor.provider_id)
        way = some_way(habit, year.random)
        if way is Way.MAIL:
            await by_mail(year, link, habit)
        elif way is Way.SCREEN:
            await on_screen(year, link.actor, habit, await _own(link.actor))
        else:
            await by_sheet(year, link.actor, habit)

    return event


async def _own(actor: Actor) -> list[Row]:
    return await rows(offerings_editable_by(actor))


async def by_mail(year: Year, link: OpenLink, habit: Habit) -> None:
    """All rows of the mail at once, some with other figures."""
    found = await listed_rows(link)
    said = {row.id: Said(row.report_id, _wanted(year, habit, row)) for row in found}
    if not said:
        return
    outcome = await committed(lambda: answer(link, said, found))
    year.differs("rows left by mail", portal=list(outcome.changed), model=[])
    for row in found:
        note(year, link.actor, row.id, said[row.id].statement, Channel.MAIL)
    year.did["answered by mail"] += 1
    if year.chance(habit.twice):
        # The page looks again, so the second time all of it stands as said.
        again = await listed_rows(link)
        await committed(lambda: answer(link, said, again))
        for row in again:
            note(year, link.actor, row.id, said[row.id].statement, Channel.MAIL)
        year.did["answered twice"] += 1


def _wanted(year: Year, habit: Habit, row: Row) -> Statement:
    if row.statement is None or year.chance(habit.changes):
        return next_statement(row, year.random, today=today())
    return row.statement


def note(year: Year, actor: Actor, offering: int, statement: Statement, channel: Channel) -> None:
    """Tell the model: the same figures again are a confirmation."""
    newest = year.model.newest(offering)
    if newest is not None and year.model.shown(offering) == statement:
        year.model.confirmed(offering, now(), actor.person_id, channel)
    else:
        told = Told(statement, now(), actor.person_id, channel, unchanged=False)
        year.model.reported(offering, told)


async def on_screen(year: Year, actor: Actor, habit: Habit, found: Sequence[Row]) -> None:
    """Go through all rows, and now and then slip or press twice."""
    await go_through(year, actor, found, habit.changes, Channel.SCREEN, twice=habit.twice)
    year.did["answered on screen"] += 1
    if year.chance(habit.wrong):
        await mistake(year)


async def go_through(
    year: Year,
    actor: Actor,
    found: Sequence[Row],
    changes: float,
    channel: Channel,
    *,
    twice: float = 0.0,
) -> None:
    """Change what changed, row by row, and say of the rest that it is right."""
    change = [row for row in found if row.statement is None or year.chance(changes)]
    for row in change:
        statement = next_statement(row, year.random, today=today())
        await state(year, actor, row, statement, channel)
        if year.chance(twice):
            await state(year, actor, row, statement, channel, again=True)
    rest = {row.id: row.report_id for row in found if row not in change and row.report_id}
    if rest:
        await confirmed(year, actor, rest, channel)


async def state(
    year: Year,
    actor: Actor,
    row: Row,
    statement: Statement,
    channel: Channel,
    *,
    again: bool = False,
) -> Row:
    """State figures of one row, as its form does; once more changes nothing."""
    saved = await committed(
        lambda: report(actor, row.id, statement, seen=row.report_id, channel=channel)
    )
    # Who presses twice sees in both requests the report from before.
    if not again or row.statement == statement:
        note(year, actor, row.id, statement, channel)
    return saved


async def confirmed(year: Year, actor: Actor, seen: dict[int, int], channel: Channel) -> None:
    """Say of these rows that they are right."""
    outcome = await committed(lambda: confirm(actor, seen, channel=channel))
    year.differs("rows not confirmed", portal=outcome.changed_meanwhile, model=[])
    for offering in seen:
        year.model.confirmed(offering, now(), actor.person_id, channel)


async def by_sheet(year: Year, actor: Actor, habit: Habit) -> None:
    """Download, change some numbers, upload, look, save."""
    found = await _own(actor)
    make = as_workbook if year.chance(0.2) else as_table
    content = await asyncio.to_thread(make, found)
    table = await asyncio.to_thread(read_table, content)
    sheet = compared(_filled(year, habit, table), await _own(actor))
    year.differs("faults in a sheet", portal=len(sheet.of(Outcome.FAULTY)), model=0)
    changed, same = sheet.of(Outcome.CHANGED), sheet.of(Outcome.UNCHANGED)
    done = await committed(
        lambda: save_sheet(
            actor, _wishes(changed), {line.offering_id: line.seen or 0 for line in same}
        )
    )
    year.differs("rows left of a sheet", portal=done.changed_meanwhile, model=[])
    for line in [*changed, *same]:
        if line.statement:
            note(year, actor, line.offering_id, line.statement, Channel.UPLOAD)
    year.did["answered with a sheet"] += 1


def _wishes(changed: Sequence[Compared]) -> dict[int, Wish]:
    return {
        line.offering_id: Wish(statement=line.statement, seen=line.seen)
        for line in changed
        if line.statement
    }


def _filled(year: Year, habit: Habit, table: Table) -> Table:
    """The table with other numbers of people waiting; what was never filled in gets a status."""
    waiting, status = table.header.index(TITLES["waiting"]), table.header.index(TITLES["status"])
    lines: list[Line] = []
    for line in table.rows:
        cells: list[Any] = [*line.cells]
        if not cells[status] or year.chance(habit.changes):
            cells[waiting] = str(year.random.randint(0, 20))
            cells[status] = cells[status] or "Wachtlijst"
        lines.append(Line(line.line, cells))
    return Table(header=table.header, rows=lines)


async def mistake(year: Year) -> None:
    """Somebody slips on the keyboard, and takes it back within the hour."""
    offer = some_offer(year)
    actor = await keeper(year, offer) if offer else None
    if offer is None or actor is None:
        return
    row = (await rows(offerings_editable_by(actor).filter(id=offer.id)))[0]
    if row.statement is None or absurd(row.statement) == row.statement:
        return
    saved = await state(year, actor, row, absurd(row.statement), Channel.SCREEN)
    before, seen = row.statement, saved.report_id or 0
    await committed(lambda: undo_report(actor, offer.id, seen=seen))
    told = Told(before, now(), actor.person_id, Channel.SCREEN, unchanged=False)
    year.model.reported(offer.id, told)
    year.did["taken back"] += 1
    await refused(year, "undo twice", lambda: undo_report(actor, offer.id, seen=seen))


async def unasked(year: Year) -> None:
    """Somebody changes a row because something changed, not because of a mail."""
    offer = some_offer(year)
    actor = await keeper(year, offer) if offer else None
    if offer is None or actor is None:
        return
    row = (await rows(offerings_editable_by(actor).filter(id=offer.id)))[0]
    statement = next_statement(row, year.random, today=today())
    await state(year, actor, row, statement, Channel.SCREEN)
    year.did["changed unasked"] += 1


async def two_in_one_row(year: Year) -> None:
    """Two people save the same row at the same moment: one wins, the other is told."""
    offer = some_offer(year)
    one = await keeper(year, offer) if offer else None
    other = await somebody(year, Role.REGION_MANAGER, region_id=offer.region) if offer else None
    if offer is None or one is None or other is None:
        return
    row = (await rows(offerings_editable_by(one).filter(id=offer.id)))[0]
    if row.statement is None:
        return
    mine = other_wait(row.statement, year.random)
    theirs = other_wait(mine, year.random)
    sides = [(one, mine, Channel.SCREEN), (other, theirs, Channel.PHONE)]
    ends = await asyncio.gather(
        *(_saved(actor, row, statement, channel) for actor, statement, channel in sides)
    )
    year.differs("writers of one row that won", portal=sum(ends), model=1)
    for (actor, statement, channel), won in zip(sides, ends, strict=True):
        if won:
            note(year, actor, offer.id, statement, channel)
    year.did["two in one row"] += 1


async def _saved(actor: Actor, row: Row, statement: Statement, channel: Channel) -> bool:
    try:
        await committed(
            lambda: report(actor, row.id, statement, seen=row.report_id, channel=channel)
        )
    except ChangedMeanwhile:
        return False
    return True


async def contact_changed(year: Year) -> None:
    """Another desk takes the calls about new clients."""
    offer = some_offer(year)
    actor = await keeper(year, offer) if offer else None
    if offer is None or actor is None:
        return
    name = year.random.choice(["Bureau aanmeldingen", "Team instroom", "Klantenservice", ""])
    await committed(lambda: change_contact(actor, offer.id, name=name, phone="", email=""))
    year.did["contact changed"] += 1


def rung(region: int, provider: int) -> Event:
    """The region rings a provider that answered no mail, and writes down what it says."""

    async def event(year: Year) -> None:
        actor = await somebody(year, Role.REGION_MANAGER, region_id=region)
        if actor is None:
            return
        own = await rows(offerings_editable_by(actor).filter(provider_id=provider))
        await go_through(year, actor, own, 0.3, Channel.PHONE)
        year.did["rung"] += 1

    return event
