"""Facts for search engines in the words of schema.org."""

from collections.abc import Mapping
from typing import Any, Final

from portal.availability.rules.row import Row
from portal.kernel.texts import language, t
from portal.socialmap.rules.around import Town
from portal.socialmap.rules.facilities import Cost, FacilityRow
from portal.socialmap.rules.hours import Opening
from portal.socialmap.rules.products import name_of

CONTEXT: Final = "https://schema.org"
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Data = Mapping[str, Any]


def web_page(url: str, about: Data) -> Data:
    """A page in its language, about this."""
    return {
        "@context": CONTEXT,
        "@type": "WebPage",
        "url": url,
        "inLanguage": language(),
        "mainEntity": about,
    }


def facility_data(row: FacilityRow) -> Data:
    """A facility as a service, with where and when."""
    channel: dict[str, Any] = {
        "@type": "ServiceChannel",
        "availableLanguage": ["nl", *row.languages],
    }
    if row.phone:
        channel["servicePhone"] = {"@type": "ContactPoint", "telephone": row.phone}
    if row.where:
        channel["serviceLocation"] = {
            "@type": "Place",
            "name": row.name,
            "address": _address(row.where.street, row.where.postcode, row.where.place),
            "geo": _position(row.where.latitude, row.where.longitude),
            "openingHoursSpecification": _hours(row.opening),
        }
    return {
        "@type": "Service",
        "name": row.name,
        "description": row.summary,
        "provider": {"@type": "Organization", "name": row.owner.name},
        "areaServed": [{"@type": "City", "name": town.name} for town in row.municipalities],
        "availableChannel": channel,
        "isAccessibleForFree": row.cost is Cost.FREE,
    }


def offering_data(row: Row, description: str) -> Data:
    """An offering as a service of its provider."""
    channel: dict[str, Any] = {
        "@type": "ServiceChannel",
        "availableLanguage": ["nl", *row.languages],
    }
    if row.where:
        channel["serviceLocation"] = {
            "@type": "Place",
            "name": row.where.name,
            "address": _address(row.where.street, row.where.postcode, row.where.place),
            "geo": _position(row.where.latitude, row.where.longitude),
        }
    return {
        "@type": "Service",
        "name": f"{name_of(row)}, {row.provider.name}",
        "serviceType": str(name_of(row)),
        "description": description,
        "provider": {"@type": "Organization", "name": row.provider.name},
        "areaServed": [{"@type": "City", "name": town.name} for town in row.municipalities],
        "availableChannel": channel,
    }


def town_data(town: Town) -> Data:
    """The access team of a municipality with whom to call for what."""
    contacts = [one for team in town.teams for one in team.contacts]
    return {
        "@type": "GovernmentOrganization",
        "name": town.team.name if town.team else town.name,
        "areaServed": {"@type": "City", "name": town.name},
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "contactType": t(one.purpose.label),
                **({"telephone": one.phone} if one.phone else {}),
                **({"email": one.email} if one.email else {}),
                "availableLanguage": "nl",
            }
            for one in contacts
        ],
    }


def _address(street: str, postcode: str, place: str) -> Data:
    parts = {"streetAddress": street, "postalCode": postcode, "addressLocality": place}
    known = {name: value for name, value in parts.items() if value}
    return {"@type": "PostalAddress", **known, "addressCountry": "NL"}


def _position(latitude: float, longitude: float) -> Data:
    return {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}


def _hours(opening: Opening) -> list[Data]:
    usual = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"{CONTEXT}/{_DAYS[number]}",
            "opens": f"{span.opens:%H:%M}",
            "closes": f"{span.closes:%H:%M}",
        }
        for number, span in opening.weekly
    ]
    other = [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": one.period.from_on.isoformat(),
            "validThrough": (one.period.until_on or one.period.from_on).isoformat(),
            "opens": f"{one.span.opens:%H:%M}" if one.span else "00:00",
            "closes": f"{one.span.closes:%H:%M}" if one.span else "00:00",
        }
        for one in opening.exceptions
    ]
    return [*usual, *other]
