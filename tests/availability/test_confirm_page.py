"""From the mail to done without signing in: two actions, and a link that can do nothing else."""

from datetime import timedelta
from typing import Any, cast

import pytest
from httpx import Response
from lxml import html

from portal.accounts.models import Membership
from portal.availability.actions import reports
from portal.availability.actions.reminders import revoke_links
from portal.availability.models import Confirmation, Offering, ReminderLink, Report
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.database.transactions import committed
from portal.journal.models import JournalEntry
from portal.kernel.clock import now
from portal.kernel.dates import dutch_weekday
from portal.mail.models import OutboxMail
from portal.providers.models import Contract
from tests import builders as make
from tests.availability.reminding import (
    FOUR_WEEKS,
    a_link,
    days_ahead,
    link_of,
    reported,
)
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries

SIX_WEEKS = Statement(
    figures=Figures(
        status=Status.WAITLIST, intake=Days(7, 14), start=Days(42, 42), places_free=0, waiting=9
    )
)


def filled_in(response: Response) -> dict[str, str]:
    """What a browser would post of the form on this page when nobody touches it."""
    form: Any = parsed(response).xpath("//main//form")[0]
    return dict(form.form_values())


def parsed(response: Response) -> Any:
    return cast("Any", html).document_fromstring(response.text)


@pytest.fixture
async def path(cast: Cast) -> str:
    """Where Sanne's mail leads: both rows of De Linde were filled in sixteen days ago."""
    await reported(cast.sanne, cast.linde_thuis.id, cast.linde_dag.id, days_ago=16)
    return await a_link(cast.sanne, cast.linde)


async def daan_reports(cast: Cast, offering: Offering, statement: Statement = SIX_WEEKS) -> None:
    row = await row_for(cast.daan, offering.id)
    await committed(
        lambda: reports.report(
            cast.daan, offering.id, statement, seen=row.report_id, channel=Channel.SCREEN
        )
    )


# Two actions -------------------------------------------------------------------------------


async def test_sanne_opens_the_link_and_presses_one_button(
    cast: Cast, browser: Browser, path: str
) -> None:
    page = await browser.get(path)
    assert page.status_code == 200
    assert "2 tot 4 weken" in page.text
    assert "Alles klopt nog" in page.text
    answer = await browser.post(path, data=filled_in(page))
    assert answer.status_code == 303
    thanks = (await browser.get(answer.headers["Location"])).text
    until = dutch_weekday(days_ahead(15)).partition(" ")[2]
    assert f"Alle 2 zijn bevestigd tot {until}." in thanks
    newest = await Confirmation.filter(channel=Channel.MAIL)
    assert {one.by_id for one in newest} == {cast.sanne.person_id}
    assert [one.unchanged for one in newest] == [True, True]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_a_mail_scanner_that_opens_the_link_changes_nothing(
    cast: Cast, browser: Browser, path: str, method: str
) -> None:
    before = (await Confirmation.all().count(), await JournalEntry.all().count())
    for _ in range(3):
        await browser.request(method, path)
        await browser.request(method, f"{path}bedankt/")
    assert (await Confirmation.all().count(), await JournalEntry.all().count()) == before
    assert (await browser.get(path)).status_code == 200


async def test_one_changed_row_is_reported_and_the_others_are_confirmed(
    cast: Cast, browser: Browser, path: str
) -> None:
    form = filled_in(await browser.get(path))
    changed = f"r{cast.linde_thuis.id}-"
    form |= {f"{changed}start-low": "6", f"{changed}start-high": "", f"{changed}waiting": "9"}
    assert (await browser.post(path, data=form)).status_code == 303
    row = await row_for(cast.noor, cast.linde_thuis.id)
    assert row.statement == SIX_WEEKS
    assert row.confirmed
    assert row.confirmed.channel is Channel.MAIL
    assert await Report.filter(offering_id=cast.linde_dag.id).count() == 1
    assert await Confirmation.filter(offering_id=cast.linde_dag.id).count() == 2


