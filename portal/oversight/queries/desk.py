"""What the region's desk shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.gaps.queries import gaps_visible_to
from portal.kernel.actor import Actor
from portal.oversight.queries.calls import ToRing, to_ring
from portal.oversight.queries.signals import signals_about
from portal.oversight.queries.subcontracts import count_to_decide
from portal.oversight.queries.upkeep import kept_in_region
from portal.oversight.rules.signals import Signal
from portal.oversight.rules.upkeep import By, Kept, Upkeep, upkeep
from portal.waitlists.queries.region import back_datings_to_decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What there is to do today, and who keeps figures current."""

    stops_to_decide: int
    subcontracts_to_decide: int
    back_datings_to_decide: int
    """Aanmeldingen that are said to be older than their entry."""
    to_ring: Sequence[ToRing]
    signals: Sequence[Signal]
    gaps_reported: int
    """Gaps in the landscape that somebody reported and nobody dealt with."""
    upkeep: Sequence[Upkeep]
    fresh: int
    total: int

    @property
    def to_do(self) -> int:
        """How many things wait for somebody of the region today."""
        waiting = self.stops_to_decide + self.subcontracts_to_decide + self.gaps_reported
        waiting += self.back_datings_to_decide
        return waiting + len(self.to_ring) + len(self.signals)


async def desk(actor: Actor, *, today: date, mine: bool = False) -> Desk:
    """The region's desk as it stands today; `mine`: of the contracts that the actor manages."""
    every = await kept_in_region(actor, mine=mine)
    now = [one for one in every if one.counts_on(today)]
    counted = upkeep(now, By.PROVIDER, today=today)
    return Desk(
        stops_to_decide=_stops_to_decide(every, today),
        subcontracts_to_decide=await count_to_decide(actor, today=today, mine=mine),
        back_datings_to_decide=await back_datings_to_decide(actor).count(),
        to_ring=await to_ring(actor, now),
        signals=await signals_about(actor, now),
        gaps_reported=await gaps_visible_to(actor).filter(closed_at=None).count(),
        upkeep=counted,
        fresh=sum(up.fresh for up in counted),
        total=sum(up.total for up in counted),
    )


def _stops_to_decide(kept: Iterable[Kept], today: date) -> int:
    """One for each municipality that was asked; as the page where they decide counts them."""
    return sum(
        list(one.stop.decisions.values()).count(None)
        for offering in kept
        if not offering.withdrawn
        for one in offering.row.stops
        if one.stop.awaits_answer(today=today)
    )
