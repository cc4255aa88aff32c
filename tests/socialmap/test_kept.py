"""What this process keeps of the social map is what the database holds, after every change."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from portal.catalogue.models import Municipality, Place
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.providers.models import AccessTeam, AccessTeamContact
from portal.providers.rules import ContactPurpose
from portal.socialmap.actions.facilities import (
    change_facility,
    confirm_facilities,
    decide_texts,
    end_facility,
)
from portal.socialmap.index import Guides, guides
from portal.socialmap.models import FacilityOwner, LocalGuide
from portal.socialmap.queries.around import around
from portal.socialmap.queries.facilities import facility_rows, open_facilities
from portal.socialmap.rules.facilities import Cost, Decision
from portal.socialmap.rules.keeping import Keeping, Other
from tests.cast import Cast
from tests.socialmap.stories import a_facility, the_werf, written


async def as_kept(kept: Guides) -> dict[int, Any]:
    return {row.id: row for guided in await kept.of_all() for row in guided.guide.facilities()}


async def as_saved() -> dict[int, Any]:
    return {row.id: row for row in await facility_rows(open_facilities())}


async def test_what_is_kept_is_what_is_saved(cast: Cast, kept: None) -> None:
    ids = await committed(lambda: the_werf(cast))
    werf = ids["facility"]
    noor = Keeping(actor=cast.noor)
    closed = Other(from_on=today(), until_on=today() + timedelta(days=2))

    async def change(version: int, **known: Any) -> None:
        await change_facility(noor, werf, written(**known), seen=version)

    changes: list[Callable[[], Awaitable[Any]]] = [
        lambda: change(2, cost=Cost.PAID),
        lambda: change(3, hours=[(6, "10:00", "11:00")]),
        lambda: change(4, exceptions=[closed]),
        lambda: change(5, towns=[cast.medemblik.id]),
        lambda: confirm_facilities(noor, [werf]),
        lambda: decide_texts(cast.noor, ids["change"], Decision.AGREED),
        lambda: FacilityOwner.filter(id=ids["owner"]).update(name="Welzijn Westfriesland"),
        lambda: a_facility(cast.guus, cast.gouda.id, {"name": "De Sluis"}, owner="Gouda"),
        lambda: AccessTeamContact.create(
            access_team=cast.hoorn_team,
            purpose=ContactPurpose.RESIDENTS,
            name="Wijkteam",
            phone="0229 1",
        ),
        lambda: AccessTeamContact.all().update(phone="0229 2"),
        lambda: AccessTeamContact.all().delete(),
        lambda: AccessTeam.filter(id=cast.hoorn_team.id).update(name="Wijkteam Hoorn en Zwaag"),
        lambda: LocalGuide.create(municipality=cast.hoorn, name="Gids", url="https://g.example"),
        lambda: Place.create(
            pc4="1621", name="Hoorn", municipality=cast.hoorn, latitude=52.6, longitude=5.0
        ),
        lambda: Municipality.filter(id=cast.hoorn.id).update(name="Hoorn (NH)"),
        lambda: end_facility(cast.noor, werf),
    ]
    assert await as_kept(guides) == await as_saved()
    for number, one in enumerate(changes):
        before = (await as_saved(), await around())
        await committed(one)
        now = (await as_saved(), await around())
        assert now != before or number == 4, f"change {number} changes nothing"
        assert (await as_kept(guides), await guides.around()) == now, f"after change {number}"
