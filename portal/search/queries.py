"""What a search is made of: all that is open to clients in a region, places, and words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.availability.models import Offering
from portal.availability.queries import offerings_visible_to, rows
from portal.availability.rules.row import Named, Row
from portal.catalogue.models import Municipality, Place, Region, Succession
from portal.catalogue.queries import region_id_of
from portal.database.changes import Change
from portal.kernel.actor import Actor
from portal.kernel.spelling import fold
from portal.providers.models import AccessTeamArea
from portal.providers.rules import SubcontractDecision
from portal.search.models import MissedWord, Synonym
from portal.search.rules import Near, Succeeds
from portal.search.rules.synonyms import Synonyms, built_in, in_force, usual

OPEN = Q(contract__main_contract_id=None) | Q(
    contract__approval__decision=SubcontractDecision.AGREED
)
"""What a client may choose: a subcontractor works only after the region agreed."""

# Topics of changes, and how the offerings concerned are found.
_CONCERNS = {
    "offering": "id__in",
    "stop": "stops__id__in",
    "contract": "contract_id__in",
    "provider": "provider_id__in",
    "location": "location_id__in",
    "area": "service_area_id__in",
    "product": "product_id__in",
    "lot": "product__lot_id__in",
}


def open_offerings() -> QuerySet[Offering]:
    """Everything that clients may choose, of all regions."""
    return Offering.filter(OPEN, withdrawn_at=None)


def offerings_open_to(actor: Actor) -> QuerySet[Offering]:
    """Those that this actor may see."""
    return offerings_visible_to(actor).filter(OPEN)


async def open_rows(region_id: int) -> list[Row]:
    """All that clients of this region may choose, as it stands now."""
    return await rows(open_offerings().filter(region_id=region_id))


async def concerned(changes: Iterable[Change]) -> set[int]:
    """The offerings that these changes are about, open or not."""
    subjects: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        if change.topic in _CONCERNS:
            subjects[change.topic].add(change.subject_id)
    found = subjects.pop("offering", set[int]())
    for topic, ids in subjects.items():
        concerned = Offering.filter(**{_CONCERNS[topic]: list(ids)})
        found.update(await concerned.values_list("id", flat=True))  # pyright: ignore[reportArgumentType]
    return found


async def rows_now(offering_ids: Iterable[int]) -> list[Row]:
    """Those of these offerings that clients may choose now."""
    return await rows(open_offerings().filter(id__in=list(offering_ids)))


async def successions(region_id: int) -> list[Succeeds]:
    """Was-wordt in this region."""
    found = await Succession.filter(region_id=region_id).values(
        "product__category",
        "product__code",
        "successor__category",
        "successor__code",
        "from_on",
        "municipality_id",
    )
    return [
        Succeeds(
            code=one["product__category"] + one["product__code"],
            successor=one["successor__category"] + one["successor__code"]
            if one["successor__code"]
            else None,
            from_on=one["from_on"],
            municipality_id=one["municipality_id"],
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A region and what lies in it."""

    region: Named
    municipalities: tuple[Named, ...]
    """By name."""
    teams: dict[int, tuple[int, ...]]
    """The municipalities of each access team, the first of them its own."""


async def around(region_id: int) -> Around:
    """What lies in this region."""
    region = await Region.get(id=region_id)
    municipalities = await Municipality.filter(region_id=region_id).order_by("name")
    teams: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for area in await AccessTeamArea.filter(region_id=region_id).order_by("id"):
        teams[area.access_team_id] += (area.municipality_id,)
    return Around(
        region=Named(id=region.id, name=region.name),
        municipalities=tuple(Named(id=m.id, name=m.name) for m in municipalities),
        teams=dict(teams),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Which region a team or municipality belongs to, and where places lie."""

    of_team: dict[int, int]
    of_municipality: dict[int, int]
    places: dict[str, Near]
    """By the four digits of a postcode, and by plain name."""


async def atlas() -> Atlas:
    """Of the whole country."""
    areas = await AccessTeamArea.all().values_list("access_team_id", "region_id")
    municipalities = await Municipality.all()
    places = await Place.all().order_by("-pc4")  # a name lies where its first postcode lies
    near: dict[str, Near] = {}
    for one in [*municipalities, *places]:
        near[fold(one.name)] = Near(name=one.name, latitude=one.latitude, longitude=one.longitude)
    for place in places:
        near[place.pc4] = Near(name=place.pc4, latitude=place.latitude, longitude=place.longitude)
    return Atlas(
        of_team=dict(areas),
        of_municipality={m.id: m.region_id for m in municipalities},
        places=near,
    )


# Words --------------------------------------------------------------------------------------

LEAST = 2
"""A word that was asked once may say something of the one who asked: it is not shown."""


async def synonyms_of(region_id: int) -> Synonyms:
    """What a search in this region also looks for."""
    own = await Synonym.filter(region_id=region_id).order_by("id")
    changed = in_force((row.said, row.meant, row.effect) for row in own)
    return Synonyms(changed) if own else usual()


def synonyms_visible_to(actor: Actor) -> QuerySet[Synonym]:
    """What the actor's region adds to the built-in synonyms or ended of them, by word."""
    return Synonym.filter(region_id=region_id_of(actor)).order_by("said", "meant")


def missed_by(actor: Actor) -> QuerySet[MissedWord]:
    """The words that searches in the actor's region missed more than once, the most first."""
    missed = MissedWord.filter(region_id=region_id_of(actor), count__gte=LEAST)
    return missed.order_by("-count", "word")


async def built_in_for(actor: Actor) -> dict[str, list[str]]:
    """The built-in synonyms that work in the actor's region: the words for each meaning."""
    own = await synonyms_visible_to(actor)
    working = set(in_force((row.said, row.meant, row.effect) for row in own))
    found: dict[str, list[str]] = {}
    for said, meant in sorted(set(built_in()) & working):
        found.setdefault(meant, []).append(said)
    return dict(sorted(found.items()))
