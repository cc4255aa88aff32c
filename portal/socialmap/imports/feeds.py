"""Reading the HSDS feed of somebody else into facilities: all of it, or nothing."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from portal.availability.rules.row import Named
from portal.catalogue.models import Municipality, Place
from portal.database.transactions import committed, read
from portal.kernel.clock import now
from portal.kernel.spelling import fold
from portal.outside.fetching import Limits, Outside, Unusable, parsed
from portal.socialmap.actions.taking_over import (
    end_taken_over,
    note_checked,
    note_taken_over,
    source_called,
    take_over,
)
from portal.socialmap.forms.hsds import Foreign, Known, foreign
from portal.socialmap.imports.tabular import services_in
from portal.socialmap.models import FeedSource, TakenOver

PER_PAGE: Final = 100
MOST_SERVICES: Final = 20_000
MOST_FILE: Final = 100_000_000
MOST_UID: Final = 120
FEW: Final = 5
"""So many entries may always disappear at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a feed is to be taken over."""

    region_id: int
    source: str
    usual_theme: str = ""
    dry_run: bool = False
    only_good: bool = False
    may_end_many: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What an import would do or did."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    skipped: Counter[str] = field(default_factory=Counter[str])
    faulty: list[Foreign] = field(default_factory=list[Foreign])
    applied: bool = False


async def services_at(
    address: str, *, allow_private: bool = False, limits: Limits | None = None
) -> list[Any]:
    """All services of a feed on the web, page by page from this one address.

    Raises Unusable or Unreachable; nothing of the answers says where the next page is.
    """
    async with Outside(address, allow_private=allow_private, limits=limits) as outside:
        found: dict[str, Any] = {}
        number, pages, total = 1, 1, 0
        while number <= pages:
            page = await outside.json(
                "/services", {"page": number, "per_page": PER_PAGE, "full": "true"}
            )
            contents, pages, total = _page(page)
            new = {_uid(one): one for one in contents}
            if contents and new.keys() <= found.keys():
                raise Unusable("De pagina's van deze bron herhalen zich.")
            if not contents and number < pages:
                break
            found |= new
            if len(found) > MOST_SERVICES:
                raise Unusable(f"Deze bron heeft meer dan {MOST_SERVICES} diensten.")
            number += 1
        if len(found) < total:
            raise Unusable("Deze bron gaf niet alle diensten die zij noemt. Er is niets gewijzigd.")
        return [await _whole(outside, one) for one in found.values()]


def _page(page: Any) -> tuple[list[Any], int, int]:
    """The contents of a page, how many pages there are, and how many services."""
    told = cast("dict[str, Any]", page) if isinstance(page, dict) else {}
    contents = told.get("contents")
    counts = [told.get("total_pages"), told.get("total_items", 0)]
    if not isinstance(contents, list) or any(type(one) is not int for one in counts):
        raise Unusable("Dit is geen lijst volgens HSDS.")
    return cast("list[Any]", contents), cast("int", counts[0]), cast("int", counts[1])


def _uid(service: Any) -> str:
    uid = cast("dict[str, Any]", service).get("id") if isinstance(service, dict) else None
    if not isinstance(uid, str) or not uid or len(uid) > MOST_UID or not uid.isprintable():
        raise Unusable("Een dienst in deze bron heeft geen goed id.")
    return uid


async def _whole(outside: Outside, service: dict[str, Any]) -> Any:
    """The service itself, where a list only tells the start of it."""
    if any(isinstance(value, list) for value in service.values()):
        return service
    uid = _uid(service)
    if not all(sign.isalnum() or sign in "-_" for sign in uid):
        raise Unusable("Een dienst in deze bron heeft geen goed id.")
    return await outside.json(f"/services/{uid}")


def is_address(feed: str) -> bool:
    """Whether this is an address on the web, and no file."""
    return "://" in feed


def services_of(file: Path) -> list[Any]:
    """All services in a file: JSON, or a package of tables. Raises Unusable."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_FILE + 1)
    except OSError as error:
        raise Unusable(f"Het bestand {file} is niet te lezen.") from error
    if len(content) > MOST_FILE:
        raise Unusable("Dit bestand is te groot.")
    found = services_in(content) if content.startswith(b"PK") else _of_json(content, file.name)
    if len(found) > MOST_SERVICES:
        raise Unusable(f"Dit bestand heeft meer dan {MOST_SERVICES} diensten.")
    for one in found:
        _uid(one)
    return found


def _of_json(content: bytes, name: str) -> list[Any]:
    told = parsed(content, name)
    if isinstance(told, dict):
        told = cast("dict[str, Any]", told).get("contents", [told])
    if not isinstance(told, list):
        raise Unusable(f"{name} bevat geen diensten volgens HSDS.")
    return cast("list[Any]", told)


