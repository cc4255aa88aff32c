"""What happens again and again in stories about waitlists."""

from datetime import date
from typing import Any

from portal.availability.actions.reports import report
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.waitlists.actions.calling import invite, place
from portal.waitlists.actions.registering import Registration, register
from portal.waitlists.models import Client, Entry
from tests.cast import Cast


async def free(actor: Actor, offering_id: int, places: int) -> None:
    """The provider states how many places are free; the same number again confirms it."""
    status = Status.CAPACITY if places else Status.NO_CAPACITY
    figures = Figures(status=status, intake=Days(7, 7), start=Days(7, 14), places_free=places)
    row = await row_for(actor, offering_id)
    statement = Statement(figures=figures)
    await committed(
        lambda: report(actor, offering_id, statement, seen=row.report_id, channel=Channel.SCREEN)
    )


async def registered(
    cast: Cast, offering_id: int | None = None, *, on: date | None = None, **known: Any
) -> Entry:
    """Noor registers a client of Hoorn, at De Linde unless told otherwise."""
    wish = Registration(
        offering_id=offering_id or cast.linde_thuis.id, municipality_id=cast.hoorn.id, **known
    )
    return await committed(lambda: register(cast.noor, wish, on=on or today()))


async def placed(actor: Actor, entry: Entry, *, on: date | None = None) -> None:
    """Invited and placed on one day."""
    day = on or today()
    await committed(lambda: invite(actor, entry.id, on=day, reason="Past beter bij het team"))
    await committed(lambda: place(actor, entry.id, placed_on=day, on=day))


async def client_of(entry: Entry) -> Client:
    return await Client.get(needs__entries__id=entry.id)


async def fresh(entry: Entry) -> Entry:
    return await Entry.get(id=entry.id)
