"""How often somebody may try: counted in memory, or in Redis where several processes share."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from limits import RateLimitItem, parse
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string
from starlette.requests import Request

from portal.kernel.errors import PortalError
from portal.kernel.ids import hashed
from portal.kernel.texts import later

TOO_MANY: Final = later(
    "U hebt dit te vaak geprobeerd. Wacht een kwartier en probeer het dan opnieuw."
)


class TooManyTries(PortalError):
    """Somebody tried too often in a short time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self) -> None:
        super().__init__(TOO_MANY)


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries of one thing by one somebody; what identifies them is kept as a hash only."""

    limit: RateLimitItem
    what: str
    whose: str

    @property
    def key(self) -> tuple[str, str]:
        """Under which these tries are counted."""
        return self.what, hashed(self.whose)[:32]


class RateLimits:
    """The counters of one running portal; `storage` such as memory:// or redis://host:6379."""

    def __init__(self, storage: str) -> None:
        self._storage = storage_from_string(f"async+{storage}")
        self._limiter = MovingWindowRateLimiter(self._storage)  # pyright: ignore[reportArgumentType]

    async def check(self, *tries: Tries) -> None:
        """Raise TooManyTries when one of these is used up; counts nothing."""
        for one in tries:
            if not await self._limiter.test(one.limit, *one.key):
                raise TooManyTries

    async def count(self, *tries: Tries) -> None:
        """Count a try of each; raise TooManyTries when one was used up already."""
        used_up = [one for one in tries if not await self._limiter.hit(one.limit, *one.key)]
        if used_up:
            raise TooManyTries

    async def forgive(self, *tries: Tries) -> None:
        """Start counting these anew."""
        for one in tries:
            await self._limiter.clear(one.limit, *one.key)


def rate_limits(request: Request) -> RateLimits:
    """The counters of the portal that answers this request."""
    limits: RateLimits = request.app.state.rate_limits
    return limits


def client_address(request: Request) -> str:
    """The address of the connection; a proxy's header counts only where the server trusts it."""
    return request.client.host if request.client else ""


def at_most(text: str) -> RateLimitItem:
    """A limit in words, such as "10 per 15 minutes"."""
    return parse(text)
