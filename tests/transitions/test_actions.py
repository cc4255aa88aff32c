"""De Linde stops: set up, put before the access teams, decided, carried out, undone, closed."""

from dataclasses import replace
from typing import Any
from typing import cast as typed

import pytest

from portal.availability.actions import stops
from portal.availability.actions.stops import StopWish
from portal.availability.rules.stops import StopDecision
from portal.database.connecting import database, is_postgres
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.mail.models import OutboxMail
from portal.providers.models import SubcontractApproval
from portal.providers.rules import SubcontractDecision
from portal.transitions.actions.closing import close_transition
from portal.transitions.actions.collecting import collect
from portal.transitions.actions.deciding import Wish, decide
from portal.transitions.actions.presenting import present, remind
from portal.transitions.actions.setting_up import (
    Talk,
    add_receiving,
    add_talk,
    remove_receiving,
    set_up,
)
from portal.transitions.actions.succeeding import add_succession, remove_succession
from portal.transitions.actions.undoing import queue_care, undo_transfer
from portal.transitions.models import (
    Batch,
    Decision,
    Overtaken,
    Participant,
    Receiving,
    Releasing,
    Takeover,
    Transfer,
    TransitionProduct,
)
from portal.transitions.queries.reporting import check_of
from portal.transitions.queries.simulating import simulated
from portal.transitions.rules.order import PROOF
from portal.transitions.rules.words import Choice, Outcome, Trouble
from portal.waitlists.actions import calling, leaving, waiting
from portal.waitlists.models import BridgingCare, ClientHold, Entry, IntakeInvitation, Link
from portal.waitlists.queries import chain_of, entries_visible_to, in_order, standing_of
from portal.waitlists.rules.moves import DepartureReason, LinkKind, Status
from portal.waitlists.rules.moves import Outcome as InvitationEnd
from tests.builders import a_contract, a_lot, a_product, an_offering
from tests.cast import Cast
from tests.transitions.stories import (
    DAY,
    care,
    cut_over,
    decided,
    ends_on,
    executed,
    part_of,
    parts,
    plan,
    presented,
    told,
)
from tests.waitlists.stories import free

# Setting up ---------------------------------------------------------------------------------


async def test_rik_sets_up_a_transition_for_all_that_de_linde_gives(cast: Cast) -> None:
    transition = await committed(lambda: set_up(cast.rik, plan(cast), on=today()))
    products = await TransitionProduct.filter(transition_id=transition.id)
    assert {one.product_id for one in products} == {cast.begeleiding.id, cast.dagbesteding.id}
    with pytest.raises(NotValid, match="deze naam"):
        await committed(lambda: set_up(cast.rik, plan(cast), on=today()))
    backwards = plan(cast, name="Andersom", final_on=cut_over() - DAY)
    with pytest.raises(NotValid, match="vóór"):
        await committed(lambda: set_up(cast.rik, backwards, on=today()))
    for stranger in (cast.noor, cast.otto, cast.sanne, cast.mila):
        with pytest.raises(NotFound):
            await committed(lambda who=stranger: set_up(who, plan(cast, name="X"), on=today()))
    elsewhere = plan(cast, name="De Kade", releasing_id=cast.kade.id)
    with pytest.raises(NotFound):
        await committed(lambda: set_up(cast.rik, elsewhere, on=today()))


async def test_who_receives_and_what_was_agreed_in_a_talk(cast: Cast) -> None:
    transition = await committed(lambda: set_up(cast.rik, plan(cast), on=today()))
    with pytest.raises(NotValid, match="zelf een latende"):
        await committed(lambda: add_receiving(cast.rik, transition.id, cast.linde_dag.id, 3))
    with pytest.raises(NotFound):
        await committed(lambda: add_receiving(cast.rik, transition.id, cast.kade_thuis.id, 3))
    await committed(lambda: add_receiving(cast.rik, transition.id, cast.anker_thuis.id, 1))
    receiving = await Receiving.get(transition_id=transition.id)
    releasing = await Releasing.get(transition_id=transition.id)
    talk = Talk(
        receiving_id=receiving.id,
        releasing_id=releasing.id,
        held_on=today(),
        clients=4,
        staff_fte=1.5,
    )
    await committed(lambda: add_talk(cast.rik, transition.id, talk, on=today()))
    assert (await Receiving.get(id=receiving.id)).places == 4
    with pytest.raises(NotAllowed, match="besproken"):
        await committed(lambda: remove_receiving(cast.rik, transition.id, receiving.id))
    future = replace(talk, held_on=today() + DAY)
    with pytest.raises(NotValid):
        await committed(lambda: add_talk(cast.rik, transition.id, future, on=today()))


