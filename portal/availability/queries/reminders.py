"""Reads for reminders: which rows a provider is asked about, by whom they are read, their links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tortoise.expressions import Q
from tortoise.functions import Min
from tortoise.queryset import QuerySet

from portal.accounts.models import Absence, Membership
from portal.accounts.queries import actor_with_membership
from portal.availability.models import Offering, ReminderLink, ReminderRow, Report
from portal.availability.queries.offerings import offerings_editable_by, rows, statement_of
from portal.availability.rules.figures import Statement
from portal.availability.rules.reminders import digest_on
from portal.availability.rules.row import Row
from portal.kernel.actor import PROVIDER_ROLES, Actor, Role
from portal.kernel.ids import hashed
from portal.providers.models import Provider
from portal.providers.rules import SubcontractDecision


async def providers_to_remind(*, on: date) -> list[int]:
    """Whose latest day of the digest was not dealt with yet."""
    waiting = Q(reminded_on=None)
    for weekday in range(7):
        day = digest_on(weekday, today=on)
        waiting |= Q(reminder_weekday=weekday, reminded_on__lt=day)
    return [provider.id for provider in await Provider.filter(waiting).order_by("id").only("id")]


def offerings_asked_of(provider_id: int, *, on: date) -> QuerySet[Offering]:
    """The offerings that this provider is reminded of: those it looks after itself.

    The main contractor answers for a subcontractor's figures unless it delegated the editing. A
    subcontractor that the region did not agree to does not work, so nobody is asked about it.
    """
    agreed = Q(contract__approval__decision=SubcontractDecision.AGREED)
    own = Q(contract__main_contract_id=None) | Q(contract__delegates_editing=True)
    answered_for = Q(contract__main_contract__provider_id=provider_id)
    return Offering.filter(
        Q(contract__main_contract_id=None) | agreed,
        (Q(provider_id=provider_id) & own) | (answered_for & Q(contract__delegates_editing=False)),
        withdrawn_at=None,
        contract__starts_on__lte=on,
        contract__ends_on__gte=on,
    )


async def first_asked(offering_ids: Iterable[int]) -> dict[int, date]:
    """When a reminder first listed each of these while nothing was known of it."""
    found = (
        await ReminderRow.filter(offering_id__in=list(offering_ids), report_id=None)
        .annotate(first=Min("link__digest_on"))
        .group_by("offering_id")
        .values_list("offering_id", "first")
    )
    return {offering: _day(first) for offering, first in found}


def _day(value: date | str) -> date:
    """SQLite gives the least of some dates as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A member of a provider, as a reminder addresses them."""

    membership_id: int
    person_id: int
    name: str
    email: str
    wants: bool


async def readers_at(provider_id: int) -> dict[int, Reader]:
    """Everybody who works for this provider now, by person; of two roles the first counts."""
    members = (
        await Membership.filter(provider_id=provider_id, role__in=PROVIDER_ROLES, ended_at=None)
        .order_by("id")
        .select_related("person")
    )
    readers = [
        Reader(
            membership_id=member.id,
            person_id=member.person_id,
            name=member.person.name,
            email=member.person.email,
            wants=member.receives_reminders,
        )
        for member in members
    ]
    return {reader.person_id: reader for reader in sorted(readers, key=lambda r: r.wants)}


async def deputies(person_ids: Iterable[int], *, today: date) -> dict[int, int]:
    """Who of these is away today, and who stands in."""
    away = Absence.filter(
        person_id__in=list(person_ids), ended_at=None, from_on__lte=today, until_on__gte=today
    )
    return dict(await away.order_by("-id").values_list("person_id", "deputy_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """Who manages the contract of an offering."""

    person_id: int
    name: str
    email: str


async def managers_of(offering_ids: Iterable[int]) -> dict[int, Managed]:
    """The contract manager of each of these, where there is one who still works for the region."""
    found = await Offering.filter(id__in=list(offering_ids)).values(
        "id",
        "region_id",
        "contract__manager_id",
        "contract__manager__name",
        "contract__manager__email",
    )
    still_there = set(
        await Membership.filter(
            role=Role.REGION_MANAGER,
            ended_at=None,
            person_id__in={row["contract__manager_id"] for row in found} - {None},
        ).values_list("person_id", "region_id")
    )
    return {
        row["id"]: Managed(
            person_id=row["contract__manager_id"],
            name=row["contract__manager__name"],
            email=row["contract__manager__email"],
        )
        for row in found
        if (row["contract__manager_id"], row["region_id"]) in still_there
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """A link that works: whose it is, since when, and which report each of its rows showed."""

    id: int
    actor: Actor
    created_at: datetime
    mailed: dict[int, int | None]


async def listed_rows(link: OpenLink) -> list[Row]:
    """The rows of a link that its reader may still edit, as they are today."""
    return await rows(offerings_editable_by(link.actor).filter(id__in=list(link.mailed)))


async def open_link(token: str, *, now: datetime) -> OpenLink | None:
    """The link with this token; None when it expired, was replaced or revoked, or never was.

    It also stops working when the membership ended, or no longer wants reminders of its own.
    """
    link = await ReminderLink.get_or_none(
        token_hash=hashed(token), expires_at__gt=now, replaced_at=None, revoked_at=None
    ).select_related("membership")
    if link is None or not (link.membership.receives_reminders or link.stands_in_for_id):
        return None
    actor = await actor_with_membership(link.membership_id)
    if actor is None:
        return None
    mailed = await ReminderRow.filter(link_id=link.id).values_list("offering_id", "report_id")
    return OpenLink(id=link.id, actor=actor, created_at=link.created_at, mailed=dict(mailed))


async def statement_seen(offering_id: int, report_id: int) -> Statement | None:
    """What an older report of this offering said; None when it is a report of another."""
    if not await Report.filter(id=report_id, offering_id=offering_id).exists():
        return None
    return await statement_of(report_id)
