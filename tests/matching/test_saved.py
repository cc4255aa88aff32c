"""Noor saves a search and hears once of each offering that newly fits."""

import asyncio
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import Membership
from portal.availability.models import Offering
from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.mail.models import OutboxMail
from portal.matching import actions
from portal.matching.jobs import tell_of_new_fits
from portal.matching.models import SavedSearch, SavedSearchHit
from portal.matching.rules.saved import (
    MOST_FITS,
    MOST_SAVED,
    Rhythm,
    difference,
    is_time,
    monday_of,
)
from portal.search.index import shelves
from tests import builders as make
from tests.availability.reminding import reported
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.matching.saving import NEW, SAVED, look, mails_to, monday, save, stop_path
from tests.matching.test_pages import say, wait, words

ROOT = Path(__file__).parents[2]
A_WORKER = """
import asyncio, sys
from datetime import datetime
from portal.database.connecting import connect, disconnect
from portal.matching.jobs import tell_of_new_fits

async def work():
    await connect(sys.argv[1])
    await tell_of_new_fits(datetime.fromisoformat(sys.argv[2]))
    await disconnect()

asyncio.run(work())
"""


async def more_begeleiding(cast: Cast, name: str) -> Offering:
    """A provider begins with begeleiding at home in the whole region."""
    provider = await make.a_provider(name)
    contract = await make.a_contract(provider, await cast.begeleiding.lot)
    return await make.an_offering(contract, cast.begeleiding)


# What is new, and when it is told


def test_a_look_finds_what_came_went_and_was_never_told() -> None:
    found = difference({1: True, 2: False, 3: True}, [4, 2, 1])
    assert found.new == (4,)
    assert found.gone == {3}
    assert found.untold == (4, 2), "in the order of the results"
    assert difference({}, []).untold == ()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), date(2026, 11, 16)),  # Monday before seven
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 29, 22, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_weekly_mails_leave_on_monday_morning(moment: datetime, day: date) -> None:
    assert monday_of(moment) == day
    assert not is_time(Rhythm.WEEKLY, day, moment), "this Monday was dealt with"
    assert is_time(Rhythm.WEEKLY, day - timedelta(days=7), moment)
    assert is_time(Rhythm.AT_ONCE, day, moment)


# Saving


