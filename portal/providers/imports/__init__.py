"""The kinds of file with providers, where they work, access teams and contracts."""

from typing import Any, Final

from portal.providers.imports.access_teams import ACCESS_TEAMS
from portal.providers.imports.contracts import CONTRACTS
from portal.providers.imports.places_of_work import LOCATIONS, SERVICE_AREAS
from portal.providers.imports.providers import PROVIDERS
from portal.spreadsheets.kinds import Kind

KINDS: Final[tuple[Kind[Any], ...]] = (
    PROVIDERS,
    LOCATIONS,
    SERVICE_AREAS,
    ACCESS_TEAMS,
    CONTRACTS,
)
