"""What the region is asked when it sets a day of aanmelding earlier."""

from collections.abc import Sequence
from typing import Self

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired

from portal.waitlists.forms.deeds import CODE, DAY, WHY
from portal.waitlists.forms.fields import Remark
from portal.web.forms import Form, Posted, choice, trimmed


class EarlierForm(Form):
    """Whose day, on which list, and why."""

    reference = StringField(
        "Code van de cliënt",
        [DataRequired("Vul de code van de cliënt in.")],
        filters=[trimmed],
        description=f"De consulent geeft u die. {CODE}",
    )
    offering = SelectField("Op welke lijst?", [DataRequired("Kies een lijst.")])
    registered_on = DateField("Juiste dag van aanmelding", [DAY])
    reason = Remark("Waarom klopte de datum niet?", [WHY])

    @classmethod
    def over(cls, lists: Sequence[tuple[int, str]], posted: Posted | None = None) -> Self:
        """The form with these lists to choose from."""
        form = cls.parse(posted)
        named = [choice(str(number), name) for number, name in lists]
        form.offering.choices = [choice("", "Kies een lijst"), *named]
        return form
