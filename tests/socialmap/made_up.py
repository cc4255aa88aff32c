"""Facilities of a made-up region."""

from datetime import date, time
from typing import Any

from portal.availability.rules.row import Named
from portal.socialmap.rules.facilities import Address, Cost, FacilityRow
from portal.socialmap.rules.hours import Opening, Span
from tests.search.made_up import TOWNS

HOORN, MEDEMBLIK = TOWNS[0], TOWNS[1]
HOURS = Opening(weekly=((0, Span(time(9), time(12))), (2, Span(time(13, 30), time(17)))))


def a_facility(number: int = 1, checked_on: date | None = None, **known: Any) -> FacilityRow:
    """Buurthuis De Werf in Hoorn, open on Monday morning and Wednesday afternoon."""
    values: dict[str, Any] = {
        "id": number,
        "region": Named(id=1, name="Westfriesland"),
        "municipality": HOORN,
        "municipalities": (HOORN,),
        "owner": Named(id=1, name="Welzijn Hoorn"),
        "name": f"Buurthuis De Werf {number}",
        "summary": "Koffie, spelletjes en een praatje.",
        "cost": Cost.FREE,
        "themes": ("ontmoeten",),
        "where": an_address(),
        "opening": HOURS,
        "checked_on": checked_on,
    }
    return FacilityRow(**{**values, **known})


def an_address(north: float = 0.0) -> Address:
    """In Hoorn, or so many degrees north of it."""
    return Address(
        street="Kerkweg 1",
        postcode="1621 AA",
        place="Hoorn",
        latitude=52.64 + north,
        longitude=5.06,
    )
