"""Mails about intake stops: to who decides, and to who asked."""

from portal.availability.models import IntakeStop, StopConsent
from portal.availability.rules.desk import name_of
from portal.availability.rules.row import Row
from portal.availability.rules.stops import StopDecision
from portal.availability.rules.words import listed
from portal.kernel.ids import hashed
from portal.mail.compose import Mail, compose
from portal.settings import settings


def stop_requested(
    to: str, *, row: Row, stop: IntakeStop, municipality_ids: frozenset[int], asker: str
) -> Mail:
    """Ask who decides for these municipalities to agree or refuse."""
    return compose(
        "stop_requested",
        to=to,
        dedupe_key=f"stop_requested/{stop.id}/{hashed(to)[:16]}",
        provider=row.provider.name,
        offering=name_of(row),
        municipalities=_names(row, municipality_ids),
        reason=stop.reason,
        from_on=stop.from_on,
        until_on=stop.until_on,
        asker=asker,
        link=f"{settings().base_url}/aanmeldstops/",
    )


def stop_decided(
    to: str, *, row: Row, stop: IntakeStop, consent: StopConsent, decider: str
) -> Mail:
    """Tell who asked what a municipality answered."""
    return compose(
        "stop_decided",
        to=to,
        dedupe_key=f"stop_decided/{consent.id}",
        agreed=consent.decision is StopDecision.AGREED,
        offering=name_of(row),
        municipality=_names(row, frozenset({consent.municipality_id})),
        from_on=stop.from_on,
        until_on=stop.until_on,
        note=consent.note,
        decider=decider,
        on_behalf=consent.on_behalf,
        link=f"{settings().base_url}/aanbieder/aanbod/{row.id}/stop/",
    )


def _names(row: Row, municipality_ids: frozenset[int]) -> str:
    return listed([m.name for m in row.municipalities if m.id in municipality_ids])
