"""Saving a search: under which name, and when to hear of it."""

from typing import Any, Final

from wtforms import RadioField, StringField
from wtforms.fields import choices
from wtforms.validators import DataRequired, InputRequired, Length

from portal.kernel.freetext import personal_data_in
from portal.matching.forms.asking import Asked
from portal.matching.forms.wishes import asked_in_words
from portal.matching.rules.choices import Choices
from portal.matching.rules.saved import NAME_LIMIT, Rhythm
from portal.web.forms import Form, NoPersonalData, Posted, trimmed

_choice: Any = getattr(choices, "SelectChoice")  # noqa: B009  the type stubs are older
RHYTHMS: Final[list[Any]] = [_choice(one.value, one.label.capitalize()) for one in Rhythm]


class RhythmForm(Form):
    """When to hear of what is new."""

    rhythm = RadioField(
        "Wanneer wilt u een mail?",
        [InputRequired("Kies wanneer u een mail wilt.")],
        choices=RHYTHMS,
    )

    @property
    def chosen(self) -> Rhythm:
        """The rhythm, after `validate()` said yes."""
        return Rhythm(str(self.rhythm.data))


class SaveForm(RhythmForm):
    """The name of a search, and when to hear of what is new."""

    name = StringField(
        "Naam voor deze zoekvraag",
        [
            DataRequired("Geef de zoekvraag een naam."),
            Length(max=NAME_LIMIT, message=f"Gebruik hooguit {NAME_LIMIT} tekens."),
            NoPersonalData(),
        ],
        filters=[trimmed],
    )

    asked: Asked

    def validate(self, extra_validators: Any = None) -> bool:
        """The words that are searched may hold no personal data either."""
        super().validate(extra_validators)
        found = personal_data_in(self.asked.search.words)
        if found:
            self.complain("name", f"In uw zoektekst staat {found}. Haal dat eerst weg.")
        return not self.errors


def save_form(asked: Asked, offered: Choices, posted: Posted | None = None) -> SaveForm:
    """The form for this search, with a name that says what it asks."""
    words = ", ".join(asked_in_words(asked.search, offered)) or "Alles in de regio"
    name = words if len(words) <= NAME_LIMIT else f"{words[: NAME_LIMIT - 1]}…"
    form = SaveForm.parse(posted, name=name[0].upper() + name[1:], rhythm=Rhythm.AT_ONCE.value)
    form.asked = asked
    return form
