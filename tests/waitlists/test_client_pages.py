"""Noor registers clients, follows them, and decides what is asked of her."""

import re
from datetime import timedelta

from portal.database.transactions import committed
from portal.journal.models import JournalEntry
from portal.kernel.clock import today
from portal.waitlists.actions.calling import fail_start
from portal.waitlists.actions.leaving import return_to_consultant
from portal.waitlists.actions.registering import Listed, put_on_list
from portal.waitlists.models import BackDating, Client, Departure, Entry
from portal.waitlists.rules.moves import DepartureReason, Status
from tests.browser_client import Browser
from tests.builders import a_product, an_offering
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped
from tests.waitlists.stories import client_of, free, placed, registered

CLIENTS = "/clienten/"
REGISTER = "/clienten/aanmelden/"
DAY = timedelta(days=1)


async def test_noor_registers_somebody_new_on_two_lists(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    both = [cast.linde_thuis.id, cast.anker_thuis.id]
    page = await browser.get(f"{REGISTER}?aanbod={both[0]}&aanbod={both[1]}")
    assert "De Linde" in page.text
    assert "Het Anker" in page.text
    answer = await browser.send_form(
        REGISTER,
        aanbod=both,
        municipality=cast.hoorn.id,
        case_reference="Z-2026-17",
        postcode="1621",
        weekly_volume="2,5",
        half_days=["ma_o", "wo_m"],
        wishes="Liever een vrouw",
        reported_on="2026-01-05",
    )
    client = await Client.get()
    assert answer.headers["location"] == f"{CLIENTS}{client.id}/"
    record = (await browser.get(answer.headers["location"])).text
    assert client.reference
    assert record.count(client.reference) >= 2
    assert "Plaats 1 van 1." in record
    assert "2,5 minuten per week, maandagochtend en woensdagmiddag. Liever een vrouw" in record
    assert "Z-2026-17" in record
    assert "5 januari 2026" in record
    assert await Entry.filter(status=Status.WAITING).count() == 2
    seen = await JournalEntry.filter(action="client.shown").order_by("-id").first()
    assert seen
    assert seen.subject_ids == [client.id]


async def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    typed = {"aanbod": cast.linde_thuis.id, "municipality": cast.hoorn.id}
    for wrong, said in (
        ({"reference": "WF-7K3M-2Z"}, "Deze code klopt niet."),
        ({"wishes": "Bel 0229 123 456"}, "een telefoonnummer"),
        ({"postcode": "1621 AB"}, "vier cijfers"),
        ({"case_reference": "111222333"}, "lijkt op een BSN"),
        ({"registered_on": (today() - 3 * DAY).isoformat()}, "waarom de aanmelding eerder"),
        ({"registered_on": (today() + DAY).isoformat()}, "in de toekomst"),
        ({"arrival": "terug"}, "Vul de code in van de cliënt die terugkomt."),
    ):
        answer = await browser.send_form(REGISTER, **typed, **wrong)
        assert answer.status_code == 422
        assert said in answer.text
        assert "Er is een probleem" in answer.text
        for value in wrong.values():
            assert f'value="{value}"' in answer.text or value in answer.text
    assert not await Client.exists()
    sure = {"case_reference": "111222333", "case_is_no_bsn": "y"}
    assert (await browser.send_form(REGISTER, **typed, **sure)).status_code == 303


async def test_a_refused_aanmelding_leaves_no_client_behind(cast: Cast, browser: Browser) -> None:
    first = await registered(cast)
    client = await client_of(first)
    await browser.sign_in(cast.noor)
    again = {
        "aanbod": [cast.anker_thuis.id, cast.linde_thuis.id],
        "reference": client.reference,
        "municipality": cast.hoorn.id,
    }
    answer = await browser.send_form(REGISTER, **again)
    assert answer.status_code == 422
    assert "staat al op deze wachtlijst" in answer.text
    assert await Entry.all().count() == 1, "both lists or none"
    unknown = await browser.send_form(REGISTER, **{**again, "reference": "WF-2222-22"})
    assert "Wij kennen deze cliënt niet." in unknown.text


async def test_dated_far_back_the_region_has_to_confirm(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    answer = await browser.send_form(
        REGISTER,
        aanbod=cast.linde_thuis.id,
        municipality=cast.hoorn.id,
        registered_on=(today() - 40 * DAY).isoformat(),
        reason="Lag nog op papier",
    )
    page = await browser.get(answer.headers["location"])
    assert "tot de regio die bevestigt, telt vandaag" in page.text
    assert "de regio moet dat nog bevestigen" in page.text
    assert (await BackDating.get()).decision is None


async def test_after_a_failed_start_somebody_comes_back_with_the_old_date(
    cast: Cast, browser: Browser
) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 2)
    old = today() - 30 * DAY
    entry = await registered(cast, on=old)
    await placed(cast.sanne, entry)
    await committed(lambda: fail_start(cast.sanne, entry.id, failed_on=today(), on=today()))
    client = await client_of(entry)
    await browser.sign_in(cast.noor)
    assert "Terug op de lijst" in (await browser.get(CLIENTS)).text
    back = {"aanbod": cast.linde_thuis.id, "reference": client.reference, "arrival": "terug"}
    answer = await browser.send_form(REGISTER, **back)
    assert answer.status_code == 303
    assert (await Entry.get(ended_at=None)).registered_on == old
    record = await browser.get(f"{CLIENTS}{client.id}/")
    assert "Terug bij De Linde (Begeleiding basis) na een mislukte start" in record.text


async def test_the_list_of_clients_says_where_each_stands_and_what_is_next(
    cast: Cast, browser: Browser
) -> None:
    early = await registered(cast, on=today() - 100 * DAY)
    late = await registered(cast)
    await committed(
        lambda: return_to_consultant(cast.sanne, late.id, reason="Te zware vraag", on=today())
    )
    await browser.sign_in(cast.noor)
    page = (await browser.get(CLIENTS)).text
    assert "2 van 2" in page
    assert "1 persoon heeft een eerdere aanmelddatum" in page
    assert "Te zware vraag" in page
    assert page.count("Besluiten") >= 1
    assert "Ja, wacht nog" in page
    asks = (await browser.get(f"{CLIENTS}?toon=wacht-u-nog")).text
    ours, other = (await client_of(early)).reference, (await client_of(late)).reference
    assert ours
    assert other
    assert ours in asks
    assert other not in asks
    path = f"{CLIENTS}plek/{early.id}/wacht-nog/"
    answer = await browser.send_form(path, direct="ja", back=f"{CLIENTS}?toon=wacht-u-nog")
    assert answer.headers["location"] == f"{CLIENTS}?toon=wacht-u-nog"
    assert (await Entry.get(id=early.id)).still_waiting_on == today()
    assert "Niemand: wacht u nog?." in (await browser.get(f"{CLIENTS}?toon=wacht-u-nog")).text


async def test_noor_answers_a_provider_that_gave_somebody_back(
    cast: Cast, browser: Browser
) -> None:
    entry = await registered(cast)
    await committed(
        lambda: return_to_consultant(cast.sanne, entry.id, reason="Past niet", on=today())
    )
    client = await client_of(entry)
    await browser.sign_in(cast.noor)
    record = f"{CLIENTS}{client.id}/"
    assert "Hoe gaat het verder met deze cliënt?" in (await browser.get(record)).text
    answer = await browser.send_form(f"{CLIENTS}plek/{entry.id}/blijft/", direct="ja")
    assert answer.headers["location"] == record
    after = (await browser.get(record)).text
    assert "De consulent besloot: de cliënt blijft wachten" in after
    assert "Hoe gaat het verder" not in after
    twice = await browser.send_form(f"{CLIENTS}plek/{entry.id}/blijft/", direct="ja")
    assert twice.status_code == 303
    assert "staat geen vraag meer open" in (await browser.get(record)).text


async def test_each_deed_has_a_page_that_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    entry = await registered(cast, wishes="Rustig")
    await browser.sign_in(cast.noor)
    place = f"{CLIENTS}plek/{entry.id}/"
    assert "Rustig" in (await browser.get(f"{place}wensen/")).text
    changed = await browser.send_form(f"{place}wensen/", wishes="Druk mag ook", weekly_volume="x")
    assert changed.status_code == 422
    assert "Druk mag ook" in changed.text
    early = {"registered_on": (today() - DAY).isoformat(), "reason": "Stond op papier"}
    refused = await browser.send_form(f"{place}datum/", **early)
    assert refused.status_code == 422
    assert "Alleen de regio zet een aanmelding vroeger." in refused.text
    assert "Stond op papier" in refused.text
    until = (today() + 20 * DAY).isoformat()
    assert (await browser.send_form(f"{place}uitstel/", until_on=until)).status_code == 303
    await browser.send_form(f"{place}overbrugging/", direct="ja")
    record = (await browser.get(f"{CLIENTS}{entry.need.client_id}/")).text
    assert "Uitstel op eigen wens tot en met" in record
    assert "Overbruggingszorg begonnen" in record
    left = await browser.send_form(f"{place}afmelden/", reason=DepartureReason.NOT_NEEDED.value)
    assert left.status_code == 303
    assert (await Departure.get()).reason is DepartureReason.NOT_NEEDED
    assert (await browser.get(f"{place}zomaar/")).status_code == 404


async def test_noor_moves_a_client_to_another_list_and_back(cast: Cast, browser: Browser) -> None:
    entry = await registered(cast, on=today() - 9 * DAY)
    await browser.sign_in(cast.noor)
    path = f"{CLIENTS}plek/{entry.id}/overzetten/"
    assert "Het Anker: Begeleiding basis" in (await browser.get(path)).text
    moved = {"offering": cast.anker_thuis.id, "reason": "Dichterbij"}
    assert (await browser.send_form(path, **moved)).status_code == 303
    there = await Entry.get(ended_at=None)
    assert (there.offering_id, there.registered_on) == (cast.anker_thuis.id, entry.registered_on)
    record = (await browser.get(f"{CLIENTS}{entry.need.client_id}/")).text
    assert "Overgezet naar Het Anker (Begeleiding basis), met behoud van datum" in record
    assert "Reden: Dichterbij." in record
    undone = await browser.send_form(f"{CLIENTS}plek/{there.id}/terugdraaien/", reason="Toch niet")
    assert undone.status_code == 303
    assert (await Entry.get(ended_at=None)).offering_id == cast.linde_thuis.id


async def test_noor_splits_a_place_over_two_lists_with_one_date(
    cast: Cast, browser: Browser
) -> None:
    lot = await cast.begeleiding.lot
    light = await a_product(lot, "Begeleiding licht", code="BGL")
    other = await an_offering(await cast.anker_thuis.contract, light)
    entry = await registered(cast, on=today() - 9 * DAY)
    await browser.sign_in(cast.noor)
    path = f"{CLIENTS}plek/{entry.id}/splitsen/"
    assert "Het Anker: Begeleiding licht" in (await browser.get(path)).text
    one = await browser.send_form(path, offerings=[cast.anker_thuis.id], reason="Nieuw product")
    assert one.status_code == 422
    assert "Kies twee of meer lijsten." in one.text
    assert "Nieuw product" in one.text
    foreign = [cast.anker_thuis.id, cast.kade_thuis.id]
    assert (await browser.send_form(path, offerings=foreign, reason="X")).status_code == 422
    both = [cast.anker_thuis.id, other.id]
    done = await browser.send_form(path, offerings=both, reason="Nieuw product")
    assert done.status_code == 303
    places = await Entry.filter(ended_at=None).order_by("offering_id")
    assert [one.offering_id for one in places] == sorted(both)
    assert {one.key for one in places} == {entry.key}
    await browser.sign_in(cast.guus)
    assert (await browser.get(path)).status_code == 404


async def test_noor_links_joins_and_moves_house(cast: Cast, browser: Browser) -> None:
    known = await registered(cast, cast.anker_thuis.id)
    listed = Listed(
        municipality_id=cast.hoorn.id,
        registered_on=today() - 50 * DAY,
        number_in_file=1,
        provider_number="L-1",
    )
    entry = await committed(
        lambda: put_on_list(cast.sanne, cast.linde_thuis.id, listed, on=today())
    )
    await browser.sign_in(cast.noor)
    everybody = (await browser.get(f"{CLIENTS}?van=team&toon=te-doen")).text
    assert "Koppelen" in everybody
    client = await client_of(known)
    path = f"{CLIENTS}plek/{entry.id}/koppelen/"
    assert (await browser.send_form(path)).status_code == 422
    answer = await browser.send_form(path, reference=client.reference)
    assert answer.headers["location"] == f"{CLIENTS}{client.id}/", "the kept record"
    assert "Cliëntnummer bij De Linde" in (await browser.get(f"{CLIENTS}{client.id}/")).text
    moving = await browser.send_form(
        f"{CLIENTS}{client.id}/verhuizen/", municipality=cast.medemblik.id
    )
    assert moving.headers["location"] == CLIENTS, "another team follows from now on"
    assert (await browser.get(f"{CLIENTS}{client.id}/")).status_code == 404


async def test_a_client_is_found_by_code_or_case(cast: Cast, browser: Browser) -> None:
    entry = await registered(cast, case_references=("Z-1",))
    client = await client_of(entry)
    await browser.sign_in(cast.noor)
    for text in (client.reference, "Z-1", str(client.reference).lower().replace("-", " ")):
        answer = await browser.send_form(CLIENTS, code=text)
        assert answer.headers["location"] == f"{CLIENTS}{client.id}/"
    unknown = await browser.send_form(CLIENTS, code="Z-9")
    assert unknown.status_code == 422
    assert "Wij kennen geen cliënt" in unknown.text
    await browser.sign_in(cast.guus)
    assert (await browser.send_form(CLIENTS, code=client.reference)).status_code == 422
    assert (await browser.get(f"{CLIENTS}{client.id}/")).status_code == 404
    assert (await browser.get(f"{CLIENTS}plek/{entry.id}/datum/")).status_code == 404


async def test_a_swap_shows_what_a_reload_shows(cast: Cast, browser: Browser) -> None:
    await registered(cast)
    await browser.sign_in(cast.noor)
    before = (await browser.get(CLIENTS)).text
    entry = await registered(cast)
    fragment = await get_fragment(browser, CLIENTS, "clients")
    after = (await browser.get(CLIENTS)).text
    assert not same(before, after)
    assert same(swapped(before, "clients", fragment), after)
    record = f"{CLIENTS}{entry.need.client_id}/"
    before = (await browser.get(record)).text
    await browser.send_form(f"{CLIENTS}plek/{entry.id}/overbrugging/", direct="ja")
    browser.cookies.delete("flash")
    fragment = await get_fragment(browser, record, "record", "div")
    assert same(swapped(before, "record", fragment), (await browser.get(record)).text)


async def test_more_clients_ask_no_more_of_the_database(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    await registered(cast)
    await registered(cast, cast.anker_thuis.id)
    await browser.get(CLIENTS)
    with counted_queries() as few:
        await browser.get(CLIENTS)
    for _ in range(6):
        await registered(cast)
    with counted_queries() as many:
        page = await browser.get(CLIENTS)
    assert len(re.findall(r'id="client-\d+"', page.text)) == 8
    assert len(many.statements) == len(few.statements)
