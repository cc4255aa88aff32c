"""Reading a service of another HSDS feed into what a keeper would fill in, with all its faults."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast

from portal.availability.rules.row import Named
from portal.kernel.languages import LANGUAGES
from portal.kernel.spelling import fold
from portal.socialmap.forms.keeping import DAY_FIELDS, FacilityForm
from portal.socialmap.rules.facilities import AUDIENCES, Cost
from portal.socialmap.rules.hsds.parts import ACCESSIBLE, DAYS, INACCESSIBLE
from portal.socialmap.rules.hsds.terms import PRODUCT
from portal.socialmap.rules.keeping import Written
from portal.socialmap.rules.themes import themes
from portal.web.forms import Posted, errors_of

GONE: Final = frozenset({"inactive", "defunct"})
ASK_COST: Final = "Vraag wat het kost."
MOST_SUMMARY: Final = 200
MOST_NAME: Final = 120
_MARKUP: Final = re.compile(r"<\s*[a-zA-Z/!?]")
_TIME: Final = re.compile(r"(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_LATITUDES: Final = (50.0, 54.0)
_LONGITUDES: Final = (3.0, 8.0)


class WrongType(ValueError):
    """A field holds something else than HSDS says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the region knows by itself."""

    towns: Mapping[str, Named]
    """By code and by plain name."""
    places: Mapping[str, Named] = field(default_factory=dict[str, Named])
    """The municipality of four digits of a postcode."""
    usual_theme: str = ""
    """Where a service names no theme that we know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """One service in one place as it was read; with faults there is nothing written."""

    uid: str
    name: str
    faults: tuple[str, ...] = ()
    skipped: str = ""
    """Why it is not for this portal, in Dutch."""
    owner: str = ""
    town_id: int = 0
    written: Written | None = None
    checked_on: date | None = None


def foreign(service: object, known: Known) -> list[Foreign]:
    """The entries that this service makes: one, or one for each place where it is given."""
    uid = name = ""
    try:
        record = _object(service)
        uid, name = _text(record, "id"), _text(record, "name")
        if not uid or not name:
            return [Foreign(uid=uid, name=name, faults=("id of name ontbreekt",))]
        at = _objects(record, "service_at_locations")
        if len(at) <= 1:
            return [_entry(uid, record, at[0] if at else {}, known)]
        return [_entry(f"{uid}/{_text(one, 'id')}", record, one, known) for one in at]
    except WrongType as error:
        return [Foreign(uid=uid, name=name, faults=(str(error),))]


def _entry(uid: str, record: Mapping[str, Any], at: Mapping[str, Any], known: Known) -> Foreign:
    name = _text(record, "name")
    why = _not_ours(record)
    if why:
        return Foreign(uid=uid, name=name, skipped=why)
    location = _object(at.get("location") or {})
    areas = _objects(record, "service_areas") or _objects(at, "service_areas")
    towns = _towns(areas, location, known)
    if not towns:
        return Foreign(uid=uid, name=name, skipped="buiten deze regio")
    posted = _posted(record, at, location, known)
    form = FacilityForm.over(towns, posted)
    position, wrong = _position(location)
    faults = [*_form_faults(form), *wrong, *_hour_faults(record, at), *_markup(posted)]
    owner = _text(_object(record.get("organization") or {}), "name")
    if len(owner) > MOST_NAME or _MARKUP.search(owner):
        faults.append("organization.name: te lang of met opmaak")
    if faults:
        return Foreign(uid=uid, name=name, faults=tuple(faults))
    return Foreign(
        uid=uid,
        name=name,
        owner=owner,
        town_id=towns[0].id,
        written=replace(form.written(), position=position if posted.get("place") else None),
        checked_on=_day(record, "assured_date"),
    )


def _not_ours(record: Mapping[str, Any]) -> str:
    """Help by decision of a municipality, and what is no more, is no facility."""
    if _text(record, "status") in GONE:
        return "bestaat niet meer"
    codes = [_text(term, "code") for term in _terms(record)]
    if any(code.startswith(f"{PRODUCT}-") for code in codes):
        return "hulp via de gemeente"
    return ""


