"""Evi keeps Buurthuis De Werf in Hoorn; somebody says that it is wrong, and a text waits."""

from typing import Any

from portal.accounts.models import Person
from portal.catalogue.models import Municipality
from portal.kernel.actor import Actor
from portal.socialmap.actions.corrections import Remark, report_about_facility
from portal.socialmap.actions.facilities import (
    add_facility,
    change_facility,
    owner_called,
)
from portal.socialmap.actions.keepers import add_keeper
from portal.socialmap.models import Correction, Facility, FacilityKeeper, FacilityOwner, TextChange
from portal.socialmap.queries.keeping import keeping_of
from portal.socialmap.rules.facilities import Cost
from portal.socialmap.rules.keeping import Keeping, Other, Written
from tests.cast import Cast

TEXTS = {
    "name": "Buurthuis De Werf",
    "summary": "Koffie, spelletjes en een praatje.",
    "description": "",
    "how_to": "Loop gewoon binnen.",
    "cost_note": "",
    "access_note": "",
}
FACTS: dict[str, Any] = {
    "cost": Cost.FREE,
    "themes": ["ontmoeten"],
    "audiences": [],
    "languages": [],
    "street": "Kerkweg 1",
    "postcode": "1621 AA",
    "place": "Hoorn",
    "wheelchair_accessible": None,
    "phone": "0229 555 001",
    "email": "",
    "website": "",
}


def written(
    texts: dict[str, str] | None = None,
    *,
    hours: list[tuple[int, str, str]] | None = None,
    exceptions: list[Other] | None = None,
    towns: list[int] | None = None,
    **facts: Any,
) -> Written:
    """What somebody fills in of De Werf, but for what is given."""
    return Written(
        texts={**TEXTS, **(texts or {})},
        facts={**FACTS, **facts},
        towns=towns or [],
        hours=[(0, "09:00", "12:00")] if hours is None else hours,
        exceptions=exceptions or [],
    )


async def a_facility(
    by: Actor, town_id: int, texts: dict[str, str] | None = None, **known: Any
) -> Facility:
    """Somebody of the access team puts a facility on the map."""
    keeping = await keeping_of(by)
    region_id = known.pop("region_id", None) or (await _region_of(town_id))
    owner = await owner_called(by, region_id, known.pop("owner", "Welzijn Hoorn"))
    made = await add_facility(keeping, owner, town_id, written(texts, **known))
    return await Facility.get(id=made)


async def _region_of(town_id: int) -> int:
    return (await Municipality.get(id=town_id)).region_id


async def evi_keeps(cast: Cast, owner_id: int) -> FacilityKeeper:
    """Evi is asked whether the entries of this owner are right."""
    evi = await Person.get(id=cast.evi.person_id)
    owner = await FacilityOwner.get(id=owner_id)
    await add_keeper(cast.noor, owner, name=evi.name, email=evi.email)
    return await FacilityKeeper.get(owner_id=owner_id, email=evi.email)


async def the_werf(cast: Cast) -> dict[str, int]:
    """The numbers of De Werf and of all that hangs on it."""
    werf = await a_facility(cast.noor, cast.hoorn.id)
    keeper = await evi_keeps(cast, werf.owner_id)
    proposed = written({"summary": "Nu ook met een leestafel."})
    as_evi = Keeping(actor=cast.evi, keeper_id=keeper.id)
    await change_facility(as_evi, werf.id, proposed, seen=werf.version)
    remark = Remark(message="De deur was dicht.", email="inwoner@voorbeeld.example")
    await report_about_facility(werf.id, remark)
    return {
        "facility": werf.id,
        "owner": werf.owner_id,
        "keeper": keeper.id,
        "change": (await TextChange.get(facility_id=werf.id)).id,
        "correction": (await Correction.get(facility_id=werf.id)).id,
    }
