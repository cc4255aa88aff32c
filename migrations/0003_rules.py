"""What the rules say, the database knows too: checks and partial unique indexes."""

from tortoise import migrations

from portal.database.schema import constrain, in_order, statement

PROVIDER = "role IN ('provider_member', 'provider_lead')"
ORGANISATION = (
    f"({PROVIDER}) = (provider_id IS NOT NULL)"
    " AND (role = 'consultant') = (access_team_id IS NOT NULL)"
    " AND (role IN ('region_manager', 'inspector', 'administrator')) = (region_id IS NOT NULL)"
    " AND (role IN ('municipality_member', 'facility_owner')) = (municipality_id IS NOT NULL)"
)
STATUSES = "('capacity', 'waitlist', 'assessment_required', 'no_capacity')"
COUNTS = ("places_max", "places_taken", "places_reserved", "places_free", "waiting", "weekly_free")


def pair(low: str, high: str) -> str:
    return (
        f"({low} IS NULL) = ({high} IS NULL) AND ({low} IS NULL OR ({low} >= 0 AND {low} <= {high}))"
    )


CHECKS = (
    ("membership", "membership_organisation", ORGANISATION),
    ("invitation", "invitation_organisation", ORGANISATION),
    ("absence", "absence_days", "until_on >= from_on AND deputy_id <> person_id"),
    ("lot", "lot_days", "ends_on >= starts_on"),
    ("lot", "lot_maximum", "max_providers IS NULL OR max_providers > 0"),
    ("product", "product_days", "valid_until IS NULL OR valid_until >= valid_from"),
    ("product", "product_intensity", "intensity IS NULL OR intensity IN (1, 2, 3)"),
    ("product", "product_delivered", "delivered IN ('home', 'location')"),
    ("product", "product_intake", "intake IN ('yes', 'acquaintance', 'none')"),
    ("contract", "contract_days", "ends_on >= starts_on"),
    ("contract", "contract_cadence", "cadence_days BETWEEN 1 AND 366"),
    ("provider", "provider_weekday", "reminder_weekday BETWEEN 0 AND 6"),
    (
        "subcontract_approval",
        "subcontract_approval_decision",
        "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by_id IS NULL)"
        " AND (decision IS NULL OR decision IN ('agreed', 'refused'))",
    ),
    ("offering", "offering_where", "(location_id IS NULL) <> (service_area_id IS NULL)"),
    ("report", "report_announced", pair("announced_start_low", "announced_start_high")),
    (
        "report",
        "report_announced_on",
        "announced_on IS NOT NULL OR (announced_status IS NULL AND announced_start_low IS NULL)",
    ),
    ("stated_figures", "stated_figures_status", f"status IN {STATUSES}"),
    ("stated_figures", "stated_figures_intake", pair("intake_low", "intake_high")),
    ("stated_figures", "stated_figures_start", pair("start_low", "start_high")),
    (
        "stated_figures",
        "stated_figures_counts",
        " AND ".join(f"({column} IS NULL OR {column} >= 0)" for column in COUNTS),
    ),
    ("intake_stop", "intake_stop_days", "until_on IS NULL OR until_on >= from_on"),
    (
        "intake_stop",
        "intake_stop_withdrawn",
        "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
    ),
    (
        "stop_consent",
        "stop_consent_decision",
        "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by_id IS NULL)"
        " AND (decision IS NULL OR decision IN ('agreed', 'refused'))",
    ),
)
UNIQUE_WHERE = (
    ("stated_figures_general", "stated_figures", "report_id", "municipality_id IS NULL"),
    (
        "stated_figures_local",
        "stated_figures",
        "report_id, municipality_id",
        "municipality_id IS NOT NULL",
    ),
    (
        "offering_at_location",
        "offering",
        "provider_id, product_id, contract_id, location_id",
        "withdrawn_at IS NULL AND location_id IS NOT NULL",
    ),
    (
        "offering_at_home",
        "offering",
        "provider_id, product_id, contract_id, service_area_id",
        "withdrawn_at IS NULL AND service_area_id IS NOT NULL",
    ),
    ("manager_task_open", "manager_task", "offering_id", "done_at IS NULL"),
    (
        "invitation_open",
        "invitation",
        "email, role, COALESCE(provider_id, 0), COALESCE(access_team_id, 0),"
        " COALESCE(region_id, 0), COALESCE(municipality_id, 0)",
        "accepted_at IS NULL AND withdrawn_at IS NULL",
    ),
    (
        "membership_current",
        "membership",
        "person_id, role, COALESCE(provider_id, 0), COALESCE(access_team_id, 0),"
        " COALESCE(region_id, 0), COALESCE(municipality_id, 0)",
        "ended_at IS NULL",
    ),
)
INDEXES = (
    ("outbox_mail_due", "outbox_mail", "due_at", "sent_at IS NULL AND given_up_at IS NULL"),
    ("confirmation_newest", "confirmation", "offering_id, at", "1 = 1"),
)


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_one_region")]

    operations = [
        in_order(
            *(constrain(table, name, f"CHECK ({check})") for table, name, check in CHECKS),
            *(
                statement(f"CREATE UNIQUE INDEX {name} ON {table} ({columns}) WHERE {where}")
                for name, table, columns, where in UNIQUE_WHERE
            ),
            *(
                statement(f"CREATE INDEX {name} ON {table} ({columns}) WHERE {where}")
                for name, table, columns, where in INDEXES
            ),
        )
    ]
