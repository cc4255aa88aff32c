"""Who gets which digest, and when."""

import re
from datetime import timedelta
from html import unescape

import pytest

from portal.accounts.models import Absence, Membership, Person
from portal.availability.actions import reports
from portal.availability.jobs import send_reminders
from portal.availability.models import ManagerTask, Offering, ReminderLink, ReminderRow
from portal.availability.queries.reminders import providers_to_remind
from portal.availability.rules.figures import Channel
from portal.availability.rules.reminders import Step
from portal.database.transactions import committed
from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.mail.models import OutboxMail
from portal.providers.models import Contract, Provider, SubcontractApproval
from portal.providers.rules import SubcontractDecision
from tests import builders as make
from tests.availability.reminding import (
    a_digest,
    at_nine,
    days_ahead,
    digest_day,
    mails_to,
    reported,
    token_in,
)
from tests.cast import Cast


async def everything_reported(cast: Cast, *, days_ago: int = 0) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, cast.linde_dag.id, days_ago=days_ago)


async def is_away(person: Actor, deputy: Actor) -> None:
    await Absence.create(
        person_id=person.person_id,
        deputy_id=deputy.person_id,
        from_on=today() - timedelta(days=1),
        until_on=today() + timedelta(days=60),
    )


async def test_everybody_at_de_linde_gets_one_mail_with_what_is_due(cast: Cast) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=16)
    await reported(cast.sanne, cast.linde_dag.id)
    await a_digest(cast.linde)
    (to_sanne,) = await mails_to(cast.sanne)
    assert len(await mails_to(cast.daan)) == 1
    assert to_sanne.subject == "Kloppen uw wachttijden nog? 1 van 2 te laat"
    assert "Begeleiding basis\n  Hoorn en Medemblik, thuis" in to_sanne.text
    assert "Start: 2 tot 4 weken" in to_sanne.text
    assert "2 dagen te laat" in to_sanne.text
    assert "Dagbesteding" not in to_sanne.text


async def test_nobody_gets_a_mail_when_nothing_is_due(cast: Cast) -> None:
    await everything_reported(cast)
    await a_digest(cast.linde)
    assert not await OutboxMail.all().exists()


async def test_rows_that_were_never_filled_in_are_asked_for(cast: Cast) -> None:
    await a_digest(cast.linde)
    (mail,) = await mails_to(cast.sanne)
    assert mail.subject == "Wat zijn uw wachttijden? Alle 2 nog niet ingevuld"
    assert mail.text.count("Nog niet ingevuld") == 2


async def test_running_the_job_again_changes_nothing(cast: Cast) -> None:
    await a_digest(cast.linde)
    await send_reminders(at_nine(today()))
    await send_reminders(at_nine(today()) + timedelta(hours=8))
    assert len(await mails_to(cast.sanne)) == 1
    assert await ReminderLink.all().count() == 2


async def test_the_digest_waits_for_the_providers_weekday(cast: Cast) -> None:
    await Provider.exclude(id=cast.linde.id).update(reminded_on=days_ahead(30))
    await digest_day(cast.linde, days_ahead(2))
    await send_reminders(at_nine(days_ahead(1)))
    assert not await OutboxMail.all().exists()
    await send_reminders(at_nine(days_ahead(2)))
    assert len(await mails_to(cast.sanne)) == 1


async def test_after_a_halt_of_some_days_the_digest_still_comes(cast: Cast) -> None:
    await Provider.exclude(id=cast.linde.id).update(reminded_on=days_ahead(30))
    await digest_day(cast.linde, today())
    await send_reminders(at_nine(days_ahead(6)))
    link = await ReminderLink.get(membership_id=cast.sanne.membership_id)
    assert link.digest_on == today()
    await send_reminders(at_nine(days_ahead(7)))
    assert len(await mails_to(cast.sanne)) == 2


async def test_the_very_first_digest_waits_for_nothing(cast: Cast) -> None:
    tomorrow = days_ahead(1)
    await Provider.exclude(id=cast.linde.id).update(reminded_on=days_ahead(30))
    await Provider.filter(id=cast.linde.id).update(reminder_weekday=tomorrow.weekday())
    at_night = at_nine(today()) - timedelta(hours=8)
    await send_reminders(at_night)
    assert len(await mails_to(cast.sanne)) == 1
    await send_reminders(at_night + timedelta(hours=10))
    assert len(await mails_to(cast.sanne)) == 1
    await send_reminders(at_nine(tomorrow))
    assert len(await mails_to(cast.sanne)) == 2


async def test_who_wants_no_reminders_or_has_left_gets_none(cast: Cast) -> None:
    await Membership.filter(id=cast.sanne.membership_id).update(receives_reminders=False)
    await Membership.filter(id=cast.daan.membership_id).update(ended_at=now())
    await a_digest(cast.linde)
    assert not await OutboxMail.all().exists()


