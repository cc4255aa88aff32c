"""People come to stand on lists, are called, placed, leave and come back; the date stays."""

import asyncio
from datetime import date, timedelta

import pytest

from portal.availability.actions import stops
from portal.availability.actions.stops import StopWish
from portal.availability.models import MeasuredWait
from portal.availability.queries import row_for
from portal.availability.rules.stops import StopDecision
from portal.catalogue.models import Municipality, Region
from portal.database.transactions import committed
from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.mail.models import OutboxMail
from portal.providers.models import Contract
from portal.waitlists import jobs
from portal.waitlists.actions import (
    calling,
    clients,
    correcting,
    leaving,
    registering,
    transferring,
    waiting,
)
from portal.waitlists.actions.forgetting import anonymise
from portal.waitlists.actions.measuring import measure
from portal.waitlists.actions.registering import Listed, Registration, put_on_list
from portal.waitlists.models import (
    BackDating,
    BridgingCare,
    CaseReference,
    Client,
    ClientHold,
    Entry,
    IntakeInvitation,
    Link,
    OutOfOrderCall,
    Postponement,
    ReturnToConsultant,
)
from portal.waitlists.queries import (
    callable_ahead_of,
    chain_of,
    invitable,
    list_for,
    other_lists_of,
    place_of,
)
from portal.waitlists.queries.forgetting import still_waiting_due
from portal.waitlists.rules.key import Urgency
from portal.waitlists.rules.moves import (
    DepartureReason,
    LinkKind,
    MoveNotAllowed,
    Outcome,
    Status,
)
from tests.builders import a_contract, a_lot, a_member, a_product, an_access_team, an_offering
from tests.cast import Cast
from tests.waitlists.stories import client_of, free, fresh, placed, registered

DAY = timedelta(days=1)
WEEK = 7 * DAY


# Registering --------------------------------------------------------------------------------


async def test_noor_registers_a_client_and_de_linde_hears_of_it(cast: Cast) -> None:
    entry = await registered(cast, case_references=("Z-2026-001",), postcode="1621 AA")
    client = await client_of(entry)
    assert client.reference
    assert client.reference.startswith("WE-")
    assert client.pc4 == "1621"
    assert (entry.registered_on, entry.status) == (today(), Status.WAITING)
    (mail,) = await OutboxMail.all()
    assert mail.to == "sanne@linde.example"
    assert client.reference in mail.subject
    (note,) = await JournalEntry.filter(action="entry.registered")
    assert (note.subject, note.subject_ids) == ("client", [client.id])
    assert [one.id for one in await list_for(cast.sanne, cast.linde_thuis.id)] == [entry.id]


async def test_a_second_list_starts_its_own_date_under_the_same_need(cast: Cast) -> None:
    first = await registered(cast, on=today() - WEEK)
    reference = (await client_of(first)).reference or ""
    typed = reference.lower().replace("-", " ")
    other = await registered(cast, cast.anker_thuis.id, client_reference=typed)
    assert (other.need_id, other.registered_on) == (first.need_id, today())
    day = await registered(cast, cast.linde_dag.id, client_reference=reference)
    assert day.need_id != first.need_id
    assert [one.id for one in await other_lists_of(first)] == [other.id]
    with pytest.raises(NotAllowed, match="staat al op deze wachtlijst"):
        await registered(cast, client_reference=reference)


async def test_dating_back_needs_a_reason_and_far_back_the_region(cast: Cast) -> None:
    with pytest.raises(NotValid, match="waarom"):
        await registered(cast, registered_on=today() - DAY)
    with pytest.raises(NotValid, match="toekomst"):
        await registered(cast, registered_on=today() + DAY)
    near = await registered(cast, registered_on=today() - 14 * DAY, reason="Formulier bleef liggen")
    assert near.registered_on == today() - 14 * DAY
    far = await registered(cast, registered_on=today() - 15 * DAY, reason="Formulier bleef liggen")
    assert far.registered_on == today()
    with pytest.raises(NotFound):
        await committed(lambda: decide(cast.noor, far, confirmed=True))
    (confirmed,) = await committed(lambda: decide(cast.rik, far, confirmed=True))
    assert confirmed.registered_on == today() - 15 * DAY
    assert confirmed.registered_at == far.registered_at
    place = await place_of(confirmed.id)
    assert place
    assert place.place == 1
    with pytest.raises(NotAllowed, match="al besloten"):
        await committed(lambda: decide(cast.rik, far, confirmed=True))


