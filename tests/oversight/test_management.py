"""The half-yearly account: every figure is what somebody counting by hand would find."""

# lxml's own types do not tell text from bytes.
# pyright: basic, reportAttributeAccessIssue=false

import csv
import io
import zipfile
from collections import Counter
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from lxml import etree

from portal.availability.models import (
    Confirmation,
    IntakeStop,
    Offering,
    ReminderRow,
    StatedFigures,
    StopConsent,
)
from portal.availability.queries import rows
from portal.availability.rules.figures import Days
from portal.availability.rules.freshness import Freshness, freshness
from portal.availability.rules.stops import StopDecision
from portal.kernel.clock import local_date, today
from portal.kernel.dates import dutch_date
from portal.kernel.periods import Period
from portal.oversight.queries.management import management_account
from portal.oversight.rules.management import Account
from portal.oversight.rules.periods import newest_full_half
from portal.providers.models import Contract, Provider
from tests.browser_client import Browser
from tests.builders import a_contract, a_location, an_offering, days_ago
from tests.cast import Cast
from tests.counting import counted_queries
from tests.oversight.a_past import a_random_past, at, confirmed_on, stated_on, stop_asked

HERE = "/regio/managementinformatie/"


def span(first: date, last: date) -> str:
    return f"?van={first}&tot={last}"


# Counting by hand --------------------------------------------------------------------------


async def by_hand(offering: Offering, period: Period) -> dict[str, Any]:  # noqa: PLR0915
    """Day by day, with nothing but the tables and the rule of freshness."""
    row = (await rows(Offering.filter(id=offering.id)))[0]
    contract = await Contract.get(id=offering.contract_id)
    day, counted, kept = period.from_on, Counter[str](), set[date]()
    said = await Confirmation.filter(offering_id=offering.id).order_by("at", "id")
    figures = {one.report_id: one for one in await StatedFigures.filter(municipality_id=None)}
    asks = {one.report_id: one.report.announced_on for one in await _with_reports(offering)}
    stops = [stop.stop.asks_again_on() for stop in row.stops]
    waits: list[int] = []
    last: Confirmation | None = None
    while day <= min(period.until_on or day, today()):
        gone = offering.withdrawn_at and local_date(offering.withdrawn_at) < day
        if contract.starts_on <= day <= contract.ends_on and not gone:
            earlier = [one for one in said if local_date(one.at) <= day]
            last = earlier[-1] if earlier else None
            again = [*stops, asks[last.report_id]] if last else []
            state = freshness(
                local_date(last.at) if last else None,
                cadence_days=contract.cadence_days,
                today=day,
                asks_again_on=[one for one in again if one],
            )
            kept.add(day)
            counted["days"] += 1
            counted["fresh_days"] += state is Freshness.FRESH
            counted["unknown_days"] += state is Freshness.UNKNOWN
            wait = _expected(figures[last.report_id]) if last else None
            waits += [wait.high] if wait else []
            counted["stop_days"] += await _is_stopped(offering, day)
        day += timedelta(days=1)
    inside = [one for one in said if local_date(one.at) in kept]
    reminded = await ReminderRow.filter(offering_id=offering.id).select_related("link")
    return {
        **counted,
        "confirmations": len(inside),
        "changes": sum(not one.unchanged for one in inside),
        "channels": Counter(one.channel for one in inside),
        "wait": _expected(figures[last.report_id]) if last else None,
        "average": sum(waits) / len(waits) if waits else None,
        "free": figures[last.report_id].places_free if last else None,
        "reminders": sum(one.link.digest_on in period for one in reminded),
    }


async def _with_reports(offering: Offering) -> list[Confirmation]:
    return await Confirmation.filter(offering_id=offering.id).select_related("report")


def _expected(figures: StatedFigures) -> Days | None:
    """Both products of this cast have an intake."""
    if figures.intake_low is None or figures.start_low is None:
        return None
    assert figures.intake_high is not None
    assert figures.start_high is not None
    return Days(figures.intake_low + figures.start_low, figures.intake_high + figures.start_high)


