"""Facilities of the social map: owners, areas, opening hours, checks, and texts that wait."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import append_only, constrain, in_order, statement

# Table, the column that names the facility, and what happens to its rows.
TELL = (
    ("facility", "id", "facility", ("INSERT", "UPDATE")),
    ("facility_area", "facility_id", "facility", ("INSERT", "UPDATE", "DELETE")),
    ("opening_hours", "facility_id", "facility", ("INSERT", "UPDATE", "DELETE")),
    ("hours_exception", "facility_id", "facility", ("INSERT", "UPDATE", "DELETE")),
    ("facility_check", "facility_id", "facility", ("INSERT",)),
    ("facility_owner", "id", "facilities", ("UPDATE",)),
    ("local_guide", "id", "guide", ("INSERT", "UPDATE", "DELETE")),
    ("access_team_contact", "access_team_id", "team", ("INSERT", "UPDATE", "DELETE")),
)


def told(table, column, topic, verb):
    row = "OLD" if verb == "DELETE" else "NEW"
    name = f'"{table}_tells_{verb.lower()}"'
    return statement(
        f'CREATE TRIGGER {name} AFTER {verb} ON "{table}" BEGIN '
        f"INSERT INTO change (topic, subject_id) VALUES ('{topic}', {row}.{column}); END",
        f'CREATE TRIGGER {name} AFTER {verb} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION tell_change('{topic}', '{column}')",
    )


def key(target, related, **more):
    return fields.ForeignKeyField(
        f"portal.{target}", related_name=related, on_delete=OnDelete.RESTRICT, **more
    )


def within_region(table, column, parent):
    return constrain(
        table,
        f"{table}_{column}_same_region",
        f'FOREIGN KEY ("{column}_id", "region_id") REFERENCES "{parent}" ("id", "region_id")',
    )


def pair(table):
    return statement(f'CREATE UNIQUE INDEX "{table}_region_id_pair" ON "{table}" ("id", "region_id")')


class Migration(migrations.Migration):
    dependencies = [("portal", "0017_carried_out")]

    operations = [
        ops.CreateModel(
            name="FacilityOwner",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region", key("Region", "facility_owners", db_index=True)),
                ("name", fields.CharField(max_length=120)),
                ("reminded_on", fields.DateField(null=True)),
            ],
            options={
                "table": "facility_owner",
                "app": "portal",
                "unique_together": (("region", "name"),),
            },
        ),
        ops.CreateModel(
            name="FacilityKeeper",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("owner", key("FacilityOwner", "keepers", db_index=True)),
                ("name", fields.CharField(max_length=120)),
                ("email", fields.CharField(max_length=254)),
                ("since_at", fields.DatetimeField()),
                ("ended_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "facility_keeper", "app": "portal"},
        ),
        ops.CreateModel(
            name="Facility",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region", key("Region", "facilities", db_index=True)),
                ("owner", key("FacilityOwner", "facilities", db_index=True)),
                ("municipality", key("Municipality", "facilities", db_index=True)),
                ("name", fields.CharField(max_length=120)),
                ("summary", fields.CharField(max_length=200)),
                ("description", fields.CharField(max_length=1500, default="")),
                ("how_to", fields.CharField(max_length=300, default="")),
                ("cost", fields.CharField(max_length=12)),
                ("cost_note", fields.CharField(max_length=200, default="")),
                ("themes", fields.JSONField(default=list)),
                ("audiences", fields.JSONField(default=list)),
                ("languages", fields.JSONField(default=list)),
                ("street", fields.CharField(max_length=120, default="")),
                ("postcode", fields.CharField(max_length=7, default="")),
                ("place", fields.CharField(max_length=80, default="")),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
                ("wheelchair_accessible", fields.BooleanField(null=True)),
                ("access_note", fields.CharField(max_length=200, default="")),
                ("phone", fields.CharField(max_length=20, default="")),
                ("email", fields.CharField(max_length=254, default="")),
                ("website", fields.CharField(max_length=200, default="")),
                ("cadence_days", fields.IntField(default=90)),
                ("version", fields.IntField(default=1)),
                ("made_at", fields.DatetimeField()),
                ("ended_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "facility", "app": "portal"},
        ),
        ops.CreateModel(
            name="FacilityArea",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("facility", key("Facility", "areas")),
                ("municipality", key("Municipality", "facility_areas")),
            ],
            options={
                "table": "facility_area",
                "app": "portal",
                "unique_together": (("facility", "municipality"),),
            },
        ),
        ops.CreateModel(
            name="OpeningHours",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("facility", key("Facility", "hours", db_index=True)),
                ("weekday", fields.IntField()),
                ("opens", fields.CharField(max_length=5)),
                ("closes", fields.CharField(max_length=5)),
            ],
            options={"table": "opening_hours", "app": "portal"},
        ),
        ops.CreateModel(
            name="HoursException",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("facility", key("Facility", "exceptions", db_index=True)),
                ("from_on", fields.DateField()),
                ("until_on", fields.DateField()),
                ("opens", fields.CharField(max_length=5, null=True)),
                ("closes", fields.CharField(max_length=5, null=True)),
                ("note", fields.CharField(max_length=80, default="")),
            ],
            options={"table": "hours_exception", "app": "portal"},
        ),
        ops.CreateModel(
            name="FacilityCheck",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("facility", key("Facility", "checks", db_index=True)),
                ("at", fields.DatetimeField()),
                ("by", key("Person", "facility_checks", null=True)),
                ("keeper", key("FacilityKeeper", "checks", null=True)),
                ("channel", fields.CharField(max_length=10)),
            ],
            options={"table": "facility_check", "app": "portal"},
        ),
        ops.CreateModel(
            name="TextChange",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("facility", key("Facility", "changes", db_index=True)),
                ("texts", fields.JSONField()),
                ("asked_at", fields.DatetimeField()),
                ("asked_by", key("Person", "text_changes", null=True)),
                ("keeper", key("FacilityKeeper", "text_changes", null=True)),
                ("decision", fields.CharField(max_length=10, null=True)),
                ("decided_at", fields.DatetimeField(null=True)),
                ("decided_by", key("Person", "text_changes_decided", null=True)),
                ("note", fields.CharField(max_length=300, default="")),
            ],
            options={"table": "text_change", "app": "portal"},
        ),
        ops.CreateModel(
            name="FacilityLink",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("token_hash", fields.CharField(max_length=64, unique=True)),
                ("keeper", key("FacilityKeeper", "links")),
                ("digest_on", fields.DateField()),
                ("created_at", fields.DatetimeField()),
                ("expires_at", fields.DatetimeField()),
                ("replaced_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "facility_link",
                "app": "portal",
                "unique_together": (("keeper", "digest_on"),),
            },
        ),
        ops.CreateModel(
            name="LocalGuide",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("municipality", key("Municipality", "local_guides")),
                ("name", fields.CharField(max_length=80)),
                ("url", fields.CharField(max_length=200)),
            ],
            options={
                "table": "local_guide",
                "app": "portal",
                "unique_together": (("municipality", "url"),),
            },
        ),
        in_order(
            pair("facility_owner"),
            pair("facility"),
            within_region("facility", "owner", "facility_owner"),
            within_region("facility", "municipality", "municipality"),
            within_region("facility_area", "facility", "facility"),
            within_region("facility_area", "municipality", "municipality"),
            constrain(
                "facility", "facility_cost", "CHECK (cost IN ('free', 'contribution', 'paid'))"
            ),
            constrain(
                "facility",
                "facility_position",
                "CHECK ((latitude IS NULL) = (longitude IS NULL))",
            ),
            constrain("facility", "facility_cadence", "CHECK (cadence_days > 0)"),
            constrain(
                "opening_hours",
                "opening_hours_day",
                "CHECK (weekday BETWEEN 0 AND 6 AND opens < closes)",
            ),
            constrain(
                "hours_exception",
                "hours_exception_days",
                "CHECK (until_on >= from_on AND (opens IS NULL) = (closes IS NULL) "
                "AND (opens IS NULL OR opens < closes))",
            ),
            constrain(
                "facility_check",
                "facility_check_channel",
                "CHECK (channel IN ('screen', 'mail', 'api', 'upload', 'phone'))",
            ),
            constrain(
                "text_change",
                "text_change_decision",
                "CHECK ((decision IS NULL) = (decided_at IS NULL) "
                "AND (decision IS NULL OR decision IN ('agreed', 'refused')))",
            ),
            statement(
                'CREATE UNIQUE INDEX "text_change_open" ON "text_change" ("facility_id") '
                'WHERE "decision" IS NULL'
            ),
            statement(
                'CREATE UNIQUE INDEX "facility_keeper_current" ON "facility_keeper" '
                '("owner_id", "email") WHERE "ended_at" IS NULL'
            ),
            *append_only("facility_check"),
            *[
                told(table, column, topic, verb)
                for table, column, topic, verbs in TELL
                for verb in verbs
            ],
        ),
    ]
