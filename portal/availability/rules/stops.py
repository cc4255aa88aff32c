"""Intake stops (aanmeldstop): asked for by the provider, agreed per municipality."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.kernel.periods import Period


class StopDecision(StrEnum):
    """What a municipality answered to a requested stop; no answer yet is None."""

    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Stop:
    """A requested intake stop with the answer of each municipality that it was asked of."""

    period: Period
    decisions: Mapping[int, StopDecision | None]
    withdrawn_on: date | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether the provider no longer wants it."""
        return self.withdrawn_on is not None

    def agreed_by(self) -> frozenset[int]:
        """The municipalities that consented."""
        return frozenset(m for m, d in self.decisions.items() if d is StopDecision.AGREED)

    def in_force(self, municipality_id: int, *, today: date) -> bool:
        """A requested stop changes nothing; only an agreed one does, per municipality."""
        return not self.withdrawn and today in self.period and municipality_id in self.agreed_by()

    def awaits_answer(self, *, today: date) -> bool:
        """Whether a municipality still has to decide on a stop that is not over."""
        over = self.period.until_on is not None and self.period.until_on < today
        return not self.withdrawn and not over and None in self.decisions.values()

    def asks_again_on(self) -> date | None:
        """The first day without an agreed stop: the row then asks for confirmation."""
        if not self.agreed_by():
            return None
        until = self.period.until_on
        if self.withdrawn and not self._was_over():
            return self.withdrawn_on if self._had_begun() else None
        return until + timedelta(days=1) if until is not None and until < date.max else None

    def _had_begun(self) -> bool:
        return self.withdrawn_on is not None and self.withdrawn_on >= self.period.from_on

    def _was_over(self) -> bool:
        until = self.period.until_on
        return until is not None and self.withdrawn_on is not None and self.withdrawn_on > until


def stopped_in(
    stops: Collection[Stop], municipalities: Collection[int], *, today: date
) -> frozenset[int]:
    """Those of these municipalities for which the offering takes nobody today."""
    return frozenset(
        m for m in municipalities if any(stop.in_force(m, today=today) for stop in stops)
    )


def asked_already(
    stops: Collection[Stop], period: Period, municipalities: Collection[int]
) -> frozenset[int]:
    """Those of these municipalities with a stop in this period, agreed or still to be decided."""
    standing = [stop for stop in stops if not stop.withdrawn and stop.period.overlaps(period)]
    return frozenset(
        m
        for m in municipalities
        for stop in standing
        if stop.decisions.get(m, StopDecision.REFUSED) is not StopDecision.REFUSED
    )
