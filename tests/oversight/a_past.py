"""A made-up past: offerings with figures that somebody stated on days long gone."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from portal.availability.models import (
    Confirmation,
    Current,
    IntakeStop,
    Offering,
    ReminderLink,
    ReminderRow,
    Report,
    StatedFigures,
    StopConsent,
)
from portal.availability.rules.figures import Channel, Status
from portal.availability.rules.stops import StopDecision
from portal.kernel.actor import Actor
from tests.cast import Cast


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


async def stated_on(
    offering: Offering, day: date, *, by: Actor, channel: Channel = Channel.SCREEN, **figures: Any
) -> Report:
    """A change of the figures on this day."""
    known: dict[str, Any] = {"region_id": offering.region_id, "offering_id": offering.id}
    announced = figures.pop("announced_on", None)
    known_too: dict[str, Any] = {"announced_on": announced, "announced_status": None}
    if announced:
        known_too["announced_status"] = Status.WAITLIST
    report = await Report.create(
        at=at(day), by_id=by.person_id, channel=channel, **known, **known_too
    )
    values: Any = {"status": Status.WAITLIST, **figures}
    await StatedFigures.create(region_id=offering.region_id, report=report, **values)
    await confirmed_on(report, day, by=by, channel=channel, unchanged=False)
    return report


async def confirmed_on(
    report: Report,
    day: date,
    *,
    by: Actor,
    channel: Channel = Channel.SCREEN,
    unchanged: bool = True,
) -> None:
    """ "Klopt nog" on this day."""
    known: Any = {"region_id": report.region_id, "offering_id": report.offering_id}
    confirmation = await Confirmation.create(
        **known, report=report, unchanged=unchanged, at=at(day, 10), by_id=by.person_id,
        channel=channel,
    )  # fmt: skip
    newest: Any = {"report_id": report.id, "confirmation_id": confirmation.id}
    if not await Current.filter(offering_id=report.offering_id).update(**newest):
        await Current.create(**known, **newest)


async def stop_asked(
    offering: Offering,
    day: date,
    *,
    by: Actor,
    until_on: date | None = None,
    agreed: dict[int, date | None],
    withdrawn: date | None = None,
) -> IntakeStop:
    """A stop asked on this day; agreed by these municipalities on these days."""
    stop = await IntakeStop.create(
        region_id=offering.region_id, offering=offering, reason="Ziekte", from_on=day,
        until_on=until_on, requested_by_id=by.person_id, requested_at=at(day),
        withdrawn_at=at(withdrawn) if withdrawn else None,
        withdrawn_by_id=by.person_id if withdrawn else None,
    )  # fmt: skip
    for municipality_id, decided in agreed.items():
        await StopConsent.create(
            region_id=offering.region_id, stop=stop, municipality_id=municipality_id,
            decision=StopDecision.AGREED if decided else None,
            decided_by_id=by.person_id if decided else None,
            decided_at=at(decided) if decided else None,
        )  # fmt: skip
    return stop


async def reminded_on(offering: Offering, day: date, *, whom: Actor) -> None:
    moments = dict.fromkeys(("created_at", "expires_at", "replaced_at"), at(day))
    link, _ = await ReminderLink.get_or_create(
        membership_id=whom.membership_id,
        digest_on=day,
        defaults={"token_hash": f"{whom.membership_id}-{day}", **moments},
    )
    await ReminderRow.create(link=link, offering=offering, step=0)


async def a_random_past(cast: Cast, *, until: date, seed: int) -> None:
    """A year of figures, stops and reminders of the whole cast, different for every seed."""
    chance = Random(seed)
    everybody = [
        (cast.linde_thuis, cast.sanne),
        (cast.linde_dag, cast.sanne),
        (cast.anker_thuis, cast.aisha),
        (cast.kade_thuis, cast.kim),
    ]
    for offering, by in everybody:
        day = until - timedelta(days=chance.randrange(200, 380))
        report: Report | None = None
        while day <= until:
            channel = chance.choice(list(Channel))
            if report is None or chance.random() < 0.4:
                report = await stated_on(
                    offering, day, by=by, channel=channel, **_random_figures(chance, day)
                )
            else:
                await confirmed_on(report, day, by=by, channel=channel)
            day += timedelta(days=chance.choice((0, 1, 7, 13, 14, 15, 20, 50)))
        for _ in range(3):
            await _random_stop(cast, offering, by, chance, until)
        for ago in chance.sample(range(300), 6):
            await reminded_on(offering, until - timedelta(days=ago), whom=by)


def _random_figures(chance: Random, day: date) -> dict[str, Any]:
    low = chance.choice((None, 0, 7, 10, 28))
    intake = chance.choice((None, 7, 14))
    return {
        "start_low": low,
        "start_high": None if low is None else low + chance.randrange(30),
        "intake_low": intake,
        "intake_high": intake,
        "places_free": chance.choice((None, 0, 1, 5)),
        "places_max": chance.choice((None, 10)),
        "waiting": chance.choice((None, 0, 9)),
        "announced_on": chance.choice((None, None, day + timedelta(days=chance.randrange(1, 30)))),
    }


async def _random_stop(
    cast: Cast, offering: Offering, by: Actor, chance: Random, until: date
) -> None:
    day = until - timedelta(days=chance.randrange(300))
    last = chance.choice((None, day + timedelta(days=chance.randrange(60))))
    places = (
        [cast.gouda.id]
        if offering.region_id == cast.midden_holland.id
        else [cast.hoorn.id, cast.medemblik.id]
    )
    agreed = {
        place: chance.choice((None, day + timedelta(days=chance.randrange(20)))) for place in places
    }
    withdrawn = chance.choice((None, None, day + timedelta(days=chance.randrange(40))))
    await stop_asked(offering, day, by=by, until_on=last, agreed=agreed, withdrawn=withdrawn)
