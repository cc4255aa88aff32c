"""Public pages that were answered before, sent again before anything else looks at the request.

A page of the social map is the same for all who are not signed in, until something is committed or
the minute turns. Between those it needs no route, no address read and no middleware: the very bytes
that went out, security headers included, go out again. Who brings a cookie is never answered here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.database.changes import Change, feed
from portal.kernel.clock import now
from portal.web.keeping import Kept

PUBLIC: Final = "public_answer"
"""Stands in the state of a request whose answer is the same for everybody."""
MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ADDRESS: Final = 500
_AROUND: Final = 2_000
"""Bytes of the headers and the address, about."""
_PARTS: Final = 2
"""The start and the body; what comes in more is no page."""
_ELSEWHERE: Final = "session"
# What an answer may depend on besides its address; these stand in Vary or choose a fragment.
_TOLD: Final = (b"accept-encoding", b"hx-request-type", b"hx-target")
_NOT_HERE: Final = frozenset({b"cookie", b"if-none-match", b"authorization", b"range"})


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer as it went out."""

    start: Message
    body: Message
    size: int


Key = tuple[bytes, ...]
Stamp = tuple[int, int]
"""How many changes were heard of, and the minute."""


class _Changes:
    """Counts what is committed, but for who signs in or out: they bring a cookie."""

    def __init__(self) -> None:
        self.count = 0

    def hear(self, changes: Sequence[Change]) -> None:
        self.count += any(change.topic != _ELSEWHERE for change in changes)


_changes: Final = _Changes()
feed.tell_to(_changes.hear)


def _stamp() -> Stamp:
    return _changes.count, int(now().timestamp() // 60)


class AnsweredBefore:
    """Keeps public answers of this minute, and forgets all at each change that is committed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept = Kept[Key, Sent](most_bytes=MOST_BYTES)
        self._stamp: Stamp = (0, 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if key is None or not await feed.heard():
            await self.app(scope, receive, send)
            return
        stamp = _stamp()
        if stamp != self._stamp:
            self._kept, self._stamp = Kept[Key, Sent](most_bytes=MOST_BYTES), stamp
        sent = self._kept.answer(key)
        if sent is None:
            await self._passed_on(key, stamp, scope, receive, send)
            return
        await send(sent.start)
        await send(sent.body)

    async def _passed_on(
        self, key: Key, stamp: Stamp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the portal answer; keep it when it is for everybody and nothing changed meanwhile."""
        said: list[Message] = []

        async def noting(message: Message) -> None:
            said.append(message)
            await send(message)

        await self.app(scope, receive, noting)
        is_still_so = stamp == self._stamp == _stamp()
        if is_still_so and scope.get("state", {}).get(PUBLIC) and _is_whole(said):
            start, body = said
            self._kept.keep(key, Sent(start, body, len(body["body"]) + _AROUND))


def _is_whole(said: Sequence[Message]) -> bool:
    return len(said) == _PARTS and said[0]["status"] == HTTPStatus.OK


def _key(scope: Scope) -> Key | None:
    """What this answer may depend on; None where it is asked by somebody, or for a change."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    told = dict.fromkeys(_TOLD, b"")
    for name, value in scope["headers"]:
        if name in _NOT_HERE:
            return None
        if name in told:
            told[name] = value
    address = scope["path"].encode() + b"?" + scope["query_string"]
    return (address, *told.values()) if len(address) <= MOST_ADDRESS else None
