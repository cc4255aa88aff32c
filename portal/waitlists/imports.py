"""Files with people who wait already: a list of a provider or municipality from before the portal.

A row that is there is never changed: the day of aanmelding is corrected by hand, with a reason.
"""

import secrets
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, Final

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.availability.rules.row import Row
from portal.catalogue.imports.naming import municipalities_of, plain
from portal.kernel.clock import today
from portal.kernel.errors import NotValid
from portal.spreadsheets.columns import Column, Faulty, day, text, text_in
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored
from portal.waitlists.actions.registering import DRAWS, Listed, put_on_list
from portal.waitlists.models import CaseReference, Entry, ProviderClientNumber
from portal.waitlists.rules.references import (
    MOST_SIGNS,
    case_reference_problem,
    may_be_bsn,
    text_problem,
)

MOST_LINES: Final = 2**20
FILES: Final = DRAWS // MOST_LINES
KEPT: Final = "Wie al op de lijst staat of stond, wijzigt niet door een bestand."


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    provider: str
    product: str
    place: str
    municipality: str
    registered_on: date
    provider_number: str
    case_reference: str


class _Lists:
    """The lists of the region by the names that people give them."""

    def __init__(self, found: list[Row]) -> None:
        self.by_id = {row.id: row for row in found}
        self._named: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in found:
            for product in (row.product_code, row.product.name):
                self._named[plain(row.provider.name), plain(product)].append(row)
        self._providers = {plain(row.provider.name) for row in found}

    def one(self, given: Given) -> Row:
        """The list that a line means. Raises Faulty."""
        provider, product = plain(given["provider"]), plain(given["product"])
        if provider not in self._providers:
            raise Faulty(f"‘{given['provider']}’ heeft geen aanbod in deze regio", "provider")
        found = self._named.get((provider, product), [])
        if not found:
            raise Faulty(f"deze aanbieder heeft geen aanbod ‘{given['product']}’", "product")
        place = plain(given.get("place", ""))
        here = [row for row in found if not place or plain(row.place_name) == place]
        if len(here) == 1:
            return here[0]
        names = ", ".join(sorted(row.place_name for row in found))
        problem = "kies een plek" if not place else f"‘{given['place']}’ past niet"
        raise Faulty(f"{problem}: {names}", "place")


async def _load(scope: Scope) -> Known[WaitingRow]:
    towns = await municipalities_of(scope.region_id)
    lists = _Lists(await rows(Offering.filter(region_id=scope.region_id, withdrawn_at=None)))
    # A lot per file, so that no two people of two files are ever equal in all of their keys.
    numbers = count(secrets.randbelow(FILES) * MOST_LINES)

    def settle(given: Given) -> Given:
        row = lists.one(given)
        town = towns.settled(given["municipality"], "municipality")
        if towns.id(town) not in {one.id for one in row.municipalities}:
            raise Faulty("dit aanbod geldt niet in deze gemeente", "municipality")
        if not (given.get("provider_number") or given.get("case_reference")):
            raise Faulty("vul een cliëntnummer of een zaaknummer in")
        return {
            "provider_number": "",
            "case_reference": "",
            **given,
            "provider": row.provider.name,
            "product": row.product_code,
            "place": row.place_name,
            "municipality": town,
        }

    async def save(row: WaitingRow, entry_id: int | None) -> int:
        if scope.actor is None:
            raise NotValid("Lees wachtlijsten in het portaal in: dan staat vast wie dat deed.")
        assert entry_id is None, "a place on a list is never changed by a file"
        listed = Listed(
            municipality_id=towns.id(row.municipality),
            registered_on=row.registered_on,
            number_in_file=next(numbers),
            provider_number=row.provider_number,
            case_reference=row.case_reference,
        )
        found = lists.one({"provider": row.provider, "product": row.product, "place": row.place})
        return (await put_on_list(scope.actor, found.id, listed, on=today())).id

    known = await _stored(scope.region_id, lists)
    return Known(rows=known, key=_key, settle=settle, save=save)


def _key(given: Given) -> Hashable:
    """Who it is on which list: by the provider's number, else by the case."""
    who = given["provider_number"] or f"zaak {given['case_reference']}"
    where = (plain(given[name]) for name in ("provider", "product", "place"))
    return (*where, plain(who))


