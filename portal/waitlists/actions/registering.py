"""Aanmelden: a client comes to stand on a list."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from tortoise.exceptions import IntegrityError

from portal.availability.models import Offering
from portal.availability.queries import offerings_editable_by, row_for, rows
from portal.availability.rules.row import Row
from portal.catalogue.models import Municipality, Region
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import AMSTERDAM, now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.kernel.postcode import pc4 as read_pc4
from portal.providers.models import AccessTeamArea, SubcontractApproval
from portal.providers.rules import SubcontractDecision
from portal.waitlists.actions.chain import Deed, need_for, open_entry
from portal.waitlists.actions.clients import add_case_reference, new_client, set_provider_number
from portal.waitlists.actions.locking import lock_lists, note, refuse_personal_data
from portal.waitlists.actions.telling import tell_provider
from portal.waitlists.models import BackDating, Client, Entry, Need
from portal.waitlists.queries import client_with_reference
from portal.waitlists.rules.key import Key, Urgency, ranks_from
from portal.waitlists.rules.moves import BackDatingDecision

DRAWS: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Days that are kept beside an aanmelding; the place never depends on them."""

    reported_on: date | None = None
    planned_on: date | None = None
    assessed_on: date | None = None
    allocated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An aanmelding: who (a known reference, or a new client of a municipality), where and what."""

    offering_id: int
    municipality_id: int
    client_reference: str = ""
    """Empty for a new client."""
    case_references: tuple[str, ...] = ()
    case_is_no_bsn: bool = False
    """Somebody looked at nine digits that might be a BSN."""
    postcode: str = ""
    urgency: Urgency = Urgency.REGULAR
    registered_on: date | None = None
    """Earlier than today only with a reason."""
    reason: str = ""
    wished_start_on: date | None = None
    weekly_volume: float | None = None
    half_days: tuple[str, ...] = ()
    wishes: str = ""
    dates: Dates = field(default_factory=Dates)


async def register(actor: Actor, wish: Registration, *, on: date) -> Entry:
    """Put a client on a list. The day of this decides the place, whatever follows.

    Raises NotFound for another team's municipality or client and for a stranger's offering,
    NotAllowed while the offering is stopped for that municipality or its contract has ended by
    the expected start, and when the client stands there already; NotValid for what was typed.
    """
    await _require_own(actor, wish.municipality_id)
    refuse_personal_data(wish.wishes, wish.reason)
    await lock_lists([wish.offering_id])
    row = await row_for(actor, wish.offering_id)
    refuse_stopped(row, wish.municipality_id, on=on)
    await refuse_uncontracted(row, wish.municipality_id, wish.wished_start_on, on=on)
    await _check_urgency(row.region.id, wish.urgency)
    client = await _client(actor, wish, row)
    return await _put(actor, client, wish, on=on)


async def register_on_lists(
    actor: Actor, wish: Registration, offering_ids: Iterable[int], *, on: date
) -> list[Entry]:
    """Put one client on several lists at once, or on none; raises what `register` raises."""
    await lock_lists(offering_ids)
    made: list[Entry] = []
    for offering_id in sorted(set(offering_ids)):
        entry = await register(actor, replace(wish, offering_id=offering_id), on=on)
        known = entry.need.client.reference or ""
        wish = replace(wish, client_reference=known, case_references=())
        made.append(entry)
    return made


def refuse_stopped(row: Row, municipality_id: int, *, on: date) -> None:
    """Raises NotAllowed where the offering takes nobody of this municipality."""
    if municipality_id not in {one.id for one in row.municipalities}:
        raise NotAllowed("Dit aanbod geldt niet in de gemeente van de cliënt.")
    if row.is_stopped(municipality_id, today=on):
        raise NotAllowed("Hier geldt een aanmeldstop: er kan niemand bij op de wachtlijst.")


async def refuse_uncontracted(
    row: Row, municipality_id: int, wished_start_on: date | None, *, on: date
) -> None:
    """Raises NotAllowed when contract or product do not reach to the expected start.

    That is the later of the wished start (today without one) and today plus the stated wait.
    """
    expected = row.expected(municipality_id)
    start_on = max(wished_start_on or on, on + timedelta(days=expected.high if expected else 0))
    in_time = start_on in row.contract and (row.validity is None or start_on in row.validity)
    if not in_time:
        raise NotAllowed("Het contract of product geldt niet op de verwachte startdatum.")
    contract_id = (await Offering.get(id=row.id)).contract_id
    asked = SubcontractApproval.filter(contract_id=contract_id)
    agreed = asked.filter(decision=SubcontractDecision.AGREED)
    if row.main_contractor is not None and not await agreed.exists():
        raise NotAllowed("De regio is nog niet akkoord met deze onderaannemer.")


async def _require_own(actor: Actor, municipality_id: int) -> None:
    served = AccessTeamArea.filter(
        access_team_id=actor.access_team_id, municipality_id=municipality_id
    )
    if actor.role is not Role.CONSULTANT or not await served.exists():
        raise NotFound


async def _check_urgency(region_id: int, urgency: Urgency) -> None:
    uses = (await Region.get(id=region_id)).uses_urgency
    if urgency is not Urgency.REGULAR and not uses:
        raise NotValid("Deze regio werkt niet met urgentie.")


async def _client(actor: Actor, wish: Registration, row: Row) -> Client:
    if wish.client_reference:
        client = await _locked_client(actor, wish.client_reference)
        if client.municipality_id != wish.municipality_id:
            raise NotValid("Deze cliënt woont volgens het portaal in een andere gemeente.")
    else:
        municipality = await Municipality.get(id=wish.municipality_id, region_id=row.region.id)
        postcode = read_pc4(wish.postcode) if wish.postcode else None
        if wish.postcode and postcode is None:
            raise NotValid("Vul de vier cijfers van de postcode in.")
        client = await new_client(municipality, pc4=postcode, linked=True)
    for reference in wish.case_references:
        await add_case_reference(actor, client, reference, is_no_bsn=wish.case_is_no_bsn)
    return client


async def _locked_client(actor: Actor, reference: str) -> Client:
    """Nobody joins this client into another or forgets it until the transaction ends."""
    seen = await client_with_reference(actor, reference)
    if seen is not None:
        await Client.filter(id=seen.id).select_for_update().only("id")
    client = await client_with_reference(actor, reference)
    if client is None:
        raise NotFound("Wij kennen deze cliënt niet. Klopt de code?")
    return client


async def _put(actor: Actor, client: Client, wish: Registration, *, on: date) -> Entry:
    claimed_on = wish.registered_on or on
    _check_day(claimed_on, wish.reason, on=on)
    offering = await Offering.get(id=wish.offering_id)
    need = await need_for(client, offering)
    need.consultant_id = actor.person_id
    for name in Dates.__slots__:
        if getattr(wish.dates, name) is not None:
            setattr(need, name, getattr(wish.dates, name))
    await need.save()
    if await Entry.exists(need_id=need.id, offering_id=offering.id, ended_at=None):
        raise NotAllowed("Deze cliënt staat al op deze wachtlijst.")
    key = new_key(ranks_from(claimed_on, on=on), now(), urgency=wish.urgency)
    entry = await _opened(Deed(by=actor, on=on), need, offering.id, key)
    entry.weekly_volume = wish.weekly_volume
    entry.half_days = list(wish.half_days)
    entry.wishes = wish.wishes
    await entry.save(update_fields=["weekly_volume", "half_days", "wishes"])
    if claimed_on != on:
        await _claim(actor, entry, claimed_on, wish.reason, on=on)
    await note(actor, "entry.registered", entry, offering=offering.id)
    await tell_provider(entry)
    return entry


async def _opened(deed: Deed, need: Need, offering_id: int, key: Key) -> Entry:
    try:
        return await open_entry(deed, need, offering_id, key)
    except IntegrityError as error:
        raise NotAllowed("Deze cliënt staat al op deze wachtlijst.") from error


def _check_day(claimed_on: date, reason: str, *, on: date) -> None:
    if claimed_on > on:
        raise NotValid("De dag van aanmelding ligt in de toekomst.")
    if claimed_on < on and not reason.strip():
        raise NotValid("Schrijf op waarom de aanmelding eerder was dan vandaag.")


async def _claim(
    actor: Actor | None, entry: Entry, claimed_on: date, reason: str, *, on: date
) -> None:
    """Up to fourteen days back the reason is enough; more waits for the region."""
    enough = ranks_from(claimed_on, on=on) == claimed_on
    await BackDating.create(
        region_id=entry.region_id,
        entry_id=entry.id,
        claimed_on=claimed_on,
        reason=reason.strip(),
        asked_by_id=actor.person_id if actor else None,
        decision=BackDatingDecision.NOT_NEEDED if enough else None,
        decided_at=now() if enough else None,
    )


def new_key(
    registered_on: date,
    registered_at: datetime,
    *,
    urgency: Urgency = Urgency.REGULAR,
    draw: int | None = None,
) -> Key:
    """The key of a first registration; the draw is by lot unless a file gives an order."""
    return Key(
        urgency=urgency,
        registered_on=registered_on,
        registered_at=registered_at,
        draw=secrets.randbelow(DRAWS) if draw is None else draw,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody on a list that a provider kept before the portal."""

    municipality_id: int
    registered_on: date
    number_in_file: int
    """Decides between people of one day."""
    provider_number: str = ""
    case_reference: str = ""
    case_is_no_bsn: bool = False


