"""What lies around the social map: regions, places, municipalities, whom to call first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.availability.rules.row import Named
from portal.providers.rules import ContactPurpose
from portal.search.rules import Near


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamContact:
    """Whom to reach at an access team for what."""

    purpose: ContactPurpose
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """An access team with its contacts."""

    id: int
    name: str
    contacts: tuple[TeamContact, ...] = ()

    @property
    def first(self) -> TeamContact | None:
        """Whom a resident calls."""
        by_purpose = {one.purpose: one for one in self.contacts}
        return by_purpose.get(ContactPurpose.RESIDENTS) or by_purpose.get(ContactPurpose.CLIENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality as residents know it."""

    id: int
    name: str
    slug: str
    region: Named
    near: Near
    code: str = ""
    """Of Statistics Netherlands (CBS), such as GM0405."""
    teams: tuple[Team, ...] = ()
    guides: tuple[tuple[str, str], ...] = ()
    """Existing guides on the web: name and address."""

    @property
    def team(self) -> Team | None:
        """Whom residents call first."""
        return next((team for team in self.teams if team.first), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where somebody looks from: a place or four digits, and in which municipality it lies."""

    near: Near
    town: Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Of all regions together."""

    towns: tuple[Town, ...]
    """By name."""
    places: Mapping[str, Here] = field(default_factory=dict[str, Here])
    """By the four digits of a postcode, and by plain name."""
    regions: tuple[tuple[Named, str], ...] = ()
    """Each with its word in an address."""

    def town(self, town_id: int | None) -> Town | None:
        """The municipality with this id."""
        return next((one for one in self.towns if one.id == town_id), None)

    def slug_of_region(self, region_id: int) -> str:
        """The word of this region in an address."""
        return next((slug for region, slug in self.regions if region.id == region_id), "")

    def town_called(self, slug: str) -> Town | None:
        """The municipality with this word in its address."""
        return next((one for one in self.towns if one.slug == slug), None)
