"""Clients of the demo and where they wait: half a year of invented, untidy waitlists."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Final

from portal.accounts.models import Membership, Person
from portal.availability.models import Offering, StatedFigures
from portal.availability.queries import rows
from portal.availability.rules.figures import Status as Stated
from portal.availability.rules.row import Row
from portal.demo.clients import Waiting
from portal.demo.waitstories import tell_stories
from portal.kernel.actor import Role
from portal.waitlists.actions.measuring import measure
from portal.waitlists.rules.moves import (
    DepartureReason,
)

OPEN_PLACES: Final = {("BGB", "Hoorn"): 2, ("DBA", "Hoorn"): 1}
"""At De Linde there is room to invite people: by code and town, how much."""
ELSEWHERE: Final = 14
"""On so many lists of other providers people wait too."""
AHEAD: Final = (2, 4, 6, 9, 11, 15, 19, 24, 30, 36, 41, 47, 55, 63, 76, 88, 97, 104, 121, 150)
"""Days that people wait by now: most a few weeks, some far too long."""


def leave_room(figures: Sequence[StatedFigures], stated: Mapping[int, Offering]) -> None:
    """On two lists of De Linde there is room, so that somebody can be invited.

    `stated` are De Linde's offerings by the id of their last report.
    """
    last = {one.report_id: one for one in figures}
    rooms = dict(OPEN_PLACES)
    for report_id, offering in sorted(stated.items()):
        place = offering.location or offering.service_area
        for (code, town), free in list(rooms.items()):
            if offering.product.code == code and place is not None and town in place.name:
                del rooms[code, town]
                one = last[report_id]
                one.status, one.places_free, one.waiting = Stated.WAITLIST, free, 7


async def make_waitlists(random: Random, today: date) -> None:
    """People wait at De Linde, at Het Anker and at others; of some there is more to tell."""
    found = await rows(Offering.filter(region__slug="westfriesland", withdrawn_at=None))
    waiting = Waiting(random, today, await _people(), await _leads())
    known = [row for row in found if row.provider.id in waiting.leads]
    linde = [row for row in known if row.provider.name == "De Linde"]
    anker = [row for row in known if row.provider.name == "Het Anker"]
    home = next(row for row in linde if row.product_code == "02BGB" and _at(row, "Hoorn"))
    day = next(row for row in linde if row.product_code == "07DBA" and "Hoorn" in row.place_name)
    other = next(row for row in anker if row.product_code == "02BGB" and _at(row, "Hoorn"))
    atelier = next(row for row in anker if row.product_code == "07DBA")
    for row, many in ((home, 6), (day, 4), (other, 5), (atelier, 4)):
        _fill(waiting, row, many, placed=8)
    busy = {home.id, day.id, other.id, atelier.id}
    rest = [row for row in known if row.id not in busy and row.product_code != "08VVZ"]
    lists = random.sample(rest, ELSEWHERE)
    for row in lists:
        _fill(waiting, row, random.randint(2, 6), placed=random.choice([0, 2, 5]))
    tell_stories(waiting, home, day, other, atelier)
    await waiting.write()
    for offering_id in sorted(busy | {row.id for row in lists}):
        await measure(offering_id, on=today)


def _at(row: Row, town: str) -> bool:
    return any(one.name == town for one in row.municipalities)


async def _people() -> dict[str, int]:
    found = {
        "Hoorn": "consulent@demo.test",
        "Medemblik": "consulent.medemblik@demo.test",
    }
    return {town: (await Person.get(email=address)).id for town, address in found.items()}


async def _leads() -> dict[int, int]:
    found = Membership.filter(role=Role.PROVIDER_LEAD, ended_at=None).order_by("-id")
    return {one.provider_id: one.person_id for one in await found if one.provider_id}


def _fill(waiting: Waiting, row: Row, many: int, *, placed: int) -> None:
    random = waiting.random
    for days_ago in random.sample(AHEAD, many):
        waiting.newcomer(row, days_ago)
    for days_ago in random.sample(range(3, 175), placed):
        waiting.placed(row, days_ago, random.randint(10, 80))
    if random.random() < 0.5:
        reason = random.choice([DepartureReason.NOT_NEEDED, DepartureReason.OWN_WISH])
        waiting.left(row, random.randint(5, 60), random.randint(10, 60), reason)
