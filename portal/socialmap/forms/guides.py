"""An existing guide on the web, as keepers fill it in."""

from collections.abc import Sequence
from typing import Self

from wtforms import SelectField, StringField, URLField
from wtforms.validators import DataRequired, Length, Regexp

from portal.availability.rules.row import Named
from portal.web.forms import Form, Posted, choice, trimmed


class GuideForm(Form):
    """The name and address of a guide, and of which municipality it tells."""

    town = SelectField("Gemeente", [DataRequired("Kies de gemeente.")])
    name = StringField("Naam", [DataRequired("Vul de naam in."), Length(max=80)], [trimmed])
    url = URLField(
        "Webadres",
        [
            DataRequired("Vul het webadres in."),
            Length(max=200),
            Regexp(
                r"^https?://[^\s/]+\.\S+$",
                message="Vul een webadres in, zoals https://voorbeeld.nl.",
            ),
        ],
        [trimmed],
    )

    @classmethod
    def between(cls, towns: Sequence[Named], posted: Posted | None = None) -> Self:
        """For one of these municipalities."""
        form = cls(posted) if posted is not None else cls()
        form.town.choices = [choice(str(town.id), town.name) for town in towns]
        return form
