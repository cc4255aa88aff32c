"""Noting when what is told of a service in the open data changed."""

from collections.abc import Mapping
from datetime import datetime

from portal.socialmap.models import PublishedRecord
from portal.socialmap.queries.published import digests

CHUNK = 500


async def note_published(told: Mapping[str, str], *, at: datetime) -> int:
    """Compare with what was noted before, by digest; returns how many differ. Twice is safe."""
    before = await digests()
    other = {uid for uid, digest in told.items() if before.get(uid) != digest}
    await _forget([uid for uid in before if uid not in told or uid in other])
    rows = [PublishedRecord(uid=uid, digest=told[uid], changed_at=at) for uid in sorted(other)]
    # Another worker that notes the same at once is right too.
    await PublishedRecord.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    return len(other)


async def _forget(uids: list[str]) -> None:
    for start in range(0, len(uids), CHUNK):
        await PublishedRecord.filter(uid__in=uids[start : start + CHUNK]).delete()
