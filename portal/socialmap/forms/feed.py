"""Reading what somebody asks of the open data. What cannot be read is refused, never left out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from portal.kernel.errors import PortalError
from portal.kernel.postcode import pc4
from portal.socialmap.rules.around import Around
from portal.socialmap.rules.hsds.paging import MOST, MOST_MINIMAL, MOST_PAGES, USUAL
from portal.socialmap.rules.hsds.publication import FeedAsk

MOST_SIGNS: Final = 100
MOST_METRES: Final = 300_000
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](\d{2}:\d{2}):(\d{2})(\.\d+)?([Zz]|[+ -]\d{2}:\d{2})?)?"
)


class BadParameters(PortalError):
    """A parameter cannot be read, or does not exist."""

    status = HTTPStatus.BAD_REQUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: what it means, what it may hold, and how it is read."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    """Raises ValueError with a Dutch sentence."""


def _number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise ValueError(f"Gebruik een heel getal van 1 tot en met {most}.")
        return int(text)

    return read


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("Gebruik ‘true’ of ‘false’.")
    return text == "true"


def _uuid(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise ValueError("Gebruik een id (uuid) uit deze gegevens.")
    return str(UUID(text))


def _words(text: str) -> str:
    if len(text) > MOST_SIGNS:
        raise ValueError(f"Gebruik hooguit {MOST_SIGNS} tekens.")
    return text


def _postcode(text: str) -> str:
    digits = pc4(text)
    if digits is None:
        raise ValueError("Gebruik de vier cijfers van een postcode, bijvoorbeeld 1621.")
    return digits


def _format(text: str) -> str:
    if text != "json":
        raise ValueError("Alleen ‘json’ is mogelijk.")
    return text


def _moment(text: str) -> datetime:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError("Gebruik een datum of tijdstip, zoals 2026-01-31T12:00:00Z.")
    day, clock, seconds, _, zone = found.groups()
    # A plus that was not encoded arrives as a space; a leap second is unknown to Python.
    told = f"{day}T{clock or '00:00'}:{'59' if seconds == '60' else seconds or '00'}"
    try:
        return datetime.fromisoformat(told + _zone(zone)).astimezone(UTC)
    except ValueError as error:
        raise ValueError("Deze datum of dit tijdstip bestaat niet.") from error
    except OverflowError:
        # Within a day of the first or last moment that there is.
        return datetime.fromisoformat(told + "+00:00")


def _zone(zone: str | None) -> str:
    if zone in {None, "Z", "z"}:
        return "+00:00"
    return str(zone).replace(" ", "+")


_ID: Final = {"type": "string", "format": "uuid"}
_BOOLEAN: Final = {"type": "boolean"}


def _integer(most: int, usual: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": usual}


PARAMETERS: Final[Mapping[str, Parameter]] = {
    one.name: one
    for one in (
        Parameter(
            name="search",
            description="Zoekwoorden, met dezelfde synoniemen als op de sociale kaart.",
            schema={"type": "string", "maxLength": MOST_SIGNS},
            read=_words,
        ),
        Parameter(
            name="page",
            description="Het nummer van de pagina, vanaf 1.",
            schema=_integer(MOST_PAGES, 1),
            read=_number(MOST_PAGES),
        ),
        Parameter(
            name="per_page",
            description="Hoeveel er op een pagina staan.",
            schema=_integer(MOST, USUAL),
            read=_number(MOST),
        ),
        Parameter(
            name="format",
            description="De vorm van het antwoord.",
            schema={"type": "string", "enum": ["json"], "default": "json"},
            read=_format,
        ),
        Parameter(
            name="taxonomy_term_id",
            description="Alleen wat met deze term is gemerkt.",
            schema=_ID,
            read=_uuid,
        ),
        Parameter(
            name="taxonomy_id",
            description="Alleen wat met een term uit deze lijst is gemerkt.",
            schema=_ID,
            read=_uuid,
        ),
        Parameter(
            name="organization_id",
            description="Alleen diensten van deze organisatie.",
            schema=_ID,
            read=_uuid,
        ),
        Parameter(
            name="modified_after",
            description="Alleen wat op of na dit tijdstip is veranderd. Wij merken een verandering "
            "binnen tien minuten op; gebruik het tijdstip van uw vorige vraag.",
            schema={"type": "string", "format": "date-time"},
            read=_moment,
        ),
        Parameter(
            name="postcode",
            description="Alleen wat er is voor inwoners van deze postcode. Vier cijfers zijn "
            "genoeg; letters worden meteen weggelaten.",
            schema={"type": "string", "pattern": "^[1-9][0-9]{3}( ?[A-Za-z]{2})?$"},
            read=_postcode,
        ),
        Parameter(
            name="proximity",
            description="Samen met postcode: hooguit zo veel meter van het midden van die "
            "postcode. Wat bij mensen thuis komt, telt altijd mee.",
            schema={"type": "integer", "minimum": 1, "maximum": MOST_METRES},
            read=_number(MOST_METRES),
        ),
        Parameter(
            name="minimal",
            description="Alleen id, naam, status en laatste verandering van alle diensten, zodat u "
            "ziet wat er nog is. Zonder per_page staat alles op één pagina.",
            schema=_BOOLEAN,
            read=_truth,
        ),
        Parameter(
            name="full",
            description="Alles wat bij een dienst hoort, in plaats van alleen de eigen velden.",
            schema=_BOOLEAN,
            read=_truth,
        ),
        Parameter(
            name="full_service",
            description="Zonder gevolg: in HSDS 3.1 staan bij een organisatie geen diensten.",
            schema=_BOOLEAN,
            read=_truth,
        ),
        Parameter(
            name="parent_id",
            description="Alleen termen onder deze term. Onze termen hebben geen lagen.",
            schema=_ID,
            read=_uuid,
        ),
        Parameter(
            name="top_only",
            description="Alleen termen zonder term erboven. Dat zijn al onze termen.",
            schema=_BOOLEAN,
            read=_truth,
        ),
    )
}

PAGES: Final = ("search", "page", "per_page", "format")
WHAT: Final = ("taxonomy_term_id", "taxonomy_id")
SERVICES: Final = (
    *PAGES,
    *WHAT,
    "organization_id",
    "modified_after",
    "postcode",
    "proximity",
    "minimal",
    "full",
)
PLACES: Final = tuple(name for name in SERVICES if name != "minimal")
ORGANIZATIONS: Final = (*PAGES, *WHAT, "full", "full_service")
TERMS: Final = (*PAGES, "taxonomy_id", "top_only", "parent_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The parameters that were given, read."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    @property
    def page(self) -> int:
        """Which page."""
        return self["page"] or 1

    @property
    def per_page(self) -> int:
        """How many on a page; a minimal list has room for everything."""
        return self["per_page"] or (MOST_MINIMAL if self["minimal"] else USUAL)

    def ask(self, around: Around) -> FeedAsk:
        """As a question to what is published."""
        here = around.places.get(self["postcode"]) if self["postcode"] else None
        return FeedAsk(
            search=self["search"] or "",
            taxonomy_term_id=self["taxonomy_term_id"] or "",
            taxonomy_id=self["taxonomy_id"] or "",
            organization_id=self["organization_id"] or "",
            here=here,
            nowhere=bool(self["postcode"]) and here is None,
            metres=self["proximity"],
        )


def given(pairs: Sequence[tuple[str, str]], allowed: Sequence[str]) -> Given:
    """Read these parameters of an address. Raises BadParameters."""
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, text in pairs:
        if name not in allowed:
            wrong.append(f"{name[:30]!r} kennen we hier niet.")
        elif name in values:
            wrong.append(f"{name}: geef dit één keer.")
        else:
            try:
                values[name] = PARAMETERS[name].read(text)
            except ValueError as error:
                wrong.append(f"{name}: {error}")
    if wrong:
        raise BadParameters(" ".join(wrong[:5]))
    return Given(values=values)
