"""The search and the social map hear that an offering's measured waits changed."""

from tortoise import migrations

from portal.database.schema import in_order, statement


def told(verb):
    name = f'"measured_wait_tells_{verb.lower()}"'
    return statement(
        f'CREATE TRIGGER {name} AFTER {verb} ON "measured_wait" BEGIN '
        "INSERT INTO change (topic, subject_id) VALUES ('offering', NEW.offering_id); END",
        f'CREATE TRIGGER {name} AFTER {verb} ON "measured_wait" '
        "FOR EACH ROW EXECUTE FUNCTION tell_change('offering', 'offering_id')",
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0019_corrections")]

    operations = [in_order(told("INSERT"), told("UPDATE"))]