async def test_noor_saves_what_she_searched(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    page = (await browser.get(f"{NEW}?product=02BGB&binnen=6&vergelijk=1&na=0~1~1~1")).text
    assert 'value="Begeleiding basis, binnen 6 weken, gemeente Hoorn"' in page
    saved = await save(browser, cast.noor, product="02BGB", binnen="6", vergelijk="1")
    assert saved.query == "?product=02BGB&binnen=6&gemeente=hoorn", "the search and nothing else"
    listed = words((await browser.get(SAVED)).text)
    assert "Begeleiding in Hoorn" in listed
    assert "Begeleiding basis · binnen 6 weken · gemeente Hoorn" in listed
    entry = await JournalEntry.get(action="saved_search.made")
    assert (entry.subject_ids, entry.person_id) == ([saved.id], cast.noor.person_id)
    assert entry.region_id == cast.westfriesland.id


@pytest.mark.parametrize(
    ("asked_for", "typed", "sentence"),
    [
        ({}, {"name": ""}, "Geef de zoekvraag een naam."),
        ({}, {"name": "a" * 81}, "Gebruik hooguit 80 tekens."),
        ({}, {"name": "voor jan@voorbeeld.nl"}, "Hier staat een e-mailadres in."),
        ({}, {"rhythm": ""}, "Kies wanneer u een mail wilt."),
        ({"zoek": "0612345678"}, {}, "In uw zoektekst staat een telefoonnummer."),
    ],
)
async def test_what_cannot_be_saved_is_explained(
    cast: Cast, browser: Browser, asked_for: dict[str, str], typed: dict[str, str], sentence: str
) -> None:
    await browser.sign_in(cast.noor)
    query = "&".join(f"{key}={value}" for key, value in asked_for.items())
    answer = await browser.send_form(
        f"{NEW}?{query}", **{"name": "Goed", "rhythm": "at_once"} | typed
    )
    assert answer.status_code == 422
    assert "Er is een probleem" in answer.text
    assert sentence in words(answer.text)
    assert not await SavedSearch.exists()


async def test_nobody_saves_more_than_twenty(cast: Cast, browser: Browser) -> None:
    first, *_ = [await save(browser, cast.noor) for _ in range(MOST_SAVED)]
    answer = await browser.send_form(NEW, name="Nog een", rhythm="weekly")
    assert answer.status_code == 422
    assert "U bewaarde al 20 zoekvragen. Stop er eerst een." in answer.text
    await browser.send_form(f"{SAVED}{first.id}/stoppen/")
    await save(browser, cast.noor)


async def test_what_fits_nearly_everything_is_no_search(cast: Cast) -> None:
    wish = actions.Wish(
        region_id=cast.westfriesland.id, name="Alles", query="", rhythm=Rhythm.AT_ONCE
    )
    with pytest.raises(actions.NotValid, match="te ruim"):
        await actions.save(cast.noor, wish, fits=range(MOST_FITS + 1), now=now())


async def test_saved_searches_are_of_one_person(cast: Cast, browser: Browser) -> None:
    saved = await save(browser, cast.noor)
    colleague = await make.a_member(Role.CONSULTANT, of=cast.hoorn_team)
    for other in (colleague, cast.rik, cast.guus):
        await browser.sign_in(other)
        assert "Begeleiding in Hoorn" not in (await browser.get(SAVED)).text
        for verb in ("ritme", "stoppen"):
            answer = await browser.send_form(f"{SAVED}{saved.id}/{verb}/", rhythm="weekly")
            assert answer.status_code == 404
    assert await SavedSearch.get(id=saved.id, ended_at=None, rhythm=Rhythm.AT_ONCE)


async def test_the_list_of_saved_searches_reads_as_much_for_many(
    cast: Cast, browser: Browser, kept: None
) -> None:
    await save(browser, cast.noor)
    await browser.get(SAVED)
    with counted_queries() as one:
        await browser.get(SAVED)
    for _ in range(5):
        await save(browser, cast.noor)
    await browser.get(SAVED)
    with counted_queries() as many:
        assert (await browser.get(SAVED)).text.count('class="saved__one"') == 6
    assert len(many.statements) == len(one.statements) <= 4


# Telling


async def test_what_fits_when_it_is_saved_is_known_already(cast: Cast, browser: Browser) -> None:
    saved = await save(browser, cast.noor, product="02BGB")
    assert await SavedSearchHit.filter(saved_search_id=saved.id).count() == 2
    await look()
    assert not await mails_to(cast.noor)


async def test_what_newly_fits_is_mailed_once(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(70))
    await save(browser, cast.noor, product="02BGB", binnen="6")
    await look()
    assert not await mails_to(cast.noor)
    await say(cast.sanne, cast.linde_thuis, wait(28, 35))
    await look(minutes=10)
    (mail,) = await mails_to(cast.noor)
    assert mail.subject == "1 nieuwe mogelijkheid bij uw bewaarde zoekvraag"
    for part in (mail.text, mail.html):
        assert "Begeleiding in Hoorn" in part
        assert "De Linde" in part
        assert "Wachttijd tot de start: 4 tot 5 weken" in part
        assert "Sanne" not in part
    assert f"/beschikbaarheid/{cast.linde_thuis.id}/?product=02BGB" in mail.text
    assert "/beschikbaarheid/?product=02BGB&binnen=6&gemeente=hoorn" in mail.text
    await say(cast.sanne, cast.linde_thuis, wait(14))
    await look(minutes=20)
    assert len(await mails_to(cast.noor)) == 1, "it fitted already"
    entry = await JournalEntry.get(action="saved_search.told")
    assert entry.details["offerings"] == [cast.linde_thuis.id]
    assert "Laatste mail op" in (await browser.get(SAVED)).text


async def test_what_stopped_fitting_is_told_anew_when_it_fits_again(
    cast: Cast, browser: Browser
) -> None:
    await save(browser, cast.noor, product="02BGB", binnen="6")
    for minutes, days in ((10, 14), (20, 70), (30, 14)):
        await say(cast.sanne, cast.linde_thuis, wait(days))
        await look(minutes=minutes)
    assert len(await mails_to(cast.noor)) == 2
    assert await SavedSearchHit.filter(offering_id=cast.linde_thuis.id).count() == 2


async def test_one_mail_tells_of_all_searches_of_a_person(cast: Cast, browser: Browser) -> None:
    await save(browser, cast.noor, product="02BGB")
    await save(browser, cast.noor, name="Alles van Kompas", zoek="kompas")
    await more_begeleiding(cast, "Kompas")
    await look()
    (mail,) = await mails_to(cast.noor)
    assert mail.subject == "2 nieuwe mogelijkheden bij uw bewaarde zoekvragen"
    assert "Alles van Kompas" in mail.text
    assert "Begeleiding in Hoorn" in mail.text


async def test_old_figures_are_told_to_be_old(cast: Cast, browser: Browser) -> None:
    await save(browser, cast.noor, product="02BGB", binnen="6")
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=60)
    await look()
    (mail,) = await mails_to(cast.noor)
    for part in (mail.text, mail.html):
        assert "Niet recent bevestigd (8 weken geleden)" in part


