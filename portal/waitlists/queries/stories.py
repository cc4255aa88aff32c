"""The time lines of entries, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from portal.kernel.clock import local_date
from portal.waitlists.models import (
    BackDating,
    BridgingCare,
    Departure,
    Entry,
    IntakeInvitation,
    Link,
    Placement,
    Postponement,
    ReturnToConsultant,
)
from portal.waitlists.rules import stories
from portal.waitlists.rules.stories import Happened, Rank, who_and_why


class Stories:
    """What happened to a number of entries, by entry id."""

    def __init__(self) -> None:
        self._told: dict[int, list[Happened]] = defaultdict(list)
        self.parents: dict[int, list[int]] = defaultdict(list)
        """From which entries an entry followed."""

    def add(self, entry_id: int, what: str, detail: str = "", **when: Any) -> None:
        """Tell one thing; nothing is told of empty words."""
        if what:
            self._told[entry_id].append(Happened(what=what, detail=detail, **when))

    def of(self, entry_id: int) -> list[Happened]:
        """The oldest first, with all that the entry descends from."""
        line, ahead = set[int](), [entry_id]
        while ahead:
            one = ahead.pop()
            if one not in line:
                line.add(one)
                ahead.extend(self.parents[one])
        return stories.in_time(told for one in line for told in self._told[one])


async def stories_of(entries: Sequence[Entry]) -> Stories:
    """What happened to these entries; their offering with provider and product is loaded.

    Whoever may see the entries may see their stories.
    """
    ids = [entry.id for entry in entries]
    told = Stories()
    await _opened(told, entries)
    await _noted(told, ids)
    await _called(told, entries)
    await _asked(told, ids)
    await _ended(told, ids)
    return told


def list_name(entry: Entry) -> str:
    """Product and provider of the list on which an entry stands."""
    return f"{entry.offering.provider.name} ({entry.offering.product.name})"


async def _opened(told: Stories, entries: Sequence[Entry]) -> None:
    by_id = {entry.id: entry for entry in entries}
    for link in await Link.filter(to_entry_id__in=list(by_id)).prefetch_related("by"):
        entry = by_id[link.to_entry_id]
        first = not told.parents[entry.id]
        told.parents[entry.id].append(link.from_entry_id)
        if first:
            told.add(
                entry.id,
                stories.linked_told(link.kind, list_name(entry)),
                who_and_why(link.by.name if link.by else None, link.reason),
                on=link.linked_on,
                rank=Rank.OPENED,
                number=entry.id,
            )
    for entry in entries:
        if not told.parents[entry.id]:
            who = entry.opened_by.name if entry.opened_by else None
            what = f"Aangemeld bij {list_name(entry)}"
            when: dict[str, Any] = {"on": entry.opened_on, "rank": Rank.OPENED, "number": entry.id}
            told.add(entry.id, what, who_and_why(who), **when)


async def _noted(told: Stories, ids: list[int]) -> None:
    for claim in await BackDating.filter(entry_id__in=ids).prefetch_related(
        "asked_by", "decided_by", "entry"
    ):
        what = stories.back_dating_told(claim.claimed_on, None if _waits(claim) else claim.decision)
        decided = claim.decided_by
        who = decided or claim.asked_by
        on = local_date(claim.decided_at) if decided and claim.decided_at else claim.entry.opened_on
        told.add(
            claim.entry_id,
            what,
            who_and_why(who.name if who else None, claim.reason),
            on=on,
            rank=Rank.CLAIMED,
            number=claim.id,
        )
    await _waited(told, ids)


def _waits(claim: BackDating) -> bool:
    return claim.decision is None


async def _waited(told: Stories, ids: list[int]) -> None:
    for one in await Postponement.filter(entry_id__in=ids).prefetch_related("noted_by"):
        what = f"Uitstel op eigen wens tot en met {stories.dutch_date(one.until_on)}"
        who = who_and_why(one.noted_by.name if one.noted_by else None)
        told.add(one.entry_id, what, who, on=one.from_on, rank=Rank.NOTED, number=one.id)
    for one in await BridgingCare.filter(entry_id__in=ids).prefetch_related("noted_by"):
        who = who_and_why(one.noted_by.name if one.noted_by else None)
        when: dict[str, Any] = {"rank": Rank.NOTED, "number": one.id}
        told.add(one.entry_id, "Overbruggingszorg begonnen", who, on=one.since_on, **when)
        if one.ended_at:
            on = local_date(one.ended_at)
            told.add(one.entry_id, "Overbruggingszorg gestopt", on=on, **when)


async def _called(told: Stories, entries: Sequence[Entry]) -> None:
    names = {entry.id: entry.offering.provider.name for entry in entries}
    found = IntakeInvitation.filter(entry_id__in=list(names)).prefetch_related("invited_by")
    for one in await found:
        told.add(
            one.entry_id,
            stories.invited_told(names[one.entry_id], one.expires_on),
            who_and_why(one.invited_by.name),
            on=one.invited_on,
            rank=Rank.CALLED,
            number=one.id,
        )
        if one.outcome and one.ended_on:
            what = stories.outcome_told(one.outcome)
            told.add(one.entry_id, what, on=one.ended_on, rank=Rank.ANSWERED, number=one.id)


async def _asked(told: Stories, ids: list[int]) -> None:
    found = ReturnToConsultant.filter(entry_id__in=ids).prefetch_related("returned_by")
    for one in await found:
        told.add(
            one.entry_id,
            stories.returned_told(one.cause),
            who_and_why(one.returned_by.name if one.returned_by else None, one.reason),
            on=one.returned_on,
            rank=Rank.ASKED,
            number=one.id,
        )
        if one.answer and one.answered_on:
            what = stories.answer_told(one.answer)
            told.add(one.entry_id, what, on=one.answered_on, rank=Rank.ASKED, number=one.id)


async def _ended(told: Stories, ids: list[int]) -> None:
    for one in await Placement.filter(entry_id__in=ids).prefetch_related(
        "recorded_by", "failed_by"
    ):
        told.add(
            one.entry_id,
            f"Geplaatst: de hulp begint op {stories.dutch_date(one.placed_on)}",
            who_and_why(one.recorded_by.name),
            on=local_date(one.recorded_at),
            rank=Rank.ENDED,
            number=one.id,
        )
        if one.failed_on:
            who = who_and_why(one.failed_by.name if one.failed_by else None)
            told.add(one.entry_id, "De start mislukte", who, on=one.failed_on,
                     rank=Rank.ENDED, number=one.id)  # fmt: skip
    for one in await Departure.filter(entry_id__in=ids).prefetch_related("recorded_by"):
        what = f"Afgemeld: {one.reason.label}"
        who = who_and_why(one.recorded_by.name, one.note)
        told.add(one.entry_id, what, who, on=one.left_on, rank=Rank.ENDED, number=one.id)
