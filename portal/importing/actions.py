"""Keeping an uploaded file between its preview and its import."""

from typing import Final

from portal.importing.models import ImportFile
from portal.importing.rules import KEPT_FOR
from portal.kernel.actor import Actor
from portal.kernel.clock import now

NAME_LENGTH: Final = 200


async def keep_file(actor: Actor, kind: str, name: str, content: bytes) -> int:
    """Keep a file until it is imported; the same person's earlier file of this kind goes.

    Returns its id. Files that nobody came back for go too.
    """
    assert actor.region_id is not None
    await ImportFile.filter(uploaded_at__lt=now() - KEPT_FOR).delete()
    await ImportFile.filter(membership_id=actor.membership_id, kind=kind).delete()
    kept = ImportFile(
        region_id=actor.region_id,
        membership_id=actor.membership_id,
        kind=kind,
        name=name[-NAME_LENGTH:],
        content=content,
        uploaded_at=now(),
    )
    await kept.save()
    return kept.pk


async def drop_file(actor: Actor, file_id: int) -> None:
    """Forget a file."""
    await ImportFile.filter(id=file_id, membership_id=actor.membership_id).delete()