async def _is_stopped(offering: Offering, day: date) -> bool:
    for stop in await IntakeStop.filter(offering_id=offering.id):
        ended = stop.until_on is not None and stop.until_on < day
        gone = stop.withdrawn_at is not None and local_date(stop.withdrawn_at) <= day
        if day < stop.from_on or ended or gone:
            continue
        for one in await StopConsent.filter(stop_id=stop.id, decision=StopDecision.AGREED):
            assert one.decided_at is not None
            if local_date(one.decided_at) <= day:
                return True
    return False


@pytest.mark.parametrize("seed", range(4))
async def test_every_figure_is_what_counting_by_hand_gives(cast: Cast, seed: int) -> None:
    await a_random_past(cast, until=today(), seed=seed)
    if seed == 1:
        await Offering.filter(id=cast.anker_thuis.id).update(withdrawn_at=at(days_ago(60)))
        await Contract.filter(id=cast.linde_dag.contract_id).update(starts_on=days_ago(100))
    period = Period(days_ago(150), days_ago(-10) if seed % 2 else days_ago(20))
    account = await management_account(cast.rik, period, today=today())
    assert len(account.lines) == 3
    for line in account.lines:
        measures = line.measures
        hand = await by_hand(await Offering.get(id=line.row.id), period)
        for name in ("days", "fresh_days", "unknown_days", "stop_days", "confirmations",
                     "changes", "reminders"):  # fmt: skip
            assert getattr(measures, name) == hand.get(name, 0), (line.row.provider.name, name)
        assert {c: n for c, n in measures.channels.items() if n} == dict(hand["channels"])
        assert measures.waits == ((hand["wait"],) if hand["wait"] else ())
        assert measures.average_wait == pytest.approx(hand["average"])
        assert measures.places_free == hand["free"]


@pytest.mark.parametrize("seed", [7])
async def test_totals_are_the_sum_of_their_offerings(cast: Cast, seed: int) -> None:
    await a_random_past(cast, until=today(), seed=seed)
    account = await management_account(cast.rik, Period(days_ago(150), today()), today=today())
    linde = next(one for one in account.per_provider if one.name == "De Linde").measures
    own = [line.measures for line in account.lines if line.row.provider.name == "De Linde"]
    assert linde.offerings == len(own) == 2
    for name in ("days", "fresh_days", "confirmations", "reminders", "stop_days"):
        assert getattr(linde, name) == sum(getattr(one, name) for one in own)
    whole = account.total.measures
    highs = [wait.high for line in account.lines for wait in line.measures.waits]
    assert whole.median_wait == (median(highs) if highs else None)
    assert whole.highest_wait == max(highs, default=None)
    assert account.total.providers == 2
    assert [one.name for one in account.per_lot] == ["Begeleiding", "Dagbesteding"]


async def test_nothing_known_is_unknown_and_not_zero(cast: Cast) -> None:
    account = await management_account(cast.rik, Period(days_ago(10), today()), today=today())
    measures = account.total.measures
    assert (measures.median_wait, measures.average_wait, measures.places_free) == (None,) * 3
    assert measures.unknown_days == measures.days == 33
    assert measures.fresh_share == 0


async def test_a_stop_is_in_force_from_the_day_that_somebody_agreed(cast: Cast) -> None:
    await stop_asked(
        cast.linde_thuis, days_ago(20), by=cast.sanne, until_on=days_ago(5),
        agreed={cast.hoorn.id: days_ago(15), cast.medemblik.id: None},
    )  # fmt: skip
    period = Period(days_ago(30), today())
    account = await management_account(cast.rik, period, today=today())
    measures = account.total.measures
    assert (measures.stops_requested, measures.stops_agreed, measures.stop_days) == (1, 1, 11)


async def test_another_region_counts_nothing_of_ours(cast: Cast) -> None:
    await a_random_past(cast, until=today(), seed=3)
    ours = await management_account(cast.rik, Period(days_ago(90), today()), today=today())
    assert "De Kade" not in {line.row.provider.name for line in ours.lines}
    nobody = await management_account(cast.noor, Period(days_ago(90), today()), today=today())
    assert nobody.lines == []


