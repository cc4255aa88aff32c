"""What services, organisations and locations have in common."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from portal.availability.rules.row import Named
from portal.kernel.languages import LANGUAGES
from portal.kernel.texts import t
from portal.socialmap.rules.facilities import Address
from portal.socialmap.rules.hours import Opening
from portal.socialmap.rules.hsds.publishing import Publishing, Record, told

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CLOSED: Final = "Gesloten"
ACCESSIBLE: Final = "Rolstoeltoegankelijk"
INACCESSIBLE: Final = "Niet rolstoeltoegankelijk"
_TOOI: Final = "https://identifier.overheid.nl/tooi/id/gemeente/"
"""Where the government names its municipalities."""


def phones(
    to: Publishing, kind: str, link: str, numbers: Iterable[tuple[str, str]]
) -> list[Record]:
    """Numbers with whose they are."""
    found = {number: words for number, words in numbers if number}
    return [
        told(
            {
                "id": to.uid("phone", link, number),
                f"{kind}_id": link,
                "number": number,
                "type": "voice",
                "description": words,
            }
        )
        for number, words in found.items()
    ]


def languages(to: Publishing, service: str, codes: Iterable[str]) -> list[Record]:
    """What is spoken: Dutch, and what else."""
    names = {
        "nl": t("Nederlands"),
        **{code: LANGUAGES[code] for code in codes if code in LANGUAGES},
    }
    return [
        {"id": to.uid("language", service, code), "service_id": service, "name": name, "code": code}
        for code, name in names.items()
    ]


def area(to: Publishing, service: str, town: Named) -> Record:
    """A municipality whose residents are helped, with its code."""
    known = to.around.town(town.id)
    code = known.code if known else ""
    return told(
        {
            "id": to.uid("service_area", service, town.id),
            "service_id": service,
            "name": town.name,
            "extent": code,
            "extent_type": "text" if code else "",
            "uri": _TOOI + code.lower() if code else "",
        }
    )


def location(
    to: Publishing, uid: str, name: str, where: Address, region: str, accessible: list[Record]
) -> Record:
    """Where it is."""
    address = {
        "id": to.uid("address", uid),
        "location_id": uid,
        "address_1": where.street,
        "city": where.place,
        "region": region,
        "state_province": "",  # required by HSDS; a province is not kept here
        "postal_code": where.postcode,
        "country": "NL",
        "address_type": "physical",
    }
    return told(
        {
            "id": uid,
            "location_type": "physical",
            "name": name,
            "latitude": where.latitude,
            "longitude": where.longitude,
            "addresses": [address],
            "accessibility": accessible,
        }
    )


def accessibility(
    to: Publishing,
    location_uid: str,
    known: bool | None,  # noqa: FBT001
    note: str = "",
) -> list[Record]:
    """Whether somebody in a wheelchair can come in; nothing where nobody knows."""
    if known is None and not note:
        return []
    words = {True: t(ACCESSIBLE), False: t(INACCESSIBLE), None: ""}[known]
    uid = to.uid("accessibility", location_uid)
    return [told({"id": uid, "location_id": location_uid, "description": words, "details": note})]


def schedules(to: Publishing, service: str, opening: Opening) -> list[Record]:
    """The hours of every week, and other days from today on. Times are those of Amsterdam."""
    return [*_weekly(to, service, opening), *_exceptions(to, service, opening)]


def _weekly(to: Publishing, service: str, opening: Opening) -> list[Record]:
    return [
        {
            "id": to.uid("schedule", service, "weekly", number),
            "service_id": service,
            "freq": "WEEKLY",
            "wkst": "MO",
            "byday": DAYS[weekday],
            "opens_at": f"{span.opens:%H:%M}",
            "closes_at": f"{span.closes:%H:%M}",
        }
        for number, (weekday, span) in enumerate(opening.weekly)
    ]


def _exceptions(to: Publishing, service: str, opening: Opening) -> list[Record]:
    coming = [one for one in opening.exceptions if (one.period.until_on or to.today) >= to.today]
    return [
        told(
            {
                "id": to.uid("schedule", service, "other", number),
                "service_id": service,
                "valid_from": one.period.from_on.isoformat(),
                "valid_to": one.period.until_on.isoformat() if one.period.until_on else "",
                "opens_at": f"{one.span.opens:%H:%M}" if one.span else "",
                "closes_at": f"{one.span.closes:%H:%M}" if one.span else "",
                "description": "" if one.span else t(CLOSED),
                "notes": one.note,
            }
        )
        for number, one in enumerate(coming)
    ]


def web_address(website: str) -> str:
    """A website as a whole address; empty where it is none."""
    written = website if "://" in website else f"https://{website}"
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    return written if website and parts.scheme in {"http", "https"} and parts.netloc else ""
