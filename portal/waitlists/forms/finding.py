"""Looking up a client by what people say to each other: a code or a case reference."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.web.forms import Form, trimmed


class FindForm(Form):
    """A code of the portal, or a case reference of the municipality."""

    code = StringField(
        "Zoek op code of zaaknummer",
        [Length(max=40), DataRequired("Vul een code of zaaknummer in.")],
        filters=[trimmed],
    )