# Into the database ----------------------------------------------------------------------------


async def import_services(services: Sequence[Any], wanted: Wanted) -> Outcome:
    """Take these over into a region in one transaction; again changes nothing.

    Nothing is written when an entry has a fault, unless `only_good`. Raises Unusable when more
    than half of what this source gave before would leave the map, unless `may_end_many`.
    """
    known = await read(lambda: _known(wanted))
    entries = await asyncio.to_thread(_entries, services, known)
    twice = [uid for uid, times in Counter(one.uid for one in entries).items() if times > 1]
    if twice:
        raise Unusable("In deze bron staat een id twee keer.")
    if wanted.dry_run:
        return (await read(lambda: _compared(entries, wanted)))[0]
    return await committed(lambda: _applied(entries, wanted))


async def _known(wanted: Wanted) -> Known:
    towns = await Municipality.filter(region_id=wanted.region_id).order_by("id")
    by_id = {one.id: Named(id=one.id, name=one.name) for one in towns}
    by_word = {word: by_id[one.id] for one in towns for word in (one.code, fold(one.name))}
    places = await Place.filter(municipality_id__in=list(by_id)).order_by("id")
    by_pc4 = {place.pc4: by_id[place.municipality_id] for place in places}
    by_place = {fold(place.name): by_id[place.municipality_id] for place in places}
    return Known(towns={**by_place, **by_word}, places=by_pc4, usual_theme=wanted.usual_theme)


def _entries(services: Sequence[Any], known: Known) -> list[Foreign]:
    return [entry for service in services for entry in foreign(service, known)]


@dataclass(frozen=True, slots=True)
class _Plan:
    to_write: list[tuple[Foreign, str]]
    gone: list[str]


async def _compared(entries: Sequence[Foreign], wanted: Wanted) -> tuple[Outcome, _Plan]:
    before = await _taken(wanted)
    outcome, to_write = Outcome(), list[tuple[Foreign, str]]()
    for one in entries:
        if one.faults:
            outcome.faulty.append(one)
        elif one.skipped:
            outcome.skipped[one.skipped] += 1
        else:
            _weigh(one, before.get(one.uid), outcome, to_write)
    # A faulty entry is still there: it does not leave the map.
    here = {one.uid for one in entries if not one.skipped}
    gone = [uid for uid, digest in before.items() if uid not in here and digest]
    outcome.ended = len(gone)
    return outcome, _Plan(to_write, gone)


def _weigh(
    one: Foreign, before: str | None, outcome: Outcome, to_write: list[tuple[Foreign, str]]
) -> None:
    now_told = digest_of(one)
    if before == now_told:
        outcome.unchanged += 1
        return
    if before:
        outcome.changed += 1
    else:
        outcome.new += 1
    to_write.append((one, now_told))


def digest_of(entry: Foreign) -> str:
    """Another one whenever the entry says anything else."""
    return hashlib.sha256(repr(entry).encode()).hexdigest()


async def _taken(wanted: Wanted) -> dict[str, str]:
    """What this source gave before, by its id; "" for what left the map."""
    source = await FeedSource.get_or_none(region_id=wanted.region_id, name=wanted.source)
    if source is None:
        return {}
    entries = await TakenOver.filter(source_id=source.id).select_related("facility")
    return {one.uid: "" if one.facility.ended_at else one.digest for one in entries}


async def _applied(entries: Sequence[Foreign], wanted: Wanted) -> Outcome:
    outcome, plan = await _compared(entries, wanted)
    held = sum(1 for digest in (await _taken(wanted)).values() if digest)
    if plan.gone and not wanted.may_end_many and len(plan.gone) > max(FEW, held // 2):
        raise Unusable(
            f"{len(plan.gone)} van de {held} voorzieningen staan niet meer in deze bron. "
            "Klopt dat? Geef dan --end-many op. Er is niets gewijzigd."
        )
    if outcome.faulty and not wanted.only_good:
        return outcome
    source = await source_called(wanted.region_id, wanted.source, at=now())
    taken = [await _take(source, one, digest) for one, digest in plan.to_write]
    ended = await end_taken_over(source, plan.gone)
    await note_taken_over(source, taken, ended)
    outcome.applied = True
    return outcome


async def _take(source: FeedSource, one: Foreign, digest: str) -> int:
    assert one.written is not None, "an entry without faults was read whole"
    owner = one.owner or source.name[:120]
    made = await take_over(source, one.uid, digest, owner, one.town_id, one.written)
    if one.checked_on is not None:
        await note_checked(made, one.checked_on)
    return made
