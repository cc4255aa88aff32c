"""A provider works through its list: inviting, placing, and what may come between."""

from collections.abc import Sequence
from datetime import date

from portal.availability.queries import row_for
from portal.catalogue.models import Region
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.waitlists.actions.carrying import end_invitation
from portal.waitlists.actions.chain import Deed, come_back
from portal.waitlists.actions.locking import (
    lock_lists,
    locked_entry,
    note,
    refuse_personal_data,
    set_status,
)
from portal.waitlists.actions.measuring import measure
from portal.waitlists.actions.telling import tell_consultant
from portal.waitlists.mails import News
from portal.waitlists.models import (
    Entry,
    IntakeInvitation,
    Link,
    OutOfOrderCall,
    Placement,
    ReturnToConsultant,
)
from portal.waitlists.queries import (
    callable_ahead_of,
    client_with_reference,
    invitable,
    skipped,
)
from portal.waitlists.rules import calendar
from portal.waitlists.rules.moves import LinkKind, Outcome, ReturnCause, Status, moved


async def invite(actor: Actor, entry_id: int, *, on: date, reason: str = "") -> IntakeInvitation:
    """Call somebody from the list; until the invitation ends it holds a place.

    Raises NotFound for a stranger's list, MoveNotAllowed when the client is not waiting any
    more, NotAllowed when nobody may call the client now or no place is free as last stated, and
    NotValid for a call out of order without a reason. The region sees that reason.
    """
    entry = await _locked_on_own_list(actor, entry_id)
    moved(entry.status, Status.INVITED)
    if entry.id in await skipped(entry.offering_id, on=on):
        raise NotAllowed("Deze cliënt wacht op eigen verzoek, of de consulent besluit nog.")
    await _require_place(actor, entry)
    passed = await callable_ahead_of(entry, on=on)
    _check_reason(passed, reason)
    region = await Region.get(id=entry.region_id)
    invitation = await IntakeInvitation.create(
        region_id=entry.region_id,
        entry_id=entry.id,
        invited_on=on,
        invited_at=now(),
        invited_by_id=actor.person_id,
        expires_on=calendar.expires_on(on, working_days=region.invitation_days),
    )
    if passed:
        await _note_passed(invitation, passed, reason)
    await set_status(entry, Status.INVITED, on=on)
    await note(actor, "entry.invited", entry, passed=[one.id for one in passed])
    await tell_consultant(entry, News.INVITED, nth=invitation.id)
    return invitation


async def _locked_on_own_list(actor: Actor, entry_id: int) -> Entry:
    if not actor.is_provider:
        raise NotFound
    return await locked_entry(actor, entry_id)


async def _require_place(actor: Actor, entry: Entry) -> None:
    row = await row_for(actor, entry.offering_id)
    left = await invitable(row, entry.need.client.municipality_id)
    if left is None:
        raise NotAllowed("Vul eerst in hoeveel plaatsen er vrij zijn.")
    if left == 0:
        raise NotAllowed(
            "Er is geen vrije plaats meer volgens uw laatste opgave. Geef eerst op hoeveel "
            "plaatsen er nu vrij zijn."
        )


def _check_reason(passed: Sequence[Entry], reason: str) -> None:
    refuse_personal_data(reason)
    if passed and not reason.strip():
        many = "1 cliënt" if len(passed) == 1 else f"{len(passed)} cliënten"
        raise NotValid(f"U slaat {many} over. Waarom?")


async def _note_passed(invitation: IntakeInvitation, passed: Sequence[Entry], reason: str) -> None:
    await OutOfOrderCall.create(
        region_id=invitation.region_id,
        invitation_id=invitation.id,
        reason=reason.strip(),
        passed=[one.id for one in passed],
    )


async def withdraw_invitation(actor: Actor, entry_id: int, *, on: date) -> Entry:
    """Back to waiting, and the client is not to blame: date and place on the list stay."""
    entry = await _locked_on_own_list(actor, entry_id)
    await _back_to_waiting(entry, Outcome.WITHDRAWN, on=on)
    await note(actor, "entry.invitation_withdrawn", entry)
    return entry


async def decline_invitation(actor: Actor, entry_id: int, *, on: date) -> Entry:
    """The client said no. The first time date and list stay; after that the consultant decides."""
    entry = await locked_entry(actor, entry_id)
    again = await _declined_before(entry)
    await _back_to_waiting(entry, Outcome.DECLINED, on=on)
    if again:
        asked = await ReturnToConsultant.create(
            region_id=entry.region_id,
            entry_id=entry.id,
            cause=ReturnCause.SECOND_NO,
            returned_on=on,
            returned_by_id=actor.person_id,
        )
        await tell_consultant(entry, News.SECOND_NO, nth=asked.id)
    await note(actor, "entry.declined", entry, again=again)
    return entry


