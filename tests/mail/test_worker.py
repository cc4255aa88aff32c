"""The worker keeps going, whatever fails, and stops when it is told to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, cast

import asyncpg
import pytest
import structlog

from portal.mail.models import OutboxMail
from portal.worker import Job, run_jobs, run_worker
from tests.mail.conftest import Configure
from tests.mail.letters import a_queued_mail
from tests.mail.server import Server

SOON = timedelta(seconds=0.01)


@asynccontextmanager
async def working(database_url: str) -> AsyncGenerator[None]:
    """A worker, stopped afterwards; it must come to its end by itself."""
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(database_url, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(worker, 10)


async def until_sent(mail: OutboxMail, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await OutboxMail.filter(id=mail.id, sent_at__isnull=False).exists():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_queued_mail_is_sent_within_seconds(db: str, smtp: Server) -> None:
    async with working(db):
        await until_sent(await a_queued_mail(), seconds=4)
    assert len(smtp.arrived) == 1


async def test_it_says_once_that_no_mail_server_is_set(db: str, configure: Configure) -> None:
    mail = await a_queued_mail()
    with structlog.testing.capture_logs() as logs:
        async with working(db):
            await asyncio.sleep(1.5)
    assert [log["event"] for log in logs].count("mail.no_transport") == 1
    assert await OutboxMail.filter(id=mail.id, sent_at=None, attempts=0).exists()


async def test_a_failing_job_is_logged_and_backs_off_while_the_others_go_on() -> None:
    stop = asyncio.Event()
    failed: list[datetime] = []
    done: list[datetime] = []

    async def fails(now: datetime) -> None:
        failed.append(now)
        raise LookupError

    async def works(now: datetime) -> None:
        done.append(now)
        if len(done) == 20:
            stop.set()

    with structlog.testing.capture_logs() as logs:
        await run_jobs(
            [Job(name="fails", run=fails, every=SOON), Job(name="works", run=works, every=SOON)],
            stop=stop,
        )
    assert len(done) == 20
    assert len(failed) == 1
    assert [log["job"] for log in logs] == ["fails"]


async def test_a_job_with_more_to_do_is_called_again_at_once() -> None:
    stop = asyncio.Event()
    called: list[datetime] = []

    async def has_more(now: datetime) -> bool:
        called.append(now)
        if len(called) == 5:
            stop.set()
        return True

    every = timedelta(hours=1)
    await asyncio.wait_for(run_jobs([Job(name="a", run=has_more, every=every)], stop=stop), 5)
    assert len(called) == 5


async def test_the_stop_lets_a_job_finish() -> None:
    stop = asyncio.Event()
    finished: list[bool] = []

    async def slow(_now: datetime) -> None:
        stop.set()
        await asyncio.sleep(0.1)
        finished.append(True)

    await run_jobs([Job(name="slow", run=slow, every=SOON)], stop=stop)
    assert finished == [True]


async def test_a_job_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.worker.GRACE_SECONDS", 0.1)
    stop = asyncio.Event()

    async def hangs(_now: datetime) -> None:
        stop.set()
        await asyncio.Event().wait()

    await asyncio.wait_for(run_jobs([Job(name="hangs", run=hangs, every=SOON)], stop=stop), 5)


async def test_a_lost_database_connection_is_made_anew(db: str, smtp: Server) -> None:
    if db.startswith("sqlite"):
        pytest.skip("SQLite has no connection to lose.")
    async with working(db):
        await until_sent(await a_queued_mail("before"))
        server = await cast(Any, asyncpg).connect(db)
        await server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await server.close()
        with suppress(Exception):  # this test's own connections were cut off too
            await OutboxMail.all().count()
        await until_sent(await a_queued_mail("after"))
    assert len(smtp.arrived) == 2


async def test_it_waits_for_a_database_that_is_not_there_yet(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.worker.RECONNECT_SECONDS", 0.05)
    with structlog.testing.capture_logs() as logs:
        async with working("postgres://nobody@127.0.0.1:9/nothing"):
            await asyncio.sleep(0.5)
    assert [log["event"] for log in logs].count("worker.no_database") > 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_the_process_after_the_mail_at_hand(
    db: str, smtp: Server, number: signal.Signals
) -> None:
    smtp.seconds = 1.5
    mail, other = await a_queued_mail("one"), await a_queued_mail("other")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.mail.sending", db), stdout=asyncio.subprocess.DEVNULL
    )
    async with asyncio.timeout(20):
        while not smtp.connections:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        process.send_signal(number)
        assert await process.wait() == 0
    await mail.refresh_from_db()
    await other.refresh_from_db()
    assert mail.sent_at
    assert (other.sent_at, other.claimed_until, other.attempts) == (None, None, 0)
    assert len(smtp.arrived) == 1


async def test_a_portal_with_the_worker_inside_stops_both(db: str, smtp: Server) -> None:
    if db.startswith("postgres"):
        pytest.skip("The database does not matter here.")
    smtp.seconds = 1.5
    mail = await a_queued_mail()
    command = ("-c", "from portal.cli import main; main()", "run", "--port", "0")
    portal = await asyncio.create_subprocess_exec(
        *(sys.executable, *command),
        env=os.environ | {"DATABASE_URL": db},
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        while not smtp.connections:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        portal.send_signal(signal.SIGTERM)
        said, _ = await portal.communicate()
    await mail.refresh_from_db()
    assert mail.sent_at, "the mail at hand was finished and noted"
    assert b"worker.stopped" in said
    assert portal.returncode == 0