async def put_on_list(actor: Actor, offering_id: int, listed: Listed, *, on: date) -> Entry:
    """Take somebody over from an existing list; without case reference "te koppelen".

    The moment is the end of that day, and the order of the file decides between people of one
    day. Raises NotFound for a list that the actor may not keep, NotAllowed for somebody with
    this number who stands there already.
    """
    await lock_lists([offering_id])
    editable = offerings_editable_by(actor).filter(id=offering_id)
    row = next(iter(await rows(editable)), None)
    if row is None:
        raise NotFound
    _check_day(listed.registered_on, "its own list", on=on)
    municipality = await Municipality.get_or_none(
        id=listed.municipality_id, region_id=row.region.id
    )
    if municipality is None:
        raise NotFound
    client = await _listed_client(actor, row, municipality, listed)
    need = await need_for(client, await Offering.get(id=offering_id))
    if await Entry.exists(need_id=need.id, offering_id=offering_id):
        raise NotAllowed("Deze cliënt staat of stond al op deze wachtlijst.")
    end_of_day = datetime.combine(listed.registered_on, time.max, tzinfo=AMSTERDAM)
    key = new_key(listed.registered_on, end_of_day, draw=listed.number_in_file)
    entry = await _opened(Deed(by=actor, on=on), need, offering_id, key)
    await note(actor, "entry.imported", entry, offering=offering_id)
    return entry


async def _listed_client(
    actor: Actor, row: Row, municipality: Municipality, listed: Listed
) -> Client:
    """Whoever has this number or case already; else somebody new, linked when a case is named."""
    known = await _known_client(row, municipality, listed)
    client = known or await new_client(municipality, linked=bool(listed.case_reference))
    if known is None and listed.case_reference:
        await add_case_reference(
            actor, client, listed.case_reference, is_no_bsn=listed.case_is_no_bsn
        )
    if listed.provider_number:
        await set_provider_number(client, row.provider.id, listed.provider_number)
    return client


async def _known_client(row: Row, municipality: Municipality, listed: Listed) -> Client | None:
    current = Client.filter(region_id=row.region.id, joined_into_id=None)
    if listed.provider_number:
        numbered = current.filter(
            provider_numbers__provider_id=row.provider.id,
            provider_numbers__number=listed.provider_number,
        )
        if found := await numbered.first():
            return found
    if not listed.case_reference:
        return None
    return await current.filter(
        cases__municipality_id=municipality.id, cases__reference=listed.case_reference
    ).first()