async def test_what_the_page_does_not_ask_stays_as_it_was(cast: Cast, browser: Browser) -> None:
    local = Figures(status=Status.NO_CAPACITY, waiting=3)
    whole = Statement(
        figures=FOUR_WEEKS.figures, local={cast.hoorn.id: local}, remark="Alleen op dinsdag."
    )
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=16, statement=whole)
    path = await a_link(cast.sanne, cast.linde)
    form = filled_in(await browser.get(path)) | {f"r{cast.linde_thuis.id}-waiting": "8"}
    await browser.post(path, data=form)
    now_stated = (await row_for(cast.sanne, cast.linde_thuis.id)).statement
    assert now_stated
    assert now_stated.figures.waiting == 8
    assert (now_stated.local, now_stated.remark) == (whole.local, whole.remark)


async def test_a_row_nobody_filled_in_is_left_open_or_filled_in(
    cast: Cast, browser: Browser
) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=16)
    path = await a_link(cast.sanne, cast.linde)
    form = filled_in(await browser.get(path))
    thanks = await browser.get((await browser.post(path, data=form)).headers["Location"])
    assert "1 is bevestigd tot" in thanks.text
    assert "1 wachttijd is nog niet ingevuld" in thanks.text
    form = filled_in(await browser.get(path))
    form |= {f"r{cast.linde_dag.id}-status": "capacity", f"r{cast.linde_dag.id}-places_free": "2"}
    thanks = await browser.get((await browser.post(path, data=form)).headers["Location"])
    assert "Alle 2 zijn bevestigd tot" in thanks.text


async def test_mistakes_are_told_and_everything_typed_stays(
    cast: Cast, browser: Browser, path: str
) -> None:
    row = f"r{cast.linde_thuis.id}-"
    form = filled_in(await browser.get(path)) | {
        f"{row}start-low": "vier",
        f"{row}waiting": "11",
        f"r{cast.linde_dag.id}-status": "capacity",
    }
    answer = await browser.post(path, data=form)
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.text
    assert "Er is nog niets opgeslagen" in answer.text
    assert 'value="vier"' in answer.text
    assert 'value="11"' in answer.text
    assert "u vult 0 vrije plaatsen in" in answer.text
    assert not await Confirmation.filter(channel=Channel.MAIL).exists()


# Two people, one row -------------------------------------------------------------------------


async def test_a_row_that_changed_since_the_mail_shows_the_new_figures(
    cast: Cast, browser: Browser, path: str
) -> None:
    await daan_reports(cast, cast.linde_thuis)
    page = await browser.get(path)
    assert "Intussen gewijzigd door Daan Vos." in page.text
    assert "6 weken" in page.text
    await browser.post(path, data=filled_in(page))
    assert (await row_for(cast.sanne, cast.linde_thuis.id)).statement == SIX_WEEKS


async def test_who_confirms_an_old_version_is_told_and_overwrites_nothing(
    cast: Cast, browser: Browser, path: str
) -> None:
    form = filled_in(await browser.get(path))
    await daan_reports(cast, cast.linde_thuis)
    answer = await browser.post(path, data=form)
    assert answer.status_code == 409
    assert "1 andere wachttijd is opgeslagen" in answer.text
    assert "Intussen gewijzigd door Daan Vos." in answer.text
    assert "Dagbesteding" not in answer.text
    assert not await Confirmation.filter(
        offering_id=cast.linde_thuis.id, channel=Channel.MAIL
    ).exists()
    assert (await browser.post(path, data=filled_in(answer))).status_code == 303
    assert (await row_for(cast.sanne, cast.linde_thuis.id)).statement == SIX_WEEKS


