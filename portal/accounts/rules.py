"""Who may invite whom, what a password must be, and which accounts are for the demo only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from portal.kernel.actor import PROVIDER_ROLES, Role

SESSION_LASTS: Final = timedelta(hours=12)
INVITATION_LASTS: Final = timedelta(days=7)
RESET_LASTS: Final = timedelta(hours=1)


class OrganisationKind(StrEnum):
    """What somebody may be a member of; the value is the name of the relation in the tables."""

    PROVIDER = "provider"
    ACCESS_TEAM = "access_team"
    MUNICIPALITY = "municipality"
    REGION = "region"

    @property
    def label(self) -> str:
        """The Dutch name of several."""
        return _LABELS[self]

    @property
    def slug(self) -> str:
        """How the kind stands in an address."""
        return _SLUGS[self]

    @property
    def roles(self) -> list[Role]:
        """The roles that its members can have."""
        return [role for role in Role if role.organisation == self]


_LABELS = {
    OrganisationKind.PROVIDER: "Aanbieders",
    OrganisationKind.ACCESS_TEAM: "Lokale toegang",
    OrganisationKind.MUNICIPALITY: "Gemeenten",
    OrganisationKind.REGION: "Regio",
}
_SLUGS = {
    OrganisationKind.PROVIDER: "aanbieder",
    OrganisationKind.ACCESS_TEAM: "lokale-toegang",
    OrganisationKind.MUNICIPALITY: "gemeente",
    OrganisationKind.REGION: "regio",
}
KIND_OF_SLUG: Final[Mapping[str, OrganisationKind]] = {s: kind for kind, s in _SLUGS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A provider, access team, municipality or region."""

    kind: OrganisationKind
    id: int
    name: str

    @property
    def column(self) -> dict[str, Any]:
        """The one filled column of a membership or invitation of this organisation."""
        return {f"{self.kind}_id": self.id}


class ReviewDecision(StrEnum):
    """What an administrator decides about a membership in the yearly review of rights."""

    CONFIRMED = "confirmed"
    ENDED = "ended"


ADMINISTERS: Final[Mapping[Role, frozenset[OrganisationKind]]] = {
    Role.PROVIDER_LEAD: frozenset({OrganisationKind.PROVIDER}),
    Role.REGION_MANAGER: frozenset(OrganisationKind) - {OrganisationKind.REGION},
    Role.ADMINISTRATOR: frozenset(OrganisationKind),
}
"""Of which kinds of organisation somebody invites and ends members: their own provider, or the
organisations of their region."""

NEVER_WITHOUT: Final = frozenset({Role.PROVIDER_LEAD, Role.ADMINISTRATOR})


def may_lose(role: Role, *, own: bool, left_with_role: int) -> bool:
    """Whether a membership with this role may end or change.

    The last lead or administrator does not lock the own organisation out; somebody of the
    region may take the last lead of a provider away.
    """
    return not own or role not in NEVER_WITHOUT or left_with_role > 0


def other_provider_role(role: Role) -> Role | None:
    """Between which roles a member of a provider changes; None elsewhere."""
    return next(iter(PROVIDER_ROLES - {role})) if role in PROVIDER_ROLES else None


# Passwords ---------------------------------------------------------------------------------

PASSWORD_LENGTH: Final = 12
PASSWORD_LIMIT: Final = 256
PRODUCT: Final = "beschikbaarheidswijzer"
COMMON_WORDS: Final = frozenset(
    (  # noqa: SIM905  words read better as words
        "wachtwoord password passwort geheim welkom welcome hallo admin administrator beheerder "
        "qwerty qwertyuiop asdfghjkl azerty letmein iloveyou inloggen login zomer winter lente "
        "herfst januari februari maart april mei juni juli augustus september oktober november "
        "december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag nederland amsterdam "
        "gemeente aanbieder zorgaanbieder consulent portaal thuiszorg begeleiding startpunt"
    ).split()
)
_RUNS: Final = ("0123456789" * 3, "9876543210" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdf")


def objection_to(password: str, *, email: str) -> str | None:
    """Why this password is too easy to guess, in Dutch; None when it is good.

    Length counts, composition does not (NIST SP 800-63B): no digits or signs are demanded.
    """
    if len(password) < PASSWORD_LENGTH:
        return f"Gebruik ten minste {PASSWORD_LENGTH} tekens. Een korte zin werkt goed."
    if len(password) > PASSWORD_LIMIT:
        return f"Gebruik niet meer dan {PASSWORD_LIMIT} tekens."
    plain = password.lower()
    if _core(plain) in {email, _core(email), *_parts(email), PRODUCT}:
        return "Gebruik niet uw e-mailadres of de naam van het portaal."
    if _is_common(plain):
        return "Dit wachtwoord is te makkelijk te raden. Kies een zin of een paar losse woorden."
    return None


def _core(text: str) -> str:
    """Without the digits and signs that people put around a word."""
    return text.strip("0123456789 !?.,;:@#$%^&*()-_=+'\"/\\")


def _parts(email: str) -> set[str]:
    return {_core(part) for part in email.split("@")}


def _is_common(plain: str) -> bool:
    core = _core(plain)
    half = core[: len(core) // 2]
    repeated = len(core) % 2 == 0 and core == half * 2
    words = {core, half} if repeated else {core}
    return (
        len(set(plain)) < 4  # noqa: PLR2004  aaaaaaaaaaaa, ababababab
        or bool(words & COMMON_WORDS)
        or any(plain in run for run in _RUNS)
    )


# The demo ----------------------------------------------------------------------------------

DEMO_ADDRESSES: Final = (
    "aanbieder@demo.test",
    "ontvangend@demo.test",
    "consulent@demo.test",
    "consulent.medemblik@demo.test",
    "consulent.gouda@demo.test",
    "regio@demo.test",
    "gemeente@demo.test",
    "toezicht@demo.test",
    "eigenaar@demo.test",
    "beheer@demo.test",
)
DEMO_PASSWORD: Final = "startpunt-demo"  # noqa: S105  public on purpose; refused outside the demo


def is_demo_address(email: str) -> bool:
    """Whether this address is of an account that exists for the demo only."""
    return email.endswith("@demo.test")