async def _stored(region_id: int, lists: _Lists) -> dict[Hashable, Stored[WaitingRow]]:
    """Who stands, or stood, on a list: under each name that a file may give."""
    entries = (
        await Entry.filter(region_id=region_id)
        .order_by("id")
        .select_related("need__client__municipality")
    )
    cases: dict[int, list[str]] = defaultdict(list)
    for case in await CaseReference.filter(region_id=region_id).exclude(reference=None):
        cases[case.client_id].append(case.reference or "")
    numbers = {
        (one.client_id, one.provider_id): one.number or ""
        for one in await ProviderClientNumber.filter(region_id=region_id)
    }
    found: dict[Hashable, Stored[WaitingRow]] = {}
    for entry in entries:
        row = lists.by_id.get(entry.offering_id)
        if row is None:
            continue
        number = numbers.get((entry.need.client_id, row.provider.id), "")
        for case in cases[entry.need.client_id] or [""]:
            for known in (
                {"provider_number": number},
                {"provider_number": "", "case_reference": case},
            ):
                if any(known.values()):
                    one = _row(entry, row, number, case)
                    given = {name: getattr(one, name) for name in ("provider", "product", "place")}
                    key = _key({**given, "case_reference": "", **known})
                    found[key] = Stored(entry.id, one, local=False, kept_because=KEPT)
    return found


def _row(entry: Entry, row: Row, number: str, case: str) -> WaitingRow:
    return WaitingRow(
        provider=row.provider.name,
        product=row.product_code,
        place=row.place_name,
        municipality=entry.need.client.municipality.name,
        registered_on=entry.registered_on,
        provider_number=number,
        case_reference=case,
    )


def _number(cell: Any) -> str:
    found = text(MOST_SIGNS)(cell)
    if problem := text_problem(found):
        raise Faulty(problem)
    return found


def _case(cell: Any) -> str:
    found = text(MOST_SIGNS)(cell)
    if problem := case_reference_problem(found):
        raise Faulty(problem)
    if may_be_bsn(found):
        raise Faulty("dit lijkt op een BSN; laat het weg en koppel de zaak later")
    return found


def _check(row: WaitingRow) -> None:
    if row.registered_on > today():
        raise Faulty("deze dag ligt in de toekomst", "registered_on")


WAITING: Final = Kind(
    name="waiting",
    title="Wachtenden",
    subject="entry",
    explanation=(
        "Wie al op een wachtlijst stond voor het portaal, van een aanbieder of gemeente. Zonder "
        "zaaknummer is iemand daarna ‘te koppelen’ door de lokale toegang."
    ),
    columns=(
        Column(
            name="provider",
            title="Aanbieder",
            meaning="De naam van de aanbieder",
            example="De Linde",
            read=text_in,
            required=True,
        ),
        Column(
            name="product",
            title="Product",
            meaning="Categorie en code, of de naam",
            example="02BGB",
            read=text_in,
            required=True,
        ),
        Column(
            name="place",
            title="Locatie of werkgebied",
            meaning="Alleen nodig als de aanbieder dit product op meer plekken geeft",
            example="Hoorn en omgeving",
            read=text(120),
        ),
        Column(
            name="municipality",
            title="Gemeente",
            meaning="Waar de cliënt woont",
            example="Hoorn",
            read=text_in,
            required=True,
        ),
        Column(
            name="registered_on",
            title="Aanmelddatum",
            meaning="De dag van aanmelding; bij gelijke data telt de volgorde van het bestand",
            example="14-04-2026",
            read=day,
            required=True,
        ),
        Column(
            name="provider_number",
            title="Cliëntnummer",
            meaning="Het nummer van de aanbieder. Geen BSN en geen naam",
            example="L-2041",
            read=_number,
        ),
        Column(
            name="case_reference",
            title="Zaaknummer",
            meaning="Het zaaknummer van de gemeente. Geen BSN",
            example="Z-2026-0417",
            read=_case,
        ),
    ),
    row=WaitingRow,
    named_by=("provider", "product", "registered_on"),
    load=_load,
    check=_check,
)
KINDS: Final[tuple[Kind[Any], ...]] = (WAITING,)