@pytest.mark.parametrize(("choice", "waiting"), [("theirs", 9), ("mine", 12)])
async def test_who_typed_other_figures_sees_both_versions_and_chooses(
    cast: Cast, browser: Browser, path: str, choice: str, waiting: int
) -> None:
    row = f"r{cast.linde_thuis.id}-"
    form = filled_in(await browser.get(path)) | {f"{row}waiting": "12"}
    await daan_reports(cast, cast.linde_thuis)
    both = await browser.post(path, data=form)
    assert both.status_code == 409
    assert "Wat Daan Vos invulde" in both.text
    assert "Wat u invulde" in both.text
    undecided = await browser.post(path, data=filled_in(both))
    assert undecided.status_code == 422
    assert "Kies welke versie klopt." in undecided.text
    decided = await browser.post(path, data=filled_in(undecided) | {f"{row}choice": choice})
    assert decided.status_code == 303
    figures = (await row_for(cast.sanne, cast.linde_thuis.id)).figures()
    assert figures
    assert figures.waiting == waiting


async def test_a_page_of_many_rows_asks_as_little_as_one_of_two(
    cast: Cast, browser: Browser, path: str
) -> None:
    with counted_queries() as few:
        await browser.get(path)
    contract = await Contract.get(id=cast.linde_dag.contract_id)
    for number in range(8):
        location = await make.a_location(cast.linde, cast.hoorn, name=f"Plek {number}")
        await make.an_offering(contract, cast.dagbesteding, location=location)
    longer = await a_link(cast.sanne, cast.linde, in_days=7)
    with counted_queries() as many:
        assert "Plek 7" in (await browser.get(longer)).text
    assert len(many.statements) <= len(few.statements) <= 15


# What the link cannot do ---------------------------------------------------------------------


async def test_a_row_of_another_provider_in_the_form_is_ignored(
    cast: Cast, browser: Browser, path: str
) -> None:
    (theirs,) = await reported(cast.aisha, cast.anker_thuis.id, days_ago=16)
    smuggled = f"r{cast.anker_thuis.id}-"
    form = {
        key.replace(f"r{cast.linde_thuis.id}-", smuggled): value
        for key, value in filled_in(await browser.get(path)).items()
        if not key.startswith(f"r{cast.linde_dag.id}-")
    }
    form |= {f"{smuggled}seen": str(theirs), f"{smuggled}waiting": "99"}
    await browser.post(path, data=form)
    assert await Report.filter(offering_id=cast.anker_thuis.id).count() == 1
    touched = await JournalEntry.filter(person_id=cast.sanne.person_id, subject="offering")
    assert all(cast.anker_thuis.id not in entry.subject_ids for entry in touched)


async def test_a_report_of_another_row_is_no_version_of_this_one(
    cast: Cast, browser: Browser, path: str
) -> None:
    form = filled_in(await browser.get(path))
    row = f"r{cast.linde_thuis.id}-"
    form |= {f"{row}seen": form[f"r{cast.linde_dag.id}-seen"], f"{row}waiting": "99"}
    assert (await browser.post(path, data=form)).status_code == 409


async def test_a_row_that_may_no_longer_be_edited_disappears(
    cast: Cast, browser: Browser, path: str
) -> None:
    form = filled_in(await browser.get(path))
    main = await Contract.get(provider_id=cast.anker.id)
    await Contract.filter(id=cast.linde_thuis.contract_id).update(main_contract_id=main.id)
    assert "Begeleiding basis" not in (await browser.get(path)).text
    await browser.post(path, data=form)
    assert not await Confirmation.filter(
        offering_id=cast.linde_thuis.id, channel=Channel.MAIL
    ).exists()


async def test_the_link_does_not_sign_in(cast: Cast, browser: Browser, path: str) -> None:
    page = await browser.get(path)
    await browser.post(path, data=filled_in(page))
    assert "session" not in browser.cookies
    assert (await browser.get("/account/")).status_code == 303


async def test_the_person_of_the_link_counts_whoever_is_signed_in(
    cast: Cast, browser: Browser, path: str
) -> None:
    await browser.sign_in(cast.noor)
    page = await browser.get(path)
    assert "Noor Bakker" not in page.text
    assert (await browser.post(path, data=filled_in(page))).status_code == 303
    entry = await JournalEntry.get(action="reminder.answered")
    link = await link_of(path)
    assert (entry.person_id, entry.subject_ids) == (cast.sanne.person_id, [link.id])
    assert entry.details["channel"] == "mail"


