"""The files that wait."""

from portal.importing.models import ImportFile
from portal.importing.rules import KEPT_FOR
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound


async def waiting_file(actor: Actor, kind: str, file_id: int) -> ImportFile:
    """A file that this actor uploaded and that has not expired. Raises NotFound."""
    file = await ImportFile.get_or_none(
        id=file_id,
        kind=kind,
        membership_id=actor.membership_id,
        uploaded_at__gte=now() - KEPT_FOR,
    )
    if file is None:
        raise NotFound("Dit bestand is niet meer bewaard. Kies het opnieuw.")
    return file