async def decide(actor: Actor, entry: Entry, *, confirmed: bool) -> list[Entry]:
    claim = await BackDating.get(entry_id=entry.id)
    return await correcting.decide_back_dating(actor, claim.id, confirmed=confirmed, on=today())


async def test_a_stopped_offering_and_one_without_contract_take_nobody(cast: Cast) -> None:
    wish = StopWish(reason="Vol", from_on=today(), until_on=None, municipality_ids=[cast.hoorn.id])
    stop = await committed(
        lambda: stops.request_stop(cast.sanne, cast.linde_thuis.id, wish, on=today())
    )
    await registered(cast)  # a request changes nothing
    await committed(
        lambda: stops.decide_stop(cast.mila, stop.id, cast.hoorn.id, StopDecision.AGREED)
    )
    with pytest.raises(NotAllowed, match="aanmeldstop"):
        await registered(cast)
    await Contract.filter(provider_id=cast.anker.id).update(ends_on=today() + 20 * DAY)
    await registered(cast, cast.anker_thuis.id)
    with pytest.raises(NotAllowed, match="contract"):
        await registered(cast, cast.anker_thuis.id, wished_start_on=today() + 21 * DAY)
    await free(cast.aisha, cast.anker_thuis.id, 1)  # 21 days until the start
    with pytest.raises(NotAllowed, match="contract"):
        await registered(cast, cast.anker_thuis.id)


async def test_what_identifies_a_person_is_refused(cast: Cast) -> None:
    with pytest.raises(NotValid, match="telefoonnummer"):
        await registered(cast, wishes="Bel 06 12345678")
    with pytest.raises(NotValid, match="lijkt op een BSN"):
        await registered(cast, case_references=("111222333",))
    await registered(cast, case_references=("111222333",), case_is_no_bsn=True)
    with pytest.raises(NotAllowed, match="andere cliënt"):
        await registered(cast, case_references=("111222333",), case_is_no_bsn=True)
    assert await Client.all().count() == 1, "what was refused left nothing behind"
    await Municipality.filter(id=cast.hoorn.id).update(case_pattern="Z-9999")
    with pytest.raises(NotValid, match="Z-9999"):
        await registered(cast, case_references=("X-12",))


async def test_nobody_registers_for_another_team_or_region(cast: Cast) -> None:
    wish = Registration(offering_id=cast.linde_thuis.id, municipality_id=cast.medemblik.id)
    for actor in (cast.noor, cast.guus, cast.sanne, cast.rik):
        with pytest.raises(NotFound):
            await committed(lambda actor=actor: registering.register(actor, wish, on=today()))
    with pytest.raises(NotFound):
        await registered(cast, cast.kade_thuis.id)
    with pytest.raises(NotFound, match="kennen deze cliënt niet"):
        await registered(cast, client_reference="WF-2222-22")


async def test_an_imported_list_keeps_its_order_and_is_linked_by_the_team(cast: Cast) -> None:
    second = await listed(cast, 2, "K-2")
    first = await listed(cast, 1, "K-1")
    assert [one.id for one in await list_for(cast.sanne, cast.linde_thuis.id)] == [
        first.id,
        second.id,
    ]
    with pytest.raises(NotAllowed, match="staat of stond"):
        await listed(cast, 3, "K-1")
    with pytest.raises(NotAllowed, match="nog niet gekoppeld"):
        await committed(lambda: moved(cast, first, cast.anker_thuis.id))
    await committed(
        lambda: clients.link_entry(cast.noor, first.id, case_reference="Z-9", on=today())
    )
    moved_on = await committed(lambda: moved(cast, first, cast.anker_thuis.id))
    assert moved_on.key == first.key
    known = await registered(cast, cast.linde_dag.id)
    reference = (await client_of(known)).reference or ""
    kept = await committed(
        lambda: clients.link_entry(cast.noor, second.id, reference=reference, on=today())
    )
    assert (await client_of(second)).id == kept.id == (await client_of(known)).id
    assert (await fresh(second)).is_open


async def listed(cast: Cast, number: int, known_as: str) -> Entry:
    one = Listed(
        municipality_id=cast.hoorn.id,
        registered_on=today() - WEEK,
        number_in_file=number,
        provider_number=known_as,
    )
    return await committed(lambda: put_on_list(cast.sanne, cast.linde_thuis.id, one, on=today()))