async def test_a_product_that_nobody_mapped_blocks_and_is_named(cast: Cast) -> None:
    story = await told(cast)
    await ends_on(cast.begeleiding, cut_over() - DAY)
    with pytest.raises(NotAllowed, match="mist: Begeleiding basis"):
        await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    found = await simulated(story.transition, on=today())
    assert set(found.simulation.without.values()) == {Trouble.UNMAPPED}
    lot = await a_lot(cast.westfriesland, "Begeleiding nieuw")
    after = await a_product(lot, "Begeleiding nieuw", code="BGN")
    contract = await a_contract(cast.anker, lot)
    new = await an_offering(contract, after)
    line: dict[str, Any] = {
        "product_id": cast.begeleiding.id,
        "successor_id": after.id,
        "municipality_id": None,
        "from_on": cut_over(),
        "equivalent": True,
    }
    added = await committed(lambda: add_succession(cast.rik, **line))
    with pytest.raises(NotValid, match="staat al"):
        await committed(lambda: add_succession(cast.rik, **line))
    with pytest.raises(NotFound):
        await committed(lambda: add_succession(cast.noor, **line))
    await committed(lambda: add_receiving(cast.rik, story.transition.id, new.id, 0))
    assert await committed(lambda: present(cast.rik, story.transition.id, on=today())) == 5
    assert {part.proposed_id for part in (await parts(story)).values()} == {new.id}
    await committed(lambda: remove_succession(cast.rik, added))
    with pytest.raises(NotAllowed, match="mist"):
        await executed(cast, story, cast.hoorn.id)


# Simulating ---------------------------------------------------------------------------------


async def test_simulating_writes_nothing_and_says_what_will_be(cast: Cast) -> None:
    story = await told(cast)
    await care(cast, story, "L-1")
    await care(cast, story, "L-2")
    before = await Entry.all().count(), await Participant.all().count()
    found = await simulated(story.transition, on=today())
    assert found == await simulated(story.transition, on=today())
    (after,) = found.simulation.lists
    # On the list were 38 (the client who comes too) and 35 days; 40, 30, 20 and 5 come.
    assert [line.before for line in after.lines] == [None, 1, 2, None, None, None]
    assert [line.merged for line in after.lines] == [False, True, False, False, False, False]
    assert list(found.simulation.without.values()) == [Trouble.FULL]
    assert (await Entry.all().count(), await Participant.all().count()) == before


# Deciding -----------------------------------------------------------------------------------


async def test_each_team_decides_for_its_own_clients_only(cast: Cast) -> None:
    story = await told(cast)
    with pytest.raises(NotAllowed, match="nog niet voorgelegd"):
        await decided(story, cast.noor, story.hoorn[0])
    await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    with pytest.raises(NotFound):
        await decided(story, cast.noor, story.hoorn[0], story.medemblik[0])
    for stranger in (cast.rik, cast.mila, cast.guus, cast.sanne):
        with pytest.raises(NotFound):
            await decided(story, stranger, story.hoorn[0])
    assert await Decision.all().count() == 0
    assert await decided(story, cast.noor, *story.hoorn) == 3
    part = await part_of(story, story.hoorn[0])
    assert part.decided
    assert part.decided.by_name == "Noor Bakker"
    reason = {"departure": DepartureReason.NOT_NEEDED}
    await decided(story, cast.noor, story.hoorn[0], choice=Choice.CLOSE, **reason)
    kept = await Decision.filter(participant_id=part.id).order_by("id")
    assert [one.withdrawn_at is None for one in kept] == [False, True]


