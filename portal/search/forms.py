"""The form for a synonym."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal.web.forms import Form, NoPersonalData, trimmed


class SynonymForm(Form):
    """What people say, and what the field calls it."""

    said = StringField(
        "Wie dit zoekt",
        [InputRequired("Vul in wat mensen zoeken."), Length(max=60), NoPersonalData()],
        [trimmed],
        description="Een woord of een paar, zoals poetshulp.",
    )
    meant = StringField(
        "Vindt ook dit",
        [InputRequired("Vul in wat zij ook moeten vinden."), Length(max=80), NoPersonalData()],
        [trimmed],
        description="Liefst de naam van een product, zoals huishoudelijke ondersteuning.",
    )
