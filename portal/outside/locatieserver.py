"""PDOK Locatieserver v3_1: where an address lies, and which postcodes a municipality has.

Asked for addresses of facilities, locations and municipalities only, never for a visitor's.
"""

import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, cast

import structlog

from portal.kernel.errors import PortalError
from portal.outside.fetching import Limits, Outside, Unreachable, Unusable

log = structlog.get_logger()
PER_PAGE: Final = 100
"""The service gives no more at once."""
MOST_FOUND: Final = 60_000
MOST_KEPT: Final = 2_000
KEPT_SECONDS: Final = 24 * 3600.0
REST_SECONDS: Final = 60.0
"""After silence the service is left alone for so long: nobody waits for it at each save."""
FOR_EDITORS: Final = Limits(answer_bytes=500_000, total_bytes=500_000, seconds=3.0, tries=1)
_POINT: Final = re.compile(r"POINT\((-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)")
Position = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One thing that the service knows."""

    name: str
    postcode: str
    place: str
    municipality_code: str
    position: Position


def _spot(doc: Any) -> Spot | None:
    """What the service tells of one thing; None where it does not say where that lies."""
    told = cast("dict[str, Any]", doc) if isinstance(doc, dict) else {}
    found = _POINT.fullmatch(str(told.get("centroide_ll", "")))
    if found is None:
        return None
    return Spot(
        name=str(told.get("gemeentenaam", "")),
        postcode=str(told.get("postcode", "")),
        place=str(told.get("woonplaatsnaam", "")),
        municipality_code=f"GM{told.get('gemeentecode', '')}",
        position=(float(found[2]), float(found[1])),
    )


def _answer(told: Any) -> tuple[int, list[Any]]:
    response: Any = cast("dict[str, Any]", told).get("response") if isinstance(told, dict) else None
    answer = cast("dict[str, Any]", response) if isinstance(response, dict) else {}
    found, docs = answer.get("numFound"), answer.get("docs")
    if type(found) is not int or not isinstance(docs, list):
        raise Unusable("Het antwoord van de Locatieserver is niet te lezen.")
    return found, cast("list[Any]", docs)


async def all_of(outside: Outside, kind: str, code: str) -> AsyncIterator[Spot]:
    """Everything of this kind (gemeente, postcode) in the municipality with this code (GM0405)."""
    start, seen = 0, set[str]()
    while True:
        told = await outside.json(
            "/free",
            {
                "q": "*:*",
                "fq": f"type:{kind} AND gemeentecode:{code.removeprefix('GM')}",
                "fl": "id gemeentenaam gemeentecode woonplaatsnaam postcode centroide_ll",
                "rows": PER_PAGE,
                "start": start,
            },
        )
        found, docs = _answer(told)
        if found > MOST_FOUND or (docs and {repr(doc) for doc in docs} <= seen):
            raise Unusable("De pagina's van de Locatieserver herhalen zich of zijn te veel.")
        seen.update(repr(doc) for doc in docs)
        for spot in map(_spot, docs):
            if spot is not None:
                yield spot
        start += len(docs)
        if start >= found:
            return
        if not docs:
            raise Unusable("De Locatieserver gaf niet alles wat zij noemt.")


class Addresses:
    """Where addresses lie, remembered for a day; silence is no error but no answer."""

    def __init__(self, limits: Limits = FOR_EDITORS) -> None:
        self._limits = limits
        self._kept: OrderedDict[tuple[str, str], tuple[float, Position | None]] = OrderedDict()
        self._rests_until = 0.0

    async def position(self, base: str, street: str, postcode: str, place: str) -> Position | None:
        """Where this address lies; None when nobody knows, or when nobody may be asked now."""
        words = " ".join(f"{street} {postcode} {place}".split())
        if not base or not street or not postcode:
            return None
        key, at = (base, words.casefold()), monotonic()
        if key in self._kept and self._kept[key][0] > at:
            return self._kept[key][1]
        if at < self._rests_until:
            return None
        try:
            found = await self._asked(base, words, postcode)
        except PortalError as error:
            log.warning("locatieserver.no_answer", kind=type(error).__name__)
            if isinstance(error, Unreachable):
                self._rests_until = monotonic() + REST_SECONDS
            return None
        self._keep(key, found)
        return found

    async def position_in(self, base: str, posted: Mapping[str, Any]) -> Position | None:
        """Where the address that somebody filled in lies. Never inside a transaction: it waits."""
        given = [str(posted.get(name, ""))[:120] for name in ("street", "postcode", "place")]
        return await self.position(base, *given)

    async def _asked(self, base: str, words: str, postcode: str) -> Position | None:
        async with Outside(base, allow_private=True, limits=self._limits) as outside:
            told = await outside.json(
                "/free",
                {"q": words, "fq": "type:adres", "fl": "postcode centroide_ll", "rows": 5},
            )
        wanted = _plain(postcode)
        spots = (_spot(doc) for doc in _answer(told)[1])
        return next((one.position for one in spots if one and _plain(one.postcode) == wanted), None)

    def _keep(self, key: tuple[str, str], found: Position | None) -> None:
        self._kept[key] = (monotonic() + KEPT_SECONDS, found)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()


addresses: Final = Addresses()
