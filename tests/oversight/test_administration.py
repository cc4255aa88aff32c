"""The administrator: accounts, and every year the question whether each right is still right."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from portal.accounts.models import Membership, RightsReview, Session
from portal.accounts.rules import Organisation, OrganisationKind, ReviewDecision
from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import local_date, now, today
from portal.kernel.errors import NotFound
from portal.oversight.actions.administration import OwnRights, confirm_rights, end_right
from portal.oversight.queries.administration import counts_per_kind, rights_reviewed_by
from portal.oversight.rules.administration import Right, in_order, progress
from portal.providers.models import Contract
from tests.browser_client import Browser
from tests.builders import a_contract, a_member, days_ago
from tests.cast import Cast
from tests.counting import counted_queries
from tests.seeds import each_seed

RIGHTS = "/beheer/rechten/"
TODAY = date(2026, 11, 24)


def a_right(number: int = 1, **known: Any) -> Right:
    values: dict[str, Any] = {
        "membership_id": number,
        "person_id": number,
        "name": f"Persoon {number:02}",
        "email": "",
        "role": Role.CONSULTANT,
        "organisation": Organisation(kind=OrganisationKind.ACCESS_TEAM, id=1, name="Wijkteam"),
        "since_on": date(2026, 11, 1),
        "last_used_on": None,
        "reviewed_on": None,
        "reviewed_by": "",
        "is_own": False,
    }
    return Right(**{**values, **known})


# Rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed_on", "due"),
    [(None, True), (date(2025, 11, 23), True), (date(2025, 11, 24), False), (TODAY, False)],
)
def test_a_right_is_due_when_nobody_looked_for_a_year(reviewed_on: date | None, due: bool) -> None:  # noqa: FBT001
    assert a_right(reviewed_on=reviewed_on).is_due(today=TODAY) is due


@pytest.mark.parametrize(
    ("since", "used", "unused"),
    [
        (date(2026, 11, 1), None, False),
        (date(2025, 1, 1), None, True),
        (date(2025, 1, 1), date(2026, 5, 24), True),
        (date(2025, 1, 1), date(2026, 5, 25), False),
    ],
)
def test_a_right_is_unused_after_half_a_year(since: date, used: date | None, unused: bool) -> None:  # noqa: FBT001
    assert a_right(since_on=since, last_used_on=used).is_unused(today=TODAY) is unused


def test_unused_rights_stand_first_and_reviewed_ones_last() -> None:
    reviewed = a_right(1, reviewed_on=TODAY)
    due = a_right(2)
    unused = a_right(3, since_on=date(2020, 1, 1))
    assert in_order([reviewed, due, unused], today=TODAY) == [unused, due, reviewed]


@each_seed(5)
def test_progress_is_what_counting_gives(seed: int) -> None:
    chance = Random(seed)
    rights = [
        a_right(
            number,
            reviewed_on=chance.choice((None, TODAY - timedelta(days=chance.randrange(700)))),
            last_used_on=chance.choice((None, TODAY - timedelta(days=chance.randrange(400)))),
            is_own=chance.random() < 0.1,
        )
        for number in range(chance.randrange(60))
    ]
    found = progress(rights, today=TODAY)
    reviewed, unused, own = 0, 0, 0
    for one in rights:
        fine = one.reviewed_on is not None and (TODAY - one.reviewed_on).days <= 365
        reviewed += fine
        own += one.is_own and not fine
        unused += (TODAY - (one.last_used_on or one.since_on)).days > 183
    assert (found.reviewed, found.total) == (reviewed, len(rights))
    assert (found.unused, found.own) == (unused, own)
    assert found.due == len(rights) - reviewed
    assert found.before == date(2026, 12, 31)


# Actions -----------------------------------------------------------------------------------


async def rights_of(actor: Actor) -> dict[int, Right]:
    return {right.membership_id: right for right in await rights_reviewed_by(actor)}


async def test_bo_reviews_everybody_of_the_region_and_nobody_else(cast: Cast) -> None:
    found = await rights_of(cast.bo)
    ours = (cast.sanne, cast.daan, cast.aisha, cast.noor, cast.rik, cast.mila, cast.otto, cast.evi)
    assert found.keys() == {one.membership_id for one in (*ours, cast.bo)}
    assert await rights_reviewed_by(cast.rik) == []


async def test_a_provider_of_two_regions_is_reviewed_in_both(cast: Cast) -> None:
    kade = await Contract.filter(provider_id=cast.kade.id).select_related("lot").get()
    await a_contract(cast.linde, kade.lot)
    els = await a_member(Role.ADMINISTRATOR, of=cast.midden_holland)
    await confirm_rights(cast.bo, [cast.sanne.membership_id], on=today())
    assert (await rights_of(cast.bo))[cast.sanne.membership_id].reviewed_on == today()
    assert (await rights_of(els))[cast.sanne.membership_id].reviewed_on is None


async def test_confirming_is_kept_with_who_and_when(cast: Cast) -> None:
    chosen = [cast.sanne.membership_id, cast.noor.membership_id]
    assert await confirm_rights(cast.bo, chosen, on=today()) == 2
    right = (await rights_of(cast.bo))[cast.noor.membership_id]
    assert (right.reviewed_on, right.reviewed_by) == (today(), "Bo Visser")
    entry = await JournalEntry.get(action="rights.confirmed")
    assert entry.subject_ids == sorted(chosen)
    assert entry.region_id == cast.westfriesland.id


async def test_ending_ends_the_access_at_once(cast: Cast) -> None:
    await end_right(cast.bo, cast.daan.membership_id, on=today())
    assert (await Membership.get(id=cast.daan.membership_id)).ended_at is not None
    review = await RightsReview.get()
    assert (review.decision, review.membership_id) == (
        ReviewDecision.ENDED,
        cast.daan.membership_id,
    )
    assert await JournalEntry.filter(action="rights.ended").count() == 1
    assert cast.daan.membership_id not in await rights_of(cast.bo)


async def test_nobody_reviews_their_own(cast: Cast) -> None:
    with pytest.raises(OwnRights):
        await confirm_rights(cast.bo, [cast.bo.membership_id], on=today())
    with pytest.raises(OwnRights):
        await end_right(cast.bo, cast.bo.membership_id, on=today())
    assert await RightsReview.all().count() == 0


async def test_another_region_does_not_exist(cast: Cast) -> None:
    for stranger in (cast.kim, cast.guus):
        with pytest.raises(NotFound):
            await confirm_rights(cast.bo, [stranger.membership_id], on=today())
        with pytest.raises(NotFound):
            await end_right(cast.bo, stranger.membership_id, on=today())


@pytest.mark.parametrize("seed", range(3))
async def test_the_list_is_what_looking_at_every_membership_gives(cast: Cast, seed: int) -> None:
    chance = Random(seed)
    for actor in (cast.sanne, cast.daan, cast.noor, cast.rik, cast.kim):
        for _ in range(chance.randrange(3)):
            moment = now() - timedelta(days=chance.randrange(400))
            await Session.create(
                token_hash=str(chance.random()), person_id=actor.person_id,
                membership_id=actor.membership_id, created_at=moment, expires_at=moment,
            )  # fmt: skip
        if chance.random() < 0.5:
            await RightsReview.create(
                region_id=cast.westfriesland.id, membership_id=actor.membership_id,
                reviewed_on=days_ago(chance.randrange(500)), reviewed_by_id=cast.bo.person_id,
                decision=ReviewDecision.CONFIRMED,
            )  # fmt: skip
    for membership_id, right in (await rights_of(cast.bo)).items():
        used = [local_date(s.created_at) for s in await Session.filter(membership_id=membership_id)]
        seen = [r.reviewed_on for r in await RightsReview.filter(membership_id=membership_id)]
        assert right.last_used_on == max(used, default=None)
        assert right.reviewed_on == max(seen, default=None)


async def test_members_are_counted_per_kind(cast: Cast) -> None:
    counts = {one.kind: one for one in await counts_per_kind(cast.bo)}
    assert counts[OrganisationKind.PROVIDER].organisations == 2
    assert counts[OrganisationKind.PROVIDER].members == 3
    assert counts[OrganisationKind.MUNICIPALITY].without_members == 1, "Medemblik"
    assert counts[OrganisationKind.REGION].members == 3
    assert all(one.invitations == 0 for one in counts.values())


# Pages -------------------------------------------------------------------------------------


async def test_bo_starts_at_what_is_to_be_reviewed(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    assert (await browser.get("/")).headers["location"] == "/beheer/"
    await confirm_rights(cast.bo, [cast.sanne.membership_id], on=today())
    page = (await browser.get("/beheer/")).text
    assert f"1 van 9 bekeken, vóór 31 december {today().year}" in page
    assert "8 medewerkers nog te bekijken" in page


async def test_the_unused_right_stands_first_with_the_reason(cast: Cast, browser: Browser) -> None:
    await Membership.filter(id=cast.noor.membership_id).update(since_at=now() - timedelta(days=200))
    await browser.sign_in(cast.bo)
    page = (await browser.get(RIGHTS)).text
    assert page.index("Half jaar niet gebruikt") < page.index("Aisha Karimi")
    assert page.index("Noor Bakker</label>") < page.index("Aisha Karimi</label>")


async def test_bo_confirms_a_few_and_they_leave_the_list(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    chosen = [str(cast.sanne.membership_id), str(cast.noor.membership_id)]
    answer = await browser.send_form(f"{RIGHTS}?toon=alles", membership=chosen)
    assert answer.headers["location"] == f"{RIGHTS}?toon=alles"
    page = (await browser.get(RIGHTS)).text
    assert "Bevestigd: 2 medewerkers houden toegang." in page
    assert "Sanne de Wit" not in page
    assert "Sanne de Wit" in (await browser.get(f"{RIGHTS}?toon=alles")).text


async def test_nothing_chosen_is_told(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    await browser.send_form(RIGHTS)
    assert "Kies eerst van wie" in (await browser.get(RIGHTS)).text
    assert await RightsReview.all().count() == 0


async def test_one_organisation_can_be_chosen(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    page = (await browser.get(f"{RIGHTS}?organisatie=aanbieder-{cast.anker.id}")).text
    assert "Aisha Karimi</label>" in page
    assert "Sanne de Wit</label>" not in page
    unknown = (await browser.get(f"{RIGHTS}?organisatie=aanbieder-{cast.kade.id}")).text
    assert "Kim Blom" not in unknown


async def test_bo_cannot_choose_herself(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    page = (await browser.get(RIGHTS)).text
    assert f'value="{cast.bo.membership_id}"' not in page
    assert "Een andere beheerder bekijkt uw toegang." in page
    answer = await browser.send_form(RIGHTS, membership=str(cast.bo.membership_id))
    assert answer.status_code == 403


async def test_ending_asks_first(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    path = f"{RIGHTS}{cast.daan.membership_id}/beeindigen/"
    assert "Toegang van Daan Vos beëindigen?" in (await browser.get(path)).text
    assert (await browser.send_form(path)).status_code == 303
    assert "heeft geen toegang meer" in (await browser.get(RIGHTS)).text


async def test_ending_does_not_exist_for_others_or_for_another_region(
    cast: Cast, browser: Browser
) -> None:
    ours = f"{RIGHTS}{cast.daan.membership_id}/beeindigen/"
    for stranger in (cast.sanne, cast.rik, cast.otto, cast.mila, cast.kim):
        await browser.sign_in(stranger)
        assert (await browser.get(ours)).status_code == 404
        assert (await browser.send_form(ours)).status_code == 404
    await browser.sign_in(cast.bo)
    theirs = f"{RIGHTS}{cast.kim.membership_id}/beeindigen/"
    assert (await browser.get(theirs)).status_code == 404
    assert (await browser.send_form(theirs)).status_code == 404


async def test_looking_at_the_list_is_journalled(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    await browser.get(RIGHTS)
    entry = await JournalEntry.get(action="rights.listed")
    assert cast.noor.person_id in entry.subject_ids
    assert cast.kim.person_id not in entry.subject_ids


async def test_more_people_ask_no_more_queries(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.bo)
    await browser.get(RIGHTS)
    with counted_queries() as few:
        await browser.get(RIGHTS)
    for _ in range(12):
        await a_member(Role.CONSULTANT, of=cast.hoorn_team)
    with counted_queries() as many:
        await browser.get(RIGHTS)
    assert len(many.statements) == len(few.statements)
