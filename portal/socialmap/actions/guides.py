"""Existing guides of a municipality on the web: the map leads to them and takes nothing over."""

from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound, NotValid
from portal.socialmap.models import LocalGuide
from portal.socialmap.queries.keeping import guides_kept_by, region_id_around, towns_kept_by


async def add_guide(actor: Actor, town_id: int, *, name: str, url: str) -> LocalGuide:
    """The page of this municipality leads to this guide. Raises NotFound and NotValid."""
    if town_id not in {town.id for town in await towns_kept_by(actor)}:
        raise NotFound
    if await LocalGuide.filter(municipality_id=town_id, url=url).exists():
        raise NotValid("Deze gids staat al op de pagina van deze gemeente.")
    guide = await LocalGuide.create(municipality_id=town_id, name=name, url=url)
    await _note(actor, "local_guide.added", guide.id)
    return guide


async def end_guide(actor: Actor, guide_id: int) -> str:
    """The page leads there no more; its name. Raises NotFound."""
    guide = await (await guides_kept_by(actor)).get_or_none(id=guide_id)
    if guide is None:
        raise NotFound
    await guide.delete()
    await _note(actor, "local_guide.ended", guide_id)
    return guide.name


async def _note(actor: Actor, action: str, guide_id: int) -> None:
    region_id = await region_id_around(actor)
    await record_change(actor, action, subject="local_guide", ids=[guide_id], region_id=region_id)
