"""What an actor may search, where its search begins, and which searches it saved."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tortoise.queryset import QuerySet

from portal.accounts.models import Membership
from portal.availability.rules.row import Contact, Row
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.kernel.ids import hashed
from portal.matching.models import SavedSearch, SavedSearchHit, SavedSearchLink
from portal.matching.rules.choices import Choices, choices
from portal.matching.rules.saved import Rhythm
from portal.matching.rules.searchers import SEARCHERS
from portal.providers.models import AccessTeamContact
from portal.providers.rules import ContactPurpose
from portal.search.index import Shelved, shelves
from portal.search.queries import Around
from portal.search.rules import Found, Match, Search, find


async def row_open_to(actor: Actor, offering_id: int) -> Row:
    """One offering; raises NotFound when it does not exist for this actor."""
    row = (await shelves.of(actor)).shelf.row_of(offering_id)
    if row is None:
        raise NotFound
    return row


def home_of(actor: Actor, around: Around) -> int | None:
    """Whose clients this actor usually searches for; None: of the whole region."""
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return actor.municipality_id
    return next(iter(around.teams.get(actor.access_team_id or 0, ())), None)


def offered_to(actor: Actor, shelved: Shelved) -> Choices:
    """What this actor can choose from."""
    return offered_in(shelved, home_of(actor, shelved.around))


def offered_in(shelved: Shelved, home_id: int | None) -> Choices:
    """What somebody from this municipality can choose from."""
    return shelved.once(
        ("choices", home_id),
        lambda: choices(shelved.shelf, shelved.around.municipalities, home_id),
    )


def search_in(shelved: Shelved, search: Search, *, today: date) -> Found:
    """The answer to this search."""
    return find(shelved.view(search.municipality_id, today=today), search)


def matches_of(found: Found, offering_ids: Iterable[int]) -> list[Match]:
    """These offerings as this search shows them; what does not exist here is left out."""
    slots = [found.view.shelf.slot_of(number) for number in offering_ids]
    return [found.match(slot) for slot in slots if slot is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamContact:
    """Whom clients reach at their access team."""

    name: str
    """Of the team."""
    contact: Contact


async def contact_for_clients(
    actor: Actor, around: Around, municipality_id: int | None
) -> TeamContact | None:
    """Whom a client calls: the actor's own team, else the one team of the client's municipality.

    A team without a number for clients is reached as any resident reaches it.
    """
    teams = [team for team, places in around.teams.items() if municipality_id in places]
    team_id = actor.access_team_id or (teams[0] if len(teams) == 1 else None)
    wanted = [ContactPurpose.CLIENTS, ContactPurpose.RESIDENTS]
    known = AccessTeamContact.filter(access_team_id=team_id, purpose__in=wanted)
    contacts = {one.purpose: one for one in await known.select_related("access_team")}
    one = next((contacts[purpose] for purpose in wanted if purpose in contacts), None)
    if one is None:
        return None
    team = one.access_team.name
    desk = "" if one.name == team else one.name
    return TeamContact(name=team, contact=Contact(name=desk, phone=one.phone, email=one.email))


# Saved searches -----------------------------------------------------------------------------


def saved_by(actor: Actor) -> QuerySet[SavedSearch]:
    """The searches that somebody saved in this role, the newest first."""
    return SavedSearch.filter(membership_id=actor.membership_id, ended_at=None).order_by("-id")


async def saved_search_of(actor: Actor, saved_id: int) -> SavedSearch:
    """One of these. Raises NotFound."""
    found = await saved_by(actor).get_or_none(id=saved_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A saved search whose owner still searches, and what was known to answer it."""

    id: int
    person_id: int
    region_id: int
    query: str
    rhythm: Rhythm
    round_on: date
    known: dict[int, bool]
    """By offering, whether it was told."""


async def searches_to_look_at(*, before: datetime) -> list[Watched]:
    """What nobody looked at since, of everybody who still may search."""
    found = (
        await SavedSearch.filter(
            ended_at=None,
            looked_at__lt=before,
            membership__ended_at=None,
            membership__role__in=SEARCHERS,
        )
        .order_by("region_id", "id")
        .select_related("membership")
    )
    known = await known_hits([one.id for one in found])
    return [
        Watched(
            id=one.id,
            person_id=one.membership.person_id,
            region_id=one.region_id,
            query=one.query,
            rhythm=one.rhythm,
            round_on=one.round_on,
            known=known[one.id],
        )
        for one in found
    ]


async def known_hits(saved_ids: Iterable[int]) -> dict[int, dict[int, bool]]:
    """By saved search, which offerings were known to answer it and whether that was told."""
    hits = SavedSearchHit.filter(saved_search_id__in=list(saved_ids), gone_at=None)
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for hit in await hits.values("saved_search_id", "offering_id", "told_at"):
        found[hit["saved_search_id"]][hit["offering_id"]] = hit["told_at"] is not None
    return found


async def person_with_link(token: str) -> int | None:
    """Whose mail held this link; None when it was never sent."""
    link = await SavedSearchLink.get_or_none(token_hash=hashed(token))
    return link.person_id if link else None


async def saved_by_person(person_id: int) -> list[SavedSearch]:
    """All that this person saved and did not end, in every role, the newest first."""
    theirs = Membership.filter(person_id=person_id)
    ids = await theirs.values_list("id", flat=True)
    return await SavedSearch.filter(membership_id__in=ids, ended_at=None).order_by("-id")