async def test_a_long_list_is_cut_off_and_counted(cast: Cast, browser: Browser) -> None:
    await save(browser, cast.noor, product="02BGB")
    for number in range(12):
        await more_begeleiding(cast, f"Kompas {number:02}")
    await look()
    (mail,) = await mails_to(cast.noor)
    assert "En nog 2." in mail.text
    assert mail.text.count("Kompas ") == 10


async def test_weekly_news_waits_for_monday_and_comes_once(cast: Cast, browser: Browser) -> None:
    await save(browser, cast.noor, product="02BGB", rhythm="weekly")
    await more_begeleiding(cast, "Kompas")
    gone = await more_begeleiding(cast, "Even Maar")
    await look()
    assert not await mails_to(cast.noor)
    await Offering.filter(id=gone.id).update(withdrawn_at=now())
    for moment in (monday(hour=4), monday(hour=9), monday(hour=10)):
        await tell_of_new_fits(moment)
    (mail,) = await mails_to(cast.noor)
    assert "Kompas" in mail.text
    assert "Even Maar" not in mail.text, "it no longer fits"
    await more_begeleiding(cast, "Later")
    await tell_of_new_fits(monday() + timedelta(days=2))
    assert len(await mails_to(cast.noor)) == 1
    await tell_of_new_fits(monday(weeks=2))
    assert "Later" in (await mails_to(cast.noor))[-1].text


async def test_a_quiet_monday_does_not_make_the_rest_of_the_week_loud(
    cast: Cast, browser: Browser
) -> None:
    await save(browser, cast.noor, product="02BGB", rhythm="weekly")
    await tell_of_new_fits(monday())
    await more_begeleiding(cast, "Kompas")
    await tell_of_new_fits(monday() + timedelta(days=1))
    assert not await mails_to(cast.noor)


async def test_who_wants_to_hear_at_once_gets_what_was_waiting(
    cast: Cast, browser: Browser
) -> None:
    saved = await save(browser, cast.noor, product="02BGB", rhythm="weekly")
    await more_begeleiding(cast, "Kompas")
    await look()
    answer = await browser.send_form(f"{SAVED}{saved.id}/ritme/", rhythm="at_once")
    assert answer.status_code == 303
    assert "U krijgt meteen een mail" in (await browser.get(SAVED)).text
    await look(minutes=10)
    assert len(await mails_to(cast.noor)) == 1
    wrong = await browser.send_form(f"{SAVED}{saved.id}/ritme/", rhythm="nooit")
    assert wrong.status_code == 422
    entry = await JournalEntry.get(action="saved_search.changed")
    assert entry.details["rhythm"] == "at_once"


async def test_a_part_that_no_longer_exists_does_not_widen_a_search(
    cast: Cast, browser: Browser
) -> None:
    saved = await save(browser, cast.noor, product="07DBA")
    await Offering.filter(id=cast.linde_dag.id).update(withdrawn_at=now())
    await more_begeleiding(cast, "Kompas")
    await look()
    assert not await mails_to(cast.noor), "nobody asked for begeleiding"
    assert "We kennen geen product ‘07DBA’." in (await browser.get(SAVED)).text
    await Offering.filter(id=cast.linde_dag.id).update(withdrawn_at=None)
    await look(minutes=10)
    assert len(await mails_to(cast.noor)) == 1, "it is back"
    assert await SavedSearchHit.filter(saved_search_id=saved.id, gone_at=None).count() == 1