async def test_a_newer_mail_replaces_the_older_link(cast: Cast) -> None:
    await a_digest(cast.linde)
    await a_digest(cast.linde, in_days=7)
    first, second = await ReminderLink.filter(membership_id=cast.sanne.membership_id).order_by("id")
    assert first.replaced_at is not None
    assert second.replaced_at is None


async def test_no_mail_keeps_its_token_in_the_database(cast: Cast) -> None:
    await a_digest(cast.linde)
    token = token_in((await mails_to(cast.sanne))[0])
    assert len(token) >= 43
    assert token not in {link.token_hash for link in await ReminderLink.all()}


# The ladder --------------------------------------------------------------------------------


async def steps_of(cast: Cast) -> list[int]:
    rows = await ReminderRow.filter(
        link__membership_id=cast.sanne.membership_id, offering_id=cast.linde_thuis.id
    ).order_by("id")
    return [row.step for row in rows]


async def test_the_ladder_ends_with_a_task_for_the_contract_manager(cast: Cast) -> None:
    await Contract.filter(provider_id=cast.linde.id).update(manager_id=cast.rik.person_id)
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=10)
    await Offering.filter(id=cast.linde_dag.id).update(withdrawn_at=now())
    for week in range(6):
        await a_digest(cast.linde, in_days=7 * week)
    assert await steps_of(cast) == [
        Step.IN_TIME,
        Step.DUE,
        Step.WEEK_LATE,
        Step.TWO_WEEKS_LATE,
    ]
    (copy,) = await mails_to(cast.rik)
    assert copy.subject == "De Linde is 2 weken te laat met 1 wachttijd"
    assert "bevestigen/" not in copy.text + copy.html
    task = await ManagerTask.get(offering_id=cast.linde_thuis.id)
    assert task.done_at is None
    assert task.region_id == cast.westfriesland.id


async def test_a_task_is_done_when_the_figures_are_confirmed(cast: Cast) -> None:
    (report_id,) = await reported(cast.sanne, cast.linde_thuis.id, days_ago=40)
    await a_digest(cast.linde)
    await committed(
        lambda: reports.confirm(cast.rik, {cast.linde_thuis.id: report_id}, channel=Channel.PHONE)
    )
    task = await ManagerTask.get(offering_id=cast.linde_thuis.id)
    assert task.done_by_id == cast.rik.person_id


async def test_a_manager_who_left_the_region_gets_no_copy(cast: Cast) -> None:
    await Contract.filter(provider_id=cast.linde.id).update(manager_id=cast.rik.person_id)
    await Membership.filter(id=cast.rik.membership_id).update(ended_at=now())
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=30)
    await a_digest(cast.linde)
    assert not await mails_to(cast.rik)


async def test_one_copy_for_a_manager_whatever_the_number_of_rows(cast: Cast) -> None:
    await Contract.filter(provider_id=cast.linde.id).update(manager_id=cast.rik.person_id)
    await everything_reported(cast, days_ago=30)
    await a_digest(cast.linde)
    (copy,) = await mails_to(cast.rik)
    assert copy.subject == "De Linde is 2 weken te laat met 2 wachttijden"


# Absence -----------------------------------------------------------------------------------


async def test_daan_stands_in_for_sanne_with_one_mail_for_both(cast: Cast) -> None:
    await is_away(cast.sanne, cast.daan)
    await a_digest(cast.linde)
    assert not await mails_to(cast.sanne)
    (mail,) = await mails_to(cast.daan)
    assert "ook voor Sanne de Wit, die nu afwezig is" in mail.text
    link = await ReminderLink.get(membership_id=cast.daan.membership_id)
    assert link.stands_in_for_id == cast.sanne.person_id


async def test_a_deputy_without_reminders_of_ones_own_gets_sannes(cast: Cast) -> None:
    await Membership.filter(id=cast.daan.membership_id).update(receives_reminders=False)
    await is_away(cast.sanne, cast.daan)
    await a_digest(cast.linde)
    assert len(await mails_to(cast.daan)) == 1


async def test_without_a_deputy_who_works_there_sanne_gets_it_after_all(cast: Cast) -> None:
    await is_away(cast.sanne, cast.aisha)
    await a_digest(cast.linde)
    assert len(await mails_to(cast.sanne)) == 1
    assert not await mails_to(cast.aisha)


async def test_an_absence_that_ended_counts_no_more(cast: Cast) -> None:
    await is_away(cast.sanne, cast.daan)
    await Absence.all().update(ended_at=now())
    await a_digest(cast.linde)
    assert len(await mails_to(cast.sanne)) == 1


# Subcontractors, regions, people at two providers --------------------------------------------


async def a_subcontract(cast: Cast, *, delegates: bool) -> Offering:
    """Het Anker works for De Linde, and the region agrees."""
    main = await Contract.get(provider_id=cast.linde.id, lot_id=cast.begeleiding.lot_id)
    own = await Contract.get(provider_id=cast.anker.id)
    await Contract.filter(id=own.id).update(main_contract_id=main.id, delegates_editing=delegates)
    await SubcontractApproval.create(
        contract_id=own.id,
        requested_by_id=cast.sanne.person_id,
        requested_at=now(),
        decision=SubcontractDecision.AGREED,
        decided_by_id=cast.rik.person_id,
        decided_at=now(),
    )
    return cast.anker_thuis