async def moved(cast: Cast, entry: Entry, to: int) -> Entry:
    return await transferring.transfer_entry(
        cast.noor, entry.id, to_offering_id=to, reason="Contract eindigt", on=today()
    )


# Calling ------------------------------------------------------------------------------------


async def test_an_invitation_holds_a_place_until_it_expires(cast: Cast) -> None:
    first, second = await registered(cast, on=today() - DAY), await registered(cast)
    with pytest.raises(NotAllowed, match="hoeveel plaatsen"):
        await invited(cast, first)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    invitation = await invited(cast, first)
    with pytest.raises(NotAllowed, match="geen vrije plaats"):
        await invited(cast, second)
    with pytest.raises(MoveNotAllowed):
        await invited(cast, first)
    late = invitation.expires_on + DAY
    await committed(lambda: calling.expire(invitation.id, on=invitation.expires_on))
    assert (await fresh(first)).status is Status.INVITED
    for _ in range(2):
        await committed(lambda: calling.expire(invitation.id, on=late))
    again = await fresh(first)
    assert (again.status, again.registered_on) == (Status.WAITING, today() - DAY)
    assert (await IntakeInvitation.get()).outcome is Outcome.EXPIRED
    assert await OutboxMail.filter(subject__contains="verlopen").count() == 1
    assert await left(cast) == 1


async def invited(cast: Cast, entry: Entry, reason: str = "") -> IntakeInvitation:
    return await committed(lambda: calling.invite(cast.sanne, entry.id, on=today(), reason=reason))


async def left(cast: Cast) -> int | None:
    return await invitable(await row_for(cast.sanne, cast.linde_thuis.id), cast.hoorn.id)


async def test_a_placement_takes_its_place_until_the_provider_restates(cast: Cast) -> None:
    first, second = await registered(cast), await registered(cast)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    await placed(cast.sanne, first)
    assert await left(cast) == 0
    await free(cast.sanne, cast.linde_thuis.id, 1)
    assert await left(cast) == 1
    await invited(cast, second)


async def test_calling_out_of_order_needs_a_reason_that_the_region_sees(cast: Cast) -> None:
    first, postponing, third = [await registered(cast) for _ in range(3)]
    await free(cast.sanne, cast.linde_thuis.id, 2)
    await committed(
        lambda: waiting.postpone(cast.noor, postponing.id, until_on=today() + WEEK, on=today())
    )
    with pytest.raises(NotValid, match="U slaat 1 cliënt over"):
        await invited(cast, third)
    with pytest.raises(NotAllowed, match="eigen verzoek"):
        await invited(cast, postponing)
    await invited(cast, third, reason="Spreekt de taal van het team")
    (call,) = await OutOfOrderCall.all()
    assert (call.passed, call.region_id) == ([first.id], cast.westfriesland.id)
    await committed(lambda: waiting.end_postponement(cast.noor, postponing.id, on=today()))
    assert [one.id for one in await callable_ahead_of(third, on=today())] == [
        first.id,
        postponing.id,
    ]


async def test_the_first_no_keeps_the_date_and_after_the_second_the_consultant_decides(
    cast: Cast,
) -> None:
    entry = await registered(cast, on=today() - WEEK)
    await free(cast.sanne, cast.linde_thuis.id, 3)
    for _ in range(2):
        await invited(cast, entry)
        await committed(lambda: calling.decline_invitation(cast.sanne, entry.id, on=today()))
    assert (await fresh(entry)).registered_on == today() - WEEK
    with pytest.raises(NotAllowed, match="consulent besluit"):
        await invited(cast, entry)
    await committed(lambda: leaving.keep_waiting(cast.noor, entry.id, on=today()))
    await invited(cast, entry)
    await committed(lambda: calling.withdraw_invitation(cast.sanne, entry.id, on=today()))
    assert await ReturnToConsultant.filter(answer=None).count() == 0


async def test_a_provider_may_not_refuse_but_may_ask_the_consultant(cast: Cast) -> None:
    entry = await registered(cast)
    with pytest.raises(NotValid, match="waarom"):
        await committed(
            lambda: leaving.return_to_consultant(cast.sanne, entry.id, reason=" ", on=today())
        )
    await committed(
        lambda: leaving.return_to_consultant(
            cast.sanne, entry.id, reason="Vraagt specialistische hulp", on=today()
        )
    )
    assert (await fresh(entry)).status is Status.WAITING
    assert await OutboxMail.filter(subject__contains="komt terug bij u").count() == 1
    with pytest.raises(NotFound):
        await committed(lambda: leaving.keep_waiting(cast.sanne, entry.id, on=today()))
    moved_on = await committed(lambda: moved(cast, entry, cast.anker_thuis.id))
    assert moved_on.key == entry.key
    assert not await ReturnToConsultant.filter(answer=None).exists()


