"""The proof: whoever is killed and whatever the server does, no mail is lost."""

import asyncio
import multiprocessing
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess as Process
from typing import Final

import pytest

from portal.kernel.clock import now
from portal.mail.models import OutboxMail
from tests.mail import sending
from tests.mail.conftest import Configure
from tests.mail.server import Server, Unpleasant, listening

MAILS = 1_500
WORKERS = 3
KILLS = 20
FORKS: Final = multiprocessing.get_context("forkserver")
"""A worker that is forked off works at once; importing the portal anew takes a second."""
FORKS.set_forkserver_preload([sending.__name__])
pytestmark = pytest.mark.slow


async def queue(count: int) -> set[str]:
    """Queue this many mails at once; their Message-IDs."""
    moment = now()
    rows = [
        OutboxMail(
            dedupe_key=f"mail-{number}",
            message_id=f"<mail-{number}@portal.example>",
            to=f"person-{number}@linde.example",
            subject="Kloppen uw wachttijden nog?",
            text="Kijk even.\n",
            html="<p>Kijk even.</p>",
            created_at=moment,
            due_at=moment,
        )
        for number in range(count)
    ]
    await OutboxMail.bulk_create(rows, batch_size=500)
    return {row.message_id for row in rows}


@asynccontextmanager
async def workers(database_url: str) -> AsyncGenerator[list[Process]]:
    """Three worker processes, of which the test may kill and replace each."""
    running = [a_worker(database_url) for _ in range(WORKERS)]
    try:
        yield running
    finally:
        for worker in running:
            worker.kill()
        await asyncio.gather(*(asyncio.to_thread(worker.join) for worker in running))


def a_worker(database_url: str) -> Process:
    environment = {name: value for name, value in os.environ.items() if "PORTAL" in name}
    worker = FORKS.Process(target=sending.in_a_fork, args=(environment, database_url))
    worker.start()
    return worker


async def kill_and_replace(running: list[Process], database_url: str, server: Server) -> None:
    """Twenty times, spread over the sending: kill -9 one of the workers at a random moment."""
    dice = random.Random(11)
    for number in range(KILLS):
        while len(server.arrived) < (number + 1) * MAILS / (KILLS + 5):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await asyncio.sleep(dice.uniform(0, 0.05))
        victim = dice.randrange(WORKERS)
        assert running[victim].is_alive(), "a worker died by itself"
        running[victim].kill()
        await asyncio.to_thread(running[victim].join)
        assert running[victim].exitcode == -signal.SIGKILL
        running[victim] = a_worker(database_url)


async def until_all_are_sent() -> None:
    while await OutboxMail.filter(sent_at=None).exists():  # noqa: ASYNC110
        await asyncio.sleep(0.2)


async def test_three_workers_that_are_killed_twenty_times_lose_no_mail(
    db: str,
    configure: Configure,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    unpleasant = Unpleasant(refuses_now=0.03, drops=0.03, drops_at_connect=0.03, delays=0.05)
    async with listening(Server(unpleasant)) as server:
        configure(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none")
        expected = await queue(MAILS)
        async with asyncio.timeout(400), workers(db) as running:
            await kill_and_replace(running, db, server)
            await until_all_are_sent()
    arrived = Counter(server.ids())
    doubles = len(server.arrived) - len(arrived)
    with capsys.disabled():
        print(f"\n{MAILS} mails, {KILLS} kills: 0 lost, {doubles} sent twice")  # noqa: T201
    assert set(arrived) == expected
    assert doubles <= KILLS, "only a kill between the server's OK and our note may send twice"
    assert not await OutboxMail.filter(given_up_at__isnull=False).exists()
