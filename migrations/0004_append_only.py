"""History is never rewritten: the journal, reports, their figures and confirmations."""

from tortoise import migrations

from portal.database.schema import append_only, in_order, statement

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_rules")]

    operations = [
        in_order(
            statement("", REFUSE),
            *append_only("journal_entry"),
            *append_only("report"),
            *append_only("stated_figures"),
            *append_only("confirmation"),
        )
    ]
