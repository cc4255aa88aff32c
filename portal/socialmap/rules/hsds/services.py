"""A facility or an offering as a service. Figures that nobody may trust are not told."""

from collections.abc import Mapping, Sequence

from portal.availability.rules.figures import STOPPED, UNKNOWN
from portal.availability.rules.row import Named, Row, Where
from portal.availability.rules.words import listed
from portal.kernel.texts import t
from portal.search.rules import Match, seen
from portal.socialmap.rules.cards import theme_sentence
from portal.socialmap.rules.facilities import AUDIENCES, Address, FacilityRow
from portal.socialmap.rules.guide import Item
from portal.socialmap.rules.hsds.parts import (
    accessibility,
    area,
    languages,
    location,
    phones,
    schedules,
    web_address,
)
from portal.socialmap.rules.hsds.publishing import Publishing, Record, told
from portal.socialmap.rules.hsds.terms import (
    LEAST_DAYS,
    MOST_DAYS,
    STATUS,
    WAIT_TERMS,
    audience_terms,
    product_of,
    theme_terms,
)
from portal.socialmap.rules.themes import themes_of
from portal.socialmap.rules.words import Places, is_trusted, places, stop_in_words


def service_uid(item: Item, to: Publishing) -> str:
    """The id of the service."""
    return to.uid("offering" if isinstance(item, Row) else "facility", item.id)


def organization_uid(item: Item, to: Publishing) -> str:
    """The id of whose it is."""
    if isinstance(item, Row):
        return to.uid("provider", item.provider.id)
    return to.uid("facility_owner", item.owner.id)


def place_uid(item: Item, to: Publishing) -> str:
    """The id of the service where it is given."""
    return to.uid("service_at_location", service_uid(item, to))


def service(item: Item, to: Publishing) -> Record:
    """The service with all that hangs on it, but for when it last changed."""
    return offering(item, to) if isinstance(item, Row) else facility(item, to)


def brief(whole: Mapping[str, object]) -> Record:
    """Only what a service has one of."""
    return {name: value for name, value in whole.items() if not isinstance(value, list)}


# Facilities -----------------------------------------------------------------------------------


def facility(row: FacilityRow, to: Publishing) -> Record:
    """What one may walk into without a decision of the municipality."""
    uid, page = service_uid(row, to), to.address(f"/voorziening/{row.id}/")
    audiences = [AUDIENCES[one] for one in row.audiences if one in AUDIENCES]
    website = web_address(row.website)
    return told(
        {
            "id": uid,
            "organization_id": organization_uid(row, to),
            "name": row.name,
            "description": f"{row.summary}\n\n{row.description}".strip(),
            "url": website or page,
            "additional_urls": [_page(to, uid, page)],
            "email": row.email,
            "status": "active",
            "application_process": row.how_to,
            "fees_description": _cost(row),
            "eligibility_description": listed(audiences) or t("Iedereen"),
            "assured_date": row.checked_on.isoformat() if row.checked_on else "",
            "organization": owner(row, to),
            "phones": phones(to, "service", uid, [(row.phone, "")]),
            "schedules": schedules(to, uid, row.opening),
            "service_areas": [area(to, uid, town) for town in row.municipalities],
            "service_at_locations": _at(row, to),
            "languages": languages(to, uid, row.languages),
            "cost_options": [_cost_option(row, uid, to)],
            "attributes": _marks(to, uid, row.themes, row.audiences),
        }
    )


def _cost(row: FacilityRow) -> str:
    return f"{row.cost.label}. {row.cost_note}" if row.cost_note else row.cost.label


def _cost_option(row: FacilityRow, uid: str, to: Publishing) -> Record:
    return told(
        {
            "id": to.uid("cost_option", uid),
            "service_id": uid,
            "option": row.cost.label,
            "amount_description": row.cost_note,
        }
    )


def _page(to: Publishing, uid: str, page: str) -> Record:
    return {
        "id": to.uid("url", uid),
        "service_id": uid,
        "label": t("Op de sociale kaart"),
        "url": page,
    }


def owner(row: FacilityRow, to: Publishing) -> Record:
    """Whose facility it is."""
    return {
        "id": organization_uid(row, to),
        "name": row.owner.name,
        "description": t("Organisatie achter voorzieningen in {region}.", region=row.region.name),
    }


def _marks(
    to: Publishing, uid: str, themes: Sequence[str], audiences: Sequence[str]
) -> list[Record]:
    marks = [term for slug in themes for term in theme_terms() if term.code == slug]
    marks += [term for slug in audiences for term in audience_terms() if term.code == slug]
    return [term.attribute(to, uid, term.code) for term in marks]


# Offerings ------------------------------------------------------------------------------------


