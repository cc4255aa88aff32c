"""Asking JSON of one host of others. What is too big, too slow or leads elsewhere is refused."""

import asyncio
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from types import TracebackType
from typing import Any, Final, NoReturn, Self

import httpx

from portal.kernel.errors import PortalError

_AGENT: Final = "Beschikbaarheidswijzer"
DEEPEST: Final = 100
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NESTS: Final = re.compile(rb"[\[\]{}]")


class Unusable(PortalError):
    """What came from outside cannot be used; the sentence says why."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Unreachable(PortalError):
    """The other computer does not answer, or not now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class Declined(Unusable):
    """The other computer does not take what was asked."""

    def __init__(self, host: str, status: int) -> None:
        super().__init__(f"{host} weigert de vraag (status {status}).")
        self.code = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much patience there is."""

    answer_bytes: int = 20_000_000
    total_bytes: int = 200_000_000
    seconds: float = 20.0
    """For one answer as a whole."""
    tries: int = 3
    pause: float = 1.0
    """Before the second try; then twice as long, and so on."""


class Outside:
    """One host of others. Every question goes there, whatever its answers say."""

    def __init__(
        self, address: str, *, allow_private: bool = False, limits: Limits | None = None
    ) -> None:
        self.base = _checked(address)
        self.limits = limits or Limits()
        self._allow_private = allow_private
        self._left = self.limits.total_bytes
        # Without proxies of the environment: the address that was checked is the one that is asked.
        self._client = httpx.AsyncClient(
            timeout=self.limits.seconds, follow_redirects=False, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    @property
    def host(self) -> str:
        """Who is asked."""
        return self.base.host

    async def json(self, path: str = "", params: Mapping[str, Any] | None = None) -> Any:
        """The answer at this path under the address.

        Raises Unreachable when it does not come after several tries, Declined when the host does
        not take the question, Unusable when the answer is no good.
        """
        url = self.base.copy_with(path=self.base.path.rstrip("/") + path) if path else self.base
        if params:
            url = url.copy_merge_params(params)
        return parsed(await self._tried(url), self.host)

    async def _tried(self, url: httpx.URL) -> bytes:
        pause = self.limits.pause
        for number in range(1, self.limits.tries + 1):
            try:
                async with asyncio.timeout(self.limits.seconds):
                    return await self._asked(url)
            except (httpx.TransportError, TimeoutError, _Busy) as error:
                if number == self.limits.tries:
                    raise Unreachable(f"{self.host} geeft nu geen antwoord.") from error
            await asyncio.sleep(pause)
            pause *= 2
        raise AssertionError("there is at least one try")

    async def _asked(self, url: httpx.URL) -> bytes:
        address = await self._address_of(url)
        request = self._client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={
                "Host": url.netloc.decode("ascii"),
                "Accept": "application/json",
                "User-Agent": _AGENT,
                "Accept-Encoding": "identity",  # a small answer could unfold into a huge one
            },
            extensions={"sni_hostname": url.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            _look_at(response, self.host)
            return await self._body(response)
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        most = min(self._left, self.limits.answer_bytes)
        async for part in response.aiter_raw():
            body += part
            if len(body) > most:
                raise Unusable(f"{self.host} stuurt te veel gegevens.")
        self._left -= len(body)
        return bytes(body)

    async def _address_of(self, url: httpx.URL) -> str:
        """The address in numbers to connect with, so that nobody changes it after the check."""
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"Het adres {url.host} bestaat niet.") from error
        addresses = [str(one[4][0]) for one in found]
        if not self._allow_private and not all(map(is_public, addresses)):
            raise Unusable(f"{url.host} is een adres in een eigen netwerk. Dat vragen we niet op.")
        return addresses[0]


class _Busy(Exception):
    """The other computer asks to come back later."""


def is_public(address: str) -> bool:
    """Whether this address in numbers is one of the whole internet."""
    known = ip_address(address.partition("%")[0])
    if isinstance(known, IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour or (known.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner)) and known.ipv4_mapped is not None
        if int(known) >> 32 == 0x64FF9B << 64:  # an IPv4 address behind NAT64
            return False
    return known.is_global and not known.is_multicast


def _checked(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise Unusable("Dit is geen webadres.") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise Unusable("Geef een webadres dat begint met https:// of http://.")
    if url.userinfo:
        raise Unusable("In het webadres mag geen wachtwoord staan.")
    return url


def _look_at(response: httpx.Response, host: str) -> None:
    if response.is_redirect:
        raise Unusable(f"{host} verwijst door naar een ander adres. Geef dat adres zelf op.")
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status_code in {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }:
        raise _Busy
    if response.status_code != HTTPStatus.OK:
        raise Declined(host, response.status_code)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unusable(f"{host} stuurt ingepakte gegevens, terwijl we daar niet om vroegen.")


def parsed(body: bytes, whose: str) -> Any:
    """JSON as values. Raises Unusable for anything else."""
    # Too deep a nest would exhaust the stack of the reader, which Python bears badly.
    if _depth(body) > DEEPEST:
        raise Unusable(f"{whose} bevat geen goede JSON.")
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except ValueError as error:
        raise Unusable(f"{whose} bevat geen goede JSON.") from error


def _depth(body: bytes) -> int:
    deepest = depth = 0
    for sign in _NESTS.findall(_STRING.sub(b"", body)):
        depth += 1 if sign in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_number(_text: str) -> NoReturn:
    raise ValueError("no number of JSON")
