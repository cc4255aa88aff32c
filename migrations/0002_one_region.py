"""A row can never mix two regions, nor an offering two providers: composite foreign keys."""

from tortoise import migrations

from portal.database.schema import constrain, in_order, statement

REGIONAL_PARENTS = (
    "municipality",
    "lot",
    "target_group",
    "product",
    "service_area",
    "access_team",
    "contract",
    "offering",
    "report",
    "intake_stop",
    "confirmation",
)
WITHIN_REGION = (
    ("product", "lot_id", "lot"),
    ("product", "target_group_id", "target_group"),
    ("product", "companion_of_id", "product"),
    ("service_area_part", "service_area_id", "service_area"),
    ("service_area_part", "municipality_id", "municipality"),
    ("access_team_area", "access_team_id", "access_team"),
    ("access_team_area", "municipality_id", "municipality"),
    ("contract", "lot_id", "lot"),
    ("contract", "main_contract_id", "contract"),
    ("contract_product", "contract_id", "contract"),
    ("contract_product", "product_id", "product"),
    ("contract_part", "contract_id", "contract"),
    ("contract_part", "municipality_id", "municipality"),
    ("offering", "product_id", "product"),
    ("offering", "contract_id", "contract"),
    ("offering", "service_area_id", "service_area"),
    ("report", "offering_id", "offering"),
    ("stated_figures", "report_id", "report"),
    ("stated_figures", "municipality_id", "municipality"),
    ("confirmation", "offering_id", "offering"),
    ("confirmation", "report_id", "report"),
    ("current_report", "offering_id", "offering"),
    ("current_report", "report_id", "report"),
    ("current_report", "confirmation_id", "confirmation"),
    ("intake_stop", "offering_id", "offering"),
    ("stop_consent", "stop_id", "intake_stop"),
    ("stop_consent", "municipality_id", "municipality"),
    ("manager_task", "offering_id", "offering"),
)
WITHIN_PROVIDER = (
    ("offering", "contract_id", "contract"),
    ("offering", "location_id", "location"),
    ("offering", "service_area_id", "service_area"),
)


def unique_pair(table: str, column: str):
    name = f"{table}_{column}_pair"
    return statement(f'CREATE UNIQUE INDEX "{name}" ON "{table}" ("id", "{column}")')


def same(table: str, column: str, parent: str, shared: str):
    name = f"{table}_{column.removesuffix('_id')}_same_{shared.removesuffix('_id')}"
    clause = f'FOREIGN KEY ("{column}", "{shared}") REFERENCES "{parent}" ("id", "{shared}")'
    return constrain(table, name, clause)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        in_order(
            *(unique_pair(table, "region_id") for table in REGIONAL_PARENTS),
            *(unique_pair(table, "provider_id") for table in ("contract", "location", "service_area")),
            *(same(table, column, parent, "region_id") for table, column, parent in WITHIN_REGION),
            *(same(table, column, parent, "provider_id") for table, column, parent in WITHIN_PROVIDER),
        )
    ]
