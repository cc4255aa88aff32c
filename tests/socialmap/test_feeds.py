"""The region takes facilities over from guides of others, and gives its own."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from portal.kernel.clock import today
from portal.kernel.errors import PortalError
from portal.outside.fetching import Unusable
from portal.socialmap.actions.facilities import change_facility
from portal.socialmap.forms.hsds import Known, foreign
from portal.socialmap.imports.feeds import (
    Outcome,
    Wanted,
    import_services,
    services_at,
    services_of,
)
from portal.socialmap.imports.tabular import as_file, services_in
from portal.socialmap.index import publications
from portal.socialmap.models import Facility, FacilityOwner
from portal.socialmap.queries.facilities import facility_rows, open_facilities
from portal.socialmap.rules.facilities import Cost, FacilityRow
from portal.socialmap.rules.keeping import Keeping
from tests.cast import Cast
from tests.outside.elsewhere import QUICK, Asked, Told, elsewhere
from tests.search.made_up import TOWNS
from tests.socialmap.stories import a_facility, written
from tests.socialmap.test_feed import landscape

__all__ = ["landscape"]
KNOWN = Known(towns={"GM0405": TOWNS[0], "hoorn": TOWNS[0]}, usual_theme="ontmoeten")


def a_service(name: str = "Eettafel", **known: Any) -> dict[str, Any]:
    """What another guide tells of a facility in Hoorn, at its shortest."""
    return {
        "id": str(uuid4()),
        "name": name,
        "status": "active",
        "description": "Samen eten.",
        "service_areas": [{"id": str(uuid4()), "extent": "GM0405"}],
        **known,
    }


def wanted(cast: Cast, **known: Any) -> Wanted:
    return Wanted(
        region_id=cast.westfriesland.id, source="gids.example", usual_theme="eten", **known
    )


async def rows() -> dict[str, FacilityRow]:
    return {row.name: row for row in await facility_rows(open_facilities())}


async def exported() -> list[dict[str, Any]]:
    found = await publications("https://portal.example", today=today())
    return [record for one in found if one.slug == "westfriesland" for record in one.services()]


@pytest.mark.parametrize("name", ["kaart.json", "kaart.zip"])
async def test_a_round_trip_loses_nothing(
    cast: Cast, landscape: None, tmp_path: Path, name: str
) -> None:
    await a_facility(cast.noor, cast.medemblik.id, {"name": "Aan huis"}, postcode="", place="")
    before = list((await rows()).values())
    file = tmp_path / name
    file.write_bytes(as_file(await exported(), tabular=file.suffix == ".zip"))
    outcome = await import_services(services_of(file), wanted(cast))
    assert (outcome.new, outcome.faulty) == (2, [])
    assert outcome.skipped["hulp via de gemeente"] == 3
    old = {row.id for row in before}
    copies = {r.name: r for r in await facility_rows(open_facilities()) if r.id not in old}
    for row in before:
        copy = copies[row.name]
        assert replace(copy, id=row.id, version=row.version) == row


async def test_a_source_that_is_read_again_changes_what_it_changed(cast: Cast) -> None:
    eettafel, inloop = a_service(), a_service("Inloop")
    first = await import_services([eettafel, inloop], wanted(cast))
    assert (first.new, first.applied) == (2, True)
    again = await import_services([eettafel, inloop], wanted(cast))
    assert (again.new, again.changed, again.unchanged, again.ended) == (0, 0, 2, 0)
    # What somebody mends here stays, until the source itself says something else.
    mine = await Facility.get(name="Eettafel")
    mended = written({"name": "Eettafel De Werf"}, themes=["eten"])
    await change_facility(Keeping(actor=cast.noor), mine.id, mended, seen=mine.version)
    await import_services([eettafel, inloop], wanted(cast))
    assert "Eettafel De Werf" in await rows()
    other = {**eettafel, "name": "Eettafel op dinsdag"}
    changed = await import_services([other], wanted(cast))
    assert (changed.changed, changed.ended) == (1, 1)
    assert set(await rows()) == {"Eettafel op dinsdag"}
    back = await import_services([other, inloop], wanted(cast))
    assert (back.new, set(await rows())) == (1, {"Eettafel op dinsdag", "Inloop"})
    assert await FacilityOwner.filter(name="gids.example").count() == 1


async def test_what_other_sources_and_people_made_is_left_alone(cast: Cast) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    await import_services([a_service()], wanted(cast))
    elsewhere_read = replace(wanted(cast), source="andere.example")
    outcome = await import_services([a_service("Soos")], elsewhere_read)
    assert outcome.ended == 0
    assert set(await rows()) == {"Buurthuis De Werf", "Eettafel", "Soos"}


async def test_a_source_that_suddenly_is_nearly_empty_ends_nothing(cast: Cast) -> None:
    many = [a_service(f"Inloop {number}") for number in range(12)]
    await import_services(many, wanted(cast))
    with pytest.raises(Unusable, match="12 van de 12"):
        await import_services([], wanted(cast))
    assert len(await rows()) == 12
    await import_services([], wanted(cast, may_end_many=True))
    assert await rows() == {}


async def test_one_fault_holds_back_all_unless_asked_otherwise(cast: Cast) -> None:
    services = [a_service(), a_service("Fout", email="geen adres")]
    outcome = await import_services(services, wanted(cast))
    assert (outcome.applied, await rows()) == (False, {})
    (fault,) = outcome.faulty[0].faults
    assert fault == "email: Vul een e-mailadres in, zoals naam@voorbeeld.nl."
    outcome = await import_services(services, wanted(cast, only_good=True))
    assert (outcome.applied, set(await rows())) == (True, {"Eettafel"})
    dry: Outcome = await import_services([a_service("Nog een")], wanted(cast, dry_run=True))
    assert (dry.new, dry.applied, len(await rows())) == (1, False, 1)


SLY: Mapping[str, dict[str, Any]] = {
    "bevat opmaak": {"description": "Kom <script>alert(1)</script>"},
    "url:": {"url": "javascript:alert(1)"},
    "is geen tekst": {"name": ["x"]},
    "is geen lijst": {"phones": {"number": "1"}},
    "geen gegeven": {"phones": ["0229"]},
    "name:": {"name": "x" * 121},
    "phones:": {"phones": [{"number": "bel mij"}]},
    "schedules:": {"schedules": [{"byday": "MO", "opens_at": "25:00", "closes_at": "26:00"}]},
    "deze openingstijden": {
        "schedules": [{"freq": "MONTHLY", "byday": "1MO", "opens_at": "09:00"}]
    },
    "niet in Nederland": {
        "service_at_locations": [{"location": {"latitude": 0, "longitude": float("inf")}}]
    },
    "is geen datum": {"assured_date": "gisteren"},
}


@pytest.mark.parametrize(("words", "field"), SLY.items())
def test_what_cannot_be_taken_over_is_named(words: str, field: dict[str, Any]) -> None:
    (entry,) = foreign(a_service(**field), KNOWN)
    assert entry.written is None
    assert any(words in fault for fault in entry.faults), entry.faults


def test_what_is_not_for_this_map_is_passed_over() -> None:
    (gone,) = foreign(a_service(status="defunct"), KNOWN)
    assert gone.skipped == "bestaat niet meer"
    (far,) = foreign(a_service(service_areas=[{"name": "Gouda"}]), KNOWN)
    assert far.skipped == "buiten deze regio"
    two: list[Any] = [{"id": "a", "location": {}}, {"id": "b", "location": {}}]
    places = foreign(a_service(service_at_locations=two), KNOWN)
    assert [one.uid.split("/")[1] for one in places] == ["a", "b"]


def test_costs_that_nobody_told_are_asked_for() -> None:
    (unknown,) = foreign(a_service(), KNOWN)
    (free,) = foreign(a_service(cost_options=[{"amount": 0}]), KNOWN)
    told = [
        (one.written.facts["cost"], one.written.texts["cost_note"])
        for one in (unknown, free)
        if one.written
    ]
    assert told == [(Cost.PAID, "Vraag wat het kost."), (Cost.FREE, "")]


# Over the wire --------------------------------------------------------------------------------


def page(contents: list[Any], *, pages: int = 1, total: int | None = None) -> dict[str, Any]:
    return {
        "total_items": len(contents) if total is None else total,
        "total_pages": pages,
        "contents": contents,
    }


async def read(address: str) -> list[Any]:
    return await services_at(address, allow_private=True, limits=QUICK)


async def test_a_feed_is_read_page_by_page_and_one_by_one_where_lists_are_short() -> None:
    whole = [a_service(f"Inloop {number}") for number in range(3)]
    by_id = {one["id"]: one for one in whole}

    def answer(asked: Asked) -> Any:
        if asked.path != "/hsds/services":
            return by_id[asked.path.rpartition("/")[2]]
        one = whole[int(asked.query["page"]) - 1]
        return page([{"id": one["id"], "name": one["name"]}], pages=3, total=3)

    async with elsewhere(answer) as (address, asked):
        assert await read(f"{address}/hsds") == whole
        assert len(asked) == 6


HOSTILE: Mapping[str, Callable[[Asked], Any]] = {
    "herhalen zich": lambda _: page([a_service(id="1")], pages=9, total=1),
    "niet alle diensten": lambda _: page([], pages=3, total=300),
    "geen lijst": lambda _: {"contents": "alles", "total_pages": 1},
    "Dit is geen lijst": lambda _: {"contents": [], "total_pages": "1"},
    "geen goed id": lambda _: page([{"id": "../../admin", "name": "x"}]),
    "te veel": lambda _: page([a_service("x" * 45_000)], pages=10**9, total=10**9),
    "verwijst door": lambda _: Told(status=301, headers={"Location": "http://127.0.0.1:1/"}),
}


@pytest.mark.parametrize(("words", "answer"), HOSTILE.items())
async def test_a_hostile_feed_is_refused(words: str, answer: Callable[[Asked], Any]) -> None:
    async with elsewhere(answer) as (address, _asked):
        with pytest.raises(PortalError, match=words):
            await read(address)


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


SERVICE = b"id,name,status\n1,Eettafel,active\n"
PACKAGES: Mapping[str, bytes] = {
    "te groot": zipped({"service.csv": b"id,name\n" + b"0" * 30_000_000}),
    "uitgepakt": zipped({f"{number}.csv": b"" for number in range(101)}),
    "geen service.csv": zipped({"phone.csv": b"id\n1\n"}),
    "twee keer": zipped({"service.csv": SERVICE, "x/services.csv": SERVICE}),
    "geen CSV": zipped({"service.csv": b"\xff\xfe\x00"}),
    "niet te lezen": b"PK\x03\x04" + b"x" * 50,
    "zip-bestand is niet": zipped({"service.csv": SERVICE})[:-30],
}


@pytest.mark.parametrize(("words", "content"), PACKAGES.items())
def test_a_hostile_package_is_refused(words: str, content: bytes) -> None:
    with pytest.raises(Unusable, match=words):
        services_in(content)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kaart.json"
    for content in (b"", b"null", b"[1]", b'{"contents": 3}', json.dumps([{"id": 3}]).encode()):
        file.write_bytes(content)
        with pytest.raises(Unusable):
            services_of(file)
    with pytest.raises(Unusable, match="niet te lezen"):
        services_of(tmp_path / "weg.json")
