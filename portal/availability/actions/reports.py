"""Verbs that change what is known of an offering: report, confirm, undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.availability.models import (
    Confirmation,
    Current,
    ManagerTask,
    Offering,
    Report,
    StatedFigures,
)
from portal.availability.queries import offerings_editable_by, row_for, rows, statement_of
from portal.availability.rules.figures import Channel, Figures, Statement
from portal.availability.rules.row import Row
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid, PortalError


class ChangedMeanwhile(PortalError):
    """Somebody else reported other figures since this writer looked; nothing was saved."""

    def __init__(self, theirs: Row, *, author: str) -> None:
        super().__init__(
            f"{author} heeft dit net aangepast. Hieronder staan beide versies; kies wat klopt."
        )
        self.theirs = theirs
        self.author = author


async def report(
    actor: Actor, offering_id: int, statement: Statement, *, seen: int | None, channel: Channel
) -> Row:
    """State new figures of an offering; the same figures again are a confirmation.

    `seen` is the id of the report that the writer had in view (None: nothing was known).
    Raises ChangedMeanwhile when another stands there now, NotFound for a stranger's offering.
    """
    row = await locked_row(actor, offering_id)
    if row.report_id != seen:
        if row.statement == statement:
            return row
        raise ChangedMeanwhile(row, author=await _author_of(row))
    if row.statement == statement:
        await _confirm(actor, row, channel)
    else:
        await _state(actor, row, statement, channel)
    return await row_for(actor, offering_id)


async def _author_of(row: Row) -> str:
    """Who changed the figures; somebody else may have confirmed them since."""
    newest = await Report.filter(id=row.report_id).first().values("by__name")
    return (newest or {}).get("by__name") or "Iemand"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a confirmation of several rows."""

    confirmed: list[int]
    changed_meanwhile: list[int]


async def confirm(actor: Actor, seen: Mapping[int, int], *, channel: Channel) -> Outcome:
    """Say of each offering that its figures are still right: "alles klopt nog".

    `seen` maps offering id to the report in view; rows that changed since are left alone and
    told, and offerings that the actor may not edit raise NotFound.
    """
    locked = await _locked_rows(actor, sorted(seen))
    if len(locked) != len(seen):
        raise NotFound
    right = [row for row in locked if row.report_id == seen[row.id]]
    for row in right:
        await _confirm(actor, row, channel)
    return Outcome(
        confirmed=[row.id for row in right],
        changed_meanwhile=[row.id for row in locked if row not in right],
    )


async def undo(actor: Actor, offering_id: int, *, seen: int) -> Row:
    """Put back the figures from before the actor's own last save, as a new report.

    Raises NotAllowed when the last save is somebody else's or there was nothing before it.
    """
    row = await locked_row(actor, offering_id)
    last = await Report.get_or_none(id=seen, offering_id=offering_id)
    if last is None or row.report_id != seen or last.by_id != actor.person_id:
        raise NotAllowed("Dit kunt u niet meer ongedaan maken. De cijfers zijn intussen gewijzigd.")
    before = await Report.filter(offering_id=offering_id, id__lt=seen).order_by("-id").first()
    if before is None:
        raise NotAllowed("Er was nog niets ingevuld, dus er is niets om terug te zetten.")
    earlier = _limited_to(row, await statement_of(before.id))
    await _state(actor, row, earlier, last.channel, undoes=seen)
    return await row_for(actor, offering_id)


def _limited_to(row: Row, statement: Statement) -> Statement:
    """The statement without municipalities that the contract has left since."""
    served = {m.id for m in row.municipalities}
    return replace(
        statement, local={m: local for m, local in statement.local.items() if m in served}
    )


async def change_contact(
    actor: Actor, offering_id: int, *, name: str, phone: str, email: str
) -> None:
    """Say whom to call about new clients of this offering."""
    row = await locked_row(actor, offering_id)
    await Offering.filter(id=offering_id).update(
        contact_name=name, contact_phone=phone, contact_email=email
    )
    await record_change(
        actor, "offering.contact", subject="offering", ids=[offering_id], region_id=row.region.id
    )