def offering(row: Row, to: Publishing) -> Record:
    """One product of one provider in one place, for which the municipality decides."""
    uid, page = service_uid(row, to), to.address(f"/aanbod/{row.id}/")
    match = seen(row, None, today=to.today)
    told_lately = is_trusted(match) and match.expected is not None and row.confirmed is not None
    return told(
        {
            "id": uid,
            "organization_id": organization_uid(row, to),
            "name": f"{row.product.name}, {row.provider.name}",
            "description": row.description or theme_sentence(row.product_code),
            "url": page,
            "status": "temporarily closed" if match.is_stopped else "active",
            "alert": stop_in_words(match) if match.is_stopped else "",
            "application_process": t("U vraagt dit aan bij uw gemeente."),
            "fees_description": t(
                "U betaalt meestal een eigen bijdrage. Uw gemeente vertelt hoeveel."
            ),
            "eligibility_description": row.target_group
            or t("Iedereen voor wie de gemeente dit nodig vindt"),
            "assured_date": row.confirmed.on.isoformat() if told_lately and row.confirmed else "",
            "organization": provider(row, to),
            "phones": phones(to, "service", uid, _desks(row, to)),
            "service_areas": [_local_area(town, uid, match, to) for town in row.municipalities],
            "service_at_locations": _at(row, to),
            "languages": languages(to, uid, row.languages),
            "capacities": _capacities(match, uid, to),
            "attributes": [*_about(row, uid, to), *_wait(match, uid, to)],
        }
    )


def provider(row: Row, to: Publishing) -> Record:
    """Whose offering it is."""
    return {
        "id": organization_uid(row, to),
        "name": row.provider.name,
        "description": t("Aanbieder van hulp waarvoor een gemeente een contract heeft."),
    }


def _desks(row: Row, to: Publishing) -> list[tuple[str, str]]:
    """Whom residents call first: the team of each municipality."""
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for served in row.municipalities:
        town = to.around.town(served.id)
        first = town.team.first if town and town.team else None
        if town and town.team and first:
            names[first.phone] = town.team.name
            found.setdefault(first.phone, []).append(town.name)
    return [
        (phone, t("{team}, voor inwoners van {towns}", team=names[phone], towns=listed(towns)))
        for phone, towns in found.items()
    ]


def _about(row: Row, uid: str, to: Publishing) -> list[Record]:
    product = product_of(row, to)
    return [
        product.attribute(to, uid, product.code),
        *_marks(to, uid, themes_of(row.product_code), ()),
    ]


def _wait(match: Match, link: str, to: Publishing, *, on: str = "service") -> list[Record]:
    return [
        WAIT_TERMS[key].attribute(to, link, value, on=on) for key, value in _figures(match).items()
    ]


def _figures(match: Match) -> dict[str, str]:
    if match.is_stopped:
        return {STATUS: STOPPED}
    if match.expected is None or not is_trusted(match):
        return {STATUS: UNKNOWN}
    return {
        STATUS: match.status,
        LEAST_DAYS: str(match.expected.low),
        MOST_DAYS: str(match.expected.high),
    }


def _local_area(town: Named, uid: str, general: Match, to: Publishing) -> Record:
    """A municipality, with what differs there."""
    told_of = area(to, uid, town)
    here = seen(general.row, town.id, today=to.today)
    if _figures(here) == _figures(general):
        return told_of
    return {**told_of, "attributes": _wait(here, told_of["id"], to, on="service_area")}


def _capacities(match: Match, uid: str, to: Publishing) -> list[Record]:
    known = places(match)
    return [_capacity(known, match.row, uid, to)] if known and match.row.confirmed else []


def _capacity(known: Places, row: Row, uid: str, to: Publishing) -> Record:
    assert row.confirmed is not None, "only trusted figures are told"
    unit = to.uid("unit", "plaats")
    record: Record = {
        "id": to.uid("service_capacity", uid),
        "service_id": uid,
        "unit": {"id": unit, "name": t("plaats")},
        "unit_id": unit,
        "available": known.free,
        "updated": row.confirmed.at.isoformat(timespec="milliseconds"),
    }
    return record if known.most is None else {**record, "maximum": known.most}


# Where it is given ----------------------------------------------------------------------------


def _at(item: Item, to: Publishing) -> list[Record]:
    found = service_at_location(item, to)
    return [found] if found else []


def service_at_location(item: Item, to: Publishing) -> Record | None:
    """The service where it is given; None for what comes to people's homes."""
    there = _location(item, to)
    if there is None:
        return None
    return {
        "id": place_uid(item, to),
        "service_id": service_uid(item, to),
        "location_id": there["id"],
        "location": there,
    }


def _location(item: Item, to: Publishing) -> Record | None:
    if isinstance(item, FacilityRow):
        return _of_facility(item, item.where, to) if item.where else None
    return _of_offering(item, item.where, to) if item.where else None


def _of_facility(row: FacilityRow, where: Address, to: Publishing) -> Record:
    uid = to.uid("facility_location", row.id)
    access = accessibility(to, uid, row.wheelchair_accessible, row.access_note)
    return location(to, uid, row.name, where, row.region.name, access)


def _of_offering(row: Row, where: Where, to: Publishing) -> Record:
    uid = to.uid("location", row.location_id)
    address = Address(
        street=where.street,
        postcode=where.postcode,
        place=where.place,
        latitude=where.latitude,
        longitude=where.longitude,
    )
    access = accessibility(to, uid, where.wheelchair_accessible)
    return location(to, uid, where.name, address, row.region.name, access)