async def test_the_main_contractor_is_asked_for_its_subcontractors_rows(cast: Cast) -> None:
    sub = await a_subcontract(cast, delegates=False)
    await a_digest(cast.linde)
    await a_digest(cast.anker)
    (mail,) = await mails_to(cast.sanne)
    assert "Onderaannemer Het Anker" in mail.text
    assert await ReminderRow.filter(offering_id=sub.id).exists()
    assert not await mails_to(cast.aisha)


async def test_a_subcontractor_that_edits_itself_is_asked_itself(cast: Cast) -> None:
    await a_subcontract(cast, delegates=True)
    await a_digest(cast.linde)
    await a_digest(cast.anker)
    assert "Het Anker" not in (await mails_to(cast.sanne))[0].text
    assert len(await mails_to(cast.aisha)) == 1


@pytest.mark.parametrize("decision", [None, SubcontractDecision.REFUSED])
@pytest.mark.parametrize("delegates", [True, False])
async def test_nobody_is_asked_about_a_subcontractor_that_may_not_work(
    cast: Cast, decision: SubcontractDecision | None, *, delegates: bool
) -> None:
    sub = await a_subcontract(cast, delegates=delegates)
    undecided = {"decided_by_id": None, "decided_at": None} if decision is None else {}
    await SubcontractApproval.all().update(decision=decision, **undecided)
    await a_digest(cast.linde)
    await a_digest(cast.anker)
    assert not await ReminderRow.filter(offering_id=sub.id).exists()
    assert not await mails_to(cast.aisha)


async def test_a_provider_in_two_regions_sees_which_is_which(cast: Cast) -> None:
    product = await make.Product.get(region_id=cast.midden_holland.id)
    lot = await make.Lot.get(id=product.lot_id)
    await make.an_offering(await make.a_contract(cast.linde, lot), product)
    await a_digest(cast.linde)
    (mail,) = await mails_to(cast.sanne)
    assert "Midden-Holland" in mail.text
    assert "Westfriesland" in mail.text


async def test_a_contract_that_ended_or_has_not_begun_asks_nothing(cast: Cast) -> None:
    day, home = cast.linde_dag.contract_id, cast.linde_thuis.contract_id
    await Contract.filter(id=day).update(ends_on=days_ahead(-1))
    await Contract.filter(id=home).update(starts_on=days_ahead(30))
    await a_digest(cast.linde)
    assert not await OutboxMail.all().exists()


async def test_two_providers_of_one_person_are_two_mails(cast: Cast) -> None:
    person = await Person.get(id=cast.sanne.person_id)
    await Membership.create(
        person=person, role=Role.PROVIDER_MEMBER, provider_id=cast.anker.id, since_at=now()
    )
    await a_digest(cast.linde)
    await a_digest(cast.anker)
    assert len(await mails_to(cast.sanne)) == 2


# The mail ----------------------------------------------------------------------------------


def words_of(html: str) -> str:
    body = re.sub(r"(?s)<head>.*?</head>|<!--.*?-->|<[^>]+>", " ", html)
    return " ".join(unescape(body).split())


async def test_text_and_html_say_the_same(cast: Cast) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=16)
    await is_away(cast.sanne, cast.daan)
    await a_digest(cast.linde)
    (mail,) = await mails_to(cast.daan)
    shown = words_of(mail.html)
    for line in mail.text.splitlines():
        for part in line.removeprefix("- ").removeprefix("--").split(": ", 1)[-1].split(", "):
            assert " ".join(part.split()).rstrip(":") in shown + mail.html, line


async def test_a_mail_of_fifty_rows_shows_forty_and_counts_the_rest(cast: Cast) -> None:
    contract = await Contract.get(id=cast.linde_dag.contract_id)
    for number in range(48):
        location = await make.a_location(cast.linde, cast.hoorn, name=f"Plek {number}")
        await make.an_offering(contract, cast.dagbesteding, location=location)
    await a_digest(cast.linde)
    (mail,) = await mails_to(cast.sanne)
    assert "En nog 10. Op de pagina staan ze allemaal." in mail.text
    assert mail.html.count('scope="row"') == 40
    assert len(mail.html) < 102_000, "Gmail cuts longer mails"
    assert await ReminderRow.filter(link__membership_id=cast.sanne.membership_id).count() == 50


async def test_the_journal_knows_which_reminders_were_sent_without_names(cast: Cast) -> None:
    await a_digest(cast.linde)
    entry = await JournalEntry.get(action="reminder.sent")
    assert entry.person_id is None
    assert entry.subject_ids == [cast.linde.id]
    assert len(entry.details["links"]) == 2
    assert "Sanne" not in str(entry.details)


async def test_providers_without_work_are_found_by_one_query(cast: Cast) -> None:
    await send_reminders(at_nine(today()))
    assert await providers_to_remind(on=today()) == []
