"""Whom to call about new clients."""

from wtforms import StringField
from wtforms.validators import Length, Optional, Regexp

from portal.accounts.forms import MAIL
from portal.web.forms import Form, lowered, trimmed


class ContactForm(Form):
    """The contact for new clients of one offering; empty parts fall back on the provider's own."""

    name = StringField("Naam of team", [Length(max=120)], filters=[trimmed])
    phone = StringField(
        "Telefoonnummer",
        [
            Optional(),
            Length(max=20),
            Regexp(
                r"^[+0-9][0-9 ()\-]{2,19}$",
                message="Vul een telefoonnummer in, zoals 0229 123 456.",
            ),
        ],
        filters=[trimmed],
    )
    email = StringField(
        "E-mailadres",
        [
            Optional(),
            Length(max=254),
            Regexp(MAIL, message="Vul een e-mailadres in, zoals naam@voorbeeld.nl."),
        ],
        filters=[lowered],
    )
