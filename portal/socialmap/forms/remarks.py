"""A resident says what is wrong; whoever keeps it answers."""

from typing import Final

from wtforms import EmailField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.kernel.ids import as_id
from portal.kernel.texts import later
from portal.socialmap.actions.corrections import Remark
from portal.web.forms import Form, NoPersonalData, lowered, trimmed

MESSAGE: Final = 600
LEAST_SECONDS: Final = 3
"""Nobody reads the page and writes something faster than this; programs do."""
MOST_SECONDS: Final = 24 * 3600


class RemarkForm(Form):
    """What is wrong, and where to answer."""

    opened = HiddenField()
    website = StringField(later("Laat dit veld leeg"), [Length(max=200)], [trimmed])
    """Stands out of sight: who fills it in is a program."""
    message = TextAreaField(
        later("Wat klopt er niet?"),
        [
            DataRequired(later("Schrijf op wat er niet klopt.")),
            Length(max=MESSAGE),
            NoPersonalData(),
        ],
        [trimmed],
    )
    email = EmailField(
        later("Uw e-mailadres"),
        [
            Optional(),
            Length(max=254),
            Regexp(
                r"^[^\s@]+@[^\s@]+\.[^\s@]{2,}$",
                message=later("Vul een e-mailadres in, zoals naam@voorbeeld.nl."),
            ),
        ],
        [lowered],
    )

    @property
    def is_trap(self) -> bool:
        """Whether a program filled in what people do not see."""
        return bool(self.website.data)

    def check(self, *, second: int) -> bool:
        """Whether it is right, and was not sent faster than somebody can write."""
        self.validate()
        opened = as_id(self.opened.data or "") or 0
        if not self.errors and not LEAST_SECONDS <= second - opened <= MOST_SECONDS:
            self.complain(
                "message", later("Kijk uw melding nog eens na en verstuur haar dan opnieuw.")
            )
        return not self.errors

    def remark(self) -> Remark:
        """What was said."""
        return Remark(message=str(self.message.data), email=self.email.data or "")


class AnswerForm(Form):
    """What was done with it."""

    answer = TextAreaField(
        "Wat hebt u ermee gedaan?",
        [
            DataRequired("Schrijf op wat u ermee hebt gedaan."),
            Length(max=MESSAGE),
            NoPersonalData(),
        ],
        [trimmed],
    )
