"""Making clients anonymous whom nothing can happen to any more."""

from datetime import date

from portal.kernel.clock import now
from portal.waitlists.actions.locking import note_client
from portal.waitlists.models import (
    CaseReference,
    Client,
    Departure,
    Entry,
    Need,
    ProviderClientNumber,
    ReturnToConsultant,
)
from portal.waitlists.queries.forgetting import may_be_forgotten


async def anonymise(client_id: int, *, on: date) -> bool:
    """Let references, postcode, notes and wishes of a client go; whether that was done.

    Keys, products and municipality stay, for the figures. Nothing happens while the client
    waits somewhere, may still come back, or something holds the record.
    """
    client = await Client.filter(id=client_id).select_for_update().get()
    if client.anonymised_at is not None or not await may_be_forgotten(client, on=on):
        return False
    joined = [one.id for one in await Client.filter(joined_into_id=client.id)]
    ids = [client.id, *joined]
    await CaseReference.filter(client_id__in=ids).update(reference=None)
    await ProviderClientNumber.filter(client_id__in=ids).update(number=None)
    entries = [entry.id for entry in await Entry.filter(need__client_id__in=ids)] or [0]
    await Entry.filter(id__in=entries).update(wishes="", half_days=[])
    await Departure.filter(entry_id__in=entries).update(note="")
    await ReturnToConsultant.filter(entry_id__in=entries).update(reason="")
    await Need.filter(client_id__in=ids).update(
        reported_on=None, planned_on=None, assessed_on=None, allocated_on=None
    )
    await Client.filter(id__in=ids).update(reference=None, pc4=None, anonymised_at=now())
    await note_client(None, "client.anonymised", client)
    return True
