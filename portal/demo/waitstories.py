"""What happens to people who wait in real life: each of these shows on somebody's screen."""

from typing import Any

from portal.availability.rules.row import Row
from portal.demo.clients import Waiting
from portal.waitlists.models import (
    BackDating,
    BridgingCare,
    Entry,
    Link,
    Need,
    OutOfOrderCall,
    Postponement,
    ProviderClientNumber,
    ReturnToConsultant,
)
from portal.waitlists.rules.moves import (
    BackDatingDecision,
    LinkKind,
    ReturnCause,
    Status,
)


def tell_stories(waiting: Waiting, home: Row, day: Row, other: Row, atelier: Row) -> None:
    """What happens in real life: each of these shows on somebody's screen."""
    _two_lists(waiting, home, other)
    _two_products(waiting, home, day)
    _given_back(waiting, home)
    _postponed(waiting, day)
    _called_out_of_order(waiting, other)
    _started_in_vain(waiting, home)
    _moved(waiting, home, other)
    _not_linked(waiting, day)
    _dated_back(waiting, home, atelier)
    waiting.invited(waiting.newcomer(day, 58, Status.INVITED), day, 2)


def _two_lists(waiting: Waiting, home: Row, other: Row) -> None:
    """Placed at Het Anker while waiting at De Linde: the consultant closes that list."""
    entry = waiting.placed(other, 1, 40, town="Hoorn")
    waiting.entry(waiting.need_of(entry), home, 41)
    both = waiting.newcomer(home, 26, town="Hoorn")
    waiting.entry(waiting.need_of(both), other, 12)


def _two_products(waiting: Waiting, home: Row, day: Row) -> None:
    """One client waits for support at home and for day activities."""
    entry = waiting.newcomer(home, 52, town="Hoorn")
    need = waiting.need(waiting.client_of(entry), day, "Hoorn")
    waiting.entry(need, day, 45)


def _given_back(waiting: Waiting, home: Row) -> None:
    """De Linde cannot help this client; the consultant decides."""
    entry = waiting.newcomer(home, 33, town="Hoorn")
    waiting.make(
        ReturnToConsultant,
        region_id=home.region.id,
        entry_id=entry.id,
        cause=ReturnCause.PROVIDER,
        reason="De vraag is zwaarder dan begeleiding basis.",
        returned_on=waiting.day(3),
        returned_by_id=waiting.leads[home.provider.id],
    )


def _postponed(waiting: Waiting, day: Row) -> None:
    """Somebody is in hospital, and somebody else has other help meanwhile."""
    entry = waiting.newcomer(day, 70, town="Hoorn")
    waiting.make(
        Postponement,
        region_id=day.region.id,
        entry_id=entry.id,
        from_on=waiting.day(10),
        until_on=waiting.day(-25),
        noted_by_id=waiting.people["Hoorn"],
    )
    bridged = waiting.newcomer(day, 95, town="Hoorn", still_waiting_on=None)
    waiting.make(
        BridgingCare,
        region_id=day.region.id,
        entry_id=bridged.id,
        since_on=waiting.day(40),
        noted_by_id=waiting.people["Hoorn"],
    )


def _called_out_of_order(waiting: Waiting, other: Row) -> None:
    """Het Anker called somebody before others, and said why."""
    entry = waiting.newcomer(other, 5, Status.INVITED, town="Hoorn")
    invitation = waiting.invited(entry, other, 1)
    ahead = [
        one
        for one in waiting.made[Entry]
        if one.offering_id == other.id and one.ended_at is None and one.id != entry.id
    ]
    waiting.make(
        OutOfOrderCall,
        region_id=other.region.id,
        invitation_id=invitation.id,
        reason="Alleen deze collega spreekt Tigrinya en heeft nu ruimte.",
        passed=[one.id for one in ahead[:2]],
    )


def _started_in_vain(waiting: Waiting, home: Row) -> None:
    """The start failed; the client may come back once."""
    lead = waiting.leads[home.provider.id]
    failed: dict[str, Any] = {"failed_on": waiting.day(8), "failed_by_id": lead}
    waiting.placed(home, 20, 50, town="Hoorn", **failed)


def _moved(waiting: Waiting, home: Row, other: Row) -> None:
    """From Het Anker to De Linde with the same date, by the consultant."""
    noor, on, at = waiting.people["Hoorn"], waiting.day(15), waiting.moment(15)
    before = waiting.newcomer(other, 64, Status.TRANSFERRED, town="Hoorn", ended_on=on, ended_at=at)
    kept = ("urgency", "registered_on", "registered_at", "draw")
    key: dict[str, Any] = {name: getattr(before, name) for name in kept}
    after = waiting.entry(waiting.need_of(before), home, 15, **key, opened_at=at, opened_by_id=noor)
    waiting.make(
        Link,
        region_id=home.region.id,
        from_entry_id=before.id,
        to_entry_id=after.id,
        kind=LinkKind.TRANSFER,
        linked_on=on,
        linked_at=at,
        by_id=noor,
        reason="De Linde zit dichter bij huis.",
    )


def _not_linked(waiting: Waiting, day: Row) -> None:
    """De Linde had these people on a list of its own before the portal."""
    hoorn = next(one for one in day.municipalities if one.name == "Hoorn")
    for number, days_ago in enumerate((84, 71, 57), 1):
        client = waiting.client(day, hoorn, days_ago, linked=False)
        waiting.make(
            ProviderClientNumber,
            region_id=day.region.id,
            client_id=client.id,
            provider_id=day.provider.id,
            number=f"L-{2000 + number}",
        )
        need = waiting.make(Need, region_id=day.region.id, client_id=client.id, category="07")
        opened: dict[str, Any] = {"opened_on": waiting.day(30), "opened_at": waiting.moment(30)}
        lead = waiting.leads[day.provider.id]
        waiting.entry(need, day, days_ago, **opened, opened_by_id=lead, still_waiting_on=None)


def _dated_back(waiting: Waiting, home: Row, atelier: Row) -> None:
    """One aanmelding was a week late, another much later: that one waits for the region."""
    for row, entered, claimed, reason, enough in (
        (home, 9, 16, "Het formulier lag bij een zieke collega.", True),
        (atelier, 7, 66, "Aangemeld voor de overstap naar het portaal, bleef liggen.", False),
    ):
        day = waiting.day(claimed)
        known: dict[str, Any] = {"registered_on": day} if enough else {}
        entry = waiting.newcomer(row, entered, town="Hoorn", **known)
        waiting.make(
            BackDating,
            region_id=row.region.id,
            entry_id=entry.id,
            claimed_on=day,
            reason=reason,
            asked_by_id=waiting.people["Hoorn"],
            decision=BackDatingDecision.NOT_NEEDED if enough else None,
            decided_at=entry.opened_at if enough else None,
        )
