"""Measured waits are told to who keeps them in memory, and a decision stays as it was taken.

The search and the social map hear that an offering's measured waits changed. Of a decision in a
transition only the moment of its withdrawal may be filled in, once.
"""

from tortoise import migrations

from portal.database.schema import in_order, statement

KEPT = (
    "id",
    "region_id",
    "participant_id",
    "choice",
    "starts_on",
    "departure",
    "reason",
    "decided_on",
    "decided_at",
    "decided_by_id",
)


def told(verb):
    name = f'"measured_wait_tells_{verb.lower()}"'
    return statement(
        f'CREATE TRIGGER {name} AFTER {verb} ON "measured_wait" BEGIN '
        "INSERT INTO change (topic, subject_id) VALUES ('offering', NEW.offering_id); END",
        f'CREATE TRIGGER {name} AFTER {verb} ON "measured_wait" '
        "FOR EACH ROW EXECUTE FUNCTION tell_change('offering', 'offering_id')",
    )


def kept(verb, sqlite_when="", postgres_when=""):
    name = f'"decision_keeps_{verb.lower()}"'
    return statement(
        f'CREATE TRIGGER {name} BEFORE {verb} ON "decision" {sqlite_when} '
        "BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END",
        f'CREATE TRIGGER {name} BEFORE {verb} ON "decision" FOR EACH ROW {postgres_when} '
        "EXECUTE FUNCTION refuse_change()",
    )


def changes(word):
    differs = " OR ".join(f'OLD."{column}" {word} NEW."{column}"' for column in KEPT)
    return f'{differs} OR (OLD."withdrawn_at" IS NOT NULL AND OLD."withdrawn_at" {word} NEW."withdrawn_at")'


class Migration(migrations.Migration):
    dependencies = [("portal", "0019_corrections")]

    operations = [
        in_order(
            told("INSERT"),
            told("UPDATE"),
            kept("UPDATE", f"WHEN {changes('IS NOT')}", f"WHEN ({changes('IS DISTINCT FROM')})"),
            kept("DELETE"),
        )
    ]
