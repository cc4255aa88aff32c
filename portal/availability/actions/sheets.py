"""Saving what came back in a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.availability.actions.reports import ChangedMeanwhile, confirm, report
from portal.availability.rules.figures import Channel, Statement
from portal.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """New figures for an offering, and the report that stood there when they were filled in."""

    statement: Statement
    seen: int | None


@dataclass(slots=True)
class Done:
    """What became of a spreadsheet, as ids of offerings."""

    changed: list[int] = field(default_factory=list[int])
    confirmed: list[int] = field(default_factory=list[int])
    changed_meanwhile: list[int] = field(default_factory=list[int])


async def save_sheet(
    actor: Actor, changes: Mapping[int, Wish], confirmations: Mapping[int, int]
) -> Done:
    """Report the changes and confirm the rest; nothing that changed meanwhile is overwritten.

    Both by offering id; `confirmations` gives the report seen. In id order, as every writer of
    several rows, so that two of them never wait for each other.
    """
    done = Done()
    for offering_id, wish in sorted(changes.items()):
        try:
            await report(actor, offering_id, wish.statement, seen=wish.seen, channel=Channel.UPLOAD)
            done.changed.append(offering_id)
        except ChangedMeanwhile:
            done.changed_meanwhile.append(offering_id)
    if confirmations:
        outcome = await confirm(actor, confirmations, channel=Channel.UPLOAD)
        done.confirmed += outcome.confirmed
        done.changed_meanwhile += outcome.changed_meanwhile
    return done