# On the screen and on paper ----------------------------------------------------------------


async def test_rik_sees_the_newest_full_half_year_first(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    page = (await browser.get(HERE)).text
    half = newest_full_half(today=today())
    assert "Downloaden voor Excel" in page
    assert f"{dutch_date(half.first)} tot en met {dutch_date(half.last)}" in page
    assert page.count('aria-current="true"') == 1


async def test_a_chosen_period_stands_in_the_address_of_every_file(
    cast: Cast, browser: Browser
) -> None:
    await stated_on(
        cast.linde_thuis, days_ago(9), by=cast.sanne,
        intake_low=7, intake_high=7, start_low=14, start_high=21,
    )  # fmt: skip
    await browser.sign_in(cast.otto)
    asked = span(days_ago(10), today())
    page = (await browser.get(f"{HERE}{asked}")).text
    assert "de helft start binnen 28 dagen; kortste 21, langste 28 (bekend van 1 van 3)" in page
    assert f"bestand/xlsx/{asked.replace('&', '&amp;')}" in page
    paper = (await browser.get(f"{HERE}verslag/{asked}")).text
    assert "Wat de cijfers betekenen" in paper
    assert "de helft start binnen 28 dagen" in paper


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?van=2026-03-01&tot=2026-01-01", "De einddatum ligt voor de begindatum."),
        ("?van=2020-01-01&tot=2026-01-01", "ten hoogste drie jaar"),
        ("?van=gisteren&tot=2026-01-01", "Vul een datum in, zoals 31-12-2026."),
        ("?van=2099-01-01&tot=2099-02-01", "moet nog beginnen"),
        ("?tot=2026-01-01", "Vul een begindatum in."),
    ],
)
async def test_a_bad_period_is_told_in_dutch(
    cast: Cast, browser: Browser, asked: str, words: str
) -> None:
    await browser.sign_in(cast.rik)
    answer = await browser.get(f"{HERE}{asked}")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Er is een probleem" in answer.text
    assert (await browser.get(f"{HERE}verslag/{asked}")).status_code == 422
    assert (await browser.get(f"{HERE}bestand/csv/{asked}")).status_code == 422