async def locked_row(actor: Actor, offering_id: int) -> Row:
    """The offering, locked for this transaction; raises NotFound when the actor may not edit it."""
    found = await _locked_rows(actor, [offering_id])
    if not found:
        raise NotFound
    return found[0]


async def _locked_rows(actor: Actor, offering_ids: Sequence[int]) -> list[Row]:
    """Lock in id order, so that two writers of the same rows never wait for each other."""
    editable = (
        await offerings_editable_by(actor).filter(id__in=offering_ids).values_list("id", flat=True)
    )
    ids = sorted(set(editable))
    # Not `values_list`: it forgets the lock that was asked for.
    await Offering.filter(id__in=ids).order_by("id").select_for_update().only("id")
    return await rows(Offering.filter(id__in=ids))


async def _state(
    actor: Actor, row: Row, statement: Statement, channel: Channel, *, undoes: int | None = None
) -> None:
    _check_municipalities(row, statement)
    announcement = statement.announcement
    stated = await Report.create(
        region_id=row.region.id,
        offering_id=row.id,
        at=now(),
        by_id=actor.person_id,
        channel=channel,
        undoes_id=undoes,
        remark=statement.remark,
        announced_on=announcement.from_on if announcement else None,
        announced_status=announcement.status if announcement else None,
        announced_start_low=announcement.start.low if announcement and announcement.start else None,
        announced_start_high=announcement.start.high
        if announcement and announcement.start
        else None,
    )
    figures = [_stated(row, stated.id, None, statement.figures)]
    figures += [_stated(row, stated.id, m, local) for m, local in statement.local.items()]
    await StatedFigures.bulk_create(figures)
    await _settle(actor, row, stated.id, channel, unchanged=False)
    await record_change(
        actor,
        "offering.reported" if undoes is None else "offering.report_undone",
        subject="offering",
        ids=[row.id],
        region_id=row.region.id,
        report=stated.id,
        before=row.report_id,
        channel=channel.value,
    )


def _check_municipalities(row: Row, statement: Statement) -> None:
    if not statement.local.keys() <= {m.id for m in row.municipalities}:
        raise NotValid("U vult cijfers in voor een gemeente waar dit aanbod niet geldt.")


def _stated(
    row: Row, report_id: int, municipality_id: int | None, figures: Figures
) -> StatedFigures:
    return StatedFigures(
        region_id=row.region.id,
        report_id=report_id,
        municipality_id=municipality_id,
        status=figures.status,
        intake_low=figures.intake.low if figures.intake else None,
        intake_high=figures.intake.high if figures.intake else None,
        start_low=figures.start.low if figures.start else None,
        start_high=figures.start.high if figures.start else None,
        basis=figures.basis,
        places_max=figures.places_max,
        places_taken=figures.places_taken,
        places_reserved=figures.places_reserved,
        places_free=figures.places_free,
        waiting=figures.waiting,
        weekly_free=figures.weekly_free,
        half_days=dict(figures.half_days),
    )


async def _confirm(actor: Actor, row: Row, channel: Channel) -> None:
    if row.report_id is None:
        raise NotValid("Hier is nog niets ingevuld. Vul eerst de cijfers in.")
    await _settle(actor, row, row.report_id, channel, unchanged=True)
    await record_change(
        actor,
        "offering.confirmed",
        subject="offering",
        ids=[row.id],
        region_id=row.region.id,
        report=row.report_id,
        channel=channel.value,
    )


async def _settle(
    actor: Actor, row: Row, report_id: int, channel: Channel, *, unchanged: bool
) -> None:
    """Make this the newest report and confirmation; a call by the contract manager is done."""
    confirmation = await Confirmation.create(
        region_id=row.region.id,
        offering_id=row.id,
        report_id=report_id,
        unchanged=unchanged,
        at=now(),
        by_id=actor.person_id,
        channel=channel,
    )
    changed = await Current.filter(offering_id=row.id).update(
        report_id=report_id, confirmation_id=confirmation.id
    )
    if not changed:
        await Current.create(
            region_id=row.region.id,
            offering_id=row.id,
            report_id=report_id,
            confirmation_id=confirmation.id,
        )
    await ManagerTask.filter(offering_id=row.id, done_at=None).update(
        done_at=now(), done_by_id=actor.person_id
    )
