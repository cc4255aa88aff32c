"""When services of the open data last changed, and how one reaches who gives them."""

from collections.abc import Iterable
from datetime import datetime

from portal.providers.models import Provider
from portal.socialmap.models import PublishedRecord
from portal.socialmap.rules.hsds.organizations import Reach


async def changed_at(uids: Iterable[str]) -> dict[str, datetime]:
    """When each of these last changed; those that nobody noted yet are missing."""
    return dict(await PublishedRecord.filter(uid__in=list(uids)).values_list("uid", "changed_at"))


async def unchanged_since(moment: datetime) -> set[str]:
    """The services that are known not to have changed since."""
    found = PublishedRecord.filter(changed_at__lt=moment).only("id", "uid")
    return {one.uid for one in await found}


async def digests() -> dict[str, str]:
    """What was told of every service, as it was last noted."""
    return dict(await PublishedRecord.all().values_list("uid", "digest"))


async def reached(provider_ids: Iterable[int]) -> dict[int, Reach]:
    """How residents reach these providers."""
    found = Provider.filter(id__in=list(provider_ids))
    return {
        one.id: Reach(phone=one.phone, email=one.email, website=one.website) for one in await found
    }
