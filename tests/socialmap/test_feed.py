"""Programs of others read the social map as open data: Open Referral HSDS 3.1."""

import csv
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response
from hypothesis import given
from hypothesis import strategies as some

from portal.availability.actions.stops import StopWish, decide_stop, request_stop
from portal.availability.rules.figures import Days, Figures, Status
from portal.availability.rules.stops import StopDecision
from portal.database.transactions import committed
from portal.kernel.clock import now, today
from portal.search.rules import seen
from portal.socialmap.actions.facilities import end_facility
from portal.socialmap.forms.feed import PARAMETERS, SERVICES, BadParameters
from portal.socialmap.forms.feed import given as read
from portal.socialmap.jobs import note_publications
from portal.socialmap.rules.around import Around
from portal.socialmap.rules.facilities import Cost
from portal.socialmap.rules.hsds.publishing import Publishing
from portal.socialmap.rules.hsds.services import service
from portal.socialmap.rules.keeping import Other
from portal.socialmap.rules.words import waiting
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.matching.test_pages import say, wait
from tests.search.made_up import TODAY, a_known_row
from tests.socialmap.hsds import IF_THERE, faults
from tests.socialmap.stories import a_facility

KINDS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


async def ask(browser: Browser, path: str, **asked: Any) -> Any:
    answer = await browser.get(f"/hsds/v3{path}", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


async def listed(browser: Browser, path: str, **asked: Any) -> list[dict[str, Any]]:
    return (await ask(browser, path, **asked))["contents"]


async def service_called(browser: Browser, name: str) -> dict[str, Any]:
    (found,) = [
        one for one in await listed(browser, "/services", full="true") if one["name"] == name
    ]
    return found


def marks(record: dict[str, Any]) -> dict[str, str]:
    return {one["taxonomy_term"]["code"]: one["value"] for one in record.get("attributes", [])}


@pytest.fixture
async def landscape(cast: Cast, hoorn: None) -> None:
    """Everything that may be told: a wait, places, a stop, hours, other days, a cost, languages."""
    figures = Figures(
        status=Status.WAITLIST,
        intake=Days(7, 7),
        start=Days(21, 35),
        places_free=2,
        places_max=20,
    )
    local = {cast.medemblik.id: wait(70)}
    await say(cast.sanne, cast.linde_thuis, figures, local=local)
    await say(cast.aisha, cast.anker_thuis, wait(7))
    closed = Other(from_on=today(), until_on=today() + timedelta(days=3), note="verbouwing")
    await a_facility(
        cast.noor,
        cast.hoorn.id,
        {"cost_note": "2 euro per keer", "description": "Er is ook een tuin."},
        themes=["ontmoeten", "eten"],
        audiences=["ouderen"],
        languages=["tr", "pl"],
        cost=Cost.CONTRIBUTION,
        wheelchair_accessible=True,
        phone="0229 555 001",
        email="werf@werf.example",
        website="https://werf.example",
        exceptions=[closed],
        towns=[cast.medemblik.id],
    )


@IF_THERE
async def test_every_record_is_what_hsds_asks_and_nothing_more(
    landscape: None, browser: Browser
) -> None:
    await note_publications(now())
    for path, kind in KINDS.items():
        await holds(browser, path, kind)


async def holds(browser: Browser, path: str, kind: str) -> None:
    shapes: list[dict[str, str]] = [{}]
    if kind not in {"taxonomy", "taxonomy_term"}:
        shapes.append({"full": "true"})
    if kind == "service":
        shapes.append({"minimal": "true"})
    for shape in shapes:
        records = await listed(browser, f"/{path}", per_page=200, **shape)
        assert records
        for record in records:
            assert list(faults(record, kind)) == []
            assert list(faults(await ask(browser, f"/{path}/{record['id']}"), kind)) == []


SPOILS: tuple[Callable[[dict[str, Any]], Any], ...] = (
    lambda one: one.update(wachttijd="4 weken"),
    lambda one: one.pop("status"),
    lambda one: one.update(status="open"),
    lambda one: one.update(id="12"),
    lambda one: one["capacities"][0].update(available="2"),
    lambda one: one["capacities"][0]["unit"].pop("name"),
    lambda one: one["service_areas"][0].update(code="GM0405"),
    lambda one: one.update(url="werf.example"),
    lambda one: one["organization"].update(phones=[{"id": one["id"]}]),
)


@IF_THERE
async def test_the_judge_sees_a_planted_defect(landscape: None, browser: Browser) -> None:
    sound = await service_called(browser, "Begeleiding basis, De Linde")
    assert list(faults(sound, "service")) == []
    for spoil in SPOILS:
        spoiled = deepcopy(sound)
        spoil(spoiled)
        assert len(list(faults(spoiled, "service"))) == 1


async def test_an_offering_tells_its_wait_places_and_towns(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    found = await service_called(browser, "Begeleiding basis, De Linde")
    assert found["status"] == "active"
    assert found["assured_date"] == today().isoformat()
    told = marks(found)
    assert (told["wachttijd/minimaal"], told["wachttijd/maximaal"]) == ("28", "42")
    assert told["wachttijd/status"] == "waitlist"
    assert told["product-westfriesland/02BGB"] == "02BGB"
    assert told["thema/begeleiding"] == "begeleiding"
    (places,) = found["capacities"]
    assert (places["available"], places["maximum"], places["unit"]["name"]) == (2, 20, "plaats")
    in_hoorn, in_medemblik = found["service_areas"]
    assert (in_hoorn["name"], in_hoorn["extent"]) == ("Hoorn", "GM0405")
    assert "attributes" not in in_hoorn, "it is as everywhere"
    assert marks(in_medemblik)["wachttijd/maximaal"] == "70"
    assert found["phones"][0]["number"] == "0229 111 222", "residents call the access team"
    assert "service_at_locations" not in found, "it comes to people's homes"


async def test_a_facility_tells_when_where_for_whom_and_at_what_cost(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    found = await service_called(browser, "Buurthuis De Werf")
    usual, other = found["schedules"]
    assert (usual["byday"], usual["opens_at"], usual["closes_at"]) == ("MO", "09:00", "12:00")
    assert (other["description"], other["notes"]) == ("Gesloten", "verbouwing")
    (place,) = found["service_at_locations"]
    address = place["location"]["addresses"][0]
    assert (address["address_1"], address["city"]) == ("Kerkweg 1", "Hoorn")
    assert place["location"]["accessibility"][0]["description"] == "Rolstoeltoegankelijk"
    assert found["fees_description"] == "Kleine bijdrage. 2 euro per keer"
    assert [one["code"] for one in found["languages"]] == ["nl", "tr", "pl"]
    assert {"thema/ontmoeten", "thema/eten", "doelgroep/ouderen"} == set(marks(found))
    assert [one["name"] for one in found["service_areas"]] == ["Hoorn", "Medemblik"]
    listed_place = await listed(browser, "/service_at_locations", search="werf")
    assert listed_place == [place]


async def test_nothing_is_told_that_no_page_tells(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    # Of 20 places 17 are free: that would tell of the three people who are there.
    few = Figures(
        status=Status.CAPACITY, start=Days(0, 0), places_free=17, places_max=20, waiting=3
    )
    await say(cast.sanne, cast.linde_dag, few, remark="Vraag naar Sanne")
    found = await service_called(browser, "Dagbesteding A, De Linde")
    assert found["capacities"][0]["available"] == 17
    assert "maximum" not in found["capacities"][0]
    page = (await browser.get(f"/aanbod/{cast.linde_dag.id}/")).text
    assert "Vrije plaatsen: 17." in page
    assert "Sanne" not in str(found)
    assert cast.linde.phone not in str(found)


@pytest.mark.parametrize(
    ("days_ago", "status"), [(0, "waitlist"), (42, "waitlist"), (43, "unknown")]
)
def test_figures_that_nobody_may_trust_are_no_number(days_ago: int, status: str) -> None:
    figures = Figures(status=Status.WAITLIST, start=Days(14, 21), places_free=9)
    to = Publishing(base="https://portal.example", around=Around(towns=()), today=TODAY)
    row = a_known_row(days_ago=days_ago, figures=figures)
    told, on_the_page = service(row, to), waiting(seen(row, None, today=TODAY), None)
    assert marks(told)["wachttijd/status"] == status == on_the_page.status
    trusted = status == "waitlist"
    assert ("wachttijd/maximaal" in marks(told)) is trusted
    assert ("capacities" in told) is trusted
    assert ("assured_date" in told) is trusted


async def test_a_stop_closes_for_the_time_being_and_what_is_withdrawn_is_gone(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    wish = StopWish(
        reason="Vol.",
        from_on=today(),
        until_on=None,
        municipality_ids=[cast.hoorn.id, cast.medemblik.id],
    )
    stop = await request_stop(cast.sanne, cast.linde_thuis.id, wish, on=today())
    for town in (cast.hoorn, cast.medemblik):
        await decide_stop(cast.rik, stop.id, town.id, StopDecision.AGREED)
    stopped = await service_called(browser, "Begeleiding basis, De Linde")
    assert stopped["status"] == "temporarily closed"
    assert "geen nieuwe mensen" in stopped["alert"]
    assert marks(stopped)["wachttijd/status"] == "stopped"
    assert "wachttijd/maximaal" not in marks(stopped)
    await cast.linde_thuis.refresh_from_db()
    cast.linde_thuis.withdrawn_at = now()
    await cast.linde_thuis.save()
    names = [one["name"] for one in await listed(browser, "/services")]
    assert "Begeleiding basis, De Linde" not in names
    assert (await browser.get(f"/hsds/v3/services/{stopped['id']}")).status_code == 404
    werf = await service_called(browser, "Buurthuis De Werf")
    await end_facility(cast.noor, int(werf["additional_urls"][0]["url"].split("/")[-2]))
    assert (await browser.get(f"/hsds/v3/services/{werf['id']}")).status_code == 404


async def names(browser: Browser, **asked: Any) -> set[str]:
    return {one["name"] for one in await listed(browser, "/services", **asked)}


async def test_services_are_found_by_words_place_giver_and_mark(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    werf, linde = "Buurthuis De Werf", "Begeleiding basis, De Linde"
    everything = await names(browser)
    assert {werf, linde, "Ambulante begeleiding, De Kade"} <= everything
    assert await names(browser, search="koffie") == {werf}
    assert await names(browser, search="bestaat niet") == set()
    of_hoorn = await names(browser, postcode="1621 AB")
    assert werf in of_hoorn
    assert "Ambulante begeleiding, De Kade" not in of_hoorn
    assert await names(browser, postcode="1621", proximity=1) >= {linde}, "it comes to your home"
    assert await names(browser, postcode="9999") == set()
    found = await service_called(browser, werf)
    assert await names(browser, organization_id=found["organization_id"]) == {werf}
    term = next(a for a in found["attributes"] if a["value"] == "eten")["taxonomy_term"]
    assert await names(browser, taxonomy_term_id=term["id"]) == {werf}
    assert werf in await names(browser, taxonomy_id=term["taxonomy_id"])
    assert await names(browser, taxonomy_id=str(uuid4())) == set()
    givers = await listed(browser, "/organizations", taxonomy_term_id=term["id"])
    assert [one["name"] for one in givers] == ["Welzijn Hoorn"]
    (linde_itself,) = await listed(browser, "/organizations", search="linde", full="true")
    assert linde_itself["phones"][0]["number"] == cast.linde.phone


async def test_a_list_comes_in_pages_that_miss_and_repeat_nothing(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    whole = await ask(browser, "/services", minimal="true")
    assert whole["total_pages"] == 1
    assert set(whole["contents"][0]) == {"id", "name", "status"}
    seen: list[str] = []
    for number in range(1, whole["total_items"] + 1):
        page = await ask(browser, "/services", per_page=1, page=number)
        assert (page["page_number"], page["size"], page["empty"]) == (number, 1, False)
        assert page["first_page"] is (number == 1)
        assert page["last_page"] is (number == whole["total_items"])
        seen += [one["id"] for one in page["contents"]]
    assert seen == [one["id"] for one in whole["contents"]]
    beyond = await ask(browser, "/services", page=999)
    assert (beyond["empty"], beyond["last_page"], beyond["contents"]) == (True, True, [])


async def test_who_asks_again_gets_only_what_changed(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    first, second = now() - timedelta(days=2), now() - timedelta(days=1)
    await note_publications(first)
    await note_publications(first)
    since = (first + timedelta(hours=1)).isoformat()
    assert await names(browser, modified_after=since) == set()
    await say(cast.sanne, cast.linde_thuis, wait(70))
    await note_publications(second)
    (changed,) = await listed(browser, "/services", modified_after=since)
    assert changed["name"] == "Begeleiding basis, De Linde"
    assert changed["last_modified"] == second.isoformat(timespec="milliseconds")
    await a_facility(cast.noor, cast.hoorn.id, {"name": "Eettafel"})
    assert "Eettafel" in await names(browser, modified_after=since), "nobody noted it yet"


async def test_a_program_that_has_the_answer_gets_it_not_again(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    first = await browser.get("/hsds/v3/services")
    again = await browser.get("/hsds/v3/services", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await say(cast.aisha, cast.anker_thuis, wait(14))
    fresh = await browser.get(
        "/hsds/v3/services?full=true", headers={"If-None-Match": first.headers["etag"]}
    )
    assert fresh.status_code == 200


BAD = (
    "page=0",
    "page=1.5",
    "page=-1",
    "page=1&page=2",
    "per_page=251",
    "per_page=veel",
    "minimal=ja",
    "full=1",
    "format=xml",
    "postcode=Hoorn",
    "postcode=0621",
    "proximity=0",
    "organization_id=12",
    "taxonomy_term_id=%00",
    "modified_after=gisteren",
    "modified_after=2026-02-30",
    "search=" + "a" * 101,
    "pagina=2",
)


@pytest.mark.parametrize("query", BAD)
async def test_what_cannot_be_read_is_refused_and_named(
    cast: Cast, browser: Browser, query: str
) -> None:
    answer = await browser.get(f"/hsds/v3/services?{query}")
    problem_of(answer, 400)
    assert query.split("=", maxsplit=1)[0] in answer.json()["detail"]


def problem_of(answer: Response, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["status"] == status


async def test_there_is_nothing_but_reading(cast: Cast, browser: Browser) -> None:
    for path in ("/", "/services", f"/services/{uuid4()}"):
        refused = await browser.post(f"/hsds/v3{path}", headers={"Sec-Fetch-Site": "cross-site"})
        problem_of(refused, 405)
        assert "GET" in refused.headers["allow"]
        preflight = await browser.options(f"/hsds/v3{path}")
        assert preflight.headers["access-control-allow-origin"] == "*"
    for path in KINDS:
        problem_of(await browser.get(f"/hsds/v3/{path}/{uuid4()}"), 404)
        problem_of(await browser.get(f"/hsds/v3/{path}/x%00y"), 404)
    problem_of(await browser.get("/hsds/v3/programs"), 404)


async def test_the_feed_says_where_it_is_described(cast: Cast, browser: Browser) -> None:
    root = await ask(browser, "/")
    assert root["version"] == "3.1"
    described = await ask(browser, root["openapi_url"].split("/hsds/v3")[1])
    assert {f"/{path}" for path in KINDS} < set(described["paths"])
    assert described["components"]["parameters"].keys() == PARAMETERS.keys()
    profile = await browser.get("/" + root["profile"].split("/", 3)[3])
    assert "Open Referral" in profile.text


async def test_an_id_is_a_uuid_that_stays(cast: Cast, landscape: None, browser: Browser) -> None:
    before = await listed(browser, "/services")
    await say(cast.sanne, cast.linde_thuis, wait(7))
    await make.a_provider("Nog een")
    after = await listed(browser, "/services")
    assert [one["id"] for one in before] == [one["id"] for one in after]
    assert all(UUID(one["id"]).version == 5 for one in after)


@given(some.dictionaries(some.sampled_from([*SERVICES, "x"]), some.text(max_size=30)))
def test_any_parameter_is_read_or_refused(pairs: dict[str, str]) -> None:
    with suppress(BadParameters):
        read(list(pairs.items()), SERVICES)


@given(some.datetimes(), some.sampled_from(["Z", "z", "+23:59", "-23:59", " 01:00", ""]))
def test_any_moment_can_be_asked(moment: Any, zone: str) -> None:
    told = moment.isoformat(timespec="milliseconds") + zone
    assert read([("modified_after", told)], SERVICES)["modified_after"].tzinfo is not None


async def test_a_change_is_in_the_feed_at_once(
    cast: Cast, landscape: None, browser: Browser, kept: None
) -> None:
    assert (
        marks(await service_called(browser, "Begeleiding basis, Het Anker"))["wachttijd/maximaal"]
        == "7"
    )
    await committed(lambda: say(cast.aisha, cast.anker_thuis, wait(14)))
    found = await service_called(browser, "Begeleiding basis, Het Anker")
    assert marks(found)["wachttijd/maximaal"] == "14"


async def test_the_file_holds_what_the_pages_tell_and_runs_nothing(
    cast: Cast, landscape: None, browser: Browser
) -> None:
    runs = {"name": "=HYPERLINK(1)", "summary": "+31 en @meer"}
    await a_facility(cast.noor, cast.hoorn.id, runs, owner="-Owner")
    page = await browser.get("/open-data/")
    assert 'href="/open-data/westfriesland/sociale-kaart.csv"' in page.text
    answer = await browser.get("/open-data/westfriesland/sociale-kaart.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    by_name = {row["Naam"]: row for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]
    assert "'=HYPERLINK(1)" in by_name
    linde = by_name["Begeleiding basis, De Linde"]
    assert linde["Wachttijd"] == "Wachttijd: 4 tot 6 weken"
    assert linde["Wachttijd maximaal (dagen)"] == "42"
    assert linde["Gemeenten"] == "Hoorn, Medemblik"
    werf = by_name["Buurthuis De Werf"]
    assert (werf["Plaats"], werf["Kosten"]) == ("Hoorn", "Kleine bijdrage. 2 euro per keer")
    assert "Ambulante begeleiding, De Kade" not in by_name
    whole = (await browser.get("/open-data/sociale-kaart.csv")).content.decode("utf-8-sig")
    assert "Ambulante begeleiding, De Kade" in whole
    assert (await browser.get("/open-data/atlantis/sociale-kaart.csv")).status_code == 404
