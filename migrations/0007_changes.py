"""Whoever keeps something in memory hears what changed: a trigger tells, so no writer forgets.

PostgreSQL notifies at the commit. SQLite writes a line in `change`, which others read by its id.
"""

from tortoise import migrations

from portal.database.schema import in_order, statement

# Table, the column that names the subject, and the topic. Rows of some tables are also removed.
WATCHED = (
    ("offering", "id", "offering", ("INSERT", "UPDATE")),
    ("current_report", "offering_id", "offering", ("INSERT", "UPDATE")),
    ("intake_stop", "offering_id", "offering", ("INSERT", "UPDATE")),
    ("stop_consent", "stop_id", "stop", ("INSERT", "UPDATE")),
    ("contract", "id", "contract", ("UPDATE",)),
    ("contract_part", "contract_id", "contract", ("INSERT", "UPDATE", "DELETE")),
    ("subcontract_approval", "contract_id", "contract", ("INSERT", "UPDATE")),
    ("provider", "id", "provider", ("UPDATE",)),
    ("location", "id", "location", ("UPDATE",)),
    ("service_area", "id", "area", ("UPDATE",)),
    ("service_area_part", "service_area_id", "area", ("INSERT", "UPDATE", "DELETE")),
    ("product", "id", "product", ("UPDATE",)),
    ("lot", "id", "lot", ("UPDATE",)),
    ("region", "id", "region", ("INSERT", "UPDATE")),
    ("municipality", "region_id", "region", ("INSERT", "UPDATE")),
    ("place", "municipality_id", "place", ("INSERT", "UPDATE")),
    ("target_group", "region_id", "region", ("UPDATE",)),
    ("access_team", "region_id", "region", ("INSERT", "UPDATE")),
    ("access_team_area", "region_id", "region", ("INSERT", "UPDATE", "DELETE")),
    ("session", "id", "session", ("UPDATE", "DELETE")),
    ("membership", "id", "session", ("UPDATE",)),
    ("person", "id", "session", ("UPDATE",)),
)
TABLE = """
CREATE TABLE "change" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "topic" VARCHAR(12) NOT NULL,
    "subject_id" BIGINT NOT NULL
)
"""
TELL = """
CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    PERFORM pg_notify('portal_change', TG_ARGV[0] || ' ' || (changed ->> TG_ARGV[1]));
    RETURN NULL;
END
$$
"""


def told(table, column, topic, verb):
    name = f'"{table}_tells_{verb.lower()}"'
    row = "OLD" if verb == "DELETE" else "NEW"
    return statement(
        f'CREATE TRIGGER {name} AFTER {verb} ON "{table}" BEGIN '
        f"INSERT INTO change (topic, subject_id) VALUES ('{topic}', {row}.{column}); END",
        f'CREATE TRIGGER {name} AFTER {verb} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION tell_change('{topic}', '{column}')",
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_import_file")]

    operations = [
        in_order(
            statement(TABLE, ""),
            statement("", TELL),
            *[
                told(table, column, topic, verb)
                for table, column, topic, verbs in WATCHED
                for verb in verbs
            ],
        )
    ]