async def _declined_before(entry: Entry) -> bool:
    """On this list, also before a correction made another entry of it."""
    return await IntakeInvitation.filter(
        entry__need_id=entry.need_id,
        entry__offering_id=entry.offering_id,
        outcome=Outcome.DECLINED,
    ).exists()


async def _back_to_waiting(entry: Entry, outcome: Outcome, *, on: date) -> None:
    await set_status(entry, Status.WAITING, on=on)
    await end_invitation(entry, outcome, on=on)


async def expire(invitation_id: int, *, on: date) -> None:
    """The term of an invitation has passed: the place is free, the client waits with the old date.

    Nothing happens when the invitation ended otherwise meanwhile.
    """
    seen = await IntakeInvitation.get(id=invitation_id).select_related("entry")
    await lock_lists([seen.entry.offering_id])
    invitation = await IntakeInvitation.get(id=invitation_id).select_related("entry__need__client")
    if invitation.outcome is not None or on <= invitation.expires_on:
        return
    entry = invitation.entry
    await _back_to_waiting(entry, Outcome.EXPIRED, on=on)
    await note(None, "entry.invitation_expired", entry)
    await tell_consultant(entry, News.EXPIRED, nth=invitation.id)


async def place(actor: Actor, entry_id: int, *, placed_on: date, on: date) -> Placement:
    """Support begins on `placed_on`, today or another day, for somebody who was invited.

    It proposes new figures, it never changes them. `other_lists_of` tells what to close next.
    Raises MoveNotAllowed, and NotValid for a start before the aanmelding.
    """
    entry = await _locked_on_own_list(actor, entry_id)
    if placed_on < entry.registered_on:
        raise NotValid("De start ligt voor de dag van aanmelding.")
    await set_status(entry, Status.PLACED, on=on)
    await end_invitation(entry, Outcome.PLACED, on=on)
    placement = await Placement.create(
        region_id=entry.region_id,
        entry_id=entry.id,
        placed_on=placed_on,
        recorded_at=now(),
        recorded_by_id=actor.person_id,
    )
    await measure(entry.offering_id, on=on)
    await note(actor, "entry.placed", entry)
    await tell_consultant(entry, News.PLACED)
    return placement


async def fail_start(actor: Actor, entry_id: int, *, failed_on: date, on: date) -> Placement:
    """Support ended within ninety days of its start. Raises NotAllowed later than that."""
    entry = await locked_entry(actor, entry_id)
    placement = await Placement.filter(entry_id=entry.id).select_for_update().first()
    if placement is None or placement.failed_on is not None:
        raise NotAllowed("Deze cliënt is niet geplaatst, of de start is al mislukt.")
    if failed_on > on:
        raise NotValid("De dag waarop de hulp stopte ligt in de toekomst.")
    if not calendar.is_failed_start(placement.placed_on, failed_on):
        raise NotAllowed("Alleen binnen 90 dagen na de start is een start mislukt.")
    placement.failed_on, placement.failed_by_id = failed_on, actor.person_id
    await placement.save(update_fields=["failed_on", "failed_by_id"])
    await note(actor, "entry.start_failed", entry)
    await tell_consultant(entry, News.FAILED)
    return placement


async def return_with_old_key(actor: Actor, entry_id: int, *, on: date) -> Entry:
    """After a failed start the client comes back on the list with the old key, once.

    The consultant decides, within ninety days. Raises NotAllowed.
    """
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    entry = await locked_entry(actor, entry_id)
    placement = await Placement.get_or_none(entry_id=entry.id)
    failed_on = placement.failed_on if placement else None
    if failed_on is None or on > calendar.return_ends_on(failed_on):
        raise NotAllowed("Terugkeren kan alleen binnen 90 dagen na een mislukte start.")
    came_back = (LinkKind.RETURN, LinkKind.MERGE)
    if await Link.exists(from_entry_id=entry.id, kind__in=came_back):
        raise NotAllowed("De cliënt is al een keer teruggekeerd.")
    return await come_back(Deed(by=actor, on=on), entry)


async def return_to_list(actor: Actor, reference: str, offering_id: int, *, on: date) -> Entry:
    """The same, found by the client's reference and the list on which the start failed."""
    client = await client_with_reference(actor, reference)
    if client is None:
        raise NotFound("Wij kennen deze cliënt niet. Klopt de code?")
    failed = Entry.filter(
        need__client_id=client.id, offering_id=offering_id, placement__failed_on__isnull=False
    )
    last = await failed.order_by("-id").first()
    if last is None:
        raise NotAllowed("Op deze lijst is geen start van deze cliënt mislukt.")
    return await return_with_old_key(actor, last.id, on=on)