async def test_what_a_decision_needs(cast: Cast) -> None:
    story = await presented(cast)
    anker = cast.anker_thuis.id
    for wish, message in (
        (Wish(choice=Choice.CLOSE), "waarom"),
        (Wish(choice=Choice.ELSEWHERE, reason="Wens"), "naar welke"),
        (Wish(choice=Choice.ELSEWHERE, to_ids=(anker,)), "afwijkt"),
        (Wish(choice=Choice.CLOSE, reason="Bel 0229 123456"), "telefoonnummer"),
    ):
        part = await part_of(story, story.hoorn[0])
        with pytest.raises(NotValid, match=message):
            await committed(
                lambda w=wish, p=part: decide(cast.noor, story.transition.id, [p.id], w, on=today())
            )
    with pytest.raises(NotFound):
        await decided(
            story,
            cast.noor,
            story.hoorn[0],
            choice=Choice.ELSEWHERE,
            to_ids=(cast.linde_dag.id,),
            reason="Wens",
        )


async def test_everyone_concerned_is_told_once_and_late_teams_are_reminded(cast: Cast) -> None:
    story = await told(cast)
    await OutboxMail.all().delete()
    for _ in range(2):
        await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    to = sorted([mail.to for mail in await OutboxMail.all()])
    assert len(to) == 4  # Noor, Joris, Sanne and Aisha
    await decided(story, cast.noor, *story.hoorn)
    for _ in range(2):
        assert await committed(lambda: remind(cast.rik, story.transition.id, on=today())) == 1
    reminded = [
        mail for mail in await OutboxMail.all() if mail.dedupe_key.split("/")[2] == "remind"
    ]
    assert [mail.to for mail in reminded] == ["joris@team.example"]


# Carrying out -------------------------------------------------------------------------------


