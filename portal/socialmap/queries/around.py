"""Places, municipalities and access teams of the whole country, read at once."""

from collections import defaultdict

from portal.availability.rules.row import Named
from portal.catalogue.models import Municipality, Place, Region
from portal.kernel.spelling import fold, slug
from portal.providers.models import AccessTeam, AccessTeamArea, AccessTeamContact
from portal.search.rules import Near
from portal.socialmap.models import LocalGuide
from portal.socialmap.rules.around import Around, Here, Team, TeamContact, Town


async def around() -> Around:
    """All that lies around the social map."""
    teams, guides = await _teams(), await _guides()
    rows = await Municipality.all().select_related("region").order_by("name")
    towns = [_town(one, teams[one.id], guides[one.id]) for one in rows]
    regions = await Region.all().order_by("name")
    return Around(
        towns=tuple(towns),
        places=await _places(towns),
        regions=tuple((Named(id=one.id, name=one.name), one.slug) for one in regions),
    )


def _town(one: Municipality, teams: list[Team], guides: list[tuple[str, str]]) -> Town:
    return Town(
        id=one.id,
        name=one.name,
        slug=slug(one.name),
        code=one.code,
        region=Named(id=one.region.id, name=one.region.name),
        near=Near(name=one.name, latitude=one.latitude, longitude=one.longitude),
        teams=tuple(teams),
        guides=tuple(guides),
    )


async def _teams() -> dict[int, list[Team]]:
    contacts: dict[int, list[TeamContact]] = defaultdict(list)
    for one in await AccessTeamContact.all().order_by("id"):
        contacts[one.access_team_id].append(
            TeamContact(purpose=one.purpose, name=one.name, phone=one.phone, email=one.email)
        )
    known = {
        team.id: Team(id=team.id, name=team.name, contacts=tuple(contacts[team.id]))
        for team in await AccessTeam.all()
    }
    found: dict[int, list[Team]] = defaultdict(list)
    for area in await AccessTeamArea.all().order_by("id"):
        found[area.municipality_id].append(known[area.access_team_id])
    return found


async def _guides() -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in await LocalGuide.all().order_by("name"):
        found[one.municipality_id].append((one.name, one.url))
    return found


async def _places(towns: list[Town]) -> dict[str, Here]:
    """A place that is called like its municipality lies where its first postcode lies."""
    by_id = {town.id: town for town in towns}
    found = {fold(town.name): Here(near=town.near, town=town) for town in towns}
    for place in await Place.all().order_by("-pc4"):
        town = by_id[place.municipality_id]
        for key, name in ((fold(place.name), place.name), (place.pc4, place.pc4)):
            near = Near(name=name, latitude=place.latitude, longitude=place.longitude)
            found[key] = Here(near=near, town=town)
    return found


async def towns_of_region(region_id: int) -> list[Named]:
    """The municipalities of a region, by name."""
    towns = Municipality.filter(region_id=region_id).order_by("name")
    return [Named(id=town.id, name=town.name) for town in await towns]