def _terms(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [_object(one.get("taxonomy_term") or {}) for one in _objects(record, "attributes")]


def _towns(
    areas: Iterable[Mapping[str, Any]], location: Mapping[str, Any], known: Known
) -> list[Named]:
    named = [
        known.towns.get(_text(one, "extent")) or _called(_text(one, "name"), known) for one in areas
    ]
    found = [one for one in named if one is not None]
    if not found and not named:
        address = _address(location)
        pc4 = _text(address, "postal_code").replace(" ", "")[:4]
        by_place = known.places.get(pc4) or _called(_text(address, "city"), known)
        found = [by_place] if by_place else []
    return list({one.id: one for one in found}.values())


def _called(name: str, known: Known) -> Named | None:
    return known.towns.get(fold(name)) if name else None


# What a keeper would fill in ------------------------------------------------------------------


def _posted(
    record: Mapping[str, Any], at: Mapping[str, Any], location: Mapping[str, Any], known: Known
) -> Posted:
    summary, description = _told_in(_text(record, "description"), _text(record, "name"))
    pages = {_text(one, "url") for one in _objects(record, "additional_urls")}
    website = _text(record, "url")
    phones = _objects(record, "phones") or _objects(at, "phones") or _objects(location, "phones")
    pairs = [
        ("name", _text(record, "name")),
        ("summary", summary),
        ("description", description),
        ("how_to", _text(record, "application_process")),
        ("phone", _text(phones[0], "number") if phones else ""),
        ("email", _text(record, "email")),
        ("website", "" if website in pages else website),
        *_cost(record),
        *_where(location),
        *_marks(record, known),
        *(("languages", code) for code in _languages(record, location)),
        *_week([*_objects(record, "schedules"), *_objects(at, "schedules")]),
        *_others([*_objects(record, "schedules"), *_objects(at, "schedules")]),
    ]
    towns = _towns(
        _objects(record, "service_areas") or _objects(at, "service_areas"), location, known
    )
    return Posted([*pairs, *(("towns", str(town.id)) for town in towns[1:])])


def _told_in(text: str, name: str) -> tuple[str, str]:
    """One sentence of what it is, and the rest."""
    head, _, rest = text.strip().partition("\n\n")
    if not head:
        return name, ""
    if len(head) <= MOST_SUMMARY:
        return head, rest.strip()
    sentence = re.match(r".{1,199}[.!?](?=\s)", head, re.DOTALL)
    if sentence is None:
        return name, text.strip()
    return sentence.group().strip(), (head[sentence.end() :] + "\n\n" + rest).strip()


def _cost(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    options = _objects(record, "cost_options")
    option: Mapping[str, Any] = options[0] if options else {}
    fees = _text(record, "fees_description")
    for cost in Cost:
        if cost.label in {_text(option, "option"), fees.partition(".")[0]}:
            note = _text(option, "amount_description") or fees.removeprefix(cost.label).lstrip(". ")
            return [("cost", cost.value), ("cost_note", note)]
    if options and _number(option, "amount") == 0:
        return [("cost", Cost.FREE.value), ("cost_note", fees)]
    return [("cost", Cost.PAID.value), ("cost_note", fees or ASK_COST)]


def _where(location: Mapping[str, Any]) -> list[tuple[str, str]]:
    address = _address(location)
    if not address:
        return []
    access = _objects(location, "accessibility")
    words = _text(access[0], "description") if access else ""
    wheelchair = {ACCESSIBLE: "ja", INACCESSIBLE: "nee"}.get(words, "")
    note = _text(access[0], "details") if access else ""
    return [
        ("street", _text(address, "address_1")),
        ("postcode", _text(address, "postal_code")),
        ("place", _text(address, "city")),
        ("wheelchair", wheelchair),
        ("access_note", note or ("" if wheelchair else words)),
    ]


def _address(location: Mapping[str, Any]) -> Mapping[str, Any]:
    addresses = _objects(location, "addresses")
    return addresses[0] if addresses else {}


def _marks(record: Mapping[str, Any], known: Known) -> Iterator[tuple[str, str]]:
    words = [
        fold(word)
        for term in _terms(record)
        for word in (_text(term, "code").rpartition("/")[2], _text(term, "name"))
    ]
    slugs = _named(words, {one.slug: one.name for one in themes()})
    for slug in slugs or filter(None, [known.usual_theme]):
        yield "themes", slug
    for slug in _named(words, AUDIENCES):
        yield "audiences", slug


def _named(words: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """Those of these that the words name, in the order of the words."""
    known = {fold(word): slug for slug, label in labels.items() for word in (slug, label)}
    return list(dict.fromkeys(known[word] for word in words if word in known))


def _languages(record: Mapping[str, Any], location: Mapping[str, Any]) -> list[str]:
    spoken = [*_objects(record, "languages"), *_objects(location, "languages")]
    codes = dict.fromkeys(_text(one, "code").lower() for one in spoken)
    return [code for code in codes if code in LANGUAGES]


# Hours ----------------------------------------------------------------------------------------


def _week(schedules: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    spans: dict[int, list[str]] = {}
    for one in schedules:
        for day in _days_of(one):
            spans.setdefault(day, []).append(_span(one))
    for day, told in spans.items():
        yield DAY_FIELDS[day], ", ".join(sorted(told))


def _days_of(schedule: Mapping[str, Any]) -> list[int]:
    """The days of every week on which it is open; none for days that come once."""
    if _text(schedule, "freq") not in {"", "WEEKLY"} or not _text(schedule, "opens_at"):
        return []
    days = [day.strip() for day in _text(schedule, "byday").split(",")]
    return [DAYS.index(day) for day in days if day in DAYS]


def _others(schedules: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    once = [one for one in schedules if _is_once(one)]
    for number, one in enumerate(once):
        start = f"exceptions-{number}-"
        yield start + "from_on", _text(one, "valid_from")
        yield start + "until_on", _text(one, "valid_to") or _text(one, "valid_from")
        yield start + "hours", _span(one) if _text(one, "opens_at") else ""
        yield start + "note", _text(one, "notes")


def _is_once(schedule: Mapping[str, Any]) -> bool:
    repeats = _text(schedule, "freq") or _text(schedule, "byday")
    return bool(_text(schedule, "valid_from")) and not repeats


def _span(schedule: Mapping[str, Any]) -> str:
    times = [_TIME.fullmatch(_text(schedule, name)) for name in ("opens_at", "closes_at")]
    return "-".join(f"{one[1]}:{one[2]}" if one else "?" for one in times)


def _hour_faults(record: Mapping[str, Any], at: Mapping[str, Any]) -> Iterator[str]:
    for one in (*_objects(record, "schedules"), *_objects(at, "schedules")):
        if not _days_of(one) and not _is_once(one) and _text(one, "opens_at"):
            yield "schedules: deze openingstijden kunnen we niet overnemen"


# Faults ---------------------------------------------------------------------------------------


def _form_faults(form: FacilityForm) -> Iterator[str]:
    if form.validate():
        return
    for name, messages in errors_of(form).items():
        for message in messages:
            # Of the other days each has errors of its own.
            told = "deze dagen kloppen niet." if name == "exceptions" else message
            yield f"{_ASKED.get(name, name)}: {told}"


_ASKED: Final = {
    "summary": "description",
    "how_to": "application_process",
    "phone": "phones",
    "website": "url",
    "cost_note": "cost_options",
    "themes": "attributes",
    "street": "address_1",
    "postcode": "postal_code",
    "place": "city",
    "access_note": "accessibility",
    "exceptions": "schedules",
    **dict.fromkeys(DAY_FIELDS, "schedules"),
}


def _markup(posted: Posted) -> Iterator[str]:
    """A text is a text: what looks like a page or a program is not taken over."""
    for name, value in posted.multi_items():
        if _MARKUP.search(str(value)):
            yield f"{_ASKED.get(name, name)}: bevat opmaak of een script (HTML)"


def _position(location: Mapping[str, Any]) -> tuple[tuple[float, float] | None, list[str]]:
    found = (_number(location, "latitude"), _number(location, "longitude"))
    if found[0] is None or found[1] is None:
        return None, []
    within = (
        _LATITUDES[0] <= found[0] <= _LATITUDES[1] and _LONGITUDES[0] <= found[1] <= _LONGITUDES[1]
    )
    return (found[0], found[1]), [] if within else ["latitude, longitude: niet in Nederland"]


# Fields ---------------------------------------------------------------------------------------


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise WrongType("er staat geen gegeven (object) waar dat moet")
    return cast("dict[str, Any]", value)


def _objects(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value: Any = record.get(name) or []
    if type(value) is not list:
        raise WrongType(f"{name}: is geen lijst")
    return [_object(one) for one in cast("list[object]", value)]


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongType(f"{name}: is geen tekst")
    return value.strip()


def _number(record: Mapping[str, Any], name: str) -> float | None:
    value = record.get(name)
    if value is None or value == "":
        return None
    try:
        return float(value) if not isinstance(value, bool) else float("nan")
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongType(f"{name}: is geen getal") from error


def _day(record: Mapping[str, Any], name: str) -> date | None:
    text = _text(record, name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise WrongType(f"{name}: is geen datum") from error
