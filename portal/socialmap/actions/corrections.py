"""What residents say to be wrong, and the answer to it."""

from dataclasses import dataclass
from typing import Any

from portal.availability.models import Offering
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.kernel.freetext import personal_data_in
from portal.kernel.texts import t
from portal.mail.actions import post
from portal.socialmap.mails import correction_answered, correction_reported
from portal.socialmap.models import Correction, Facility
from portal.socialmap.queries.keeping import corrections_for, keepers_at, wrong_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a resident says, and where to answer if they want that."""

    message: str
    email: str = ""


async def report_about_facility(facility_id: int, remark: Remark) -> int:
    """Say that the entry of a facility is wrong; its keepers hear of it by mail."""
    facility = await Facility.get_or_none(id=facility_id, ended_at=None)
    if facility is None:
        raise NotFound
    made = await _report(
        remark,
        region_id=facility.region_id,
        facility_id=facility.id,
        municipality_id=facility.municipality_id,
    )
    for keeper in await keepers_at(facility.owner_id):
        key = f"correction_reported:{made}:{keeper.id}"
        await post(
            correction_reported(
                keeper.email,
                name=keeper.name,
                about=facility.name,
                message=remark.message,
                dedupe_key=key,
            )
        )
    return made


async def report_about_offering(offering_id: int, remark: Remark, town_id: int | None) -> int:
    """Say that an offering is wrong; the provider and the access team of the town see it."""
    offering = await Offering.get_or_none(id=offering_id, withdrawn_at=None)
    if offering is None:
        raise NotFound
    return await _report(
        remark,
        region_id=offering.region_id,
        offering_id=offering.id,
        municipality_id=town_id,
    )


async def _report(remark: Remark, *, region_id: int, **about: Any) -> int:
    _refuse_personal_data(remark.message)
    made = await Correction.create(
        region_id=region_id,
        message=remark.message,
        email=remark.email,
        reported_at=now(),
        **about,
    )
    await record_change(
        None, "correction.reported", subject="correction", ids=[made.id], region_id=region_id
    )
    return made.id


async def answer_correction(actor: Actor, correction_id: int, answer: str) -> bool:
    """Say what came of it; returns whether the resident gets a mail. The address is forgotten.

    Raises NotFound for what the actor does not answer, NotAllowed when it was answered.
    """
    mine = (await corrections_for(actor)).filter(id=correction_id)
    correction = (
        await Correction.filter(id__in=[one.id for one in await mine.only("id")])
        .select_for_update()
        .first()
    )
    if correction is None:
        raise NotFound
    if correction.answered_at is not None:
        raise NotAllowed("Deze melding is al afgehandeld.")
    _refuse_personal_data(answer)
    about = (await wrong_for(actor, correction_id)).about
    if correction.email:
        key = f"correction_answered:{correction.id}"
        await post(
            correction_answered(correction.email, about=about, answer=answer, dedupe_key=key)
        )
    has_mail = bool(correction.email)
    await Correction.filter(id=correction.id).update(
        answer=answer, email="", answered_at=now(), answered_by_id=actor.person_id
    )
    await record_change(
        actor,
        "correction.answered",
        subject="correction",
        ids=[correction.id],
        region_id=correction.region_id,
    )
    return has_mail


def _refuse_personal_data(text: str) -> None:
    found = personal_data_in(text)
    if found:
        raise NotValid(t("In de tekst staat {found}. Haal dat weg.", found=t(found)))
