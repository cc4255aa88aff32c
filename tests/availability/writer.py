"""A process of its own that reports figures of one offering once.

It prints "saved", or "told" when somebody else was first. Run as
`python -m tests.availability.writer URL MEMBERSHIP OFFERING SEEN WAITING`.
"""

import asyncio
import sys

from portal.accounts.queries import actor_with_membership
from portal.availability.actions.reports import ChangedMeanwhile, report
from portal.availability.rules.figures import Channel, Figures, Statement, Status
from portal.database.connecting import connect, disconnect
from portal.database.transactions import committed


async def write(url: str, membership: int, offering: int, seen: int, waiting: int) -> str:
    await connect(url)
    try:
        actor = await actor_with_membership(membership)
        assert actor is not None
        statement = Statement(figures=Figures(status=Status.WAITLIST, waiting=waiting))
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        await committed(
            lambda: report(actor, offering, statement, seen=seen, channel=Channel.SCREEN)
        )
    except ChangedMeanwhile:
        return "told"
    finally:
        await disconnect()
    return "saved"


if __name__ == "__main__":
    url, *numbers = sys.argv[1:]
    print(asyncio.run(write(url, *map(int, numbers))))  # noqa: T201
