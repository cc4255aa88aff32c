"""Who sees which clients, and what a place on a list says of itself."""

from datetime import timedelta

import pytest

from portal.availability.queries import row_for
from portal.catalogue.models import Product
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.kernel.clock import now, today
from portal.kernel.errors import NotAllowed, NotFound
from portal.providers.models import SubcontractApproval
from portal.providers.rules import SubcontractDecision
from portal.waitlists.actions import leaving, waiting
from portal.waitlists.actions.registering import Listed, put_on_list
from portal.waitlists.actions.transferring import transfer_entry
from portal.waitlists.queries import (
    chain_of,
    client_with_reference,
    clients_visible_to,
    entries_visible_to,
    entry_for,
    expected_wait_of,
    list_for,
    place_of,
    places_of,
    standing_of,
)
from portal.waitlists.queries.region import back_datings_to_decide, out_of_order_calls
from portal.waitlists.queries.regional import region_lists
from tests.builders import a_contract, an_offering
from tests.cast import Cast
from tests.waitlists.stories import client_of, free, placed, registered

DAY = timedelta(days=1)


async def sees(actor: Actor) -> tuple[int, int]:
    """How many entries and clients exist for this actor."""
    return await entries_visible_to(actor).count(), await clients_visible_to(actor).count()


async def test_everybody_sees_the_clients_of_the_own_task(cast: Cast) -> None:
    entry = await registered(cast)
    await registered(cast, cast.anker_thuis.id)
    reference = (await client_of(entry)).reference or ""
    assert await sees(cast.noor) == (2, 2)
    assert await sees(cast.sanne) == await sees(cast.daan) == (1, 1)
    assert await sees(cast.mila) == (0, 2)
    for nobody in (cast.guus, cast.kim, cast.rik, cast.otto, cast.bo, cast.evi):
        assert await sees(nobody) == (0, 0)
        with pytest.raises(NotFound):
            await entry_for(nobody, entry.id)
        assert await client_with_reference(nobody, reference) is None
        assert await list_for(nobody, cast.linde_thuis.id) == []
    assert (await entry_for(cast.sanne, entry.id)).need.client.reference == reference
    with pytest.raises(NotFound):
        await entry_for(cast.aisha, entry.id)


async def test_a_main_contractor_sees_the_list_of_its_subcontractor(cast: Cast) -> None:
    main = await cast.anker_thuis.contract
    lot = await main.lot
    sub = await a_contract(cast.linde, lot, main_contract=main)
    offering = await an_offering(sub, cast.begeleiding)
    approval = await SubcontractApproval.create(
        contract=sub, requested_by_id=cast.sanne.person_id, requested_at=now()
    )
    with pytest.raises(NotAllowed, match="onderaannemer"):
        await registered(cast, offering.id)
    approval.decision = SubcontractDecision.AGREED
    approval.decided_by_id, approval.decided_at = cast.rik.person_id, now()
    await approval.save()
    entry = await registered(cast, offering.id)
    assert [one.id for one in await list_for(cast.aisha, offering.id)] == [entry.id]


async def test_a_place_says_why_it_is_there(cast: Cast) -> None:
    first = await registered(cast, on=today() - 2 * DAY)
    second = await registered(cast)
    elsewhere = await registered(cast, cast.anker_thuis.id, on=today() - 9 * DAY)
    told = await standing_of(second)
    assert told
    assert str(told).startswith("Plaats 2 van 2. 1 persoon heeft een eerdere aanmelddatum")
    late = await committed(
        lambda: transfer_entry(
            cast.noor,
            elsewhere.id,
            to_offering_id=cast.linde_thuis.id,
            reason="Contract eindigt",
            on=today(),
        )
    )
    places = await places_of([cast.linde_thuis.id, cast.anker_thuis.id])
    assert [places[one.id].place for one in (late, first, second)] == [1, 2, 3]
    assert await place_of(second.id) == places[second.id]
    assert await place_of(elsewhere.id) is None
    assert await standing_of(await elsewhere.__class__.get(id=elsewhere.id)) is None
    chain = await chain_of(late.id)
    assert [one.offering.provider.name for one in chain.entries] == ["Het Anker", "De Linde"]
    assert chain.links[0].reason == "Contract eindigt"
    assert await places_of([]) == {}


async def test_an_expected_wait_comes_from_placements_or_from_the_provider(cast: Cast) -> None:
    home = cast.linde_thuis.id
    waits = await registered(cast)
    unknown = await expected_wait_of(waits, await row_for(cast.noor, home), on=today())
    assert unknown
    assert unknown.days is None
    await free(cast.sanne, home, 9)
    stated = await expected_wait_of(waits, await row_for(cast.noor, home), on=today())
    assert stated
    assert str(stated).startswith("2 tot 3 weken (opgave van de aanbieder")
    for days in (50, 40, 30, 20, 10, 0):
        await placed(
            cast.sanne, await registered(cast, on=today() - days * DAY), on=today() - days * DAY
        )
    measured = await expected_wait_of(waits, await row_for(cast.noor, home), on=today())
    assert measured
    assert "om de 10 dagen" in measured.rests_on


async def test_the_region_sees_counts_and_decisions_of_its_own_lists_only(cast: Cast) -> None:
    home = cast.linde_thuis.id
    await Product.filter(id=cast.begeleiding.id).update(norm_days=42)
    given_back = await registered(cast, on=today() - 43 * DAY)
    postponing = await registered(cast, on=today() - 90 * DAY)
    last = await registered(cast, registered_on=today() - 30 * DAY, reason="Lag bij de balie")
    one = Listed(municipality_id=cast.hoorn.id, registered_on=today() - DAY, number_in_file=1)
    await committed(lambda: put_on_list(cast.sanne, home, one, on=today()))
    await committed(
        lambda: waiting.postpone(cast.noor, postponing.id, until_on=today() + DAY, on=today())
    )
    await free(cast.sanne, home, 1)
    await placed(cast.sanne, last)
    await committed(
        lambda: leaving.return_to_consultant(
            cast.sanne, given_back.id, reason="Vraagt andere hulp", on=today()
        )
    )
    (count,) = (seen := await region_lists(cast.rik, on=today())).counted
    assert (count.waiting, count.postponed) == (2, 1)
    assert (count.longest_days, count.past_norm) == (43, 1)
    assert [one.count for one in seen.to_link] == [1]
    (claim,) = await back_datings_to_decide(cast.rik)
    assert (claim.claimed_on, claim.reason) == (today() - 30 * DAY, "Lag bij de balie")
    (call,) = await out_of_order_calls(cast.rik)
    assert len(call.passed) == 2
    (returned,) = (await region_lists(cast.otto, on=today())).returned
    assert returned.reason == "Vraagt andere hulp"
    for stranger in (cast.noor, cast.sanne, cast.mila, cast.bo):
        with pytest.raises(NotFound):
            await region_lists(stranger, on=today())
        with pytest.raises(NotFound):
            await out_of_order_calls(stranger)
