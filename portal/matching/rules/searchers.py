"""Who searches: for whom the pages of a search exist."""

from typing import Final

from portal.kernel.actor import Role

SEARCHERS: Final = (
    Role.CONSULTANT,
    Role.REGION_MANAGER,
    Role.MUNICIPALITY_MEMBER,
    Role.INSPECTOR,
)