async def test_another_site_cannot_press_the_button(
    cast: Cast, browser: Browser, path: str
) -> None:
    form = filled_in(await browser.get(path))
    answer = await browser.post(path, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


# Links that work no more ---------------------------------------------------------------------


async def gone(browser: Browser, path: str) -> str:
    shown = [
        await browser.get(path),
        await browser.get(f"{path}bedankt/"),
        await browser.post(path, data={}),
    ]
    assert {one.status_code for one in shown} == {404}
    assert {one.headers["Referrer-Policy"] for one in shown} == {"strict-origin"}
    assert len({one.text for one in shown}) == 1
    assert "Gebruik dan de link daarin" in shown[0].text
    return shown[0].text


async def test_every_dead_link_gets_the_same_friendly_answer(
    cast: Cast, browser: Browser, path: str
) -> None:
    unknown = await gone(browser, f"/bevestigen/{'x' * 43}/")
    link = await link_of(path)
    for dead in (
        {"expires_at": now() - timedelta(seconds=1)},
        {"replaced_at": now()},
        {"revoked_at": now()},
    ):
        alive: dict[str, Any] = {key: getattr(link, key) for key in dead}
        await ReminderLink.filter(id=link.id).update(**dead)
        assert await gone(browser, path) == unknown
        await ReminderLink.filter(id=link.id).update(**alive)
    assert (await browser.get(path)).status_code == 200


async def test_a_newer_mail_ends_the_older_link(cast: Cast, browser: Browser, path: str) -> None:
    newer = await a_link(cast.sanne, cast.linde, in_days=7)
    await gone(browser, path)
    assert (await browser.get(newer)).status_code == 200


async def test_a_link_ends_with_the_membership_and_with_the_wish_for_reminders(
    cast: Cast, browser: Browser, path: str
) -> None:
    own = Membership.filter(id=cast.sanne.membership_id)
    await own.update(receives_reminders=False)
    await gone(browser, path)
    await own.update(receives_reminders=True, ended_at=now())
    await gone(browser, path)


async def test_sanne_revokes_her_links(cast: Cast, browser: Browser, path: str) -> None:
    assert await committed(lambda: revoke_links(cast.sanne, now=now())) == 1
    await gone(browser, path)
    assert await JournalEntry.filter(action="reminder.revoked").exists()
    assert await committed(lambda: revoke_links(cast.sanne, now=now())) == 0


async def test_the_account_page_makes_ones_links_invalid(
    cast: Cast, browser: Browser, path: str
) -> None:
    await browser.sign_in(cast.sanne)
    assert "Links ongeldig maken" in (await browser.get("/account/")).text
    answer = await browser.send_form("/herinneringen/intrekken/")
    assert answer.headers["Location"] == "/account/"
    await browser.sign_in(cast.noor)
    assert (await browser.send_form("/herinneringen/intrekken/")).status_code == 404
    assert "Links ongeldig maken" not in (await browser.get("/account/")).text
    browser.cookies.clear()
    await gone(browser, path)


async def test_who_guesses_links_has_to_wait(cast: Cast, browser: Browser, path: str) -> None:
    for number in range(30):
        await browser.get(f"/bevestigen/{number:043}/")
    assert (await browser.get(f"/bevestigen/{31:043}/")).status_code == 429


async def test_the_secret_leaks_nowhere(cast: Cast, browser: Browser, path: str) -> None:
    page = await browser.get(path)
    assert page.headers.get_list("Referrer-Policy") == ["strict-origin"]
    assert page.headers["Cache-Control"] == "no-store"
    assert not [url for *_, url, _ in parsed(page).iterlinks() if url.startswith("http")]
    secret = path.split("/")[2]
    await browser.post(path, data=filled_in(page))
    assert not any(secret in str(entry.details) for entry in await JournalEntry.all())
    assert await OutboxMail.filter(dedupe_key__contains=secret).count() == 0
