"""The real portal on a free port, in a thread of its own, with a database of its own."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import uvicorn

from portal.accounts.actions import hash_password, start_session
from portal.accounts.models import Membership, Person
from portal.accounts.queries import actor_with_membership
from portal.app import create_app
from portal.availability.jobs import send_reminders
from portal.database.connecting import connect
from portal.database.transactions import committed
from portal.demo.fill import fill
from portal.kernel.actor import Actor
from portal.kernel.clock import now, today
from portal.mail.jobs import send_due_mails
from tests.availability.reminding import at_nine
from tests.cast import Cast
from tests.databases import close

PASSWORD: Final = "vijf-gele-fietsen"
"""Of everybody in the cast."""
T = TypeVar("T")


class Live:
    """What a browser test reaches: the address to visit, and the database behind it."""

    cast: Cast
    """Who plays in it; the demo has people of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._problem: BaseException | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run this beside the server: to prepare a story, or to see what became of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def session_of(self, who: Actor | str) -> str:
        """The session cookie of somebody who signed in; a person is known by mail address too."""
        return self.run(self._session(who))

    async def _session(self, who: Actor | str) -> str:
        return await start_session(await actor_called(who) if isinstance(who, str) else who)

    def deliver(self) -> None:
        """Do what the worker does: the reminders of today leave, and so does all other mail."""
        self.run(_deliver())

    @contextmanager
    def serving(self, database_url: str, port: socket.socket) -> Generator["Live"]:
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(with_lifespan=False), lifespan="off", ws="none", log_level="warning"
            )
        )
        thread = threading.Thread(target=self._live, args=(server, database_url, port))
        thread.start()
        self._ready.wait(30)
        try:
            if self._problem:
                raise self._problem
            yield self
        finally:
            server.should_exit = True
            thread.join(30)

    def _live(self, server: uvicorn.Server, database_url: str, port: socket.socket) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(connect(database_url))
            self._loop.call_soon(self._ready.set)
            self._loop.run_until_complete(server.serve([port]))
        except BaseException as problem:  # noqa: BLE001  the test must hear of it, in its own thread
            self._problem = problem
        finally:
            self._ready.set()
            self._loop.run_until_complete(close())
            self._loop.close()


async def give_passwords(path: Path) -> Path:
    """Everybody in this SQLite database knows PASSWORD from now on."""
    await connect(f"sqlite://{path}")
    password_hash = await hash_password(PASSWORD)
    await committed(lambda: Person.all().update(password_hash=password_hash))
    await close()
    return path


async def make_demo(path: Path) -> Path:
    """Fill this migrated, empty SQLite database with the demo."""
    await connect(f"sqlite://{path}")
    await committed(lambda: fill(today()))
    await close()
    return path


async def actor_called(address: str) -> Actor:
    """The person with this mail address, in the only role it has."""
    membership = await Membership.get(person__email=address, ended_at=None)
    actor = await actor_with_membership(membership.id)
    assert actor is not None
    return actor


async def _deliver() -> None:
    moment = max(now(), at_nine(today()))
    await send_reminders(moment)
    while await send_due_mails(moment + timedelta(hours=1)):
        pass
