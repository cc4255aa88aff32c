"""How many mails per second leave the outbox, per database and number of workers.

Run: portal bench outbox [MAILS]. Without a PostgreSQL server (TEST_POSTGRES_URL) only SQLite
is measured. The mail server is a real one, on this machine, that takes everything.
"""

import asyncio
import os
import sys
import time
from typing import Any

from aiosmtpd.controller import Controller

from bench.filling.databases import forget_kind, fresh, kinds
from portal.database.connecting import connect, disconnect
from portal.kernel.clock import now
from portal.mail.models import OutboxMail

WORKERS = (1, 3)
PORT = 8925


class Taking:
    """Takes every mail and counts."""

    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.taken += 1
        return "250 OK"


async def queue(count: int) -> None:
    moment = now()
    text = "Kloppen uw wachttijden nog? Kijk even.\n" * 40
    rows = [
        OutboxMail(
            dedupe_key=f"mail-{number}",
            message_id=f"<mail-{number}@portal.example>",
            to=f"person-{number}@linde.example",
            subject="Kloppen uw wachttijden nog?",
            text=text,
            html=f"<p>{text}</p>" * 4,
            created_at=moment,
            due_at=moment,
        )
        for number in range(count)
    ]
    await OutboxMail.bulk_create(rows, batch_size=200)


async def measured(url: str, mails: int, workers: int, server: Taking) -> float:
    """Mails per second, from the first that arrives to the last, with this many processes."""
    await OutboxMail.all().delete()
    await queue(mails)
    before = server.taken
    environment = os.environ | {
        "DATABASE_URL": url,
        "PORTAL_SMTP_HOST": "127.0.0.1",
        "PORTAL_SMTP_PORT": str(PORT),
        "PORTAL_SMTP_SECURITY": "none",
    }
    command = (sys.executable, "-c", "from portal.cli import main; main(['worker'])")
    running = [
        await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        for _ in range(workers)
    ]
    while server.taken == before:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    start, first = time.perf_counter(), server.taken
    while server.taken < before + mails:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    rate = (server.taken - first) / (time.perf_counter() - start)
    for process in running:
        process.terminate()
    await asyncio.gather(*(process.wait() for process in running))
    return rate


async def measure_database(url: str, mails: int, server: Taking) -> list[str]:
    await connect(url)
    rates = [await measured(url, mails, workers, server) for workers in WORKERS]
    await disconnect()
    forget_kind()
    return [f"{rate:.0f}" for rate in rates]


async def main(mails: int) -> None:
    server = Taking()
    controller = Controller(server, hostname="127.0.0.1", port=PORT)
    controller.start()
    print(f"| mails per second ({mails:,} mails) | {WORKERS[0]} worker | {WORKERS[1]} workers |")
    print("| --- | ---: | ---: |")
    for kind in await kinds():
        async with fresh(kind) as url:
            rates = await measure_database(url, mails, server)
            print(f"| {kind} | {' | '.join(rates)} |", flush=True)
    controller.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
