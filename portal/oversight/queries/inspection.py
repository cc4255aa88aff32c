"""The journal of one region, for its inspector.

A row belongs to the region that it names. A row that names none belongs to the region of the
organisation that its writer worked for. For somebody of a provider that works in other regions
too, only what is about the provider's own people counts: the rest might be another region's.
What the portal did by itself without a region, such as mails that could not be sent, is nobody's.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from tortoise.expressions import Q, RawSQL
from tortoise.queryset import QuerySet

from portal.accounts.models import Membership, Person
from portal.availability.models import Offering
from portal.availability.queries import offerings_visible_to, rows
from portal.availability.rules.freshness import Freshness
from portal.database.connecting import is_postgres
from portal.journal.models import JournalEntry, Kind
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import local_date
from portal.oversight.queries.members import memberships_of_region, providers_of
from portal.oversight.rules.inspection import (
    KIND_WORDS,
    SUBJECT_WORDS,
    JournalSearch,
    Oversight,
    Told,
    subject_told,
    told,
)
from portal.providers.models import Contract, Provider

LOOK_BACK: Final = timedelta(days=30)
PEOPLE: Final = ("person", "membership", "invitation", "session", "absence")
MOST_NAMES: Final = 3


async def journal_visible_to(actor: Actor) -> QuerySet[JournalEntry]:
    """The rows of the inspector's region; to other roles none."""
    if actor.role is not Role.INSPECTOR or actor.region_id is None:
        return JournalEntry.filter(id__in=[])
    members = await (await memberships_of_region(actor.region_id)).values_list("id", "provider_id")
    elsewhere = await _providers_elsewhere(actor.region_id)
    shared = [one for one, provider_id in members if provider_id in elsewhere]
    own = [one for one, provider_id in members if provider_id not in elsewhere]
    unnamed = Q(membership_id__in=own) | Q(membership_id__in=shared, subject__in=PEOPLE)
    return JournalEntry.filter(Q(region_id=actor.region_id) | (Q(region_id=None) & unnamed))


async def _providers_elsewhere(region_id: int) -> set[int]:
    here = await providers_of(region_id)
    others = Contract.filter(provider_id__in=here).exclude(region_id=region_id)
    return {one["provider_id"] for one in await others.values("provider_id")}


async def journal(actor: Actor, search: JournalSearch) -> QuerySet[JournalEntry]:
    """What the inspector looks for, the newest first."""
    found = (await journal_visible_to(actor)).filter(
        at__gte=search.first_at, at__lt=search.before_at
    )
    if search.person_id is not None:
        found = found.filter(person_id=search.person_id)
    if search.about_id is not None:
        found = found.filter(await _about(search.about_id))
    if search.action:
        found = found.filter(action=search.action)
    if search.kind:
        found = found.filter(kind=Kind(search.kind))
    if search.subject in SUBJECT_WORDS and search.subject_id is not None:
        found = found.filter(_holding(search.subject, [search.subject_id]))
    return found.order_by("-at", "-id")


def rows_about_client(client_id: int) -> QuerySet[JournalEntry]:
    """Who saw or changed the record of a client, the newest first. Asks not who looks."""
    return JournalEntry.filter(_holding("client", [client_id])).order_by("-at", "-id")


async def _about(person_id: int) -> Q:
    memberships = Membership.filter(person_id=person_id)
    ids = [one["id"] for one in await memberships.values("id")]
    return _holding("person", [person_id]) | _holding("membership", ids)


def _holding(subject: str, ids: Iterable[int]) -> Q:
    """Rows about one of these; the numbers stand in a JSON list."""
    wanted = ", ".join(str(int(one)) for one in ids)
    if not wanted:
        return Q(id__in=[])
    inside = (
        "jsonb_array_elements_text(subject_ids::jsonb) AS one(value) WHERE one.value::bigint"
        if is_postgres()
        else "json_each(subject_ids) AS one WHERE one.value"
    )
    exists = f"EXISTS (SELECT 1 FROM {inside} IN ({wanted}))"  # noqa: S608  whole numbers only
    holds = RawSQL(f"CASE WHEN {exists} THEN id ELSE 0 END")
    return Q(subject=subject) & Q(id=holds)


# In words ----------------------------------------------------------------------------------


async def in_words(entries: Sequence[JournalEntry]) -> list[Told]:
    """These rows with the names that belong to their numbers; a fixed number of queries."""
    names = await _names(entries)
    roles = await _roles({one.membership_id for one in entries if one.membership_id})
    return [_told(one, names, roles) for one in entries]


def _told(one: JournalEntry, names: dict[tuple[str, int], str], roles: dict[int, str]) -> Told:
    known = [names.get((one.subject, number), f"nummer {number}") for number in one.subject_ids]
    more = len(known) - MOST_NAMES
    about = ", ".join(known[:MOST_NAMES]) + (f" en nog {more}" if more > 0 else "")
    return Told(
        id=one.id,
        at=one.at,
        who=names.get(("person", one.person_id), "") if one.person_id else "het portaal",
        role=roles.get(one.membership_id, "") if one.membership_id else "",
        what=told(one.action),
        kind=KIND_WORDS[one.kind],
        subject=one.subject,
        subject_word=subject_told(one.subject),
        subject_ids=tuple(one.subject_ids),
        about=about,
        reason=one.reason,
    )


async def _names(entries: Sequence[JournalEntry]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {name: set() for name in _NAMED}
    for one in entries:
        if one.subject in wanted:
            wanted[one.subject].update(one.subject_ids[:MOST_NAMES])
        if one.person_id:
            wanted["person"].add(one.person_id)
    found: dict[tuple[str, int], str] = {}
    for subject, (query, columns) in _NAMED.items():
        for row in await query().filter(id__in=wanted[subject]).values("id", *columns):
            found[subject, row["id"]] = ", ".join(str(row[column]) for column in columns)
    return found


_NAMED: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "person": (Person.all, ("name",)),
    "membership": (Membership.all, ("person__name",)),
    "offering": (Offering.all, ("provider__name", "product__name")),
    "provider": (Provider.all, ("name",)),
}


async def _roles(membership_ids: set[int]) -> dict[int, str]:
    found = await Membership.filter(id__in=membership_ids).values_list("id", "role")
    return {one: role.label for one, role in found}


async def people_of_region(actor: Actor) -> list[tuple[int, str]]:
    """Everybody who works, or worked, for an organisation of the region: id and name."""
    members = await memberships_of_region(actor.region_id)
    found = await members.values_list("person_id", "person__name")
    return sorted(dict(found).items(), key=lambda person: (person[1], person[0]))


# The first screen --------------------------------------------------------------------------


async def oversight(actor: Actor, *, now: datetime) -> Oversight:
    """Numbers of the last thirty days in the journal, and of the figures today."""
    recent = (await journal_visible_to(actor)).filter(at__gte=now - LOOK_BACK)
    people = await recent.exclude(person_id=None).distinct().values("person_id")
    seen = recent.filter(kind=Kind.SEEN, subject="person")
    persons = [one for ids in await seen.values("subject_ids") for one in ids["subject_ids"]]
    today = local_date(now)
    every = await rows(offerings_visible_to(actor))
    states = [row.freshness(today=today) for row in every]
    return Oversight(
        changed=await recent.filter(kind=Kind.CHANGED).count(),
        seen=await recent.filter(kind=Kind.SEEN).count(),
        people=len(people),
        persons_seen=len(set(persons)),
        fresh=states.count(Freshness.FRESH),
        offerings=len(every),
        stops_in_force=sum(bool(row.stopped_in(today=today)) for row in every),
    )
