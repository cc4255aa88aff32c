"""Who acts: one person in one role for one organisation."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member comes for."""

    PROVIDER_MEMBER = "provider_member"
    PROVIDER_LEAD = "provider_lead"
    CONSULTANT = "consultant"
    REGION_MANAGER = "region_manager"
    MUNICIPALITY_MEMBER = "municipality_member"
    FACILITY_OWNER = "facility_owner"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The Dutch name of the role."""
        return _LABELS[self]

    @property
    def organisation(self) -> str:
        """The kind of organisation whose members have this role."""
        return _ORGANISATIONS[self]


_LABELS = {
    Role.PROVIDER_MEMBER: "Medewerker aanbieder",
    Role.PROVIDER_LEAD: "Hoofdgebruiker aanbieder",
    Role.CONSULTANT: "Consulent",
    Role.REGION_MANAGER: "Contractmanager regio",
    Role.MUNICIPALITY_MEMBER: "Medewerker gemeente",
    Role.FACILITY_OWNER: "Eigenaar voorziening",
    Role.INSPECTOR: "Toezichthouder",
    Role.ADMINISTRATOR: "Beheerder",
}
_ORGANISATIONS = {
    Role.PROVIDER_MEMBER: "provider",
    Role.PROVIDER_LEAD: "provider",
    Role.CONSULTANT: "access_team",
    Role.REGION_MANAGER: "region",
    Role.MUNICIPALITY_MEMBER: "municipality",
    Role.FACILITY_OWNER: "municipality",
    Role.INSPECTOR: "region",
    Role.ADMINISTRATOR: "region",
}
PROVIDER_ROLES = frozenset({Role.PROVIDER_MEMBER, Role.PROVIDER_LEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person, in one role, for exactly one organisation; the other three ids are None."""

    person_id: int
    membership_id: int
    name: str
    role: Role
    organisation_name: str
    provider_id: int | None = None
    access_team_id: int | None = None
    region_id: int | None = None
    municipality_id: int | None = None

    @property
    def role_name(self) -> str:
        """The Dutch name of the role."""
        return self.role.label

    def has(self, *roles: Role) -> bool:
        """Whether the actor acts in one of these roles."""
        return self.role in roles

    @property
    def is_provider(self) -> bool:
        """Whether the actor works for a provider."""
        return self.role in PROVIDER_ROLES
