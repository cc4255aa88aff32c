"""Transitions: who leaves and receives, the clients in it, decisions, and what was carried out."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order, statement

REGIONAL_PARENTS = (
    "transition",
    "releasing",
    "receiving",
    "running_care",
    "participant",
    "decision",
    "batch",
    "transfer",
)
WITHIN_REGION = (
    ("transition_product", "transition", "transition"),
    ("transition_product", "product", "product"),
    ("releasing", "transition", "transition"),
    ("receiving", "transition", "transition"),
    ("receiving", "offering", "offering"),
    ("takeover_talk", "receiving", "receiving"),
    ("takeover_talk", "releasing", "releasing"),
    ("running_care", "transition", "transition"),
    ("running_care", "need", "need"),
    ("running_care", "offering", "offering"),
    ("participant", "transition", "transition"),
    ("participant", "entry", "entry"),
    ("participant", "running_care", "running_care"),
    ("participant", "proposed", "offering"),
    ("decision", "participant", "participant"),
    ("decision_target", "decision", "decision"),
    ("decision_target", "offering", "offering"),
    ("batch", "transition", "transition"),
    ("batch", "municipality", "municipality"),
    ("transfer", "batch", "batch"),
    ("transfer", "participant", "participant"),
    ("transfer", "decision", "decision"),
    ("transfer", "entry", "entry"),
    ("takeover", "transfer", "transfer"),
    ("takeover", "offering", "offering"),
    ("overtaken", "transfer", "transfer"),
    ("overtaken", "entry", "entry"),
    ("transfer_undo", "transfer", "transfer"),
)
CHOICES = "('proposal', 'elsewhere', 'subcontract', 'until_end', 'close')"
OUTCOMES = "('moved', 'merged', 'split', 'taken_over', 'queued', 'closed', 'lapsed')"
CHECKS = (
    ("transition", "transition_days", "final_on >= cut_over_on"),
    ("transition_product", "transition_product_bridging", "bridging_days BETWEEN 0 AND 3660"),
    ("receiving", "receiving_places", "places >= 0"),
    ("takeover_talk", "takeover_talk_agreed", "clients >= 0 AND staff_fte >= 0"),
    (
        "running_care",
        "running_care_days",
        "registered_on IS NULL OR registered_on <= care_since_on",
    ),
    ("participant", "participant_is_one", "(entry_id IS NULL) <> (running_care_id IS NULL)"),
    ("decision", "decision_choice", f"choice IN {CHOICES}"),
    ("decision", "decision_departure", "(choice = 'close') = (departure IS NOT NULL)"),
    ("batch", "batch_number", "number > 0"),
    ("transfer", "transfer_outcome", f"outcome IN {OUTCOMES}"),
    (
        "transfer",
        "transfer_entry",
        "(outcome IN ('moved', 'merged', 'split', 'queued')) = (entry_id IS NOT NULL)",
    ),
)
DECIDED_ONCE = (
    "CREATE UNIQUE INDEX decision_current ON decision (participant_id) WHERE withdrawn_at IS NULL"
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
    dependencies = [("portal", "0015_kept_key")]

    operations = [
        ops.CreateModel(
            name="Transition",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                (
                    "region",
                    fields.ForeignKeyField(
                        "portal.Region", related_name="transitions", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                ("cut_over_on", fields.DateField()),
                ("final_on", fields.DateField()),
                ("set_up_at", fields.DatetimeField()),
                (
                    "set_up_by",
                    fields.ForeignKeyField(
                        "portal.Person",
                        related_name="transitions_set_up",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("presented_at", fields.DatetimeField(null=True)),
                ("closed_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "transition",
                "app": "portal",
                "unique_together": (("region", "name"),),
            },
        ),
        ops.CreateModel(
            name="TransitionProduct",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transition",
                    fields.ForeignKeyField(
                        "portal.Transition", related_name="products", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "portal.Product", related_name="transitions", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("bridging_days", fields.IntField()),
            ],
            options={
                "table": "transition_product",
                "app": "portal",
                "unique_together": (("transition", "product"),),
            },
        ),
        ops.CreateModel(
            name="Releasing",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transition",
                    fields.ForeignKeyField(
                        "portal.Transition", related_name="releasing", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "provider",
                    fields.ForeignKeyField(
                        "portal.Provider", related_name="releasing", on_delete=OnDelete.RESTRICT
                    ),
                ),
            ],
            options={
                "table": "releasing",
                "app": "portal",
                "unique_together": (("transition", "provider"),),
            },
        ),
        ops.CreateModel(
            name="Receiving",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transition",
                    fields.ForeignKeyField(
                        "portal.Transition", related_name="receiving", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "offering",
                    fields.ForeignKeyField(
                        "portal.Offering", related_name="receiving", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("places", fields.IntField()),
            ],
            options={
                "table": "receiving",
                "app": "portal",
                "unique_together": (("transition", "offering"),),
            },
        ),
        ops.CreateModel(
            name="TakeoverTalk",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "receiving",
                    fields.ForeignKeyField(
                        "portal.Receiving",
                        related_name="talks",
                        on_delete=OnDelete.RESTRICT,
                        db_index=True,
                    ),
                ),
                (
                    "releasing",
                    fields.ForeignKeyField(
                        "portal.Releasing", related_name="talks", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("held_on", fields.DateField()),
                ("clients", fields.IntField()),
                ("staff_fte", fields.FloatField(default=0.0)),
            ],
            options={"table": "takeover_talk", "app": "portal"},
        ),
        ops.CreateModel(
            name="RunningCare",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transition",
                    fields.ForeignKeyField(
                        "portal.Transition",
                        related_name="running_care",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "need",
                    fields.ForeignKeyField(
                        "portal.Need",
                        related_name="running_care",
                        on_delete=OnDelete.RESTRICT,
                        db_index=True,
                    ),
                ),
                (
                    "offering",
                    fields.ForeignKeyField(
                        "portal.Offering", related_name="running_care", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("care_since_on", fields.DateField()),
                ("allocation_ends_on", fields.DateField(null=True)),
                ("registered_on", fields.DateField(null=True)),
                ("weekly_volume", fields.FloatField(null=True)),
                ("imported_at", fields.DatetimeField()),
            ],
            options={
                "table": "running_care",
                "app": "portal",
                "unique_together": (("transition", "need", "offering"),),
            },
        ),
        ops.CreateModel(
            name="Participant",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transition",
                    fields.ForeignKeyField(
                        "portal.Transition",
                        related_name="participants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "entry",
                    fields.ForeignKeyField(
                        "portal.Entry",
                        related_name="participants",
                        on_delete=OnDelete.RESTRICT,
                        null=True,
                    ),
                ),
                (
                    "running_care",
                    fields.OneToOneField(
                        "portal.RunningCare",
                        related_name="participant",
                        on_delete=OnDelete.RESTRICT,
                        null=True,
                    ),
                ),
                ("collected_at", fields.DatetimeField()),
                (
                    "proposed",
                    fields.ForeignKeyField(
                        "portal.Offering",
                        related_name="proposed_to",
                        on_delete=OnDelete.RESTRICT,
                        null=True,
                    ),
                ),
            ],
            options={
                "table": "participant",
                "app": "portal",
                "unique_together": (("transition", "entry"),),
            },
        ),
        ops.CreateModel(
            name="Decision",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "participant",
                    fields.ForeignKeyField(
                        "portal.Participant",
                        related_name="decisions",
                        on_delete=OnDelete.RESTRICT,
                        db_index=True,
                    ),
                ),
                ("choice", fields.CharField(max_length=12)),
                ("starts_on", fields.DateField(null=True)),
                ("departure", fields.CharField(max_length=20, null=True)),
                ("reason", fields.CharField(max_length=300, default="")),
                ("decided_on", fields.DateField()),
                ("decided_at", fields.DatetimeField()),
                (
                    "decided_by",
                    fields.ForeignKeyField(
                        "portal.Person",
                        related_name="transition_decisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("withdrawn_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "decision", "app": "portal"},
        ),
        ops.CreateModel(
            name="DecisionTarget",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "decision",
                    fields.ForeignKeyField(
                        "portal.Decision", related_name="targets", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "offering",
                    fields.ForeignKeyField(
                        "portal.Offering", related_name="decided_for", on_delete=OnDelete.RESTRICT
                    ),
                ),
            ],
            options={
                "table": "decision_target",
                "app": "portal",
                "unique_together": (("decision", "offering"),),
            },
        ),
        ops.CreateModel(
            name="Batch",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transition",
                    fields.ForeignKeyField(
                        "portal.Transition", related_name="batches", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "municipality",
                    fields.ForeignKeyField(
                        "portal.Municipality", related_name="batches", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("number", fields.IntField()),
                ("executed_on", fields.DateField()),
                ("executed_at", fields.DatetimeField()),
                (
                    "executed_by",
                    fields.ForeignKeyField(
                        "portal.Person", related_name="batches", on_delete=OnDelete.RESTRICT
                    ),
                ),
            ],
            options={
                "table": "batch",
                "app": "portal",
                "unique_together": (("transition", "number"),),
            },
        ),
        ops.CreateModel(
            name="Transfer",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "batch",
                    fields.ForeignKeyField(
                        "portal.Batch",
                        related_name="transfers",
                        on_delete=OnDelete.RESTRICT,
                        db_index=True,
                    ),
                ),
                (
                    "participant",
                    fields.OneToOneField(
                        "portal.Participant", related_name="transfer", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "decision",
                    fields.ForeignKeyField(
                        "portal.Decision", related_name="transfers", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("outcome", fields.CharField(max_length=12)),
                (
                    "entry",
                    fields.ForeignKeyField(
                        "portal.Entry",
                        related_name="transfers",
                        on_delete=OnDelete.RESTRICT,
                        null=True,
                        db_index=True,
                    ),
                ),
                ("derived", fields.BooleanField(default=False)),
            ],
            options={"table": "transfer", "app": "portal"},
        ),
        ops.CreateModel(
            name="Takeover",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transfer",
                    fields.OneToOneField(
                        "portal.Transfer", related_name="takeover", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "offering",
                    fields.ForeignKeyField(
                        "portal.Offering",
                        related_name="takeovers",
                        on_delete=OnDelete.RESTRICT,
                        db_index=True,
                    ),
                ),
                ("starts_on", fields.DateField()),
            ],
            options={"table": "takeover", "app": "portal"},
        ),
        ops.CreateModel(
            name="Overtaken",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transfer",
                    fields.ForeignKeyField(
                        "portal.Transfer", related_name="overtaken", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "entry",
                    fields.ForeignKeyField(
                        "portal.Entry", related_name="overtaken", on_delete=OnDelete.RESTRICT
                    ),
                ),
            ],
            options={
                "table": "overtaken",
                "app": "portal",
                "unique_together": (("transfer", "entry"),),
            },
        ),
        ops.CreateModel(
            name="TransferUndo",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "transfer",
                    fields.OneToOneField(
                        "portal.Transfer", related_name="undo", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("undone_on", fields.DateField()),
                ("undone_at", fields.DatetimeField()),
                (
                    "undone_by",
                    fields.ForeignKeyField(
                        "portal.Person",
                        related_name="transfers_undone",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reason", fields.CharField(max_length=300)),
            ],
            options={"table": "transfer_undo", "app": "portal"},
        ),
        in_order(
            *(unique_pair(table) for table in REGIONAL_PARENTS),
            *(within_region(*three) for three in WITHIN_REGION),
            *(constrain(table, name, f"CHECK ({check})") for table, name, check in CHECKS),
            statement(DECIDED_ONCE),
        ),
    ]
