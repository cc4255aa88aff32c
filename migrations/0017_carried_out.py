"""What a transition carried out is never rewritten: it can only be undone by something after it."""

from tortoise import migrations

from portal.database.schema import append_only, in_order

CARRIED_OUT = ("batch", "transfer", "takeover", "overtaken", "transfer_undo", "decision_target")


class Migration(migrations.Migration):
    dependencies = [("portal", "0016_transitions")]

    operations = [in_order(*(step for table in CARRIED_OUT for step in append_only(table)))]