async def test_more_offerings_ask_no_more_queries(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    await stated_on(cast.linde_thuis, days_ago(9), by=cast.sanne)
    await browser.get(HERE)  # opens the connection
    with counted_queries() as few:
        await browser.get(f"{HERE}{span(days_ago(60), today())}")
    contract = await Contract.get(id=cast.linde_dag.contract_id)
    for _ in range(8):
        there = await a_location(cast.linde, cast.hoorn)
        more = await an_offering(contract, cast.dagbesteding, location=there)
        report = await stated_on(more, days_ago(30), by=cast.sanne)
        await confirmed_on(report, days_ago(5), by=cast.sanne)
    with counted_queries() as many:
        await browser.get(f"{HERE}{span(days_ago(60), today())}")
    assert len(many.statements) == len(few.statements)


# The files, opened by another reader -------------------------------------------------------

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def opened(content: bytes) -> dict[str, list[list[Any]]]:
    """The sheets of an XLSX, read from its XML; no formula may stand in any of them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = etree.fromstring(archive.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in book.findall(".//x:sheet", NS)]
        strings = [
            "".join(one.itertext())
            for one in etree.fromstring(archive.read("xl/sharedStrings.xml")).findall("x:si", NS)
        ] if "xl/sharedStrings.xml" in archive.namelist() else []  # fmt: skip
        return {
            str(name): _cells(archive.read(f"xl/worksheets/sheet{number}.xml"), strings)
            for number, name in enumerate(names, start=1)
        }


def _cells(xml: bytes, strings: list[str]) -> list[list[Any]]:
    tree = etree.fromstring(xml)
    assert not tree.findall(".//x:f", NS), "no cell runs as a formula"
    return [
        [_value(cell, strings) for cell in row.findall("x:c", NS)]
        for row in tree.findall(".//x:row", NS)
    ]


def _value(cell: Any, strings: list[str]) -> Any:
    text = "".join(cell.itertext())
    match cell.get("t"):
        case "s":
            return strings[int(text)]
        case "n" | None:
            return float(text) if text else None
        case _:
            return text


def as_read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


async def the_account(cast: Cast) -> Account:
    return await management_account(cast.rik, Period(days_ago(150), today()), today=today())


async def test_the_xlsx_holds_what_the_account_says(cast: Cast, browser: Browser) -> None:
    await a_random_past(cast, until=today(), seed=11)
    await browser.sign_in(cast.rik)
    answer = await browser.get(f"{HERE}bestand/xlsx/{span(days_ago(150), today())}")
    sheets = opened(answer.content)
    assert list(sheets) == ["Per aanbod", "Per perceel", "Per aanbieder", "Toelichting"]
    header, *lines = sheets["Per aanbod"]
    account = await the_account(cast)
    assert len(lines) == len(account.lines) == 3
    for read, line in zip(lines, account.lines, strict=True):
        found = dict(zip(header, read, strict=True))
        hand = await by_hand(await Offering.get(id=line.row.id), Period(days_ago(150), today()))
        assert found["Aanbieder"] == line.row.provider.name
        assert found["Dagen actueel"] == hand["fresh_days"]
        assert found["Bevestigingen"] == hand["confirmations"]
        assert found["Plaatsen vrij"] == ("onbekend" if hand["free"] is None else hand["free"])
        assert found["Laagste wachttijd (dagen)"] == (
            hand["wait"].low if hand["wait"] else "onbekend"
        )
    explained = {row[0] for row in sheets["Toelichting"]}
    assert set(header) <= explained, "every column is explained"
    assert set(sheets["Per perceel"][0]) <= explained


async def test_the_csv_holds_the_same(cast: Cast, browser: Browser) -> None:
    await a_random_past(cast, until=today(), seed=12)
    await browser.sign_in(cast.rik)
    period = span(days_ago(150), today())
    lines = as_read((await browser.get(f"{HERE}bestand/csv/{period}")).content)
    account = await the_account(cast)
    assert [line["Bevestigingen"] for line in lines] == [
        str(line.measures.confirmations) for line in account.lines
    ]
    share = account.per_provider[0].measures.fresh_share
    providers = as_read((await browser.get(f"{HERE}bestand/csv/{period}&blad=aanbieders")).content)
    assert float(providers[0]["Aandeel actueel (%)"].replace(",", ".")) == pytest.approx(
        100 * (share or 0), abs=0.051
    )
    assert providers[-1]["Naam"] == "Totaal"


@pytest.mark.parametrize("nasty", ["=1+1", "+31", "-2", "@SUM(A1)"])
async def test_a_name_never_runs_as_a_formula(cast: Cast, browser: Browser, nasty: str) -> None:
    await Provider.filter(id=cast.linde.id).update(name=nasty)
    await browser.sign_in(cast.rik)
    period = span(days_ago(150), today())
    sheets = opened((await browser.get(f"{HERE}bestand/xlsx/{period}")).content)
    assert nasty in {row[0] for row in sheets["Per aanbieder"]}
    read = as_read((await browser.get(f"{HERE}bestand/csv/{period}&blad=aanbieders")).content)
    assert f"'{nasty}" in {line["Naam"] for line in read}


async def test_an_unknown_sheet_or_kind_of_file_does_not_exist(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.rik)
    assert (await browser.get(f"{HERE}bestand/pdf/")).status_code == 404
    assert (await browser.get(f"{HERE}bestand/csv/?blad=geheim")).status_code == 404


async def test_a_contract_that_ended_before_counts_for_nothing(cast: Cast) -> None:
    old = await a_contract(
        cast.anker, await cast.begeleiding.lot, starts_on=days_ago(400), ends_on=days_ago(200)
    )
    await an_offering(old, cast.begeleiding)
    account = await the_account(cast)
    assert len(account.lines) == 3
