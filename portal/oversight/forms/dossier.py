"""Whose record the municipality asks about."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.web.forms import Form, trimmed


class DossierForm(Form):
    """A code of the portal or a case of the municipality; it stays out of addresses."""

    code = StringField(
        "Code of zaaknummer van de cliënt",
        [Length(max=40), DataRequired("Vul een code of zaaknummer in.")],
        filters=[trimmed],
    )