async def test_what_is_ended_is_looked_at_no_more(cast: Cast, browser: Browser) -> None:
    saved = await save(browser, cast.noor, product="02BGB")
    await browser.send_form(f"{SAVED}{saved.id}/stoppen/")
    assert "‘Begeleiding in Hoorn’ is gestopt." in (await browser.get(SAVED)).text
    await more_begeleiding(cast, "Kompas")
    await look()
    assert not await mails_to(cast.noor)
    assert await JournalEntry.filter(action="saved_search.ended").count() == 1
    assert (await browser.send_form(f"{SAVED}{saved.id}/stoppen/")).status_code == 404


@pytest.mark.parametrize("change", [{"ended_at": now()}, {"role": Role.FACILITY_OWNER}])
async def test_who_no_longer_searches_gets_no_mail(
    cast: Cast, browser: Browser, change: dict[str, Any]
) -> None:
    await save(browser, cast.mila, product="02BGB")
    await Membership.filter(id=cast.mila.membership_id).update(**change)
    await more_begeleiding(cast, "Kompas")
    await look()
    assert not await OutboxMail.exists()


async def test_news_of_one_region_never_reaches_another(cast: Cast, browser: Browser) -> None:
    await save(browser, cast.guus, zoek="begeleiding", gemeente="alle")
    await save(browser, cast.noor, zoek="begeleiding", gemeente="alle")
    await more_begeleiding(cast, "Kompas")
    await look()
    assert len(await mails_to(cast.noor)) == 1
    assert not await mails_to(cast.guus)


async def test_a_municipality_is_searched_as_it_was_saved(cast: Cast, browser: Browser) -> None:
    """The region manager begins with all municipalities, Noor with Hoorn: each keeps its own."""
    region = await save(browser, cast.rik, product="02BGB")
    assert region.query == "?product=02BGB&gemeente=alle"
    provider = await make.a_provider("Alleen Medemblik")
    contract = await make.a_contract(provider, await cast.begeleiding.lot)
    await save(browser, cast.noor, product="02BGB")
    area = await make.a_service_area(provider, [cast.medemblik], "Medemblik")
    await make.an_offering(contract, cast.begeleiding, service_area=area)
    await look()
    assert len(await mails_to(cast.rik)) == 1
    assert not await mails_to(cast.noor)


# Two workers


async def a_worker(url: str, moment: datetime) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", A_WORKER, url, moment.isoformat(), cwd=ROOT
    )


async def test_two_processes_mail_once(cast: Cast, db: str, browser: Browser) -> None:
    for actor in (cast.noor, cast.rik, cast.mila):
        await save(browser, actor, product="02BGB")
    await more_begeleiding(cast, "Kompas")
    moment = now() + timedelta(minutes=5)
    workers = [await a_worker(db, moment + timedelta(seconds=n)) for n in range(2)]
    assert [await worker.wait() for worker in workers] == [0, 0]
    to = await OutboxMail.all().values_list("to", flat=True)
    assert len(to) == len(set(to)) == 3
    assert await SavedSearchHit.filter(gone_at=None, told_at=None).count() == 0


async def test_many_rounds_at_the_same_moment_mail_once(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "_lock", asyncio.Lock())  # each test has a loop of its own
    await save(browser, cast.noor, product="02BGB")
    await more_begeleiding(cast, "Kompas")
    moment = now() + timedelta(minutes=5)
    await asyncio.gather(*(tell_of_new_fits(moment + timedelta(seconds=n)) for n in range(4)))
    assert await OutboxMail.all().count() == 1


async def test_an_older_look_never_undoes_a_newer_one(cast: Cast, browser: Browser) -> None:
    """A worker that was slow comes with what it saw before another one looked."""
    saved = await save(browser, cast.noor, product="02BGB")
    await more_begeleiding(cast, "Kompas")
    moment = await look()
    stale = actions.Look(saved_id=saved.id, fits=[], card=lambda _: pytest.fail("no news"))
    await actions.tell(cast.noor.person_id, [stale], now=moment - timedelta(seconds=1))
    assert await SavedSearchHit.filter(saved_search_id=saved.id, gone_at=None).count() == 3


