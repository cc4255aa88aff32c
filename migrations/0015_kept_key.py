"""The key of an entry never changes, a closed entry stays closed, and none is deleted.

The day of somebody's first aanmelding decides the place on the list and survives every change.
"""

from tortoise import migrations

from portal.database.schema import append_only, in_order, statement

KEPT = (
    "id",
    "region_id",
    "offering_id",
    "urgency",
    "registered_on",
    "registered_at",
    "draw",
    "opened_on",
    "opened_at",
)
KEEP = """
CREATE FUNCTION keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entry keeps its key' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def differs(columns, word):
    return " OR ".join(f'OLD."{column}" {word} NEW."{column}"' for column in columns)


def change(word):
    """What may not be: another key, or a closed entry that ends otherwise."""
    ending = differs(("status", "ended_on", "ended_at"), word)
    return f'{differs(KEPT, word)} OR (OLD."ended_at" IS NOT NULL AND ({ending}))'


def refuse(verb, sqlite_when="", postgres_when=""):
    name = f"entry_keeps_{verb.lower()}"
    return statement(
        f'CREATE TRIGGER "{name}" BEFORE {verb} ON "entry" {sqlite_when} '
        "BEGIN SELECT RAISE(ABORT, 'entry keeps its key'); END",
        f'CREATE TRIGGER "{name}" BEFORE {verb} ON "entry" FOR EACH ROW {postgres_when} '
        "EXECUTE FUNCTION keep_entry()",
    )


def not_emptied(table):
    """Row triggers do not see TRUNCATE; SQLite has no such statement."""
    return statement(
        "",
        f'CREATE TRIGGER "{table}_not_emptied" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_entry()",
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0014_waitlists")]

    operations = [
        in_order(
            statement("", KEEP),
            refuse("UPDATE", f"WHEN {change('IS NOT')}", f"WHEN ({change('IS DISTINCT FROM')})"),
            refuse("DELETE"),
            *append_only("entry_link"),
            *append_only("out_of_order_call"),
            not_emptied("entry"),
            not_emptied("entry_link"),
        )
    ]
