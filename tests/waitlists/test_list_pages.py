"""Sanne works through her list; the region and the municipality look on."""

from datetime import timedelta
from typing import Any

from portal.database.transactions import committed
from portal.importing.imports import run_import
from portal.journal.models import JournalEntry
from portal.kernel.clock import today
from portal.spreadsheets.previews import Outcome
from portal.spreadsheets.writing import as_csv
from portal.waitlists.actions.calling import invite
from portal.waitlists.models import BackDating, Client, Entry, OutOfOrderCall, Placement
from portal.waitlists.rules.moves import BackDatingDecision, Status
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped
from tests.waitlists.stories import client_of, free, fresh, placed, registered

LISTS = "/aanbieder/wachtlijst/"
REGION = "/regio/wachtlijsten/"
DOSSIER = "/gemeente/dossier/"
DAY = timedelta(days=1)


async def test_sanne_invites_the_next_and_places(cast: Cast, browser: Browser) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 2)
    first = await registered(cast, weekly_volume=4, half_days=("ma_o",), on=today() - 20 * DAY)
    await registered(cast)
    code = (await client_of(first)).reference
    await browser.sign_in(cast.sanne)
    overview = (await browser.get(LISTS)).text
    assert f'Volgende: <strong class="reference">{code}</strong>' in overview
    assert "2 wachten. U gaf" in overview
    deeds = f"{LISTS}plek/{first.id}/"
    answer = await browser.send_form(f"{deeds}uitnodigen/", direct="ja")
    own = f"{LISTS}{cast.linde_thuis.id}/"
    assert answer.headers["location"] == own
    page = (await browser.get(own)).text
    assert "1 wacht, 1 uitgenodigd" in page
    assert "4 minuten per week, maandagochtend" in page
    assert (
        await browser.send_form(f"{deeds}geplaatst/", placed_on="2000-01-01")
    ).status_code == 422
    done = await browser.send_form(f"{deeds}geplaatst/", placed_on=today().isoformat())
    assert done.status_code == 303
    after = (await browser.get(own)).text
    assert "Sinds uw laatste opgave plaatste u 1 cliënt. U gaf 2 vrij op; nu misschien 1?" in after
    assert "Geplaatst in de laatste 90 dagen" in after
    failed = await browser.send_form(f"{deeds}mislukt/", failed_on=today().isoformat())
    assert failed.status_code == 303
    assert (await Placement.get()).failed_on == today()


async def test_who_is_passed_is_shown_and_a_reason_is_asked(cast: Cast, browser: Browser) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 2)
    first = await registered(cast, on=today() - 9 * DAY)
    second = await registered(cast)
    code = (await client_of(first)).reference
    await browser.sign_in(cast.sanne)
    path = f"{LISTS}plek/{second.id}/uitnodigen/"
    asked = (await browser.get(path)).text
    assert f"U slaat 1 cliënt over: {code}, aangemeld" in asked
    silent = await browser.send_form(path)
    assert silent.status_code == 422
    assert "U slaat 1 cliënt over. Waarom?" in silent.text
    assert (await fresh(second)).status is Status.WAITING
    done = await browser.send_form(path, reason="Past bij de enige collega met ruimte")
    assert done.status_code == 303
    assert (await OutOfOrderCall.get()).passed == [first.id]
    await browser.sign_in(cast.rik)
    region = (await browser.get(REGION)).text
    assert "Past bij de enige collega met ruimte" in region
    assert str(code) not in region, "no cases"


async def test_without_a_free_place_the_list_says_what_to_do(cast: Cast, browser: Browser) -> None:
    entry = await registered(cast)
    await browser.sign_in(cast.sanne)
    own = f"{LISTS}{cast.linde_thuis.id}/"
    page = (await browser.get(own)).text
    assert "Geef op hoeveel plaatsen er nu vrij zijn." in page
    answer = await browser.send_form(f"{LISTS}plek/{entry.id}/uitnodigen/", direct="ja", back=LISTS)
    assert answer.headers["location"] == LISTS
    assert "Vul eerst in hoeveel plaatsen er vrij zijn." in (await browser.get(LISTS)).text


async def test_back_to_waiting_a_no_and_giving_back(cast: Cast, browser: Browser) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 2)
    entry = await registered(cast)
    deeds = f"{LISTS}plek/{entry.id}/"
    await browser.sign_in(cast.daan)
    await browser.send_form(f"{deeds}uitnodigen/", direct="ja")
    await browser.send_form(f"{deeds}intrekken/")
    assert (await fresh(entry)).status is Status.WAITING
    assert (await browser.send_form(f"{deeds}teruggeven/")).status_code == 422
    await browser.send_form(f"{deeds}nummer/", number="L-77")
    await browser.send_form(f"{deeds}teruggeven/", reason="De vraag is zwaarder")
    page = (await browser.get(f"{LISTS}{cast.linde_thuis.id}/")).text
    assert "Bij de consulent" in page
    assert "uw nummer: L-77" in page
    assert "Niemand kan nu worden uitgenodigd." in page
    await browser.sign_in(cast.otto)
    assert "De vraag is zwaarder" in (await browser.get(REGION)).text
    await browser.sign_in(cast.noor)
    assert "L-77" in (await browser.get(f"/clienten/{entry.need.client_id}/")).text