async def test_a_round_that_breaks_off_is_done_whole_the_next_time(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save(browser, cast.noor, product="02BGB")
    await save(browser, cast.rik, product="02BGB")
    await more_begeleiding(cast, "Kompas")
    post = actions.post

    async def picky(mail: Any) -> None:
        if "Noor" in mail.text:
            raise RuntimeError("the power goes out")
        await post(mail)

    with monkeypatch.context() as broken:
        broken.setattr(actions, "post", picky)
        with pytest.raises(ExceptionGroup, match="could not be told"):
            await look()
    assert not await mails_to(cast.noor)
    assert len(await mails_to(cast.rik)) == 1, "one that fails holds up no other"
    await look(minutes=10)
    assert len(await mails_to(cast.noor)) == 1
    assert len(await mails_to(cast.rik)) == 1


async def test_a_look_at_many_searches_sends_few_statements(cast: Cast, browser: Browser) -> None:
    for _ in range(3):
        await save(browser, cast.noor, product="02BGB")
    with counted_queries() as few:
        await look()
    for _ in range(9):
        await save(browser, cast.noor, product="02BGB")
    with counted_queries() as many:
        await look(minutes=10)
    assert len(many.statements) == len(few.statements), "nothing changed, nothing is written apart"


# Stopping without signing in


async def a_mail(cast: Cast, browser: Browser, actor: Actor) -> OutboxMail:
    await more_begeleiding(cast, "Kompas")
    await look()
    browser.cookies.clear()
    return (await mails_to(actor))[-1]


async def test_noor_stops_the_mails_by_the_link_in_them(cast: Cast, browser: Browser) -> None:
    saved = await save(browser, cast.noor, product="02BGB")
    path = stop_path(await a_mail(cast, browser, cast.noor))
    page = await browser.get(path)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "Begeleiding in Hoorn" in page.text
    assert await SavedSearch.get(id=saved.id, ended_at=None), "opening it changes nothing"
    answer = await browser.post(path, data={"zoekvraag": str(saved.id)})
    assert answer.status_code == 303
    told = words((await browser.get(path)).text)
    assert "U krijgt geen mail meer" in told
    assert (await SavedSearch.get(id=saved.id)).ended_at is not None
    entry = await JournalEntry.get(action="saved_search.ended")
    assert (entry.person_id, entry.details) == (cast.noor.person_id, {"channel": "mail"})


async def test_all_are_stopped_at_once(cast: Cast, browser: Browser) -> None:
    ids = [(await save(browser, cast.noor, product="02BGB")).id for _ in range(2)]
    path = stop_path(await a_mail(cast, browser, cast.noor))
    assert "Alles stoppen" in (await browser.get(path)).text
    await browser.post(path, data={"zoekvraag": [str(one) for one in ids]})
    assert not await SavedSearch.filter(ended_at=None).exists()
    await browser.post(path, data={"zoekvraag": "x"})
    assert "Dit was al gestopt." in (await browser.get(path)).text


async def test_a_link_stops_only_what_its_reader_saved(cast: Cast, browser: Browser) -> None:
    other = await save(browser, cast.rik, name="Van Rik", product="02BGB")
    await save(browser, cast.noor, product="02BGB")
    path = stop_path(await a_mail(cast, browser, cast.noor))
    assert "Van Rik" not in (await browser.get(path)).text
    await browser.post(path, data={"zoekvraag": str(other.id)})
    assert await SavedSearch.get(id=other.id, ended_at=None)


async def test_the_link_works_for_who_is_signed_in_too(cast: Cast, browser: Browser) -> None:
    saved = await save(browser, cast.noor, product="02BGB")
    path = stop_path(await a_mail(cast, browser, cast.noor))
    await browser.sign_in(cast.noor)
    await browser.send_form(path, zoekvraag=str(saved.id))
    assert not await SavedSearch.filter(ended_at=None).exists()


async def test_a_wrong_link_shows_nothing(cast: Cast, browser: Browser) -> None:
    for answer in (
        await browser.get("/zoekvraag-stoppen/geraden/"),
        await browser.post("/zoekvraag-stoppen/geraden/", data={"zoekvraag": "1"}),
    ):
        assert answer.status_code == 404
    for _ in range(40):
        answer = await browser.get("/zoekvraag-stoppen/geraden/")
    assert answer.status_code == 429
