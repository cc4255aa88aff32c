"""The access team of each client's own municipality decides, for one client or for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.availability.rules.row import Row
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.transitions.actions.locking import locked_transition, refuse_closed
from portal.transitions.models import Decision, DecisionTarget, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.plans import municipalities_of
from portal.transitions.queries.receiving import becoming, receiving_rows, subcontract_rows
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import Choice
from portal.waitlists.actions.locking import refuse_personal_data
from portal.waitlists.actions.registering import refuse_stopped
from portal.waitlists.rules.moves import DepartureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A decision: what, and what that needs."""

    choice: Choice
    to_ids: tuple[int, ...] = ()
    """Offerings, where another than the proposed one is chosen; several split the product."""
    starts_on: date | None = None
    """The agreed first day of running care at its receiver; a proposal means the cut-over."""
    departure: DepartureReason | None = None
    """Why a client is closed."""
    reason: str = ""


async def decide(
    actor: Actor, transition_id: int, participant_ids: Sequence[int], wish: Wish, *, on: date
) -> int:
    """Decide for these clients; how many. A later decision takes the place of an earlier.

    All or none. Raises NotFound for a client of another team, NotAllowed before the proposals
    were put forward, for who was carried out already or waits no more, for a list that is
    stopped; NotValid for a choice that misses something.
    """
    transition = await locked_transition(actor, transition_id, Role.CONSULTANT)
    refuse_closed(transition)
    if transition.presented_at is None:
        raise NotAllowed("De regio heeft de voorstellen nog niet voorgelegd.")
    refuse_personal_data(wish.reason)
    parts = await _own_parts(actor, transition, participant_ids)
    if not parts:
        raise NotValid("Kies eerst voor welke cliënten u besluit.")
    allowed = await _allowed(transition, wish.choice)
    becomes = await becoming(
        transition, ((part.product.id, part.municipality.id) for part in parts)
    )
    for part in parts:
        to_ids = _targets(part, wish)
        _check(part, wish)
        after = becomes[part.product.id, part.municipality.id]
        products = set(after.successor_ids) if after else set[int]()
        _check_targets(part, [allowed.get(one) for one in to_ids], products, on=on)
        await _write(actor, transition, part, wish, to_ids, on=on)
    return len(parts)


async def _own_parts(
    actor: Actor, transition: Transition, participant_ids: Sequence[int]
) -> list[Part]:
    own = {one.id for one in await municipalities_of(actor, transition.region_id)}
    found = await parts_of(transition, ids=set(participant_ids))
    mine = [part for part in found if part.municipality.id in own]
    if len(mine) != len(set(participant_ids)):
        raise NotFound("Deze cliënt hoort niet bij uw lokale toegang.")
    return mine


async def _allowed(transition: Transition, choice: Choice) -> dict[int, Row]:
    """The offerings that may be chosen so."""
    if not choice.moves:
        return {}
    if choice is Choice.SUBCONTRACT:
        return {row.id: row for row in await subcontract_rows(transition)}
    return {row.id: row for row in await receiving_rows(transition)}


def _targets(part: Part, wish: Wish) -> tuple[int, ...]:
    if wish.choice is Choice.PROPOSAL:
        if part.proposed_id is None:
            raise NotValid(f"Voor {part.title} is er geen voorstel: kies zelf een aanbieder.")
        return (part.proposed_id,)
    if not wish.choice.moves:
        return ()
    if not wish.to_ids:
        raise NotValid("Kies naar welke aanbieder de cliënt gaat.")
    return tuple(sorted(set(wish.to_ids)))


def _check(part: Part, wish: Wish) -> None:
    if part.done is not None:
        raise NotAllowed(f"Voor {part.title} is het besluit al uitgevoerd.")
    if not part.waits:
        raise NotAllowed(f"{part.title} wacht niet meer op deze lijst.")
    if not part.linked:
        raise NotAllowed(f"{part.title} is nog niet gekoppeld: zeg eerst wie dit is.")
    if wish.choice is Choice.CLOSE and wish.departure is None:
        raise NotValid("Kies waarom u deze cliënt afsluit.")
    if wish.choice in {Choice.ELSEWHERE, Choice.SUBCONTRACT} and not wish.reason.strip():
        raise NotValid("Schrijf op waarom u van het voorstel afwijkt.")
    if wish.starts_on is not None and wish.starts_on > part.deadline_on and part.runs:
        raise NotValid(f"De eerste dag ligt na de termijn van {part.title}: er valt een gat.")
    if part.runs and len(wish.to_ids) > 1:
        raise NotValid("Lopende zorg gaat naar één aanbieder.")


def _check_targets(
    part: Part, targets: Sequence[Row | None], products: set[int], *, on: date
) -> None:
    for row in targets:
        if row is None:
            raise NotFound("Deze aanbieder doet niet mee in dit traject.")
        if row.product.id not in products:
            raise NotValid(f"{row.product.name} volgt niet op {part.product.name}.")
        refuse_stopped(row, part.municipality.id, on=on)


async def _write(
    actor: Actor,
    transition: Transition,
    part: Part,
    wish: Wish,
    to_ids: tuple[int, ...],
    *,
    on: date,
) -> None:
    await Decision.filter(participant_id=part.id, withdrawn_at=None).update(withdrawn_at=now())
    first_on = min(transition.cut_over_on, part.deadline_on)
    agreed_on = first_on if wish.choice is Choice.PROPOSAL else None
    decision = await Decision.create(
        region_id=transition.region_id,
        participant_id=part.id,
        choice=wish.choice,
        starts_on=(wish.starts_on or agreed_on) if part.runs and wish.choice.moves else None,
        departure=wish.departure if wish.choice is Choice.CLOSE else None,
        reason=wish.reason.strip(),
        decided_on=on,
        decided_at=now(),
        decided_by_id=actor.person_id,
    )
    for to_id in to_ids:
        await DecisionTarget.create(
            region_id=transition.region_id, decision_id=decision.id, offering_id=to_id
        )
    await record_change(
        actor,
        "transition.decided",
        subject="client",
        ids=[part.client_id],
        region_id=transition.region_id,
        transition=transition.id,
        choice=wish.choice.value,
        to=list(to_ids),
    )
