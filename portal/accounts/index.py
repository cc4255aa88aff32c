"""Who is signed in, kept in memory; a session that is ended anywhere ends here within a second."""

from collections.abc import Sequence
from typing import Final

from portal.accounts.queries import SignedIn, signed_in_with
from portal.database.changes import EVERYTHING, Change, feed
from portal.database.transactions import read
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.ids import hashed

MOST: Final = 20_000
# An actor carries the name of its organisation too.
_TOPICS: Final = frozenset({EVERYTHING, "session", "provider", "region"})


class Sessions:
    """The sessions seen lately; the database stays the truth."""

    def __init__(self) -> None:
        self._known: dict[str, SignedIn] = {}
        self._round = 0

    def hear(self, changes: Sequence[Change]) -> None:
        """Forget everybody when any session, membership or name changed: that is seldom."""
        if any(change.topic in _TOPICS for change in changes):
            self._known.clear()
            self._round += 1

    async def actor(self, token: str) -> Actor | None:
        """Whose session this is, looked up without waiting for whoever writes just now."""
        kept = await feed.heard()
        known = self._known.get(hashed(token))
        if known is None:
            known = await self._look_up(token, keep=kept)
        return known.actor if known and known.expires_at > now() else None

    async def _look_up(self, token: str, *, keep: bool) -> SignedIn | None:
        asked_in = self._round
        found = await read(lambda: signed_in_with(token))
        if found and keep and asked_in == self._round:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[hashed(token)] = found
        return found


sessions: Final = Sessions()
feed.tell_to(sessions.hear)
