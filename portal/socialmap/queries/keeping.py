"""What keepers may see and still have to do. What one may not see does not exist."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.accounts.models import Person
from portal.availability.queries.offerings import offerings_editable_by
from portal.availability.rules.figures import Channel
from portal.availability.rules.row import Named
from portal.catalogue.models import Municipality
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.kernel.ids import hashed
from portal.providers.models import AccessTeamArea, Provider
from portal.socialmap.models import (
    Correction,
    Facility,
    FacilityKeeper,
    FacilityLink,
    FacilityOwner,
    LocalGuide,
    TextChange,
)
from portal.socialmap.queries.facilities import facility_rows, open_facilities
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.keeping import Keeping, Waiting, Wrong, differences

NOTHING: Final = Q(id__in=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFacts:
    """A provider as residents reach it."""

    id: int
    name: str
    phone: str
    email: str
    website: str
    languages: tuple[str, ...]


async def provider_facts(provider_id: int) -> ProviderFacts:
    """One provider. Raises NotFound."""
    found = await Provider.get_or_none(id=provider_id)
    if found is None:
        raise NotFound
    return ProviderFacts(
        id=found.id,
        name=found.name,
        phone=found.phone,
        email=found.email,
        website=found.website,
        languages=tuple(found.languages),
    )


async def towns_kept_by(actor: Actor) -> list[Named]:
    """The municipalities of whose facilities this actor decides, by name."""
    towns = Municipality.filter(await _of_towns(actor)).order_by("name")
    return [Named(id=town.id, name=town.name) for town in await towns]


async def _of_towns(actor: Actor) -> Q:
    if actor.role is Role.REGION_MANAGER:
        return Q(region_id=actor.region_id)
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return Q(id=actor.municipality_id)
    if actor.role is Role.CONSULTANT:
        areas = AccessTeamArea.filter(access_team_id=actor.access_team_id)
        return Q(id__in=await areas.values_list("municipality_id", flat=True))
    return NOTHING


async def guides_kept_by(actor: Actor) -> QuerySet[LocalGuide]:
    """The existing guides to which the pages of these municipalities lead."""
    towns = [town.id for town in await towns_kept_by(actor)]
    return LocalGuide.filter(municipality_id__in=towns)


async def region_id_around(actor: Actor) -> int:
    """The region in which this actor keeps facilities. Raises NotFound without one."""
    town = await Municipality.filter(await _of_towns(actor)).first()
    if town is None:
        raise NotFound
    return town.region_id


async def facilities_kept_by(actor: Actor) -> QuerySet[Facility]:
    """The facilities that this actor keeps true: those of the own towns, or of the own owners."""
    if actor.role is Role.FACILITY_OWNER:
        return open_facilities().filter(owner_id__in=await owner_ids_of(actor))
    towns = [town.id for town in await towns_kept_by(actor)]
    return open_facilities().filter(municipality_id__in=towns)


async def owner_ids_of(actor: Actor) -> list[int]:
    """The owners for which this person keeps entries, known by the mail address."""
    return [keeper.owner_id for keeper in await _keepers_of(actor)]


async def _keepers_of(actor: Actor) -> list[FacilityKeeper]:
    person = await Person.get(id=actor.person_id)
    return await FacilityKeeper.filter(email=person.email, ended_at=None).order_by("id")


async def rows_kept_by(actor: Actor) -> list[FacilityRow]:
    """These facilities with all that is known of them."""
    return await facility_rows(await facilities_kept_by(actor))


async def row_kept_by(actor: Actor, facility_id: int) -> FacilityRow:
    """One of these. Raises NotFound."""
    return await _only((await facilities_kept_by(actor)).filter(id=facility_id))


async def _only(found: QuerySet[Facility]) -> FacilityRow:
    rows = await facility_rows(found)
    if not rows:
        raise NotFound
    return rows[0]


def owners_in(region_id: int) -> QuerySet[FacilityOwner]:
    """The owners of a region, by name."""
    return FacilityOwner.filter(region_id=region_id).order_by("name")


async def owner_for(actor: Actor, owner_id: int) -> FacilityOwner:
    """An owner of whose facilities this actor decides on some. Raises NotFound."""
    mine = (await facilities_kept_by(actor)).filter(owner_id=owner_id)
    found = await FacilityOwner.get_or_none(id=owner_id)
    if found is None or actor.role is Role.FACILITY_OWNER or not await mine.exists():
        raise NotFound
    return found


def keepers_at(owner_id: int) -> QuerySet[FacilityKeeper]:
    """Who keeps the entries of an owner now."""
    return FacilityKeeper.filter(owner_id=owner_id, ended_at=None).order_by("id")


# Texts that wait -----------------------------------------------------------------------------


async def waiting_texts(actor: Actor) -> list[Waiting]:
    """Other texts that wait, of the facilities that this actor keeps, the oldest first."""
    return await _waiting(TextChange.filter(decision=None), await facilities_kept_by(actor))


async def waiting_text_for(actor: Actor, change_id: int) -> Waiting:
    """One of these. Raises NotFound."""
    changes = TextChange.filter(decision=None, id=change_id)
    found = await _waiting(changes, await facilities_kept_by(actor))
    if not found:
        raise NotFound
    return found[0]


async def _waiting(changes: QuerySet[TextChange], of: QuerySet[Facility]) -> list[Waiting]:
    kept = {facility.id for facility in await of.only("id")}
    found = await changes.filter(facility_id__in=list(kept)).select_related("asked_by", "keeper")
    rows = await facility_rows(Facility.filter(id__in=[one.facility_id for one in found]))
    by_id = {row.id: row for row in rows}
    return [
        Waiting(
            id=one.id,
            row=by_id[one.facility_id],
            asked_at=one.asked_at,
            asked_by=_asker(one),
            differences=differences(by_id[one.facility_id], one.texts),
        )
        for one in sorted(found, key=lambda one: one.id)
    ]


def _asker(one: TextChange) -> str:
    who = one.asked_by or one.keeper
    return who.name if who else ""


# By the link of a mail ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """A link that works: whose it is."""

    keeper_id: int
    keeper_name: str
    owner: Named

    @property
    def keeping(self) -> Keeping:
        """Who acts by this link."""
        return Keeping(keeper_id=self.keeper_id, channel=Channel.MAIL)


async def open_link(token: str, *, now: datetime) -> OpenLink | None:
    """The link with this token; None when it expired, was replaced, or never was."""
    link = await FacilityLink.get_or_none(
        token_hash=hashed(token), expires_at__gt=now, replaced_at=None, keeper__ended_at=None
    ).select_related("keeper__owner")
    if link is None:
        return None
    keeper = link.keeper
    owner = Named(id=keeper.owner.id, name=keeper.owner.name)
    return OpenLink(keeper_id=keeper.id, keeper_name=keeper.name, owner=owner)


async def rows_of_owner(owner_id: int) -> list[FacilityRow]:
    """The facilities of an owner."""
    return await facility_rows(open_facilities().filter(owner_id=owner_id))


async def row_of_owner(owner_id: int, facility_id: int) -> FacilityRow:
    """One of these. Raises NotFound."""
    return await _only(open_facilities().filter(owner_id=owner_id, id=facility_id))


async def keeping_of(actor: Actor) -> Keeping:
    """How this actor keeps entries: an owner as one of its keepers."""
    keepers = await _keepers_of(actor) if actor.role is Role.FACILITY_OWNER else []
    return Keeping(actor=actor, keeper_id=keepers[0].id if keepers else None)


# What residents said to be wrong --------------------------------------------------------------


async def corrections_for(actor: Actor) -> QuerySet[Correction]:
    """What this actor answers: of the own facilities, towns, or offerings."""
    if actor.is_provider:
        offered = offerings_editable_by(actor)
        ids = [offering.id for offering in await offered.only("id")]
        return Correction.filter(offering_id__in=ids)
    if actor.role is Role.REGION_MANAGER:
        return Correction.filter(region_id=actor.region_id)
    if actor.role is Role.FACILITY_OWNER:
        return Correction.filter(facility__owner_id__in=await owner_ids_of(actor))
    towns = [town.id for town in await towns_kept_by(actor)]
    return Correction.filter(municipality_id__in=towns)


async def open_wrongs_for(actor: Actor) -> list[Wrong]:
    """What still waits for an answer, the oldest first."""
    mine = await corrections_for(actor)
    return [_wrong(one) for one in await _told(mine.filter(answered_at=None).order_by("id"))]


async def answered_wrongs_for(actor: Actor, *, most: int = 50) -> list[Wrong]:
    """What was answered lately, the newest first."""
    mine = (await corrections_for(actor)).filter(answered_at__isnull=False)
    return [_wrong(one) for one in await _told(mine.order_by("-answered_at").limit(most))]


def _told(found: QuerySet[Correction]) -> QuerySet[Correction]:
    return found.select_related(
        "facility", "offering__product", "offering__provider", "answered_by"
    )


async def wrong_for(actor: Actor, correction_id: int) -> Wrong:
    """One of these. Raises NotFound."""
    found = await _told(await corrections_for(actor)).get_or_none(id=correction_id)
    if found is None:
        raise NotFound
    return _wrong(found)


def _wrong(one: Correction) -> Wrong:
    facility, offering = one.facility, one.offering
    if facility is not None:
        about, href = facility.name, f"/voorziening/{facility.id}/"
    else:
        assert offering is not None, "a correction is about one of both"
        about = f"{offering.product.name} van {offering.provider.name}"
        href = f"/aanbod/{offering.id}/"
    return Wrong(
        id=one.id,
        about=about,
        href=href,
        message=one.message,
        reported_at=one.reported_at,
        can_answer=bool(one.email),
        answer=one.answer,
        answered_by=one.answered_by.name if one.answered_by else "",
    )