async def test_a_departure_ends_the_invitation_and_nothing_happens_twice(cast: Cast) -> None:
    entry = await registered(cast)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    await invited(cast, entry)

    async def leave() -> None:
        await leaving.leave(
            cast.noor, entry.id, reason=DepartureReason.OWN_WISH, note_text="Belt zelf", on=today()
        )

    await committed(leave)
    with pytest.raises(MoveNotAllowed, match="al afgemeld"):
        await committed(leave)
    with pytest.raises(MoveNotAllowed, match="al afgemeld"):
        await committed(lambda: calling.place(cast.sanne, entry.id, placed_on=today(), on=today()))
    assert (await IntakeInvitation.get()).outcome is Outcome.LEFT


async def test_a_failed_start_allows_one_return_with_the_old_key(cast: Cast) -> None:
    entry = await registered(cast, on=today() - 100 * DAY)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    await placed(cast.sanne, entry, on=today() - 90 * DAY)

    async def fail(failed_on: date) -> None:
        await calling.fail_start(cast.sanne, entry.id, failed_on=failed_on, on=today() + WEEK)

    with pytest.raises(NotAllowed, match="90 dagen"):
        await committed(lambda: fail(today() + DAY))
    with pytest.raises(NotAllowed, match="mislukte start"):
        await come_back(cast, entry, days=0)
    await committed(lambda: fail(today()))
    with pytest.raises(NotAllowed, match="90 dagen"):
        await come_back(cast, entry, days=91)
    back = await come_back(cast, entry, days=90)
    assert back.key == entry.key
    with pytest.raises(NotAllowed, match="al een keer"):
        await come_back(cast, entry, days=90)
    assert (await Link.get()).kind is LinkKind.RETURN


async def come_back(cast: Cast, entry: Entry, *, days: int) -> Entry:
    return await committed(
        lambda: calling.return_with_old_key(cast.noor, entry.id, on=today() + days * DAY)
    )


# Keys ---------------------------------------------------------------------------------------


async def test_the_team_corrects_to_later_and_the_region_to_earlier(cast: Cast) -> None:
    entry = await registered(cast, on=today() - 30 * DAY)
    await committed(lambda: waiting.set_bridging(cast.noor, entry.id, bridged=True, on=today()))
    await committed(
        lambda: waiting.postpone(cast.noor, entry.id, until_on=today() + WEEK, on=today())
    )

    async def correct(actor: Actor, one: Entry, days: int) -> Entry:
        return await committed(
            lambda: correcting.correct_date(
                actor,
                one.id,
                registered_on=today() - days * DAY,
                reason="Verkeerd overgenomen",
                on=today(),
            )
        )

    for actor, days in ((cast.noor, 40), (cast.rik, 20)):
        with pytest.raises(NotAllowed, match="Alleen de"):
            await correct(actor, entry, days)
    for stranger in (cast.sanne, cast.guus, cast.mila):
        with pytest.raises(NotFound):
            await correct(stranger, entry, 20)
    later = await correct(cast.noor, entry, 20)
    earlier = await correct(cast.rik, later, 40)
    assert earlier.registered_on == today() - 40 * DAY
    assert earlier.registered_at == entry.registered_at
    chain = await chain_of(earlier.id)
    assert [one.registered_on for one in chain.entries] == [
        today() - 30 * DAY,
        today() - 20 * DAY,
        today() - 40 * DAY,
    ]
    assert [one.id for one in chain.first_registrations] == [entry.id]
    assert await Postponement.filter(entry_id=earlier.id, ended_at=None).exists()
    assert await BridgingCare.filter(entry_id=earlier.id, ended_at=None).exists()


async def test_urgency_only_counts_where_the_region_uses_it(cast: Cast) -> None:
    first, second = await registered(cast, on=today() - DAY), await registered(cast)

    async def hurry() -> Entry:
        return await correcting.change_urgency(
            cast.noor, second.id, urgency=Urgency.CRISIS, reason="Mantelzorger valt weg", on=today()
        )

    with pytest.raises(NotValid, match="werkt niet met urgentie"):
        await committed(hurry)
    with pytest.raises(NotValid, match="werkt niet met urgentie"):
        await registered(cast, urgency=Urgency.URGENT)
    await Region.filter(id=cast.westfriesland.id).update(uses_urgency=True)
    hurried = await committed(hurry)
    order = [one.id for one in await list_for(cast.sanne, cast.linde_thuis.id)]
    assert order == [hurried.id, first.id]
    assert hurried.registered_on == second.registered_on


