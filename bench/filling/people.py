"""People with one role each, some of them signed in."""

from datetime import datetime

from bench.filling.rows import Rows
from portal.accounts.rules import SESSION_LASTS
from portal.kernel.actor import Role
from portal.kernel.ids import hashed


class People:
    """Makes persons, their memberships and sessions."""

    def __init__(self, rows: Rows, now: datetime) -> None:
        self.rows = rows
        self.now = now

    def member(self, name: str, role: Role, **organisation: int) -> tuple[int, int]:
        person = self.rows.add(
            "person",
            email=f"{name}@bench.example",
            name=name.capitalize(),
            password_hash="",
            created_at=self.now,
        )
        columns = dict.fromkeys(("provider_id", "access_team_id", "region_id", "municipality_id"))
        membership = self.rows.add(
            "membership",
            person_id=person,
            role=role.value,
            since_at=self.now,
            ended_at=None,
            receives_reminders=True,
            **(columns | organisation),
        )
        return person, membership

    def signed_in(self, person: int, membership: int) -> str:
        """A session; its token is no secret, for nobody serves such a country to people."""
        token = f"bench-{membership}"
        self.rows.add(
            "session",
            token_hash=hashed(token),
            person_id=person,
            membership_id=membership,
            created_at=self.now,
            expires_at=self.now + SESSION_LASTS,
            ended_at=None,
        )
        return token