async def test_a_list_is_a_strangers_404_and_every_look_is_journalled(
    cast: Cast, browser: Browser
) -> None:
    entry = await registered(cast)
    own = f"{LISTS}{cast.linde_thuis.id}/"
    await browser.sign_in(cast.aisha)
    assert (await browser.get(own)).status_code == 404
    assert (await browser.get(f"{LISTS}plek/{entry.id}/afmelden/")).status_code == 404
    assert (await browser.send_form(f"{LISTS}plek/{entry.id}/afmelden/")).status_code == 404
    await browser.sign_in(cast.daan)
    await browser.get(own)
    seen = await JournalEntry.filter(person_id=cast.daan.person_id, kind="seen").get()
    assert (seen.action, seen.subject_ids) == ("client.listed", [entry.need.client_id])


async def test_a_swap_of_the_list_and_its_queries(cast: Cast, browser: Browser) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 2)
    await registered(cast)
    own = f"{LISTS}{cast.linde_thuis.id}/"
    await browser.sign_in(cast.sanne)
    before = (await browser.get(own)).text
    with counted_queries() as few:
        await browser.get(own)
    for _ in range(5):
        await registered(cast)
    with counted_queries() as many:
        fragment = await get_fragment(browser, own, "list", "div")
    assert len(many.statements) == len(few.statements)
    assert same(swapped(before, "list", fragment), (await browser.get(own)).text)
    fragment = await get_fragment(browser, LISTS, "lists")
    assert same(swapped((await browser.get(LISTS)).text, "lists", fragment),
                (await browser.get(LISTS)).text)  # fmt: skip


async def test_rik_confirms_one_date_and_not_another(cast: Cast, browser: Browser) -> None:
    ahead = await registered(cast, on=today() - 10 * DAY)
    for days in (60, 90):
        await registered(
            cast, registered_on=today() - days * DAY, reason="Op papier blijven liggen"
        )
    claims = await BackDating.filter(decision=None).order_by("id")
    await browser.sign_in(cast.rik)
    page = (await browser.get(REGION)).text
    assert "Eerdere aanmelddatum bevestigen (2)" in page
    assert "De cliënt gaat dan voor 1 persoon op die lijst." in page
    await browser.send_form(f"{REGION}datum/{claims[0].id}/", decision="confirmed")
    await browser.send_form(f"{REGION}datum/{claims[1].id}/", decision="refused")
    assert {(await BackDating.get(id=one.id)).decision for one in claims} == {
        BackDatingDecision.CONFIRMED,
        BackDatingDecision.REFUSED,
    }
    first = await Entry.filter(ended_at=None).order_by("registered_on").first()
    assert first
    assert first.registered_on == today() - 60 * DAY
    assert first.id != ahead.id
    await browser.sign_in(cast.otto)
    assert "Bevestigen</button>" not in (await browser.get(REGION)).text


async def test_only_the_region_sets_a_date_earlier(cast: Cast, browser: Browser) -> None:
    entry = await registered(cast)
    code = (await client_of(entry)).reference
    await browser.sign_in(cast.rik)
    path = f"{REGION}vroeger/"
    typed = {
        "reference": code,
        "offering": cast.linde_thuis.id,
        "registered_on": (today() - 70 * DAY).isoformat(),
        "reason": "Brief van januari gevonden",
    }
    unknown = await browser.send_form(path, **{**typed, "reference": "WF-2222-22"})
    assert unknown.status_code == 422
    assert "Op die lijst wacht niemand met deze code." in unknown.text
    assert (await browser.send_form(path, **typed)).status_code == 303
    assert (await Entry.get(ended_at=None)).registered_on == today() - 70 * DAY
    assert "Begeleiding basis" in (await browser.get(REGION)).text


async def test_mila_sees_who_saw_a_record(cast: Cast, browser: Browser) -> None:
    entry = await registered(cast)
    client = await client_of(entry)
    await browser.sign_in(cast.noor)
    await browser.get(f"/clienten/{client.id}/")
    await browser.sign_in(cast.mila)
    assert (await browser.send_form(DOSSIER, code="WF-2222-22")).status_code == 422
    answer = await browser.send_form(DOSSIER, code=client.reference)
    assert answer.headers["location"] == f"{DOSSIER}{client.id}/"
    page = (await browser.get(answer.headers["location"])).text
    assert "Noor Bakker" in page
    assert "Cliënt aangemeld" in page
    assert "Dossier van een cliënt bekeken" in page
    assert "Mila Peters" in (await browser.get(f"{DOSSIER}{client.id}/")).text, "her own look too"
    gouda = await Client.create(
        region_id=cast.gouda.region_id, municipality_id=cast.gouda.id,
        reference="MH-2222-22", created_at=client.created_at,
    )  # fmt: skip
    assert (await browser.get(f"{DOSSIER}{gouda.id}/")).status_code == 404