async def test_a_transfer_to_a_list_where_the_client_stands_takes_the_smaller_key(
    cast: Cast,
) -> None:
    old = await registered(cast, on=today() - WEEK)
    reference = (await client_of(old)).reference or ""
    new = await registered(cast, cast.anker_thuis.id, client_reference=reference)
    between = await registered(cast, cast.anker_thuis.id, on=today() - DAY)
    one = await committed(lambda: moved(cast, old, cast.anker_thuis.id))
    assert one.key == old.key
    links = await Link.filter(to_entry_id=one.id).order_by("from_entry_id")
    assert [link.from_entry_id for link in links] == [old.id, new.id]
    assert {link.kind for link in links} == {LinkKind.MERGE}
    order = [entry.id for entry in await list_for(cast.aisha, cast.anker_thuis.id)]
    assert order == [one.id, between.id]
    undone = await committed(
        lambda: transferring.undo_move(cast.noor, one.id, reason="Wil toch blijven", on=today())
    )
    assert [(entry.offering_id, entry.key) for entry in undone] == [
        (old.offering_id, old.key),
        (new.offering_id, new.key),
    ]
    with pytest.raises(NotAllowed, match="geen overzetting"):
        await committed(
            lambda: transferring.undo_move(cast.noor, undone[0].id, reason="Nee", on=today())
        )


async def test_a_split_copies_the_key_and_is_undone_into_one(cast: Cast) -> None:
    entry = await registered(cast, on=today() - WEEK, wishes="Liefst in de ochtend")
    ids = [cast.anker_thuis.id, cast.linde_dag.id]

    async def split() -> list[Entry]:
        return await transferring.split_entry(
            cast.noor, entry.id, to_offering_ids=ids, reason="Was-wordt", on=today()
        )

    parts = await committed(split)
    assert {part.key for part in parts} == {entry.key}
    assert {part.wishes for part in parts} == {"Liefst in de ochtend"}
    assert len({part.need_id for part in parts}) == 2
    (undone,) = await committed(
        lambda: transferring.undo_move(
            cast.noor, parts[0].id, reason="Bij nader inzien", on=today()
        )
    )
    assert (undone.key, undone.offering_id) == (entry.key, entry.offering_id)
    assert await Entry.filter(ended_at=None).count() == 1


async def test_a_moved_client_is_undone_only_while_waiting(cast: Cast) -> None:
    entry = await registered(cast)
    one = await committed(lambda: moved(cast, entry, cast.anker_thuis.id))
    await free(cast.aisha, cast.anker_thuis.id, 1)
    await committed(lambda: calling.invite(cast.aisha, one.id, on=today()))
    with pytest.raises(NotAllowed, match="wacht niet meer"):
        await committed(
            lambda: transferring.undo_move(cast.noor, one.id, reason="Toch niet", on=today())
        )


# Clients ------------------------------------------------------------------------------------


async def test_two_references_of_one_person_become_one(cast: Cast) -> None:
    first = await registered(cast, on=today() - WEEK, case_references=("Z-1",))
    second = await registered(cast, case_references=("Z-2",))
    elsewhere = await registered(cast, cast.linde_dag.id)
    kept, other = await client_of(second), await client_of(first)
    third = await client_of(elsewhere)
    await committed(lambda: clients.join_clients(cast.noor, kept.id, other.id, on=today()))
    await committed(lambda: clients.join_clients(cast.noor, kept.id, third.id, on=today()))
    (merged,) = await list_for(cast.sanne, cast.linde_thuis.id)
    assert merged.key == first.key
    assert {one.client_id for one in await CaseReference.all()} == {kept.id}
    assert (await client_of(elsewhere)).id == kept.id
    with pytest.raises(NotAllowed, match="een persoon"):
        await committed(
            lambda: transferring.undo_move(cast.noor, merged.id, reason="Fout", on=today())
        )
    known = await registered(cast, cast.anker_thuis.id, client_reference=other.reference or "")
    assert (await client_of(known)).id == kept.id


