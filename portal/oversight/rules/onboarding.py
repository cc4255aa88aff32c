"""How far each provider has come: from no account to figures that are kept current."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.availability.rules.row import Named


class Stage(StrEnum):
    """How far a provider has come; in this order."""

    NO_ACCOUNT = "no_account"
    EXPIRED = "expired"
    INVITED = "invited"
    MEMBER = "member"
    SIGNED_IN = "signed_in"
    COMPLETE = "complete"
    CURRENT = "current"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return _LABELS[self]

    @property
    def joined(self) -> bool:
        """Whether somebody of the provider ever signed in."""
        return self in {Stage.SIGNED_IN, Stage.COMPLETE, Stage.CURRENT}

    @property
    def invitable(self) -> bool:
        """Whether an invitation would help now."""
        return self in {Stage.NO_ACCOUNT, Stage.EXPIRED}


_LABELS = {
    Stage.NO_ACCOUNT: "Nog geen account",
    Stage.EXPIRED: "Uitnodiging verlopen",
    Stage.INVITED: "Uitgenodigd",
    Stage.MEMBER: "Account, nog niet ingelogd",
    Stage.SIGNED_IN: "Ingelogd, cijfers nog niet compleet",
    Stage.COMPLETE: "Cijfers compleet",
    Stage.CURRENT: "Houdt cijfers actueel",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What is known of one provider that has a contract here."""

    provider: Named
    email: str
    members: int
    signed_in: bool
    invited_at: datetime | None
    """Of the newest open invitation."""
    expires_at: datetime | None
    offerings: int
    with_figures: int
    fresh: int

    def stage(self, *, now: datetime) -> Stage:
        """How far it has come."""
        if not self.members:
            return self._invited(now)
        if not self.signed_in:
            return Stage.MEMBER
        if not self.offerings or self.with_figures < self.offerings:
            return Stage.SIGNED_IN
        return Stage.CURRENT if self.fresh == self.offerings else Stage.COMPLETE

    def _invited(self, now: datetime) -> Stage:
        if self.expires_at is None:
            return Stage.NO_ACCOUNT
        return Stage.INVITED if self.expires_at > now else Stage.EXPIRED


def counts(found: Iterable[Joining], *, now: datetime) -> Mapping[Stage, int]:
    """How many providers are in each stage, every stage named."""
    stages = [one.stage(now=now) for one in found]
    return {stage: stages.count(stage) for stage in Stage}


def in_order(found: Iterable[Joining], *, now: datetime) -> list[Joining]:
    """Who has come least far first, by name."""
    order = list(Stage)
    return sorted(
        found, key=lambda one: (order.index(one.stage(now=now)), one.provider.name.casefold())
    )


class Skipped(StrEnum):
    """Why a provider gets no invitation."""

    MEMBERS = "members"
    INVITED = "invited"
    NO_ADDRESS = "no_address"

    @property
    def label(self) -> str:
        """The Dutch words, to stand after a number or a name."""
        return {
            "members": "heeft al een account",
            "invited": "heeft al een geldige uitnodiging",
            "no_address": "heeft geen e-mailadres",
        }[self.value]


def skipped(one: Joining, email: str, *, now: datetime) -> Skipped | None:
    """Why this provider gets no mail at this address; None when it gets one."""
    if one.members:
        return Skipped.MEMBERS
    if one.stage(now=now) is Stage.INVITED:
        return Skipped.INVITED
    return None if email else Skipped.NO_ADDRESS
