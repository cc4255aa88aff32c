"""Statements as the database role that serves would send them; docs/operations.md grants it."""

from typing import Final

from portal.database.connecting import database, is_postgres

ROLE: Final = "portal_attacker"
# Two test processes may make it at the same moment: it belongs to the whole server.
_MADE: Final = (
    f"DO $$ BEGIN CREATE ROLE {ROLE};"
    " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
)
_GRANTED: Final = (
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}",
    f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}",
)


async def make_role(*revoked: str) -> None:
    """The role, without these rights, such as "DELETE, TRUNCATE ON entry"."""
    if not is_postgres():
        return
    revokes = (f"REVOKE {right} FROM {ROLE}" for right in revoked)
    for statement in (_MADE, *_GRANTED, *revokes):
        await database().execute_query(statement)


async def attacked(statement: str, *, as_role: bool) -> None:
    """Send this, as that role where there are roles."""
    if as_role and is_postgres():
        await database().execute_query(f"SET LOCAL ROLE {ROLE}")
    await database().execute_query(statement)