async def test_a_batch_moves_with_dates_intact_and_again_changes_nothing(cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await decided(story, story.joris, *story.medemblik)
    done = await executed(cast, story, cast.hoorn.id)
    assert done.outcomes == {Outcome.MOVED: 2, Outcome.MERGED: 1}
    again = await executed(cast, story, cast.hoorn.id)
    assert (again.batch, again.total) == (None, 0)
    await executed(cast, story, cast.medemblik.id)
    assert await Batch.all().count() == 2
    on_list = await in_order(cast.anker_thuis.id)
    days = [(today() - entry.registered_on).days for entry in on_list]
    assert days == [40, 38, 35, 30, 20, 5]
    assert await Entry.filter(offering_id=cast.linde_thuis.id, ended_at=None).count() == 0
    for old in [*story.hoorn, *story.medemblik]:
        link = await Link.get(from_entry_id=old.id).prefetch_related("to_entry")
        assert link.to_entry.key <= old.key
        chain = await chain_of(link.to_entry_id)
        assert old.id in {one.id for one in chain.first_registrations}
    merged = await Link.filter(kind=LinkKind.MERGE)
    assert {one.from_entry_id for one in merged} == {story.hoorn[2].id, story.there[1].id}
    standing = await standing_of(on_list[2])
    assert "2 mensen hebben een eerdere aanmelddatum" in str(standing)


async def test_whom_a_merge_overtakes_is_listed_and_the_proof_agrees(cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await decided(story, story.joris, *story.medemblik)
    predicted = await simulated(story.transition, on=today())
    await executed(cast, story, cast.hoorn.id)
    await executed(cast, story, cast.medemblik.id)
    # The merged client (10 days on one list, 38 on the other) passes who waited 20 and 30 days.
    passed = [
        (today() - one.entry.registered_on).days
        for one in await Overtaken.all().prefetch_related("entry")
    ]
    assert sorted(passed) == [20, 30]
    (after,) = predicted.simulation.lists
    assert len(after.passed) == 2
    check = await check_of(story.transition)
    assert (check.pairs, check.changed, check.by_merge) == (10, 0, 2)
    sql = PROOF if is_postgres() else PROOF.replace("$1", "?")
    asked = typed("Any", database()).execute_query_dict
    assert [dict(row) for row in await asked(sql, [story.transition.id])] == [
        {"pairs": 10, "changed": 0, "by_merge": 2}
    ]


async def test_what_travels_along_and_who_lapsed(cast: Cast) -> None:
    story = await presented(cast)
    first, second, third = story.hoorn
    await committed(lambda: waiting.set_bridging(cast.noor, first.id, bridged=True, on=today()))
    await decided(story, cast.noor, *story.hoorn)
    reason = DepartureReason.DECEASED
    await committed(lambda: leaving.leave(cast.noor, second.id, reason=reason, on=today()))
    done = await executed(cast, story, cast.hoorn.id)
    assert done.outcomes == {Outcome.MOVED: 1, Outcome.LAPSED: 1, Outcome.MERGED: 1}
    moved = await Link.get(from_entry_id=first.id)
    assert await BridgingCare.exists(entry_id=moved.to_entry_id, ended_at=None)
    assert (await Entry.get(id=second.id)).status is Status.LEFT
    assert third.id != second.id


async def test_a_place_that_was_invited_becomes_one_too(cast: Cast) -> None:
    story = await presented(cast)
    await free(cast.aisha, cast.anker_thuis.id, 1)
    there = story.there[1].id
    await committed(lambda: calling.invite(cast.aisha, there, on=today(), reason=""))
    await decided(story, cast.noor, *story.hoorn)
    done = await executed(cast, story, cast.hoorn.id)
    assert done.outcomes == {Outcome.MOVED: 2, Outcome.MERGED: 1}
    invitation = await IntakeInvitation.get()
    assert invitation.outcome is InvitationEnd.TRANSFERRED
    assert await Entry.filter(offering_id=cast.anker_thuis.id, ended_at=None).count() == 4


async def test_batches_stop_and_resume(cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    done = await executed(cast, story, cast.hoorn.id, most=2)
    assert (done.total, done.remaining) == (2, 1)
    done = await executed(cast, story, cast.hoorn.id, most=2)
    assert (done.total, done.remaining) == (1, 0)
    assert [one.number for one in await Batch.all().order_by("id")] == [1, 2]


async def test_a_stopped_list_takes_nobody_without_consent(cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, story.hoorn[0])
    wish = StopWish(
        reason="Ziekte", from_on=today(), until_on=None, municipality_ids=[cast.hoorn.id]
    )
    stop = await committed(
        lambda: stops.request_stop(cast.aisha, cast.anker_thuis.id, wish, on=today())
    )
    await committed(
        lambda: stops.decide_stop(cast.mila, stop.id, cast.hoorn.id, StopDecision.AGREED)
    )
    with pytest.raises(NotAllowed, match="aanmeldstop"):
        await decided(story, cast.noor, story.hoorn[1])
    done = await executed(cast, story, cast.hoorn.id)
    assert (done.total, len(done.blocked)) == (0, 1)
    await committed(lambda: stops.withdraw_stop(cast.aisha, stop.id))
    assert (await executed(cast, story, cast.hoorn.id)).total == 1


async def test_closing_and_keeping_until_the_end(cast: Cast) -> None:
    story = await presented(cast)
    first, second, _ = story.hoorn
    await decided(story, cast.noor, first, choice=Choice.CLOSE, departure=DepartureReason.OTHER_LAW)
    await decided(story, cast.noor, second, choice=Choice.UNTIL_END)
    done = await executed(cast, story, cast.hoorn.id)
    assert done.outcomes == {Outcome.CLOSED: 1}
    assert (await Entry.get(id=first.id)).status is Status.LEFT
    assert (await Entry.get(id=second.id)).status is Status.WAITING
    with pytest.raises(NotAllowed, match="wachten nog"):
        await committed(lambda: close_transition(cast.rik, story.transition.id))


async def test_who_stays_as_subcontractor_keeps_place_and_shows_under_the_main(cast: Cast) -> None:
    story = await presented(cast)
    main = await cast.anker_thuis.contract
    lot = await main.lot
    sub = await a_contract(cast.linde, lot, main_contract=main)
    offering = await an_offering(sub, cast.begeleiding)
    known = {"to_ids": (offering.id,), "reason": "De cliënt wil bij De Linde blijven"}
    with pytest.raises(NotFound):  # the region did not agree yet
        await decided(story, cast.noor, story.hoorn[0], choice=Choice.SUBCONTRACT, **known)
    await SubcontractApproval.create(
        contract=sub,
        requested_by_id=cast.aisha.person_id,
        requested_at=story.transition.set_up_at,
        decision=SubcontractDecision.AGREED,
        decided_by_id=cast.rik.person_id,
        decided_at=story.transition.set_up_at,
    )
    await decided(story, cast.noor, story.hoorn[0], choice=Choice.SUBCONTRACT, **known)
    await executed(cast, story, cast.hoorn.id)
    (entry,) = await in_order(offering.id)
    assert entry.key == story.hoorn[0].key
    assert await entries_visible_to(cast.aisha).filter(id=entry.id).exists()


async def test_a_split_puts_the_client_on_both_lists_with_one_key(cast: Cast) -> None:
    story = await told(cast)
    lot = await cast.begeleiding.lot
    more = await a_product(lot, "Begeleiding extra", code="BGX")
    offering = await an_offering(await cast.anker_thuis.contract, more)
    other = await a_product(lot, "Begeleiding licht", code="BGL")
    light = await an_offering(await cast.anker_thuis.contract, other)
    for successor in (more, other):
        await committed(
            lambda new=successor: add_succession(
                cast.rik,
                product_id=cast.begeleiding.id,
                successor_id=new.id,
                municipality_id=cast.hoorn.id,
                from_on=cut_over(),
                equivalent=False,
            )
        )
    for one in (offering, light):
        await committed(lambda o=one: add_receiving(cast.rik, story.transition.id, o.id, 0))
    await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    assert (await part_of(story, story.hoorn[0])).proposed_id is None
    with pytest.raises(NotValid, match="geen voorstel"):
        await decided(story, cast.noor, story.hoorn[0])
    both = (offering.id, light.id)
    await decided(
        story, cast.noor, story.hoorn[0], choice=Choice.ELSEWHERE, to_ids=both, reason="Beide nodig"
    )
    done = await executed(cast, story, cast.hoorn.id)
    assert done.outcomes == {Outcome.SPLIT: 1}
    for one in both:
        (entry,) = await in_order(one)
        assert entry.key == story.hoorn[0].key


# Running care -------------------------------------------------------------------------------


async def test_running_care_goes_over_without_a_gap_and_only_as_far_as_offered(cast: Cast) -> None:
    story = await told(cast)
    first = await care(cast, story, "L-1", allocation_ends_on=today() + 60 * DAY)
    second = await care(cast, story, "L-2")
    await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    assert first.deadline_on == today() + 60 * DAY
    assert second.deadline_on == cut_over() + 90 * DAY
    anker = (cast.anker_thuis.id,)

    async def decide_on(part_id: int, **known: object) -> None:
        wish = Wish(choice=Choice.ELSEWHERE, to_ids=anker, reason="Afspraak", **known)  # pyright: ignore[reportArgumentType]
        await committed(lambda: decide(cast.noor, story.transition.id, [part_id], wish, on=today()))

    with pytest.raises(NotValid, match="gat"):
        await decide_on(first.id, starts_on=first.deadline_on + DAY)
    await decide_on(first.id, starts_on=cut_over())
    await decide_on(second.id)
    done = await executed(cast, story, cast.hoorn.id)
    assert done.outcomes == {Outcome.TAKEN_OVER: 1}
    takeover = await Takeover.get()
    assert (takeover.offering_id, takeover.starts_on) == (cast.anker_thuis.id, cut_over())
    await decide_on(second.id, starts_on=cut_over())
    done = await executed(cast, story, cast.hoorn.id)
    assert list(done.blocked.values()) == ["Er zijn geen aangeboden plaatsen meer over."]
    assert await ClientHold.filter(ended_at=None).count() == 2


async def test_only_after_the_deadline_does_running_care_queue(cast: Cast) -> None:
    story = await told(cast)
    part = await care(cast, story, "L-1")
    known = await care(cast, story, "L-2", registered_on=today() - 400 * DAY)
    await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    wish = Wish(choice=Choice.ELSEWHERE, to_ids=(cast.anker_thuis.id,), reason="Geen overname")
    await committed(
        lambda: decide(cast.noor, story.transition.id, [part.id, known.id], wish, on=today())
    )
    ids = story.transition.id
    with pytest.raises(NotAllowed, match="loopt nog"):
        await committed(lambda: queue_care(cast.rik, ids, part.id, on=part.deadline_on))
    late = part.deadline_on + DAY
    with pytest.raises(NotFound):
        await committed(lambda: queue_care(cast.noor, ids, part.id, on=late))
    derived = await committed(lambda: queue_care(cast.rik, ids, part.id, on=late))
    original = await committed(lambda: queue_care(cast.rik, ids, known.id, on=late))
    assert derived.registered_on == today() - 365 * DAY
    assert original.registered_on == today() - 400 * DAY
    marks = [one.derived for one in await Transfer.all().order_by("id")]
    assert marks == [True, False]


# Undoing ------------------------------------------------------------------------------------


async def test_one_client_is_put_back_and_takes_part_again(cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await executed(cast, story, cast.hoorn.id)
    part = await part_of(story, story.hoorn[0])
    assert part.done
    transfer = part.done.id
    ids = story.transition.id

    async def undo(actor: object, reason: str = "De cliënt bleef liever") -> list[Entry]:
        return await committed(
            lambda: undo_transfer(actor, ids, transfer, reason=reason, on=today())  # pyright: ignore[reportArgumentType]
        )

    for stranger in (cast.rik, story.joris, cast.guus):
        with pytest.raises(NotFound):
            await undo(stranger)
    with pytest.raises(NotValid, match="waarom"):
        await undo(cast.noor, " ")
    (back,) = await undo(cast.noor)
    assert (back.offering_id, back.key) == (cast.linde_thuis.id, story.hoorn[0].key)
    assert (await part_of(story, story.hoorn[0])).done
    assert (await part_of(story, back)).undecided
    with pytest.raises(NotAllowed, match="al teruggedraaid"):
        await undo(cast.noor)
    assert (await executed(cast, story, cast.hoorn.id)).total == 0


async def test_a_merge_is_undone_into_both_and_an_invited_client_stays(cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await executed(cast, story, cast.hoorn.id)
    merged = await part_of(story, story.hoorn[2])
    assert merged.done
    ids = story.transition.id
    made = await committed(
        lambda: undo_transfer(cast.noor, ids, merged.done.id, reason="Vergissing", on=today())  # pyright: ignore[reportOptionalMemberAccess]
    )
    assert {entry.offering_id: entry.key for entry in made} == {
        cast.linde_thuis.id: story.hoorn[2].key,
        cast.anker_thuis.id: story.there[1].key,
    }
    first = await part_of(story, story.hoorn[0])
    assert first.done
    assert first.done.entry_id
    successor = first.done.entry_id
    await committed(
        lambda: leaving.leave(cast.noor, successor, reason=DepartureReason.OTHER, on=today())
    )
    with pytest.raises(NotAllowed, match="wacht niet meer"):
        await committed(
            lambda: undo_transfer(cast.noor, ids, first.done.id, reason="Te laat", on=today())  # pyright: ignore[reportOptionalMemberAccess]
        )


async def test_closed_when_all_is_done_and_nothing_changes_after(cast: Cast) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await decided(story, story.joris, *story.medemblik)
    for municipality in (cast.hoorn, cast.medemblik):
        await executed(cast, story, municipality.id)
    await committed(lambda: close_transition(cast.rik, story.transition.id))
    with pytest.raises(NotAllowed, match="afgesloten"):
        await executed(cast, story, cast.hoorn.id)
    with pytest.raises(NotAllowed, match="afgesloten"):
        await committed(lambda: collect(cast.rik, story.transition.id))
