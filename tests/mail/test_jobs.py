"""Mails leave the outbox, and whatever the mail server does, none is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from portal.database.transactions import committed
from portal.journal.models import JournalEntry
from portal.kernel.clock import now
from portal.mail.actions import claim, post
from portal.mail.jobs import BATCH, LEASE, forget_old_mails, send_due_mails
from portal.mail.models import OutboxMail
from portal.mail.rules import RETRY_AFTER, ServerUnavailable
from tests.mail.conftest import Configure
from tests.mail.letters import a_mail, a_queued_mail
from tests.mail.server import Server, Unpleasant


def soon() -> datetime:
    return now() + timedelta(seconds=1)


async def test_a_mail_leaves_with_the_change_that_it_tells_of(db: str) -> None:
    async def broken() -> None:
        await post(a_mail())
        raise LookupError

    with pytest.raises(LookupError):
        await committed(broken)
    assert await OutboxMail.all().count() == 0
    await committed(lambda: post(a_mail()))
    assert await OutboxMail.all().count() == 1


async def test_the_same_key_is_queued_once_and_the_first_mail_stays(db: str) -> None:
    await post(a_mail("week-47", subject="De eerste"))
    await committed(lambda: post(a_mail("week-47", subject="De tweede")))
    assert [mail.subject for mail in await OutboxMail.all()] == ["De eerste"]


async def test_the_message_id_follows_from_the_key(db: str, configure: Configure) -> None:
    configure(mail_sender="Portaal <noreply@portaal.example>")
    one, other = await a_queued_mail("one"), await a_queued_mail("other")
    assert one.message_id != other.message_id
    assert one.message_id.endswith("@portaal.example>")


async def test_a_mail_that_the_server_took_is_marked_and_its_text_is_erased(
    db: str, smtp: Server
) -> None:
    queued = await a_queued_mail()
    await send_due_mails(soon())
    mail = await OutboxMail.get(id=queued.id)
    assert smtp.ids() == [queued.message_id]
    assert smtp.recipients == [queued.to]
    assert mail.sent_at
    assert (mail.text, mail.html, mail.attempts, mail.claimed_until) == ("", "", 1, None)


async def test_nothing_is_sent_twice(db: str, smtp: Server) -> None:
    await a_queued_mail()
    for _ in range(3):
        await send_due_mails(soon() + timedelta(days=2))
    assert len(smtp.arrived) == 1


async def test_one_connection_serves_a_batch(db: str, smtp: Server) -> None:
    for number in range(BATCH):
        await a_queued_mail(f"mail-{number}")
    assert await send_due_mails(soon()), "a full batch: there may be more"
    assert not await send_due_mails(soon())
    assert (len(smtp.arrived), smtp.connections) == (BATCH, 1)


async def test_an_unknown_address_is_given_up_at_once_and_the_journal_tells(
    db: str, smtp: Server
) -> None:
    mail = await a_queued_mail()
    smtp.answers[mail.to] = f"550 5.1.1 <{mail.to}> unknown here"
    with structlog.testing.capture_logs() as logs:
        await send_due_mails(soon())
    await mail.refresh_from_db()
    entry = await JournalEntry.get(action="mail.given_up")
    assert mail.given_up_at
    assert mail.sent_at is None
    assert (entry.subject_ids, entry.reason) == ([mail.id], "550 5.1.1")
    assert [log["outbox_id"] for log in logs] == [mail.id]
    assert mail.to not in f"{logs} {entry.reason} {entry.details}"


async def test_the_others_of_the_batch_go_on_after_a_refusal(db: str, smtp: Server) -> None:
    for name in ("one", "two", "three"):
        await a_queued_mail(name)
    smtp.answers["two@linde.example"] = "550 no"
    await send_due_mails(soon())
    assert smtp.recipients == ["one@linde.example", "three@linde.example"]


@pytest.mark.parametrize("answer", ["450 4.2.1 mailbox busy", "421 4.3.2 going away", "451 later"])
async def test_a_busy_server_gets_the_mail_again_after_a_minute(
    db: str, smtp: Server, answer: str
) -> None:
    mail = await a_queued_mail()
    smtp.answers[mail.to] = answer
    await send_due_mails(soon())
    await mail.refresh_from_db()
    assert (mail.given_up_at, mail.sent_at, mail.attempts) == (None, None, 1)
    assert mail.last_error.startswith(answer[:3])
    smtp.answers.clear()
    assert not smtp.arrived
    await send_due_mails(soon())
    assert not smtp.arrived, "not yet"
    await send_due_mails(soon() + RETRY_AFTER[0])
    assert smtp.ids() == [mail.message_id]


async def test_a_refused_content_is_given_up(db: str, smtp: Server) -> None:
    smtp.data_answer = "554 5.7.1 we call this spam"
    mail = await a_queued_mail()
    await send_due_mails(soon())
    await mail.refresh_from_db()
    assert mail.given_up_at
    assert mail.last_error == "554 5.7.1 we call this spam"


async def test_a_connection_that_breaks_costs_one_attempt_and_the_rest_goes_on(
    db: str, smtp: Server
) -> None:
    first, second = await a_queued_mail("first"), await a_queued_mail("second")
    rolls = iter([0.0, 1.0])  # the first is dropped
    smtp.unpleasant = Unpleasant(drops=0.5)
    smtp.unpleasant.happens = lambda chance: bool(chance) and next(rolls) < chance
    await send_due_mails(soon())
    await first.refresh_from_db()
    assert (first.sent_at, first.given_up_at, first.attempts) == (None, None, 1)
    assert smtp.ids() == [second.message_id]
    assert smtp.connections == 2


async def test_a_mail_is_given_up_after_the_last_attempt(db: str, smtp: Server) -> None:
    mail = await a_queued_mail()
    smtp.answers[mail.to] = "450 4.2.1 mailbox busy"
    await OutboxMail.filter(id=mail.id).update(attempts=len(RETRY_AFTER))
    await send_due_mails(soon())
    await mail.refresh_from_db()
    assert mail.given_up_at
    assert await JournalEntry.filter(action="mail.given_up").count() == 1


async def test_without_a_mail_server_no_attempt_counts(db: str, configure: Configure) -> None:
    configure(smtp_host="127.0.0.1", smtp_port=9, smtp_security="none")
    mail = await a_queued_mail()
    for _ in range(2):
        with pytest.raises(ServerUnavailable):
            await send_due_mails(soon())
    await mail.refresh_from_db()
    assert (mail.attempts, mail.claimed_until, mail.given_up_at) == (0, None, None)


async def test_without_any_transport_mails_stay_in_the_outbox(
    db: str, configure: Configure
) -> None:
    mail = await a_queued_mail()
    assert not await send_due_mails(soon())
    await mail.refresh_from_db()
    assert (mail.attempts, mail.claimed_until) == (0, None)


async def test_a_slow_server_does_not_hold_up_the_worker(
    db: str, smtp: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.mail.jobs.MAIL_LASTS", timedelta(seconds=0.1))
    smtp.seconds = 1
    mail = await a_queued_mail()
    await send_due_mails(soon())
    await mail.refresh_from_db()
    assert (mail.attempts, mail.last_error) == (1, "TimeoutError")


async def test_a_mail_that_cannot_be_written_down_does_not_hold_up_the_others(
    db: str, smtp: Server
) -> None:
    odd, fine = await a_queued_mail("odd"), await a_queued_mail("fine")
    await OutboxMail.filter(id=odd.id).update(to="rené@linde.example")
    await send_due_mails(soon())
    await odd.refresh_from_db()
    assert odd.given_up_at
    assert smtp.ids() == [fine.message_id]


async def test_two_workers_never_hold_the_same_mail(db: str) -> None:
    for number in range(15):
        await a_queued_mail(f"mail-{number}")
    moment = soon()
    one = await claim(10, now=moment, lease=LEASE)
    other = await claim(10, now=moment, lease=LEASE)
    assert (len(one), len(other)) == (10, 5)
    assert not {mail.id for mail in one} & {mail.id for mail in other}


async def test_what_a_killed_worker_held_is_free_after_the_lease(db: str) -> None:
    await a_queued_mail()
    moment = soon()
    assert await claim(10, now=moment, lease=LEASE)
    assert not await claim(10, now=moment + LEASE / 2, lease=LEASE)
    assert await claim(10, now=moment + LEASE, lease=LEASE)


async def test_a_stopping_worker_gives_back_what_it_did_not_send(db: str, smtp: Server) -> None:
    for number in range(3):
        await a_queued_mail(f"mail-{number}")
    await send_due_mails(soon(), stopping=lambda: len(smtp.arrived) == 1)
    assert len(smtp.arrived) == 1
    assert await OutboxMail.filter(claimed_until=None, sent_at=None).count() == 2


async def test_the_oldest_mail_goes_first(db: str, smtp: Server) -> None:
    late, early = await a_queued_mail("late"), await a_queued_mail("early")
    await OutboxMail.filter(id=early.id).update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
    await send_due_mails(soon())
    assert smtp.ids() == [early.message_id, late.message_id]


async def test_a_month_later_nobody_can_see_to_whom_we_wrote(db: str, smtp: Server) -> None:
    sent, open_mail = await a_queued_mail("sent"), await a_queued_mail("open")
    await OutboxMail.filter(id=sent.id).update(sent_at=now())
    await forget_old_mails(now() + timedelta(days=29))
    await sent.refresh_from_db()
    assert sent.to
    await forget_old_mails(now() + timedelta(days=31))
    await sent.refresh_from_db()
    await open_mail.refresh_from_db()
    assert (sent.to, sent.subject) == ("", "")
    assert open_mail.to
    await post(a_mail("sent"))
    assert await OutboxMail.filter(dedupe_key="sent").count() == 1


async def test_in_the_demo_mails_land_in_a_maildir(db: str, maildir: Path) -> None:
    mail = await a_queued_mail()
    await send_due_mails(soon())
    (letter,) = (maildir / "new").iterdir()
    assert mail.message_id in letter.read_text()
    assert b"\r" not in letter.read_bytes()
