"""What goes along when an entry follows on another, and what ends with it."""

from collections.abc import Sequence
from datetime import date

from portal.waitlists.models import (
    BridgingCare,
    Entry,
    IntakeInvitation,
    Postponement,
    ReturnToConsultant,
)
from portal.waitlists.rules.moves import Outcome


async def carry(parents: Sequence[Entry], entry: Entry) -> None:
    """Postponement, bridging care and an open question to the consultant hold on."""
    ids = [parent.id for parent in parents]
    postponements = Postponement.filter(entry_id__in=ids, ended_at=None)
    if postponed := await postponements.order_by("-until_on", "id").first():
        await Postponement.create(
            region_id=entry.region_id,
            entry_id=entry.id,
            from_on=postponed.from_on,
            until_on=postponed.until_on,
            noted_by_id=postponed.noted_by_id,
        )
    bridging = BridgingCare.filter(entry_id__in=ids, ended_at=None)
    if bridged := await bridging.order_by("since_on", "id").first():
        await BridgingCare.create(
            region_id=entry.region_id,
            entry_id=entry.id,
            since_on=bridged.since_on,
            noted_by_id=bridged.noted_by_id,
        )
    if asked := await ReturnToConsultant.filter(entry_id__in=ids, answer=None).first():
        await ReturnToConsultant.create(
            region_id=entry.region_id,
            entry_id=entry.id,
            cause=asked.cause,
            reason=asked.reason,
            returned_on=asked.returned_on,
            returned_by_id=asked.returned_by_id,
        )


async def end_invitation(entry: Entry, outcome: Outcome, *, on: date) -> None:
    """The open invitation of an entry, if there is one, ended like this."""
    await IntakeInvitation.filter(entry_id=entry.id, outcome=None).update(
        outcome=outcome, ended_on=on
    )