async def test_a_client_who_moves_keeps_date_and_chain_under_another_team(cast: Cast) -> None:
    entry = await registered(cast, on=today() - WEEK)
    client = await client_of(entry)
    team = await an_access_team([cast.medemblik], "Wijkteam Medemblik")
    els = await a_member(Role.CONSULTANT, of=team, name="Els Kok")
    with pytest.raises(NotFound):
        await committed(
            lambda: clients.move_client(cast.noor, client.id, cast.gouda.id, on=today())
        )
    await committed(
        lambda: clients.move_client(cast.noor, client.id, cast.medemblik.id, on=today())
    )
    with pytest.raises(NotFound):
        await committed(lambda: waiting.confirm_still_waiting(cast.noor, entry.id, on=today()))
    await committed(lambda: waiting.confirm_still_waiting(els, entry.id, on=today()))
    assert (await fresh(entry)).registered_on == today() - WEEK


async def test_wacht_u_nog_is_asked_every_ninety_days(cast: Cast) -> None:
    entry = await registered(cast, on=today() - 90 * DAY)
    await registered(cast, on=today() - 89 * DAY)
    assert [one.id for one in await still_waiting_due(cast.noor, on=today())] == [entry.id]
    await committed(lambda: waiting.confirm_still_waiting(cast.noor, entry.id, on=today()))
    assert await still_waiting_due(cast.noor, on=today()) == []


async def test_a_client_is_forgotten_when_nothing_can_follow(cast: Cast) -> None:
    entry = await registered(
        cast, case_references=("Z-1",), postcode="1621", wishes="Liefst ochtend"
    )
    client = await client_of(entry)
    await free(cast.sanne, cast.linde_thuis.id, 1)
    await placed(cast.sanne, entry)
    due = today() + 180 * DAY
    assert not await committed(lambda: anonymise(client.id, on=due - DAY))
    hold = await ClientHold.create(
        region_id=client.region_id, client_id=client.id, cause="running_care", since_at=now()
    )
    assert not await committed(lambda: anonymise(client.id, on=due))
    hold.ended_at = now()
    await hold.save()
    moment = now() + 180 * DAY
    await jobs.forget_clients(moment)
    await jobs.forget_clients(moment)
    forgotten = await Client.get(id=client.id)
    assert (forgotten.reference, forgotten.pc4) == (None, None)
    assert (await CaseReference.get()).reference is None
    kept = await fresh(entry)
    assert (kept.wishes, kept.key) == ("", entry.key)
    assert await JournalEntry.filter(action="client.anonymised").count() == 1


# Measuring ----------------------------------------------------------------------------------


async def test_waits_are_measured_from_five_cases_and_without_who_postponed(cast: Cast) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 9)
    entries = [await registered(cast, on=today() - days * DAY) for days in (50, 40, 30, 20, 10)]
    late = await registered(cast, on=today() - 400 * DAY)
    await committed(lambda: waiting.postpone(cast.noor, late.id, until_on=today(), on=today()))
    await committed(lambda: waiting.end_postponement(cast.noor, late.id, on=today()))
    for entry in (late, *entries[:4]):
        await placed(cast.sanne, entry)
    measured = await MeasuredWait.get(offering_id=cast.linde_thuis.id)
    assert (measured.started_cases, measured.started_median) == (4, None)
    await placed(cast.sanne, entries[4])
    await jobs.measure_waits(now())
    measured = await MeasuredWait.get(offering_id=cast.linde_thuis.id)
    assert (measured.started_cases, measured.started_median, measured.started_p90) == (5, 30, 50)
    assert (measured.invited_median, measured.waiting) == (30, 0)


async def test_two_workers_measure_one_list_at_once(cast: Cast) -> None:
    await registered(cast)
    both = [committed(lambda: measure(cast.linde_thuis.id, on=today())) for _ in range(2)]
    await asyncio.gather(*both)
    assert (await MeasuredWait.get()).waiting == 1


async def test_a_product_of_another_group_is_another_need(cast: Cast) -> None:
    lot = await a_lot(cast.westfriesland, "Kortdurend verblijf")
    product = await a_product(lot, "Kortdurend verblijf", category="04")
    other = await an_offering(await a_contract(cast.anker, lot), product)
    entry = await registered(cast, on=today() - WEEK)
    moved_on = await committed(lambda: moved(cast, entry, other.id))
    assert moved_on.need_id != entry.need_id
    assert (await client_of(moved_on)).id == (await client_of(entry)).id
    assert moved_on.key == entry.key
