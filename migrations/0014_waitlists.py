"""Clients, their needs, their places on waitlists, and what comes of those."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order, statement

REGIONAL_PARENTS = ("client", "need", "entry", "intake_invitation")
WITHIN_REGION = (
    ("client", "municipality", "municipality"),
    ("client", "joined_into", "client"),
    ("case_reference", "client", "client"),
    ("case_reference", "municipality", "municipality"),
    ("provider_client_number", "client", "client"),
    ("client_hold", "client", "client"),
    ("need", "client", "client"),
    ("entry", "need", "need"),
    ("entry", "offering", "offering"),
    ("entry_link", "from_entry", "entry"),
    ("entry_link", "to_entry", "entry"),
    ("intake_invitation", "entry", "entry"),
    ("out_of_order_call", "invitation", "intake_invitation"),
    ("placement", "entry", "entry"),
    ("departure", "entry", "entry"),
    ("postponement", "entry", "entry"),
    ("bridging_care", "entry", "entry"),
    ("return_to_consultant", "entry", "entry"),
    ("back_dating", "entry", "entry"),
    ("measured_wait", "offering", "offering"),
)
OUTCOMES = "('placed', 'declined', 'withdrawn', 'expired', 'left', 'transferred')"
KINDS = "('transfer', 'merge', 'split', 'correction', 'urgency', 'return', 'undo')"
DEPARTURES = (
    "('placed_elsewhere', 'not_needed', 'own_wish', 'moved_away', 'other_law', 'deceased', 'other')"
)


def measured(what: str) -> str:
    """A median needs five cases, and then it is there."""
    return (
        f"{what}_cases >= 0 AND ({what}_cases >= 5) = ({what}_median IS NOT NULL)"
        f" AND ({what}_median IS NULL) = ({what}_p90 IS NULL)"
    )


CHECKS = (
    ("client", "client_anonymised", "(anonymised_at IS NULL) = (reference IS NOT NULL)"),
    ("client_hold", "client_hold_cause", "cause IN ('running_care', 'undo')"),
    (
        "entry",
        "entry_status",
        "status IN ('waiting', 'invited', 'placed', 'left', 'transferred')",
    ),
    ("entry", "entry_open", "(status IN ('waiting', 'invited')) = (ended_at IS NULL)"),
    ("entry", "entry_ended", "(ended_at IS NULL) = (ended_on IS NULL)"),
    ("entry", "entry_urgency", "urgency IN (1, 2, 3)"),
    ("entry", "entry_registered", "registered_on <= opened_on"),
    ("entry_link", "entry_link_kind", f"kind IN {KINDS}"),
    (
        "intake_invitation",
        "intake_invitation_outcome",
        f"(outcome IS NULL) = (ended_on IS NULL) AND (outcome IS NULL OR outcome IN {OUTCOMES})",
    ),
    ("intake_invitation", "intake_invitation_days", "expires_on >= invited_on"),
    (
        "placement",
        "placement_failed",
        "(failed_on IS NULL) = (failed_by_id IS NULL)"
        " AND (failed_on IS NULL OR failed_on >= placed_on)",
    ),
    ("departure", "departure_reason", f"reason IN {DEPARTURES}"),
    ("postponement", "postponement_days", "until_on >= from_on"),
    ("return_to_consultant", "return_to_consultant_cause", "cause IN ('provider', 'second_no')"),
    (
        "return_to_consultant",
        "return_to_consultant_answer",
        "(answer IS NULL) = (answered_on IS NULL)"
        " AND (answer IS NULL OR answer IN ('stays', 'left', 'moved'))",
    ),
    (
        "back_dating",
        "back_dating_decision",
        "(decision IS NULL) = (decided_at IS NULL)"
        " AND (decision IS NULL OR decision IN ('not_needed', 'confirmed', 'refused'))",
    ),
    ("measured_wait", "measured_wait_invited", measured("invited")),
    ("measured_wait", "measured_wait_started", measured("started")),
    ("measured_wait", "measured_wait_waiting", "waiting >= 0"),
)
# At most one at a time.
ONCE = (
    ("entry_once", "entry", "need_id, offering_id", "ended_at IS NULL"),
    ("intake_invitation_open", "intake_invitation", "entry_id", "outcome IS NULL"),
    ("postponement_open", "postponement", "entry_id", "ended_at IS NULL"),
    ("bridging_care_open", "bridging_care", "entry_id", "ended_at IS NULL"),
    ("return_to_consultant_open", "return_to_consultant", "entry_id", "answer IS NULL"),
    ("client_hold_open", "client_hold", "client_id, cause", "ended_at IS NULL"),
)
# The order of a list; the place of an entry is counted in it.
ORDER = (
    "CREATE INDEX entry_order ON entry"
    " (offering_id, urgency, registered_on, registered_at, draw, id) WHERE ended_at IS NULL"
)


def unique_pair(table: str):
    return statement(
        f'CREATE UNIQUE INDEX "{table}_region_id_pair" ON "{table}" ("id", "region_id")'
    )


def within_region(table: str, column: str, parent: str):
    return constrain(
        table,
        f"{table}_{column}_same_region",
        f'FOREIGN KEY ("{column}_id", "region_id") REFERENCES "{parent}" ("id", "region_id")',
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0013_saved_search")]

    operations = [
        ops.AddField(
            model_name="Region",
            name="invitation_days",
            field=fields.IntField(default=5, db_default=5),
        ),
        ops.AddField(
            model_name="Region",
            name="uses_urgency",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Region",
            name="reference_prefix",
            field=fields.CharField(max_length=2, default="", db_default=""),
        ),
        ops.AddField(
            model_name="Municipality",
            name="case_pattern",
            field=fields.CharField(max_length=40, default="", db_default=""),
        ),
        ops.CreateModel(
            name="Client",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region", fields.ForeignKeyField("portal.Region", related_name="clients", on_delete=OnDelete.RESTRICT)),
                ("municipality", fields.ForeignKeyField("portal.Municipality", db_index=True, related_name="clients", on_delete=OnDelete.RESTRICT)),
                ("reference", fields.CharField(null=True, unique=True, max_length=12)),
                ("pc4", fields.CharField(null=True, max_length=4)),
                ("created_at", fields.DatetimeField()),
                ("linked_at", fields.DatetimeField(null=True)),
                ("joined_into", fields.ForeignKeyField("portal.Client", null=True, related_name="joined", on_delete=OnDelete.RESTRICT)),
                ("anonymised_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "client", "app": "portal"},
        ),
        ops.CreateModel(
            name="CaseReference",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("client", fields.ForeignKeyField("portal.Client", db_index=True, related_name="cases", on_delete=OnDelete.RESTRICT)),
                ("municipality", fields.ForeignKeyField("portal.Municipality", related_name="case_references", on_delete=OnDelete.RESTRICT)),
                ("reference", fields.CharField(null=True, max_length=40)),
                ("added_at", fields.DatetimeField()),
            ],
            options={"table": "case_reference", "app": "portal", "unique_together": (("municipality", "reference"),)},
        ),
        ops.CreateModel(
            name="ClientHold",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("client", fields.ForeignKeyField("portal.Client", db_index=True, related_name="holds", on_delete=OnDelete.RESTRICT)),
                ("cause", fields.CharField(max_length=12)),
                ("since_at", fields.DatetimeField()),
                ("ended_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "client_hold", "app": "portal"},
        ),
        ops.CreateModel(
            name="MeasuredWait",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("offering", fields.OneToOneField("portal.Offering", related_name="measured_wait", on_delete=OnDelete.RESTRICT)),
                ("measured_on", fields.DateField()),
                ("waiting", fields.IntField()),
                ("invited_cases", fields.IntField()),
                ("invited_median", fields.IntField(null=True)),
                ("invited_p90", fields.IntField(null=True)),
                ("started_cases", fields.IntField()),
                ("started_median", fields.IntField(null=True)),
                ("started_p90", fields.IntField(null=True)),
            ],
            options={"table": "measured_wait", "app": "portal"},
        ),
        ops.CreateModel(
            name="Need",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("client", fields.ForeignKeyField("portal.Client", related_name="needs", on_delete=OnDelete.RESTRICT)),
                ("category", fields.CharField(max_length=2)),
                ("consultant", fields.ForeignKeyField("portal.Person", null=True, related_name="needs", on_delete=OnDelete.RESTRICT)),
                ("reported_on", fields.DateField(null=True)),
                ("planned_on", fields.DateField(null=True)),
                ("assessed_on", fields.DateField(null=True)),
                ("allocated_on", fields.DateField(null=True)),
            ],
            options={"table": "need", "app": "portal", "unique_together": (("client", "category"),)},
        ),
        ops.CreateModel(
            name="Entry",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("offering", fields.ForeignKeyField("portal.Offering", db_index=True, related_name="entries", on_delete=OnDelete.RESTRICT)),
                ("need", fields.ForeignKeyField("portal.Need", db_index=True, related_name="entries", on_delete=OnDelete.RESTRICT)),
                ("urgency", fields.SmallIntField()),
                ("registered_on", fields.DateField()),
                ("registered_at", fields.DatetimeField()),
                ("draw", fields.BigIntField()),
                ("status", fields.CharField(default="waiting", max_length=12)),
                ("opened_on", fields.DateField()),
                ("opened_at", fields.DatetimeField()),
                ("opened_by", fields.ForeignKeyField("portal.Person", null=True, related_name="entries_opened", on_delete=OnDelete.RESTRICT)),
                ("ended_on", fields.DateField(null=True)),
                ("ended_at", fields.DatetimeField(null=True)),
                ("still_waiting_on", fields.DateField(null=True)),
                ("weekly_volume", fields.FloatField(null=True)),
                ("half_days", fields.JSONField(default=list)),
                ("wishes", fields.CharField(default="", max_length=300)),
            ],
            options={"table": "entry", "app": "portal"},
        ),
        ops.CreateModel(
            name="BackDating",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField(db_index=True)),
                ("entry", fields.OneToOneField("portal.Entry", related_name="back_dating", on_delete=OnDelete.RESTRICT)),
                ("claimed_on", fields.DateField()),
                ("reason", fields.CharField(max_length=300)),
                ("asked_by", fields.ForeignKeyField("portal.Person", null=True, related_name="back_datings", on_delete=OnDelete.RESTRICT)),
                ("decision", fields.CharField(null=True, max_length=12)),
                ("decided_by", fields.ForeignKeyField("portal.Person", null=True, related_name="back_datings_decided", on_delete=OnDelete.RESTRICT)),
                ("decided_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "back_dating", "app": "portal"},
        ),
        ops.CreateModel(
            name="BridgingCare",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("entry", fields.ForeignKeyField("portal.Entry", db_index=True, related_name="bridging", on_delete=OnDelete.RESTRICT)),
                ("since_on", fields.DateField()),
                ("noted_by", fields.ForeignKeyField("portal.Person", null=True, related_name="bridging_noted", on_delete=OnDelete.RESTRICT)),
                ("ended_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "bridging_care", "app": "portal"},
        ),
        ops.CreateModel(
            name="Departure",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("entry", fields.OneToOneField("portal.Entry", related_name="departure", on_delete=OnDelete.RESTRICT)),
                ("left_on", fields.DateField()),
                ("reason", fields.CharField(max_length=20)),
                ("note", fields.CharField(default="", max_length=300)),
                ("recorded_at", fields.DatetimeField()),
                ("recorded_by", fields.ForeignKeyField("portal.Person", related_name="departures", on_delete=OnDelete.RESTRICT)),
            ],
            options={"table": "departure", "app": "portal"},
        ),
        ops.CreateModel(
            name="IntakeInvitation",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("entry", fields.ForeignKeyField("portal.Entry", db_index=True, related_name="invitations", on_delete=OnDelete.RESTRICT)),
                ("invited_on", fields.DateField()),
                ("invited_at", fields.DatetimeField()),
                ("invited_by", fields.ForeignKeyField("portal.Person", related_name="clients_invited", on_delete=OnDelete.RESTRICT)),
                ("expires_on", fields.DateField()),
                ("outcome", fields.CharField(null=True, max_length=12)),
                ("ended_on", fields.DateField(null=True)),
            ],
            options={"table": "intake_invitation", "app": "portal"},
        ),
        ops.CreateModel(
            name="Link",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("from_entry", fields.ForeignKeyField("portal.Entry", related_name="links_on", on_delete=OnDelete.RESTRICT)),
                ("to_entry", fields.ForeignKeyField("portal.Entry", db_index=True, related_name="links_back", on_delete=OnDelete.RESTRICT)),
                ("kind", fields.CharField(max_length=12)),
                ("linked_on", fields.DateField()),
                ("linked_at", fields.DatetimeField()),
                ("by", fields.ForeignKeyField("portal.Person", null=True, related_name="entries_linked", on_delete=OnDelete.RESTRICT)),
                ("reason", fields.CharField(default="", max_length=300)),
            ],
            options={"table": "entry_link", "app": "portal", "unique_together": (("from_entry", "to_entry"),)},
        ),
        ops.CreateModel(
            name="OutOfOrderCall",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField(db_index=True)),
                ("invitation", fields.ForeignKeyField("portal.IntakeInvitation", db_index=True, related_name="out_of_order", on_delete=OnDelete.RESTRICT)),
                ("reason", fields.CharField(max_length=300)),
                ("passed", fields.JSONField()),
            ],
            options={"table": "out_of_order_call", "app": "portal"},
        ),
        ops.CreateModel(
            name="Placement",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("entry", fields.OneToOneField("portal.Entry", related_name="placement", on_delete=OnDelete.RESTRICT)),
                ("placed_on", fields.DateField()),
                ("recorded_at", fields.DatetimeField()),
                ("recorded_by", fields.ForeignKeyField("portal.Person", related_name="placements", on_delete=OnDelete.RESTRICT)),
                ("failed_on", fields.DateField(null=True)),
                ("failed_by", fields.ForeignKeyField("portal.Person", null=True, related_name="failed_starts", on_delete=OnDelete.RESTRICT)),
            ],
            options={"table": "placement", "app": "portal"},
        ),
        ops.CreateModel(
            name="Postponement",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("entry", fields.ForeignKeyField("portal.Entry", db_index=True, related_name="postponements", on_delete=OnDelete.RESTRICT)),
                ("from_on", fields.DateField()),
                ("until_on", fields.DateField()),
                ("noted_by", fields.ForeignKeyField("portal.Person", null=True, related_name="postponements", on_delete=OnDelete.RESTRICT)),
                ("ended_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "postponement", "app": "portal"},
        ),
        ops.CreateModel(
            name="ProviderClientNumber",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("client", fields.ForeignKeyField("portal.Client", related_name="provider_numbers", on_delete=OnDelete.RESTRICT)),
                ("provider", fields.ForeignKeyField("portal.Provider", related_name="client_numbers", on_delete=OnDelete.RESTRICT)),
                ("number", fields.CharField(null=True, max_length=40)),
            ],
            options={"table": "provider_client_number", "app": "portal", "unique_together": (("client", "provider"),)},
        ),
        ops.CreateModel(
            name="ReturnToConsultant",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField(db_index=True)),
                ("entry", fields.ForeignKeyField("portal.Entry", db_index=True, related_name="returns", on_delete=OnDelete.RESTRICT)),
                ("cause", fields.CharField(max_length=12)),
                ("reason", fields.CharField(default="", max_length=300)),
                ("returned_on", fields.DateField()),
                ("returned_by", fields.ForeignKeyField("portal.Person", null=True, related_name="clients_returned", on_delete=OnDelete.RESTRICT)),
                ("answer", fields.CharField(null=True, max_length=8)),
                ("answered_on", fields.DateField(null=True)),
            ],
            options={"table": "return_to_consultant", "app": "portal"},
        ),
        in_order(
            *(unique_pair(table) for table in REGIONAL_PARENTS),
            *(within_region(*three) for three in WITHIN_REGION),
            *(constrain(table, name, f"CHECK ({check})") for table, name, check in CHECKS),
            *(
                statement(f"CREATE UNIQUE INDEX {name} ON {table} ({columns}) WHERE {where}")
                for name, table, columns, where in ONCE
            ),
            statement(ORDER),
        ),
    ]
