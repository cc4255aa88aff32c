"""A process of its own that carries out a batch, and may be killed at any moment.

It prints "ready", waits for a line, prints "began" when its transaction holds changes, waits for
another line and goes on. Run as `python -m tests.transitions.batch URL MEMBERSHIP TRANSITION
MUNICIPALITY`.
"""

import asyncio
import sys

from portal.accounts.queries import actor_with_membership
from portal.database.connecting import connect, disconnect
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.transitions.actions import executing


async def carried_out(url: str, membership: int, transition: int, municipality: int) -> int:
    await connect(url)
    actor = await actor_with_membership(membership)
    assert actor is not None
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    told = executing.tell_batch

    async def tell_later(*known: object) -> None:
        """The moves are made, the transaction is still open."""
        print("began", flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.readline)
        await told(*known)  # pyright: ignore[reportArgumentType]

    executing.tell_batch = tell_later  # pyright: ignore[reportAttributeAccessIssue]
    done = await committed(lambda: executing.execute(actor, transition, municipality, on=today()))
    await disconnect()
    return done.total


if __name__ == "__main__":
    url, *numbers = sys.argv[1:]
    print(asyncio.run(carried_out(url, *map(int, numbers))))  # noqa: T201