HEADER = ("Aanbieder", "Product", "Gemeente", "Aanmelddatum", "Cliëntnummer", "Zaaknummer")


async def test_a_list_from_before_the_portal_is_read_once(cast: Cast) -> None:
    lines = [
        ("De Linde", "02BGB", "Hoorn", "14-04-2026", "L-1", "Z-1"),
        ("de linde", "Begeleiding basis", "Hoorn", "14-04-2026", "L-2", ""),
        ("De Linde", "02BGB", "Hoorn", "15-04-2026", "", ""),
        ("De Linde", "99XXX", "Hoorn", "15-04-2026", "L-3", ""),
        ("De Linde", "02BGB", "Gouda", "15-04-2026", "L-4", ""),
        ("De Linde", "02BGB", "Hoorn", "15-04-2026", "L-5", "111222333"),
        ("De Linde", "02BGB", "Hoorn", "15-04-2099", "L-6", ""),
        ("De Linde", "02BGB", "Hoorn", "15-04-2026", "L-1", ""),
    ]
    content = as_csv(HEADER, [list(line) for line in lines])
    region: dict[str, Any] = {"region_id": cast.westfriesland.id, "actor": cast.rik}
    result = await run_import("waiting", content, **region, only_good=True)
    counts = result.preview.counts
    assert (counts[Outcome.NEW], counts[Outcome.FAULTY]) == (2, 6)
    reasons = " ".join(fault.reason for fault in result.preview.faults)
    for words in ("een cliëntnummer of een zaaknummer", "geen aanbod", "staat niet in deze regio",
                  "lijkt op een BSN", "in de toekomst", "regel 2"):  # fmt: skip
        assert words in reasons
    waiting = await Entry.filter(offering_id=cast.linde_thuis.id).order_by("draw")
    first, second = (one.draw for one in waiting)
    assert second - first == 1, "the order of the file decides"
    linked = [(await client_of(one)).linked_at is not None for one in waiting]
    assert linked == [True, False], "without a case: te koppelen"
    again = await run_import("waiting", content, **region, only_good=True)
    assert again.preview.counts[Outcome.NEW] == 0
    later = as_csv(HEADER, [["De Linde", "02BGB", "Hoorn", "01-01-2026", "L-2", ""]])
    kept = await run_import("waiting", later, **region)
    assert kept.preview.counts[Outcome.KEPT] == 1
    assert await Entry.all().count() == 2
    assert not kept.preview.counts[Outcome.GONE], "who waits is not listed to others"


async def test_two_files_never_put_two_people_in_one_and_the_same_place(cast: Cast) -> None:
    for number in ("L-1", "L-2"):
        content = as_csv(HEADER, [["De Linde", "02BGB", "Hoorn", "14-04-2026", number, ""]])
        await run_import("waiting", content, region_id=cast.westfriesland.id, actor=cast.rik)
    one, other = await Entry.all()
    assert one.registered_at == other.registered_at
    assert one.key != other.key, "else a transfer in two batches could change their order"


async def test_the_region_sees_whom_to_link_and_no_numbers(cast: Cast, browser: Browser) -> None:
    content = as_csv(HEADER, [["De Linde", "02BGB", "Hoorn", "14-04-2026", "L-1", ""]])
    await run_import("waiting", content, region_id=cast.westfriesland.id, actor=cast.rik)
    await browser.sign_in(cast.rik)
    page = (await browser.get(REGION)).text
    assert "Wijkteam Hoorn" in page
    assert "L-1" not in page
    filled = await browser.get("/importeren/waiting/huidig.csv")
    assert "L-1" not in filled.text


async def test_a_date_to_confirm_stands_under_today(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    assert "te bevestigen</h3>" not in (await browser.get("/regio/")).text
    await registered(cast, registered_on=today() - 50 * DAY, reason="Papier")
    desk = (await browser.get("/regio/")).text
    assert "1 eerdere aanmelddatum te bevestigen" in desk
    assert f"{REGION}#claims" in desk
    claim = await BackDating.get()
    await browser.send_form(f"{REGION}datum/{claim.id}/", decision="confirmed")
    assert "te bevestigen</h3>" not in (await browser.get("/regio/")).text


async def test_the_region_counts_and_asks_no_more_for_more(cast: Cast, browser: Browser) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 3)
    await placed(cast.sanne, await registered(cast))
    old = await registered(cast, on=today() - 100 * DAY)
    await committed(lambda: invite(cast.sanne, old.id, on=today()))
    await browser.sign_in(cast.rik)
    page = (await browser.get(REGION)).text
    assert "14 weken" in page
    assert "te weinig gegevens" in page
    with counted_queries() as few:
        await browser.get(REGION)
    for _ in range(5):
        await registered(cast, registered_on=today() - 50 * DAY, reason="Papier")
    await browser.get(REGION)
    with counted_queries() as some:
        await browser.get(REGION)
    for _ in range(5):
        await registered(cast, registered_on=today() - 50 * DAY, reason="Papier")
    with counted_queries() as many:
        await browser.get(REGION)
    assert len(many.statements) == len(some.statements)
    assert len(some.statements) - len(few.statements) <= 2
